"""Shot plans, productions, jobs and what they await, the outbox, artifacts."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from film_studio.kit.database.security import enable_row_level_security

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _organization(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=f"fk_{table}_organization_id_organization"
        ),
    ]


def _scoped(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        _created_at(),
        *_organization(table),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.Index(f"ix_{table}_organization_id", "organization_id"),
        sa.UniqueConstraint("organization_id", "id", name=f"uq_{table}_organization_id_id"),
    ]


def _created_at() -> sa.Column[Any]:
    return sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def _within(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organization_id", column],
        [f"{parent}.organization_id", f"{parent}.id"],
        name=f"fk_{table}_organization_id_{column}_{parent}",
    )


def upgrade() -> None:
    _plans()
    _productions()
    _jobs()
    _messages()


def _plans() -> None:
    op.create_table(
        "shot_plan",
        *_scoped("shot_plan"),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("plan", JSONB(), nullable=False),
        sa.UniqueConstraint("revision_id", name="uq_shot_plan_revision_id"),
        _within("shot_plan", "revision_id", "revision"),
    )
    op.create_table(
        "shot",
        *_scoped("shot"),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("scene", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(16)),
        sa.Column("move", sa.String(16)),
        sa.Column("angle", sa.String(16)),
        sa.Column("subjects", ARRAY(sa.Text()), nullable=False),
        sa.Column("lines", JSONB(), nullable=False),
        sa.Column("seconds", sa.Double[float](), nullable=False),
        sa.Column("transition", sa.String(16), nullable=False),
        sa.Column("spec", JSONB(), nullable=False),
        sa.UniqueConstraint("revision_id", "index", name="uq_shot_revision_id_index"),
        _within("shot", "revision_id", "revision"),
    )
    # Written with their revision, and never changed.
    for table in ("shot_plan", "shot"):
        enable_row_level_security(op, table, app="select, insert")


def _productions() -> None:
    op.create_table(
        "production",
        *_scoped("production"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("status in ('running', 'succeeded', 'failed', 'cancelled')", name="status_is_known"),
        sa.CheckConstraint("(finished_at is null) = (status = 'running')", name="finished_when_over"),
        sa.Index("ix_production_project_id_id", "project_id", "id"),
        _within("production", "project_id", "project"),
        _within("production", "revision_id", "revision"),
    )
    enable_row_level_security(op, "production", app="select, insert, update")


def _jobs() -> None:
    op.create_table(
        "job",
        *_scoped("job"),
        sa.Column("production_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("scene", sa.Integer()),
        sa.Column("weight", sa.Double[float](), nullable=False),
        sa.Column("gate", sa.String(64)),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("recipe", sa.Text()),
        sa.Column("recipe_hash", sa.String(64)),
        sa.Column("result", JSONB()),
        sa.Column("cached", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.Double[float](), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("worker", sa.Text()),
        sa.Column("sequence", sa.BigInteger()),
        sa.Column("reported_at", sa.DateTime(timezone=True)),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("lease_expires_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("production_id", "kind", "ordinal", name="uq_job_production_id_kind_ordinal"),
        sa.CheckConstraint("kind in ('line', 'shot', 'score', 'assembly')", name="kind_is_known"),
        sa.CheckConstraint(
            "status in ('waiting', 'queued', 'running', 'succeeded', 'failed', 'cancelled')", name="status_is_known"
        ),
        sa.CheckConstraint("(status = 'succeeded') = (result is not null)", name="result_when_succeeded"),
        sa.CheckConstraint("(recipe is null) = (recipe_hash is null)", name="recipe_has_its_hash"),
        sa.CheckConstraint("lease_expires_at is null or status in ('queued', 'running')", name="lease_when_active"),
        sa.Index("ix_job_production_id_recipe_hash", "production_id", "recipe_hash"),
        sa.Index("ix_job_production_id_gate", "production_id", "gate"),
        sa.Index("ix_job_lease", "lease_expires_at", postgresql_where=sa.text("lease_expires_at is not null")),
        _within("job", "production_id", "production"),
    )
    op.create_table(
        "job_dependency",
        sa.Column("production_id", sa.Uuid(), nullable=False),
        sa.Column("gate", sa.String(64), nullable=False),
        sa.Column("awaits_id", sa.Uuid(), nullable=False),
        *_organization("job_dependency"),
        sa.PrimaryKeyConstraint("production_id", "gate", "awaits_id", name="pk_job_dependency"),
        sa.Index("ix_job_dependency_awaits_id", "awaits_id"),
        sa.Index("ix_job_dependency_organization_id", "organization_id"),
        _within("job_dependency", "production_id", "production"),
        _within("job_dependency", "awaits_id", "job"),
    )
    enable_row_level_security(op, "job", app="select, insert, update")
    enable_row_level_security(op, "job_dependency", app="select, insert")


def _messages() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *_organization("outbox"),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _created_at(),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.Index("ix_outbox_job_id", "job_id"),
        sa.Index("ix_outbox_organization_id", "organization_id"),
        _within("outbox", "job_id", "job"),
    )
    op.create_table(
        "artifact",
        *_organization("artifact"),
        sa.Column("recipe_hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("result", JSONB(), nullable=False),
        _created_at(),
        sa.PrimaryKeyConstraint("organization_id", "recipe_hash", name="pk_artifact"),
    )
    enable_row_level_security(op, "outbox", app="select, insert, delete")
    enable_row_level_security(op, "artifact", app="select, insert")
