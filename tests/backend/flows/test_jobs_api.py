"""Jobs of every kind are listed, watched and stopped by the same routes, whatever they are for."""

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, cast

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from film_studio.engines import JOB_TYPES
from film_studio.engines.management import RESTORABLE
from film_studio.flows import jobs
from film_studio.flows.erasure import erase_deleted_projects
from film_studio.jobs import submission
from film_studio.jobs.models import JobRow
from film_studio.jobs.submission import Graph, new_job
from film_studio.jobs.types import JobType, JobTypes, set_recipe
from film_studio.kit.clock import utc_now
from film_studio.kit.database.bulk import new_ids

from contracts.recipes import recipe_hash
from contracts.recipes.base import JobKind
from contracts.recipes.line import LineRecipe, LineResult
from contracts.renderers import Kind
from tests.backend.browser import Browser, browser_of, join
from tests.backend.conftest import client_of, seen
from tests.backend.identity.test_sessions_api import address
from tests.backend.jobs.test_progress_stream import parts_of
from tests.backend.studio import VOICE, Studio, event, result_of

pytestmark = pytest.mark.anyio
#: An id that nothing has, the same in each process of a run.
SOME_ID = "01980b7e-0000-7000-8000-000000000000"
#: A kind that an engine might add: its JobType is all that says of it what it is.
DOCUMENT = JobType(
    contract=JobKind(
        name=cast("Kind", "document"),
        queue="jobs",
        recipe=LineRecipe,
        result=LineResult,
        files={"document.pdf": "application/pdf"},
    )
)


def a_recipe() -> LineRecipe:
    return LineRecipe(text=f"Wait. {uuid.uuid4().hex}", language="en", formant=VOICE)


async def ask_for(
    studio: Studio, revision_id: uuid.UUID, kind: str = "line", recipe: LineRecipe | None = None
) -> JobRow:
    """One job for a revision, as an engine asks for a document of it."""
    async with studio.scope() as scope:
        owner = await submission.new_owner(scope.session, scope.organization_id, "revision", revision_id)
        (job_id,) = await new_ids(scope.session, 1)
        job = new_job(owner, job_id, cast("Kind", kind), 0, weight=1)
        set_recipe(job, recipe or a_recipe())
        await submission.submit(scope.session, JOB_TYPES, owner, Graph(jobs=[job], gates={}))
        return job


async def listed(client: httpx.AsyncClient, **filters: Any) -> list[dict[str, Any]]:
    answer = await client.get("/api/v1/jobs", params={"limit": 200, **filters})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def texts(found: list[dict[str, Any]]) -> list[str]:
    return sorted(job["text"] for job in found)


async def test_jobs_are_found_by_kind_state_and_what_they_are_for(studio: Studio, client: httpx.AsyncClient) -> None:
    production = await studio.start()
    line = await studio.job(production.id, "line")
    await studio.apply(event(line, "progress", fraction=0.4))
    revision = await studio.revision()
    alone = await ask_for(studio, revision)
    of_production = {"subject": f"production:{production.id}"}
    assert len(await listed(client, **of_production)) == sum(kind.total for kind in production.jobs.values())
    assert texts(await listed(client, **of_production, kind="line")) == ["line 1: 40%", "line 2: waits for a worker"]
    assert texts(await listed(client, **of_production, status="running")) == ["line 1: 40%"]
    assert "score: waits for others" in texts(await listed(client, **of_production, status="waiting"))
    assert [job["id"] for job in await listed(client, subject=f"revision:{revision}")] == [str(alone.id)]
    counted = await client.get("/api/v1/jobs", params={**of_production, "limit": 2, "total": True})
    assert (len(counted.json()["items"]), counted.json()["total"]) == (2, 10)
    second = await client.get("/api/v1/jobs", params={**of_production, "cursor": counted.json()["next_cursor"]})
    assert len(second.json()["items"]) == 8
    newest = await listed(client)
    assert newest[0]["id"] == str(alone.id)
    assert newest == sorted(newest, key=lambda job: job["id"], reverse=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [("kind", "poem"), ("subject", f"planet:{SOME_ID}"), ("status", "asleep"), ("subject", "revision:x")],
)
async def test_a_filter_that_finds_nothing_ever_is_refused(client: httpx.AsyncClient, name: str, value: str) -> None:
    answer = await client.get("/api/v1/jobs", params={name: value})
    assert answer.status_code == 422
    assert name in answer.text


