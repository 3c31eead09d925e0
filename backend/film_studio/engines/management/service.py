"""What the management engine does: projects."""

import uuid
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Final, Literal

from sqlalchemy import ColumnElement, Integer, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from film_studio.engines.management.models import Project
from film_studio.engines.management.schemas import DeletedProjectAnswer, ProjectAnswer
from film_studio.kit.database.reader import Query, Reader
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import not_found

#: How long a deleted project can be restored. Longer than any message of its jobs can stand in a queue or, put aside,
#: in a dead-letter queue: when it is erased, no worker is at it any more.
RESTORABLE: Final = timedelta(days=30)

# Built once: composing a statement takes longer than running it does.
_ANY_BY_ID: Final = select(Project).where(
    Project.organization_id == bindparam("organization_id"), Project.id == bindparam("id")
)
_BY_ID: Final = _ANY_BY_ID.where(Project.deleted_at.is_(None))
_LOCKED_BY_ID: Final = {"change": _BY_ID.with_for_update(), "keep": _BY_ID.with_for_update(read=True)}
_SHOWN: Final = select(Project.id, Project.title, Project.created_at, Project.updated_at).where(
    Project.organization_id == bindparam("organization_id"), Project.deleted_at.is_(None)
)
_SHOW_ONE: Final = Query(_SHOWN.where(Project.id == bindparam("id")))
_NEWEST: Final = _SHOWN.order_by(Project.id.desc()).limit(bindparam("count", type_=Integer))
_SHOW_NEWEST: Final = Query(_NEWEST)
_SHOW_BEFORE: Final = Query(_NEWEST.where(Project.id < bindparam("before")))


async def get_project(
    session: AsyncSession,
    organization_id: uuid.UUID,
    project_id: uuid.UUID,
    *,
    lock: Literal["change", "keep"] | None = None,
) -> Project:
    """The project's row, or a 404 problem. Locked to `change` it, one transaction has it until it ends; to `keep` it,
    any number have it, and none can change or delete it meanwhile."""
    return await _one(session, _BY_ID if lock is None else _LOCKED_BY_ID[lock], organization_id, project_id)


def is_kept(project_id: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
    """Whether the project that a row points to with `project_id` is there: what is of a deleted one is not shown."""
    return project_id.in_(select(Project.id).where(Project.deleted_at.is_(None)))


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
    row = await get_project(session, organization_id, project_id, lock="change")
    row.title = title
    await session.flush()
    await session.refresh(row, ["updated_at"])
    return ProjectAnswer.model_validate(row)


async def delete_project(
    session: AsyncSession, organization_id: uuid.UUID, project_id: uuid.UUID
) -> DeletedProjectAnswer:
    """Hide the project; what works on it has to be stopped in the same transaction. Again, it changes nothing."""
    row = await _one(session, _ANY_BY_ID.with_for_update(), organization_id, project_id)
    deleted_at = row.deleted_at = row.deleted_at or datetime.now(UTC)
    await session.flush()
    return DeletedProjectAnswer(
        id=row.id, title=row.title, deleted_at=deleted_at, restorable_until=deleted_at + RESTORABLE
    )


async def restore_project(session: AsyncSession, organization_id: uuid.UUID, project_id: uuid.UUID) -> ProjectAnswer:
    """Show a deleted project again. A 404 problem when it is too late: it may be half erased."""
    row = await _one(session, _ANY_BY_ID.with_for_update(), organization_id, project_id)
    if row.deleted_at is not None:
        if row.deleted_at + RESTORABLE < datetime.now(UTC):
            raise not_found("project", project_id)
        row.deleted_at = None
        await session.flush()
        await session.refresh(row, ["updated_at"])
    return ProjectAnswer.model_validate(row)


async def _one(
    session: AsyncSession, query: Select[Project], organization_id: uuid.UUID, project_id: uuid.UUID
) -> Project:
    row = (await session.scalars(query, {"organization_id": organization_id, "id": project_id})).one_or_none()
    if row is None:
        raise not_found("project", project_id)
    return row
