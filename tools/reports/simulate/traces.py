"""What arrives when: synthetic days of a studio, or a file."""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

from tools.errors import StudioError

HOUR: Final = 3600.0
NAMES: Final = ("steady", "bursty", "overnight", "drought")
QUEUES: Final = ("jobs", "video", "voice")
Poison = Literal["", "error", "crash"]


@dataclass(frozen=True, kw_only=True)
class Job:
    """Arrives `at` seconds and takes `seconds` of work. Poison never succeeds: its worker reports an `error`, or dies
    of it (`crash`)."""

    at: float
    queue: str
    seconds: float
    poison: Poison = ""


@dataclass(frozen=True, kw_only=True)
class Trace:
    """Jobs by their arrival. `droughts` are (from, to) in seconds: meanwhile no spot host for GPUs is to be had.
    `begins` is the second of the week at which it is played where nobody says another."""

    jobs: list[Job]
    droughts: tuple[tuple[float, float], ...] = ()
    begins: float = 9 * HOUR


def named(name: str, seed: int) -> Trace:
    """One of `NAMES`, or a JSON file (`from_file`). Raises `StudioError`."""
    random = Random(seed)  # noqa: S311 - chance, no secret
    match name:
        case "steady":
            return Trace(jobs=steady(random))
        case "bursty":
            return Trace(jobs=bursty(random))
        case "overnight":
            return Trace(jobs=overnight(random), begins=18 * HOUR)
        case "drought":
            return Trace(jobs=hourly(random), droughts=DROUGHT)
        case _:
            return from_file(Path(name))


#: Spot dries up in the middle of the second film, for four hours and a half.
DROUGHT: Final = ((1.1 * HOUR, 5.6 * HOUR),)


def hourly(random: Random) -> list[Job]:
    """A film an hour for eight hours: what one GPU keeps up with."""
    return sorted((job for film in range(8) for job in _film(random, film * HOUR)), key=lambda job: job.at)


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


def from_file(path: Path) -> Trace:
    """A list of {"at", "queue", "seconds", "poison"}, or {"jobs": that list, "droughts": [[from, to], …]}.

    Raises `StudioError`.
    """
    try:
        document: Any = json.loads(path.read_text())
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise StudioError(f"{path} cannot be read ({why}). A trace is {', '.join(NAMES)} or a file.") from error
    except ValueError as error:
        raise StudioError(f"{path} is not JSON: {error}.") from error
    jobs, droughts = document, []
    if isinstance(document, dict):
        fields: dict[str, Any] = dict(document)  # pyright: ignore[reportUnknownArgumentType] - from JSON
        if not fields.keys() <= {"jobs", "droughts"}:
            raise StudioError(f"{path} has {', '.join(sorted(fields.keys() - {'jobs', 'droughts'}))}: {_SHAPE}.")
        jobs, droughts = fields.get("jobs"), fields.get("droughts", [])
    if not isinstance(jobs, list) or not isinstance(droughts, list):
        raise StudioError(f"{path} must hold {_SHAPE}.")
    found = [_job(path, number, each) for number, each in enumerate(jobs, start=1)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - from JSON
    return Trace(
        jobs=sorted(found, key=lambda job: job.at),
        droughts=tuple(_drought(path, each) for each in droughts),  # pyright: ignore[reportUnknownVariableType] - from JSON
    )


_EXAMPLE: Final = '{"at": 60, "queue": "video", "seconds": 45, "poison": "error"}'

_SHAPE: Final = f'a list of jobs such as {_EXAMPLE}, or {{"jobs": that list, "droughts": [[3600, 7200]]}}'


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9


def _drought(path: Path, entry: Any) -> tuple[float, float]:
    match entry:
        case [begin, end] if _is_time(begin) and _is_time(end) and begin < end:
            return float(begin), float(end)
        case _:
            raise StudioError(
                f"{path}: {json.dumps(entry)[:120]} is not a drought: give its start and end in seconds: [3600, 7200]."
            )


def _job(path: Path, number: int, entry: Any) -> Job:
    fields: dict[str, Any] = dict(entry) if isinstance(entry, dict) else {}  # pyright: ignore[reportUnknownArgumentType] - from JSON
    good = _is_time(fields.get("at")) and _is_time(fields.get("seconds"))
    if not good or fields.get("queue") not in QUEUES or fields.get("poison", "") not in ("", "error", "crash"):
        raise StudioError(
            f"{path}, job {number}: {json.dumps(entry)[:120]} is not a job: it takes {_EXAMPLE}, times in seconds, "
            f"queue one of {', '.join(QUEUES)}, poison '', 'error' or 'crash'."
        )
    return Job(
        at=float(fields["at"]), queue=fields["queue"], seconds=float(fields["seconds"]), poison=fields.get("poison", "")
    )
