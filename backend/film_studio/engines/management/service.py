"""What the management engine does: projects."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from film_studio.engines.engine import Erasure
from film_studio.engines.management.models import ProjectRow
from film_studio.engines.management.queries import (
    DELETED,
    PROJECT,
    PROJECTS,
    RESTORABLE,
    SUBJECT,
    any_project_row,
    project_row,
)
from film_studio.engines.management.schemas import DeletedProject, Project, ProjectCreate, ProjectUpdate
from film_studio.engines.management.team import erase_team, is_in_team, join_team
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition


async def list_projects(scope: ReadScope, page: PageRequest, *, q: str | None) -> Page[Project]:
    """Projects with `q` in their titles, the newest first or as the page asks."""
    return await PROJECTS.page(scope, page, Project.model_validate, q=q)


async def get_project(scope: ReadScope, project_id: uuid.UUID) -> Project:
    """The project, or a 404 problem."""
    for row in await scope.rows(PROJECT, id=project_id):
        return Project.model_validate(row)
    raise not_found("project", project_id)


async def create_project(scope: Scope, body: ProjectCreate) -> Project:
    row = ProjectRow(organization_id=scope.organization_id, title=body.title)
    scope.session.add(row)
    await scope.session.flush()
    if body.team_only:
        # Afterwards: who is in no team of it yet would not be shown what they have just made.
        await _stay_in(scope, row.id)
        await scope.session.execute(update(ProjectRow).where(ProjectRow.id == row.id).values(team_only=True))
        await scope.session.refresh(row)
    await scope.announce(SUBJECT.type, row.id)
    scope.record("project.created", SUBJECT.type, row.id, project_id=row.id, after=_audited(row))
    return Project.model_validate(row)


async def update_project(scope: Scope, project_id: uuid.UUID, body: ProjectUpdate, seen: Precondition) -> Project:
    """Raises problems: 404, those of `seen`, and 403 for who may not say who gets in."""
    row = await project_row(scope, project_id, lock="change")
    seen.check(row, Project.model_validate(row))
    before = _audited(row)
    if body.title is not None:
        row.title = body.title
    if body.revision_colours is not None:
        row.revision_colours = body.revision_colours
    if body.territories is not None:
        row.territories = body.territories
    if body.team_only not in (None, row.team_only):
        if "team:write" not in scope.caller.in_project(project_id):
            raise ProblemError(
                403, "not-allowed", "body.team_only: this needs the permission team:write, which you do not have here"
            )
        if body.team_only:
            await _stay_in(scope, row.id)
        row.team_only = bool(body.team_only)
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    scope.record("project.updated", SUBJECT.type, row.id, project_id=row.id, before=before, after=_audited(row))
    await scope.session.refresh(row, ["updated_at"])
    return Project.model_validate(row)


def _audited(row: ProjectRow) -> dict[str, Any]:
    colours = {} if row.revision_colours is None else {"revision_colours": row.revision_colours}
    territories = {"territories": row.territories} if row.territories else {}
    return {"title": row.title, "team_only": row.team_only, **colours, **territories}


async def _stay_in(scope: Scope, project_id: uuid.UUID) -> None:
    """Who closes a project to others is in its team from then on, and does not shut themselves out."""
    if scope.caller.kind == "member" and not await is_in_team(scope, project_id, scope.caller.id):
        await join_team(scope, project_id, scope.caller.id, "producer")


async def delete_project(scope: Scope, project_id: uuid.UUID, seen: Precondition) -> DeletedProject:
    """Hide the project; what works on it has to be stopped in the same transaction. Doing it again changes nothing,
    whatever was seen."""
    row = await any_project_row(scope, project_id)
    seen.check_given()
    if row.deleted_at is None:
        seen.check(row, Project.model_validate(row))
        row.deleted_at = scope.clock()
        await scope.session.flush()
        await scope.announce(SUBJECT.type, row.id)
        scope.record("project.deleted", SUBJECT.type, row.id, project_id=row.id, before={"title": row.title})
    return _deleted(row, row.deleted_at)


async def list_deleted_projects(scope: ReadScope, page: PageRequest) -> Page[DeletedProject]:
    def shown(row: Mapping[str, Any]) -> DeletedProject:
        return DeletedProject(**row, restorable_until=row["deleted_at"] + RESTORABLE)

    return await DELETED.page(scope, page, shown, since=scope.clock() - RESTORABLE)


async def restore_project(scope: Scope, project_id: uuid.UUID, seen: Precondition) -> Project:
    """Show a deleted project again. A 404 problem when it is too late: it may be half erased."""
    row = await any_project_row(scope, project_id)
    seen.check_given()
    if row.deleted_at is not None:
        if row.deleted_at + RESTORABLE < scope.clock():
            raise not_found("project", project_id)
        seen.check(row, _deleted(row, row.deleted_at))
        row.deleted_at = None
        await scope.session.flush()
        await scope.announce(SUBJECT.type, row.id)
        scope.record("project.restored", SUBJECT.type, row.id, project_id=row.id, after={"title": row.title})
        await scope.session.refresh(row, ["updated_at"])
    return Project.model_validate(row)


async def erase(erasure: Erasure) -> None:
    await erase_team(erasure)
    statement = delete(ProjectRow).where(ProjectRow.id == erasure.project_id)
    await erasure.session.execute(statement, execution_options={"synchronize_session": False})


def _deleted(row: ProjectRow, deleted_at: datetime) -> DeletedProject:
    return DeletedProject(
        id=row.id,
        title=row.title,
        version=row.version,
        deleted_at=deleted_at,
        restorable_until=deleted_at + RESTORABLE,
    )
