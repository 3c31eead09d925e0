"""HTTP of activity."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Query

from film_studio.engines.enterprise import activity
from film_studio.engines.enterprise.activity_schemas import Activity, ActivityKind
from film_studio.identity.dependencies import RequestReadScope
from film_studio.identity.permissions import needs
from film_studio.kit.pagination import Page, PageOf

router: Final = APIRouter(tags=["enterprise"])


@router.get("/projects/{project_id}/activity", summary="Who has done what in a project, the newest first")
@needs("projects:read")
async def list_activity(
    *,
    project_id: uuid.UUID,
    scope: RequestReadScope,
    page: PageOf,
    kind: Annotated[ActivityKind | None, Query(description="Only what is of this kind")] = None,
    actor_id: Annotated[uuid.UUID | None, Query(description="Only what this member or key has done")] = None,
) -> Page[Activity]:
    """As far as you may see what it is about."""
    return await activity.list_activity(scope, project_id, page, kind=kind, actor_id=actor_id)
