"""Who has written a row: as it is kept, as it is shown, and who may change it."""

import uuid
from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import Field
from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import aliased

from film_studio.engines.tracking.models import Authored
from film_studio.identity.caller import Caller
from film_studio.identity.models import ApiKeyRow, MemberRow, PersonRow
from film_studio.kit.problems import ProblemError
from film_studio.kit.schemas import Wire

AuthorKind = Literal["member", "program", "guest"]


class Author(Wire):
    """Whoever has written something."""

    kind: AuthorKind = Field(description="A member, a program with an API key, or who holds a share link")
    name: str
    is_you: bool


_MEMBER: Final = aliased(MemberRow)
_PERSON: Final = aliased(PersonRow)
_KEY: Final = aliased(ApiKeyRow)


def author_columns(row: type[Authored]) -> tuple[ColumnElement[Any] | Any, ...]:
    """What `author_of` reads; the statement goes through `with_author`."""
    return (
        row.member_id,
        row.api_key_id,
        row.share_link_id,
        func.coalesce(_PERSON.name, _KEY.name, row.guest_name).label("author_name"),
    )


def with_author(statement: Select[*tuple[Any, ...]], row: type[Authored]) -> Select[*tuple[Any, ...]]:
    return (
        statement.outerjoin(_MEMBER, _MEMBER.id == row.member_id)
        .outerjoin(_PERSON, _PERSON.id == _MEMBER.person_id)
        .outerjoin(_KEY, _KEY.id == row.api_key_id)
    )


def author_of(row: Mapping[str, Any], caller: Caller) -> Author:
    kind: AuthorKind = "member" if row["member_id"] else "program" if row["api_key_id"] else "guest"
    # Who holds a link may not be the only one, so nobody knows which guest wrote something.
    own = {"member": row["member_id"], "key": row["api_key_id"]}.get(caller.kind)
    return Author(kind=kind, name=row["author_name"] or "Somebody", is_you=own is not None and own == caller.id)


def written_by(caller: Caller, guest_name: str | None = None) -> dict[str, uuid.UUID | str]:
    """The columns of what the caller writes now."""
    if caller.kind == "share":
        return {"share_link_id": caller.id, "guest_name": guest_name or "Guest"}
    return {"member_id" if caller.kind == "member" else "api_key_id": caller.id}


def is_author(row: Authored, caller: Caller) -> bool:
    return caller.id == (row.member_id if caller.kind == "member" else row.api_key_id)


def check_author(row: Authored, caller: Caller) -> None:
    """Raises a 403 problem for who wants to change what somebody else has written."""
    if not is_author(row, caller):
        raise ProblemError(403, "not-yours", "somebody else has written this, and only they can change it; answer it")


def check_may_delete(row: Authored, caller: Caller, project_id: uuid.UUID) -> None:
    """Raises a 403 problem for who neither wrote it nor may change the project."""
    if not is_author(row, caller) and "projects:write" not in caller.in_project(project_id):
        raise ProblemError(
            403, "not-yours", "somebody else has written this; they can delete it, or who may change the project"
        )
