"""What is to be done for a film: by whom, until when, and after what."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Date, String, Uuid, bindparam, cast, func, or_, select

from contracts.limits import TASKS_A_PROJECT
from film_studio.engines.character import CastMemberRow
from film_studio.engines.management import ProjectRow, check_project, project_row, sees_project
from film_studio.engines.production import ProductionRow
from film_studio.engines.tracking import queries
from film_studio.engines.tracking.circles import circle
from film_studio.engines.tracking.models import TaskRow
from film_studio.engines.tracking.task_schemas import (
    About,
    Assignee,
    Task,
    TaskCreate,
    Tasks,
    TaskStatus,
    TasksUpdate,
    TaskUpdate,
)
from film_studio.engines.writing import RevisionRow, SceneRow
from film_studio.identity.models import MemberRow, PersonRow
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageRequest, folded
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition

#: What a task is never without.
_ALWAYS: Final = ("title", "status", "awaits")
#: Sorts behind every day that a task can be due on.
_NEVER: Final = "9999-99-99"
_SHOWN: Final = (
    select(
        TaskRow.id,
        TaskRow.title,
        TaskRow.note,
        TaskRow.status,
        TaskRow.assignee_id,
        PersonRow.name.label("assignee_name"),
        TaskRow.due_on,
        TaskRow.about,
        TaskRow.awaits,
        TaskRow.version,
        TaskRow.created_at,
        TaskRow.updated_at,
    )
    .outerjoin(MemberRow, MemberRow.id == TaskRow.assignee_id)
    .outerjoin(PersonRow, PersonRow.id == MemberRow.person_id)
    .where(TaskRow.organization_id == bindparam("organization_id"))
)
_TASK: Final = Query(
    _SHOWN.join(ProjectRow, ProjectRow.id == TaskRow.project_id).where(
        TaskRow.id == bindparam("id"), ProjectRow.deleted_at.is_(None)
    )
)
_STATUS: Final = bindparam("status", type_=String)
_ASSIGNEE: Final = bindparam("assignee_id", type_=Uuid)
_DUE: Final = bindparam("due_before", type_=Date)
#: Of a project, those with a `status`, an `assignee_id` and due before a day, where these are not None.
TASKS: Final = Listing(
    _SHOWN.where(
        TaskRow.project_id == bindparam("project_id"),
        or_(_STATUS.is_(None), TaskRow.status == _STATUS),
        or_(_ASSIGNEE.is_(None), TaskRow.assignee_id == _ASSIGNEE),
        or_(_DUE.is_(None), TaskRow.due_on < _DUE),
    ),
    by=TaskRow.id,
    sorts={
        "created_at": TaskRow.id,
        "due_on": func.coalesce(cast(TaskRow.due_on, String), _NEVER, type_=String),
        "title": folded(TaskRow.title),
    },
)


async def list_tasks(
    scope: ReadScope,
    project_id: uuid.UUID,
    page: PageRequest,
    *,
    status: TaskStatus | None,
    assignee_id: uuid.UUID | None,
    due_before: date | None,
) -> Page[Task]:
    """Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    wanted = {"status": status, "assignee_id": assignee_id, "due_before": due_before}
    return await TASKS.page(scope, page, _task, project_id=project_id, **wanted)


async def get_task(scope: ReadScope, task_id: uuid.UUID) -> Task:
    """The task, or a 404 problem."""
    for row in await scope.rows(_TASK, id=task_id):
        return _task(row)
    raise not_found("task", task_id)


async def create_task(scope: Scope, project_id: uuid.UUID, body: TaskCreate) -> Task:
    """Raises problems: 404, 409 for too many, and 422 for whom or what the project does not have."""
    project = await project_row(scope, project_id, lock="change")
    count = select(func.count()).where(TaskRow.project_id == project_id)
    if (await scope.session.execute(count)).scalar_one() >= TASKS_A_PROJECT:
        raise ProblemError(409, "too-many-tasks", f"a project has up to {TASKS_A_PROJECT} tasks; delete some")
    row = TaskRow(organization_id=scope.organization_id, project_id=project_id, awaits=[])
    await _set(scope, project, row, {name: getattr(body, name) for name in TaskCreate.model_fields})
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(queries.TASK.type, row.id)
    scope.record("task.created", queries.TASK.type, row.id, project_id=project_id, after=_audited(row))
    return await get_task(scope, row.id)


async def update_task(scope: Scope, task_id: uuid.UUID, body: TaskUpdate, seen: Precondition) -> Task:
    """Raises problems: 404, those of `seen`, 422 as `create_task`, and 409 where tasks would await one another."""
    project, row = await _row(scope, task_id)
    seen.check(row, await get_task(scope, task_id))
    await _change(scope, project, row, _given(body))
    return await get_task(scope, task_id)


async def update_tasks(scope: Scope, project_id: uuid.UUID, body: TasksUpdate) -> Tasks:
    """All or, where one was changed meanwhile, none. Raises problems: 404, 412, and 422 as `create_task`."""
    project = await project_row(scope, project_id, lock="change")
    versions = {task.id: task.version for task in body.tasks}
    rows = {row.id: row for row in await _rows(scope, project_id)}
    changes = _given(body, without=("tasks",))
    for task_id, version in versions.items():
        row = rows.get(task_id)
        if row is None:
            raise not_found("task", task_id)
        Precondition(f'"{version}"').check(row, await get_task(scope, task_id))
        await _change(scope, project, row, changes)
    return Tasks(items=[await get_task(scope, task_id) for task_id in versions])


