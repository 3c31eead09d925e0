"""Tables of webhooks: where they lead, and what was delivered there."""

import uuid
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, Text, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from film_studio.kit.database.base import Base, OrganizationScoped, parent_key, within_organization
from film_studio.kit.versions import Versioned

DeliveryStatus = Literal["waiting", "delivered", "failed"]


class WebhookRow(Versioned, OrganizationScoped, Base):
    """An address that is told of events. Its secrets are sealed with a key that the database does not have; the former
    one signs too until `former_until`."""

    __tablename__ = "webhook"
    __table_args__ = (parent_key(),)

    name: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(Text)
    events: Mapped[list[str]] = mapped_column(ARRAY(Text))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    former_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    former_until: Mapped[datetime | None]
    enabled: Mapped[bool] = mapped_column(server_default=sql("true"))
    #: Since when nothing was taken, of what has been delivered since the last time that something was.
    failing_since: Mapped[datetime | None]


class DeliveryRow(OrganizationScoped, Base):
    """One event for one webhook. Each try sends the same bytes under the same id."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        parent_key(),
        within_organization("webhook_id", "webhook"),
        CheckConstraint("status in ('waiting', 'delivered', 'failed')", name="status_is_known"),
        Index(None, "webhook_id", "id"),
        Index("ix_webhook_delivery_waiting", "due_at", postgresql_where=sql("status = 'waiting'")),
    )

    webhook_id: Mapped[uuid.UUID]
    event: Mapped[str] = mapped_column(String(48))
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[DeliveryStatus] = mapped_column(String(16), default="waiting", server_default="waiting")
    failures: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    due_at: Mapped[datetime] = mapped_column(server_default=func.now())
    tries: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list[Any], server_default=sql("'[]'"))
    delivered_at: Mapped[datetime | None]
