"""What the character engine does: derives the cast of a revision, stores it, shows it."""

import asyncio
import uuid

from film_studio.engines.character.casting.cast import derive_cast
from film_studio.engines.character.models import CastMemberRow
from film_studio.engines.character.queries import CHARACTERS
from film_studio.engines.character.schemas import Character
from film_studio.engines.writing import check_revision
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.bulk import insert_all
from film_studio.kit.pagination import Page, PageRequest
from film_studio.screenplay.elements import Screenplay


async def list_characters(scope: ReadScope, revision_id: uuid.UUID, page: PageRequest) -> Page[Character]:
    """The cast of a revision, in order of first appearance. Raises a 404 problem for the revision."""
    await check_revision(scope, revision_id)
    return await CHARACTERS.page(scope, page, Character.model_validate, revision_id=revision_id)


async def store_cast(scope: Scope, revision_id: uuid.UUID, screenplay: Screenplay) -> None:
    """Add the cast of a new revision to the scope's transaction."""
    members = await asyncio.to_thread(derive_cast, screenplay)
    rows = [
        {
            "organization_id": scope.organization_id,
            "revision_id": revision_id,
            "index": index,
            **member.model_dump(mode="json", exclude={"aliases"}),
            "aliases": list(member.aliases),
        }
        for index, member in enumerate(members)
    ]
    await insert_all(scope.session, CastMemberRow, rows)
