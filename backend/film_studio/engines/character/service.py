"""What the character engine does: derives the cast of a revision, stores it, shows it."""

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.engines.character.casting import cast
from film_studio.engines.character.casting.cast import CastMember
from film_studio.engines.character.models import CastMemberRow
from film_studio.engines.character.schemas import CharacterAnswer
from film_studio.kit.database.base import uuid7
from film_studio.kit.database.bulk import insert_all
from film_studio.kit.pagination import Page, PageRequest
from film_studio.screenplay import names
from film_studio.screenplay.blocks import speeches
from film_studio.screenplay.elements import Scene, Screenplay


def derive_cast(screenplay: Screenplay) -> tuple[CastMember, ...]:
    """The cast in order of first appearance. Takes CPU time: call it off the event loop."""
    return cast.derive_cast(screenplay)


class Speakers:
    """Finds who speaks in a scene, by the names that the cast goes by."""

    def __init__(self, members: tuple[CastMember, ...]) -> None:
        self._names = {names.key(spelling): member.name for member in members for spelling in member.aliases}
        self._names |= {names.key(member.name): member.name for member in members}

    def of(self, scene: Scene) -> list[str]:
        """Names in order of their first line, each once."""
        found: dict[str, None] = {}
        for speech in speeches(scene):
            whole = self._names.get(names.key(speech.name))
            spoken_by = (whole,) if whole is not None else names.speakers(speech.name, self._names)
            for name in spoken_by:
                found[self._names.get(names.key(name), name)] = None
        return list(found)


async def store_cast(
    session: AsyncSession, organization_id: uuid.UUID, revision_id: uuid.UUID, members: tuple[CastMember, ...]
) -> None:
    """Add the cast of a new revision to the session's transaction."""
    rows = [
        {
            "id": uuid7(),
            "organization_id": organization_id,
            "revision_id": revision_id,
            "index": index,
            **member.model_dump(mode="json", exclude={"aliases"}),
            "aliases": list(member.aliases),
        }
        for index, member in enumerate(members)
    ]
    await insert_all(session, CastMemberRow, rows)


async def characters(
    session: AsyncSession, organization_id: uuid.UUID, revision_id: uuid.UUID, page: PageRequest
) -> Page[CharacterAnswer]:
    """The cast of a revision, in order of first appearance."""
    query = select(CastMemberRow).where(
        CastMemberRow.organization_id == organization_id, CastMemberRow.revision_id == revision_id
    )
    rows = await page.rows(session, query, CastMemberRow.index)
    return page.page(rows, key=lambda row: row.index, item=CharacterAnswer.model_validate)
