"""HTTP of the post-production engine."""

import uuid
from typing import Final

from fastapi import APIRouter

from film_studio.engines.postproduction import service
from film_studio.engines.postproduction.schemas import Deliverables
from film_studio.identity.dependencies import RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.problem_kinds import raises

router: Final = APIRouter(tags=["postproduction"])


@router.get("/productions/{production_id}/deliverables", summary="Film, subtitles and report of a production")
@needs("productions:read")
@raises("storage-unavailable")
async def list_deliverables(production_id: uuid.UUID, scope: RequestScope) -> Deliverables:
    return await service.list_deliverables(scope, production_id)
