"""Listings in any order: each row once and in its place, also while others are added."""

import random
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute, iter_route_contexts

from tests.backend.browser import browser_of, invite, join
from tests.backend.conftest import Organization, seen
from tests.backend.kit.test_listings_api import forged

pytestmark = pytest.mark.anyio
#: Equal ones among them, in any case and script, and the longest that there are.
TITLES = (
    "Fog",
    "fog",
    "FOG",
    "Ärger",
    "ärger",
    "Паром",
    "паром",
    "渡し船",
    "9",
    "10",
    "a" * 200,
    "👨‍👩‍👧" * 25,
    "'; --",
    "é",
    "%_",
)
#: What tells the items of a listing apart.
KEYS = ("id", "member_id", "sequence")
ORDERS = ("created_at", "-created_at", "updated_at", "-updated_at", "title", "-title")


@pytest.fixture(scope="module")
async def calling(make_organization: Callable[[str], Organization]) -> httpx.AsyncClient:
    return make_organization("Sorting").client


@pytest.fixture(scope="module")
async def titles(calling: httpx.AsyncClient) -> list[str]:
    """Thirty projects, a third of them renamed in another order than they were made in."""
    chosen = random.Random(7)
    made: list[httpx.Response] = []
    for number in range(30):
        made.append(await calling.post("/api/v1/projects", json={"title": TITLES[number % len(TITLES)]}))
        assert made[-1].status_code == 201, made[-1].text
    for project in chosen.sample(made, 10):
        path = f"/api/v1/projects/{project.json()['id']}"
        await calling.patch(path, json={"title": chosen.choice(TITLES)}, headers=seen(project))
    return [item["id"] for item in await everything(calling, "created_at")]


async def everything(calling: httpx.AsyncClient, sort: str) -> list[dict[str, Any]]:
    return [item async for page in pages(calling, "/api/v1/projects", 200, sort=sort) for item in page["items"]]


async def pages(calling: httpx.AsyncClient, path: str, limit: int, **parameters: Any) -> AsyncIterator[dict[str, Any]]:
    cursor: str | None = None
    while True:
        after = {} if cursor is None else {"cursor": cursor}
        answer = await calling.get(path, params={**parameters, **after, "limit": limit})
        assert answer.status_code == 200, answer.text
        yield answer.json()
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return


def place(item: dict[str, Any], sort: str) -> Any:
    name = sort.removeprefix("-")
    return (item["title"].lower(), item["id"]) if name == "title" else (item[name], item["id"])


@pytest.mark.parametrize("limit", [1, 4, 7])
@pytest.mark.parametrize("sort", ORDERS)
async def test_walking_gives_each_project_once_and_in_order_while_others_are_made(
    calling: httpx.AsyncClient, titles: list[str], sort: str, limit: int
) -> None:
    chosen = random.Random(f"{sort} {limit}")
    walked: list[dict[str, Any]] = []
    async for page in pages(calling, "/api/v1/projects", limit, sort=sort):
        walked += page["items"]
        if chosen.random() < 0.2:
            await calling.post("/api/v1/projects", json={"title": chosen.choice(TITLES)})
    ids = [item["id"] for item in walked]
    assert len(ids) == len(set(ids))
    assert set(titles) <= set(ids)
    assert walked == sorted(walked, key=lambda item: place(item, sort), reverse=sort.startswith("-"))


async def test_without_a_word_the_newest_comes_first(calling: httpx.AsyncClient, titles: list[str]) -> None:
    items = [item async for page in pages(calling, "/api/v1/projects", 200) for item in page["items"]]
    assert items == await everything(calling, "-created_at")


