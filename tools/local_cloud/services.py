"""ECS on a laptop: a task definition becomes a process, a service processes that are started again when they end."""

import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tools.errors import FAILED, StudioError
from tools.local_cloud import processes

#: How a task is started in an image: of its name, its command and its variables, the command line that runs it.
Container = Callable[[str, Sequence[str], Mapping[str, str]], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Task:
    """What a container definition says: a command in the environment of its image, with exactly these variables."""

    name: str
    command: tuple[str, ...]
    python: Path
    environment: Mapping[str, str]
    container: Container | None = None
    """Runs it in its image; None: an environment made from the image's lock stands for that."""

    @property
    def logs_in(self) -> bool:
        """Whether it uses the database."""
        return "DATABASE_AUTH" in self.environment

    def start(self, credentials: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
        """`credentials` is what the platform adds; nothing else reaches the process but what any process needs."""
        variables = {**credentials, **self.environment}
        everything = {**processes.base_environment(), **variables}
        if self.container is not None:
            return processes.start(self.container(self.name, self.command, variables), environment=everything, log=log)
        program, *arguments = self.command
        if program != "python":
            raise StudioError(f"Task {self.name} runs {program!r}; the laptop's images know only 'python'.")
        return processes.start(
            [self.python, "-P", *arguments],
            environment=everything,
            log=log,
        )

    def run(self, credentials: Mapping[str, str], log: Path) -> None:
        """Run to the end. Raises `StudioError` unless it exits with 0."""
        process = self.start(credentials, log)
        try:
            code = process.wait()
        finally:
            processes.stop(process)
        if code != 0:
            raise StudioError(f"Task {self.name} ended with {code}:\n{processes.tail(log)}", exit_code=FAILED)


@dataclass(frozen=True, kw_only=True)
class Debugger:
    """Runs the tasks whose name has `word` in it under debugpy, which a debugger reaches at `port` of this machine."""

    word: str
    port: int
    python: Path
    """An interpreter that has debugpy beside what the task imports."""

    def wants(self, task: Task) -> bool:
        return self.word in task.name

    def attach(self, task: Task) -> Task:
        program, *rest = task.command
        return replace(
            task,
            python=self.python,
            command=(program, "-m", "debugpy", "--listen", f"127.0.0.1:{self.port}", *rest),
        )


class Service:
    """`desired_count` processes of one task. `tend` starts again what has ended, later each time it ends early."""

    def __init__(self, task: Task, *, desired_count: int, credentials: Mapping[str, str], logs: Path) -> None:
        self.task = task
        self.desired_count = desired_count
        self.restarts = 0
        #: A process that ends early again and again is started again after at most so many seconds.
        self.longest_delay_seconds = 30.0
        #: Held, it stays as it is: nobody starts again what has ended.
        self.held = False
        self._credentials = credentials
        self._logs = logs
        self._slots: list[_Slot] = []

    def start(self) -> None:
        for number in range(1, self.desired_count + 1):
            suffix = f"-{number}" if self.desired_count > 1 else ""
            slot = _Slot(log=self._logs / f"{self.task.name}{suffix}.log")
            slot.started(self.task.start(self._credentials, slot.log))
            self._slots.append(slot)

    def tend(self) -> None:
        """Call it from the main thread, about once a second."""
        if self.held:
            return
        for slot in self._slots:
            if slot.process is not None and slot.process.poll() is not None:
                slot.ended(self.longest_delay_seconds)
            if slot.process is None and time.monotonic() >= slot.due:
                self.restarts += 1
                slot.started(self.task.start(self._credentials, slot.log))

    def restart(self, *, seconds: float) -> None:
        """End every process, by force after `seconds`, and start it again at once. Call it from the main thread."""
        self.held = False
        self._end(seconds)
        for slot in self._slots:
            slot.started_anew(self.task.start(self._credentials, slot.log))

    def ended(self) -> Path | None:
        """The log of a process that has ended and was not started again; None when all run."""
        for slot in self._slots:
            if slot.process is None or slot.process.poll() is not None:
                return slot.log
        return None

    @property
    def process_ids(self) -> tuple[int, ...]:
        return tuple(slot.process.pid for slot in self._slots if slot.process is not None)

    @property
    def logs(self) -> tuple[Path, ...]:
        return tuple(slot.log for slot in self._slots)

    def stop(self) -> None:
        """All at once, each with the time that ECS gives it."""
        self._end(seconds=20)
        self._slots.clear()

    def _end(self, seconds: float) -> None:
        threads = [
            threading.Thread(target=processes.stop, args=(slot.process,), kwargs={"seconds": seconds})
            for slot in self._slots
            if slot.process is not None
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


@dataclass(kw_only=True)
class _Slot:
    log: Path
    process: subprocess.Popen[bytes] | None = None
    due: float = 0.0
    _since: float = 0.0
    _delay: float = 0.5

    def started(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self._since = time.monotonic()

    def started_anew(self, process: "subprocess.Popen[bytes]") -> None:
        """As the first time: it need not wait longer because it ended early before."""
        self._delay = 0.5
        self.started(process)

    def ended(self, longest_delay_seconds: float) -> None:
        lived = time.monotonic() - self._since
        self._delay = 0.5 if lived > 20 else min(self._delay * 2, longest_delay_seconds)
        self.due = time.monotonic() + self._delay
        self.process = None
