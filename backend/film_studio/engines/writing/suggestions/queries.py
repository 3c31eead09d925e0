"""The rows of suggestions."""

import uuid
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from film_studio.engines.engine import Subject
from film_studio.engines.management import is_kept
from film_studio.engines.writing.suggestions.models import SuggestionRow
from film_studio.identity.models import ApiKeyRow, MemberRow, PersonRow
from film_studio.identity.scope import Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing
from film_studio.kit.problems import not_found

_MEMBER: Final = aliased(MemberRow)
_PERSON: Final = aliased(PersonRow)
_KEY: Final = aliased(ApiKeyRow)
#: Long, and of no use in a list.
_TEXTS: Final = ("before", "options")
_COLUMNS: Final = tuple(
    column for name, column in vars(SuggestionRow).items() if not name.startswith("_") and hasattr(column, "property")
)


def _shown(*without: str) -> Select[*tuple[Any, ...]]:
    columns: list[ColumnElement[Any] | Any] = [each for each in _COLUMNS if each.key not in without]
    return (
        select(*columns, func.coalesce(_PERSON.name, _KEY.name, "Somebody").label("asker"))
        .outerjoin(_MEMBER, _MEMBER.id == SuggestionRow.member_id)
        .outerjoin(_PERSON, _PERSON.id == _MEMBER.person_id)
        .outerjoin(_KEY, _KEY.id == SuggestionRow.api_key_id)
        .where(SuggestionRow.organization_id == bindparam("organization_id"), is_kept(SuggestionRow.project_id))
    )


SUGGESTION: Final = Query(_shown().where(SuggestionRow.id == bindparam("id")))
SUGGESTIONS: Final = Listing(
    _shown(*_TEXTS).where(
        SuggestionRow.project_id == bindparam("project_id"),
        or_(
            bindparam("state", type_=SuggestionRow.state.type).is_(None),
            SuggestionRow.state == bindparam("state", type_=SuggestionRow.state.type),
        ),
    ),
    by=SuggestionRow.id,
    descending=True,
)
SUBJECT: Final = Subject(
    type="suggestion",
    topic="suggestions",
    permission="scripts:read",
    is_shown=lambda row_id: (
        select(SuggestionRow.id).where(SuggestionRow.id == row_id, is_kept(SuggestionRow.project_id)).exists()
    ),
    of_project=lambda project_id: select(SuggestionRow.id).where(SuggestionRow.project_id == project_id),
    project_of=lambda row_id: select(SuggestionRow.project_id).where(SuggestionRow.id == row_id),
)


async def locked_row(scope: Scope, suggestion_id: uuid.UUID) -> SuggestionRow:
    """The row, locked until the transaction ends, or a 404 problem."""
    wanted = select(SuggestionRow).where(
        SuggestionRow.organization_id == scope.organization_id,
        SuggestionRow.id == suggestion_id,
        is_kept(SuggestionRow.project_id),
    )
    row = (await scope.session.scalars(wanted.with_for_update(of=SuggestionRow))).one_or_none()
    if row is None:
        raise not_found("suggestion", suggestion_id)
    return row
