"""HTTP of the character engine."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends

from film_studio.engines.character import service
from film_studio.engines.character.queries import CHARACTERS
from film_studio.engines.character.schemas import Character
from film_studio.identity.dependencies import RequestReadScope
from film_studio.identity.permissions import needs
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.versions import EntityTag

router: Final = APIRouter(tags=["character"])
_CharactersPage = Annotated[PageRequest, Depends(CHARACTERS.request)]


@router.get(
    "/revisions/{revision_id}/characters", summary="The cast of a revision, in order of first appearance or as asked"
)
@needs("scripts:read")
async def list_characters(
    revision_id: uuid.UUID, scope: RequestReadScope, page: _CharactersPage, tag: EntityTag
) -> Page[Character]:
    return tag.lasting(await service.list_characters(scope, revision_id, page))
