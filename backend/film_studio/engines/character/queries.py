"""The rows of casts, for every engine that works with one."""

from typing import Final

from sqlalchemy import bindparam, delete, select

from film_studio.engines.character.models import CastMemberRow
from film_studio.engines.character.schemas import Character
from film_studio.engines.engine import Erasure
from film_studio.engines.writing import RevisionRow
from film_studio.kit.pagination import Listing, folded

_OF_REVISION: Final = (
    CastMemberRow.organization_id == bindparam("organization_id"),
    CastMemberRow.revision_id == bindparam("revision_id"),
)
CHARACTERS: Final = Listing(
    select(CastMemberRow.index, *(getattr(CastMemberRow, name) for name in Character.model_fields)).where(
        *_OF_REVISION
    ),
    by=CastMemberRow.index,
    sorts={
        "appearance": CastMemberRow.index,
        "name": folded(CastMemberRow.name),
        "lines": CastMemberRow.lines,
        "words": CastMemberRow.words,
    },
)


async def erase(erasure: Erasure) -> None:
    revisions = select(RevisionRow.id).where(RevisionRow.project_id == erasure.project_id)
    statement = delete(CastMemberRow).where(CastMemberRow.revision_id.in_(revisions))
    await erasure.session.execute(statement, execution_options={"synchronize_session": False})
