"""Deletes a project, whatever engine works on it."""

import uuid

from sqlalchemy import select

from film_studio.engines.management import DeletedProject, delete_project
from film_studio.flows.subjects import is_of_project
from film_studio.identity.scope import Scope
from film_studio.jobs import submission
from film_studio.jobs.models import JobOwnerRow
from film_studio.kit.versions import Precondition


async def stop_and_delete_project(scope: Scope, project_id: uuid.UUID, seen: Precondition) -> DeletedProject:
    """Hide the project and stop all its jobs. Doing it again changes nothing. Raises a 404 problem for the project."""
    deleted = await delete_project(scope, project_id, seen)  # its lock lets no work on it begin meanwhile
    running = (
        select(JobOwnerRow)
        .where(
            JobOwnerRow.organization_id == scope.organization_id,
            is_of_project(project_id),
            JobOwnerRow.status == "running",
        )
        .order_by(JobOwnerRow.id)
        .with_for_update()
    )
    for owner in (await scope.session.scalars(running)).all():
        await submission.cancel(scope.session, owner)
    return deleted
