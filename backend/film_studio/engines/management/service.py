"""What the management engine does: projects."""

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.engines.management.models import Project
from film_studio.engines.management.schemas import ProjectAnswer
from film_studio.pagination import Page, PageRequest
from film_studio.problems import not_found


async def get_project(
    session: AsyncSession, organization_id: uuid.UUID, project_id: uuid.UUID, *, lock: bool = False
) -> Project:
    """The project's row, or a 404 problem. `lock` keeps others from locking it until the transaction ends."""
    query = select(Project).where(Project.organization_id == organization_id, Project.id == project_id)
    row = (await session.scalars(query.with_for_update() if lock else query)).one_or_none()
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