async def delete_task(scope: Scope, task_id: uuid.UUID, seen: Precondition) -> None:
    """Nothing awaits it any more. Raises problems: 404 and those of `seen`."""
    project, row = await _row(scope, task_id)
    seen.check(row, await get_task(scope, task_id))
    for other in await _rows(scope, project.id):
        if task_id in other.awaits:
            other.awaits = [awaited for awaited in other.awaits if awaited != task_id]
            await scope.announce(queries.TASK.type, other.id)
    await scope.announce(queries.TASK.type, task_id)
    await scope.session.delete(row)
    await scope.session.flush()
    scope.record("task.deleted", queries.TASK.type, task_id, project_id=project.id, before={"title": row.title})


async def _change(scope: Scope, project: ProjectRow, row: TaskRow, changes: Mapping[str, Any]) -> None:
    before = _audited(row)
    await _set(scope, project, row, changes)
    await scope.session.flush()
    await scope.announce(queries.TASK.type, row.id)
    after = _audited(row)
    if after != before:
        scope.record("task.updated", queries.TASK.type, row.id, project_id=project.id, before=before, after=after)


async def _set(scope: Scope, project: ProjectRow, row: TaskRow, changes: Mapping[str, Any]) -> None:
    """Check and set the columns. The project's row is locked, so that no two changes make a circle together."""
    assignee, about, awaits = (changes.get(name) for name in ("assignee_id", "about", "awaits"))
    if assignee is not None and not await sees_project(scope, project, assignee):
        raise ProblemError(
            422, "not-in-the-project", "body.assignee_id: no member of this id sees the project; let them into its team"
        )
    if about is not None:
        await _check_subject(scope, project.id, about)
    if awaits is not None:
        await _check_awaited(scope, project.id, row.id, awaits)
    for name, value in changes.items():
        if name == "about":
            row.about = value and value.model_dump(mode="json")
        elif name == "awaits":
            row.awaits = list(dict.fromkeys(value))
        else:
            setattr(row, name, value)


async def _check_subject(scope: Scope, project_id: uuid.UUID, about: About) -> None:
    of_project = RevisionRow.project_id == project_id
    match about.type:
        case "scene":
            found = select(SceneRow.id).join(RevisionRow, RevisionRow.id == SceneRow.revision_id)
            found = found.where(of_project, SceneRow.number == about.number)
        case "character":
            found = select(CastMemberRow.id).join(RevisionRow, RevisionRow.id == CastMemberRow.revision_id)
            found = found.where(of_project, CastMemberRow.name == about.name)
        case "shot" | "production":
            found = select(ProductionRow.id)
            found = found.where(ProductionRow.project_id == project_id, ProductionRow.id == about.production_id)
    is_there = await scope.session.scalar(found.limit(1)) is not None
    if is_there and about.type == "shot":
        is_there = about.shot < len((await queries.cut_of(scope, about.production_id)).lengths)
    if not is_there:
        raise ProblemError(
            422,
            "no-such-subject",
            f"body.about: the project has no such {about.type}; see its script and its films",
        )


async def _check_awaited(
    scope: Scope, project_id: uuid.UUID, task_id: uuid.UUID | None, awaits: Sequence[uuid.UUID]
) -> None:
    rows = await _rows(scope, project_id) if awaits else []
    titles = {row.id: row.title for row in rows}
    if unknown := [awaited for awaited in awaits if awaited not in titles]:
        raise ProblemError(422, "not-in-the-project", f"body.awaits: the project has no task {unknown[0]}")
    if task_id is not None and (way := circle({row.id: row.awaits for row in rows} | {task_id: awaits}, task_id)):
        named = " → ".join(titles[each] for each in (*way, task_id))
        raise ProblemError(409, "tasks-in-a-circle", f"body.awaits: the tasks would await one another: {named}")


async def _row(scope: Scope, task_id: uuid.UUID) -> tuple[ProjectRow, TaskRow]:
    """The task and its project, both locked: the project first, as everybody does. Or a 404 problem."""
    one = select(TaskRow).where(TaskRow.organization_id == scope.organization_id, TaskRow.id == task_id)
    project_id = await scope.session.scalar(one.with_only_columns(TaskRow.project_id))
    if project_id is None:
        raise not_found("task", task_id)
    project = await project_row(scope, project_id, lock="change")
    row = (await scope.session.scalars(one.with_for_update())).one_or_none()
    if row is None:
        raise not_found("task", task_id)
    return project, row


async def _rows(scope: Scope, project_id: uuid.UUID) -> list[TaskRow]:
    of_project = select(TaskRow).where(
        TaskRow.organization_id == scope.organization_id, TaskRow.project_id == project_id
    )
    return list(await scope.session.scalars(of_project.order_by(TaskRow.id)))


def _given(body: TaskUpdate | TasksUpdate, *, without: Sequence[str] = ()) -> dict[str, Any]:
    """What was said. Null of what a task always has says nothing."""
    said = {name: getattr(body, name) for name in body.model_fields_set if name not in without}
    return {name: value for name, value in said.items() if value is not None or name not in _ALWAYS}


def _task(row: Mapping[str, Any]) -> Task:
    assignee = row["assignee_id"] and Assignee(member_id=row["assignee_id"], name=row["assignee_name"] or "Somebody")
    return Task.model_validate({**row, "assignee": assignee})


def _audited(row: TaskRow) -> dict[str, Any]:
    return {
        "title": row.title,
        "status": row.status,
        "assignee": row.assignee_id and str(row.assignee_id),
        "due_on": row.due_on and row.due_on.isoformat(),
        "about": row.about,
        "awaits": [str(awaited) for awaited in row.awaits],
    }