async def test_pages_go_on_behind_the_hundredth_row(client: httpx.AsyncClient) -> None:
    project = (await client.post("/api/v1/projects", json={"title": "Long"})).json()["id"]
    text = "\n\n".join(f"INT. ROOM {number} - DAY\n\nFog." for number in range(120)).encode()
    revision = (await client.post(f"/api/v1/projects/{project}/revisions", content=text)).json()["id"]
    walked = [page async for page in pages(client, f"/api/v1/revisions/{revision}/scenes", 1)]
    assert [page["items"][0]["index"] for page in walked] == list(range(120))


async def test_a_cursor_serves_its_own_order_alone(calling: httpx.AsyncClient, titles: list[str]) -> None:
    asked = {"sort": "title", "limit": 1}
    cursor = (await calling.get("/api/v1/projects", params=asked)).json()["next_cursor"]
    for other in ("-title", "created_at", None):
        answer = await calling.get(
            "/api/v1/projects", params={"limit": 1, "cursor": cursor} | ({} if other is None else {"sort": other})
        )
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:film-studio:problem:invalid-cursor")
    counted = await calling.get("/api/v1/projects", params=asked | {"cursor": cursor, "total": True, "limit": 2})
    assert counted.status_code == 200


@pytest.mark.parametrize("sort", ["title", "-updated_at"])
@pytest.mark.parametrize(
    "key",
    [
        None,
        "x",
        7,
        [],
        ["x"],
        {"x": 1},
        ["x", "x"],
        [7, str(uuid.UUID(int=7))],
        ["x\0", str(uuid.UUID(int=7))],
        ["\ud800", str(uuid.UUID(int=7))],
        ["2026-01-01", str(uuid.UUID(int=7)), 1],
        ["99999-01-01T00:00:00Z", "x"],
    ],
)
async def test_a_forged_cursor_is_none(calling: httpx.AsyncClient, titles: list[str], sort: str, key: Any) -> None:
    cursor = (await calling.get("/api/v1/projects", params={"sort": sort, "limit": 1})).json()["next_cursor"]
    answer = await calling.get("/api/v1/projects", params={"sort": sort, "cursor": forged(cursor, key)})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:film-studio:problem:invalid-cursor")


@pytest.mark.parametrize("sort", ["", "id", "-", "--title", "title,created_at", "TITLE", "title; drop table project"])
async def test_an_order_that_there_is_not_is_refused_with_those_that_there_are(
    calling: httpx.AsyncClient, sort: str
) -> None:
    answer = await calling.get("/api/v1/projects", params={"sort": sort})
    assert answer.status_code == 422
    assert "query.sort: has to be one of created_at, -created_at, updated_at" in answer.json()["detail"]


async def test_projects_are_counted_when_somebody_asks(calling: httpx.AsyncClient, titles: list[str]) -> None:
    all_of_them = await everything(calling, "title")
    counted = (await calling.get("/api/v1/projects?total=true&limit=2")).json()
    assert (counted["total"], len(counted["items"])) == (len(all_of_them), 2)
    assert (await calling.get("/api/v1/projects?limit=2")).json()["total"] is None


@pytest.mark.parametrize("q", ["fog", "FOG", "ärg", "ПАРОМ", "し", "%", "_", "'; --", "1"])
async def test_projects_are_found_by_a_part_of_their_title(
    calling: httpx.AsyncClient, titles: list[str], q: str
) -> None:
    expected = [item for item in await everything(calling, "title") if q.lower() in item["title"].lower()]
    found = [page async for page in pages(calling, "/api/v1/projects", 3, sort="title", q=q, total=True)]
    assert [item for page in found for item in page["items"]] == expected != []
    assert {page["total"] for page in found} == {len(expected)}


@pytest.mark.parametrize("q", ["", "a\0b", "two\nlines", "x" * 201])
async def test_what_no_title_can_hold_is_not_searched_for(calling: httpx.AsyncClient, q: str) -> None:
    answer = await calling.get("/api/v1/projects", params={"q": q})
    assert (answer.status_code, answer.json()["errors"][0]["location"]) == (422, "query.q")


