"""The rows of casts and of what was chosen for them, for every engine that works with one."""

import uuid
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, delete, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import InstrumentedAttribute, aliased

from contracts import storage_keys
from film_studio.engines.character.casting.choice import Part
from film_studio.engines.character.models import CastMemberRow, ChoiceRow, ConsentRow, SheetVersionRow
from film_studio.engines.character.schemas import Character
from film_studio.engines.engine import Erasure, Subject
from film_studio.engines.management import is_kept
from film_studio.engines.writing import RevisionRow
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, folded
from film_studio.kit.problems import not_found

_Column = ColumnElement[Any] | InstrumentedAttribute[Any]
#: The choices and the row of whom a name is another name of.
_OwnChoice: Final = aliased(ChoiceRow)
_Own: Final = aliased(CastMemberRow)
_IS_MERGED: Final = _Own.id.is_not(None)


def _of_person(of_name: _Column, of_own: _Column) -> ColumnElement[Any]:
    """What holds for a name: its own, or where it is another name of somebody in the revision, theirs."""
    return case((_IS_MERGED, of_own), else_=of_name)


def _chosen(name: str) -> ColumnElement[Any]:
    """A choice comes before what was locked; null where there is neither."""
    return _of_person(
        func.coalesce(getattr(ChoiceRow, name), ChoiceRow.locked[name]),
        func.coalesce(getattr(_OwnChoice, name), _OwnChoice.locked[name]),
    )


def _is_set(name: str) -> ColumnElement[Any]:
    return _of_person(getattr(ChoiceRow, name).is_not(None), getattr(_OwnChoice, name).is_not(None))


#: Shown of a character in place of its row's columns, or beside them: what was chosen or locked comes before what is
#: cast.
_IN_FORCE: Final[dict[str, _Column]] = {
    "look": func.coalesce(_chosen("look"), _of_person(CastMemberRow.look, _Own.look)),
    "voice": _of_person(CastMemberRow.voice, _Own.voice),
    "neural_voice": func.coalesce(_chosen("neural_voice"), _of_person(CastMemberRow.neural_voice, _Own.neural_voice)),
    "look_chosen": _is_set("look"),
    "voice_chosen": _is_set("neural_voice"),
    "locked": _is_set("locked"),
    "same_as": _Own.name,
    "version": func.coalesce(ChoiceRow.version, 1),
}
_OUTFITS: Final = func.coalesce(_of_person(ChoiceRow.outfits, _OwnChoice.outfits), literal_column("'{}'::jsonb", JSONB))
_MODE: Final = func.coalesce(_of_person(ChoiceRow.mode, _OwnChoice.mode), "avatar")


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
        .outerjoin(_Own, and_(_Own.revision_id == CastMemberRow.revision_id, _Own.name_key == ChoiceRow.same_as))
        .outerjoin(
            _OwnChoice,
            and_(
                _OwnChoice.organization_id == CastMemberRow.organization_id,
                _OwnChoice.project_id == RevisionRow.project_id,
                _OwnChoice.name_key == ChoiceRow.same_as,
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
#: A whole cast with what its sheets show beyond that.
CAST: Final = Query(
    _CHARACTERS.add_columns(
        CastMemberRow.page,
        CastMemberRow.name_key,
        _of_person(CastMemberRow.look, _Own.look).label("cast_look"),
        RevisionRow.project_id,
        _OUTFITS.label("outfits"),
        _MODE.label("mode"),
        _of_person(ChoiceRow.notes, _OwnChoice.notes).label("notes"),
        func.coalesce(_Own.name_key, CastMemberRow.name_key).label("person_key"),
    )
    .where(_OF_REVISION)
    .order_by(CastMemberRow.index)
)
#: Names that are another name of somebody: whose.
_OTHER_NAMES: Final = Query(
    _with_choices(CastMemberRow.name, _Own.name.label("own")).where(_OF_REVISION, _Own.name.is_not(None))
)
LANGUAGE: Final = Query(
    select(CastMemberRow.language)
    .where(CastMemberRow.organization_id == bindparam("organization_id"), _OF_REVISION)
    .limit(1)
)
VOICES_IN_FORCE: Final = Query(
    _with_choices(
        CastMemberRow.id,
        CastMemberRow.name,
        func.coalesce(_Own.name, CastMemberRow.name).label("person"),
        _IN_FORCE["neural_voice"].label("neural_voice"),
    )
    .where(_OF_REVISION, CastMemberRow.lines > 0)
    .order_by(CastMemberRow.index)
)
#: Who has to agree before something is made of them: by their name, the key of their own name and their mode.
AGREEING: Final = _with_choices(
    CastMemberRow.name,
    CastMemberRow.lines,
    func.coalesce(_Own.name_key, CastMemberRow.name_key).label("person_key"),
    _MODE.label("mode"),
).where(_OF_REVISION, _MODE != "avatar")
_PARTS: Final = Query(
    _with_choices(
        CastMemberRow.name,
        case((_IS_MERGED, _IN_FORCE["look"]), else_=_chosen("look")).label("look"),
        case((_IS_MERGED, _IN_FORCE["neural_voice"]), else_=_chosen("neural_voice")).label("neural_voice"),
        case((_IS_MERGED, _Own.voice)).label("voice"),
        _OUTFITS.label("outfits"),
    ).where(_OF_REVISION, ChoiceRow.id.is_not(None))
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


_OF_PROJECT: Final = (ChoiceRow, SheetVersionRow, ConsentRow)


async def stored(erasure: Erasure) -> Sequence[str]:
    """The keys of the consents' files."""
    signed = select(ConsentRow.id, ConsentRow.file_sha256).where(
        ConsentRow.project_id == erasure.project_id, ConsentRow.file_sha256.is_not(None)
    )
    rows = await erasure.session.execute(signed)
    return [storage_keys.consent(erasure.organization_id, row.id, row.file_sha256) for row in rows]


async def erase(erasure: Erasure) -> None:
    revisions = select(RevisionRow.id).where(RevisionRow.project_id == erasure.project_id)
    for statement in (
        delete(CastMemberRow).where(CastMemberRow.revision_id.in_(revisions)),
        *(delete(table).where(table.project_id == erasure.project_id) for table in _OF_PROJECT),
    ):
        await erasure.session.execute(statement, execution_options={"synchronize_session": False})


async def other_names(scope: ReadScope, revision_id: uuid.UUID) -> dict[str, str]:
    """Of a revision, each name that was merged into another one, and that one: whose it is."""
    return {row["name"]: row["own"] for row in await scope.rows(_OTHER_NAMES, revision_id=revision_id)}
