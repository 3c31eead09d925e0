"""Begins one job for a subject, where it was not begun for it already."""

import uuid
from typing import Final

from sqlalchemy import bindparam, select

from contracts.recipes import Recipe, recipe_hash
from contracts.renderers import Kind
from film_studio.engines import JOB_TYPES
from film_studio.identity.scope import Scope
from film_studio.jobs import submission
from film_studio.jobs.models import JobOwnerRow, JobRow
from film_studio.jobs.submission import Graph, new_job
from film_studio.jobs.types import set_recipe
from film_studio.kit.database.bulk import new_ids
from film_studio.kit.database.reader import Query

#: The newest first; what failed or was stopped is begun anew.
_BEGUN: Final = Query(
    select(JobRow.id)
    .join(JobOwnerRow, JobOwnerRow.id == JobRow.owner_id)
    .where(
        JobRow.organization_id == bindparam("organization_id"),
        JobOwnerRow.subject_type == bindparam("subject_type"),
        JobOwnerRow.subject_id == bindparam("subject_id"),
        JobRow.kind == bindparam("kind"),
        JobRow.recipe_hash == bindparam("recipe_hash"),
        JobRow.status.not_in(("failed", "cancelled")),
    )
    .order_by(JobRow.id.desc())
    .limit(1)
)


async def begin_once(
    scope: Scope, subject: tuple[str, uuid.UUID], kind: Kind, recipe: Recipe, *, weight: float
) -> tuple[uuid.UUID, bool]:
    """The job that makes this of the subject, a type and an id, and whether it was begun now: asked for again, it is
    the same job, done or not. `weight`: of frames of shot rendering."""
    subject_type, subject_id = subject
    for row in await scope.rows(
        _BEGUN, subject_type=subject_type, subject_id=subject_id, kind=kind, recipe_hash=recipe_hash(recipe)
    ):
        return row["id"], False
    owner = await submission.new_owner(scope.session, scope.organization_id, subject_type, subject_id)
    (job_id,) = await new_ids(scope.session, 1)
    job = new_job(owner, job_id, kind, 0, weight=weight)
    set_recipe(job, recipe)
    await submission.submit(scope.session, JOB_TYPES, owner, Graph(jobs=[job], gates={}))
    return job_id, True
