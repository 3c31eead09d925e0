"""Listings: a cursor serves the listing that gave it out, and nothing a caller sends is ignored."""

import base64
import json
import uuid
from collections.abc import Callable
from typing import Any, cast

import httpx
import pytest
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, PageRequest
from sqlalchemy import BigInteger, DateTime, Double, Integer, Select, String, Text, Uuid, column, select
from sqlalchemy.dialects.postgresql import JSONB

from tests.backend.conftest import Organization

#: An id that nobody has: always the same, because the processes that share the tests compare their names.
NOBODY = uuid.UUID(int=7)

pytestmark = pytest.mark.anyio
SCREENPLAY = "\n\n".join(f"INT. ROOM {number} - DAY\n\nFog.\n\nMARA\nNow." for number in range(4)).encode()


@pytest.fixture(scope="module")
async def revision(client: httpx.AsyncClient) -> dict[str, Any]:
    return await uploaded(client, "Fog")


async def uploaded(client: httpx.AsyncClient, title: str) -> dict[str, Any]:
    project = (await client.post("/api/v1/projects", json={"title": title})).json()["id"]
    made = await client.post(f"/api/v1/projects/{project}/revisions", content=SCREENPLAY)
    assert made.status_code == 201, made.text
    return made.json()


def forged(cursor: str, key: object) -> str:
    """The cursor with another key in it."""
    mark, _ = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    return base64.urlsafe_b64encode(json.dumps([mark, key]).encode()).decode().rstrip("=")


async def refused(client: httpx.AsyncClient, path: str, cursor: str) -> None:
    response = await client.get(path, params={"cursor": cursor, "limit": 1})
    assert response.status_code == 422, response.text
    assert response.json()["type"].endswith(":invalid-cursor")
    assert "query.cursor" in response.json()["detail"]


@pytest.mark.parametrize("key", [2**31, -(2**31) - 1, 10**300, "1", "x", str(NOBODY), True, 1.0, None, [1]])
async def test_a_number_that_the_column_cannot_hold_is_no_cursor(
    client: httpx.AsyncClient, revision: dict[str, Any], key: object
) -> None:
    path = f"/api/v1/revisions/{revision['id']}/scenes"
    cursor = (await client.get(path, params={"limit": 1})).json()["next_cursor"]
    await refused(client, path, forged(cursor, key))


@pytest.mark.parametrize("key", [7, "7", "", None])
async def test_what_is_no_id_is_no_cursor_of_a_listing_by_id(
    make_organization: Callable[[str], Organization], key: object
) -> None:
    calling = make_organization("Cursors").client
    for title in ("One", "Two"):
        await calling.post("/api/v1/projects", json={"title": title})
    cursor = (await calling.get("/api/v1/projects", params={"limit": 1})).json()["next_cursor"]
    await refused(calling, "/api/v1/projects", forged(cursor, key))


async def test_a_cursor_serves_only_the_listing_that_gave_it_out(
    client: httpx.AsyncClient, revision: dict[str, Any]
) -> None:
    other = await uploaded(client, "Rain")
    path = f"/api/v1/revisions/{revision['id']}/scenes"
    cursor = (await client.get(path, params={"limit": 1})).json()["next_cursor"]
    again = await client.get(path, params={"limit": 2, "cursor": cursor})
    assert [scene["index"] for scene in again.json()["items"]] == [1, 2]
    await refused(client, f"/api/v1/revisions/{other['id']}/scenes", cursor)
    await refused(client, f"/api/v1/revisions/{revision['id']}/shots", cursor)


async def test_a_cursor_serves_only_the_filters_that_gave_it_out(
    client: httpx.AsyncClient, revision: dict[str, Any]
) -> None:
    made = (await client.post(f"/api/v1/revisions/{revision['id']}/productions")).json()
    path = f"/api/v1/productions/{made['id']}/jobs"
    cursor = (await client.get(path, params={"limit": 1, "kind": "shot"})).json()["next_cursor"]
    assert (await client.get(path, params={"cursor": cursor, "kind": "shot"})).status_code == 200
    await refused(client, path, cursor)
    await refused(client, f"{path}?kind=line", cursor)


@pytest.mark.parametrize("cursor", ["", "NDI", "%%%", "e30", "W10", "é", "a" * 499])
async def test_any_other_text_is_no_cursor(client: httpx.AsyncClient, cursor: str) -> None:
    await refused(client, "/api/v1/projects", cursor)


def test_a_listing_by_what_has_no_limits_is_not_made() -> None:
    kinds: list[Any] = [Integer(), BigInteger(), Uuid(), String(), Text(), Double(), DateTime(timezone=True)]
    for kind in kinds:
        Listing(select(column("by", kind)), column("by", kind))  # pyright: ignore[reportArgumentType]
    with pytest.raises(TypeError, match="choose another column"):
        Listing(select(column("by", JSONB())), column("by", JSONB()))  # pyright: ignore[reportArgumentType]


def test_a_statement_is_composed_when_it_is_first_read_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them at once are a fifth of what a start of the API takes."""
    composed: list[str] = []
    compose = cast("Any", Select).compile

    def counted(statement: Select[Any], **given: Any) -> Any:
        composed.append("once")
        return compose(statement, **given)

    monkeypatch.setattr(Select, "compile", counted)
    Listing(select(column("by", Integer())), column("by", Integer()))  # pyright: ignore[reportArgumentType]
    query = Query(select(column("by", Integer())))
    assert composed == []
    assert [query.text, query.text] == ["SELECT by"] * 2
    assert query.parameters == {}
    assert composed == ["once"]


def test_a_cursor_is_made_of_the_last_row_that_is_shown() -> None:
    page = PageRequest(2, None, "rows").page([1, 2, 3], key=lambda row: row, item=str)
    assert page.items == ["1", "2"]
    assert json.loads(base64.urlsafe_b64decode((page.next_cursor or "") + "=="))[1] == 2


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/projects?limitt=2", "limitt"),
        ("/api/v1/api-keys?limit=2&q=x", "q"),
        (f"/api/v1/projects/{NOBODY}?verbose", "verbose"),
        (f"/api/v1/productions/{NOBODY}/jobs?state=queued", "state"),
        ("/api/v1/health/live?x=1", "x"),
    ],
)
async def test_a_query_parameter_that_nobody_knows_is_refused_by_name(
    client: httpx.AsyncClient, path: str, name: str
) -> None:
    response = await client.get(path)
    if path.endswith("?verbose"):
        response = await client.get(f"{path}=1")
    assert response.status_code == 422, response.text
    assert [error["location"] for error in response.json()["errors"]] == [f"query.{name}"]
    assert f"query.{name}" in response.json()["detail"]


async def test_what_a_route_takes_is_said_with_what_it_does_not(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/projects?page=2")
    assert "it takes cursor, limit" in response.json()["detail"]


async def test_a_thousand_unknown_parameters_are_a_short_answer(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/projects", params={f"{'p' * 400}{number}": "" for number in range(100)})
    assert response.status_code == 422
    assert len(response.json()["errors"]) == 20
    assert len(response.content) < 20_000
