"""The rows of projects, for every engine whose rows point to one."""

import uuid
from datetime import timedelta
from typing import Final, Literal

from sqlalchemy import ColumnElement, Select, String, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from film_studio.engines.engine import Subject
from film_studio.engines.management.models import ProjectRow
from film_studio.engines.management.schemas import Project
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, folded
from film_studio.kit.problems import not_found

#: How long a deleted project can be restored. Longer than any message of its jobs can stand in a queue or, put aside,
#: in a dead-letter queue: when it is erased, no worker is at it any more.
RESTORABLE: Final = timedelta(days=30)

# Built once: composing a statement takes longer than running it does.
_ANY_BY_ID: Final = select(ProjectRow).where(
    ProjectRow.organization_id == bindparam("organization_id"), ProjectRow.id == bindparam("id")
)
_BY_ID: Final = _ANY_BY_ID.where(ProjectRow.deleted_at.is_(None))
_LOCKED_BY_ID: Final = {"change": _BY_ID.with_for_update(), "keep": _BY_ID.with_for_update(read=True)}
_SHOWN: Final = select(*(getattr(ProjectRow, name) for name in Project.model_fields)).where(
    ProjectRow.organization_id == bindparam("organization_id"), ProjectRow.deleted_at.is_(None)
)
PROJECT: Final = Query(_SHOWN.where(ProjectRow.id == bindparam("id")))
_SEARCHED: Final = bindparam("q", type_=String)
#: Those with `q` in their titles; None means all.
PROJECTS: Final = Listing(
    _SHOWN.where(or_(_SEARCHED.is_(None), func.strpos(folded(ProjectRow.title), folded(_SEARCHED)) > 0)),
    by=ProjectRow.id,
    descending=True,
    sorts={"created_at": ProjectRow.id, "updated_at": ProjectRow.updated_at, "title": folded(ProjectRow.title)},
)
#: Deleted after `since`.
DELETED: Final = Listing(
    select(ProjectRow.id, ProjectRow.title, ProjectRow.version, ProjectRow.deleted_at).where(
        ProjectRow.organization_id == bindparam("organization_id"), ProjectRow.deleted_at > bindparam("since")
    ),
    by=ProjectRow.id,
    descending=True,
)
_EXISTS: Final = Query(
    select(ProjectRow.id).where(
        ProjectRow.organization_id == bindparam("organization_id"),
        ProjectRow.id == bindparam("id"),
        ProjectRow.deleted_at.is_(None),
    )
)


async def project_row(
    scope: Scope, project_id: uuid.UUID, *, lock: Literal["change", "keep"] | None = None
) -> ProjectRow:
    """The project's row, or a 404 problem. Locked to `change` it, one transaction has it until it ends; to `keep` it,
    any number have it, and none can change or delete it meanwhile."""
    return await _one(scope, _BY_ID if lock is None else _LOCKED_BY_ID[lock], project_id)


async def any_project_row(scope: Scope, project_id: uuid.UUID) -> ProjectRow:
    """The project's row, locked to change it, also when it is deleted; or a 404 problem."""
    return await _one(scope, _ANY_BY_ID.with_for_update(), project_id)


async def check_project(scope: ReadScope, project_id: uuid.UUID) -> None:
    """Raises a 404 problem where there is no such project: before a listing of what is of it."""
    if not await scope.rows(_EXISTS, id=project_id):
        raise not_found("project", project_id)


def is_kept(project_id: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
    """Whether the project that a row's `project_id` points to is still there: rows of a deleted project are not
    shown."""
    return project_id.in_(select(ProjectRow.id).where(ProjectRow.deleted_at.is_(None)))


SUBJECT: Final = Subject(
    type="project",
    topic="projects",
    permission="projects:read",
    is_shown=lambda row_id: (
        select(ProjectRow.id).where(ProjectRow.id == row_id, ProjectRow.deleted_at.is_(None)).exists()
    ),
    of_project=lambda project_id: select(ProjectRow.id).where(ProjectRow.id == project_id),
    project_of=lambda row_id: select(ProjectRow.id).where(ProjectRow.id == row_id),
)


async def _one(scope: Scope, query: Select[ProjectRow], project_id: uuid.UUID) -> ProjectRow:
    values = {"organization_id": scope.organization_id, "id": project_id}
    row = (await scope.session.scalars(query, values)).one_or_none()
    if row is None:
        raise not_found("project", project_id)
    return row
