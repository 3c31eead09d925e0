"""Projects can be deleted: hidden at once, erased when they can no longer be restored."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("project", sa.Column("deleted_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_project_deleted_at", "project", ["deleted_at"], postgresql_where=sa.text("deleted_at is not null")
    )
