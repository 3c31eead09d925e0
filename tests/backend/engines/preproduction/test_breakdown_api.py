"""The breakdown over HTTP: suggested by rules, confirmed by people, brought into the next revision, never lost in
silence."""

import csv
import io
import uuid
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio
SCRIPT = """\
INT. BAR - NIGHT

= A goodbye that is not one.

MARA, in a red coat, puts a suitcase on the table. Smoke.

THEO
Going somewhere?

MARA
Away.

EXT. HARBOUR - MORNING

A dog waits beside a ferry. Rain. Theo runs.
"""


async def new_project(client: httpx.AsyncClient) -> str:
    return (await client.post("/api/v1/projects", json={"title": uuid.uuid4().hex})).json()["id"]


async def revise(client: httpx.AsyncClient, project: str, script: str = SCRIPT) -> str:
    answer = await client.post(f"/api/v1/projects/{project}/revisions", content=script.encode())
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def elements(client: httpx.AsyncClient, revision: str, **query: Any) -> dict[str, dict[str, Any]]:
    answer = await client.get(f"/api/v1/revisions/{revision}/elements", params={"limit": 200, **query})
    assert answer.status_code == 200, answer.text
    return {item["name"]: item for item in answer.json()["items"]}


async def change(client: httpx.AsyncClient, element: dict[str, Any], **changes: Any) -> httpx.Response:
    return await client.patch(
        f"/api/v1/elements/{element['id']}", json=changes, headers={"If-Match": f'"{element["version"]}"'}
    )


async def add(client: httpx.AsyncClient, revision: str, **element: Any) -> httpx.Response:
    return await client.post(f"/api/v1/revisions/{revision}/elements", json=element)


async def test_a_sheet_has_its_head_its_text_and_what_its_scene_needs(client: httpx.AsyncClient) -> None:
    revision = await revise(client, await new_project(client))
    sheet = (await client.get(f"/api/v1/revisions/{revision}/breakdown-sheet?scene=0")).json()
    head = {
        name: sheet[name] for name in ("number", "interior", "location", "time", "eighths", "story_day", "synopsis")
    }
    assert head == {
        "number": "1",
        "interior": True,
        "location": "BAR",
        "time": "NIGHT",
        "eighths": 1,
        "story_day": "N1",
        "synopsis": "A goodbye that is not one.",
    }
    assert [each["kind"] for each in sheet["paragraphs"]] == ["action", "cue", "dialogue", "cue", "dialogue"]
    found = [(each["category"], each["name"], each["state"]) for each in sheet["elements"]]
    assert found == [
        ("cast", "MARA", "suggested"),
        ("cast", "THEO", "suggested"),
        ("props", "suitcase", "suggested"),
        ("set_dressing", "table", "suggested"),
        ("wardrobe", "coat", "suggested"),
        ("special_effects", "smoke", "suggested"),
    ]
    coat = sheet["elements"][4]
    assert (coat["character"], coat["line"], coat["words"]) == ("MARA", 5, "coat")
    assert coat["quote"] == "MARA, in a red coat, puts a suitcase on the table."
    heads = (await client.get(f"/api/v1/revisions/{revision}/breakdown-sheets")).json()["items"]
    assert [(each["scene"], each["story_day"]) for each in heads] == [(0, "N1"), (1, "D2")]
    assert (await client.get(f"/api/v1/revisions/{revision}/breakdown-sheet?scene=2")).status_code == 404


async def test_a_person_confirms_renames_recategorises_dismisses_and_takes_it_back(client: httpx.AsyncClient) -> None:
    revision = await revise(client, await new_project(client))
    found = await elements(client, revision, scene=1)
    confirmed = await change(client, found["dog"], state="confirmed")
    assert confirmed.json() == {**found["dog"], "state": "confirmed", "version": 2}
    renamed = (await change(client, found["ferry"], name="white ferry", category="set_dressing")).json()
    assert (renamed["state"], renamed["suggested"], renamed["suggested_name"]) == ("confirmed", "vehicles", "ferry")
    late = await change(client, found["ferry"], state="dismissed")
    assert (late.status_code, late.json()["changed"]) == (412, ["category", "name", "state"])
    ids = [each["id"] for each in found.values()]
    decide = f"/api/v1/revisions/{revision}/element-decisions"
    done = (await client.post(decide, json={"ids": ids, "seen": "suggested", "state": "dismissed"})).json()
    assert ({each["name"] for each in done["items"]}, done["left"]) == ({"THEO", "rain"}, 2)
    assert set(await elements(client, revision, scene=1, state="confirmed")) == {"dog", "white ferry"}
    back = (await client.post(decide, json={"ids": ids, "seen": "dismissed", "state": "suggested"})).json()
    assert {each["state"] for each in back["items"]} == {"suggested"}
    summary = (await client.get(f"/api/v1/revisions/{revision}/breakdown")).json()
    assert {"category": "animals", "suggested": 0, "confirmed": 1, "dismissed": 0} in summary["categories"]
    trail = [entry["action"] for entry in (await client.get("/api/v1/audit")).json()["items"]]
    assert trail[:4] == ["elements.decided", "elements.decided", "element.updated", "element.updated"]


