"""What the management engine does: projects."""

import uuid
from operator import itemgetter
from typing import Final

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.database.reader import Query, Reader
from film_studio.engines.management.models import Project
from film_studio.engines.management.schemas import ProjectAnswer
from film_studio.pagination import Page, PageRequest
from film_studio.problems import not_found

# Built once: composing a statement takes longer than running it does.
_BY_ID: Final = select(Project).where(
    Project.organization_id == bindparam("organization_id"), Project.id == bindparam("id")
)
_LOCKED_BY_ID: Final = _BY_ID.with_for_update()
_SHOWN: Final = select(Project.id, Project.title, Project.created_at, Project.updated_at).where(
    Project.organization_id == bindparam("organization_id")
)
_SHOW_ONE: Final = Query(_SHOWN.where(Project.id == bindparam("id")))
_NEWEST: Final = _SHOWN.order_by(Project.id.desc()).limit(bindparam("count", type_=Integer))
_SHOW_NEWEST: Final = Query(_NEWEST)
_SHOW_BEFORE: Final = Query(_NEWEST.where(Project.id < bindparam("before")))


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


async def show_project(reader: Reader, project_id: uuid.UUID) -> ProjectAnswer:
    """The project, or a 404 problem."""
    for row in await reader.rows(_SHOW_ONE, id=project_id):
        return ProjectAnswer.model_validate(row)
    raise not_found("project", project_id)


async def projects(reader: Reader, page: PageRequest) -> Page[ProjectAnswer]:
    """Projects, the newest first."""
    before = page.after(uuid.UUID)
    count = page.limit + 1
    if before is None:
        rows = await reader.rows(_SHOW_NEWEST, count=count)
    else:
        rows = await reader.rows(_SHOW_BEFORE, count=count, before=before)
    return page.page(rows, key=itemgetter("id"), item=ProjectAnswer.model_validate)


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
