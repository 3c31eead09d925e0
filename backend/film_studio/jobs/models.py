"""Tables of jobs: whom they are for, what they await, the outbox, and the artifacts that exist already."""

import uuid
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Double,
    ForeignKey,
    Identity,
    Index,
    String,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contracts.queues import QueueName
from contracts.recipes.base import RecipeHash
from contracts.renderers import Kind
from film_studio.kit.database.base import Base, OrganizationScoped, parent_key, within_organization

OwnerStatus = Literal["running", "succeeded", "failed", "cancelled"]
JobStatus = Literal["waiting", "queued", "running", "succeeded", "failed", "cancelled"]
#: A message of these is on its way or at a worker.
ACTIVE: tuple[JobStatus, ...] = ("queued", "running")


class JobOwnerRow(OrganizationScoped, Base):
    """What a set of jobs is for: a production of a film, whose own row has the same id, or any other long operation of
    an engine.

    Whoever changes a job holds the lock of its owner's row, so that two events at once neither lose nor double what
    follows from them.
    """

    __tablename__ = "job_owner"
    __table_args__ = (
        parent_key(),
        CheckConstraint("status in ('running', 'succeeded', 'failed', 'cancelled')", name="status_is_known"),
        CheckConstraint("(finished_at is null) = (status = 'running')", name="finished_when_over"),
        Index("ix_job_owner_subject", "organization_id", "subject_type", "subject_id"),
        Index("ix_job_owner_erasing", "id", postgresql_where=text("erasing_until is not null")),
        Index(
            "ix_job_owner_unpublished_cancellation",
            "id",
            postgresql_where=text("status = 'cancelled' and cancellation_published_at is null"),
        ),
    )

    subject_type: Mapped[str] = mapped_column(String(32))  # of what its jobs are: a `Subject` of an engine,
    subject_id: Mapped[uuid.UUID]  # and its id there
    status: Mapped[OwnerStatus] = mapped_column(String(16), default="running")
    error: Mapped[str | None] = mapped_column(Text)  # the first reason among its failed jobs
    changes: Mapped[int] = mapped_column(BigInteger, default=0)  # grows with each visible change: the stream's event id
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict[str, Any])  # kind → counts.KindCounts
    finished_at: Mapped[datetime | None]
    cancellation_published_at: Mapped[datetime | None]  # from then on workers drop its messages
    erasing_until: Mapped[datetime | None]  # its objects are being deleted
    request_id: Mapped[str | None] = mapped_column(String(64))  # of the request that asked for it, or for it again,
    traceparent: Mapped[str | None] = mapped_column(String(55))  # and its W3C trace context


class JobRow(OrganizationScoped, Base):
    """One piece of work for its owner.

    waiting → queued → running → succeeded | failed; any but the last two → cancelled. A recipe is written once, when
    all that the job awaits is there, and never changes: every attempt makes the same bytes.
    """

    __tablename__ = "job"
    __table_args__ = (
        parent_key(),
        within_organization("owner_id", "job_owner"),
        UniqueConstraint("owner_id", "kind", "ordinal"),
        Index(None, "owner_id", "id"),
        Index(None, "owner_id", "recipe_hash"),
        Index(None, "owner_id", "gate"),
        Index("ix_job_running", "owner_id", "started_at", postgresql_where=text("status = 'running'")),
        Index(
            "ix_job_unfinished",
            "organization_id",
            "id",
            postgresql_where=text("status <> 'succeeded'"),
        ),
        Index("ix_job_measured", "organization_id", "kind", "id", postgresql_where=text("seconds is not null")),
        Index("ix_job_lease", "lease_expires_at", postgresql_where=text("lease_expires_at is not null")),
        CheckConstraint(
            "status in ('waiting', 'queued', 'running', 'succeeded', 'failed', 'cancelled')", name="status_is_known"
        ),
        CheckConstraint("(status = 'succeeded') = (result is not null)", name="result_when_succeeded"),
        CheckConstraint("(recipe is null) = (recipe_hash is null)", name="recipe_has_its_hash"),
        CheckConstraint("lease_expires_at is null or status in ('queued', 'running')", name="lease_when_active"),
    )

    owner_id: Mapped[uuid.UUID]
    kind: Mapped[Kind] = mapped_column(String(16))  # name of a JobType
    ordinal: Mapped[int]  # among the owner's jobs of this kind, from 0
    part: Mapped[int | None]  # of the owner's work, for whoever shows it: of a film, the scene
    weight: Mapped[float] = mapped_column(Double)  # share of the owner's work, in a unit of the owner's
    gate: Mapped[str | None] = mapped_column(String(64))  # see JobDependencyRow; None waits for nothing
    status: Mapped[JobStatus] = mapped_column(String(16), default="waiting")
    recipe: Mapped[str | None] = mapped_column(Text)  # canonical JSON, to the byte: its hash is the recipe's name
    recipe_hash: Mapped[RecipeHash | None] = mapped_column(String(64))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    found: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # contracts.recipes.schedule
    cached: Mapped[bool] = mapped_column(default=False)  # the result was there before
    progress: Mapped[float] = mapped_column(Double, default=0.0)
    seconds: Mapped[float | None] = mapped_column(Double)  # of work, by the worker's clock; none where it was cached
    error: Mapped[str | None] = mapped_column(Text)  # why it failed, or why the last try did

    attempt: Mapped[int] = mapped_column(default=0)  # publications so far; an event of an earlier one is late
    worker: Mapped[str | None] = mapped_column(Text)  # who reported last in this attempt,
    sequence: Mapped[int | None] = mapped_column(BigInteger)  # with which number,
    reported_at: Mapped[datetime | None]  # and when, by its own clock
    losses: Mapped[int] = mapped_column(default=0)  # attempts of which nothing was heard any more

    published_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    lease_expires_at: Mapped[datetime | None]  # no word until then: the reconciler looks after it


class JobDependencyRow(Base):
    """Jobs with this gate can start when `awaits_id`, and whatever else their gate awaits, has succeeded.

    A gate and not a pair of jobs: the three hundred shots of a long scene wait for its four hundred lines, and that
    has to be four hundred rows and not a hundred thousand.
    """

    __tablename__ = "job_dependency"
    __table_args__ = (
        within_organization("owner_id", "job_owner"),
        within_organization("awaits_id", "job"),
        Index(None, "awaits_id"),
    )

    owner_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    gate: Mapped[str] = mapped_column(String(64), primary_key=True)
    awaits_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), index=True)


class OutboxRow(Base):
    """A message that has still to be sent, committed together with the job that it is for; gone once it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        within_organization("job_id", "job"),
        Index(None, "job_id"),
        Index("ix_outbox_organization_id_id", "organization_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    job_id: Mapped[uuid.UUID]
    attempt: Mapped[int]
    queue: Mapped[QueueName] = mapped_column(String(16))
    body: Mapped[str] = mapped_column(Text)  # contracts.messages.JobMessage
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    claimed_until: Mapped[datetime | None]  # a relay is sending it, or it waits for another try; then it is free again
    failures: Mapped[int] = mapped_column(server_default="0")  # tries that failed by its own fault


class ArtifactRow(Base):
    """What a recipe made, once and for every later job of the organisation."""

    __tablename__ = "artifact"

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    recipe_hash: Mapped[RecipeHash] = mapped_column(String(64), primary_key=True)
    kind: Mapped[Kind] = mapped_column(String(16))
    result: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
