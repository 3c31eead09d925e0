"""The queues, each with its dead-letter queue: three for work, one on which workers report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.component import Component
from components.base.json_output import json_output
from components.base.naming import Names
from components.identity import iam_documents
from components.identity.links import Link
from components.identity.roles import Grant

WORK = ("jobs", "video", "voice")
RETENTION_SECONDS = 4 * 24 * 3600
#: Dead letters outlive the queue's own messages: somebody has to find the time to look.
DEAD_LETTER_RETENTION_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class QueueArgs:
    names: Names
    visibility_seconds: int
    max_receive_count: int


class Queue(Component):
    """One queue and its dead-letter queue, encrypted, over TLS only."""

    kind = "Queue"

    def __init__(self, name: str, args: QueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        dead_letters = self._dead_letters(name, args)
        queue = self._queue(name, args, dead_letters)
        self._only_from(queue, dead_letters)
        self._refuse_plaintext(name, queue)
        self._refuse_plaintext(f"{name}-dead-letters", dead_letters)
        self.url = queue.url
        self.arn = queue.arn
        self.name = queue.name
        self.dead_letters_arn = dead_letters.arn
        self.dead_letters_name = dead_letters.name
        self.register_outputs({"url": self.url, "arn": self.arn, "deadLettersArn": self.dead_letters_arn})

    def _dead_letters(self, name: str, args: QueueArgs) -> aws.sqs.Queue:
        return aws.sqs.Queue(
            f"{name}-dead-letters",
            name=args.names.of(name, "dead-letters", limit=80),
            message_retention_seconds=DEAD_LETTER_RETENTION_SECONDS,
            sqs_managed_sse_enabled=True,
            opts=self.child(),
        )

    def _queue(self, name: str, args: QueueArgs, dead_letters: aws.sqs.Queue) -> aws.sqs.Queue:
        return aws.sqs.Queue(
            name,
            name=args.names.of(name, limit=80),
            visibility_timeout_seconds=args.visibility_seconds,
            message_retention_seconds=RETENTION_SECONDS,
            receive_wait_time_seconds=20,
            sqs_managed_sse_enabled=True,
            redrive_policy=json_output(
                {"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": args.max_receive_count}
            ),
            opts=self.child(),
        )

    def _only_from(self, queue: aws.sqs.Queue, dead_letters: aws.sqs.Queue) -> None:
        """Let no other queue put its dead letters among ours."""
        aws.sqs.RedriveAllowPolicy(
            f"{self.label}-dead-letters",
            queue_url=dead_letters.url,
            redrive_allow_policy=json_output({"redrivePermission": "byQueue", "sourceQueueArns": [queue.arn]}),
            opts=self.child(),
        )

    def _refuse_plaintext(self, label: str, queue: aws.sqs.Queue) -> None:
        aws.sqs.QueuePolicy(
            label,
            queue_url=queue.url,
            policy=iam_documents.document(iam_documents.refuse_plaintext(queue.arn, actions="sqs:*")),
            opts=self.child(),
        )

    def grant_send(self) -> Grant:
        """To send, and to see how much waits."""
        return self._grant("send", "sqs:SendMessage", "sqs:GetQueueAttributes")

    def grant_report(self) -> Grant:
        """To send and nothing more."""
        return self._grant("send", "sqs:SendMessage")

    def grant_receive(self) -> Grant:
        """To take messages and nothing more."""
        return self._grant("receive", "sqs:ReceiveMessage", "sqs:DeleteMessage")

    def grant_work(self) -> tuple[Grant, Grant]:
        """To take messages, keep them while working, and put those that nobody can read among the dead letters with
        the reason."""
        return (
            self._grant(
                "work",
                "sqs:ReceiveMessage",
                "sqs:DeleteMessage",
                "sqs:ChangeMessageVisibility",
                "sqs:GetQueueAttributes",
            ),
            Grant(
                name=f"{self.label}-dead-letters-send",
                actions=["sqs:SendMessage"],
                resources=[self.dead_letters_arn],
            ),
        )

    def _grant(self, what: str, *actions: str) -> Grant:
        return Grant(name=f"{self.label}-{what}", actions=actions, resources=[self.arn])


class Queues(Component):
    """All queues. `work` holds those for jobs, by the names that `contracts.messages.QueueName` lists."""

    kind = "Queues"

    def __init__(self, name: str, args: QueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.work: Mapping[str, Queue] = {label: Queue(label, args, opts=self.child()) for label in WORK}
        self.events = Queue("events", args, opts=self.child())
        self.register_outputs({label: queue.url for label, queue in (*self.work.items(), ("events", self.events))})

    def for_api(self) -> Link:
        """To send work, and to hear how it goes."""
        grants = [*(queue.grant_send() for queue in self.work.values()), self.events.grant_receive()]
        return Link(environment=self._urls(), grants=grants)

    def for_worker(self, takes: Sequence[str]) -> Link:
        """To do the work of the queues that it `takes`, and to report."""
        own = [self.work[label] for label in takes]
        return Link(
            environment={**self._urls(), "WORK_QUEUES": ",".join(takes)},
            grants=[*(grant for queue in own for grant in queue.grant_work()), self.events.grant_report()],
        )

    def _urls(self) -> dict[str, pulumi.Output[str]]:
        return {
            "JOB_QUEUE_URL": self.work["jobs"].url,
            "VIDEO_QUEUE_URL": self.work["video"].url,
            "VOICE_QUEUE_URL": self.work["voice"].url,
            "EVENTS_QUEUE_URL": self.events.url,
        }
