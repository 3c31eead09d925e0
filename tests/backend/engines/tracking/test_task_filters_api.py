"""Filters of tasks that are kept by a name: they take what the listing takes, and one's own are nobody else's."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from film_studio import openapi
from film_studio.engines.tracking.task_schemas import TaskQuery

from tests.backend.browser import browser_of, join
from tests.backend.conftest import client_of
from tests.backend.engines.tracking.test_tasks_api import listed, make, new_project
from tests.backend.identity.test_sessions_api import address, kind

pytestmark = pytest.mark.anyio
OF_PAGES = {"limit", "cursor", "sort", "total"}


async def names(client: httpx.AsyncClient, project: str) -> list[tuple[str, bool]]:
    answer = await client.get(f"/api/v1/projects/{project}/task-filters", params={"sort": "name"})
    return [(each["name"], each["is_yours"]) for each in answer.json()["items"]]


def test_a_filter_takes_what_the_listing_takes(app: FastAPI) -> None:
    document = app.openapi()
    listing = document["paths"]["/api/v1/projects/{project_id}/tasks"]["get"]
    taken = {each["name"] for each in openapi.parameters_of(listing, document) if each["in"] == "query"}
    assert set(TaskQuery.model_fields) == taken - OF_PAGES


async def test_ones_own_filter_is_shown_to_nobody_else_and_a_shared_one_to_the_team(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    project = await new_project(client)
    path = f"/api/v1/projects/{project}/task-filters"
    assert kind(await client.post(path, json={"name": "Mine"})) == (409, "no-person")
    async with browser_of(app) as browser:
        await join(browser, client, address())
        token = browser.http.headers["Authorization"].removeprefix("Bearer ")
        async with client_of(app, token) as ada:
            own = await ada.post(path, json={"name": "Late", "shows": {"overdue": True}})
            shared = await ada.post(path, json={"name": "Hers", "shared": True, "shows": {"q": "light"}})
            assert (own.status_code, shared.status_code) == (201, 201), own.text
            assert await names(ada, project) == [("Hers", True), ("Late", True)]
        assert await names(client, project) == [("Hers", False)]
        assert kind(await client.delete(f"/api/v1/task-filters/{own.json()['id']}")) == (404, "not-found")
        assert (await client.delete(f"/api/v1/task-filters/{shared.json()['id']}")).status_code == 204
    told = (await client.get("/api/v1/audit", params={"project_id": project, "sort": "sequence"})).json()["items"]
    of_filters = [each for each in told if each["action"].startswith("task_filter.")]
    assert [each["action"] for each in of_filters] == ["task_filter.created", "task_filter.deleted"]
    assert "Late" not in str(told)


async def test_who_only_looks_keeps_filters_and_shares_none(app: FastAPI, client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    path = f"/api/v1/projects/{project}/task-filters"
    shared = (await client.post(path, json={"name": "Ours", "shared": True})).json()["id"]
    async with browser_of(app) as browser:
        guest = (await join(browser, client, address(), role="guest"))["member_id"]
        await client.post(f"/api/v1/projects/{project}/team", json={"member_id": guest, "role": "viewer"})
        token = browser.http.headers["Authorization"].removeprefix("Bearer ")
        async with client_of(app, token) as viewer:
            assert (await viewer.post(path, json={"name": "Mine"})).status_code == 201
            assert kind(await viewer.post(path, json={"name": "All", "shared": True})) == (403, "not-allowed")
            assert kind(await viewer.delete(f"/api/v1/task-filters/{shared}")) == (403, "not-allowed")
            assert await names(viewer, project) == [("Mine", True), ("Ours", False)]


@pytest.mark.parametrize(
    "shows", [{"status": "gone"}, {"priority": "soon"}, {"q": ""}, {"whose": "mine"}, {"milestone_id": "lock"}]
)
async def test_what_the_listing_does_not_take_is_kept_by_no_filter(
    client: httpx.AsyncClient, shows: dict[str, Any]
) -> None:
    project = await new_project(client)
    body = {"name": "x", "shared": True, "shows": shows}
    kept = await client.post(f"/api/v1/projects/{project}/task-filters", json=body)
    assert kind(kept) == (422, "invalid-request")


async def test_what_a_filter_shows_can_be_asked_of_the_listing_as_it_is(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    await make(client, project, "Light it", due_on="2020-01-01")
    await make(client, project, "Light the pier", priority="high")
    body = {"name": "x", "shared": True, "shows": {"q": "light", "priority": "high", "unassigned": True}}
    path = f"/api/v1/projects/{project}/task-filters"
    assert (await client.post(path, json=body)).status_code == 201
    (kept,) = (await client.get(path)).json()["items"]
    shows = {name: value for name, value in kept["shows"].items() if value is not None}
    assert await listed(client, project, **shows) == ["Light the pier"]
