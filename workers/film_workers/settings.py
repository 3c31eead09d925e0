"""The worker's settings: exactly the names that `contracts.environment.WORKER` declares, checked before work begins."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from contracts.environment import WORKER
from contracts.queues import WORK_QUEUES, QueueName
from contracts.renderers import RENDERERS

#: SQS hides a message for at most 12 hours.
MAX_VISIBILITY_SECONDS: Final = 43_200


class SettingsError(ValueError):
    """What is wrong with the environment, one line a name."""


@dataclass(frozen=True, kw_only=True)
class WorkerSettings:
    """What one worker process is told. `queues` holds the URL of each queue that it takes work from."""

    stage: str
    region: str
    assets_bucket: str
    events_queue_url: str
    queues: Mapping[QueueName, str]
    renderers: frozenset[str]
    visibility_seconds: int

    @staticmethod
    def variable_names() -> frozenset[str]:
        """Every name that this class reads; the platform's own (`contracts.environment.PLATFORM`) aside."""
        return frozenset(_READ)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "WorkerSettings":
        """Read and check. Raises `SettingsError` that names everything wrong at once."""
        problems = [
            f"{name} is not set. {WORKER[name].purpose}"
            for name in _READ
            if WORKER[name].required and not environment.get(name, "").strip()
        ]
        if problems:
            raise SettingsError("\n".join(problems))
        urls = {name: _url(environment, variable, problems) for name, variable in _QUEUE_VARIABLES.items()}
        events = _url(environment, "EVENTS_QUEUE_URL", problems)
        work = cast(
            "tuple[QueueName, ...]",
            _subset(environment, "WORK_QUEUES", frozenset(WORK_QUEUES), "a queue of work", problems),
        )
        renderers = _subset(
            environment, "RENDERERS", frozenset(RENDERERS), "a renderer that this image carries", problems
        )
        visibility = _seconds(environment, "VISIBILITY_SECONDS", problems)
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(
            stage=environment["STAGE"],
            region=environment["AWS_REGION"],
            assets_bucket=environment["ASSETS_BUCKET"],
            events_queue_url=events,
            queues={name: urls[name] for name in work},
            renderers=frozenset(renderers),
            visibility_seconds=visibility,
        )


_QUEUE_VARIABLES: Final[Mapping[QueueName, str]] = {
    "jobs": "JOB_QUEUE_URL",
    "video": "VIDEO_QUEUE_URL",
    "voice": "VOICE_QUEUE_URL",
}
_READ: Final = (
    "STAGE",
    "AWS_REGION",
    "ASSETS_BUCKET",
    *_QUEUE_VARIABLES.values(),
    "EVENTS_QUEUE_URL",
    "WORK_QUEUES",
    "RENDERERS",
    "VISIBILITY_SECONDS",
)


def _url(environment: Mapping[str, str], name: str, problems: list[str]) -> str:
    value = environment[name].strip()
    if not value.startswith(("https://", "http://")):
        problems.append(f"{name} is {value!r}, which is no queue URL; it starts with https:// (http:// on a laptop).")
    return value


def _subset(
    environment: Mapping[str, str], name: str, allowed: frozenset[str], what: str, problems: list[str]
) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(item.strip() for item in environment[name].split(",") if item.strip()))
    problems.extend(
        f"{name} names {item!r}, which is not {what}; choose among {', '.join(sorted(allowed))}."
        for item in chosen
        if item not in allowed
    )
    if not chosen:
        problems.append(f"{name} names nothing; choose among {', '.join(sorted(allowed))}, separated by commas.")
    return chosen


def _seconds(environment: Mapping[str, str], name: str, problems: list[str]) -> int:
    value = environment[name].strip()
    if value.isascii() and value.isdigit() and 1 <= int(value) <= MAX_VISIBILITY_SECONDS:
        return int(value)
    problems.append(f"{name} is {value!r}; it is a whole number of seconds from 1 to {MAX_VISIBILITY_SECONDS}.")
    return 0
