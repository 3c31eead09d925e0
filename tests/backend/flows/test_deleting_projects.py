"""A project that is deleted is gone for everybody at once, can be restored for a while, and is erased afterwards."""

import asyncio
import re
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from film_studio.engines import JOB_TYPES
from film_studio.engines.management import RESTORABLE, ProjectRow
from film_studio.flows import erasure, productions
from film_studio.flows.erasure import erase_deleted_projects
from film_studio.kit.failures import UnavailableError
from film_studio.migrations.tables import Base
from psycopg import sql
from sqlalchemy import Update, update

from contracts import storage_keys
from runtime.log_events import ProjectNotErased
from tests.backend.conftest import Organization, seen
from tests.backend.studio import Studio, event, hash_of, make_plan

pytestmark = pytest.mark.anyio
SCREENPLAY = b"INT. KITCHEN - DAY\n\nMARA\nWait.\n"
LATER = timedelta(minutes=1)


async def _project(client: httpx.AsyncClient, title: str = "Film") -> str:
    return (await client.post("/api/v1/projects", json={"title": title})).json()["id"]


async def _upload(client: httpx.AsyncClient, project: str, data: bytes = SCREENPLAY) -> str:
    answer = await client.post(
        f"/api/v1/projects/{project}/revisions", content=data, headers={"Content-Type": "text/plain"}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def _delete(client: httpx.AsyncClient, project: object) -> dict[str, Any]:
    shown = await client.get(f"/api/v1/projects/{project}")
    answer = await client.delete(
        f"/api/v1/projects/{project}", headers=seen(shown) if shown.is_success else {"If-Match": '"1"'}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def _seen(deleted: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{deleted["version"]}"'}


async def _make_film(studio: Studio, production_id: uuid.UUID) -> set[str]:
    """Do all jobs, with objects as the relay and workers would store them. Returns the objects' keys."""
    await studio.succeed_all(production_id)
    keys: set[str] = set()
    for job in await studio.jobs(production_id):
        name = hash_of(job)
        keys |= {storage_keys.recipe(studio.organization_id, name), storage_keys.result(studio.organization_id, name)}
        keys |= {storage_keys.artifact(studio.organization_id, name, file) for file in JOB_TYPES[job.kind].files}
    await asyncio.gather(*(studio.storage.put(key, b"made", "application/octet-stream") for key in keys))
    return keys


async def _kept(studio: Studio, keys: set[str]) -> set[str]:
    found = await asyncio.gather(*(studio.storage.exists(key) for key in keys))
    return {key for key, exists in zip(keys, found, strict=True) if exists}


def _rows(studio: Studio) -> dict[str, int]:
    """How many rows each table has, but for what waits to be told, which goes by itself."""
    found: dict[str, int] = {}
    for table in Base.metadata.sorted_tables:
        if table.name == "happening":
            continue
        row = studio.owner.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table.name))).fetchone()
        assert row is not None
        found[table.name] = row[0]
    return found


def _deleting(project_id: uuid.UUID) -> Update:
    return update(ProjectRow).where(ProjectRow.id == project_id).values(deleted_at=datetime.now(UTC))


async def _erase(studio: Studio, after: timedelta = RESTORABLE + LATER) -> int:
    return await erase_deleted_projects(studio.database, studio.storage, datetime.now(UTC) + after)


@pytest.fixture(autouse=True)
async def _nothing_is_deleted(studio: Studio) -> None:
    """What earlier tests have deleted is erased already."""
    await _erase(studio)


