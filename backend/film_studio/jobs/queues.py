"""The queues as the API needs them: send work, receive events, ask what is under way. Plain boto3 in threads."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from contracts.queues import QueueName
from film_studio.kit.settings import ApiSettings
from runtime import sqs
from runtime.aws import for_api, for_requests
from runtime.sqs import ReceivedMessage

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

WORK_QUEUES: Final[tuple[QueueName, ...]] = ("jobs", "video", "voice")
#: SQS gives out, and forgets, at most so many messages a call.
EVENTS_AT_ONCE: Final = 10


@dataclass(frozen=True, kw_only=True)
class QueuePolicy:
    """What a work queue does with a message that nobody deletes."""

    visibility: timedelta

    @property
    def lease(self) -> timedelta:
        """The silence after which a job is looked after. A live worker reports each third of the visibility; a message
        whose worker died comes back after all of it, and needs as long again to be taken and reported."""
        return 2 * self.visibility


@dataclass(frozen=True, kw_only=True)
class OutgoingMessage:
    """A message for a work queue. `group` is the tenant: fair queues keep one of them from delaying the others."""

    body: str
    group: str


class Queues:
    """The stack's queues, by the names that messages use."""

    def __init__(self, settings: ApiSettings) -> None:
        self._region = settings.aws_region
        self._events_url = settings.events_queue_url
        self._urls: dict[QueueName, str] = {
            "jobs": settings.job_queue_url,
            "video": settings.video_queue_url,
            "voice": settings.voice_queue_url,
        }

    @cached_property
    def _sqs(self) -> "SQSClient":
        return for_api(self._region).sqs()

    @cached_property
    def _asked(self) -> "SQSClient":
        return for_requests(self._region).sqs()

    async def policies(self) -> dict[QueueName, QueuePolicy]:
        """The policy of each work queue."""
        return {name: await asyncio.to_thread(self._policy, name) for name in WORK_QUEUES}

    async def check(self) -> None:
        """Raises botocore's errors when the jobs' queue cannot be reached with this process's credentials."""
        await asyncio.to_thread(self._policy, "jobs")

    async def under_way(self, queue: QueueName) -> int:
        """Messages in the queue: visible, at a worker, or delayed. Approximate: SQS is sure about it after a minute."""
        return await asyncio.to_thread(self._under_way, queue)

    async def send(self, queue: QueueName, messages: Sequence[OutgoingMessage]) -> dict[int, str]:
        """Send up to ten messages. Returns what was refused: index → reason."""
        return await asyncio.to_thread(self._send, queue, messages)

    async def receive_events(self, *, wait_seconds: int) -> list[ReceivedMessage]:
        """Up to ten events; waits for the first of them."""
        return await asyncio.to_thread(sqs.receive, self._sqs, self._events_url, wait_seconds=wait_seconds)

    async def delete_events(self, receipts: Sequence[str]) -> None:
        """Forget events that were applied. One that cannot be deleted comes again, and has no effect."""
        batches = [receipts[first : first + EVENTS_AT_ONCE] for first in range(0, len(receipts), EVENTS_AT_ONCE)]
        await asyncio.gather(*(asyncio.to_thread(self._delete_events, batch) for batch in batches))

    def close(self) -> None:
        for client in ("_sqs", "_asked"):
            if client in self.__dict__:
                getattr(self, client).close()

    def _policy(self, queue: QueueName) -> QueuePolicy:
        answer = self._asked.get_queue_attributes(QueueUrl=self._urls[queue], AttributeNames=["VisibilityTimeout"])
        return QueuePolicy(visibility=timedelta(seconds=int(answer.get("Attributes", {})["VisibilityTimeout"])))

    def _under_way(self, queue: QueueName) -> int:
        answer = self._sqs.get_queue_attributes(
            QueueUrl=self._urls[queue],
            AttributeNames=[
                "ApproximateNumberOfMessages",
                "ApproximateNumberOfMessagesNotVisible",
                "ApproximateNumberOfMessagesDelayed",
            ],
        )
        return sum(int(count) for count in answer.get("Attributes", {}).values())

    def _send(self, queue: QueueName, messages: Sequence[OutgoingMessage]) -> dict[int, str]:
        answer = self._sqs.send_message_batch(
            QueueUrl=self._urls[queue],
            Entries=[
                {"Id": str(index), "MessageBody": message.body, "MessageGroupId": message.group}
                for index, message in enumerate(messages)
            ],
        )
        return {
            int(failed["Id"]): f"{failed['Code']}: {failed.get('Message', 'no reason given')}"
            for failed in answer.get("Failed", [])
        }

    def _delete_events(self, receipts: Sequence[str]) -> None:
        self._sqs.delete_message_batch(
            QueueUrl=self._events_url,
            Entries=[{"Id": str(index), "ReceiptHandle": receipt} for index, receipt in enumerate(receipts)],
        )
