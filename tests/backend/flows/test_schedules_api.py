"""A cheaper order of a schedule is looked for by a job; stopped, its best so far stays; a person applies it."""

import uuid
from typing import Any

import httpx
import pytest
from film_studio.jobs.models import JobRow

from contracts.recipes import RECIPE
from contracts.recipes.schedule import FoundOrder, ScheduleRecipe, ScheduleResult
from tests.backend.engines.preproduction.test_scenarios_api import change, days_of, new_project, schedule
from tests.backend.studio import Studio, event

pytestmark = pytest.mark.anyio


async def searched(client: httpx.AsyncClient, scenario: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(f"/api/v1/scenarios/{scenario['id']}/searches", json={"work": 3})
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"/api/v1/jobs/{answer.json()['id']}"
    return answer.json()


async def apply(client: httpx.AsyncClient, scenario: dict[str, Any], job: str) -> httpx.Response:
    return await change(client, scenario, "/order", "POST", job_id=job)


async def job_row(studio: Studio, job_id: str) -> JobRow:
    async with studio.database.system() as session:
        row = await session.get(JobRow, uuid.UUID(job_id))
        assert row is not None
        return row


async def test_an_order_that_was_found_is_applied_and_undone(studio: Studio, client: httpx.AsyncClient) -> None:
    made = await schedule(client, await new_project(client))
    made = (await change(client, made, edit="lock", scenes=[1], locked=True)).json()
    job = await searched(client, made)
    assert (job["kind"], job["subject_type"], job["subject_id"]) == ("schedule", "scenario", made["id"])
    row = await job_row(studio, job["id"])
    recipe = RECIPE.validate_json(row.recipe or "")
    assert isinstance(recipe, ScheduleRecipe)
    assert [(strip.scene, strip.day, strip.night, strip.locked) for strip in recipe.strips] == [
        (0, 0, False, False),
        (1, 0, True, True),
        (2, 1, False, False),
        (3, 1, False, False),
    ]
    assert [person.name for person in recipe.people] == ["MARA"]
    assert (recipe.cost, recipe.eighths_a_day) == (made["cost"]["total"], 2)
    assert (await apply(client, made, job["id"])).json()["type"].endswith("no-order")
    order = FoundOrder(days=((2, 1), (0, 3)), cost=500, bound=500)
    result = ScheduleResult(outcome="best", order=order)
    assert await studio.apply(event(row, "succeeded", result=result, cached=False, seconds=1.0)) == "applied"
    applied = (await apply(client, made, job["id"])).json()
    assert days_of(applied) == [[2, 1], [0, 3]]
    assert days_of((await change(client, applied, "/undo", "POST")).json()) == days_of(made)
    moved = (await change(client, applied, edit="move", scenes=[0], day=None)).json()
    assert moved["type"].endswith("changed-meanwhile")
    other = await schedule(client, made["project_id"])
    assert (await apply(client, other, job["id"])).status_code == 404


async def test_a_search_that_is_stopped_keeps_the_best_so_far(studio: Studio, client: httpx.AsyncClient) -> None:
    made = await schedule(client, await new_project(client))
    job = await searched(client, made)
    row = await job_row(studio, job["id"])
    order = FoundOrder(days=((0, 3), (2, 1)), cost=540, bound=500)
    assert await studio.apply(event(row, "progress", fraction=0.4, found=order)) == "applied"
    stopped = (await client.post(f"/api/v1/jobs/{job['id']}/cancel")).json()
    assert (stopped["status"], stopped["result"]) == ("cancelled", None)
    assert (stopped["found"]["cost"], stopped["found"]["bound"]) == (540, 500)
    assert days_of((await apply(client, made, job["id"])).json()) == [[0, 3], [2, 1]]


async def test_a_board_that_is_another_one_since_does_not_take_the_order(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    made = await schedule(client, await new_project(client))
    job = await searched(client, made)
    await studio.succeed(await job_row(studio, job["id"]))
    shorter = (await change(client, made, edit="move", scenes=[0], day=None)).json()
    assert (await apply(client, shorter, job["id"])).json()["type"].endswith("board-does-not-fit")
    empty = (await change(client, shorter, edit="move", scenes=[1, 2, 3], day=None)).json()
    refused = await client.post(f"/api/v1/scenarios/{empty['id']}/searches", json={})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:film-studio:problem:board-does-not-fit")
