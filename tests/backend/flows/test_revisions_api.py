"""Screenplays: kept byte for byte as numbered revisions; what is not a screenplay is refused and leaves nothing
behind."""

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from film_studio.kit.settings import ApiSettings
from film_studio.kit.storage import Storage

from tests.backend.conftest import Organization
from tools.local_cloud.emulator import Emulator

pytestmark = pytest.mark.anyio

SCREENPLAY = b"""\
Title: **The Last Ferry**
Credit: Written by
Author: Nobody

EXT. HARBOUR - DUSK

A ferry waits. ANNA, 30s, runs along the pier.

ANNA
Wait!

THEO (O.S.)
(shouting)
We never wait.

INT. FERRY - CONTINUOUS

ANNA (CONT'D)
You waited.

> FADE OUT.
"""
TEXT = {"Content-Type": "text/plain"}


async def new_project(calling: httpx.AsyncClient) -> str:
    return (await calling.post("/api/v1/projects", json={"title": "A film"})).json()["id"]


async def upload(
    calling: httpx.AsyncClient,
    project: str,
    data: bytes,
    *,
    headers: dict[str, str] = TEXT,
    params: dict[str, str] | None = None,
) -> httpx.Response:
    return await calling.post(f"/api/v1/projects/{project}/revisions", content=data, headers=headers, params=params)


