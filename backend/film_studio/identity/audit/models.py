"""Tables of the audit trail."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from film_studio.kit.database.base import Base


class AuditEntryRow(Base):
    """One change that somebody has made. The API's role can add entries, and neither change nor take one away.

    `details` is JSON as it was hashed, with the words of people in it: their names and addresses, titles. It can be
    taken out, with the `salt` without which nobody finds them by guessing, and the chain still holds.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_organization_id_project_id_sequence", "organization_id", "project_id", "sequence"),
        Index("ix_audit_entry_organization_id_subject_id_sequence", "organization_id", "subject_id", "sequence"),
        Index("ix_audit_entry_organization_id_actor_id_sequence", "organization_id", "actor_id", "sequence"),
    )

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    scheme: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[uuid.UUID]
    request_id: Mapped[str | None] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(48))
    subject_type: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[uuid.UUID]
    project_id: Mapped[uuid.UUID | None]  # no key: the entry stays when the project is erased
    details: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(String(32))
    details_sha256: Mapped[str] = mapped_column(String(64))
    former_sha256: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))


class AuditHeadRow(Base):
    """The last entry of an organisation's chain: without it nobody would see that the last ones are gone. Whoever adds
    one has this row locked, so that the chain has no forks."""

    __tablename__ = "audit_head"

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
