"""HTTP of milestones."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends

from film_studio.engines.tracking import milestones
from film_studio.engines.tracking.milestone_schemas import (
    Milestone,
    MilestoneCreate,
    MilestoneProgress,
    MilestoneUpdate,
)
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter()
_MilestonesPage = Annotated[PageRequest, Depends(milestones.MILESTONES.request)]


@router.get("/projects/{project_id}/milestones", summary="A project's milestones, and how far each is")
@needs("tasks:read")
async def list_milestones(
    project_id: uuid.UUID, scope: RequestReadScope, page: _MilestonesPage
) -> Page[MilestoneProgress]:
    return await milestones.list_milestones(scope, project_id, page)


@router.post("/projects/{project_id}/milestones", status_code=201, summary="Set a milestone")
@needs("tasks:write")
@raises("too-many-of-these")
async def create_milestone(
    *,
    project_id: uuid.UUID,
    body: MilestoneCreate,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> Milestone:
    return tag.edited(
        await idempotency.once(scope.session, Milestone, lambda: milestones.create_milestone(scope, project_id, body))
    )


@router.patch("/milestones/{milestone_id}", summary="Change a milestone, or say that it is reached")
@needs("tasks:write")
async def update_milestone(
    *, milestone_id: uuid.UUID, body: MilestoneUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Milestone:
    return tag.edited(await milestones.update_milestone(scope, milestone_id, body, seen))


@router.delete("/milestones/{milestone_id}", status_code=204, summary="Delete a milestone")
@needs("tasks:write")
async def delete_milestone(milestone_id: uuid.UUID, scope: RequestScope, seen: IfMatch) -> None:
    """Its tasks stay."""
    await milestones.delete_milestone(scope, milestone_id, seen)
