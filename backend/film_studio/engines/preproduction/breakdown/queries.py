"""The rows of breakdowns."""

import uuid
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from film_studio.engines.engine import Erasure, Subject
from film_studio.engines.management import is_kept
from film_studio.engines.preproduction.breakdown.categories import CATEGORIES
from film_studio.engines.preproduction.breakdown.models import ElementRow, SceneSheetRow
from film_studio.engines.preproduction.breakdown.schemas import Element, SheetHeader
from film_studio.engines.writing import RevisionRow, SceneRow
from film_studio.identity.scope import Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, folded
from film_studio.kit.problems import not_found

_OF_ORGANIZATION: Final = ElementRow.organization_id == bindparam("organization_id")
_OF_REVISION: Final = ElementRow.revision_id == bindparam("revision_id")
_ELEMENTS: Final = select(*(getattr(ElementRow, name) for name in Element.model_fields)).where(_OF_ORGANIZATION)
_SCENE: Final = bindparam("scene", type_=Integer)
_CATEGORY: Final = bindparam("category", type_=String)
_STATE: Final = bindparam("state", type_=String)
_LOST: Final = bindparam("lost", type_=Boolean)
#: In the order of the sheet.
_OF_SHEET: Final[ColumnElement[Any]] = case(
    {category: place for place, category in enumerate(CATEGORIES)}, value=ElementRow.category
)
#: Of a `scene`, a `category` and a `state`, None for any; those that are `lost`, or those that are not.
ELEMENTS: Final = Listing(
    _ELEMENTS.where(
        _OF_REVISION,
        ElementRow.lost.is_not(None) == _LOST,
        or_(_SCENE.is_(None), ElementRow.scene == _SCENE),
        or_(_CATEGORY.is_(None), ElementRow.category == _CATEGORY),
        or_(_STATE.is_(None), ElementRow.state == _STATE),
    ),
    by=ElementRow.id,
    sorts={
        "created_at": ElementRow.id,
        "scene": func.coalesce(ElementRow.scene, -1, type_=Integer),
        "name": folded(ElementRow.name),
        "category": ElementRow.category,
    },
)
ELEMENT: Final = Query(
    _ELEMENTS.join(RevisionRow, RevisionRow.id == ElementRow.revision_id).where(
        ElementRow.id == bindparam("id"), is_kept(RevisionRow.project_id)
    )
)
ALL_OF_SCENE: Final = Query(
    _ELEMENTS.where(_OF_REVISION, ElementRow.scene == _SCENE).order_by(_OF_SHEET, ElementRow.id)
)
#: For a list on paper: not what was dismissed or lost.
ALL: Final = Query(
    _ELEMENTS.where(_OF_REVISION, ElementRow.state != "dismissed", ElementRow.scene.is_not(None)).order_by(
        ElementRow.scene, _OF_SHEET, ElementRow.id
    )
)
#: Of the cast, who is in a scene as far as nobody has dismissed it.
CAST: Final = Query(
    select(ElementRow.scene, ElementRow.name, ElementRow.state)
    .where(
        *(_OF_ORGANIZATION, _OF_REVISION),
        ElementRow.category == "cast",
        ElementRow.state != "dismissed",
        ElementRow.scene.is_not(None),
    )
    .order_by(ElementRow.scene, ElementRow.id)
)
COUNTS: Final = Query(
    select(ElementRow.category, ElementRow.state, func.count().label("number"))
    .where(_OF_ORGANIZATION, _OF_REVISION, ElementRow.lost.is_(None))
    .group_by(ElementRow.category, ElementRow.state)
)
CARRIED: Final = Query(
    select(
        func.count().filter(ElementRow.carried.is_not(None), ElementRow.lost.is_(None)).label("kept"),
        func.count().filter(ElementRow.lost.is_not(None), ElementRow.state != "dismissed").label("lost"),
    ).where(_OF_ORGANIZATION, _OF_REVISION)
)
WORN: Final = Query(
    select(ElementRow.scene, ElementRow.character, ElementRow.key, ElementRow.name)
    .where(
        *(_OF_ORGANIZATION, _OF_REVISION),
        ElementRow.category == "wardrobe",
        ElementRow.state != "dismissed",
        ElementRow.character.is_not(None),
        ElementRow.scene.is_not(None),
    )
    .order_by(ElementRow.scene, ElementRow.id)
)
_NEWER: Final = aliased(RevisionRow)
IS_NEWEST: Final = Query(
    select(
        ~select(_NEWER.id)
        .where(_NEWER.project_id == RevisionRow.project_id, _NEWER.number > RevisionRow.number)
        .exists()
        .label("newest")
    ).where(RevisionRow.organization_id == bindparam("organization_id"), RevisionRow.id == bindparam("revision_id"))
)
_SHEETS: Final = (
    select(
        SceneSheetRow.index.label("scene"),
        *(
            getattr(SceneSheetRow if name in ("story_day", "synopsis") else SceneRow, name)
            for name in SheetHeader.model_fields
            if name != "scene"
        ),
    )
    .join(SceneRow, (SceneRow.revision_id == SceneSheetRow.revision_id) & (SceneRow.index == SceneSheetRow.index))
    .where(
        SceneSheetRow.organization_id == bindparam("organization_id"),
        SceneSheetRow.revision_id == bindparam("revision_id"),
    )
)
SHEETS: Final = Listing(_SHEETS.add_columns(SceneSheetRow.index), by=SceneSheetRow.index)
ALL_SHEETS: Final = Query(_SHEETS.order_by(SceneSheetRow.index))
#: With their text.
ALL_PRINTED_SHEETS: Final = Query(_SHEETS.add_columns(SceneSheetRow.paragraphs).order_by(SceneSheetRow.index))
SHEET: Final = Query(_SHEETS.add_columns(SceneSheetRow.paragraphs).where(SceneSheetRow.index == _SCENE))


