"""The audit trail, for those who look after the organisation."""

import asyncio
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import DateTime, String, Uuid, bindparam, or_, select

from film_studio.engines.enterprise.audit_schemas import Actor, AuditCheck, AuditEntry, ChainBreak
from film_studio.identity.audit import chain
from film_studio.identity.audit.actions import Action
from film_studio.identity.audit.chain import Checked, Head
from film_studio.identity.audit.models import AuditEntryRow, AuditHeadRow
from film_studio.identity.scope import ReadScope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageRequest
from film_studio.kit.problems import ProblemError

#: So many entries are checked a request: a quarter of a second.
MOST_CHECKED: Final = 10_000
_CHUNK: Final = 1000
_ENTRIES: Final = select(*(getattr(AuditEntryRow, column.key) for column in AuditEntryRow.__table__.columns)).where(
    AuditEntryRow.organization_id == bindparam("organization_id")
)
_ACTION: Final = bindparam("action", type_=String)
_IDS: Final = {name: bindparam(name, type_=Uuid) for name in ("actor_id", "subject_id", "project_id")}
_FROM: Final = bindparam("since", type_=DateTime(timezone=True))
_UNTIL: Final = bindparam("until", type_=DateTime(timezone=True))
#: None for a filter means all.
ENTRIES: Final = Listing(
    _ENTRIES.where(
        or_(_ACTION.is_(None), AuditEntryRow.action == _ACTION),
        *(or_(given.is_(None), getattr(AuditEntryRow, name) == given) for name, given in _IDS.items()),
        or_(_FROM.is_(None), AuditEntryRow.at >= _FROM),
        or_(_UNTIL.is_(None), AuditEntryRow.at < _UNTIL),
    ),
    by=AuditEntryRow.sequence,
    descending=True,
)
_FOLLOWING: Final = Query(
    _ENTRIES.where(AuditEntryRow.sequence >= bindparam("from_sequence"))
    .order_by(AuditEntryRow.sequence)
    .limit(bindparam("count"))
)
_ONE: Final = Query(_ENTRIES.where(AuditEntryRow.sequence == bindparam("sequence")))
_HEAD: Final = Query(
    select(AuditHeadRow.sequence, AuditHeadRow.sha256).where(
        AuditHeadRow.organization_id == bindparam("organization_id")
    )
)


async def list_entries(
    scope: ReadScope,
    page: PageRequest,
    *,
    action: Action | None,
    actor_id: uuid.UUID | None,
    subject_id: uuid.UUID | None,
    project_id: uuid.UUID | None,
    since: datetime | None,
    until: datetime | None,
) -> Page[AuditEntry]:
    """The newest first. `since` is the first moment of them, `until` the first that is too late."""
    return await ENTRIES.page(
        *(scope, page, _entry),
        action=action,
        actor_id=actor_id,
        subject_id=subject_id,
        project_id=project_id,
        since=since,
        until=until,
    )


async def verify(scope: ReadScope, from_sequence: int) -> AuditCheck:
    """Check the chain from an entry on, of which the one before was checked; at most `MOST_CHECKED` entries of it.

    Raises a 404 problem where there is no entry before it to go on from.
    """
    before = await _kept_head(scope)
    so_far = Checked(head=await _former(scope, from_sequence))
    while so_far.broken is None and so_far.entries < MOST_CHECKED:
        rows = await scope.rows(_FOLLOWING, from_sequence=so_far.head.sequence + 1, count=_CHUNK)
        found = await asyncio.to_thread(chain.check, rows, so_far.head)
        so_far = Checked(
            head=found.head,
            entries=so_far.entries + found.entries,
            without_details=so_far.without_details + found.without_details,
            broken=found.broken,
        )
        if len(rows) < _CHUNK:
            break
    return _told(so_far, before, await _kept_head(scope))


def _told(checked: Checked, before: Head, after: Head) -> AuditCheck:
    """`before` and `after` are the ends of the chain, as they were kept before it was read and afterwards."""
    head, broken = checked.head, checked.broken
    complete = broken is None and checked.entries < MOST_CHECKED
    if complete and not before.sequence < head.sequence < after.sequence:
        broken = chain.cut_off(head, before if head.sequence <= before.sequence else after)
    return AuditCheck(
        entries=checked.entries,
        without_details=checked.without_details,
        last_sequence=head.sequence,
        last_sha256=head.sha256,
        complete=complete or broken is not None,
        next_sequence=None if complete or broken is not None else head.sequence + 1,
        broken=None if broken is None else ChainBreak.model_validate(broken),
    )


async def _kept_head(scope: ReadScope) -> Head:
    for row in await scope.rows(_HEAD):
        return Head(sequence=row["sequence"], sha256=row["sha256"])
    return Head()


async def _former(scope: ReadScope, from_sequence: int) -> Head:
    if from_sequence == 1:
        return Head()
    for row in await scope.rows(_ONE, sequence=from_sequence - 1):
        return Head(sequence=row["sequence"], sha256=row["sha256"])
    raise ProblemError(
        404, "not-found", f"query.from_sequence: there is no entry {from_sequence - 1} to go on from; begin with 1"
    )


def _entry(row: Mapping[str, Any]) -> AuditEntry:
    details: dict[str, Any] = {} if row["details"] is None else json.loads(row["details"])
    names = ("sequence", "at", "action", "subject_type", "subject_id", "project_id", "request_id", "sha256")
    return AuditEntry(
        **{name: row[name] for name in names},
        actor=Actor(kind=row["actor_kind"], id=row["actor_id"], name=details.get("actor")),
        before=details.get("before"),
        after=details.get("after"),
    )
