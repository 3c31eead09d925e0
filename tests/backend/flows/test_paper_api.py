"""A revision is issued in its colour, its numbers are locked, and it is set on paper by a job."""

import uuid

import httpx
import pytest

from contracts.recipes import RECIPE
from contracts.recipes.screenplay import PrintedLine, ScreenplayRecipe
from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio

SCENES = [f"INT. ROOM {room} - DAY\n\nMARTA\nThe rope of room {room}.\n\nNILS\nOf {room}?" for room in "ABCD"]
TITLE = "Title: The Long Night\nAuthor: A. Writer\nDraft date: 1 May 2026\nContact: ask@films.example.org\n\n"


async def uploaded(client: httpx.AsyncClient, project: str, *scenes: str) -> str:
    answer = await client.post(f"/api/v1/projects/{project}/revisions", content=TITLE + "\n\n".join(scenes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def made_project(client: httpx.AsyncClient) -> str:
    return str((await client.post("/api/v1/projects", json={"title": f"Paper {uuid.uuid4()}"})).json()["id"])


async def recipe_of(studio: Studio, client: httpx.AsyncClient, revision: str, **wanted: object) -> ScreenplayRecipe:
    answer = await client.post(f"/api/v1/revisions/{revision}/screenplays", json=wanted)
    assert answer.status_code == 202, answer.text
    job = answer.json()
    assert answer.headers["Location"] == f"/api/v1/jobs/{job['id']}"
    assert (job["kind"], job["subject_type"], job["subject_id"]) == ("screenplay", "revision", revision)
    row = studio.owner.execute("select recipe from job where id = %s", (job["id"],)).fetchone()
    assert row is not None
    recipe = RECIPE.validate_json(str(row[0]))
    assert isinstance(recipe, ScreenplayRecipe)
    return recipe


def said(line: PrintedLine) -> str:
    return " ".join(words.text for piece in line.pieces for words in piece.words)


async def test_a_draft_has_its_title_page_its_scenes_numbers_and_no_colour(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    revision = await uploaded(client, await made_project(client), *SCENES)
    recipe = await recipe_of(studio, client, revision)
    assert recipe.title_page is not None
    assert (recipe.title_page.title, recipe.title_page.middle) == (("THE LONG NIGHT",), ("A. Writer",))
    assert (recipe.title_page.left, recipe.title_page.right) == (("ask@films.example.org",), ("1 May 2026",))
    [page] = recipe.pages
    assert [line.scene for line in page.lines if line.scene] == ["1", "2", "3", "4"]
    assert (page.number, page.header, page.paper) == ("", "", "#ffffff")
    plain = await recipe_of(studio, client, revision, scene_numbers=False, paper="a4")
    assert plain.paper == "a4"
    assert not any(line.scene for page in plain.pages for line in page.lines)
    sides = await recipe_of(studio, client, revision, character="nils")
    assert sides.title_page is None
    refused = await client.post(f"/api/v1/revisions/{revision}/screenplays", json={"character": "Nobody Else"})
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "nothing-to-print")
    refused = await client.post(f"/api/v1/revisions/{revision}/screenplays", json={"revised_only": True})
    assert refused.json()["type"].rpartition(":")[2] == "nothing-to-print"


async def test_what_is_locked_keeps_its_numbers_in_the_issues_that_follow(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    project = await made_project(client)
    named = await client.get(f"/api/v1/projects/{project}")
    assert named.json()["revision_colours"][:3] == ["White", "Blue", "Pink"]
    answer = await client.patch(
        f"/api/v1/projects/{project}",
        json={"revision_colours": ["White", "Lavender"]},
        headers={"If-Match": named.headers["ETag"]},
    )
    assert answer.json()["revision_colours"] == ["White", "Lavender"]
    first = await uploaded(client, project, *SCENES)
    white = await client.post(f"/api/v1/revisions/{first}/issue", json={"dated": "2026-05-01"})
    assert white.status_code == 201, white.text
    assert (white.json()["colour"], white.json()["locked"], white.json()["version"]) == ("White", False, 1)
    path = f"/api/v1/revisions/{first}/issue"
    locked = await client.patch(path, json={"locked": True}, headers={"If-Match": '"1"'})
    assert (locked.status_code, locked.json()["locked"]) == (200, True)
    again = await client.post(path, json={"dated": "2026-05-02"})
    assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "issued-already")

    changed = [SCENES[0], SCENES[2].replace("rope", "boat"), "INT. CELLAR - NIGHT\n\nDark.", SCENES[3]]
    second = await uploaded(client, project, *changed)
    issued = (await client.post(f"/api/v1/revisions/{second}/issue", json={"dated": "2026-05-28"})).json()
    assert (issued["colour"], issued["locked"], issued["revised_pages"], issued["number"]) == ("Lavender", True, 1, 1)
    late = await client.patch(path, json={"locked": False}, headers={"If-Match": '"2"'})
    assert (late.status_code, late.json()["type"].rpartition(":")[2]) == (409, "issued-since")

    recipe = await recipe_of(studio, client, second, revised_only=True)
    [page] = recipe.pages
    assert (page.header, page.number) == ("LAVENDER REVISIONS 28 MAY 2026", "1")
    assert page.paper != "#ffffff"
    numbered = {line.scene: said(line) for line in page.lines if line.scene}
    assert numbered == {
        "1": "INT. ROOM A - DAY",
        "2": "OMITTED",
        "3": "INT. ROOM C - DAY",
        "3A": "INT. CELLAR - NIGHT",
        "4": "INT. ROOM D - DAY",
    }
    assert [said(line) for line in page.lines if line.changed] == [
        "OMITTED",
        "The boat of room C.",
        "INT. CELLAR - NIGHT",
        "Dark.",
    ]
    told = (await client.get("/api/v1/audit", params={"project_id": project, "sort": "sequence"})).json()["items"]
    assert [each["after"] for each in told if each["action"].startswith("issue.")] == [
        {"colour": "White", "dated": "2026-05-01", "revised_pages": 1},
        {"locked": True},
        {"colour": "Lavender", "dated": "2026-05-28", "revised_pages": 1},
    ]
    listed = (await client.get(f"/api/v1/projects/{project}/issues")).json()["items"]
    assert [(each["colour"], each["revision_id"]) for each in listed] == [("Lavender", second), ("White", first)]
    assert (await recipe_of(studio, client, second)).title_page is not None


async def test_what_was_set_before_is_not_set_again(studio: Studio, client: httpx.AsyncClient) -> None:
    revision = await uploaded(client, await made_project(client), *SCENES)
    assert await recipe_of(studio, client, revision) == await recipe_of(studio, client, revision)
    key = {"Idempotency-Key": f"paper-{revision}"}
    path = f"/api/v1/revisions/{revision}/screenplays"
    assert len({(await client.post(path, json={}, headers=key)).json()["id"] for _ in range(2)}) == 1
