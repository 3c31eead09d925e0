"""What may happen to a film in the making. Each begins when its first job runs, and returns when the cause is over."""

import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tools.bench.chaos import messages
from tools.bench.chaos.scene import Scene, start_again
from tools.local_cloud import processes

_HUNG_SECONDS: Final = 8.0
_OUTAGE_SECONDS: Final = 4.0
#: What workers may still write to a file, beyond what their logs hold: less than a picture or a line of speech.
_LEFT_BYTES: Final = 32 * 1024
_DISK_SECONDS: Final = 8.0


@dataclass(frozen=True, kw_only=True)
class Disturbance:
    """`act` does it to a scene. One that comes `before_work` does so as soon as the production is started."""

    name: str
    what: str
    act: Callable[[Scene], None]
    before_work: bool = False


def _kill_api(scene: Scene) -> None:
    scene.kill(scene.apis[0])


def _kill_workers(scene: Scene) -> None:
    scene.kill(scene.workers)


def _kill_all(scene: Scene) -> None:
    for service in scene.cloud.services:
        scene.kill(service)


def _three_apis(scene: Scene) -> None:
    """Two more beside the first, and each is killed once while all three consume, relay and look after jobs."""
    added = [scene.cloud.start_beside(scene.apis[0], PORT=str(processes.free_port())) for _ in range(2)]
    scene.wait(2)
    for service in list(scene.apis):
        scene.kill(service)
        scene.wait(1)
    scene.until(scene.is_over, seconds=20)
    for service in added:
        service.stop()
        scene.cloud.services.remove(service)


def _stop_postgres(scene: Scene) -> None:
    scene.cloud.postgres.stop()
    scene.wait(_OUTAGE_SECONDS)
    start_again(scene.cloud.postgres)


def _kill_postgres(scene: Scene) -> None:
    os.kill(scene.cloud.postgres.process_id, signal.SIGKILL)
    scene.wait(1)
    start_again(scene.cloud.postgres)


def _stop_emulator(scene: Scene) -> None:
    scene.cloud.emulator.stop()
    scene.wait(_OUTAGE_SECONDS)
    start_again(scene.cloud.emulator)


def _kill_emulator(scene: Scene) -> None:
    """Its queues are what they were when it was last stopped in order: every message is lost."""
    os.kill(scene.cloud.emulator.process_id, signal.SIGKILL)
    scene.wait(1)
    start_again(scene.cloud.emulator)


def _hang_emulator(scene: Scene) -> None:
    process_id = scene.cloud.emulator.process_id
    os.kill(process_id, signal.SIGSTOP)
    try:
        scene.wait(_HUNG_SECONDS)
    finally:
        os.kill(process_id, signal.SIGCONT)


def _fill_disk(scene: Scene) -> None:
    """Nothing that workers write may be longer than a few pages, until a job has failed of it."""
    logs = scene.workers.logs
    limit = max(log.stat().st_size for log in logs) + _LEFT_BYTES
    before = sum(log.read_text(errors="replace").count("job_attempt_failed") for log in logs)
    _limit_files(scene.workers.process_ids, limit)
    try:
        failed = scene.until(
            lambda: sum(log.read_text(errors="replace").count("job_attempt_failed") for log in logs) > before,
            seconds=_DISK_SECONDS,
        )
    finally:
        _limit_files(scene.workers.process_ids, resource.RLIM_INFINITY)
    if not failed:
        scene.notes.append("no job met the full disk")


def _limit_files(process_ids: tuple[int, ...], limit: int) -> None:
    for process_id in process_ids:
        _, hard = resource.prlimit(process_id, resource.RLIMIT_FSIZE)
        resource.prlimit(process_id, resource.RLIMIT_FSIZE, (limit, hard))


DISTURBANCES: Final = (
    Disturbance(name="relay", what="API killed before it sent anything", act=_kill_api, before_work=True),
    Disturbance(name="api", what="API killed", act=_kill_api),
    Disturbance(name="workers", what="both workers killed", act=_kill_workers),
    Disturbance(name="processes", what="API and workers killed at once", act=_kill_all),
    Disturbance(name="three-apis", what="three APIs, each killed once", act=_three_apis),
    Disturbance(name="messages", what="doubled, reordered and malformed messages", act=messages.confuse),
    Disturbance(name="postgres-stopped", what="PostgreSQL stopped for 4 s", act=_stop_postgres),
    Disturbance(name="postgres-killed", what="PostgreSQL killed", act=_kill_postgres),
    Disturbance(name="emulator-stopped", what="S3 and SQS stopped for 4 s", act=_stop_emulator),
    Disturbance(name="emulator-hung", what="S3 and SQS hung for 8 s", act=_hang_emulator),
    Disturbance(name="emulator-killed", what="S3 and SQS killed, all messages lost", act=_kill_emulator),
    Disturbance(name="disk", what="workers' disk full", act=_fill_disk),
)
