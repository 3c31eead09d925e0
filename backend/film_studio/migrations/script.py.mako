"""${message}."""

import sqlalchemy as sa
from alembic import op
from film_studio.kit.database.security import enable_row_level_security

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
