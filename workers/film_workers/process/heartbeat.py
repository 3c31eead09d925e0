"""Keeps a message ours while its job runs, and shows that the worker lives."""

import contextvars
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from botocore.exceptions import BotoCoreError, ClientError

from contracts.recipes.schedule import FoundOrder
from film_workers.errors import MessageLostError, StoppedError
from film_workers.process.protection import TaskProtection
from film_workers.process.reporting import Reporter
from film_workers.process.work_queues import ClaimedMessage
from runtime.log_events import HeartbeatFailed, MessageLost
from runtime.logging import log

#: `progress` events come at most this often.
PROGRESS_SECONDS: Final = 1.0
BEATS_PER_VISIBILITY: Final = 3


class RunningJob:
    """The progress callback of one job: remembers how far it is and stops it when it has to stop."""

    def __init__(self, draining: threading.Event) -> None:
        self.draining = draining
        self.lost = threading.Event()
        self.cancelled = threading.Event()
        self.fraction = 0.0
        self.found: FoundOrder | None = None

    @property
    def must_stop(self) -> bool:
        return self.draining.is_set() or self.lost.is_set() or self.cancelled.is_set()

    def __call__(self, fraction: float) -> None:
        """`fraction` of the job is done, 0 to 1; it never falls. Raises `StoppedError` when the job must stop."""
        self.fraction = min(1.0, max(self.fraction, fraction))
        if self.must_stop:
            raise StoppedError

    def tell(self, found: FoundOrder) -> None:
        """Let the API have the best so far, which stays when the job is stopped."""
        self.found = found


class Heartbeat:
    """A thread that, each third of the visibility, hides the message again and reports progress even when there was
    none: the API takes a silent worker for dead. In between it reports what moved, once a second.

    SQS or S3 out of reach is logged and tried again at the next tick; a refused handle ends the work
    (`RunningJob.lost`), and so does a cancellation (`RunningJob.cancelled`).
    """

    def __init__(
        self,
        *,
        message: ClaimedMessage,
        reporter: Reporter,
        work: RunningJob,
        protection: TaskProtection,
        visibility_seconds: int,
        is_cancelled: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._message = message
        self._reporter = reporter
        self._work = work
        self._protection = protection
        self._visibility = visibility_seconds
        self._interval = visibility_seconds / BEATS_PER_VISIBILITY
        self._is_cancelled = is_cancelled
        self._clock = clock
        self._ended = threading.Event()
        job_in_logs = contextvars.copy_context()
        self._thread = threading.Thread(target=job_in_logs.run, args=(self._run,), name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the beats, so that the job's outcome is the last event that it sends."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        due = self._clock() + self._interval
        reported = 0.0
        told: FoundOrder | None = None
        while not self._ended.wait(min(PROGRESS_SECONDS, self._interval)):
            beat = self._clock() >= due
            fraction, found = self._work.fraction, self._work.found
            try:
                if beat:
                    self._message.keep(self._visibility)
                    due = self._clock() + self._interval
                    self._protection.hold()
                    if self._is_cancelled():
                        self._work.cancelled.set()
                        return
                if beat or fraction != reported or found is not told:
                    self._reporter.progress(fraction, None if found is told else found)
                    reported, told = fraction, found
            except MessageLostError as error:
                log(MessageLost(reason=str(error)))
                self._work.lost.set()
                return
            except (BotoCoreError, ClientError, OSError) as error:
                log(HeartbeatFailed(error=str(error)))
