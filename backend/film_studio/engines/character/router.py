"""HTTP of the character engine."""

import uuid
from typing import Final

from fastapi import APIRouter

from film_studio.engines.character import service
from film_studio.engines.character.schemas import CharacterAnswer
from film_studio.engines.writing.queries import get_revision
from film_studio.identity.dependencies import CurrentIdentity, OrganizationSession
from film_studio.kit.pagination import Page, PageOf

router: Final = APIRouter(tags=["character"])


@router.get("/revisions/{revision_id}/characters", summary="The cast of a revision, in order of first appearance")
async def list_characters(
    revision_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession, page: PageOf
) -> Page[CharacterAnswer]:
    revision = await get_revision(session, identity.organization_id, revision_id)
    return await service.characters(session, identity.organization_id, revision.id, page)
