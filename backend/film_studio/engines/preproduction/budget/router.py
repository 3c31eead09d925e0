"""HTTP of budgets; what draws lines from other engines is among the flows."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response

from film_studio.engines.preproduction.budget import service
from film_studio.engines.preproduction.budget.documents import budget_csv
from film_studio.engines.preproduction.budget.lines import LineEdit
from film_studio.engines.preproduction.budget.queries import BUDGETS
from film_studio.engines.preproduction.budget.schemas import Budget, BudgetSummary, BudgetUpdate
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.storage import content_disposition
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter()
_BudgetsPage = Annotated[PageRequest, Depends(BUDGETS.request)]


@router.get("/projects/{project_id}/budgets", summary="A project's budgets beside each other, the first ones first")
@needs("budgets:read")
async def list_budgets(project_id: uuid.UUID, scope: RequestReadScope, page: _BudgetsPage) -> Page[BudgetSummary]:
    return await service.list_budgets(scope, project_id, page)


@router.get("/budgets/{budget_id}", summary="A budget: its top sheet and each line")
@needs("budgets:read")
async def get_budget(budget_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Budget:
    return tag.edited(await service.get_budget(scope, budget_id))


@router.get(
    "/budgets/{budget_id}/budget.csv",
    summary="A budget as CSV",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
@needs("budgets:read")
async def get_budget_csv(budget_id: uuid.UUID, scope: RequestReadScope) -> Response:
    text = budget_csv(await service.get_budget(scope, budget_id))
    headers = {"Content-Disposition": content_disposition("budget.csv")}
    return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=headers)


@router.patch("/budgets/{budget_id}", summary="Rename or lock a budget, or change its settings")
@needs("budgets:write")
@raises("budget-locked")
async def update_budget(
    budget_id: uuid.UUID, body: BudgetUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Budget:
    return tag.edited(await service.update_budget(scope, budget_id, body, seen))


@router.patch("/budgets/{budget_id}/lines", summary="Write, change or take out a line of a budget")
@needs("budgets:write")
@raises("budget-locked", "line-does-not-fit")
async def edit_lines(
    budget_id: uuid.UUID, body: LineEdit, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Budget:
    return tag.edited(await service.edit_lines(scope, budget_id, body, seen))


@router.delete("/budgets/{budget_id}", status_code=204, summary="Delete a budget")
@needs("budgets:write")
@raises("budget-locked")
async def delete_budget(budget_id: uuid.UUID, scope: RequestScope, seen: IfMatch) -> None:
    await service.delete_budget(scope, budget_id, seen)
