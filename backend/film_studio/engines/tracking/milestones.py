"""Milestones: the days of a film by which something is there, and how far what belongs to them is."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import String, bindparam, case, func, select

from contracts.limits import MILESTONES_A_PROJECT
from film_studio.engines.management import ProjectRow, check_project, is_kept, project_row
from film_studio.engines.tracking import queries
from film_studio.engines.tracking.milestone_schemas import (
    Milestone,
    MilestoneCreate,
    MilestoneProgress,
    MilestoneUpdate,
)
from film_studio.engines.tracking.models import MilestoneRow, TaskRow
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageRequest, folded
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition

#: What a milestone is never without.
_ALWAYS: Final = ("title", "kind", "due_on")
_SHOWN: Final = select(*(getattr(MilestoneRow, name) for name in Milestone.model_fields)).where(
    MilestoneRow.organization_id == bindparam("organization_id")
)
_MILESTONE: Final = Query(_SHOWN.where(MilestoneRow.id == bindparam("id"), is_kept(MilestoneRow.project_id)))
_OWN: Final = TaskRow.milestone_id == MilestoneRow.id
#: Of a project, with how many tasks belong to each and how many of these are done.
MILESTONES: Final = Listing(
    _SHOWN.add_columns(
        select(func.count()).where(_OWN).correlate(MilestoneRow).scalar_subquery().label("tasks"),
        select(func.count(case((TaskRow.status == "done", 1))))
        .where(_OWN)
        .correlate(MilestoneRow)
        .scalar_subquery()
        .label("tasks_done"),
    ).where(MilestoneRow.project_id == bindparam("project_id")),
    by=MilestoneRow.id,
    sorts={
        "created_at": MilestoneRow.id,
        "due_on": func.to_char(MilestoneRow.due_on, "YYYY-MM-DD", type_=String),
        "title": folded(MilestoneRow.title),
    },
)


async def list_milestones(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[MilestoneProgress]:
    """Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    today = scope.clock().date()

    def shown(row: Mapping[str, Any]) -> MilestoneProgress:
        late = ((row["reached_on"] or today) - row["due_on"]).days
        return MilestoneProgress.model_validate({**row, "days_late": max(0, late)})

    return await MILESTONES.page(scope, page, shown, project_id=project_id)


async def get_milestone(scope: ReadScope, milestone_id: uuid.UUID) -> Milestone:
    """The milestone, or a 404 problem."""
    for row in await scope.rows(_MILESTONE, id=milestone_id):
        return Milestone.model_validate(row)
    raise not_found("milestone", milestone_id)


async def create_milestone(scope: Scope, project_id: uuid.UUID, body: MilestoneCreate) -> Milestone:
    """Raises problems: 404, and 409 for too many."""
    await project_row(scope, project_id, lock="change")
    count = select(func.count()).where(MilestoneRow.project_id == project_id)
    if (await scope.session.execute(count)).scalar_one() >= MILESTONES_A_PROJECT:
        raise ProblemError(
            409, "too-many-of-these", f"a project has up to {MILESTONES_A_PROJECT} milestones; delete some"
        )
    row = MilestoneRow(organization_id=scope.organization_id, project_id=project_id, **body.model_dump())
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(queries.MILESTONE.type, row.id)
    scope.record("milestone.created", queries.MILESTONE.type, row.id, project_id=project_id, after=_audited(row))
    return await get_milestone(scope, row.id)


async def update_milestone(
    scope: Scope, milestone_id: uuid.UUID, body: MilestoneUpdate, seen: Precondition
) -> Milestone:
    """Raises problems: 404, and those of `seen`."""
    _, row = await _row(scope, milestone_id)
    seen.check(row, await get_milestone(scope, milestone_id))
    before = _audited(row)
    for name in body.model_fields_set:
        value = getattr(body, name)
        if value is not None or name not in _ALWAYS:
            setattr(row, name, value)
    await scope.session.flush()
    await scope.announce(queries.MILESTONE.type, row.id)
    if (after := _audited(row)) != before:
        scope.record(
            *("milestone.updated", queries.MILESTONE.type, row.id),
            project_id=row.project_id,
            before=before,
            after=after,
        )
    return await get_milestone(scope, milestone_id)


async def delete_milestone(scope: Scope, milestone_id: uuid.UUID, seen: Precondition) -> None:
    """Its tasks stay, and belong to none. Raises problems: 404, and those of `seen`."""
    project, row = await _row(scope, milestone_id)
    seen.check(row, await get_milestone(scope, milestone_id))
    own = select(TaskRow).where(
        TaskRow.organization_id == scope.organization_id,
        TaskRow.project_id == project.id,
        TaskRow.milestone_id == milestone_id,
    )
    for task in await scope.session.scalars(own):
        task.milestone_id = None
        await scope.announce(queries.TASK.type, task.id)
    await scope.session.flush()
    await scope.announce(queries.MILESTONE.type, milestone_id)
    await scope.session.delete(row)
    await scope.session.flush()
    scope.record(
        *("milestone.deleted", queries.MILESTONE.type, milestone_id), project_id=project.id, before={"title": row.title}
    )


async def _row(scope: Scope, milestone_id: uuid.UUID) -> tuple[ProjectRow, MilestoneRow]:
    """The milestone and its project, both locked: the project first, as everybody does. Or a 404 problem."""
    one = select(MilestoneRow).where(
        MilestoneRow.organization_id == scope.organization_id, MilestoneRow.id == milestone_id
    )
    project_id = await scope.session.scalar(one.with_only_columns(MilestoneRow.project_id))
    if project_id is None:
        raise not_found("milestone", milestone_id)
    project = await project_row(scope, project_id, lock="change")
    row = (await scope.session.scalars(one.with_for_update())).one_or_none()
    if row is None:
        raise not_found("milestone", milestone_id)
    return project, row


def _audited(row: MilestoneRow) -> dict[str, Any]:
    return {
        "title": row.title,
        "kind": row.kind,
        "due_on": row.due_on.isoformat(),
        "reached_on": row.reached_on and row.reached_on.isoformat(),
    }
