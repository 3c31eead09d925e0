"""HTTP of tasks."""

import uuid
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from film_studio.engines.tracking import tasks
from film_studio.engines.tracking.task_schemas import (
    Task,
    TaskCreate,
    TaskPriority,
    Tasks,
    TaskStatus,
    TasksUpdate,
    TaskUpdate,
)
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.schemas import Search
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter()
_TasksPage = Annotated[PageRequest, Depends(tasks.TASKS.request)]


@router.get("/projects/{project_id}/tasks", summary="A project's tasks, the first ones first or as asked")
@needs("tasks:read")
async def list_tasks(
    *,
    project_id: uuid.UUID,
    scope: RequestReadScope,
    page: _TasksPage,
    status: Annotated[TaskStatus | None, Query(description="Only tasks in this state")] = None,
    assignee_id: Annotated[uuid.UUID | None, Query(description="Only tasks of this member")] = None,
    priority: Annotated[TaskPriority | None, Query(description="Only tasks that are wanted so soon")] = None,
    milestone_id: Annotated[uuid.UUID | None, Query(description="Only tasks of this milestone")] = None,
    due_before: Annotated[date | None, Query(description="Only tasks that are due before this day")] = None,
    overdue: Annotated[bool, Query(description="Only tasks that were due and are not done")] = False,
    unassigned: Annotated[bool | None, Query(description="Only tasks of nobody, or only those of somebody")] = None,
    q: Search = None,
) -> Page[Task]:
    return await tasks.list_tasks(
        scope,
        project_id,
        page,
        status=status,
        priority=priority,
        milestone_id=milestone_id,
        assignee_id=assignee_id,
        due_before=due_before,
        overdue=overdue,
        unassigned=unassigned,
        q=q,
    )


@router.post("/projects/{project_id}/tasks", status_code=201, summary="Make a task")
@needs("tasks:write")
@raises("no-such-subject", "not-in-the-project", "tasks-in-a-circle", "too-many-tasks")
async def create_task(
    *,
    project_id: uuid.UUID,
    body: TaskCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> Task:
    task = await idempotency.once(scope.session, Task, lambda: tasks.create_task(scope, project_id, body))
    response.headers["Location"] = request.url_for("get_task", task_id=str(task.id)).path
    return tag.edited(task)


@router.patch("/projects/{project_id}/tasks", summary="Change several tasks in the same way")
@needs("tasks:write")
@raises("changed-meanwhile", "not-in-the-project")
async def update_tasks(project_id: uuid.UUID, body: TasksUpdate, scope: RequestScope) -> Tasks:
    """Each with the version that was seen of it: where one was changed meanwhile, nothing changes, and `moved_on` says
    which ones were, and by whom."""
    return await tasks.update_tasks(scope, project_id, body)


@router.get("/tasks/{task_id}", summary="A task")
@needs("tasks:read")
async def get_task(task_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Task:
    return tag.edited(await tasks.get_task(scope, task_id))


@router.patch("/tasks/{task_id}", summary="Change a task")
@needs("tasks:write")
@raises("no-such-subject", "not-in-the-project", "tasks-in-a-circle")
async def update_task(
    *, task_id: uuid.UUID, body: TaskUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Task:
    return tag.edited(await tasks.update_task(scope, task_id, body, seen))


@router.delete("/tasks/{task_id}", status_code=204, summary="Delete a task")
@needs("tasks:write")
async def delete_task(task_id: uuid.UUID, scope: RequestScope, seen: IfMatch) -> None:
    """What has awaited it awaits it no longer."""
    await tasks.delete_task(scope, task_id, seen)
