"""Runs productions: starts the jobs of a film, stops them, tries them again."""

import asyncio
import uuid
from collections.abc import Mapping

from film_studio.engines import JOB_TYPES
from film_studio.engines.character import Part, check_consents, parts_of
from film_studio.engines.management import project_row
from film_studio.engines.production import (
    CASTING,
    SUBJECT,
    Plan,
    PlanMissingError,
    Production,
    ProductionRow,
    film_jobs,
    get_production,
    load_plan,
    most_jobs,
    production_row,
)
from film_studio.engines.writing import revision_row
from film_studio.identity.scope import Scope
from film_studio.jobs import submission
from film_studio.jobs.advance import lock_owner
from film_studio.jobs.models import JobOwnerRow
from film_studio.kit.database.bulk import new_ids
from film_studio.kit.problems import ProblemError, not_found


async def create_production(
    scope: Scope, revision_id: uuid.UUID, *, voice_renderer: str, score_renderer: str
) -> Production:
    """Start a production of the revision: all its jobs, in this transaction. `voice_renderer` speaks what it can of the
    lines, and `score_renderer` plays the music, to the production's end. A 409
    problem without a plan, and where somebody has not agreed."""
    revision = await revision_row(scope, revision_id)
    await project_row(scope, revision.project_id, lock="keep")
    await check_consents(scope, revision.id)
    casting = await parts_of(scope, revision.id)
    plan = await plan_of(scope, revision.id, voice_renderer, casting)
    owner = await submission.new_owner(scope.session, scope.organization_id, SUBJECT.type)
    scope.session.add(
        ProductionRow(
            id=owner.id,
            organization_id=scope.organization_id,
            project_id=revision.project_id,
            revision_id=revision.id,
            voice_renderer=voice_renderer,
            score_renderer=score_renderer,
            casting=CASTING.dump_python(casting, mode="json"),
        )
    )
    await scope.session.flush()
    ids = await new_ids(scope.session, most_jobs(plan))
    graph = await asyncio.to_thread(film_jobs, owner, plan, ids)
    await submission.submit(scope.session, JOB_TYPES, owner, graph)
    told = {"revision": str(revision.id), "number": revision.number}
    scope.record("production.started", SUBJECT.type, owner.id, project_id=revision.project_id, after=told)
    return await _shown(scope, owner)


async def plan_of(scope: Scope, revision_id: uuid.UUID, voice_renderer: str, casting: Mapping[str, Part]) -> Plan:
    """The plan of a revision, its people as chosen, its lines for this renderer wherever it speaks them; or a 409
    problem."""
    try:
        return await load_plan(scope.session, revision_id, voice_renderer, casting)
    except PlanMissingError as error:
        raise ProblemError(409, "no-shot-plan", str(error)) from error


async def cancel_production(scope: Scope, production_id: uuid.UUID) -> Production:
    """Stop a production; doing it again changes nothing. A 409 problem when it has ended by itself."""
    project_id, owner = await _lock(scope, production_id)
    if owner.status in ("succeeded", "failed"):
        raise ProblemError(
            409, "production-is-over", f"production {production_id} has {owner.status}; there is nothing to cancel"
        )
    if owner.status == "running":
        await submission.cancel(scope.session, owner)
        scope.record("production.cancelled", SUBJECT.type, owner.id, project_id=project_id)
    return await _shown(scope, owner)


async def retry_production(scope: Scope, production_id: uuid.UUID) -> Production:
    """Try the failed jobs again; what their siblings made stays. A 409 problem when no job has failed, and
    where somebody has not agreed."""
    project_id, owner = await _lock(scope, production_id)
    if owner.status == "cancelled":
        raise ProblemError(
            409,
            "production-is-over",
            f"production {production_id} was cancelled; start a new one: what was made already is not made again",
        )
    await check_consents(scope, (await production_row(scope, production_id)).revision_id)
    retried = await submission.retry(scope.session, JOB_TYPES, owner)
    if retried == 0:
        raise ProblemError(
            409, "nothing-to-retry", f"no job of production {production_id} has failed; it is {owner.status}"
        )
    scope.record("production.retried", SUBJECT.type, owner.id, project_id=project_id, after={"jobs": retried})
    return await _shown(scope, owner)


async def _lock(scope: Scope, production_id: uuid.UUID) -> tuple[uuid.UUID, JobOwnerRow]:
    """The production's project, which nobody deletes until the transaction ends, and its jobs, locked; or a 404
    problem."""
    production = await production_row(scope, production_id)
    await project_row(scope, production.project_id, lock="keep")
    owner = await lock_owner(scope.session, production_id)
    if owner is None:
        raise not_found("production", production_id)
    return production.project_id, owner


async def _shown(scope: Scope, owner: JobOwnerRow) -> Production:
    await scope.session.flush()
    return await get_production(scope, owner.id)
