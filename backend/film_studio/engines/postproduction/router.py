"""HTTP of the post-production engine."""

import uuid
from typing import Final

from fastapi import APIRouter, Request

from film_studio.engines.postproduction import service
from film_studio.engines.postproduction.schemas import DeliverablesAnswer
from film_studio.identity.dependencies import CurrentIdentity, OrganizationSession

router: Final = APIRouter(tags=["postproduction"])


@router.get("/productions/{production_id}/deliverables", summary="Film, subtitles and report of a production")
async def list_deliverables(
    request: Request, production_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession
) -> DeliverablesAnswer:
    return await service.deliverables(session, request.app.state.storage, identity.organization_id, production_id)
