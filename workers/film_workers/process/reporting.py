"""What the API hears of a job: its events, numbered so that a late one is known as late."""

import os
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypedDict

from contracts.messages import EventBase, Failed, JobMessage, Progress, Released, Started, Succeeded
from contracts.recipes import Result
from contracts.recipes.schedule import FoundOrder

if TYPE_CHECKING:
    from uuid import UUID

    from types_boto3_sqs import SQSClient

#: Sequence numbers begin at (deliveries − 1) × this, so that after a worker was killed in mid-job the events of the
#: worker that gets the message next are never taken for late ones.
EVENTS_PER_DELIVERY: Final = 1_000_000
#: Keeps the number inside 32 bits whatever SQS counts.
_MOST_DELIVERIES: Final = 2_000
_REASON_LENGTH: Final = 2_000


def worker_name() -> str:
    """Who reports: host and process."""
    return f"{socket.gethostname()}/{os.getpid()}"


class _Envelope(TypedDict):
    job_id: "UUID"
    organization_id: "UUID"
    owner_id: "UUID"
    attempt: int
    sequence: int
    worker: str
    at: datetime
    request_id: str | None
    traceparent: str | None


class Reporter:
    """Sends the events of one delivery of one job, from any thread, in the order of their sequence."""

    def __init__(
        self,
        *,
        sqs: "SQSClient",
        events_queue_url: str,
        job: JobMessage,
        deliveries: int,
        worker: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._sqs = sqs
        self._url = events_queue_url
        self._job = job
        self._worker = worker
        self._now = now
        self._sequence = EVENTS_PER_DELIVERY * min(deliveries - 1, _MOST_DELIVERIES)
        self._lock = threading.Lock()

    def started(self) -> None:
        self._send(lambda base: Started(**base))

    def progress(self, fraction: float, found: FoundOrder | None = None) -> None:
        self._send(lambda base: Progress(**base, fraction=fraction, found=found))

    def succeeded(self, result: Result, *, cached: bool, seconds: float) -> None:
        self._send(lambda base: Succeeded(**base, result=result, cached=cached, seconds=seconds))

    def failed(self, reason: str, *, retryable: bool) -> None:
        self._send(lambda base: Failed(**base, reason=reason[:_REASON_LENGTH], retryable=retryable))

    def released(self) -> None:
        self._send(lambda base: Released(**base))

    def _send(self, event: Callable[[_Envelope], EventBase]) -> None:
        """Raises botocore's errors when SQS cannot be reached: a result that nobody hears of does not count."""
        with self._lock:
            envelope = _Envelope(
                job_id=self._job.job_id,
                organization_id=self._job.organization_id,
                owner_id=self._job.owner_id,
                attempt=self._job.attempt,
                sequence=self._sequence,
                worker=self._worker,
                at=self._now(),
                request_id=self._job.request_id,
                traceparent=self._job.traceparent,
            )
            self._sequence += 1
            self._sqs.send_message(QueueUrl=self._url, MessageBody=event(envelope).model_dump_json())
