"""Scenarios over HTTP: made from a revision, edited, undone, locked, copied, compared, brought to a new revision."""

import uuid
from typing import Any

import httpx
import pytest

from tests.backend.conftest import seen

pytestmark = pytest.mark.anyio
SCRIPT = "".join(
    f"INT. {place} - {time}\n\nFog.\n\n{who}\nNow.\n\n"
    for place, time, who in (
        ("BAR", "DAY", "MARA"),
        ("QUAY", "NIGHT", "THEO"),
        ("MILL", "DAY", "IDA"),
        ("BAR", "CONTINUOUS", "MARA"),
    )
)
UNCHANGED: dict[str, list[str]] = {"merged": [], "split": [], "silent": []}
SETTINGS = {
    "first_date": "2026-06-01",
    "eighths_a_day": 2,
    "move_cost": 40,
    "people": [{"name": "MARA", "day_rate": 500}],
}


async def new_project(client: httpx.AsyncClient, script: str = SCRIPT) -> str:
    project = (await client.post("/api/v1/projects", json={"title": uuid.uuid4().hex})).json()["id"]
    await revise(client, project, script)
    return project


async def revise(client: httpx.AsyncClient, project: str, script: str) -> None:
    answer = await client.post(f"/api/v1/projects/{project}/revisions", content=script.encode())
    assert answer.status_code == 201, answer.text


async def schedule(client: httpx.AsyncClient, project: str, **more: Any) -> dict[str, Any]:
    answer = await client.post(
        f"/api/v1/projects/{project}/scenarios", json={"name": "A", "settings": SETTINGS, **more}
    )
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/api/v1/scenarios/{answer.json()['id']}"
    return answer.json()


async def change(
    client: httpx.AsyncClient, scenario: dict[str, Any], path: str = "/board", method: str = "PATCH", **body: Any
) -> httpx.Response:
    return await client.request(
        method,
        f"/api/v1/scenarios/{scenario['id']}{path}",
        json=body or None,
        headers={"If-Match": f'"{scenario["version"]}"'},
    )


async def cast_changes(client: httpx.AsyncClient, scenario: dict[str, Any]) -> dict[str, list[str]]:
    return (await client.get(f"/api/v1/scenarios/{scenario['id']}/cast-changes")).json()


def days_of(scenario: dict[str, Any]) -> list[list[int]]:
    return [[item["scene"] for item in day["items"] if item["kind"] == "strip"] for day in scenario["board"]["days"]]


