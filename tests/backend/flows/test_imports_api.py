"""A file on paper over HTTP: it is read, looked at and tagged, and becomes a revision, or goes."""

import uuid
from functools import partial

import httpx
import pytest
from film_studio.flows.housekeeping import throw_away_old

from tests.backend.conftest import seen
from tests.backend.flows.test_final_draft_api import FDX, uploaded
from tests.backend.screenplay.paper_files import docx
from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def a_project(client: httpx.AsyncClient) -> str:
    return str((await client.post("/api/v1/projects", json={"title": f"Paper {uuid.uuid4()}"})).json()["id"])


async def imported(client: httpx.AsyncClient, project: str, **headers: str) -> httpx.Response:
    given = {"Content-Type": DOCX, "X-Filename": "Fog%20bank.docx", **headers}
    answer = await client.post(f"/api/v1/projects/{project}/imports", content=docx(), headers=given)
    assert answer.status_code == 201, answer.text
    return answer


def kind(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


async def test_a_file_is_read_tagged_and_becomes_a_revision_with_its_original_kept(client: httpx.AsyncClient) -> None:
    project = await a_project(client)
    made = await imported(client, project, **{"Idempotency-Key": f"import-{project}"})
    again = await imported(client, project, **{"Idempotency-Key": f"import-{project}"})
    assert again.json()["id"] == made.json()["id"]
    path = made.headers["Location"]
    assert {name: made.json()[name] for name in ("format", "paragraphs", "unsure", "state", "revision")} == {
        "format": "docx",
        "paragraphs": 6,
        "unsure": 1,
        "state": "open",
        "revision": None,
    }
    listed = (await client.get(f"{path}/paragraphs")).json()["items"]
    assert [each["kind"] for each in listed] == ["scene_heading", "action", "cue", "dialogue", "action", "action"]
    assert listed[4]["certainty"] == "guess"
    assert listed[4]["why"].startswith("It is indented")
    tags = {"paragraphs": [{"index": 4, "kind": "centered"}, {"index": 5, "kind": "ignored"}]}
    missing = {"paragraphs": [{"index": 0, "kind": "ignored"}, {"index": 6, "kind": "action"}]}
    tag = {"If-Match": '"1"'}
    assert kind(await client.patch(path, json=missing, headers=tag)) == (422, "not-in-the-import")
    tagged = await client.patch(path, json=tags, headers=tag)
    assert (tagged.status_code, tagged.json()["unsure"], tagged.json()["version"]) == (200, 0, 2)
    shown = (await client.get(f"{path}/paragraphs?limit=5")).json()
    assert (shown["items"][0]["kind"], shown["items"][4]["kind"]) == ("scene_heading", "centered")
    assert (shown["items"][4]["read_as"], shown["items"][4]["certainty"]) == ("action", "sure")
    assert kind(await client.post(f"{path}/revision", headers=tag)) == (412, "changed-meanwhile")
    assert (await client.get(f"/api/v1/projects/{project}/revisions")).json()["items"] == []
    headers = {**seen(tagged), "Idempotency-Key": f"accept-{project}"}
    accepted = await client.post(f"{path}/revision", headers=headers)
    assert accepted.status_code == 201, accepted.text
    replayed = await client.post(f"{path}/revision", headers=headers)
    assert replayed.json() == accepted.json()
    revision = accepted.json()
    assert (revision["number"], revision["filename"]) == (1, "Fog bank.fountain")
    text = (await client.get(f"/api/v1/revisions/{revision['id']}/source")).text
    assert text == "INT. BAR - DAY\n\nFog.\n\nIDA\nYou came.\n\n> A sign: CLOSED <\n"
    present = await client.get(path)
    assert (present.json()["state"], present.json()["revision"]) == ("accepted", 1)
    source = await client.get(f"{path}/source")
    assert (source.content, source.headers["content-type"]) == (docx(), DOCX)
    for late in (
        client.patch(path, json=tags, headers=seen(present)),
        client.delete(path, headers=seen(present)),
        client.post(f"{path}/revision", headers=seen(present)),
    ):
        assert kind(await late) == (409, "import-is-over")


async def test_an_import_follows_the_revision_that_it_says_and_no_other(client: httpx.AsyncClient) -> None:
    project = await a_project(client)
    made = await imported(client, project)
    accept = partial(client.post, f"{made.headers['Location']}/revision", headers={"If-Match": '"1"'})
    assert kind(await accept(params={"based_on": str(uuid.uuid4())})) == (412, "revised-meanwhile")
    assert (await client.get(made.headers["Location"])).json()["state"] == "open"
    first = (await uploaded(client, b"INT. HALL - DAY\n\nRain.\n", "hall.fountain", project)).json()
    assert (await accept(params={"based_on": first["id"]})).json()["number"] == 2


async def test_what_nobody_accepts_goes_with_its_file_in_time_and_at_once_when_it_is_let_go(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    project = await a_project(client)
    made = [await imported(client, project) for _ in range(3)]
    ids = [each.json()["id"] for each in made]
    let_go, _, accepted = (each.headers["Location"] for each in made)
    tag = {"If-Match": '"1"'}
    assert (await client.delete(let_go, headers=tag)).status_code == 204
    assert kind(await client.get(let_go)) == (404, "not-found")
    assert (await client.post(f"{accepted}/revision", headers=tag)).status_code == 201

    def left() -> set[str]:
        rows = studio.owner.execute("select id from paper_import where project_id = %s", (project,)).fetchall()
        return {str(row[0]) for row in rows}

    studio.clock.pass_time(hours=24)
    await throw_away_old(studio.database, studio.storage, clock=studio.clock)
    assert left() == set(ids[1:])
    studio.clock.pass_time(hours=30 * 24)
    await throw_away_old(studio.database, studio.storage, clock=studio.clock)
    assert left() == {ids[2]}
    organization = studio.owner.execute("select organization_id from project where id = %s", (project,)).fetchone()
    assert organization is not None
    files = [await studio.storage.get(f"screenplays/{organization[0]}/imported/{each}") for each in ids]
    assert [file is not None for file in files] == [False, False, True]


@pytest.mark.parametrize(
    ("data", "media_type", "why"),
    [
        (b"INT. BAR - DAY\n\nFog.\n", "application/pdf", (422, "not-a-screenplay")),
        (b"%PDF-1.7\n%%EOF", "application/pdf", (422, "not-a-screenplay")),
        (b"PK\x03\x04 and so on", DOCX, (422, "not-a-screenplay")),
        (docx(), "text/plain", (415, "unsupported-media-type")),
    ],
    ids=["text", "PDF", "archive", "media type"],
)
async def test_what_cannot_be_read_is_no_import(
    client: httpx.AsyncClient, data: bytes, media_type: str, why: tuple[int, str]
) -> None:
    project = await a_project(client)
    path = f"/api/v1/projects/{project}/imports"
    assert kind(await client.post(path, content=data, headers={"Content-Type": media_type})) == why
    assert (await client.get(path)).json()["items"] == []


async def test_a_final_draft_file_says_what_fountain_cannot_hold_of_it(client: httpx.AsyncClient) -> None:
    shot = b'<Paragraph Type="Shot"><Text>CLOSE ON A HAND</Text></Paragraph></Content>'
    made = (await uploaded(client, FDX.replace(b"</Content>", shot), "night.fdx")).json()
    [loss] = (await client.get(f"/api/v1/revisions/{made['id']}/losses")).json()["items"]
    assert (loss["line"], "Shot" in loss["reason"]) == (8, True)
    plain = (await uploaded(client, b"INT. HALL - DAY\n\nRain.\n", "hall.fountain")).json()
    assert (await client.get(f"/api/v1/revisions/{plain['id']}/losses")).json()["items"] == []