async def test_a_kind_that_an_engine_adds_needs_nothing_but_its_type(
    studio: Studio, client: httpx.AsyncClient, owner: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "JOB_TYPES", JobTypes([*JOB_TYPES, DOCUMENT]))
    recipe = a_recipe()
    owner.execute(
        "insert into artifact (organization_id, recipe_hash, kind, result) values (%s, %s, 'document', %s)",
        (studio.organization_id, recipe_hash(recipe), json.dumps({"pages": 12})),
    )
    revision = await studio.revision()
    made = await ask_for(studio, revision, "document", recipe)
    answer = (await client.get(f"/api/v1/jobs/{made.id}")).json()
    expected = {
        "kind": "document",
        "text": "document: done",
        "subject_type": "revision",
        "subject_id": str(revision),
        "status": "succeeded",
        "cached": True,
        "result": {"pages": 12},
    }
    assert {name: answer[name] for name in expected} == expected
    assert [(file["name"], file["media_type"]) for file in answer["files"]] == [("document.pdf", "application/pdf")]
    assert f"assets/{studio.organization_id}/{recipe_hash(recipe)}/document.pdf" in answer["files"][0]["url"]
    assert [job["id"] for job in await listed(client, subject=f"revision:{revision}")] == [str(made.id)]


async def test_a_job_that_was_asked_for_alone_is_watched_and_stopped(studio: Studio, client: httpx.AsyncClient) -> None:
    job = await ask_for(studio, await studio.revision())
    await studio.apply(event(job, "progress", fraction=0.25))
    shown = (await client.get(f"/api/v1/jobs/{job.id}")).json()
    assert (shown["text"], shown["result"], shown["files"]) == ("line 1: 25%", None, [])
    for _ in range(2):
        stopped = await client.post(f"/api/v1/jobs/{job.id}/cancel")
        assert (stopped.status_code, stopped.json()["status"]) == (200, "cancelled")
    (last,) = parts_of((await client.get(f"/api/v1/jobs/{job.id}/events")).text)
    assert (last["event"], json.loads(last["data"])["text"]) == ("finished", "line 1: cancelled")
    assert studio.outbox(job.owner_id) == 0


async def test_a_job_that_is_over_or_part_of_more_is_not_stopped(studio: Studio, client: httpx.AsyncClient) -> None:
    done = await ask_for(studio, await studio.revision())
    await studio.succeed(done)
    answer = await client.post(f"/api/v1/jobs/{done.id}/cancel")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:film-studio:problem:job-is-over")
    production = await studio.start()
    part = await studio.job(production.id, "shot", 1)
    answer = await client.post(f"/api/v1/jobs/{part.id}/cancel")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:film-studio:problem:job-is-a-part")
    assert f"production {production.id}" in answer.json()["detail"]
    assert (await studio.job(production.id, "shot", 1)).status == "queued"


async def test_what_was_made_of_something_is_shown_to_whom_the_thing_is(
    studio: Studio, client: httpx.AsyncClient, app: FastAPI, owner: psycopg.Connection[Any]
) -> None:
    """A client sees the film, and not the screenplay, nor what was printed of it."""
    revision = await studio.revision()
    paper = await ask_for(studio, revision)
    await studio.succeed(paper)
    film = await studio.start(revision)
    row = owner.execute("select project_id from revision where id = %s", (revision,)).fetchone()
    assert row is not None
    async with browser_of(app) as reader, browser_of(app) as viewer:
        for browser, role in ((reader, "viewer"), (viewer, "client")):
            member = (await join(browser, client, address(), role="guest"))["member_id"]
            body = {"member_id": member, "role": role}
            added = await client.post(f"/api/v1/projects/{row[0]}/team", json=body)
            assert added.status_code == 201, added.text

        async def kinds_of(browser: Browser, **filters: str) -> set[str]:
            found = (await browser.http.get("/jobs", params={"limit": 200, **filters})).json()["items"]
            return {job["subject_type"] for job in found}

        assert await kinds_of(reader) == {"revision", "production"}
        assert await kinds_of(viewer) == {"production"}
        assert await kinds_of(viewer, subject=f"revision:{revision}") == set()
        assert await kinds_of(reader, subject=f"revision:{revision}") == {"revision"}
        assert (await reader.http.get(f"/jobs/{paper.id}")).json()["files"]
        for path in (f"/jobs/{paper.id}", f"/jobs/{paper.id}/events"):
            assert (await viewer.http.get(path)).status_code == 404
        line = await studio.job(film.id, "line")
        assert (await viewer.http.get(f"/jobs/{line.id}")).status_code == 200


