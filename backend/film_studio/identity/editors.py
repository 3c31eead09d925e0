"""Who has changed something last, for whoever comes too late with a change of their own."""

import uuid
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, case, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.identity.audit.actions import Action
from film_studio.identity.audit.models import AuditEntryRow
from film_studio.identity.caller import Caller
from film_studio.identity.models import ApiKeyRow, MemberRow, PersonRow, ShareLinkRow
from film_studio.kit.versions import ChangedMeanwhileError

#: The kinds of callers that have a name, each with the statement that finds it.
_NAMES: Final = ("member", "key", "share")


def name_of(kind: str, caller_id: uuid.UUID) -> ColumnElement[str | None]:
    """What a caller is called now; null for the service, and for who is not there any more."""
    if kind not in _NAMES:
        return literal(None)
    statements: dict[str, ScalarSelect[str]] = {
        "member": select(PersonRow.name)
        .join(MemberRow, MemberRow.person_id == PersonRow.id)
        .where(MemberRow.id == caller_id)
        .scalar_subquery(),
        "key": select(ApiKeyRow.name).where(ApiKeyRow.id == caller_id).scalar_subquery(),
        "share": select(ShareLinkRow.name).where(ShareLinkRow.id == caller_id).scalar_subquery(),
    }
    return case(statements, value=literal(kind))


async def tell_who(session: AsyncSession, error: ChangedMeanwhileError, caller: Caller) -> None:
    """Let the answer say who has changed it and when, as far as that is kept."""
    if error.last_edit is not None:
        kind, editor_id = error.last_edit["kind"], uuid.UUID(error.last_edit["id"])
        at = datetime.fromisoformat(error.last_edit["at"])
        name = (await session.execute(select(name_of(kind, editor_id)))).scalar_one()
        error.members |= _said(kind, editor_id, name, at, caller)


async def maker_of(session: AsyncSession, action: Action, subject_id: uuid.UUID, caller: Caller) -> dict[str, Any]:
    """The same members of an answer, for what is never changed once it is made; without them where the audit trail
    does not say it."""
    entry = (
        select(AuditEntryRow.actor_kind, AuditEntryRow.actor_id, AuditEntryRow.at)
        .where(
            AuditEntryRow.organization_id == caller.organization_id,
            AuditEntryRow.subject_id == subject_id,
            AuditEntryRow.action == action,
        )
        .order_by(AuditEntryRow.sequence)
        .limit(1)
    )
    found = (await session.execute(entry)).one_or_none()
    if found is None:
        return {}
    kind, maker_id, at = found
    name = (await session.execute(select(name_of(kind, maker_id)))).scalar_one()
    return _said(kind, maker_id, name, at, caller)


def _said(kind: str, editor_id: uuid.UUID, name: str | None, at: datetime, caller: Caller) -> dict[str, Any]:
    # Whoever holds a link may not be the only one: "you" would be said of somebody else.
    is_you = kind != "share" and (kind, editor_id) == (caller.kind, caller.id)
    return {"changed_by": {"kind": kind, "name": name, "is_you": is_you}, "changed_at": at}
