"""The outbox of what has happened: written with what changes, in one transaction, and told once that has committed.

An entry is gone as soon as everybody is told who is to be: in the page, by mail, by webhooks.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Index, String, delete, func, insert, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from film_studio.kit.database.base import Base, OrganizationScoped

#: Channels of PostgreSQL's NOTIFY: something has happened; a webhook has something to deliver.
CHANNEL: Final = "film_studio_happenings"
DELIVERIES_CHANNEL: Final = "film_studio_deliveries"
SUGGESTIONS_CHANNEL: Final = "film_studio_suggestions"


class HappeningRow(OrganizationScoped, Base):
    """Something that somebody did, or that jobs came to. `actor_kind` and `actor_id` are of who did it, None for jobs;
    `details` has the fields that changed, as they are now."""

    __tablename__ = "happening"
    __table_args__ = (Index(None, "due_at"), Index(None, "organization_id", "project_id"))

    name: Mapped[str] = mapped_column(String(48))
    subject_type: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[uuid.UUID]
    project_id: Mapped[uuid.UUID | None]  # no key: a project that is erased meanwhile is told of to nobody
    actor_kind: Mapped[str | None] = mapped_column(String(16))
    actor_id: Mapped[uuid.UUID | None]
    actor_name: Mapped[str | None] = mapped_column(String(200))
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    due_at: Mapped[datetime] = mapped_column(server_default=func.now())
    failures: Mapped[int] = mapped_column(server_default=text("0"))


async def put(session: AsyncSession, happenings: Sequence[Mapping[str, Any]]) -> None:
    """Have these told once the session's transaction has committed: values of all columns without a default."""
    # Announced by the same statement: there is one with everything that anybody changes.
    await session.execute(insert(HappeningRow).returning(func.pg_notify(CHANNEL, "")), list(happenings))


async def leave_untold(session: AsyncSession, organization_id: uuid.UUID, project_id: uuid.UUID) -> None:
    """Delete what waits of a project that is erased, with the words of people in it: for a session of the system."""
    of_project = delete(HappeningRow).where(
        HappeningRow.organization_id == organization_id, HappeningRow.project_id == project_id
    )
    await session.execute(of_project, execution_options={"synchronize_session": False})
