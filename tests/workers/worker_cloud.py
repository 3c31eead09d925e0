"""Queues and a bucket in the emulator, as the infrastructure program makes them, and a consumer over them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from film_workers.process.consumer import Consumer, Task
from film_workers.process.protection import TaskProtection
from film_workers.process.scratch import Scratch
from film_workers.process.work_queues import WorkQueue
from film_workers.store import Inputs, Store

from contracts import storage_keys
from contracts.messages import Failed, JobMessage, Progress, Released, Started, Succeeded, read_event
from contracts.queues import QueueName
from contracts.recipes import Recipe, Result, canonical_json, recipe_hash
from contracts.recipes.base import RecipeHash
from contracts.recipes.formant import FormantVoice
from contracts.recipes.line import SPEECH, TIMING, LineRecipe, LineResult
from contracts.renderers import RENDERERS
from tools.local_cloud.emulator import Emulator

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import MessageTypeDef

QUEUES: tuple[QueueName, ...] = ("jobs", "video", "voice")
Event = Started | Progress | Succeeded | Failed | Released


@dataclass
class WorkerCloud:
    """One worker's surroundings, under names of their own."""

    emulator: Emulator
    max_receives: int = 3
    name: str = field(default_factory=lambda: f"worker-{uuid4().hex[:12]}")
    organization: UUID = field(default_factory=uuid4)
    owner: UUID = field(default_factory=uuid4)

    def __post_init__(self) -> None:
        self.s3: S3Client = self.emulator.client("s3")
        self.sqs: SQSClient = self.emulator.client("sqs")
        self.s3.create_bucket(Bucket=self.name, CreateBucketConfiguration={"LocationConstraint": "us-east-2"})
        self.urls: Mapping[QueueName, str] = {}
        self.dead_letter_urls: Mapping[QueueName, str] = {}
        for queue in QUEUES:
            dead = self.sqs.create_queue(QueueName=f"{self.name}-{queue}-dlq")["QueueUrl"]
            arn = self.sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
            redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": self.max_receives})
            url = self.sqs.create_queue(QueueName=f"{self.name}-{queue}", Attributes={"RedrivePolicy": redrive})
            self.urls = {**self.urls, queue: url["QueueUrl"]}
            self.dead_letter_urls = {**self.dead_letter_urls, queue: dead}
        self.events_url = self.sqs.create_queue(QueueName=f"{self.name}-events")["QueueUrl"]

    def environment(self) -> dict[str, str]:
        """What a worker process needs to work here."""
        return {
            **self.emulator.credentials,
            "STAGE": "local",
            "AWS_REGION": self.emulator.region,
            "ASSETS_BUCKET": self.name,
            "JOB_QUEUE_URL": self.urls["jobs"],
            "VIDEO_QUEUE_URL": self.urls["video"],
            "VOICE_QUEUE_URL": self.urls["voice"],
            "EVENTS_QUEUE_URL": self.events_url,
            "WORK_QUEUES": ",".join(QUEUES),
            "RENDERERS": "animatic,assembly,formant,score,typst",
            "VISIBILITY_SECONDS": "15",
        }

    def work_queue(self, name: QueueName) -> WorkQueue:
        return WorkQueue.open(self.sqs, name, self.urls[name])

    def consumer(
        self,
        directory: Path,
        task: Task,
        *,
        queues: tuple[QueueName, ...] = ("voice",),
        renderers: frozenset[str] = frozenset(RENDERERS),
        visibility_seconds: int = 30,
        backoff: Callable[[int], int] = lambda _: 0,
    ) -> Consumer:
        scratch = Scratch(directory)
        return Consumer(
            sqs=self.sqs,
            queues=[self.work_queue(name) for name in queues],
            events_queue_url=self.events_url,
            store=Store(self.s3, self.name, scratch.cache),
            scratch=scratch,
            renderers=renderers,
            visibility_seconds=visibility_seconds,
            task=task,
            protection=TaskProtection(None),
            backoff=backoff,
        )

    # --- what the API does --------------------------------------------------------------------------------

    def write_recipe(self, recipe: Recipe) -> RecipeHash:
        name = recipe_hash(recipe)
        self.write_raw_recipe(name, canonical_json(recipe))
        return name

    def write_raw_recipe(self, name: RecipeHash, body: bytes) -> None:
        self.s3.put_object(Bucket=self.name, Key=storage_keys.recipe(self.organization, name), Body=body)

    def cancel(self) -> None:
        """Nobody wants what the owner's jobs make any more."""
        key = storage_keys.cancellation(self.organization, self.owner)
        self.s3.put_object(Bucket=self.name, Key=key, Body=b"cancelled\n")

    def message(self, recipe: Recipe, *, attempt: int = 1) -> JobMessage:
        return JobMessage(
            job_id=uuid4(),
            organization_id=self.organization,
            owner_id=self.owner,
            kind=recipe.kind,
            attempt=attempt,
            recipe_hash=recipe_hash(recipe),
        )

    def submit(self, recipe: Recipe, *, queue: QueueName = "voice", attempt: int = 1) -> JobMessage:
        """Write the recipe and publish its job."""
        self.write_recipe(recipe)
        message = self.message(recipe, attempt=attempt)
        self.send(message.model_dump_json(), queue=queue)
        return message

    def send(self, body: str, *, queue: QueueName = "voice") -> None:
        self.sqs.send_message(QueueUrl=self.urls[queue], MessageBody=body, MessageGroupId=str(self.organization))

    # --- what came of it ----------------------------------------------------------------------------------

    def events(self, *, wait_seconds: int = 0) -> list[Event]:
        """The events that are there, taken from their queue; waits for the first one if asked to."""
        heard: list[Event] = []
        while messages := self.take(self.events_url, wait_seconds=0 if heard else wait_seconds):
            heard.extend(read_event(message.get("Body", "")) for message in messages)
        return sorted(heard, key=lambda event: event.sequence)

    def take(self, url: str, *, wait_seconds: int = 0) -> "list[MessageTypeDef]":
        """Receive and delete."""
        messages = self.sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=wait_seconds,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        ).get("Messages", [])
        for message in messages:
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message.get("ReceiptHandle", ""))
        return messages

    def waiting(self, queue: QueueName) -> "list[MessageTypeDef]":
        return self.take(self.urls[queue])

    def dead(self, queue: QueueName) -> "list[MessageTypeDef]":
        return self.take(self.dead_letter_urls[queue])

    def artifacts(self, recipe: Recipe) -> dict[str, bytes]:
        """Everything stored under the recipe, by file name."""
        prefix = storage_keys.artifact(self.organization, recipe_hash(recipe), "")
        listing = self.s3.list_objects_v2(Bucket=self.name, Prefix=prefix).get("Contents", [])
        keys = [entry.get("Key", "") for entry in listing]
        return {key.removeprefix(prefix): self.s3.get_object(Bucket=self.name, Key=key)["Body"].read() for key in keys}


def line(text: str = "Where is everybody?") -> LineRecipe:
    return LineRecipe(
        text=text, language="en", formant=FormantVoice(name="gmw/en-US", words_per_minute=160, pitch=50, pitch_range=50)
    )


class Counting:
    """A task that writes a line's files and counts how often it was asked to."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
        assert isinstance(recipe, LineRecipe)
        self.texts.append(recipe.text)
        progress(0.5)
        (scratch / SPEECH).write_bytes(recipe.text.encode())
        (scratch / TIMING).write_text('{"version":1,"duration_ms":1200,"words":[],"phonemes":[]}')
        return LineResult(duration_ms=1200)
