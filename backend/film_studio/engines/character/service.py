"""What the character engine does: derives the cast of a revision, and shows it."""

import uuid

from film_studio.engines.character.casting.cast import derive_cast
from film_studio.engines.character.models import CastMemberRow
from film_studio.engines.character.queries import CHARACTERS
from film_studio.engines.character.schemas import Character
from film_studio.engines.engine import DerivedRows, Reading
from film_studio.engines.writing import check_revision
from film_studio.identity.scope import ReadScope
from film_studio.kit.pagination import Page, PageRequest


async def list_characters(scope: ReadScope, revision_id: uuid.UUID, page: PageRequest) -> Page[Character]:
    """The cast of a revision, in order of first appearance. Raises a 404 problem for the revision."""
    await check_revision(scope, revision_id)
    return await CHARACTERS.page(scope, page, Character.model_validate, revision_id=revision_id)


def derive(reading: Reading) -> DerivedRows:
    """The cast of a new revision."""
    return {
        CastMemberRow: [
            {
                "index": index,
                **member.model_dump(mode="json", exclude={"aliases"}),
                "aliases": list(member.aliases),
            }
            for index, member in enumerate(reading.of(derive_cast))
        ]
    }
