"""Messages as queues may bring them: twice, late, in any order, and such as nobody of ours has written."""

import json
import random
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from contracts.queues import QueueName
from contracts.recipes import KINDS
from tools.bench.chaos.film import Job
from tools.bench.chaos.scene import Scene

_QUEUES: Final[dict[QueueName, str]] = {"jobs": "JOB_QUEUE_URL", "video": "VIDEO_QUEUE_URL", "voice": "VOICE_QUEUE_URL"}
_COPIES: Final = 2
_ROUNDS: Final = 4
_CHANCE: Final = random.Random(4)  # noqa: S311 — the same confusion each time


def confuse(scene: Scene) -> None:
    """While the film is made: each message again, what was reported in another order, and nonsense in between."""
    for number in range(_ROUNDS):
        jobs = scene.jobs()
        sent = doubles(jobs)
        sent += [("EVENTS_QUEUE_URL", event) for job in jobs if job.status == "succeeded" for event in late_events(job)]
        if number == 0:
            sent += [(queue, body) for queue in _QUEUES.values() for body in malformed_jobs(jobs[0])]
            sent += [("EVENTS_QUEUE_URL", body) for body in malformed_events(jobs[0])]
        _CHANCE.shuffle(sent)
        _send(scene, sent)
        scene.wait(1)


def doubles(jobs: Sequence[Job]) -> list[tuple[str, str]]:
    """What is in the queues of these, and more of it: the variable that names a queue, and a body.

    A queue doubles what it was given. A job that still waits to be sent has no recipe in storage, either.
    """
    sent = [job for job in jobs if job.is_sent]
    return [(_QUEUES[KINDS[job.kind].queue], job_message(job)) for job in sent] * _COPIES  # pyright: ignore[reportArgumentType] — a kind from the database


def empty_queues(scene: Scene) -> None:
    """Take away what nobody can read, so that the next film meets none of it."""
    sqs = scene.cloud.emulator.client("sqs")
    for name in (*_QUEUES.values(), "EVENTS_QUEUE_URL"):
        sqs.purge_queue(QueueUrl=_url(scene, name))


def job_message(job: Job, **changes: Any) -> str:
    """A job's message as the API sends it."""
    message = {
        "version": 1,
        "job_id": str(job.id),
        "organization_id": str(job.organization_id),
        "owner_id": str(job.owner_id),
        "kind": job.kind,
        "attempt": job.attempt,
        "recipe_hash": job.recipe_hash,
    }
    return json.dumps(message | changes)


def event_message(job: Job, event: str, **fields: Any) -> str:
    """An event of a job, as another worker than its own would send it."""
    message = {
        "version": 1,
        "event": event,
        "job_id": str(job.id),
        "organization_id": str(job.organization_id),
        "owner_id": str(job.owner_id),
        "attempt": job.attempt,
        "sequence": 0,
        "worker": "chaos/1",
        "at": (datetime.now(UTC) - timedelta(minutes=1)).isoformat(),
    }
    return json.dumps(message | fields)


def late_events(job: Job) -> list[str]:
    """What was reported of a job that is done, once more and from an attempt that is over, in no order."""
    done = {"result": job.result, "cached": False, "seconds": 1.0}
    found = [
        event_message(job, "started"),
        event_message(job, "progress", fraction=0.5, sequence=7),
        event_message(job, "succeeded", **done, sequence=9),
        event_message(job, "succeeded", **done, attempt=max(1, job.attempt - 1)),
        event_message(job, "released", sequence=10),
        event_message(job, "failed", reason="late", retryable=False, sequence=11),
    ]
    _CHANCE.shuffle(found)
    return found


def malformed_jobs(job: Job) -> list[str]:
    """No worker can read these."""
    return [
        "not JSON",
        "[]",
        job_message(job, version=0),
        job_message(job, kind="hologram"),
        job_message(job, kind="line\x00"),
        job_message(job, recipe_hash="../../secret"),
        job_message(job, job_id="\x00"),
        job_message(job, priority=9),
    ]


def malformed_events(job: Job) -> list[str]:
    """Events that nobody can read, of jobs that are nobody's, and of a job whose organisation is another one."""
    stranger = str(uuid.uuid4())
    return [
        "not JSON",
        "null",
        event_message(job, "exploded"),
        event_message(job, "started", version=9),
        event_message(job, "failed", reason="half \ud800, none \x00", retryable=False, job_id=stranger),
        event_message(job, "failed", reason="stranger", retryable=False, organization_id=stranger),
        event_message(job, "succeeded", result={"kind": "hologram"}, cached=False, seconds=1),
        event_message(job, "progress", fraction=7),
    ]


def _send(scene: Scene, sent: list[tuple[str, str]]) -> None:
    sqs = scene.cloud.emulator.client("sqs")
    for queue, body in sent:
        sqs.send_message(QueueUrl=_url(scene, queue), MessageBody=body)


def _url(scene: Scene, variable: str) -> str:
    return scene.apis[0].task.environment[variable]
