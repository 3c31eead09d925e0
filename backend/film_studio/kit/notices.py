"""Tells every process of the API that something has changed, by PostgreSQL's NOTIFY, once the transaction commits."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

CHANNEL: Final = "film_studio_changes"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A thing of an organisation that was made, changed or deleted, by its `type` ("project") and `id`.

    `owner_id` is there when its jobs are what has changed. `state` is the little that a page can show without asking.
    """

    organization_id: uuid.UUID
    type: str
    id: uuid.UUID
    owner_id: uuid.UUID | None = None
    state: Mapping[str, Any] = field(default_factory=dict[str, Any])


async def announce(session: AsyncSession, notice: Notice) -> None:
    """Tell it to whoever listens, when the session's transaction has committed."""
    owner = notice.owner_id and str(notice.owner_id)
    payload = [str(notice.organization_id), notice.type, str(notice.id), owner, dict(notice.state)]
    await session.execute(select(func.pg_notify(CHANNEL, json.dumps(payload, separators=(",", ":")))))


def read_notice(payload: str) -> Notice | None:
    """What was announced; None for what another version of the API did."""
    try:
        organization, name, identifier, owner, state = json.loads(payload)
        return Notice(
            organization_id=uuid.UUID(organization),
            type=str(name),
            id=uuid.UUID(identifier),
            owner_id=None if owner is None else uuid.UUID(owner),
            state=dict(state),
        )
    except (ValueError, TypeError, AttributeError):
        return None