async def test_a_schedule_begins_in_script_order_and_every_edit_can_be_undone(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    made = await schedule(client, project)
    assert days_of(made) == [[0, 1], [2, 3]]
    assert made["dates"] == ["2026-06-01", "2026-06-02"]
    assert [scene["time_of_day"] for scene in made["scenes"]] == ["day", "night", "day", "day"]
    assert (made["cost"]["cast"], made["cost"]["moves"], made["can_undo"]) == (1000, 2, False)
    moved = await change(client, made, edit="move", scenes=[3], day=0, position=1)
    assert moved.status_code == 200, moved.text
    assert days_of(moved.json()) == [[0, 3, 1], [2]]
    assert moved.json()["cost"]["cast"] == 500
    assert [each["kind"] for each in moved.json()["conflicts"]] == ["length", "turn_round"]
    late = await change(client, made, edit="join", day=0)
    assert (late.status_code, late.json()["changed"]) == (412, ["board"])
    undone = (await change(client, moved.json(), "/undo", "POST")).json()
    assert (days_of(undone), undone["can_undo"], undone["can_redo"]) == ([[0, 1], [2, 3]], False, True)
    redone = (await change(client, undone, "/redo", "POST")).json()
    assert (days_of(redone), redone["can_redo"]) == ([[0, 3, 1], [2]], False)
    again = await change(client, redone, "/redo", "POST")
    assert again.json()["type"] == "urn:film-studio:problem:nothing-to-undo", again.text
    back = (await change(client, redone, "/undo", "POST")).json()
    branch = (await change(client, back, edit="join", day=0)).json()
    assert (days_of(branch), branch["can_redo"]) == ([[0, 1, 2, 3]], False)
    refused = await change(client, branch, edit="move", scenes=[0], day=5)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:film-studio:problem:board-does-not-fit")


async def test_a_scene_that_is_split_is_paid_and_told_by_its_parts(client: httpx.AsyncClient) -> None:
    long = SCRIPT.replace("INT. MILL - DAY\n\nFog.", "INT. MILL - DAY\n\n" + "Fog over the mill.\n\n" * 14)
    made = await schedule(client, await new_project(client, long))
    (mill,) = [scene for scene in made["scenes"] if scene["location"] == "MILL"]
    assert (mill["eighths"], mill["part"]) == (5, None)
    split = (await change(client, made, edit="split", scene=mill["index"], eighths=2)).json()
    first, second = split["parts"]
    assert [(each["number"], each["eighths"], each["part"]) for each in split["parts"]] == [
        ("3 pt 1", 2, {"scene": 2, "number": 1, "parts": 2}),
        ("3 pt 2", 3, {"scene": 2, "number": 2, "parts": 2}),
    ]
    apart = (await change(client, split, edit="move", scenes=[second["index"]], day=3)).json()
    base = f"/api/v1/scenarios/{made['id']}"
    lines = (await client.get(f"{base}/one-line-schedule")).json()["days"]
    assert [[(line["scene"], line["pages"]) for line in day["scenes"]] for day in lines] == [
        [("1", "1/8"), ("2", "1/8")],
        [("3 pt 1", "2/8")],
        [("4", "1/8")],
        [("3 pt 2", "3/8")],
    ]
    ida = next(each for each in (await client.get(f"{base}/day-out-of-days")).json()["people"] if each["name"] == "IDA")
    assert (ida["codes"], ida["work"], ida["hold"]) == (["", "SW", "H", "WF"], 2, 1)
    assert [(each["day"], each["scenes"]) for each in apart["conflicts"] if each["kind"] == "length"] == [
        (3, [second["index"]])
    ]
    held = (await change(client, apart, edit="lock", scenes=[second["index"]], locked=True)).json()
    refused = await change(client, held, edit="merge", scene=first["index"])
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:film-studio:problem:board-does-not-fit")
    whole = (await change(client, held, edit="merge", scene=second["index"])).json()
    assert (days_of(whole), whole["parts"]) == ([[0, 1], [], [3], [2]], [])
    undone = (await change(client, whole, "/undo", "POST")).json()
    assert (days_of(undone), len(undone["parts"])) == (days_of(held), 2)


async def test_scenarios_stand_beside_each_other_and_one_is_locked(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    first = await schedule(client, project)
    tight = (await change(client, first, edit="move", scenes=[3], day=0, position=1)).json()
    copy = await schedule(client, project, name="B", copy_of=first["id"], settings=None)
    assert days_of(copy) == days_of(tight)
    await change(client, copy, "", settings={**SETTINGS, "eighths_a_day": 40})
    listed = (await client.get(f"/api/v1/projects/{project}/scenarios?sort=name")).json()["items"]
    assert [(each["name"], each["conflicts"], each["cast_cost"], each["days"]) for each in listed] == [
        ("A", 2, 500, 2),
        ("B", 1, 500, 2),
    ]
    locked = (await change(client, tight, "", locked=True)).json()
    assert locked["locked"]
    for path, method, body in (
        ("/board", "PATCH", {"edit": "join", "day": 0}),
        ("/undo", "POST", {}),
        ("/revise", "POST", {}),
        ("", "PATCH", {"name": "C"}),
        ("", "DELETE", {}),
    ):
        answer = await change(client, locked, path, method, **body)
        assert answer.json()["type"] == "urn:film-studio:problem:scenario-locked", (path, answer.text)
    other = (await client.get(f"/api/v1/scenarios/{copy['id']}")).json()
    assert (await change(client, other, "", locked=True)).status_code == 409
    unlocked = (await change(client, locked, "", locked=False, name="Final")).json()
    assert (unlocked["name"], unlocked["locked"]) == ("Final", False)
    assert (await change(client, unlocked, "", "DELETE")).status_code == 204
    assert (await client.get(f"/api/v1/scenarios/{first['id']}")).status_code == 404


async def test_who_has_two_names_is_one_member_of_the_cast_once_the_board_is_brought_to_it(
    client: httpx.AsyncClient,
) -> None:
    project = await new_project(client)
    made = await schedule(client, project)
    assert (made["cast"], made["cost"]["cast"]) == (["MARA", "THEO", "IDA"], 1000)
    (revision,) = (await client.get(f"/api/v1/projects/{project}/revisions")).json()["items"]
    cast = {
        each["name"]: each
        for each in (await client.get(f"/api/v1/revisions/{revision['id']}/characters")).json()["items"]
    }
    merged = await client.put(
        f"/api/v1/characters/{cast['IDA']['id']}/person",
        json={"character_id": cast["MARA"]["id"]},
        headers={"If-Match": f'"{cast["IDA"]["version"]}"'},
    )
    assert merged.status_code == 200, merged.text
    as_before = (await client.get(f"/api/v1/scenarios/{made['id']}")).json()
    assert as_before == made, "what somebody has seen stays as it was until they change it"
    assert await cast_changes(client, made) == {"merged": ["IDA"], "split": [], "silent": []}
    revised = (await change(client, made, "/revise", "POST")).json()
    assert (revised["cast"], days_of(revised)) == (["MARA", "THEO"], days_of(made))
    assert [scene["cast"] for scene in revised["scenes"]] == [["MARA"], ["THEO"], ["MARA"], ["MARA"]]
    rows = (await client.get(f"/api/v1/scenarios/{made['id']}/day-out-of-days")).json()["people"]
    assert [(row["number"], row["name"], row["codes"]) for row in rows] == [
        (1, "MARA", ["SW", "WF"]),
        (2, "THEO", ["SWF", ""]),
    ]
    assert (await schedule(client, project, name="B"))["cast"] == ["MARA", "THEO"]
    assert (await change(client, revised, "/revise", "POST")).json()["version"] == revised["version"], "on it already"
    assert await cast_changes(client, revised) == UNCHANGED
    split = await client.delete(f"/api/v1/characters/{cast['IDA']['id']}/person", headers=seen(merged))
    assert split.status_code == 200, split.text
    assert await cast_changes(client, revised) == {"merged": [], "split": ["IDA"], "silent": []}
    again = (await change(client, revised, "/revise", "POST")).json()
    assert (again["cast"], await cast_changes(client, again)) == (["MARA", "THEO", "IDA"], UNCHANGED)
    undone = (await change(client, again, "/undo", "POST")).json()
    assert undone["cast"] == ["MARA", "THEO"]


async def test_who_plays_without_a_line_is_on_strips_works_and_is_paid(client: httpx.AsyncClient) -> None:
    quiet = "INT. ATTIC - DAY\n\nTheo waits. A CLERK writes.\n\nMARA\nNow.\n\n"
    project = await new_project(client, SCRIPT + quiet)
    made = await schedule(client, project, settings={**SETTINGS, "people": [{"name": "THEO", "day_rate": 100}]})
    assert made["scenes"][4]["cast"] == ["MARA", "THEO"], "rules find him, and he speaks elsewhere"
    assert (made["cast"], made["cost"]["cast"]) == (["MARA", "THEO", "IDA"], 300), (
        "two days of work, and one on which he is held"
    )
    codes = (await client.get(f"/api/v1/scenarios/{made['id']}/day-out-of-days")).json()["people"]
    assert [row["codes"] for row in codes if row["name"] == "THEO"] == [["SW", "H", "WF"]]

    path = f"/api/v1/revisions/{made['revision_id']}"
    clerk = {"scene": 4, "category": "cast", "name": "Waiter"}
    assert (await client.post(f"{path}/elements", json=clerk)).status_code == 201
    found = (await client.get(f"{path}/elements", params={"scene": 4, "category": "cast"})).json()["items"]
    (theo,) = [each for each in found if each["name"] == "THEO"]
    dismissed = {"ids": [theo["id"]], "seen": "suggested", "state": "dismissed"}
    assert (await client.post(f"{path}/element-decisions", json=dismissed)).status_code == 200
    assert (await client.get(f"/api/v1/scenarios/{made['id']}")).json() == made, "until somebody changes it"
    assert await cast_changes(client, made) == {"merged": [], "split": [], "silent": ["THEO", "Waiter"]}
    revised = (await change(client, made, "/revise", "POST")).json()
    assert (revised["scenes"][4]["cast"], revised["cast"]) == (["MARA", "Waiter"], ["MARA", "THEO", "IDA", "Waiter"])
    assert (revised["cost"]["cast"], await cast_changes(client, revised)) == (100, UNCHANGED)


async def test_a_new_revision_loses_no_strip_silently(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    made = await schedule(client, project)
    assert (await change(client, made, "/revise", "POST")).json()["version"] == made["version"]
    without_mill = SCRIPT.replace("INT. MILL - DAY\n\nFog.\n\nIDA\nNow.\n\n", "")
    await revise(client, project, "INT. ATTIC - DAWN\n\nDust.\n\nIDA\nOh.\n\n" + without_mill)
    revised = (await change(client, made, "/revise", "POST")).json()
    assert days_of(revised) == [[1, 2], [3]]
    assert (revised["board"]["boneyard"], revised["board"]["added"]) == ([0], [0])
    assert revised["board"]["omitted"] == [{"number": "3", "heading": "INT. MILL - DAY", "day": 1}]
    undone = (await change(client, revised, "/undo", "POST")).json()
    assert (undone["revision_id"], days_of(undone)) == (made["revision_id"], days_of(made))


async def test_documents_of_a_schedule_are_data_and_csv(client: httpx.AsyncClient) -> None:
    made = await schedule(client, await new_project(client))
    path = f"/api/v1/scenarios/{made['id']}"
    report = (await client.get(f"{path}/day-out-of-days")).json()
    assert {each["name"]: each["codes"] for each in report["people"]} == {
        "MARA": ["SW", "WF"],
        "THEO": ["SWF", ""],
        "IDA": ["", "SWF"],
    }
    lines = (await client.get(f"{path}/one-line-schedule")).json()
    assert [[line["set"] for line in day["scenes"]] for day in lines["days"]] == [["BAR", "QUAY"], ["MILL", "BAR"]]
    for name, first in (("day-out-of-days", "Number,Character,1: 2026-06-01"), ("one-line-schedule", "Day,Date")):
        sheet = await client.get(f"{path}/{name}.csv")
        assert sheet.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert sheet.text.startswith(first)


async def test_a_project_without_a_screenplay_is_not_scheduled(client: httpx.AsyncClient) -> None:
    project = (await client.post("/api/v1/projects", json={"title": "Empty"})).json()["id"]
    answer = await client.post(f"/api/v1/projects/{project}/scenarios", json={"name": "A"})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:film-studio:problem:no-screenplay")
