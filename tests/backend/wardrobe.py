"""An engine as small as one can be: what each character wears. Put into a copy of the backend by a test."""

import uuid
from typing import Final

from fastapi import APIRouter
from film_studio.engines.character import derive_cast
from film_studio.engines.engine import DerivedRows, Engine, Erasure, Reading
from film_studio.engines.writing import RevisionRow, check_revision
from film_studio.identity.dependencies import RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.database.base import Base, OrganizationScoped, within_organization
from film_studio.kit.database.reader import Query
from sqlalchemy import Text, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

__all__ = ["ENGINE"]

router: Final = APIRouter(tags=["wardrobe"])


class GarmentRow(OrganizationScoped, Base):
    """One garment a character."""

    __tablename__ = "garment"
    __table_args__ = (within_organization("revision_id", "revision"),)

    revision_id: Mapped[uuid.UUID]
    worn_by: Mapped[str] = mapped_column(Text)


_WORN: Final = Query(
    select(GarmentRow.worn_by).where(
        GarmentRow.organization_id == bindparam("organization_id"),
        GarmentRow.revision_id == bindparam("revision_id"),
    )
)


@router.get("/revisions/{revision_id}/garments")
@needs("scripts:read")
async def list_garments(revision_id: uuid.UUID, scope: RequestScope) -> list[str]:
    await check_revision(scope, revision_id)
    return [row["worn_by"] for row in await scope.rows(_WORN, revision_id=revision_id)]


def derive(reading: Reading) -> DerivedRows:
    return {GarmentRow: [{"worn_by": member.name} for member in reading.of(derive_cast)]}


async def erase(erasure: Erasure) -> None:
    revisions = select(RevisionRow.id).where(RevisionRow.project_id == erasure.project_id)
    await erasure.session.execute(delete(GarmentRow).where(GarmentRow.revision_id.in_(revisions)))


ENGINE: Final = Engine(name="wardrobe", router=router, tables=(GarmentRow,), derive=derive, erase=erase)
