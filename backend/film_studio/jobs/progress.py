"""How far the jobs of an owner are, from its row alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Label, func, select

from film_studio.jobs.models import JobOwnerRow, JobRow, OwnerStatus

_SHOWN: Final = 8


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many jobs of a kind there are; `cached` are those of `done` whose result had been made before."""

    done: int
    total: int
    failed: int
    cached: int


@dataclass(frozen=True, kw_only=True)
class Running:
    """A job that is at a worker; `progress` from 0 to 1."""

    kind: str
    ordinal: int
    part: int | None
    progress: float


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Of one owner: its jobs by kind, up to eight that are running, the longest first, and the share of the work that
    is done, 0 to 1."""

    counts: Mapping[str, Counts]
    running: tuple[Running, ...]
    fraction: float


def _running() -> Label[Any]:
    shown = (
        select(
            func.json_build_object(
                *("kind", JobRow.kind, "ordinal", JobRow.ordinal, "part", JobRow.part, "progress", JobRow.progress)
            ).label("job")
        )
        .where(JobRow.owner_id == JobOwnerRow.id, JobRow.status == "running")
        .order_by(JobRow.started_at)
        .limit(_SHOWN)
        .correlate(JobOwnerRow)
        .subquery("running_job")
    )
    return select(func.json_agg(shown.c.job)).scalar_subquery().label("running")


#: What of an owner tells how far it is: for a SELECT of owners, whose rows `progress_of` reads.
PROGRESS_COLUMNS: Final[tuple[Any, ...]] = (JobOwnerRow.counts, _running())


def progress_of(row: Mapping[str, Any]) -> Progress:
    """The progress in a row of `status` and `PROGRESS_COLUMNS`."""
    counts: Mapping[str, Mapping[str, float]] = row["counts"]
    return Progress(
        counts={
            name: Counts(
                done=int(kind["done"]),
                total=int(kind["total"]),
                failed=int(kind["failed"]),
                cached=int(kind["cached"]),
            )
            for name, kind in counts.items()
        },
        running=tuple(Running(**job) for job in row["running"] or ()),
        fraction=fraction_of(row["status"], counts),
    )


def fraction_of(status: OwnerStatus, counts: Mapping[str, Mapping[str, float]]) -> float:
    """The share of an owner's work that is done, 0 to 1."""
    weight = sum(kind["weight"] for kind in counts.values())
    worked = sum(kind["worked"] for kind in counts.values())
    if status == "succeeded":
        return 1.0
    return round(min(1.0, max(0.0, worked / weight)), 4) if weight else 0.0