async def test_a_screenplay_becomes_a_revision_with_scenes_and_cast(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    made = await upload(client, project, SCREENPLAY, params={"filename": "drafts/ferry.fountain"})
    assert made.status_code == 201, made.text
    revision = made.json()
    assert revision["number"] == 1
    assert revision["title"] == "The Last Ferry"
    assert revision["filename"] == "ferry.fountain"
    assert revision["scene_count"] == 2
    assert made.headers["Location"] == f"/api/v1/revisions/{revision['id']}"
    assert (await client.get(made.headers["Location"])).json() == revision
    scenes = (await client.get(f"/api/v1/revisions/{revision['id']}/scenes")).json()["items"]
    assert [(scene["heading"], scene["location"], scene["time"], scene["characters"]) for scene in scenes] == [
        ("EXT. HARBOUR - DUSK", "HARBOUR", "DUSK", ["ANNA", "THEO"]),
        ("INT. FERRY - CONTINUOUS", "FERRY", "CONTINUOUS", ["ANNA"]),
    ]
    assert all(scene["eighths"] >= 1 for scene in scenes)
    cast = (await client.get(f"/api/v1/revisions/{revision['id']}/characters")).json()["items"]
    assert [(member["name"], member["lines"], member["first_scene"], member["last_scene"]) for member in cast] == [
        ("ANNA", 2, 0, 1),
        ("THEO", 1, 0, 0),
    ]
    assert cast[0]["voice"] != cast[1]["voice"]
    shots = (await client.get(f"/api/v1/revisions/{revision['id']}/shots")).json()["items"]
    assert {shot["scene"] for shot in shots} >= {0, 1}


@pytest.mark.parametrize(
    "data",
    [
        SCREENPLAY,
        SCREENPLAY.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + SCREENPLAY + b"\r\n \n\n",
        "EXT. ПРИСТАНЬ - НОЧЬ\n\nАННА\nЖди!\n\n@アンナ\n待って。\n".encode(),
    ],
    ids=["LF", "CRLF", "BOM and mixed endings", "Cyrillic and Japanese"],
)
async def test_the_source_comes_back_byte_for_byte(client: httpx.AsyncClient, data: bytes) -> None:
    made = await upload(client, await new_project(client), data, headers=TEXT | {"X-Filename": "%E6%B8%A1.fountain"})
    assert made.status_code == 201, made.text
    source = await client.get(f"/api/v1/revisions/{made.json()['id']}/source")
    assert source.content == data
    assert source.headers["content-type"] == "text/plain; charset=utf-8"
    assert "filename*=UTF-8''%E6%B8%A1.fountain" in source.headers["Content-Disposition"]


async def test_the_same_bytes_again_are_the_same_revision(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    first = await upload(client, project, SCREENPLAY)
    again = await upload(client, project, SCREENPLAY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


async def test_a_changed_screenplay_is_the_next_revision_and_the_former_stays(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    first = (await upload(client, project, SCREENPLAY)).json()
    second = (await upload(client, project, SCREENPLAY + b"\nANNA\nGoodbye.\n")).json()
    assert second["number"] == 2
    listed = (await client.get(f"/api/v1/projects/{project}/revisions")).json()["items"]
    assert listed == [second, first]
    assert (await client.get(f"/api/v1/revisions/{first['id']}/source")).content == SCREENPLAY


async def test_uploads_at_the_same_time_are_numbered_without_gaps(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    texts = [SCREENPLAY + b"\nTHEO\n%d.\n" % (number % 3) for number in range(6)]
    answers = await asyncio.gather(*(upload(client, project, text) for text in texts))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201, 201, 201]
    assert {answer.json()["number"] for answer in answers} == {1, 2, 3}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ""),
        (SCREENPLAY + b"\xff\xfe", "UTF-8"),
        ("INT. A - DAY\n".encode("utf-16"), "UTF-16"),
    ],
    ids=["empty", "a picture", "invalid UTF-8", "UTF-16"],
)
async def test_what_is_no_screenplay_is_refused_and_leaves_nothing(
    make_organization: Callable[[str], Organization],
    owner: psycopg.Connection[Any],
    emulator: Emulator,
    settings: ApiSettings,
    data: bytes,
    words: str,
) -> None:
    organization = make_organization("Careless")
    project = await new_project(organization.client)
    response = await upload(organization.client, project, data)
    assert response.status_code == 422, response.text
    assert response.json()["type"] == "urn:film-studio:problem:not-a-screenplay"
    assert words in response.json()["detail"]
    assert owner.execute("select count(*) from revision where organization_id = %s", (organization.id,)).fetchone() == (
        0,
    )
    stored = emulator.client("s3").list_objects_v2(
        Bucket=settings.assets_bucket, Prefix=f"screenplays/{organization.id}/"
    )
    assert stored["KeyCount"] == 0


async def test_the_line_of_a_fault_is_named(client: httpx.AsyncClient) -> None:
    data = b"INT. A - DAY\n\nBOB\nCaf\xe9.\n"
    body = (await upload(client, await new_project(client), data)).json()
    assert body["line"] == 4


@pytest.mark.parametrize(
    "data",
    [
        b"EXT. SEA - DAY\n\nNothing but water.\n",
        b"Just a sentence that nobody says anywhere.\n",
        b"INT. ROOM - DAY\n\n" + b"BOB\nOn and on. It does not end.\n\n" * 900,
        b"INT. ROOM - DAY\n\n" + b"".join(b"PERSON %d\nI am one of many.\n\n" % number for number in range(200)),
        b"INT. ROOM - DAY\n\n" + b"word " * 2000,
    ],
    ids=["no dialogue", "no scene heading", "one scene of 40 pages", "200 characters", "a line of 10,000 characters"],
)
async def test_an_odd_screenplay_is_taken(client: httpx.AsyncClient, data: bytes) -> None:
    made = await upload(client, await new_project(client), data)
    assert made.status_code == 201, made.text
    revision = made.json()
    assert revision["scene_count"] == 1
    assert (await client.get(f"/api/v1/revisions/{revision['id']}/shots")).json()["items"]


async def test_a_form_is_refused_with_what_to_send_instead(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    response = await client.post(
        f"/api/v1/projects/{project}/revisions", files={"file": ("ferry.fountain", SCREENPLAY)}
    )
    assert response.status_code == 415
    assert "text/plain" in response.json()["detail"]


@pytest.mark.parametrize("name", ["a\nb.fountain", "x" * 256])
async def test_a_filename_that_cannot_be_one_is_refused(client: httpx.AsyncClient, name: str) -> None:
    response = await upload(client, await new_project(client), SCREENPLAY, params={"filename": name})
    assert response.status_code == 422
    assert "query.filename" in response.json()["detail"]


async def test_a_file_of_scene_headings_without_end_is_refused(client: httpx.AsyncClient) -> None:
    response = await upload(client, await new_project(client), b"INT. A\n\n" * 2001)
    assert response.status_code == 422
    assert response.json()["type"] == "urn:film-studio:problem:screenplay-too-large"


async def test_another_organisation_neither_sees_nor_adds_revisions(
    client: httpx.AsyncClient, make_organization: Callable[[str], Organization]
) -> None:
    project = await new_project(client)
    revision = (await upload(client, project, SCREENPLAY)).json()
    rival = make_organization("Rival").client
    assert (await upload(rival, project, SCREENPLAY)).status_code == 404
    for path in ("", "/source", "/scenes", "/characters", "/shots"):
        assert (await rival.get(f"/api/v1/revisions/{revision['id']}{path}")).status_code == 404, path


async def test_long_lists_come_in_pages(client: httpx.AsyncClient) -> None:
    text = "".join(f"INT. ROOM {number} - DAY\n\nPERSON {number}\nHello.\n\n" for number in range(5))
    revision = (await upload(client, await new_project(client), text.encode())).json()
    for what in ("scenes", "characters"):
        path = f"/api/v1/revisions/{revision['id']}/{what}"
        whole = (await client.get(path)).json()["items"]
        first = (await client.get(path, params={"limit": 3})).json()
        second = (await client.get(path, params={"limit": 3, "cursor": first["next_cursor"]})).json()
        assert len(whole) == 5
        assert first["items"] + second["items"] == whole
        assert second["next_cursor"] is None


async def test_of_equal_uploads_at_once_one_is_kept_and_its_bytes_alone(
    client: httpx.AsyncClient, organization_id: uuid.UUID, emulator: Emulator, settings: ApiSettings
) -> None:
    project = await new_project(client)
    data = b"INT. HALL OF MIRRORS - DAY\n\nMARA\nTwice?\n"

    def stored() -> set[str]:
        pages = emulator.client("s3").get_paginator("list_objects_v2")
        found = pages.paginate(Bucket=settings.assets_bucket, Prefix=f"screenplays/{organization_id}/")
        return {each.get("Key", "") for page in found for each in page.get("Contents", ())}

    before = stored()
    answers = await asyncio.gather(*(upload(client, project, data) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    (revision,) = {answer.json()["id"] for answer in answers}
    assert stored() - before == {f"screenplays/{organization_id}/{revision}.fountain"}


async def test_an_upload_to_a_project_that_is_deleted_meanwhile_leaves_nothing(
    app: FastAPI, client: httpx.AsyncClient, organization_id: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = await new_project(client)
    storage: Storage = app.state.storage
    put, keys = storage.put, list[str]()

    async def delete_first(key: str, body: bytes, media_type: str) -> None:
        keys.append(key)
        await put(key, body, media_type)
        deleted = await client.delete(f"/api/v1/projects/{project}", headers={"If-Match": '"1"'})
        assert deleted.status_code == 200, deleted.text

    monkeypatch.setattr(storage, "put", delete_first)
    assert (await upload(client, project, SCREENPLAY)).status_code == 404
    (key,) = keys
    assert not await storage.exists(key)


async def test_what_was_written_before_can_be_the_newest_again(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    first = (await upload(client, project, SCREENPLAY)).json()
    second = (await upload(client, project, SCREENPLAY + b"\nMore.\n", params={"based_on": first["id"]})).json()
    third = (await upload(client, project, SCREENPLAY, params={"based_on": second["id"]})).json()
    assert [each["number"] for each in (first, second, third)] == [1, 2, 3]
    assert first["sha256"] == third["sha256"]
    # A program that uploads it without saying what it has changed gets the newest that says so.
    assert (await upload(client, project, SCREENPLAY)).json()["id"] == third["id"]


async def test_of_two_who_changed_the_same_revision_the_second_is_told(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    base = (await upload(client, project, SCREENPLAY)).json()["id"]
    texts = [SCREENPLAY + f"\nThe end of {who}.\n".encode() for who in ("Anna", "Theo")]
    made = await asyncio.gather(*(upload(client, project, text, params={"based_on": base}) for text in texts))
    assert sorted(each.status_code for each in made) == [201, 412]
    refused = next(each for each in made if each.status_code == 412).json()
    assert refused["type"].endswith(":revised-meanwhile")
    assert "revision 2" in refused["detail"]
    listed = (await client.get(f"/api/v1/projects/{project}/revisions")).json()["items"]
    assert [each["number"] for each in listed] == [2, 1]
    # Whoever has looked at the other's sends theirs again.
    mine = texts[made.index(next(each for each in made if each.status_code == 412))]
    after = await upload(client, project, mine, params={"based_on": listed[0]["id"]})
    assert (after.status_code, after.json()["number"]) == (201, 3)
    # And whose answer was lost is told that it was kept.
    again = await upload(client, project, mine, params={"based_on": listed[0]["id"]})
    assert (again.status_code, again.json()["id"]) == (200, after.json()["id"])


async def test_a_revision_is_called_by_a_name_until_it_is_taken_away(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    revision = (await upload(client, project, SCREENPLAY)).json()
    assert revision["name"] is None
    path = f"/api/v1/revisions/{revision['id']}"
    named = await client.patch(path, json={"name": "  Shooting script "}, headers={"If-Match": '"1"'})
    assert (named.status_code, named.json()["name"], named.headers["ETag"]) == (200, "Shooting script", '"2"')
    late = await client.patch(path, json={"name": "Draft"}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["current"]["name"], late.json()["changed"]) == (
        412,
        "Shooting script",
        ["name"],
    )
    cleared = await client.patch(path, json={"name": None}, headers={"If-Match": '"2"'})
    assert (cleared.status_code, (await client.get(path)).json()["name"]) == (200, None)


async def test_a_text_is_set_on_pages_and_not_kept(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    paragraphs = "\n\n".join(["The sea lies still, and nobody comes."] * 60)
    text = f"INT. BAR - DAY #1#\n\n{paragraphs}\n\nIDA\nHello.\nEXT. SEA - DAY\n\nEXT. SEA - DUSK\n\nFog.\n"
    answer = await client.post(f"/api/v1/projects/{project}/layout", content=text.encode(), headers=TEXT)
    assert answer.status_code == 200, answer.text
    layout = answer.json()
    assert layout["seconds"] == pytest.approx(layout["pages"] * 60)
    assert [(scene["line"], scene["number"], scene["heading"]) for scene in layout["scenes"]] == [
        (1, "1", "INT. BAR - DAY"),
        (text[: text.index("EXT. SEA - DUSK")].count("\n") + 1, "2", "EXT. SEA - DUSK"),
    ]
    assert layout["characters"] == ["IDA"]
    # 54 lines a page, of which the heading takes one and each paragraph two.
    assert layout["page_starts"][0] == 3 + 26 * 2
    heading = text[: text.index("EXT. SEA - DAY")].count("\n") + 1
    assert [(remark["line"], "empty line before it" in remark["text"]) for remark in layout["remarks"]] == [
        (heading, True)
    ]
    assert (await client.get(f"/api/v1/projects/{project}/revisions")).json()["items"] == []
    refused = await client.post(f"/api/v1/projects/{project}/layout", content=b"\xff", headers=TEXT)
    assert (refused.status_code, refused.json()["line"]) == (422, 1)
    assert (await client.post(f"/api/v1/projects/{uuid.uuid4()}/layout", content=b"Fog.")).status_code == 404
