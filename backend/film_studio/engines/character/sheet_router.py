"""HTTP of character sheets."""

import uuid
from typing import Final

from fastapi import APIRouter

from film_studio.engines.character import sheets
from film_studio.engines.character.sheet_schemas import (
    CharacterSheet,
    Rollback,
    SamePerson,
    SheetUpdate,
    SheetVersion,
    SheetVersionCreate,
)
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf
from film_studio.kit.problem_kinds import raises
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter()


@router.get("/characters/{character_id}/sheet", summary="The sheet of a character")
@needs("scripts:read")
async def get_sheet(character_id: uuid.UUID, scope: RequestReadScope) -> CharacterSheet:
    """Looks and what decided each part of them, clothes by story day, and who talks with whom: facts of the script, and
    what people chose."""
    return await sheets.get_sheet(scope, character_id)


@router.patch("/characters/{character_id}/sheet", summary="Change the sheet of a character")
@needs("scripts:write")
@raises("same-person")
async def update_sheet(
    *, character_id: uuid.UUID, body: SheetUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> CharacterSheet:
    """Holds for the character's name in its project, in every revision. The next production is drawn from it."""
    return tag.edited(await sheets.update_sheet(scope, character_id, body, seen))


@router.put("/characters/{character_id}/person", summary="Say whose other name a character's name is")
@needs("scripts:write")
@raises("not-one-person")
async def merge_character(
    *, character_id: uuid.UUID, body: SamePerson, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> CharacterSheet:
    """MOM is ANNA: look, voices, clothes and consents are Anna's from then on, in every revision. No line of the script
    changes."""
    return tag.edited(await sheets.merge_character(scope, character_id, body.character_id, seen))


@router.delete("/characters/{character_id}/person", summary="Let a character's name stand for itself again")
@needs("scripts:write")
async def split_character(
    character_id: uuid.UUID, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> CharacterSheet:
    """With what was chosen for it before."""
    return tag.edited(await sheets.split_character(scope, character_id, seen))


@router.get("/characters/{character_id}/versions", summary="What was kept of a character's sheet, the newest first")
@needs("scripts:read")
async def list_sheet_versions(character_id: uuid.UUID, scope: RequestReadScope, page: PageOf) -> Page[SheetVersion]:
    return await sheets.list_versions(scope, character_id, page)


@router.post("/characters/{character_id}/versions", status_code=201, summary="Keep a character's sheet as it is")
@needs("scripts:write")
@raises("same-person", "too-many-versions")
async def create_sheet_version(
    character_id: uuid.UUID, body: SheetVersionCreate, scope: RequestScope, idempotency: IdempotencyKey
) -> SheetVersion:
    return await idempotency.once(scope.session, SheetVersion, lambda: sheets.create_version(scope, character_id, body))


@router.put("/characters/{character_id}/version", summary="Go back to a version of a character's sheet")
@needs("scripts:write")
@raises("same-person", "no-such-version")
async def roll_back_sheet(
    *, character_id: uuid.UUID, body: Rollback, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> CharacterSheet:
    """Chooses the look, the neural voice and the clothes that it has. Versions are never deleted."""
    return tag.edited(await sheets.roll_back(scope, character_id, body.number, seen))
