"""HTTP of approvals."""

import uuid
from typing import Final

from fastapi import APIRouter

from film_studio.engines.tracking import approvals
from film_studio.engines.tracking.approval_schemas import Approval, ApprovalCreate
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf
from film_studio.kit.problem_kinds import raises

router: Final = APIRouter()


@router.get("/productions/{production_id}/approvals", summary="What is approved of a film and of those before it")
@needs("reviews:read")
async def list_approvals(production_id: uuid.UUID, scope: RequestReadScope, page: PageOf) -> Page[Approval]:
    """Whole films first, then shots in the film's order. What was approved in an earlier film is shown at the same
    shot, and says whether that has changed since."""
    return await approvals.list_approvals(scope, production_id, page)


@router.post("/productions/{production_id}/approvals", status_code=201, summary="Approve a shot, or a film")
@needs("approvals:write")
@raises("no-film", "not-in-the-film", "approved-already")
async def create_approval(
    production_id: uuid.UUID, body: ApprovalCreate, scope: RequestScope, idempotency: IdempotencyKey
) -> Approval:
    """What is approved is not made anew by accident: a production that would do so has to be asked for with
    again=true."""
    return await idempotency.once(
        scope.session, Approval, lambda: approvals.create_approval(scope, production_id, body)
    )


@router.delete("/approvals/{approval_id}", status_code=204, summary="Withdraw an approval")
@needs("approvals:write")
async def withdraw_approval(approval_id: uuid.UUID, scope: RequestScope) -> None:
    await approvals.withdraw_approval(scope, approval_id)
