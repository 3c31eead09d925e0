"""Writes the audit trail: entries are the last thing that a transaction does, and are there if it commits."""

import json
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import get_contextvars

from film_studio.identity.audit import chain
from film_studio.identity.audit.actions import Action
from film_studio.identity.audit.chain import Head
from film_studio.identity.audit.models import AuditEntryRow, AuditHeadRow
from film_studio.identity.caller import CallerKind
from film_studio.identity.editors import name_of
from film_studio.kit import happenings

_LONGEST_REQUEST_ID: Final = 64


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who has done it: the kind and id of a caller."""

    kind: CallerKind
    id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class Change:
    """What somebody has done to a thing. `before` and `after` have the fields that are not the same, without secrets
    and without what people have written at length."""

    action: Action
    subject_type: str
    subject_id: uuid.UUID
    project_id: uuid.UUID | None = None
    before: Mapping[str, Any] = field(default_factory=dict[str, Any])
    after: Mapping[str, Any] = field(default_factory=dict[str, Any])


async def record(
    session: AsyncSession, organization_id: uuid.UUID, actor: Actor, changes: Sequence[Change], now: datetime
) -> None:
    """Add an entry a change, at the end of the transaction: from here on others of the organisation wait for it. Who is
    to know of it is told once it has committed."""
    if not changes:
        return
    await session.flush()
    head, name = await _locked(session, organization_id, actor)
    rows: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []
    request_id = get_contextvars().get("request_id")
    for change in changes:
        details = _spelled({"actor": name, "before": dict(change.before), "after": dict(change.after)})
        salt = secrets.token_hex(16)
        row: dict[str, Any] = {
            "organization_id": organization_id,
            "sequence": head.sequence + 1,
            "scheme": chain.SCHEME,
            "at": now,
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "request_id": None if request_id is None else str(request_id)[:_LONGEST_REQUEST_ID],
            "action": change.action,
            "subject_type": change.subject_type,
            "subject_id": change.subject_id,
            "project_id": change.project_id,
            "details": details,
            "salt": salt,
            "details_sha256": chain.sha256_of_details(details, salt),
            "former_sha256": head.sha256,
        }
        row["sha256"] = chain.sha256_of_entry(row)
        head = Head(sequence=row["sequence"], sha256=row["sha256"])
        rows.append(row)
        told.append(
            {
                **{name: row[name] for name in ("organization_id", "subject_type", "subject_id", "project_id")},
                "name": change.action,
                "actor_kind": actor.kind,
                "actor_id": actor.id,
                "actor_name": name,
                "details": json.loads(details)["after"],
            }
        )
    await session.execute(insert(AuditEntryRow), rows)
    await happenings.put(session, told)
    await session.execute(
        update(AuditHeadRow)
        .where(AuditHeadRow.organization_id == organization_id)
        .values(sequence=head.sequence, sha256=head.sha256),
        execution_options={"synchronize_session": False},
    )


async def forget_details_of_project(session: AsyncSession, organization_id: uuid.UUID, project_id: uuid.UUID) -> None:
    """Take the words of people out of a project's entries, which stay: for a session of the system."""
    await session.execute(
        update(AuditEntryRow)
        .where(AuditEntryRow.organization_id == organization_id, AuditEntryRow.project_id == project_id)
        .values(details=None, salt=None),
        execution_options={"synchronize_session": False},
    )


async def _locked(session: AsyncSession, organization_id: uuid.UUID, actor: Actor) -> tuple[Head, str | None]:
    """The end of the chain, which is this transaction's until it ends, and the actor's name now."""
    query = (
        select(AuditHeadRow.sequence, AuditHeadRow.sha256, name_of(actor.kind, actor.id))
        .where(AuditHeadRow.organization_id == organization_id)
        .with_for_update(of=AuditHeadRow)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        start = upsert(AuditHeadRow).values(organization_id=organization_id, sequence=0, sha256=chain.START)
        await session.execute(start.on_conflict_do_nothing())
        found = (await session.execute(query)).one()
    sequence, sha256, actor_name = found
    return Head(sequence=sequence, sha256=sha256), actor_name


def _spelled(details: Mapping[str, Any]) -> str:
    return json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
