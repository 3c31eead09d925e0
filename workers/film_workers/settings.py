"""The worker's settings: exactly the names that `contracts.environment.WORKER` declares, checked before work begins."""

from collections.abc import Collection, Mapping
from typing import ClassVar, Final

from pydantic import Field, field_validator

from contracts.environment import WORKER, Variable
from contracts.queues import WORK_QUEUES, QueueName
from contracts.renderers import RENDERERS
from runtime.settings import EnvironmentSettings, Filled, QueueUrl, Receiver, ReceiverHeaders, Words

#: SQS hides a message for at most 12 hours.
MAX_VISIBILITY_SECONDS: Final = 43_200


class WorkerSettings(EnvironmentSettings):
    """What one worker process is told. Make it with `from_environment`."""

    declared: ClassVar[Mapping[str, Variable]] = WORKER

    stage: Filled
    aws_region: Filled
    assets_bucket: Filled
    job_queue_url: QueueUrl
    video_queue_url: QueueUrl
    voice_queue_url: QueueUrl
    events_queue_url: QueueUrl
    work_queues: Words
    renderers: Words
    visibility_seconds: int = Field(ge=1, le=MAX_VISIBILITY_SECONDS)
    otel_exporter_otlp_endpoint: Receiver = None
    otel_exporter_otlp_headers: ReceiverHeaders = None

    @property
    def queues(self) -> Mapping[QueueName, str]:
        """The URL of each queue that it takes work from."""
        urls: Mapping[QueueName, str] = {
            "jobs": self.job_queue_url,
            "video": self.video_queue_url,
            "voice": self.voice_queue_url,
        }
        return {name: url for name, url in urls.items() if name in self.work_queues}

    @field_validator("work_queues")
    @classmethod
    def _are_queues(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _among(value, WORK_QUEUES, "a queue of work")

    @field_validator("renderers")
    @classmethod
    def _are_renderers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _among(value, RENDERERS, "a renderer that this image carries")


def _among(chosen: tuple[str, ...], allowed: Collection[str], what: str) -> tuple[str, ...]:
    choices = ", ".join(sorted(allowed))
    if not chosen:
        raise ValueError(f"names nothing; choose among {choices}, separated by commas")
    if unknown := [item for item in chosen if item not in allowed]:
        raise ValueError(f"names {unknown[0]!r}, which is not {what}; choose among {choices}")
    return chosen
