"""Messages as they are received from a queue."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import ReceiveMessageRequestTypeDef

#: SQS takes and gives at most ten messages a call.
BATCH: Final = 10


@dataclass(frozen=True, kw_only=True)
class ReceivedMessage:
    """A message that only we see until its visibility ends. `receives` counts deliveries, this one included; `group`
    is the tenant of a fair queue."""

    body: str
    receipt: str
    receives: int
    group: str | None


def receive(
    client: "SQSClient", url: str, *, wait_seconds: int, most: int = BATCH, visibility_seconds: int | None = None
) -> list[ReceivedMessage]:
    """Up to `most` messages; waits for the first of them. Without `visibility_seconds` the queue's own visibility
    counts. Raises botocore's errors."""
    request: ReceiveMessageRequestTypeDef = {
        "QueueUrl": url,
        "MaxNumberOfMessages": most,
        "WaitTimeSeconds": wait_seconds,
        "MessageSystemAttributeNames": ["ApproximateReceiveCount", "MessageGroupId"],
    }
    if visibility_seconds is not None:
        request["VisibilityTimeout"] = visibility_seconds
    found: list[ReceivedMessage] = []
    for message in client.receive_message(**request).get("Messages", []):
        attributes = message.get("Attributes", {})
        found.append(
            ReceivedMessage(
                body=message.get("Body", ""),
                receipt=message.get("ReceiptHandle", ""),
                receives=int(attributes.get("ApproximateReceiveCount", "1")),
                group=attributes.get("MessageGroupId"),
            )
        )
    return found
