"""Work that takes CPU time, in processes of its own: the event loop goes on, and what takes too long is ended.

A thread would not do: Python runs one at a time, so that eight screenplays being read hold up everybody's requests.
"""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Final, TypeVar

from film_studio.kit.problems import ProblemError

#: Each holds the API's modules (some 90 MB), so few; what the machine has left goes to requests.
COUNT: Final = max(1, min(2, (os.cpu_count() or 1) - 1))
#: How many may wait for their turn before more are turned away.
WAITING: Final = 16
_RETRY_AFTER: Final = 10

_Result = TypeVar("_Result")


class Processes:
    """Runs functions in other processes, `count` at a time; they are started when there is work for them.

    `seconds`: how long a call may take, from when a process has it.
    """

    def __init__(self, *, seconds: float, count: int = COUNT, waiting: int = WAITING) -> None:
        self._seconds: Final = seconds
        self._most: Final = count + waiting
        self._threads: Final = ThreadPoolExecutor(count, thread_name_prefix="processes")
        self._idle: deque[_Process] = deque()
        self._all: set[_Process] = set()
        self._unfinished: set[Future[Any]] = set()

    async def run(self, function: Callable[..., _Result], *args: object) -> _Result:
        """`function(*args)`. The function, its arguments and its result have to be picklable.

        Raises what the function raises, and a 503 problem when too many calls wait or the process is lost: it took more
        time or memory than there is, or somebody ended it.
        """
        if len(self._unfinished) >= self._most:
            raise _busy("too many others are being worked on")
        future = self._threads.submit(self._run, function, args)
        self._unfinished.add(future)
        future.add_done_callback(self._unfinished.discard)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """End all processes, whatever they are at."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in tuple(self._all):
            process.end()

    def _run(self, function: Callable[..., _Result], args: tuple[object, ...]) -> _Result:
        try:
            process = self._idle.pop()
        except IndexError:
            process = _Process()
            self._all.add(process)
        try:
            return process.call(function, args, self._seconds)
        except _LostError as error:
            process.end()
            self._all.discard(process)
            raise _busy("it took more time or memory than there is") from error
        finally:
            if process in self._all:
                self._idle.append(process)


class _LostError(Exception):
    """The process ended before its work, or would not end."""


class _Process:
    """One process, which waits for work until it is ended."""

    def __init__(self) -> None:
        # A fork would inherit the threads' locks and every connection.
        self._executor: Final = ProcessPoolExecutor(
            1, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent
        )
        self._id: int | None = None

    def call(self, function: Callable[..., _Result], args: tuple[object, ...], seconds: float) -> _Result:
        """`function(*args)`. Raises what it raises, and `_LostError`."""
        try:
            if self._id is None:
                self._id = self._executor.submit(_settle).result(timeout=seconds)
            return self._executor.submit(function, *args).result(timeout=seconds)
        except (TimeoutError, BrokenProcessPool) as error:
            raise _LostError(str(error)) from error

    def end(self) -> None:
        """Kill it: it may be where nothing else reaches it."""
        if self._id is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._id, signal.SIGKILL)
        self._executor.shutdown(wait=False, cancel_futures=True)


def _end_with_parent() -> None:
    """Of an API that was killed nothing goes on: it holds the other end of a pipe, which the system closes then."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def _settle() -> int:
    """Stand behind whoever waits for an answer: in line for the processor, and first to go when memory is short."""
    os.nice(5)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    return os.getpid()


def _busy(why: str) -> ProblemError:
    return ProblemError(
        503,
        "busy",
        f"this could not be worked on now, because {why}; nothing was changed: try again in a few seconds",
        headers={"Retry-After": str(_RETRY_AFTER)},
    )
