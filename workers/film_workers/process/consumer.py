"""Takes one job at a time, does it, and tells how it went; the protocol is `contracts.messages`."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError
from structlog.contextvars import bound_contextvars

from contracts.messages import JobMessage, MessageError, read_job
from contracts.recipes import KINDS, Recipe, Result
from contracts.renderers import stamped_name
from film_workers.errors import MessageLostError, RefusedError, StoppedError
from film_workers.process.heartbeat import Heartbeat, RunningJob
from film_workers.process.protection import TaskProtection
from film_workers.process.reporting import Reporter, worker_name
from film_workers.process.scratch import Scratch
from film_workers.process.work_queues import ClaimedMessage, QueueRotation, WorkQueue
from film_workers.store import Inputs, Store
from runtime import spans
from runtime.log_events import (
    AwsUnreachable,
    JobAbandoned,
    JobAttemptFailed,
    JobCancelled,
    JobNotReleased,
    JobRefused,
    JobReleased,
    JobStarted,
    JobSucceeded,
    MessageTakenOver,
    MessageUnreadable,
)
from runtime.logging import log
from runtime.spans import Span
from runtime.tracing import Trace, in_logs

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

#: Makes the files of a recipe's kind (`contracts.recipes.KINDS`) in a directory, and says what it made.
Task = Callable[[Recipe, Inputs, Path, Callable[[float], None]], Result]

#: Pauses after SQS or S3 could not be reached, in seconds.
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 30.0


def backoff_seconds(deliveries: int) -> int:
    """How long a message waits after an unexpected error: 5 s, 10 s, 20 s … at most 5 minutes."""
    return min(300, 5 * 2 ** (deliveries - 1))


class Consumer:
    """One worker process. `run` works until `draining` is set, then sets `stopped`; `take_one` does a single message.

    Everything that happens to a job happens in the thread that calls these; only the heartbeat runs beside it.
    """

    def __init__(
        self,
        *,
        sqs: "SQSClient",
        queues: Sequence[WorkQueue],
        events_queue_url: str,
        store: Store,
        scratch: Scratch,
        renderers: frozenset[str],
        visibility_seconds: int,
        task: Task,
        protection: TaskProtection,
        backoff: Callable[[int], int] = backoff_seconds,
    ) -> None:
        self.draining = threading.Event()
        self.stopped = threading.Event()
        self._sqs = sqs
        self._queues = QueueRotation(queues)
        self._events_queue_url = events_queue_url
        self._store = store
        self._scratch = scratch
        self._renderers = renderers
        self._visibility = visibility_seconds
        self._task = task
        self._protection = protection
        self._backoff = backoff
        self._current: tuple[ClaimedMessage, Reporter] | None = None

    def run(self) -> None:
        """Work until `draining` is set. An outage of SQS or S3 is waited out."""
        pause = _FIRST_PAUSE
        while not self.draining.is_set():
            try:
                if not self.take_one():
                    self._protection.release(idle=True)
                pause = _FIRST_PAUSE
            except (BotoCoreError, ClientError) as error:
                log(AwsUnreachable(error=str(error), pause_seconds=pause))
                self.draining.wait(pause)
                pause = min(_LONGEST_PAUSE, pause * 2)
        self._protection.release(idle=True)
        self.stopped.set()

    def take_one(self) -> bool:
        """Do one message if there is one within about a second. Raises botocore's errors when its outcome could not be
        told; the message then comes again."""
        message = self._queues.receive(self._visibility)
        if message is None:
            return False
        if self.draining.is_set():
            message.release()
            return True
        self._protection.hold()
        try:
            self._handle(message)
        except MessageLostError as error:
            log(MessageTakenOver(reason=str(error)))
        self._protection.release(idle=False)
        return True

    def abandon(self) -> None:
        """Hand the current message back from another thread, because its job does not stop. The process ends next."""
        current = self._current
        if current is None:
            return
        try:
            self._give_back(*current)
        except (MessageLostError, BotoCoreError, ClientError) as error:
            log(JobNotReleased(reason=str(error)))

    def _handle(self, message: ClaimedMessage) -> None:
        try:
            job = read_job(message.body)
        except MessageError as error:
            message.move_to_dead_letters(str(error))
            log(MessageUnreadable(queue=message.queue.name, reason=str(error)))
            return
        began = time.time_ns()
        trace = Trace.begin(job.request_id or "", job.traceparent or "")
        if spans.are_sent():
            job = job.model_copy(update={"traceparent": trace.traceparent})
        reporter = Reporter(
            sqs=self._sqs,
            events_queue_url=self._events_queue_url,
            job=job,
            deliveries=message.receives,
            worker=worker_name(),
        )
        with bound_contextvars(
            job=str(job.job_id),
            organization=str(job.organization_id),
            owner=str(job.owner_id),
            kind=job.kind,
            attempt=job.attempt,
            delivery=message.receives,
            **in_logs(job.request_id, job.traceparent),
        ):
            self._current = message, reporter
            try:
                self._work(message, job, reporter)
            finally:
                self._current = None
                if spans.are_sent():
                    spans.send(_span(job, trace, message.receives, began))

    def _work(self, message: ClaimedMessage, job: JobMessage, reporter: Reporter) -> None:
        work = RunningJob(self.draining)
        began = time.monotonic()
        try:
            with Heartbeat(
                message=message,
                reporter=reporter,
                work=work,
                protection=self._protection,
                visibility_seconds=self._visibility,
                is_cancelled=lambda: self._store.is_cancelled(job.organization_id, job.owner_id),
            ):
                self._begin(job, work, reporter)
                result, cached = self._result(job, work)
        except Exception as error:  # noqa: BLE001 - whatever a task raises is that job's failure, never the worker's
            self._stopped(error, message, job, reporter, work)
            return
        seconds = time.monotonic() - began
        if work.lost.is_set():
            log(JobAbandoned(reason="somebody else has the message"))
            return
        reporter.succeeded(result, cached=cached, seconds=seconds)
        message.delete()
        log(JobSucceeded(cached=cached, seconds=round(seconds, 3)))

    def _begin(self, job: JobMessage, work: RunningJob, reporter: Reporter) -> None:
        """Say that the job begins. Raises `StoppedError` when nobody wants it any more."""
        if self._store.is_cancelled(job.organization_id, job.owner_id):
            work.cancelled.set()
            raise StoppedError
        log(JobStarted())
        reporter.started()

    def _stopped(
        self, error: Exception, message: ClaimedMessage, job: JobMessage, reporter: Reporter, work: RunningJob
    ) -> None:
        """The job ended without a result. While the worker drains, without its message, or after a
        cancellation, errors follow from that."""
        if work.lost.is_set():
            log(JobAbandoned(reason="somebody else has the message"))
        elif work.cancelled.is_set():
            message.delete()
            log(JobCancelled())
        elif work.draining.is_set():
            self._give_back(message, reporter)
        elif isinstance(error, RefusedError):
            reporter.failed(str(error), retryable=False)
            message.delete()
            log(JobRefused(reason=str(error)))
        else:
            self._failed(error, message, job, reporter)

    def _failed(self, error: Exception, message: ClaimedMessage, job: JobMessage, reporter: Reporter) -> None:
        """An unexpected error. The last delivery's message is left for SQS to move to the dead-letter queue."""
        final = message.is_last_delivery
        outcome = (
            "it is not tried again, and its message is in the dead-letter queue: look at the worker's log, "
            "mend the cause, then start the job again"
            if final
            else "it is tried again"
        )
        reason = (
            f"{job.kind} job, recipe {job.recipe_hash}: {type(error).__name__}: {error} "
            f"(delivery {message.receives} of {message.queue.max_receives}; {outcome})"
        )
        log(JobAttemptFailed(retryable=not final), error=error)
        reporter.failed(reason, retryable=not final)
        message.release(after_seconds=0 if final else self._backoff(message.receives))

    def _give_back(self, message: ClaimedMessage, reporter: Reporter) -> None:
        message.release()
        reporter.released()
        log(JobReleased())

    def _result(self, job: JobMessage, work: RunningJob) -> tuple[Result, bool]:
        """The job's result, and whether it existed already. Raises `RefusedError` when it cannot be had."""
        existing = self._store.result(job.organization_id, job.recipe_hash)
        if existing is not None:
            return existing, True
        recipe = self._store.recipe(job.organization_id, job.recipe_hash)
        if recipe.kind != job.kind:
            raise RefusedError(
                f"the message asks for a {job.kind}, but recipe {job.recipe_hash} makes a {recipe.kind}; "
                "start the job again"
            )
        renderer = stamped_name(recipe.renderer)
        if renderer not in self._renderers:
            raise RefusedError(
                f"recipe {job.recipe_hash} asks for the renderer {renderer}, this worker carries "
                f"{', '.join(sorted(self._renderers))}; choose one of these for its queue, "
                f"or add {renderer} to the workers' RENDERERS"
            )

        def check() -> None:
            work(work.fraction)

        with self._scratch.job() as directory:
            scratch = Path(directory)
            inputs = Inputs(self._store, job.organization_id, scratch, check)
            result = self._task(recipe, inputs, scratch, work)
            for name, media_type in KINDS[job.kind].files_of(result.model_dump(mode="json")).items():
                check()
                self._store.put(job.organization_id, job.recipe_hash, scratch / name, media_type, check=check)
            self._store.put_result(job.organization_id, job.recipe_hash, result)
        return result, False


def _span(job: JobMessage, trace: Trace, receives: int, began: int) -> Span:
    return Span(
        name=f"make {job.kind}",
        kind="consumer",
        traceparent=trace.traceparent,
        parent=trace.parent,
        began=began,
        ended=time.time_ns(),
        attributes={
            "job": str(job.job_id),
            "organization": str(job.organization_id),
            "attempt": job.attempt,
            "receives": receives,
            "request_id": trace.request_id,
        },
    )
