"""HTTP of filters that are kept by a name."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends

from film_studio.engines.tracking import task_filters
from film_studio.engines.tracking.task_schemas import TaskFilter, TaskFilterCreate
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problem_kinds import raises

router: Final = APIRouter()
_FiltersPage = Annotated[PageRequest, Depends(task_filters.TASK_FILTERS.request)]


@router.get("/projects/{project_id}/task-filters", summary="Filters of a project's tasks: yours, and shared ones")
@needs("tasks:read")
async def list_task_filters(project_id: uuid.UUID, scope: RequestReadScope, page: _FiltersPage) -> Page[TaskFilter]:
    return await task_filters.list_task_filters(scope, project_id, page)


@router.post("/projects/{project_id}/task-filters", status_code=201, summary="Keep a filter of tasks by a name")
@needs("tasks:read")
@raises("no-person", "too-many-of-these")
async def create_task_filter(
    project_id: uuid.UUID, body: TaskFilterCreate, scope: RequestScope, idempotency: IdempotencyKey
) -> TaskFilter:
    """A shared one needs the permission tasks:write."""
    return await idempotency.once(
        scope.session, TaskFilter, lambda: task_filters.create_task_filter(scope, project_id, body)
    )


@router.delete("/task-filters/{task_filter_id}", status_code=204, summary="Delete a filter of tasks")
@needs("tasks:read")
async def delete_task_filter(task_filter_id: uuid.UUID, scope: RequestScope) -> None:
    """A shared one needs the permission tasks:write."""
    await task_filters.delete_task_filter(scope, task_filter_id)