def _project_of(row_id: Any) -> Select[uuid.UUID]:
    return (
        select(RevisionRow.project_id)
        .join(ElementRow, ElementRow.revision_id == RevisionRow.id)
        .where(ElementRow.id == row_id)
    )


SUBJECT: Final = Subject(
    type="element",
    topic="elements",
    permission="scripts:read",
    is_shown=lambda row_id: _project_of(row_id).where(is_kept(RevisionRow.project_id)).exists(),
    of_project=lambda project_id: (
        select(ElementRow.id)
        .join(RevisionRow, RevisionRow.id == ElementRow.revision_id)
        .where(RevisionRow.project_id == project_id)
    ),
    project_of=_project_of,
)


def is_touched() -> ColumnElement[bool]:
    """Whether a person did anything with an element."""
    return or_(
        ElementRow.suggested.is_(None),
        ElementRow.state != "suggested",
        ElementRow.category != ElementRow.suggested,
        ElementRow.name != ElementRow.suggested_name,
        ElementRow.lost.is_not(None),
    )


async def element_row(scope: Scope, element_id: uuid.UUID) -> tuple[ElementRow, RevisionRow]:
    """An element and its revision, or a 404 problem."""
    statement = (
        select(ElementRow, RevisionRow)
        .join(RevisionRow, RevisionRow.id == ElementRow.revision_id)
        .where(
            ElementRow.organization_id == scope.organization_id,
            ElementRow.id == element_id,
            is_kept(RevisionRow.project_id),
        )
    )
    found = (await scope.session.execute(statement)).one_or_none()
    if found is None:
        raise not_found("element", element_id)
    return found[0], found[1]


async def erase(erasure: Erasure) -> None:
    revisions = select(RevisionRow.id).where(RevisionRow.project_id == erasure.project_id)
    for table in (ElementRow, SceneSheetRow):
        statement = delete(table).where(table.revision_id.in_(revisions))
        await erasure.session.execute(statement, execution_options={"synchronize_session": False})
