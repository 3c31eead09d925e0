"""Budgets over HTTP: begun, drawn from a schedule, written, locked, copied; two people at one; who may see one."""

import csv
import io
from typing import Any

import httpx
import pytest

from tests.backend.engines.preproduction.test_scenarios_api import change as change_schedule
from tests.backend.engines.preproduction.test_scenarios_api import new_project, schedule

pytestmark = pytest.mark.anyio


async def begin(client: httpx.AsyncClient, project: str, **more: Any) -> dict[str, Any]:
    answer = await client.post(f"/api/v1/projects/{project}/budgets", json={"name": "First", **more})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/api/v1/budgets/{answer.json()['id']}"
    return answer.json()


async def change(
    client: httpx.AsyncClient, budget: dict[str, Any], path: str = "/lines", method: str = "PATCH", **body: Any
) -> httpx.Response:
    headers = {"If-Match": f'"{budget["version"]}"'}
    return await client.request(method, f"/api/v1/budgets/{budget['id']}{path}", json=body, headers=headers)


def cast_of(budget: dict[str, Any]) -> dict[str, tuple[float, int]]:
    return {
        line["description"]: (line["amount"], line["total"]) for line in budget["lines"] if line["source"] == "cast"
    }


async def test_a_budget_is_drawn_from_a_schedule_and_again_when_that_has_changed(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    scenario = await schedule(client, project)
    budget = await begin(client, project, scenario_id=scenario["id"])
    assert cast_of(budget) == {"MARA": (2, 100_000), "THEO": (1, 0), "IDA": (1, 0)}
    assert [line["description"] for line in budget["lines"] if line["source"] == "schedule"] == [
        "Company moves within a day"
    ]
    assert budget["missing"][0].startswith("THEO has no day rate in the schedule")
    assert budget["drawn_from"] == {"scenario_id": scenario["id"], "version": scenario["version"]}
    mara = next(line["id"] for line in budget["lines"] if line["description"] == "MARA")
    settings = {"fringes": [{"name": "Tax", "percent": 10}], "contingency": 0}
    budget = (await change(client, budget, "", settings={**budget["settings"], **settings})).json()
    budget = (await change(client, budget, edit="change", line=mara, fringes=["Tax"])).json()
    assert budget["top_sheet"]["above"] == 110_000
    moved = (await change_schedule(client, scenario, edit="move", scenes=[3], day=0, position=1)).json()
    drawn = (await change(client, budget, "/draw", "POST")).json()
    assert cast_of(drawn)["MARA"] == (1, 50_000)
    assert drawn["top_sheet"]["above"] == 55_000
    assert drawn["drawn_from"]["version"] == moved["version"]


async def test_lines_are_written_by_hand_and_sums_follow(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    budget = await begin(client, project)
    added = await change(
        client, budget, edit="add", account="3600", description="=Ferry", amount=2, unit="day", times=3, rate=45_050
    )
    assert added.status_code == 200, added.text
    assert added.json()["top_sheet"]["grand_total"] == 297_330
    late = await change(client, budget, edit="remove", line=1)
    assert (late.status_code, late.json()["changed"]) == (412, ["lines"])
    refused = await change(client, added.json(), edit="remove", line=7)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:film-studio:problem:line-does-not-fit")
    fringes = await change(client, added.json(), edit="add", account="4900", description="By hand")
    assert fringes.status_code == 422
    assert "4900 takes no lines" in fringes.text
    answer = await client.get(f"/api/v1/budgets/{budget['id']}/budget.csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[-1] == ["total", "", "GRAND TOTAL", "", "", "", "", "", "2973.30"]
    assert ["line", "3600", "'=Ferry", "2", "day", "3", "450.50", "", "2703.00"] in rows


async def test_a_locked_budget_is_copied_not_changed(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    budget = await begin(client, project)
    budget = (await change(client, budget, edit="add", account="1100", description="Rights", rate=100)).json()
    locked = (await change(client, budget, "", locked=True)).json()
    for path, method, body in (
        ("/lines", "PATCH", {"edit": "remove", "line": 1}),
        ("/draw", "POST", {}),
        ("", "PATCH", {"name": "Other"}),
    ):
        answer = await change(client, locked, path, method, **body)
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:film-studio:problem:budget-locked")
    copied = await begin(client, project, copy_of=budget["id"])
    assert [line["description"] for line in copied["lines"]] == ["Rights"]
    changed = (await change(client, copied, edit="add", account="1100", description="More", rate=1)).json()
    assert [line["id"] for line in changed["lines"]] == [1, 2]
    listed = (await client.get(f"/api/v1/projects/{project}/budgets")).json()["items"]
    assert [(each["name"], each["locked"], each["grand_total"]) for each in listed] == [
        ("First", True, 100),
        ("First", False, 101),
    ]
    gone = await client.delete(f"/api/v1/budgets/{changed['id']}", headers={"If-Match": f'"{changed["version"]}"'})
    assert gone.status_code == 204
    assert (await client.get(f"/api/v1/budgets/{changed['id']}")).status_code == 404


async def test_a_schedule_of_another_project_is_not_drawn_from(client: httpx.AsyncClient) -> None:
    project, other = await new_project(client), await new_project(client)
    scenario = await schedule(client, other)
    for body in ({"scenario_id": scenario["id"]}, {"copy_of": (await begin(client, other))["id"]}):
        answer = await client.post(f"/api/v1/projects/{project}/budgets", json={"name": "First", **body})
        assert answer.status_code == 404, answer.text