async def test_every_listing_sorts_by_each_order_that_it_names(
    app: FastAPI, client: httpx.AsyncClient, owner: psycopg.Connection[Any]
) -> None:
    """Walks the routes: a listing to come is held to this by itself."""
    project = (await client.post("/api/v1/projects", json={"title": "Film"})).json()["id"]
    speeches = "\n\n".join(f"{name}\n{'Now. ' * count}" for name, count in (("MARA", 3), ("LEO", 1), ("ÉVA", 9)))
    for place_name in ("BAR", "PIER", "ATTIC"):
        text = f"INT. {place_name} - DAY\n\n{speeches}\n\nINT. {place_name} - NIGHT\n\nFog."
        revision = await client.post(f"/api/v1/projects/{project}/revisions", content=text.encode())
        assert revision.status_code == 201, revision.text
    made = [await client.post(f"/api/v1/revisions/{revision.json()['id']}/productions") for _ in range(3)]
    ids = {"project_id": project, "revision_id": revision.json()["id"], "production_id": made[0].json()["id"]}
    for role in ("guest", "member"):
        async with browser_of(app) as browser:
            member = (await join(browser, client, f"{role}@sorted.example.org", role=role))["member_id"]
        await invite(client)
        for path, body in (
            (f"projects/{project}/team", {"member_id": member, "role": "writer" if role == "guest" else "editor"}),
            (f"projects/{project}/invitations", {"role": "viewer"}),
            (f"productions/{made[0].json()['id']}/share-links", {"name": f"For a {role}"}),
            (f"projects/{project}/scenarios", {"name": f"By a {role}"}),
            (f"projects/{project}/budgets", {"name": f"By a {role}"}),
            (f"projects/{project}/task-filters", {"name": f"By a {role}", "shared": True}),
            (f"projects/{project}/playlists", {"title": f"By a {role}"}),
            (
                f"projects/{project}/milestones",
                {"title": role, "due_on": "2026-06-03" if role == "guest" else "0999-06-01"},
            ),
            (f"projects/{project}/locations", {"name": f"Of a {role}", "time_zone": "Europe/Oslo"}),
            (f"projects/{project}/crew-members", {"name": role, "department": "sound", "role": "Mixer"}),
            (
                f"projects/{project}/tasks",
                {"title": role, "due_on": "2026-06-03" if role == "guest" else None},
            ),
        ):
            assert (await client.post(f"/api/v1/{path}", json=body)).status_code == 201
        scenario = (await client.get(f"/api/v1/projects/{project}/scenarios?sort=-created_at")).json()["items"][0]["id"]
        sheet = await client.post(f"/api/v1/projects/{project}/call-sheets", json={"scenario_id": scenario, "day": 1})
        assert sheet.status_code == 201, sheet.text
        hook = {"name": f"For a {role}", "url": "https://hooks.example.org", "events": ["task.created"]}
        assert (await client.post("/api/v1/webhooks", json=hook)).status_code == 201
    walked = 0
    for each in iter_route_contexts(app.routes):
        route = each.original_route
        if not isinstance(route, APIRoute) or "GET" not in (route.methods or ()):
            continue
        sorts = [field for field in get_flat_params(route.dependant) if field.alias == "sort"]
        if not sorts:
            continue
        path = (each.path or "").format(**ids)
        extra: Any = sorts[0].field_info.json_schema_extra
        orders: list[str] = extra["enum"]
        for sort in orders:
            rows = [item async for page in pages(client, path, 2, sort=sort) for item in page["items"]]
            back = [
                item
                async for page in pages(client, path, 3, sort=sort[1:] if sort[0] == "-" else f"-{sort}")
                for item in page["items"]
            ]
            assert rows == back[::-1], f"{path} by {sort}"
            assert len({next(item[key] for key in KEYS if key in item) for item in rows}) == len(rows) > 0
            walked += len(rows) > 1
    assert walked >= 30
