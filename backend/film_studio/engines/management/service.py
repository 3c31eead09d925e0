"""What the management engine does: projects."""

import uuid
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.engines.management.models import Project
from film_studio.engines.management.schemas import ProjectAnswer
from film_studio.pagination import Page, PageRequest
from film_studio.problems import not_found

# Built once: composing a statement takes longer than running it does.
_BY_ID: Final = select(Project).where(
    Project.organization_id == bindparam("organization_id"), Project.id == bindparam("id")
)
_LOCKED_BY_ID: Final = _BY_ID.with_for_update()


async def get_project(
    session: AsyncSession, organization_id: uuid.UUID, project_id: uuid.UUID, *, lock: bool = False
) -> Project:
    """The project's row, or a 404 problem. `lock` keeps others from locking it until the transaction ends."""
    query = _LOCKED_BY_ID if lock else _BY_ID
    parameters = {"organization_id": organization_id, "id": project_id}
    row = (await session.scalars(query, parameters)).one_or_none()
    if row is None:
        raise not_found("project", project_id)
    return row


async def projects(session: AsyncSession, organization_id: uuid.UUID, page: PageRequest) -> Page[ProjectAnswer]:
    """Projects, the newest first."""
    query = select(Project).where(Project.organization_id == organization_id)
    after = page.after(uuid.UUID)
    if after is not None:
        query = query.where(Project.id < after)
    rows = (await session.scalars(query.order_by(Project.id.desc()).limit(page.limit + 1))).all()
    return page.page(rows, key=lambda row: row.id, item=ProjectAnswer.model_validate)


async def create_project(session: AsyncSession, organization_id: uuid.UUID, title: str) -> ProjectAnswer:
    row = Project(organization_id=organization_id, title=title)
    session.add(row)
    await session.flush()
    return ProjectAnswer.model_validate(row)


async def rename_project(
    session: AsyncSession, organization_id: uuid.UUID, project_id: uuid.UUID, title: str
) -> ProjectAnswer:
    row = await get_project(session, organization_id, project_id, lock=True)
    row.title = title
    await session.flush()
    await session.refresh(row, ["updated_at"])
    return ProjectAnswer.model_validate(row)
