"""Where a film is disturbed: its cloud, whose services are started again as ECS would, and what became of its jobs."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg

from tools.bench.chaos.film import Film, Job
from tools.errors import StudioError
from tools.local_cloud.cloud import LocalCloud
from tools.local_cloud.processes import Server
from tools.local_cloud.services import Service

_LOOK_SECONDS = 0.1
#: PostgreSQL that was killed may have to wait for its last processes.
_STARTS = 5


@dataclass(kw_only=True)
class Scene:
    """A film in the making. Call everything from the main thread, which alone may start processes."""

    cloud: LocalCloud
    film: Film
    notes: list[str] = field(default_factory=list[str])

    @property
    def workers(self) -> Service:
        return next(service for service in self.cloud.services if "worker" in service.task.name)

    @property
    def apis(self) -> list[Service]:
        return [service for service in self.cloud.services if "api" in service.task.name]

    def tend(self) -> None:
        for service in self.cloud.services:
            service.tend()

    def jobs(self) -> list[Job]:
        """The film's; none while the database is away."""
        with contextlib.suppress(psycopg.OperationalError):
            return self.film.jobs()
        return []

    def done(self) -> int:
        return sum(job.status == "succeeded" for job in self.jobs())

    def is_over(self) -> bool:
        jobs = self.jobs()
        return bool(jobs) and all(job.is_over for job in jobs)

    def until(self, condition: Callable[[], bool], *, seconds: float) -> bool:
        """Wait for it, and tend services meanwhile. Returns whether it came."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            self.tend()
            time.sleep(_LOOK_SECONDS)
        return True

    def wait(self, seconds: float) -> None:
        self.until(lambda: False, seconds=seconds)

    def kill(self, service: Service) -> None:
        for process_id in service.process_ids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)


def start_again(server: Server) -> None:
    """Start what runs, was stopped or was killed, and wait until it answers."""
    server.stop()
    for attempt in range(1, _STARTS + 1):
        server.start()
        try:
            server.wait(seconds=30)
        except StudioError:
            if attempt == _STARTS:
                raise
            time.sleep(0.5)
        else:
            return
