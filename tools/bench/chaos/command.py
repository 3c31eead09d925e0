"""`./studio chaos`: a cloud of its own, one small film undisturbed, and the same film once for each disturbance."""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.bench.chaos import film, messages
from tools.bench.chaos.disturbances import DISTURBANCES, Disturbance
from tools.bench.chaos.film import Job
from tools.bench.chaos.report import ChaosReport, Outcome
from tools.bench.chaos.scene import Scene, start_again
from tools.errors import FAILED, StudioError
from tools.interface import Command
from tools.local_cloud.cloud import LocalCloud
from tools.local_cloud.postgres import temporary_state

#: What is not done by then is stuck: a message of a killed worker comes back after 15 s, and a job of which nothing is
#: heard is looked after after 30 s; both may happen to what follows from it, too.
_FILM_SECONDS: Final = 180.0
_FIRST_JOB_SECONDS: Final = 60.0
_NAMES: Final = tuple(each.name for each in DISTURBANCES)


@dataclass(frozen=True, kw_only=True)
class _Reference:
    """The film as nobody disturbed it."""

    jobs: frozenset[tuple[str, int]]
    hashes: Mapping[str, str]
    seconds: float


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="*", metavar="NAME", help=f"only these of {', '.join(_NAMES)} (default: all)")


def run(options: argparse.Namespace) -> ChaosReport:
    if unknown := [name for name in options.name if name not in _NAMES]:
        raise StudioError(f"There is no disturbance {', '.join(unknown)}; choose among {', '.join(_NAMES)}.")
    chosen = [each for each in DISTURBANCES if not options.name or each.name in options.name]
    with temporary_state() as state:
        return disturb(state, chosen)


def disturb(state: Path, disturbances: Sequence[Disturbance]) -> ChaosReport:
    """Disturb films in a cloud that lives in `state`, which is empty."""
    with LocalCloud(state, say=_say, voice_renderer="formant") as cloud:
        for service in cloud.services:
            service.longest_delay_seconds = 1.0
        # From now on the emulator knows its queues even when it is killed.
        start_again(cloud.emulator)
        reference = _undisturbed(cloud)
        outcomes: list[Outcome] = []
        for each in disturbances:
            _say(f"  {each.what} …")
            outcomes.append(_disturbed(cloud, each, reference))
        return ChaosReport(undisturbed_seconds=reference.seconds, outcomes=outcomes)


def _undisturbed(cloud: LocalCloud) -> _Reference:
    began = time.monotonic()
    scene = Scene(cloud=cloud, film=film.start(cloud))
    if not scene.until(scene.is_over, seconds=_FILM_SECONDS):
        raise StudioError(f"the film was not made in {_FILM_SECONDS:.0f} s, undisturbed", exit_code=FAILED)
    jobs = scene.jobs()
    if failed := [job for job in jobs if job.status != "succeeded"]:
        raise StudioError(f"{failed[0].kind} failed, undisturbed: {failed[0].error}", exit_code=FAILED)
    hashes = scene.film.hashes()
    if not hashes or not _times_done(cloud, jobs):
        raise StudioError("the undisturbed film left no files, or no lines in the API's log", exit_code=FAILED)
    return _Reference(
        jobs=frozenset(job.name for job in jobs),
        hashes=hashes,
        seconds=round(time.monotonic() - began, 1),
    )


def _disturbed(cloud: LocalCloud, disturbance: Disturbance, reference: _Reference) -> Outcome:
    began = time.monotonic()
    scene = Scene(cloud=cloud, film=film.start(cloud))
    if not disturbance.before_work:
        scene.until(lambda: any(job.status == "running" for job in scene.jobs()), seconds=_FIRST_JOB_SECONDS)
    left = sum(not job.is_over for job in scene.jobs())
    disturbance.act(scene)
    over = time.monotonic()
    done = scene.done()
    recovered = None
    if not scene.is_over() and scene.until(lambda: scene.done() > done, seconds=_FILM_SECONDS):
        recovered = round(time.monotonic() - over, 1)
    scene.until(scene.is_over, seconds=max(0.0, _FILM_SECONDS - (time.monotonic() - over)))
    seconds = round(time.monotonic() - began, 1)
    jobs = scene.jobs()
    wrong = film.differing(reference.hashes, scene.film.hashes())
    doubled = [job for job, times in _times_done(cloud, jobs).items() if times > 1]
    messages.empty_queues(scene)
    return Outcome(
        name=disturbance.name,
        what=disturbance.what,
        left=left,
        jobs=len(jobs),
        lost=len(reference.jobs - {job.name for job in jobs if job.status not in ("failed", "cancelled")}),
        doubled=len(doubled),
        stuck=sum(not job.is_over for job in jobs),
        wrong=len(wrong),
        recovered_seconds=recovered,
        film_seconds=seconds,
        notes=(*scene.notes, *_explained(jobs, doubled, wrong)),
    )


def _times_done(cloud: LocalCloud, jobs: Sequence[Job]) -> Counter[str]:
    """How often each job was counted as done, by what the APIs log of it."""
    ids, applied = {str(job.id) for job in jobs}, Counter[str]()
    for log in cloud.logs.glob("*api*.log"):
        for line in log.read_text(errors="replace").splitlines():
            if '"event_applied"' not in line and '"result_found"' not in line:
                continue
            fields = json.loads(line)
            if fields["job"] in ids and (
                fields["event"] == "result_found" or (fields["kind"], fields["effect"]) == ("succeeded", "applied")
            ):
                applied[fields["job"]] += 1
    return applied


def _explained(jobs: Sequence[Job], doubled: Sequence[str], wrong: Sequence[str]) -> list[str]:
    return [
        *(f"{job.kind} {job.ordinal} {job.status}: {job.error}" for job in jobs if job.status != "succeeded"),
        *(f"done twice: job {job}" for job in doubled),
        *(f"other bytes: {name}" for name in wrong),
    ]


def _say(line: str) -> None:
    print(line, file=sys.stderr)


COMMAND: Final = Command(
    description="Disturb small films in the making in every way, and count what was lost, doubled, stuck or wrong.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={1: "something was lost, doubled, stuck or wrong"},
)
