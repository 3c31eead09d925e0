"""The rows of revisions, for every engine that works on one."""

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.engines.management import service as management
from film_studio.engines.writing.models import Revision
from film_studio.kit.problems import not_found


async def get_revision(session: AsyncSession, organization_id: uuid.UUID, revision_id: uuid.UUID) -> Revision:
    """The revision's row, or a 404 problem."""
    query = select(Revision).where(
        Revision.organization_id == organization_id,
        Revision.id == revision_id,
        management.is_kept(Revision.project_id),
    )
    row = (await session.scalars(query)).one_or_none()
    if row is None:
        raise not_found("revision", revision_id)
    return row