async def test_a_person_adds_what_rules_do_not_see_once(client: httpx.AsyncClient) -> None:
    revision = await revise(client, await new_project(client))
    made = await add(client, revision, scene=0, category="props", name="Ashtray", line=5, words="table")
    assert made.status_code == 201, made.text
    shown = await client.get(made.headers["Location"])
    assert shown.json() == made.json()
    assert (made.json()["state"], made.json()["suggested"], made.json()["words"]) == ("confirmed", None, "table")
    for body, kind in (
        ({"scene": 0, "category": "props", "name": "ashtray"}, "in-the-scene"),
        ({"scene": 0, "category": "props", "name": "Suitcase"}, "in-the-scene"),
        ({"scene": 2, "category": "props", "name": "Bell"}, "not-in-the-script"),
        ({"scene": 0, "category": "props", "name": "Bell", "line": 6}, "not-in-the-script"),
    ):
        refused = await add(client, revision, **body)
        assert refused.json()["type"].rpartition(":")[2] == kind


async def test_what_people_did_goes_into_the_next_revision_and_what_is_lost_says_why(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    first = await revise(client, project)
    found = await elements(client, first)
    await change(client, found["suitcase"], name="leather suitcase")
    await change(client, found["smoke"], state="dismissed")
    await change(client, found["dog"], state="confirmed")
    for name, scene in (("Ashtray", 0), ("Fog machine", 1)):
        assert (await add(client, first, scene=scene, category="props", name=name)).status_code == 201
    moved = "EXT. ROAD - DAY\n\nNothing.\n\n" + SCRIPT.replace("INT. BAR - NIGHT", "INT. CAFE - NIGHT").replace(
        "A dog waits beside a ferry", "A ferry"
    )
    second = await revise(client, project, moved)
    after = await elements(client, second)
    kept = {name: (each["scene"], each["state"], each["carried"]) for name, each in after.items() if each["carried"]}
    assert kept == {
        "leather suitcase": (1, "confirmed", "text"),
        "smoke": (1, "dismissed", "text"),
        "Ashtray": (1, "confirmed", "text"),
        "Fog machine": (2, "confirmed", "heading"),
    }
    lost = await elements(client, second, lost=True)
    assert lost["dog"]["lost"] == {"reason": "words_gone", "number": "2", "heading": "EXT. HARBOUR - MORNING"}
    summary = (await client.get(f"/api/v1/revisions/{second}/breakdown")).json()
    assert (summary["newest"], summary["kept"], summary["lost"]) == (True, 4, 1)
    old = await change(client, found["rain"], state="confirmed")
    assert (old.status_code, old.json()["type"].rpartition(":")[2]) == (409, "newer-revision")
    back = await change(client, lost["dog"], scene=2)
    assert (back.status_code, back.json()["scene"], back.json()["lost"]) == (200, 2, None), back.text
    third = await elements(client, await revise(client, project, moved + "\nTheo goes.\n"))
    assert {name for name, each in third.items() if each["carried"]} == {*kept, "dog"}


async def test_lost_with_a_scene_and_found_again_with_it(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    await add(client, await revise(client, project), scene=1, category="equipment", name="Crane")
    without = await revise(client, project, SCRIPT[: SCRIPT.index("EXT. HARBOUR")])
    lost = await elements(client, without, lost=True)
    assert lost["Crane"]["lost"]["reason"] == "scene_gone"
    again = await elements(client, await revise(client, project, SCRIPT + "\n"))
    assert (again["Crane"]["scene"], again["Crane"]["state"]) == (1, "confirmed")


async def test_clothes_that_change_within_a_story_day_are_told(client: httpx.AsyncClient) -> None:
    script = SCRIPT + "\nINT. CAR - CONTINUOUS\n\nTheo in his uniform.\n\nINT. CELL - LATER\n\nTheo, in a blue dress.\n"
    revision = await revise(client, await new_project(client), script)
    warnings = (await client.get(f"/api/v1/revisions/{revision}/breakdown")).json()["warnings"]
    assert warnings == [
        {
            "character": "THEO",
            "story_day": "D2",
            "scene": 3,
            "name": "dress",
            "before": 2,
            "name_before": "uniform",
        }
    ]


async def test_the_list_as_a_table_leaves_out_what_was_dismissed_and_holds_no_formula(
    client: httpx.AsyncClient,
) -> None:
    revision = await revise(client, await new_project(client))
    await change(client, (await elements(client, revision))["dog"], state="dismissed")
    await add(client, revision, scene=1, category="notes", name='=HYPERLINK("x")')
    answer = await client.get(f"/api/v1/revisions/{revision}/elements.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["Element"] for row in rows if row["Scene"] == "2"] == ["THEO", "ferry", "rain", '\'=HYPERLINK("x")']
    assert rows[0]["Pages"] == "1/8"
