"""Work queues as the worker sees them: take one message, keep it, hand it back, or set it aside with a reason."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from contracts.queues import LONE_WORK_POLL_SECONDS, WORK_POLL_SECONDS, QueueName
from film_workers.errors import MessageLostError
from runtime import sqs
from runtime.aws import error_code
from runtime.sqs import ReceivedMessage

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import MessageAttributeValueTypeDef

#: How SQS says that a receipt handle is no longer good: expired, used, another's, or past the 12 hours that a message
#: can be hidden.
_REFUSED: Final = ("ReceiptHandleIsInvalid", "MessageNotInflight", "InvalidParameterValue")
#: SQS takes message attributes of up to 256 KB; a person reads less.
_REASON_LENGTH: Final = 1000


class QueueError(ValueError):
    """A queue that cannot be worked from, and what to change."""


@dataclass(frozen=True, kw_only=True)
class WorkQueue:
    """One queue that work is taken from. `max_receives` is its redrive policy's `maxReceiveCount`."""

    client: "SQSClient"
    name: QueueName
    url: str
    dead_letter_url: str
    max_receives: int

    @classmethod
    def open(cls, client: "SQSClient", name: QueueName, url: str) -> "WorkQueue":
        """Read the queue's redrive policy. Raises `QueueError` without one, and botocore's errors."""
        attributes = client.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"]).get("Attributes", {})
        if "RedrivePolicy" not in attributes:
            raise QueueError(
                f"queue {name} ({url}) has no RedrivePolicy: a message that cannot be read would come back for ever. "
                "Give it a dead-letter queue."
            )
        policy = json.loads(attributes["RedrivePolicy"])
        return cls(
            client=client,
            name=name,
            url=url,
            dead_letter_url=_url_beside(url, arn=policy["deadLetterTargetArn"]),
            max_receives=int(policy["maxReceiveCount"]),
        )

    def receive(self, *, wait_seconds: int, visibility_seconds: int) -> "ClaimedMessage | None":
        """At most one message: each receive counts towards the dead-letter queue, so nothing is taken that will not be
        worked on at once."""
        found = sqs.receive(
            self.client, self.url, most=1, wait_seconds=wait_seconds, visibility_seconds=visibility_seconds
        )
        return ClaimedMessage(queue=self, message=found[0]) if found else None


@dataclass(frozen=True, kw_only=True)
class ClaimedMessage:
    """A message that only we see until its visibility ends, and the queue that it came from."""

    queue: WorkQueue
    message: ReceivedMessage

    @property
    def body(self) -> str:
        return self.message.body

    @property
    def receives(self) -> int:
        """Deliveries so far, this one included."""
        return self.message.receives

    @property
    def is_last_delivery(self) -> bool:
        """True when SQS moves the message to the dead-letter queue instead of delivering it again."""
        return self.receives >= self.queue.max_receives

    def keep(self, seconds: int) -> None:
        """Keep it from others for so long from now on. Raises `MessageLostError` when it is no longer ours."""
        self._set_visibility(seconds)

    def release(self, *, after_seconds: int = 0) -> None:
        """Hand it back for somebody else, after a pause. Raises `MessageLostError` when it is no longer ours."""
        self._set_visibility(after_seconds)

    def _set_visibility(self, seconds: int) -> None:
        try:
            self.queue.client.change_message_visibility(
                QueueUrl=self.queue.url, ReceiptHandle=self.message.receipt, VisibilityTimeout=seconds
            )
        except ClientError as error:
            raise _lost(error) from error

    def delete(self) -> None:
        """The work is done. Raises `MessageLostError` when the message is no longer ours."""
        try:
            self.queue.client.delete_message(QueueUrl=self.queue.url, ReceiptHandle=self.message.receipt)
        except ClientError as error:
            raise _lost(error) from error

    def move_to_dead_letters(self, reason: str) -> None:
        """Move it to the dead-letter queue. A crash between the two calls leaves it in both queues and never loses
        it."""
        attributes: dict[str, MessageAttributeValueTypeDef] = {
            "reason": {"DataType": "String", "StringValue": _legal(reason)},
            "source": {"DataType": "String", "StringValue": self.queue.name},
        }
        if self.message.group is None:
            self.queue.client.send_message(
                QueueUrl=self.queue.dead_letter_url, MessageBody=self.body, MessageAttributes=attributes
            )
        else:
            self.queue.client.send_message(
                QueueUrl=self.queue.dead_letter_url,
                MessageBody=self.body,
                MessageAttributes=attributes,
                MessageGroupId=self.message.group,
            )
        self.delete()


class QueueRotation:
    """Asks the queues in turn, so that a full queue starves no other one."""

    def __init__(self, queues: Sequence[WorkQueue]) -> None:
        self._queues = tuple(queues)
        self._next = 0

    def receive(self, visibility_seconds: int) -> ClaimedMessage | None:
        """One message from whichever queue has one; None after at most two seconds without any.

        With several queues, each is waited for in turn while the others are looked at in between, so that no message
        waits much longer than one poll.
        """
        count = len(self._queues)
        longest = LONE_WORK_POLL_SECONDS if count == 1 else WORK_POLL_SECONDS
        for number in range(count):
            place = (self._next + number) % count
            wait = longest if number == count - 1 else 0
            claimed = self._queues[place].receive(wait_seconds=wait, visibility_seconds=visibility_seconds)
            if claimed is not None:
                self._next = (place + 1) % count
                return claimed
        self._next = (self._next + 1) % count
        return None


def _url_beside(url: str, *, arn: str) -> str:
    """The URL of the queue `arn` in the same partition as `url`: …/account/name; saves a permission and a call."""
    account, name = arn.split(":")[4:6]
    return f"{url.rsplit('/', 2)[0]}/{account}/{name}"


def _lost(error: ClientError) -> Exception:
    code = error_code(error)
    return MessageLostError(code) if code.rsplit(".", 1)[-1] in _REFUSED else error


def _legal(text: str) -> str:
    """Without the control characters that SQS refuses."""
    return "".join(c if c in "\t\n" or c >= " " else "�" for c in text)[:_REASON_LENGTH] or "no reason given"
