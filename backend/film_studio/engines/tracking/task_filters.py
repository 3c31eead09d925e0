"""Filters of a project's tasks that are kept by a name: one's own, and those that its team shares."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Uuid, bindparam, func, or_, select

from contracts.limits import TASK_FILTERS_A_PROJECT
from film_studio.engines.management import check_project, project_row
from film_studio.engines.tracking import queries
from film_studio.engines.tracking.models import TaskFilterRow
from film_studio.engines.tracking.task_schemas import TaskFilter, TaskFilterCreate
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.pagination import Listing, Page, PageRequest, folded
from film_studio.kit.problems import ProblemError, not_found

_WHO: Final = bindparam("caller_id", type_=Uuid)
#: Of a project, those that are shared and those of a member with `caller_id`.
TASK_FILTERS: Final = Listing(
    select(
        TaskFilterRow.id,
        TaskFilterRow.name,
        TaskFilterRow.shared,
        TaskFilterRow.member_id,
        TaskFilterRow.shows,
    ).where(
        TaskFilterRow.organization_id == bindparam("organization_id"),
        TaskFilterRow.project_id == bindparam("project_id"),
        or_(TaskFilterRow.shared, TaskFilterRow.member_id == _WHO),
    ),
    by=TaskFilterRow.id,
    sorts={"created_at": TaskFilterRow.id, "name": folded(TaskFilterRow.name)},
)


async def list_task_filters(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[TaskFilter]:
    """Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    caller_id = scope.caller.id

    def shown(row: Mapping[str, Any]) -> TaskFilter:
        return TaskFilter.model_validate({**row, "is_yours": row["member_id"] == caller_id})

    return await TASK_FILTERS.page(scope, page, shown, project_id=project_id, caller_id=caller_id)


async def create_task_filter(scope: Scope, project_id: uuid.UUID, body: TaskFilterCreate) -> TaskFilter:
    """Raises problems: 404, 403 for who may not share, and 409 for too many and for a program's own."""
    await project_row(scope, project_id, lock="change")
    if body.shared:
        _check_may_share(scope, project_id)
    elif scope.caller.kind != "member":
        raise ProblemError(409, "no-person", "a program has no filters of its own; make a shared one")
    count = select(func.count()).where(TaskFilterRow.project_id == project_id)
    if (await scope.session.execute(count)).scalar_one() >= TASK_FILTERS_A_PROJECT:
        raise ProblemError(
            409, "too-many-of-these", f"a project has up to {TASK_FILTERS_A_PROJECT} filters; delete some"
        )
    row = TaskFilterRow(
        organization_id=scope.organization_id,
        project_id=project_id,
        member_id=scope.caller.id if scope.caller.kind == "member" else None,
        name=body.name,
        shared=body.shared,
        shows=body.shows.model_dump(mode="json"),
    )
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(queries.TASK_FILTER.type, row.id)
    if row.shared:
        scope.record(
            *("task_filter.created", queries.TASK_FILTER.type, row.id), project_id=project_id, after={"name": row.name}
        )
    return TaskFilter(id=row.id, name=row.name, shared=row.shared, is_yours=row.member_id is not None, shows=body.shows)


async def delete_task_filter(scope: Scope, task_filter_id: uuid.UUID) -> None:
    """Raises problems: 404, also for somebody else's own, and 403 for a shared one of who may not share."""
    one = select(TaskFilterRow).where(
        TaskFilterRow.organization_id == scope.organization_id,
        TaskFilterRow.id == task_filter_id,
        or_(TaskFilterRow.shared, TaskFilterRow.member_id == scope.caller.id),
    )
    project_id = await scope.session.scalar(one.with_only_columns(TaskFilterRow.project_id))
    if project_id is not None:
        await project_row(scope, project_id, lock="change")
    # Once more: whoever had the project before may have deleted it.
    row = (await scope.session.scalars(one)).one_or_none()
    if row is None:
        raise not_found("filter", task_filter_id)
    if row.shared:
        _check_may_share(scope, row.project_id)
    await scope.announce(queries.TASK_FILTER.type, row.id)
    await scope.session.delete(row)
    await scope.session.flush()
    if row.shared:
        scope.record(
            *("task_filter.deleted", queries.TASK_FILTER.type, row.id),
            project_id=row.project_id,
            before={"name": row.name},
        )


def _check_may_share(scope: Scope, project_id: uuid.UUID) -> None:
    if "tasks:write" not in scope.caller.in_project(project_id):
        raise ProblemError(403, "not-allowed", "what the team shares needs the permission tasks:write in the project")