async def test_a_key_that_may_see_jobs_sees_of_them_what_else_it_may_read(
    studio: Studio, client: httpx.AsyncClient, app: FastAPI
) -> None:
    paper = await ask_for(studio, await studio.revision())
    body = {"name": "Watches films", "permissions": ["jobs:read", "productions:read"]}
    made = (await client.post("/api/v1/api-keys", json=body)).json()
    async with client_of(app, made["key"]) as program:
        assert {job["subject_type"] for job in await listed(program)} <= {"production"}
        assert (await program.get(f"/api/v1/jobs/{paper.id}")).status_code == 404


@pytest.mark.parametrize("call", [("GET", ""), ("GET", "/events"), ("POST", "/cancel")])
async def test_jobs_of_others_and_of_deleted_projects_are_not_there(
    studio: Studio,
    client: httpx.AsyncClient,
    make_organization: Callable[[str], Any],
    call: tuple[str, str],
) -> None:
    method, action = call
    production = await studio.start()
    job = await studio.job(production.id, "line")
    stranger = make_organization("Other pictures").client

    async def refused(calling: httpx.AsyncClient, job_id: uuid.UUID) -> Mapping[str, Any]:
        answer = await calling.request(method, f"/api/v1/jobs/{job_id}{action}")
        assert answer.status_code == 404
        return {**answer.json(), "instance": None, "request_id": None}

    assert (await refused(stranger, job.id))["detail"].startswith(f"no job {job.id}")
    assert await listed(stranger) == []
    unknown = uuid.uuid4()
    assert (await refused(stranger, unknown))["detail"].startswith(f"no job {unknown}")
    project = f"/api/v1/projects/{production.project_id}"
    deleted = await client.delete(project, headers=seen(await client.get(project)))
    assert deleted.status_code == 200
    await refused(client, job.id)
    assert await listed(client, subject=f"production:{production.id}") == []


async def test_a_job_tells_the_work_that_it_took_and_what_that_cost(
    studio: Studio, client: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = a_recipe()
    revision = await studio.revision()
    made = await ask_for(studio, revision, recipe=recipe)
    await studio.apply(event(made, "succeeded", result=result_of(made), cached=False, seconds=90))
    again = await ask_for(studio, revision, recipe=recipe)

    async def told(job_id: uuid.UUID) -> tuple[float | None, float | None]:
        answer = (await client.get(f"/api/v1/jobs/{job_id}")).json()
        return answer["seconds"], answer["usd"]

    assert await told(made.id) == (90, None), "nobody has told this API what its workers cost"
    monkeypatch.setattr(app.state, "settings", studio.settings.model_copy(update={"work_usd_hour": {"voice": 0.04}}))
    assert await told(made.id) == (90, 0.001)
    assert await told(again.id) == (None, None), "it was there before"


async def test_a_job_for_something_of_a_project_ends_and_is_erased_with_it(
    studio: Studio, client: httpx.AsyncClient, owner: psycopg.Connection[Any]
) -> None:
    revision = await studio.revision()
    job = await ask_for(studio, revision)
    row = owner.execute("select project_id from revision where id = %s", (revision,)).fetchone()
    assert row is not None
    project = f"/api/v1/projects/{row[0]}"
    deleted = await client.delete(project, headers=seen(await client.get(project)))
    assert deleted.status_code == 200
    status = owner.execute("select status from job_owner where id = %s", (job.owner_id,)).fetchone()
    assert status == ("cancelled",)
    await erase_deleted_projects(studio.database, studio.storage, utc_now() + RESTORABLE + timedelta(days=1))
    left = owner.execute(
        "select (select count(*) from job where owner_id = %(id)s), (select count(*) from job_owner where id = %(id)s)",
        {"id": job.owner_id},
    ).fetchone()
    assert left == (0, 0)
