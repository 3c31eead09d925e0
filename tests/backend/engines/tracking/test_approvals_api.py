"""An approved shot is shown with who approved it, and is not made anew by accident."""

import uuid
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from film_studio.engines.production.planning.shotlist import Plan

from tests.backend.browser import browser_of
from tests.backend.conftest import client_of
from tests.backend.engines.tracking.test_comments_api import film_of, next_revision
from tests.backend.identity.test_sessions_api import address, kind
from tests.backend.studio import Studio, make_plan

pytestmark = pytest.mark.anyio


async def approve(calling: httpx.AsyncClient, production: object, shot: int | None = None) -> httpx.Response:
    return await calling.post(f"/api/v1/productions/{production}/approvals", json={"shot": shot})


async def listed(calling: httpx.AsyncClient, production: str) -> list[dict[str, Any]]:
    answer = await calling.get(f"/api/v1/productions/{production}/approvals")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def with_other_action(plan: Plan, shot: int) -> Plan:
    shots = list(plan.shots)
    shots[shot] = shots[shot].model_copy(update={"action": "Rain.", "seconds": 3})
    return plan.model_copy(update={"shots": tuple(shots)})


async def start(calling: httpx.AsyncClient, revision: uuid.UUID, **query: Any) -> httpx.Response:
    return await calling.post(f"/api/v1/revisions/{revision}/productions", params=query)


async def test_shots_and_films_are_approved_once_and_withdrawn(studio: Studio, client: httpx.AsyncClient) -> None:
    production, _ = await film_of(studio)
    for shot in (3, None, 1):
        given = await approve(client, production, shot)
        assert given.status_code == 201, given.text
    assert kind(await approve(client, production, 3)) == (409, "approved-already")
    assert kind(await approve(client, production)) == (409, "approved-already")
    assert kind(await approve(client, production, 5)) == (422, "not-in-the-film")
    items = await listed(client, production)
    assert [(item["shot"], item["changed"]) for item in items] == [(None, False), (1, False), (3, False)]
    page = await client.get(f"/api/v1/productions/{production}/approvals?limit=2&total=true")
    assert page.json()["total"] == 3
    rest = await client.get(f"/api/v1/productions/{production}/approvals?cursor={page.json()['next_cursor']}")
    assert [item["shot"] for item in rest.json()["items"]] == [3]
    assert (await client.delete(f"/api/v1/approvals/{items[0]['id']}")).status_code == 204
    assert kind(await client.delete(f"/api/v1/approvals/{items[0]['id']}")) == (404, "not-found")
    assert [item["shot"] for item in await listed(client, production)] == [1, 3]


async def test_what_is_not_made_yet_cannot_be_approved(studio: Studio, client: httpx.AsyncClient) -> None:
    production = await studio.start()
    assert kind(await approve(client, production.id)) == (409, "no-film")
    assert kind(await approve(client, production.id, 1)) == (409, "no-film")
    await studio.succeed(await studio.job(production.id, "shot", 1))
    assert (await approve(client, production.id, 1)).status_code == 201


async def test_a_production_that_would_make_an_approved_shot_anew_has_to_be_asked_for_twice(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    plan = make_plan(uuid.uuid4().hex)
    production, _ = await film_of(studio, await studio.revision(plan))
    assert (await approve(client, production, 1)).status_code == 201
    changed = await next_revision(studio, production, with_other_action(plan, 1))
    estimate = (await start(client, changed, dry_run=True)).json()
    assert [(each["shot"], bool(each["approved_by"])) for each in estimate["approved"]] == [(1, True)]
    refused = await start(client, changed)
    assert kind(refused) == (409, "approved-shots")
    assert "approved shots anew: 2 (by " in refused.json()["detail"]
    project = (await client.get(f"/api/v1/productions/{production}")).json()["project_id"]
    assert len((await client.get(f"/api/v1/projects/{project}/productions")).json()["items"]) == 1
    begun = await start(client, changed, again=True)
    assert begun.status_code == 202, begun.text
    second = begun.json()["id"]
    await studio.succeed_all(uuid.UUID(second))
    (held,) = await listed(client, second)
    assert (held["shot"], held["changed"], held["production_id"]) == (1, True, production)
    # What is made already is not made anew, whatever was approved.
    assert (await start(client, changed, dry_run=True)).json()["approved"] == []
    assert (await start(client, changed)).status_code == 202


async def test_of_an_approved_film_every_shot_is_kept_and_others_are_changed_as_one_likes(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    plan = make_plan(uuid.uuid4().hex)
    production, _ = await film_of(studio, await studio.revision(plan))
    assert (await approve(client, production, 3)).status_code == 201
    other = await next_revision(studio, production, with_other_action(plan, 1))
    assert (await start(client, other, dry_run=True)).json()["approved"] == []
    approval = (await approve(client, production)).json()["id"]
    assert [each["shot"] for each in (await start(client, other, dry_run=True)).json()["approved"]] == [1]
    # A film of the same revision makes nothing anew, and a shot that is taken out is not made at all.
    revision = (await client.get(f"/api/v1/productions/{production}")).json()["revision_id"]
    assert (await start(client, uuid.UUID(revision))).status_code == 202
    await client.delete(f"/api/v1/approvals/{approval}")
    assert (await start(client, other)).status_code == 202


async def test_who_may_approve_is_said_by_the_team(studio: Studio, client: httpx.AsyncClient, app: FastAPI) -> None:
    production, _ = await film_of(studio)
    project = (await client.get(f"/api/v1/productions/{production}")).json()["project_id"]
    for role, status in (("client", 403), ("editor", 403), ("director", 201)):
        path = f"/api/v1/projects/{project}/invitations"
        token = (await client.post(path, json={"role": role})).json()["token"]
        async with browser_of(app) as browser:
            await browser.accept(token, address(), name=role)
            async with client_of(app, browser.http.headers["Authorization"].removeprefix("Bearer ")) as calling:
                assert (await approve(calling, production, 0)).status_code == status
                assert len(await listed(calling, production)) == (role == "director")
    assert (await listed(client, production))[0]["author"] == {"kind": "member", "name": "director", "is_you": False}
