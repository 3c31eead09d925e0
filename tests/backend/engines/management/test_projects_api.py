"""Projects: created once, listed page by page, seen by their organisation alone."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest

from tests.backend.conftest import Organization, seen

pytestmark = pytest.mark.anyio


async def test_a_project_is_created_and_found_again(client: httpx.AsyncClient) -> None:
    made = await client.post("/api/v1/projects", json={"title": "  Последний паром 最後の渡し船 "})
    assert made.status_code == 201, made.text
    project = made.json()
    assert project["title"] == "Последний паром 最後の渡し船"
    assert (await client.get(f"/api/v1/projects/{project['id']}")).json() == project


async def test_a_project_is_renamed(client: httpx.AsyncClient) -> None:
    made = await client.post("/api/v1/projects", json={"title": "Untitled"})
    project = made.json()
    path = f"/api/v1/projects/{project['id']}"
    renamed = (await client.patch(path, json={"title": "The Last Ferry"}, headers=seen(made))).json()
    assert renamed["title"] == "The Last Ferry"
    assert renamed["updated_at"] > project["updated_at"]
    assert (await client.get(path)).json() == renamed


async def test_pages_show_every_project_once_the_newest_first(
    make_organization: Callable[[str], Organization],
) -> None:
    calling = make_organization("Pages").client
    made = [
        (await calling.post("/api/v1/projects", json={"title": f"Film {number}"})).json()["id"] for number in range(7)
    ]
    shown: list[str] = []
    cursor: str | None = None
    sizes: list[int] = []
    while True:
        after = {"cursor": cursor} if cursor else {}
        page = (await calling.get("/api/v1/projects", params={"limit": 3} | after)).json()
        shown += [item["id"] for item in page["items"]]
        sizes.append(len(page["items"]))
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert shown == made[::-1]
    assert sizes == [3, 3, 1]


async def test_a_full_last_page_has_no_next_one(make_organization: Callable[[str], Organization]) -> None:
    calling = make_organization("Full page").client
    for number in range(2):
        await calling.post("/api/v1/projects", json={"title": f"Film {number}"})
    page = (await calling.get("/api/v1/projects?limit=2")).json()
    assert len(page["items"]) == 2
    assert page["next_cursor"] is None


async def test_the_same_request_with_the_same_key_makes_one_project(
    make_organization: Callable[[str], Organization],
) -> None:
    calling = make_organization("Retrying").client
    headers = {"Idempotency-Key": "request-1"}
    first = await calling.post("/api/v1/projects", json={"title": "Once"}, headers=headers)
    again = await calling.post("/api/v1/projects", json={"title": "Once"}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len((await calling.get("/api/v1/projects")).json()["items"]) == 1


async def test_ten_equal_requests_at_once_make_one_project(make_organization: Callable[[str], Organization]) -> None:
    calling = make_organization("Impatient").client
    answers = await asyncio.gather(
        *(
            calling.post("/api/v1/projects", json={"title": "Once"}, headers={"Idempotency-Key": "one"})
            for _ in range(10)
        )
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await calling.get("/api/v1/projects")).json()["items"]) == 1


async def test_a_key_used_for_another_request_is_refused(make_organization: Callable[[str], Organization]) -> None:
    calling = make_organization("Confused").client
    headers = {"Idempotency-Key": "request-1"}
    await calling.post("/api/v1/projects", json={"title": "One"}, headers=headers)
    other = await calling.post("/api/v1/projects", json={"title": "Another"}, headers=headers)
    assert other.status_code == 422
    assert other.json()["type"].endswith("idempotency-key-reused")
    assert [item["title"] for item in (await calling.get("/api/v1/projects")).json()["items"]] == ["One"]


async def test_a_request_that_was_refused_leaves_its_key_free(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "free-again"}
    assert (await client.post("/api/v1/projects", json={"title": ""}, headers=headers)).status_code == 422
    assert (await client.post("/api/v1/projects", json={"title": "Right"}, headers=headers)).status_code == 201


async def test_two_organisations_may_use_the_same_key(make_organization: Callable[[str], Organization]) -> None:
    headers = {"Idempotency-Key": "same"}
    made = [
        (await make_organization(name).client.post("/api/v1/projects", json={"title": name}, headers=headers)).json()
        for name in ("First", "Second")
    ]
    assert [project["title"] for project in made] == ["First", "Second"]


async def test_another_organisations_project_looks_like_none(
    client: httpx.AsyncClient, make_organization: Callable[[str], Organization]
) -> None:
    project = (await client.post("/api/v1/projects", json={"title": "Ours"})).json()
    rival = make_organization("Rival").client
    for response in (
        await rival.get(f"/api/v1/projects/{project['id']}"),
        await rival.patch(f"/api/v1/projects/{project['id']}", json={"title": "Theirs"}),
        await rival.get(f"/api/v1/projects/{project['id']}/revisions"),
    ):
        assert response.status_code == 404
    assert (await client.get(f"/api/v1/projects/{project['id']}")).json() == project


async def test_an_answer_is_given_after_the_commit(client: httpx.AsyncClient, owner: psycopg.Connection[Any]) -> None:
    """A commit that fails must not have been answered with 201."""
    owner.execute(
        "create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;"
        "create constraint trigger refuse after insert on project deferrable initially deferred "
        "for each row when (new.title = 'Refused at commit') execute function refuse()"
    )
    response = await client.post("/api/v1/projects", json={"title": "Refused at commit"})
    assert response.status_code == 500
