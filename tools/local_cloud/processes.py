"""Child processes that end with us, and the ports they listen on."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Self

from tools.errors import FAILED, StudioError

_PR_SET_PDEATHSIG = 1


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return True
    return False


def start(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    log: Path,
    user: int | None = None,
    group: int | None = None,
    dies_by: signal.Signals = signal.SIGTERM,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, so that Ctrl-C reaches only us and we end things in their order.

    On Linux the kernel sends it `dies_by` should we die first: a killed `./studio` leaves nothing behind. Call it from
    the main thread, because the kernel means the thread that forked.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def before_exec() -> None:
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, int(dies_by))

    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            group=group,
            extra_groups=[] if user is not None else None,
            preexec_fn=before_exec,  # noqa: PLW1509 - prctl only; nothing here takes a lock
            cwd=cwd,
        )


def stop(process: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, seconds: float = 15) -> int:
    """Ask a process to end, insist after `seconds`, and return its exit status."""
    if process.poll() is None:
        process.send_signal(by)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


class Server(ABC):
    """A child that serves on a port, between `start` and `stop`; as a context manager, from when it answers.

    What it is made of says what it is called, and how it is asked to end.
    """

    title: ClassVar[str]
    stopped_by: ClassVar[signal.Signals] = signal.SIGTERM
    #: How long it may take to end, in seconds.
    stop_seconds: ClassVar[float] = 15

    def __init__(self, port: int | None, log: Path) -> None:
        self.port = port or free_port()
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def start(self) -> None:
        """Start it; `wait` says when it answers."""

    @abstractmethod
    def _answers(self) -> bool: ...

    @property
    def process_id(self) -> int:
        if self._process is None:
            raise StudioError(f"{self.title} is not running.")
        return self._process.pid

    def wait(self, *, seconds: float = 60) -> None:
        """Wait until it answers. Raises `StudioError`, with its last words, when it ended or took too long."""
        deadline = time.monotonic() + seconds
        while not self._answers():
            if not self.is_running() or time.monotonic() > deadline:
                self.stop()
                raise StudioError(
                    f"{self.title} did not start on 127.0.0.1:{self.port}:\n{tail(self._log)}", exit_code=FAILED
                )
            time.sleep(0.05)

    def stop(self) -> None:
        """End it in order: whatever it keeps is on disk then."""
        if self._process is not None:
            stop(self._process, by=self.stopped_by, seconds=self.stop_seconds)
            self._process = None

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as undo:
            undo.callback(self.stop)
            self.start()
            self.wait()
            undo.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()


def base_environment() -> dict[str, str]:
    """What a process needs of ours to run at all. Nothing of the caller's AWS or database settings leaks into it."""
    names = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "PYTHONUTF8")
    return {name: os.environ[name] for name in names if name in os.environ}


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, for an error message."""
    if not log.exists():
        return "(no output)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) or "(no output)"
