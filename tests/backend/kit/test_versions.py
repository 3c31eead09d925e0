"""Edits: who changes a thing says which version they saw; nobody undoes what they have not seen."""

import asyncio
import gzip
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.backend.conftest import Organization, client_of, seen

pytestmark = pytest.mark.anyio
SCREENPLAY = "\n\n".join(f"INT. ROOM {number} - DAY\n\nFog.\n\nMARA\nNow." for number in range(40)).encode()


async def made(client: httpx.AsyncClient, title: str = "Film") -> httpx.Response:
    answer = await client.post("/api/v1/projects", json={"title": title})
    assert answer.status_code == 201, answer.text
    return answer


@pytest.fixture(scope="module")
async def revision(client: httpx.AsyncClient) -> dict[str, Any]:
    project = (await made(client)).json()["id"]
    return (await client.post(f"/api/v1/projects/{project}/revisions", content=SCREENPLAY)).json()


async def test_of_six_who_rename_at_once_one_does_and_five_see_what_it_is_now(client: httpx.AsyncClient) -> None:
    project = await made(client)
    path = f"/api/v1/projects/{project.json()['id']}"
    answers = await asyncio.gather(
        *(client.patch(path, json={"title": f"Title {number}"}, headers=seen(project)) for number in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412, 412]
    (renamed,) = [answer for answer in answers if answer.status_code == 200]
    for answer in answers:
        assert answer.headers["ETag"] == renamed.headers["ETag"] == '"2"'
        if answer is not renamed:
            assert answer.json()["type"] == "urn:film-studio:problem:changed-meanwhile"
            assert answer.json()["current"] == renamed.json()
            assert answer.json()["changed"] == ["title"]


async def test_with_the_present_tag_a_refused_change_is_made(client: httpx.AsyncClient) -> None:
    project = await made(client)
    path = f"/api/v1/projects/{project.json()['id']}"
    await client.patch(path, json={"title": "One"}, headers=seen(project))
    refused = await client.patch(path, json={"title": "Two"}, headers=seen(project))
    again = await client.patch(path, json={"title": "Two"}, headers=seen(refused))
    assert (again.status_code, again.json()["title"], again.json()["version"]) == (200, "Two", 3)


async def test_a_change_that_changes_nothing_is_no_new_version(client: httpx.AsyncClient) -> None:
    project = await made(client, "Same")
    path = f"/api/v1/projects/{project.json()['id']}"
    again = await client.patch(path, json={"title": "Same"}, headers=seen(project))
    assert again.json() == project.json()


@pytest.mark.parametrize("tag", [None, "*", "1", '"0"', '"2"', '"abc"', "W/1", '"1', "", '"1" x'])
async def test_whoever_has_not_seen_it_changes_nothing(client: httpx.AsyncClient, tag: str | None) -> None:
    project = (await made(client)).json()
    path = f"/api/v1/projects/{project['id']}"
    headers = {} if tag is None else {"If-Match": tag}
    answers = [
        await client.patch(path, json={"title": "X"}, headers=headers),
        await client.delete(path, headers=headers),
    ]
    expected = 428 if tag is None else 412 if tag in ('"0"', '"2"', '"abc"') else 422
    assert {answer.status_code for answer in answers} == {expected}, answers[0].text
    assert all("header.If-Match" in answer.json()["detail"].replace("if-match", "If-Match") for answer in answers)
    assert (await client.get(path)).json() == project


@pytest.mark.parametrize("tag", ['W/"1"', '"7", "1"', '"1"'])
async def test_a_tag_that_a_proxy_made_weak_and_one_of_several_are_taken(client: httpx.AsyncClient, tag: str) -> None:
    path = f"/api/v1/projects/{(await made(client)).json()['id']}"
    assert (await client.patch(path, json={"title": "X"}, headers={"If-Match": tag})).status_code == 200


async def test_a_deleted_project_is_restored_by_whoever_saw_it_deleted(client: httpx.AsyncClient) -> None:
    project = await made(client)
    path = f"/api/v1/projects/{project.json()['id']}"
    deleted = await client.delete(path, headers=seen(project))
    assert (deleted.json()["version"], deleted.headers["ETag"]) == (2, '"2"')
    assert (await client.delete(path, headers=seen(project))).json() == deleted.json()  # a lost answer, asked for again
    assert (await client.post(f"{path}/restore")).status_code == 428
    refused = await client.post(f"{path}/restore", headers=seen(project))
    assert (refused.status_code, refused.json()["current"]) == (412, deleted.json())
    restored = await client.post(f"{path}/restore", headers=seen(deleted))
    assert (restored.status_code, restored.json()["version"]) == (200, 3)


async def test_foreign_and_unknown_look_the_same_whatever_was_seen(
    client: httpx.AsyncClient, make_organization: Callable[[str], Organization]
) -> None:
    project = await made(client)
    rival = make_organization("Rival").client
    for headers in ({}, seen(project), {"If-Match": '"9"'}):
        for each in (project.json()["id"], uuid.UUID(int=7)):
            path = f"/api/v1/projects/{each}"
            assert (await rival.patch(path, json={"title": "X"}, headers=headers)).status_code == 404
            assert (await rival.delete(path, headers=headers)).status_code == 404
            assert (await rival.post(f"{path}/restore", headers=headers)).status_code == 404


@pytest.mark.parametrize("part", ["", "/source", "/scenes", "/scenes?limit=3", "/characters", "/shots"])
async def test_what_never_changes_is_sent_once(client: httpx.AsyncClient, revision: dict[str, Any], part: str) -> None:
    path = f"/api/v1/revisions/{revision['id']}{part}"
    first = await client.get(path)
    again = await client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = await client.get(path, headers={"If-None-Match": '"something-else"'})
    assert other.content == first.content


async def test_pages_of_one_listing_have_tags_of_their_own(client: httpx.AsyncClient, revision: dict[str, Any]) -> None:
    path = f"/api/v1/revisions/{revision['id']}/scenes"
    tags = {(await client.get(f"{path}?limit={limit}")).headers["ETag"] for limit in range(1, 5)}
    assert len(tags) == 4


async def test_a_tag_opens_nothing_that_is_foreign(
    client: httpx.AsyncClient, make_organization: Callable[[str], Organization], revision: dict[str, Any]
) -> None:
    path = f"/api/v1/revisions/{revision['id']}/scenes"
    tag = (await client.get(path)).headers["ETag"]
    rival = make_organization("Tags").client
    assert (await rival.get(path, headers={"If-None-Match": tag})).status_code == 404
    assert (await rival.get(path, headers={"If-None-Match": "*"})).status_code == 404


async def test_an_edited_thing_is_sent_again_when_it_was_edited(client: httpx.AsyncClient) -> None:
    project = await made(client)
    path = f"/api/v1/projects/{project.json()['id']}"
    known = {"If-None-Match": project.headers["ETag"]}
    assert (await client.get(path, headers=known)).status_code == 304
    await client.patch(path, json={"title": "Edited"}, headers=seen(project))
    assert (await client.get(path, headers=known)).json()["title"] == "Edited"


async def test_a_listing_travels_compressed_to_whoever_takes_it(
    app: FastAPI, revision: dict[str, Any], template: Any
) -> None:
    path = f"/api/v1/revisions/{revision['id']}/shots?limit=200"
    async with client_of(app, template.api_key) as calling:
        plain = await calling.get(path, headers={"Accept-Encoding": "identity"})
        async with calling.stream("GET", path, headers={"Accept-Encoding": "br, gzip;q=0.5"}) as answer:
            sent = b"".join([part async for part in answer.aiter_raw()])
    assert "Content-Encoding" not in plain.headers
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) == len(sent) < len(plain.content) / 4
    assert gzip.decompress(sent) == plain.content
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize(
    ("accepted", "is_compressed"), [("gzip;q=0", False), ("*", True), ("", False), ("deflate", False)]
)
async def test_who_does_not_take_gzip_gets_none(
    client: httpx.AsyncClient, revision: dict[str, Any], accepted: str, *, is_compressed: bool
) -> None:
    path = f"/api/v1/revisions/{revision['id']}/shots"
    answer = await client.get(path, headers={"Accept-Encoding": accepted})
    assert ("Content-Encoding" in answer.headers) is is_compressed


async def test_small_answers_are_not_compressed(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/organization", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" not in answer.headers.get("Vary", "")


async def test_head_tells_of_the_compressed_answer(client: httpx.AsyncClient, revision: dict[str, Any]) -> None:
    path = f"/api/v1/revisions/{revision['id']}/shots"
    get, head = await client.get(path), await client.head(path)
    for name in ("Content-Encoding", "Content-Length", "ETag", "Vary"):
        assert head.headers[name] == get.headers[name]


async def test_a_page_of_another_origin_may_send_and_read_tags(client: httpx.AsyncClient) -> None:
    origin = {"Origin": "https://studio.example.org"}
    asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "If-Match, If-None-Match"}
    allowed = await client.options("/api/v1/projects", headers=origin | asked)
    assert allowed.status_code == 200, allowed.text
    answer = await client.get("/api/v1/projects", headers=origin)
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
