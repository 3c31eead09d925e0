"""Lets a worker look for a cheaper order of a scenario's strips, and gives the board what it found."""

import asyncio
import uuid
from functools import partial
from typing import Final

from sqlalchemy import bindparam, select

from contracts.recipes.schedule import KIND, FoundOrder, ScheduleResult
from film_studio.engines import JOB_TYPES
from film_studio.engines.management import project_row
from film_studio.engines.preproduction import (
    SCENARIO,
    EditError,
    Scenario,
    change_board,
    read_scenario,
    recipe_of,
    reordered,
)
from film_studio.flows.job_schemas import Job
from film_studio.flows.jobs import get_job_begun
from film_studio.identity.scope import ReadScope, Scope
from film_studio.jobs import submission
from film_studio.jobs.models import JobOwnerRow, JobRow
from film_studio.jobs.submission import Graph, new_job
from film_studio.jobs.types import set_recipe
from film_studio.kit.database.bulk import new_ids
from film_studio.kit.database.reader import Query
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.stored import readable
from film_studio.kit.versions import Precondition

#: Of a frame of shot rendering, for each second of the search.
_SECOND_WEIGHT: Final = 48.0
_SEARCH: Final = Query(
    select(JobRow.result, JobRow.found)
    .join(JobOwnerRow, JobOwnerRow.id == JobRow.owner_id)
    .where(
        JobRow.organization_id == bindparam("organization_id"),
        JobRow.id == bindparam("id"),
        JobRow.kind == KIND.name,
        JobOwnerRow.subject_id == bindparam("scenario_id"),
    )
)


async def search_order(scope: Scope, scenario_id: uuid.UUID, work: float) -> Job:
    """One job, for the scenario. Raises problems: 404, and 409 for a board of which nothing can be ordered."""
    row, shoot = await read_scenario(scope, scenario_id)
    await project_row(scope, row["project_id"], lock="keep")
    try:
        recipe = await asyncio.to_thread(partial(recipe_of, shoot, work=work))
    except EditError as error:
        raise ProblemError(409, "board-does-not-fit", str(error)) from error
    owner = await submission.new_owner(scope.session, scope.organization_id, SCENARIO.type, scenario_id)
    (job_id,) = await new_ids(scope.session, 1)
    job = new_job(owner, job_id, KIND.name, 0, weight=_SECOND_WEIGHT * work)
    set_recipe(job, recipe)
    await submission.submit(scope.session, JOB_TYPES, owner, Graph(jobs=[job], gates={}))
    told = {"name": row["name"], "strips": len(recipe.strips)}
    scope.record("schedule.started", SCENARIO.type, scenario_id, project_id=row["project_id"], after=told)
    await scope.session.flush()
    return await get_job_begun(scope, job_id)


async def apply_order(scope: Scope, scenario_id: uuid.UUID, job_id: uuid.UUID, seen: Precondition) -> Scenario:
    """Raises problems: 404, those of `seen`, 409 for a locked scenario, for a job that has found nothing, and for a
    board that is another one since."""
    order = await _found(scope, scenario_id, job_id)
    return await change_board(scope, scenario_id, seen, lambda board: reordered(board, order.days), "order")


async def _found(scope: ReadScope, scenario_id: uuid.UUID, job_id: uuid.UUID) -> FoundOrder:
    for row in await scope.rows(_SEARCH, id=job_id, scenario_id=scenario_id):
        result = readable(ScheduleResult, row["result"])
        if result is not None and result.order is not None:
            return result.order
        if row["found"] is not None:
            return FoundOrder.model_validate(row["found"])
        raise ProblemError(409, "no-order", f"job {job_id} has found no order; there is nothing to apply")
    raise not_found("job", job_id)
