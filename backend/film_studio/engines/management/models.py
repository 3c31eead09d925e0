"""Tables of the management engine: projects."""

from datetime import datetime

from sqlalchemy import String, func
from sqlalchemy.orm import Mapped, mapped_column

from film_studio.database.base import Base, OrganizationScoped, parent_key


class Project(OrganizationScoped, Base):
    """One film in the making."""

    __tablename__ = "project"
    __table_args__ = (parent_key(),)

    title: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
