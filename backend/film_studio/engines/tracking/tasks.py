"""What is to be done for a film: by whom, until when, and after what."""

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Boolean, Date, Integer, String, Uuid, any_, bindparam, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from contracts.limits import TASKS_A_PROJECT
from film_studio.engines.character import CastMemberRow
from film_studio.engines.management import ProjectRow, check_project, is_kept, project_row, sees_project
from film_studio.engines.production import ProductionRow
from film_studio.engines.tracking import queries
from film_studio.engines.tracking.circles import circle
from film_studio.engines.tracking.models import MilestoneRow, TaskRow
from film_studio.engines.tracking.task_schemas import (
    About,
    Assignee,
    Task,
    TaskCreate,
    TaskMilestone,
    TaskPriority,
    Tasks,
    TaskStatus,
    TasksUpdate,
    TaskUpdate,
)
from film_studio.engines.writing import RevisionRow, SceneRow
from film_studio.identity.audit.models import AuditEntryRow
from film_studio.identity.models import MemberRow, PersonRow
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageRequest, folded
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition

#: What a task is never without.
_ALWAYS: Final = ("title", "status", "priority", "awaits")
#: So many of those that were changed meanwhile are named in one sentence.
_NAMED: Final = 8
#: Sorts behind every day that a task can be due on.
_NEVER: Final = "9999-99-99"
_HOW_SOON: Final[dict[str, int]] = {"low": 0, "normal": 1, "high": 2, "urgent": 3}
_SHOWN: Final = (
    select(
        TaskRow.id,
        TaskRow.title,
        TaskRow.note,
        TaskRow.status,
        TaskRow.priority,
        TaskRow.milestone_id,
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
_TASKS: Final = Query(
    _SHOWN.where(TaskRow.id == any_(bindparam("ids", type_=ARRAY(Uuid))), is_kept(TaskRow.project_id))
)
_STATUS: Final = bindparam("status", type_=String)
_ASSIGNEE: Final = bindparam("assignee_id", type_=Uuid)
_PRIORITY: Final = bindparam("priority", type_=String)
_MILESTONE: Final = bindparam("milestone_id", type_=Uuid)
_DUE: Final = bindparam("due_before", type_=Date)
_OVERDUE_ON: Final = bindparam("overdue_on", type_=Date)
_UNASSIGNED: Final = bindparam("unassigned", type_=Boolean)
_WORDS: Final = bindparam("q", type_=String)
#: Of a project, those that are as each of these parameters says that is not None: with a `status`, a `priority`, a
#: `milestone_id` and an `assignee_id`, due before a day, due before a day and not done, `unassigned` or not, and with
#: `q` in their titles.
TASKS: Final = Listing(
    _SHOWN.where(
        TaskRow.project_id == bindparam("project_id"),
        or_(_STATUS.is_(None), TaskRow.status == _STATUS),
        or_(_ASSIGNEE.is_(None), TaskRow.assignee_id == _ASSIGNEE),
        or_(_PRIORITY.is_(None), TaskRow.priority == _PRIORITY),
        or_(_MILESTONE.is_(None), TaskRow.milestone_id == _MILESTONE),
        or_(_DUE.is_(None), TaskRow.due_on < _DUE),
        or_(_OVERDUE_ON.is_(None), (TaskRow.due_on < _OVERDUE_ON) & (TaskRow.status != "done")),
        or_(_UNASSIGNED.is_(None), TaskRow.assignee_id.is_(None) == _UNASSIGNED),
        or_(_WORDS.is_(None), func.strpos(folded(TaskRow.title), folded(_WORDS)) > 0),
    ),
    by=TaskRow.id,
    sorts={
        "created_at": TaskRow.id,
        "due_on": func.coalesce(cast(TaskRow.due_on, String), _NEVER, type_=String),
        "priority": case(_HOW_SOON, value=TaskRow.priority, else_=0).cast(Integer),
        "title": folded(TaskRow.title),
    },
)


async def list_tasks(
    scope: ReadScope,
    project_id: uuid.UUID,
    page: PageRequest,
    *,
    status: TaskStatus | None,
    priority: TaskPriority | None,
    milestone_id: uuid.UUID | None,
    assignee_id: uuid.UUID | None,
    due_before: date | None,
    overdue: bool,
    unassigned: bool | None,
    q: str | None,
) -> Page[Task]:
    """Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    wanted = {
        "status": status,
        "priority": priority,
        "milestone_id": milestone_id,
        "assignee_id": assignee_id,
        "due_before": due_before,
        "overdue_on": scope.clock().date() if overdue else None,
        "unassigned": unassigned,
        "q": q,
    }
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
    fields = {name: getattr(body, name) for name in TaskCreate.model_fields}
    await _check(scope, project, None, fields)
    _set(row, fields)
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
    rows = {row.id: row for row in await _rows(scope, project_id, versions)}
    for task_id in versions:
        if task_id not in rows:
            raise not_found("task", task_id)
    if moved_on := [row for row in rows.values() if row.version != versions[row.id]]:
        raise await _moved_on(scope, moved_on, versions)
    changes = _given(body, without=("tasks",))
    await _check(scope, project, None, changes)
    before = {row.id: _audited(row) for row in rows.values()}
    for row in rows.values():
        _set(row, changes)
    await scope.session.flush()
    for row in rows.values():
        await _tell_of_change(scope, row, before[row.id])
    shown = {row["id"]: _task(row) for row in await scope.rows(_TASKS, ids=list(versions))}
    return Tasks(items=[shown[task_id] for task_id in versions])


async def _moved_on(scope: Scope, rows: Sequence[TaskRow], versions: Mapping[uuid.UUID, int]) -> ProblemError:
    """Says of each task that was changed since it was seen who has changed it last."""
    did = (
        select(AuditEntryRow.subject_id, AuditEntryRow.details)
        .where(
            AuditEntryRow.organization_id == scope.organization_id,
            AuditEntryRow.subject_id.in_([row.id for row in rows]),
        )
        .order_by(AuditEntryRow.sequence)
    )
    by: dict[uuid.UUID, str] = {}
    for task_id, details in await scope.session.execute(did):
        by[task_id] = (json.loads(details).get("actor") if details else None) or "somebody"
    found = [
        {"id": str(row.id), "title": row.title, "version": row.version, "by": by.get(row.id, "somebody")}
        for row in rows
    ]
    named = ", ".join(f"{each['title']} (by {each['by']})" for each in found[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    first = rows[0]
    return ProblemError(
        412,
        "changed-meanwhile",
        f"body.tasks: changed since you saw them, so that nothing was changed: {named}{more}; look at them, then send "
        "your change again with their versions",
        current=(await get_task(scope, first.id)).model_dump(mode="json"),
        changed=sorted(name for name, version in first.edited.items() if version > versions[first.id]),
        moved_on=found,
    )


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
    await _check(scope, project, row.id, changes)
    _set(row, changes)
    await scope.session.flush()
    await _tell_of_change(scope, row, before)


async def _tell_of_change(scope: Scope, row: TaskRow, before: Mapping[str, Any]) -> None:
    await scope.announce(queries.TASK.type, row.id)
    if (after := _audited(row)) != before:
        scope.record("task.updated", queries.TASK.type, row.id, project_id=row.project_id, before=before, after=after)


async def _check(scope: Scope, project: ProjectRow, task_id: uuid.UUID | None, changes: Mapping[str, Any]) -> None:
    """Raises problems for what and whom the project does not have. Its row is locked, so that no two changes make a
    circle together."""
    milestone, assignee, about, awaits = (
        changes.get(name) for name in ("milestone_id", "assignee_id", "about", "awaits")
    )
    if assignee is not None and not await sees_project(scope, project, assignee):
        raise ProblemError(
            422, "not-in-the-project", "body.assignee_id: no member of this id sees the project; let them into its team"
        )
    if milestone is not None:
        own = select(MilestoneRow.id).where(
            MilestoneRow.organization_id == scope.organization_id,
            MilestoneRow.project_id == project.id,
            MilestoneRow.id == milestone,
        )
        if await scope.session.scalar(own) is None:
            raise ProblemError(
                422, "not-in-the-project", f"body.milestone_id: the project has no milestone {milestone}"
            )
    if about is not None:
        await _check_subject(scope, project.id, about)
    if awaits is not None:
        await _check_awaited(scope, project.id, task_id, awaits)


def _set(row: TaskRow, changes: Mapping[str, Any]) -> None:
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


async def _rows(scope: Scope, project_id: uuid.UUID, ids: Collection[uuid.UUID] | None = None) -> list[TaskRow]:
    """All of a project, or those of it with these ids."""
    of_project = select(TaskRow).where(
        TaskRow.organization_id == scope.organization_id, TaskRow.project_id == project_id
    )
    if ids is not None:
        of_project = of_project.where(TaskRow.id.in_(ids))
    return list(await scope.session.scalars(of_project.order_by(TaskRow.id)))


def _given(body: TaskUpdate | TasksUpdate, *, without: Sequence[str] = ()) -> dict[str, Any]:
    """What was said. Null of what a task always has says nothing."""
    said = {name: getattr(body, name) for name in body.model_fields_set if name not in without}
    return {name: value for name, value in said.items() if value is not None or name not in _ALWAYS}


def _task(row: Mapping[str, Any]) -> Task:
    assignee = row["assignee_id"] and Assignee(member_id=row["assignee_id"], name=row["assignee_name"] or "Somebody")
    milestone = row["milestone_id"] and TaskMilestone(milestone_id=row["milestone_id"])
    return Task.model_validate({**row, "assignee": assignee, "milestone": milestone})


def _audited(row: TaskRow) -> dict[str, Any]:
    return {
        "title": row.title,
        "status": row.status,
        "priority": row.priority,
        "milestone": row.milestone_id and str(row.milestone_id),
        "assignee": row.assignee_id and str(row.assignee_id),
        "due_on": row.due_on and row.due_on.isoformat(),
        "about": row.about,
        "awaits": [str(awaited) for awaited in row.awaits],
    }
