"""Organisations, API keys, projects, screenplay revisions with their scenes and cast, idempotent requests."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from film_studio.kit.database.security import enable_row_level_security

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _identity() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    ]


def _scoped(table: str) -> list[sa.schema.SchemaItem]:
    return [
        *_identity(),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=f"fk_{table}_organization_id_organization"
        ),
        sa.Index(f"ix_{table}_organization_id", "organization_id"),
    ]


def _parent_key(table: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("organization_id", "id", name=f"uq_{table}_organization_id_id")


def _within(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organization_id", column],
        [f"{parent}.organization_id", f"{parent}.id"],
        name=f"fk_{table}_organization_id_{column}_{parent}",
    )


def upgrade() -> None:
    op.create_table(
        "organization",
        *_identity(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organization"),
    )
    enable_row_level_security(op, "organization", column="id", app="select, update")
    _keys()
    _projects()
    _revisions()


def _keys() -> None:
    op.create_table(
        "api_key",
        *_scoped("api_key"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("bootstrap", sa.Boolean(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("sha256", name="uq_api_key_sha256"),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_is_hex"),
        _parent_key("api_key"),
    )
    enable_row_level_security(op, "api_key", app="select, insert, update")
    op.create_table(
        "idempotent_request",
        *_scoped("idempotent_request"),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("response", JSONB()),
        sa.UniqueConstraint("organization_id", "key", name="uq_idempotent_request_organization_id_key"),
    )
    enable_row_level_security(op, "idempotent_request", app="select, insert, update")


def _projects() -> None:
    op.create_table(
        "project",
        *_scoped("project"),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        _parent_key("project"),
    )
    enable_row_level_security(op, "project", app="select, insert, update")


def _revisions() -> None:
    op.create_table(
        "revision",
        *_scoped("revision"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(255)),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("pages", sa.Double[float](), nullable=False),
        sa.Column("scene_count", sa.Integer(), nullable=False),
        sa.UniqueConstraint("project_id", "number", name="uq_revision_project_id_number"),
        sa.UniqueConstraint("project_id", "sha256", name="uq_revision_project_id_sha256"),
        _parent_key("revision"),
        _within("revision", "project_id", "project"),
    )
    op.create_table(
        "scene",
        *_scoped("scene"),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text()),
        sa.Column("interior", sa.Boolean(), nullable=False),
        sa.Column("exterior", sa.Boolean(), nullable=False),
        sa.Column("location", sa.Text()),
        sa.Column("time", sa.Text()),
        sa.Column("start_page", sa.Double[float](), nullable=False),
        sa.Column("eighths", sa.Integer(), nullable=False),
        sa.Column("characters", ARRAY(sa.Text()), nullable=False),
        sa.UniqueConstraint("revision_id", "index", name="uq_scene_revision_id_index"),
        _parent_key("scene"),
        _within("scene", "revision_id", "revision"),
    )
    op.create_table(
        "cast_member",
        *_scoped("cast_member"),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", ARRAY(sa.Text()), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("first_scene", sa.Integer(), nullable=False),
        sa.Column("last_scene", sa.Integer(), nullable=False),
        sa.Column("look", JSONB(), nullable=False),
        sa.Column("voice", JSONB(), nullable=False),
        sa.UniqueConstraint("revision_id", "index", name="uq_cast_member_revision_id_index"),
        _parent_key("cast_member"),
        _within("cast_member", "revision_id", "revision"),
    )
    # A revision is never changed: the API's role cannot, whatever a query says.
    for table in ("revision", "scene", "cast_member"):
        enable_row_level_security(op, table, app="select, insert")
