"""Tables of the management engine: projects."""

from datetime import datetime

from sqlalchemy import Index, String, Text, false, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from film_studio.kit.database.base import Base, OrganizationScoped, parent_key
from film_studio.kit.versions import Versioned


class ProjectRow(Versioned, OrganizationScoped, Base):
    """One film in the making."""

    __tablename__ = "project"
    __table_args__ = (
        parent_key(),
        Index("ix_project_deleted_at", "deleted_at", postgresql_where=text("deleted_at is not null")),
        Index("ix_project_team_only", "organization_id", "id", postgresql_where=text("team_only")),
    )

    title: Mapped[str] = mapped_column(String(200))
    team_only: Mapped[bool] = mapped_column(default=False, server_default=false())  # else open to the organisation
    revision_colours: Mapped[list[str] | None] = mapped_column(ARRAY(Text))  # None: the industry's
    territories: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list[str], server_default=text("'{}'"))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
    deleted_at: Mapped[datetime | None]  # nobody sees it or anything of it any more; restored, or erased after a while
    erasure_failures: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    erasure_after: Mapped[datetime | None]  # what failed is left alone until then
