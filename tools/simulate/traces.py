"""What arrives when: synthetic days of a studio, or a file."""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

HOUR: Final = 3600.0
NAMES: Final = ("steady", "bursty", "overnight")
QUEUES: Final = ("jobs", "video", "voice")
Poison = Literal["", "error", "crash"]


class TraceError(ValueError):
    """A trace that is not one; the text says where and what would be right."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """Arrives `at` seconds and takes `seconds` of work. Poison never succeeds: its worker reports an `error`, or dies
    of it (`crash`)."""

    at: float
    queue: str
    seconds: float
    poison: Poison = ""


def named(name: str, seed: int) -> list[Job]:
    """One of `NAMES`, or a JSON file: a list of {"at", "queue", "seconds", "poison"}. Raises `TraceError`."""
    if name in NAMES:
        return {"steady": steady, "bursty": bursty, "overnight": overnight}[name](Random(seed))  # noqa: S311 - no secret
    return from_file(Path(name))


def steady(random: Random) -> list[Job]:
    """A film every half an hour for eight hours."""
    return sorted((job for film in range(16) for job in _film(random, film * 0.5 * HOUR)), key=lambda job: job.at)


def bursty(random: Random) -> list[Job]:
    """Nothing, then twelve films within ten minutes, then nothing, then four at once; two jobs can never succeed."""
    jobs = [job for _ in range(12) for job in _film(random, HOUR + random.uniform(0, 600))]
    jobs += [job for _ in range(4) for job in _film(random, 5 * HOUR)]
    jobs += [
        Job(at=HOUR + 60, queue="video", seconds=60, poison="error"),
        Job(at=HOUR + 90, queue="video", seconds=60, poison="crash"),
    ]
    return sorted(jobs, key=lambda job: job.at)


def overnight(random: Random) -> list[Job]:
    """A feature of 90 minutes handed in at six in the evening, 2,000 shots of it, and one changed scene at midnight."""
    lines = [Job(at=random.uniform(0, 60), queue="voice", seconds=random.uniform(1, 4)) for _ in range(1500)]
    shots = [Job(at=600 + random.uniform(0, 600), queue="video", seconds=random.uniform(20, 120)) for _ in range(2000)]
    change = [Job(at=6 * HOUR, queue="video", seconds=random.uniform(20, 120)) for _ in range(30)]
    ends = [Job(at=5 * HOUR, queue="jobs", seconds=900), Job(at=7 * HOUR, queue="jobs", seconds=900)]
    return sorted([*lines, *shots, *change, *ends], key=lambda job: job.at)


def _film(random: Random, start: float) -> list[Job]:
    """A film of three minutes: its lines, then its shots, then score and assembly."""
    lines = [Job(at=start, queue="voice", seconds=random.uniform(1, 4)) for _ in range(30)]
    shots = [Job(at=start + 60, queue="video", seconds=random.uniform(20, 90)) for _ in range(40)]
    return [*lines, *shots, Job(at=start + 60, queue="jobs", seconds=10), Job(at=start + 600, queue="jobs", seconds=40)]


def from_file(path: Path) -> list[Job]:
    """Raises `TraceError`."""
    try:
        document: Any = json.loads(path.read_text())
    except OSError as error:
        raise TraceError(
            f"{path} cannot be read ({error.strerror}). A trace is {', '.join(NAMES)} or a file."
        ) from error
    except ValueError as error:
        raise TraceError(f"{path} is not JSON: {error}.") from error
    if not isinstance(document, list):
        raise TraceError(f"{path} must hold a list of jobs such as {_EXAMPLE}.")
    jobs = [_job(path, number, each) for number, each in enumerate(document, start=1)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - from JSON
    return sorted(jobs, key=lambda job: job.at)


_EXAMPLE: Final = '{"at": 60, "queue": "video", "seconds": 45, "poison": "error"}'


def _job(path: Path, number: int, entry: Any) -> Job:
    fields: dict[str, Any] = dict(entry) if isinstance(entry, dict) else {}  # pyright: ignore[reportUnknownArgumentType] - from JSON
    numbers = [fields.get("at"), fields.get("seconds")]
    good = all(isinstance(each, int | float) and not isinstance(each, bool) and 0 <= each < 1e9 for each in numbers)
    if not good or fields.get("queue") not in QUEUES or fields.get("poison", "") not in ("", "error", "crash"):
        raise TraceError(
            f"{path}, job {number}: {json.dumps(entry)[:120]} is no job; it is such as {_EXAMPLE}: times in seconds, "
            f"queue one of {', '.join(QUEUES)}, poison '', 'error' or 'crash'."
        )
    return Job(
        at=float(fields["at"]), queue=fields["queue"], seconds=float(fields["seconds"]), poison=fields.get("poison", "")
    )
