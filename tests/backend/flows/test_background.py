"""The background tasks as they run in production: two API processes, a worker that stumbles, a page that looks on."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from film_studio.app import create_app
from film_studio.flows.background import Background
from film_studio.kit.settings import ApiSettings

from contracts import storage_keys
from contracts.messages import EVENT, JobMessage, read_job
from contracts.recipes import RECIPE, RESULT, recipe_hash
from runtime.settings import SettingsError
from tests.backend.studio import Studio, result_for
from tools.local_cloud.emulator import Emulator

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

pytestmark = pytest.mark.anyio


class Worker(threading.Thread):
    """Speaks the protocol of `contracts.messages` and makes nothing. Every third message it drops in mid-work, as if it
    had been killed; every outcome it sends twice."""

    def __init__(self, studio: Studio, s3: "S3Client") -> None:
        super().__init__(daemon=True)
        self.ending = threading.Event()
        self.made: list[str] = []
        self._studio = studio
        self._s3 = s3
        self._received = 0

    def run(self) -> None:
        while not self.ending.is_set():
            for queue in ("voice", "video", "jobs"):
                url = self._studio.url(queue)
                answer = self._studio.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1, WaitTimeSeconds=0)
                for message in answer.get("Messages", []):
                    self._take(url, message.get("Body", ""), message.get("ReceiptHandle", ""))
            self.ending.wait(0.02)

    def _take(self, url: str, body: str, receipt: str) -> None:
        job = read_job(body)
        self._received += 1
        self._send(job, 0, event="started")
        if self._received % 3 == 0:
            self._studio.sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=receipt, VisibilityTimeout=0)
            return
        bucket = self._studio.settings.assets_bucket
        key = storage_keys.recipe(job.organization_id, job.recipe_hash)
        recipe = RECIPE.validate_json(self._s3.get_object(Bucket=bucket, Key=key)["Body"].read())
        assert recipe_hash(recipe) == job.recipe_hash
        self._send(job, 1, event="progress", fraction=0.5)
        result = result_for(recipe)
        self._s3.put_object(
            Bucket=bucket, Key=storage_keys.result(job.organization_id, job.recipe_hash), Body=RESULT.dump_json(result)
        )
        self.made.append(job.recipe_hash)
        for _ in range(2):
            self._send(job, 2, event="succeeded", result=result, cached=False, seconds=0.1)
        self._studio.sqs.delete_message(QueueUrl=url, ReceiptHandle=receipt)

    def _send(self, job: JobMessage, sequence: int, **fields: Any) -> None:
        event = EVENT.validate_python(
            {
                "job_id": job.job_id,
                "organization_id": job.organization_id,
                "owner_id": job.owner_id,
                "attempt": job.attempt,
                "sequence": sequence,
                "worker": f"worker/{self._received}",
                "at": datetime.now(UTC),
                **fields,
            }
        )
        self._studio.sqs.send_message(QueueUrl=self._studio.url("events"), MessageBody=event.model_dump_json())


@pytest.fixture
def worker(studio: Studio, emulator: Emulator) -> Iterator[Worker]:
    thread = Worker(studio, emulator.client("s3"))
    thread.start()
    yield thread
    thread.ending.set()
    thread.join()


@asynccontextmanager
async def serve(app: FastAPI) -> AsyncGenerator[str]:
    """The API behind uvicorn, as its container runs it; its URL. Requests made before it is up wait for it."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


async def test_a_film_is_made_while_workers_stumble_two_processes_share_the_work_and_a_page_looks_on(
    studio: Studio, settings: ApiSettings, template: Any, worker: Worker
) -> None:
    revision = await studio.revision()
    other = Background(studio.database, studio.storage, settings)
    other.start()
    headers = {"Authorization": f"Bearer {template.api_key}"}
    async with (
        serve(create_app(settings)) as url,
        httpx.AsyncClient(base_url=url, headers=headers, timeout=60, trust_env=False) as client,
    ):
        started = await client.post(f"/api/v1/revisions/{revision}/productions")
        assert started.status_code == 202, started.text
        production = started.json()
        path = f"/api/v1/productions/{production['id']}"
        # One state before the line breaks: the film may be there by the second.
        seen = await _read(client, f"{path}/events", None, most=1)
        assert seen[0]["event"] == "progress", seen
        seen += await _read(client, f"{path}/events", seen[-1]["id"], most=None)
        assert [event["event"] for event in seen[:-1]] == ["progress"] * (len(seen) - 1)
        assert seen[-1]["event"] == "finished"
        assert json.loads(seen[-1]["data"])["status"] == "succeeded"
        ids = [int(event["id"]) for event in seen]
        assert ids == sorted(set(ids)), "each state once, in order, across the broken line"
        delivered = (await client.get(f"{path}/deliverables")).json()
    await other.stop()
    names = {each["name"] for each in delivered["items"]}
    assert names == {"film.mp4", "film.srt", "film.vtt", "poster.jpg", "report.json"}
    jobs = await studio.jobs(production["id"])
    assert {job.attempt for job in jobs} == {1}, "nothing had to be published again"
    assert len(worker.made) == len(set(worker.made)) == len(jobs), "each job was done once"


async def test_stopping_ends_every_task_and_can_be_done_before_starting(studio: Studio, settings: ApiSettings) -> None:
    before = asyncio.all_tasks()
    never_started = Background(studio.database, studio.storage, settings)
    await never_started.stop()
    runtime = Background(studio.database, studio.storage, settings)
    runtime.start()
    await runtime.changes.listening.wait()
    await runtime.stop()
    assert asyncio.all_tasks() == before
    assert not runtime.changes.listening.is_set()


async def test_a_renderer_that_the_recipes_are_not_for_is_refused_at_the_start(
    studio: Studio, settings: ApiSettings
) -> None:
    other = settings.model_copy(update={"video_renderer": "diffusion"})
    with pytest.raises(SettingsError, match=r"VIDEO_RENDERER: 'diffusion'.*set it to 'animatic'"):
        Background(studio.database, studio.storage, other)


async def _read(
    client: httpx.AsyncClient, path: str, last_event_id: str | None, *, most: int | None
) -> list[dict[str, str]]:
    """Server-sent events until the stream ends, or until `most` of them were read and the line breaks."""
    events: list[dict[str, str]] = []
    fields: dict[str, str] = {}
    headers = {} if last_event_id is None else {"Last-Event-ID": last_event_id}
    async with client.stream("GET", path, headers=headers) as answer:
        async for line in answer.aiter_lines():
            if line.startswith(":"):
                continue
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif fields:
                events.append(fields)
                fields = {}
                if len(events) == most:
                    break
    return events
