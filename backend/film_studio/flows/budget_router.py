"""HTTP of budgets, as far as they are drawn from schedules and from what was rendered."""

import uuid
from typing import Final

from fastapi import APIRouter, Request, Response

from film_studio.engines.preproduction import Budget, BudgetCreate, DrawFrom, create_budget, draw, get_budget
from film_studio.flows.budgets import rendered_for
from film_studio.flows.jobs import UsdHour
from film_studio.identity.dependencies import RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.problem_kinds import raises
from film_studio.kit.settings import ApiSettings
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter(tags=["preproduction"])


@router.post("/projects/{project_id}/budgets", status_code=201, summary="Begin a budget of a project's film")
@needs("budgets:write")
async def create_budget_of_project(
    *,
    project_id: uuid.UUID,
    body: BudgetCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> Budget:
    """Empty, or a copy; with a schedule, the cast's days, moves and nights are drawn from it, and what was rendered."""

    async def made() -> Budget:
        return await create_budget(scope, project_id, body, await rendered_for(scope, project_id, _usd_hour(request)))

    budget = await idempotency.once(scope.session, Budget, made)
    response.headers["Location"] = request.url_for("get_budget", budget_id=str(budget.id)).path
    return tag.edited(budget)


@router.post("/budgets/{budget_id}/draw", summary="Draw a budget's lines from its schedule and from renders again")
@needs("budgets:write")
@raises("budget-locked")
async def draw_budget(
    *,
    budget_id: uuid.UUID,
    body: DrawFrom,
    request: Request,
    scope: RequestScope,
    seen: IfMatch,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> Budget:
    """Lines that people wrote stay. A drawn line keeps the account and the fringes that somebody chose for it."""

    async def drawn() -> Budget:
        budget = await get_budget(scope, budget_id)
        rendered = await rendered_for(scope, budget.project_id, _usd_hour(request))
        return await draw(scope, budget_id, body.scenario_id, rendered, seen)

    return tag.edited(await idempotency.once(scope.session, Budget, drawn))


def _usd_hour(request: Request) -> UsdHour:
    settings: ApiSettings = request.app.state.settings
    return settings.work_usd_hour