async def _restorable(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    return (await client.get("/api/v1/deleted-projects", params={"limit": 200})).json()["items"]


async def test_what_can_be_restored_is_listed_until_it_no_longer_can(
    studio: Studio, client: httpx.AsyncClient, make_organization: Callable[[str], Organization]
) -> None:
    kept, gone = await _project(client, "Kept"), await _project(client, "Gone soon")
    deleted = await _delete(client, gone)
    assert [item for item in await _restorable(client) if item["id"] in (kept, gone)] == [deleted]
    assert await _restorable(make_organization("Rival of the deleted").client) == []
    restored = await client.post(f"/api/v1/projects/{gone}/restore", headers=_seen(deleted))
    assert restored.status_code == 200
    assert gone not in {item["id"] for item in await _restorable(client)}
    await _delete(client, gone)
    too_late = datetime.now(UTC) - RESTORABLE - LATER
    studio.owner.execute("update project set deleted_at = %s where id = %s", (too_late, gone))
    assert gone not in {item["id"] for item in await _restorable(client)}


async def test_a_deleted_project_is_gone_with_all_that_is_of_it(studio: Studio, client: httpx.AsyncClient) -> None:
    project = await _project(client, "Gone")
    revision = await _upload(client, project)
    production = (await client.post(f"/api/v1/revisions/{revision}/productions")).json()["id"]

    deleted = await _delete(client, project)

    assert (deleted["id"], deleted["title"]) == (project, "Gone")
    assert datetime.fromisoformat(deleted["restorable_until"]) - datetime.fromisoformat(deleted["deleted_at"]) == (
        RESTORABLE
    )
    listed = (await client.get("/api/v1/projects", params={"limit": 200})).json()["items"]
    assert project not in {item["id"] for item in listed}
    for method, path in (
        ("GET", f"projects/{project}"),
        ("PATCH", f"projects/{project}"),
        ("GET", f"projects/{project}/revisions"),
        ("POST", f"projects/{project}/revisions"),
        ("GET", f"projects/{project}/productions"),
        *(("GET", f"revisions/{revision}{what}") for what in ("", "/source", "/scenes", "/characters", "/shots")),
        ("POST", f"revisions/{revision}/productions"),
        *(("GET", f"productions/{production}{what}") for what in ("", "/jobs", "/shots", "/deliverables", "/events")),
        ("POST", f"productions/{production}/cancel"),
        ("POST", f"productions/{production}/retry"),
    ):
        sent: dict[str, Any] = {"json": {"title": "Back"}} if method == "PATCH" else {}
        if path.endswith("/revisions") and method == "POST":
            sent = {"content": SCREENPLAY, "headers": {"Content-Type": "text/plain"}}
        answer = await client.request(method, f"/api/v1/{path}", **sent)
        assert answer.status_code == 404, (method, path, answer.text)
        assert answer.json()["type"].endswith("not-found")


async def test_deleting_stops_the_productions_and_late_reports_change_nothing(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    await studio.apply(event(job, "started"))

    await _delete(client, production.project_id)

    assert studio.outbox(production.id) == 0
    assert set((await studio.statuses(production.id)).values()) == {"cancelled"}
    assert await studio.succeed(job) == "late"
    assert set((await studio.statuses(production.id)).values()) == {"cancelled"}


async def test_deleting_again_changes_nothing(studio: Studio, client: httpx.AsyncClient) -> None:
    project = await _project(client)
    assert await _delete(client, project) == await _delete(client, project)


async def test_a_project_that_is_restored_is_as_it_was_and_its_productions_can_be_started_anew(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    production = await studio.start()
    await studio.succeed(await studio.job(production.id, "line"))
    before = (await client.get(f"/api/v1/projects/{production.project_id}")).json()
    deleted = await _delete(client, production.project_id)

    restored = await client.post(f"/api/v1/projects/{production.project_id}/restore", headers=_seen(deleted))

    assert restored.status_code == 200
    changed = {"updated_at": before["updated_at"], "version": before["version"]}
    assert restored.json() | changed == before
    assert restored.json()["version"] == deleted["version"] + 1 == before["version"] + 2
    assert (await client.get(f"/api/v1/productions/{production.id}")).json()["status"] == "cancelled"
    anew = await client.post(f"/api/v1/revisions/{production.revision_id}/productions")
    assert anew.json()["jobs"]["line"]["cached"] == 1
    again = await client.post(f"/api/v1/projects/{production.project_id}/restore", headers=_seen(deleted))
    assert again.status_code == 200


async def test_a_production_that_starts_while_its_project_is_deleted_does_not_run_on(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    for _ in range(8):
        revision = await studio.revision()
        row = studio.owner.execute("select project_id from revision where id = %s", (revision,)).fetchone()
        assert row is not None
        started, _deleted = await asyncio.gather(
            client.post(f"/api/v1/revisions/{revision}/productions"), _delete(client, row[0])
        )
        assert started.status_code in (202, 404)
        running = studio.owner.execute(
            "select count(*) from production join job_owner using (id) where project_id = %s and status = 'running'",
            (row[0],),
        ).fetchone()
        assert running == (0,)


async def test_a_failed_production_cannot_be_retried_while_its_project_is_deleted(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    production = await studio.start()
    await studio.succeed_all(production.id, "line")
    for job in await studio.jobs(production.id):
        if job.status == "queued":
            await studio.apply(event(job, "failed", retryable=False, reason="no"))
    assert (await studio.production(production.id)).status == "failed"
    async with studio.database.for_organization(studio.organization_id) as session:
        # Somebody has the project to delete it: a retry waits for the outcome, and is refused.
        await session.execute(_deleting(production.project_id))
        retried = asyncio.create_task(client.post(f"/api/v1/productions/{production.id}/retry"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(retried), 0.3)
    assert (await retried).status_code == 404
    assert (await studio.job(production.id, "shot")).status == "failed"


async def test_nothing_is_erased_while_it_can_be_restored(studio: Studio, client: httpx.AsyncClient) -> None:
    project = await _project(client)
    deleted = await _delete(client, project)
    assert await _erase(studio, RESTORABLE - LATER) == 0
    assert (await client.post(f"/api/v1/projects/{project}/restore", headers=_seen(deleted))).status_code == 200
    assert await _erase(studio) == 0
    assert (await client.get(f"/api/v1/projects/{project}")).status_code == 200


async def test_afterwards_no_row_and_no_object_of_it_is_left(studio: Studio, client: httpx.AsyncClient) -> None:
    before = _rows(studio)
    project = await _project(client)
    revision = await _upload(client, project, b"INT. ATTIC - DAY\n\nMARA\nOnly here.\n")
    production = (await client.post(f"/api/v1/revisions/{revision}/productions")).json()["id"]
    objects = await _make_film(studio, uuid.UUID(production))
    objects.add(storage_keys.screenplay(studio.organization_id, uuid.UUID(revision)))
    assert await _kept(studio, objects) == objects
    running = (await client.post(f"/api/v1/revisions/{revision}/productions")).json()["id"]
    assert running != production
    await _delete(client, project)

    assert await _erase(studio) == 1

    told = studio.owner.execute(
        "select action, details is null from audit_entry where project_id = %s order by sequence", (project,)
    ).fetchall()
    # What was done stays known, without anybody's words; that it was erased comes last.
    assert told[-1] == ("project.erased", False)
    assert {action for action, gone in told if gone} == {
        *("project.created", "revision.created", "production.started", "project.deleted"),
    }
    assert _rows(studio) == before | {"audit_entry": before["audit_entry"] + len(told)}
    waiting = studio.owner.execute("select name from happening where project_id = %s", (project,)).fetchall()
    assert waiting == [("project.erased",)]
    assert await _kept(studio, objects) == set()
    assert (await client.post(f"/api/v1/projects/{project}/restore")).status_code == 404
    assert (await client.delete(f"/api/v1/projects/{project}")).status_code == 404


async def test_what_another_project_uses_too_stays(studio: Studio, client: httpx.AsyncClient) -> None:
    plan = make_plan(uuid.uuid4().hex)
    gone = await studio.start(await studio.revision(plan))
    objects = await _make_film(studio, gone.id)
    stays = await studio.start(await studio.revision(plan))
    sources = [await _upload(client, await _project(client)) for _ in range(2)]
    source = (await client.get(f"/api/v1/revisions/{sources[0]}")).json()
    await _delete(client, gone.project_id)
    await _delete(client, source["project_id"])

    assert await _erase(studio) == 2

    assert await _kept(studio, objects) == objects
    assert (await client.get(f"/api/v1/revisions/{sources[1]}/source")).content == SCREENPLAY
    assert (await studio.production(stays.id)).status == "succeeded"
    assert (await client.get(f"/api/v1/productions/{stays.id}/deliverables")).json()["status"] == "succeeded"


async def test_what_a_production_finds_while_it_starts_is_not_erased_under_it(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    plan = make_plan(uuid.uuid4().hex)
    gone = await studio.start(await studio.revision(plan))
    objects = await _make_film(studio, gone.id)
    await _delete(client, gone.project_id)
    revision = await studio.revision(plan)

    async with studio.scope() as scope:
        started = await productions.create_production(scope, revision, voice_renderer="formant", score_renderer="score")
        erasing = asyncio.create_task(_erase(studio))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(erasing), 0.3)

    assert await erasing == 1
    assert started.status == "succeeded"
    assert await _kept(studio, objects) == objects


async def test_two_processes_erase_a_project_once(studio: Studio, client: httpx.AsyncClient) -> None:
    for _ in range(3):
        await _delete(client, await _project(client))
    assert sum(await asyncio.gather(*(_erase(studio) for _ in range(4)))) == 3


async def test_what_cannot_be_deleted_is_tried_again_and_counts_as_never_made(
    studio: Studio,
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = make_plan(uuid.uuid4().hex)
    production = await studio.start(await studio.revision(plan))
    objects = await _make_film(studio, production.id)
    await _delete(client, production.project_id)
    other = await _project(client)
    await _delete(client, other)
    said: list[tuple[object, BaseException | None]] = []

    def note(event: object, error: BaseException | None = None) -> None:
        said.append((event, error))

    monkeypatch.setattr(erasure, "log", note)
    with monkeypatch.context() as broken:

        def refuse(**_: object) -> dict[str, Any]:
            return {"Errors": [{"Key": "assets/x", "Code": "AccessDenied", "Message": "Access Denied"}]}

        broken.setattr(studio.storage.client, "delete_objects", refuse)
        assert await _erase(studio) == 1  # one that fails stops no other
    failed = [(event, str(error)) for event, error in said if isinstance(event, ProjectNotErased)]
    assert [(event.project, event.failures) for event, _ in failed] == [(production.project_id, 1)]
    assert re.search(r"assets/x.*AccessDenied.*s3:DeleteObject", failed[0][1])
    # Its objects may be half gone by now: a new production must not build on them.
    again = await studio.start(await studio.revision(plan))
    assert again.jobs["line"].cached == 0
    async with studio.database.for_organization(studio.organization_id) as session:
        await session.execute(_deleting(again.project_id))
    assert await _erase(studio) == 1  # the first one is left alone for a while
    assert await _erase(studio, RESTORABLE + LATER + timedelta(minutes=11)) == 1
    assert await _kept(studio, objects) == set()


async def test_while_storage_hangs_nobody_waits_for_an_erasure_and_the_next_one_makes_up_for_it(
    studio: Studio, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(uuid.uuid4().hex)
    production = await studio.start(await studio.revision(plan))
    objects = await _make_film(studio, production.id)
    await _delete(client, production.project_id)
    hangs, goes_on = threading.Event(), threading.Event()
    delete_objects = studio.storage.client.delete_objects

    def hang(**what: Any) -> Any:
        hangs.set()
        goes_on.wait(30)
        return delete_objects(**what)

    with monkeypatch.context() as hanging:
        hanging.setattr(studio.storage.client, "delete_objects", hang)
        now = datetime.now(UTC) + RESTORABLE + LATER
        erasing = asyncio.create_task(erase_deleted_projects(studio.database, studio.storage, now, seconds=4))
        assert await asyncio.to_thread(hangs.wait, 10)
        # Whoever starts the same film meanwhile does not wait, finds nothing made, and no worker finds the half of it.
        again = await asyncio.wait_for(studio.start(await studio.revision(plan)), 2)
        assert again.jobs["line"].cached == 0
        assert {message.owner_id for message in await studio.publish()} == set()
        assert studio.outbox(again.id) > 0
        # Nor is it begun anew beside this one.
        assert await erase_deleted_projects(studio.database, studio.storage, now) == 0
        with pytest.raises(UnavailableError):
            await erasing
        goes_on.set()
    assert await _erase(studio, RESTORABLE + 2 * LATER + LATER) == 1
    studio.clock.pass_time(minutes=2)
    assert {message.owner_id for message in await studio.publish()} == {again.id}
    # The others are of its recipes now; without results they are made anew.
    results = {
        storage_keys.result(studio.organization_id, hash_of(job)) for job in await studio.jobs(again.id) if job.recipe
    }
    assert results
    assert await _kept(studio, results & objects) == set()


async def test_another_organisation_can_neither_delete_nor_restore_it(
    client: httpx.AsyncClient, make_organization: Any
) -> None:
    rival: httpx.AsyncClient = make_organization("Rival").client
    project = await _project(client)
    assert (await rival.delete(f"/api/v1/projects/{project}")).status_code == 404
    assert (await client.get(f"/api/v1/projects/{project}")).status_code == 200
    await _delete(client, project)
    assert (await rival.post(f"/api/v1/projects/{project}/restore")).status_code == 404
    assert (await client.get(f"/api/v1/projects/{project}")).status_code == 404
