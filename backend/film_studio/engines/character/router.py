"""HTTP of the character engine."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request

from film_studio.engines.character import service
from film_studio.engines.character.consent_router import router as consent_router
from film_studio.engines.character.queries import CHARACTERS
from film_studio.engines.character.schemas import CastCharacter, CastingUpdate, Character, SpeakingVoices
from film_studio.engines.character.sheet_router import router as sheet_router
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.settings import ApiSettings
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter(tags=["character"])
router.include_router(sheet_router)
router.include_router(consent_router)
_CharactersPage = Annotated[PageRequest, Depends(CHARACTERS.request)]


@router.get(
    "/revisions/{revision_id}/characters", summary="The cast of a revision, in order of first appearance or as asked"
)
@needs("scripts:read")
async def list_characters(
    revision_id: uuid.UUID, scope: RequestReadScope, page: _CharactersPage, tag: EntityTag
) -> Page[Character]:
    found = await service.list_characters(scope, revision_id, page)
    return tag.lasting(found, found.model_dump_json())


@router.get("/revisions/{revision_id}/voices", summary="The neural voices that speak a revision's language")
@needs("scripts:read")
async def list_voices(
    revision_id: uuid.UUID, request: Request, scope: RequestReadScope, tag: EntityTag
) -> SpeakingVoices:
    settings: ApiSettings = request.app.state.settings
    found = await service.list_voices(scope, revision_id, settings.voice_renderer)
    return tag.lasting(found, found.model_dump_json())


@router.get("/characters/{character_id}", summary="A character, and who is heard as the same person")
@needs("scripts:read")
async def get_character(character_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> CastCharacter:
    found = await service.get_character(scope, character_id)
    return tag.edited(found)


@router.put("/characters/{character_id}/casting", summary="Choose a character's voice and look, or lock what was cast")
@needs("scripts:write")
@raises("voice-not-fit", "same-person")
async def recast_character(
    *, character_id: uuid.UUID, body: CastingUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> CastCharacter:
    """Holds for the character's name in its project: in this revision, in those before and in those to come. The next
    production has it; those that have begun end as they began. What is left out or null is left to the casting."""
    return tag.edited(await service.recast_character(scope, character_id, body, seen))


@router.delete("/characters/{character_id}/casting", summary="Give a character back to the casting")
@needs("scripts:write")
@raises("same-person")
async def give_back_to_casting(
    character_id: uuid.UUID, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> CastCharacter:
    """Nothing is chosen or locked any more."""
    return tag.edited(await service.give_back_to_casting(scope, character_id, seen))
