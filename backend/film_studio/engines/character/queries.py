"""The rows of casts and of what was chosen for them, for every engine that works with one."""

import uuid
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from film_studio.engines.character.casting.choice import Part
from film_studio.engines.character.models import CastMemberRow, ChoiceRow
from film_studio.engines.character.schemas import Character
from film_studio.engines.engine import Erasure, Subject
from film_studio.engines.management import is_kept
from film_studio.engines.writing import RevisionRow
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, folded
from film_studio.kit.problems import not_found

#: Shown of a character in place of its row's columns, or beside them: a choice comes before what was locked, and that
#: before what is cast.
_LOOK: Final = func.coalesce(ChoiceRow.look, ChoiceRow.locked["look"])
_VOICE: Final = func.coalesce(ChoiceRow.neural_voice, ChoiceRow.locked["neural_voice"])
_IN_FORCE: Final[dict[str, ColumnElement[Any]]] = {
    "look": func.coalesce(_LOOK, CastMemberRow.look),
    "neural_voice": func.coalesce(_VOICE, CastMemberRow.neural_voice),
    "look_chosen": ChoiceRow.look.is_not(None),
    "voice_chosen": ChoiceRow.neural_voice.is_not(None),
    "locked": ChoiceRow.locked.is_not(None),
    "version": func.coalesce(ChoiceRow.version, 1),
}


def _with_choices(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .join(RevisionRow, RevisionRow.id == CastMemberRow.revision_id)
        .outerjoin(
            ChoiceRow,
            and_(
                ChoiceRow.organization_id == CastMemberRow.organization_id,
                ChoiceRow.project_id == RevisionRow.project_id,
                ChoiceRow.name_key == CastMemberRow.name_key,
            ),
        )
        .where(CastMemberRow.organization_id == bindparam("organization_id"))
    )


_CHARACTERS: Final = _with_choices(
    CastMemberRow.index,
    *(
        _IN_FORCE[name].label(name) if name in _IN_FORCE else getattr(CastMemberRow, name)
        for name in Character.model_fields
    ),
    CastMemberRow.language,
    CastMemberRow.revision_id,
)
_OF_REVISION: Final = CastMemberRow.revision_id == bindparam("revision_id")
CHARACTERS: Final = Listing(
    _CHARACTERS.where(_OF_REVISION),
    by=CastMemberRow.index,
    sorts={
        "appearance": CastMemberRow.index,
        "name": folded(CastMemberRow.name),
        "lines": CastMemberRow.lines,
        "words": CastMemberRow.words,
    },
)
CHARACTER: Final = Query(_CHARACTERS.where(CastMemberRow.id == bindparam("id"), is_kept(RevisionRow.project_id)))
LANGUAGE: Final = Query(
    select(CastMemberRow.language)
    .where(CastMemberRow.organization_id == bindparam("organization_id"), _OF_REVISION)
    .limit(1)
)
VOICES_IN_FORCE: Final = Query(
    _with_choices(CastMemberRow.id, CastMemberRow.name, _IN_FORCE["neural_voice"].label("neural_voice"))
    .where(_OF_REVISION, CastMemberRow.lines > 0)
    .order_by(CastMemberRow.index)
)
_PARTS: Final = Query(
    _with_choices(CastMemberRow.name, _LOOK.label("look"), _VOICE.label("neural_voice")).where(
        _OF_REVISION, ChoiceRow.id.is_not(None)
    )
)


def _project_of(row_id: Any) -> Select[uuid.UUID]:
    return (
        select(RevisionRow.project_id)
        .join(CastMemberRow, CastMemberRow.revision_id == RevisionRow.id)
        .where(CastMemberRow.id == row_id)
    )


SUBJECT: Final = Subject(
    type="character",
    topic="characters",
    permission="scripts:read",
    is_shown=lambda row_id: (
        select(CastMemberRow.id)
        .join(RevisionRow, RevisionRow.id == CastMemberRow.revision_id)
        .where(CastMemberRow.id == row_id, is_kept(RevisionRow.project_id))
        .exists()
    ),
    of_project=lambda project_id: (
        select(CastMemberRow.id)
        .join(RevisionRow, RevisionRow.id == CastMemberRow.revision_id)
        .where(RevisionRow.project_id == project_id)
    ),
    project_of=_project_of,
)


async def parts_of(scope: ReadScope, revision_id: uuid.UUID) -> dict[str, Part]:
    """By the names of a revision's characters, what was chosen or locked for them; nothing of those left as cast."""
    parts = {row.pop("name"): Part.model_validate(row) for row in await scope.rows(_PARTS, revision_id=revision_id)}
    return {name: part for name, part in parts.items() if part != Part()}


async def cast_member(scope: Scope, character_id: uuid.UUID) -> tuple[CastMemberRow, uuid.UUID]:
    """A character as cast, and its project's id; or a 404 problem."""
    statement = (
        select(CastMemberRow, RevisionRow.project_id)
        .join(RevisionRow, RevisionRow.id == CastMemberRow.revision_id)
        .where(
            CastMemberRow.organization_id == scope.organization_id,
            CastMemberRow.id == character_id,
            is_kept(RevisionRow.project_id),
        )
    )
    found = (await scope.session.execute(statement)).one_or_none()
    if found is None:
        raise not_found("character", character_id)
    return found[0], found[1]


async def choice_row(scope: Scope, project_id: uuid.UUID, name_key: str) -> ChoiceRow:
    """What was chosen for a name, locked to change it; with nothing in it where nobody chose before."""
    named = {"organization_id": scope.organization_id, "project_id": project_id, "name_key": name_key}
    await scope.session.execute(insert(ChoiceRow).values(named).on_conflict_do_nothing())
    return (await scope.session.scalars(select(ChoiceRow).filter_by(**named).with_for_update())).one()


async def erase(erasure: Erasure) -> None:
    revisions = select(RevisionRow.id).where(RevisionRow.project_id == erasure.project_id)
    for statement in (
        delete(CastMemberRow).where(CastMemberRow.revision_id.in_(revisions)),
        delete(ChoiceRow).where(ChoiceRow.project_id == erasure.project_id),
    ):
        await erasure.session.execute(statement, execution_options={"synchronize_session": False})
