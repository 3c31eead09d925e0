"""Tasks: who does what until when, and what is done before; never does one await itself."""

import uuid
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from film_studio.engines.tracking.circles import circle
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backend.browser import browser_of, join
from tests.backend.conftest import seen
from tests.backend.identity.test_sessions_api import address, kind
from tests.backend.kit.test_sorted_listings import pages

SCREENPLAY = "INT. BAR - DAY #12A#\n\nFog.\n\nMARA\nNow.\n"
GRAPHS = st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7), max_size=3), max_size=8)


@settings(max_examples=150)
@given(GRAPHS, st.integers(0, 7))
def test_a_circle_is_found_where_there_is_one_and_only_there(graph: Mapping[int, set[int]], task: int) -> None:
    reached, edge = set[int](), set(graph.get(task, ()))
    while edge:
        reached |= edge
        edge = {after for each in edge for after in graph.get(each, ())} - reached
    way = circle(graph, task)
    assert (way is not None) == (task in reached)
    if way is not None:
        assert way[0] == task
        assert all(after in graph[before] for before, after in zip(way, (*way[1:], task), strict=True))


async def new_project(client: httpx.AsyncClient) -> str:
    project = (await client.post("/api/v1/projects", json={"title": "Film"})).json()["id"]
    uploaded = await client.post(f"/api/v1/projects/{project}/revisions", content=SCREENPLAY.encode())
    assert uploaded.status_code == 201, uploaded.text
    return project


async def make(client: httpx.AsyncClient, project: str, title: str, **more: Any) -> httpx.Response:
    made = await client.post(f"/api/v1/projects/{project}/tasks", json={"title": title, **more})
    assert made.status_code == 201, made.text
    return made


async def change(client: httpx.AsyncClient, task: httpx.Response, **body: Any) -> httpx.Response:
    return await client.patch(f"/api/v1/tasks/{task.json()['id']}", json=body, headers=seen(task))


async def listed(client: httpx.AsyncClient, project: str, **query: Any) -> list[str]:
    path = f"/api/v1/projects/{project}/tasks"
    return [item["title"] async for page in pages(client, path, 2, **query) for item in page["items"]]


@pytest.mark.anyio
async def test_a_task_is_made_changed_and_emptied_field_by_field(client: httpx.AsyncClient, app: FastAPI) -> None:
    project = await new_project(client)
    async with browser_of(app) as browser:
        member = (await join(browser, client, address()))["member_id"]
    whole = {"note": "By the window.", "assignee_id": member, "due_on": "2026-06-03"}
    task = await make(client, project, "Light it", about={"type": "scene", "number": "12A"}, **whole)
    assert task.json()["assignee"] == {"member_id": member, "name": "Ada"}
    assert task.json()["about"] == {"type": "scene", "number": "12A"}
    doing = await change(client, task, status="doing")
    assert (doing.json()["status"], doing.json()["due_on"], doing.json()["version"]) == ("doing", "2026-06-03", 2)
    assert kind(await change(client, task, status="done")) == (412, "changed-meanwhile")
    emptied = await change(client, doing, assignee_id=None, due_on=None, note=None, about=None, title=None, status=None)
    shown = emptied.json()
    assert [shown[name] for name in ("assignee", "due_on", "note", "about")] == [None] * 4
    assert (shown["title"], shown["status"]) == ("Light it", "doing")
    assert (await client.get(f"/api/v1/tasks/{shown['id']}")).json() == shown


@pytest.mark.anyio
async def test_what_and_whom_the_project_does_not_have_is_refused(client: httpx.AsyncClient, app: FastAPI) -> None:
    project, other = await new_project(client), await new_project(client)
    async with browser_of(app) as browser:
        guest = (await join(browser, client, address(), role="guest"))["member_id"]
    foreign = (await make(client, other, "Elsewhere")).json()["id"]
    path = f"/api/v1/projects/{project}/tasks"
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"about": {"type": "scene", "number": "12"}}, "no-such-subject"),
        ({"about": {"type": "character", "name": "LEO"}}, "no-such-subject"),
        ({"about": {"type": "production", "production_id": foreign}}, "no-such-subject"),
        ({"about": {"type": "shot", "production_id": foreign, "shot": 0}}, "no-such-subject"),
        ({"assignee_id": guest}, "not-in-the-project"),
        ({"assignee_id": foreign}, "not-in-the-project"),
        ({"awaits": [foreign]}, "not-in-the-project"),
        ({"about": {"type": "scene"}}, "invalid-request"),
    ]
    for more, expected in wrong:
        assert kind(await client.post(path, json={"title": "x", **more})) == (422, expected), more
    assert await listed(client, project) == []
    # Who is let into the team sees the project.
    await client.post(f"/api/v1/projects/{project}/team", json={"member_id": guest, "role": "viewer"})
    await make(client, project, "Hers", assignee_id=guest, about={"type": "character", "name": "MARA"})
    assert await listed(client, project, assignee_id=guest) == ["Hers"]


@pytest.mark.anyio
async def test_no_task_comes_to_await_itself(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    first = await make(client, project, "Build")
    second = await make(client, project, "Light", awaits=[first.json()["id"]])
    third = await make(client, project, "Shoot", awaits=[second.json()["id"], first.json()["id"]])
    refused = await change(client, first, awaits=[third.json()["id"]])
    assert kind(refused) == (409, "tasks-in-a-circle")
    assert "Build → Shoot → " in refused.json()["detail"]
    assert kind(await change(client, first, awaits=[first.json()["id"]])) == (409, "tasks-in-a-circle")
    gone = await client.delete(f"/api/v1/tasks/{second.json()['id']}", headers=seen(second))
    assert gone.status_code == 204
    left = (await client.get(f"/api/v1/tasks/{third.json()['id']}")).json()
    assert (left["awaits"], left["version"]) == ([first.json()["id"]], 2)


@pytest.mark.anyio
async def test_several_are_changed_together_or_none(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    tasks = [await make(client, project, title) for title in ("a", "b", "c")]
    path = f"/api/v1/projects/{project}/tasks"
    saw = [{"id": task.json()["id"], "version": 1} for task in tasks]
    changed = await client.patch(path, json={"tasks": saw[:2], "status": "done", "due_on": "2026-06-03"})
    assert changed.status_code == 200, changed.text
    assert [(item["status"], item["version"]) for item in changed.json()["items"]] == [("done", 2)] * 2
    assert kind(await client.patch(path, json={"tasks": saw[::-1], "status": "todo"})) == (412, "changed-meanwhile")
    unknown = [{"id": str(uuid.uuid4()), "version": 1}]
    assert kind(await client.patch(path, json={"tasks": unknown, "status": "todo"})) == (404, "not-found")
    assert await listed(client, project, status="done") == ["a", "b"]
    assert await listed(client, project, due_before="2026-06-04", sort="-title") == ["b", "a"]
    assert await listed(client, project, sort="due_on") == ["a", "b", "c"]
    assert await listed(client, project, due_before="2026-06-03") == []
