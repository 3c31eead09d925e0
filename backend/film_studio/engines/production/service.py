"""What the production engine does: it plans a revision's shots, and starts, stops and retries productions."""

import asyncio
import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts import storage_keys
from contracts.recipes import KINDS
from contracts.recipes.shot import PICTURE, ShotResult
from contracts.renderers import Kind
from film_studio.engines.character.cast import CastMember
from film_studio.engines.management import service as management
from film_studio.engines.production import planner
from film_studio.engines.production.models import Production, Shot
from film_studio.engines.production.plans import PlanMissingError, load_plan, store_plan
from film_studio.engines.production.schemas import (
    JobAnswer,
    ProductionAnswer,
    ProductionShotAnswer,
    ShotAnswer,
    ShotLine,
)
from film_studio.engines.production.shotlist import Plan, PlannedShot
from film_studio.engines.writing.fountain.elements import Screenplay
from film_studio.engines.writing.models import Revision
from film_studio.engines.writing.revisions import get_revision
from film_studio.jobs import submission
from film_studio.jobs.advance import lock_production
from film_studio.jobs.models import Job, JobStatus
from film_studio.jobs.progress import states
from film_studio.pagination import Page, PageRequest
from film_studio.problems import ProblemError, not_found
from film_studio.storage import Storage


async def plan_revision(
    session: AsyncSession, revision: Revision, screenplay: Screenplay, cast: tuple[CastMember, ...]
) -> Plan:
    """Plan the shots of a new revision and store them in the session's transaction."""
    plan = await asyncio.to_thread(planner.plan, screenplay, cast)
    await store_plan(session, revision.organization_id, revision.id, plan)
    return plan


async def shots(
    session: AsyncSession, organization_id: uuid.UUID, revision_id: uuid.UUID, page: PageRequest
) -> Page[ShotAnswer]:
    """The planned shots of a revision, in the film's order."""
    await get_revision(session, organization_id, revision_id)
    query = select(Shot).where(Shot.organization_id == organization_id, Shot.revision_id == revision_id)
    rows = await page.rows(session, query, Shot.index)
    return page.page(rows, key=lambda row: row.index, item=_shot_answer)


async def start(session: AsyncSession, organization_id: uuid.UUID, revision_id: uuid.UUID) -> ProductionAnswer:
    """Start a production of the revision: all its jobs, in this transaction. A 409 problem without a plan."""
    revision = await get_revision(session, organization_id, revision_id)
    await management.get_project(session, organization_id, revision.project_id, lock="keep")
    try:
        plan = await load_plan(session, revision.id)
    except PlanMissingError as error:
        raise ProblemError(409, "no-shot-plan", str(error)) from error
    production = Production(
        organization_id=organization_id, project_id=revision.project_id, revision_id=revision.id, status="running"
    )
    await submission.submit(session, production, plan)
    return await _answer(session, production)


async def get_production(session: AsyncSession, organization_id: uuid.UUID, production_id: uuid.UUID) -> Production:
    """The production's row, or a 404 problem."""
    query = select(Production).where(
        Production.organization_id == organization_id,
        Production.id == production_id,
        management.is_kept(Production.project_id),
    )
    row = (await session.scalars(query)).one_or_none()
    if row is None:
        raise not_found("production", production_id)
    return row


async def show(session: AsyncSession, organization_id: uuid.UUID, production_id: uuid.UUID) -> ProductionAnswer:
    """A production and how far it is."""
    return await _answer(session, await get_production(session, organization_id, production_id))


async def productions(
    session: AsyncSession, organization_id: uuid.UUID, project_id: uuid.UUID, page: PageRequest
) -> Page[ProductionAnswer]:
    """Productions of a project, the newest first."""
    await management.get_project(session, organization_id, project_id)
    query = select(Production).where(Production.organization_id == organization_id, Production.project_id == project_id)
    rows = await page.rows(session, query, Production.id, descending=True)
    answers = {answer.id: answer for answer in await states(session, rows)}
    return page.page(rows, key=lambda row: row.id, item=lambda row: answers[row.id])


async def jobs(
    session: AsyncSession,
    organization_id: uuid.UUID,
    production_id: uuid.UUID,
    page: PageRequest,
    *,
    kind: Kind | None,
    status: JobStatus | None,
) -> Page[JobAnswer]:
    """Jobs of a production, in the order in which they were made: lines, shots, score, assembly."""
    await get_production(session, organization_id, production_id)
    query = select(Job).where(Job.organization_id == organization_id, Job.production_id == production_id)
    if kind is not None:
        query = query.where(Job.kind == kind)
    if status is not None:
        query = query.where(Job.status == status)
    rows = await page.rows(session, query, Job.id)
    return page.page(rows, key=lambda row: row.id, item=JobAnswer.model_validate)


async def made_shots(
    session: AsyncSession, storage: Storage, organization_id: uuid.UUID, production_id: uuid.UUID, page: PageRequest
) -> Page[ProductionShotAnswer]:
    """The shots of a production with signed URLs of those that are done, in the film's order."""
    await get_production(session, organization_id, production_id)
    query = select(Job).where(
        Job.organization_id == organization_id, Job.production_id == production_id, Job.kind == "shot"
    )
    rows = await page.rows(session, query, Job.ordinal)
    answers = await asyncio.gather(*(_made_shot(storage, row) for row in rows[: page.limit]))
    by_id = {row.id: answer for row, answer in zip(rows, answers, strict=False)}
    return page.page(rows, key=lambda row: row.ordinal, item=lambda row: by_id[row.id])


async def cancel(session: AsyncSession, organization_id: uuid.UUID, production_id: uuid.UUID) -> ProductionAnswer:
    """Stop a production; again, it changes nothing. A 409 problem when it has ended by itself."""
    production = await _lock(session, organization_id, production_id)
    if production.status in ("succeeded", "failed"):
        raise ProblemError(
            409, "production-is-over", f"production {production_id} has {production.status}; there is nothing to cancel"
        )
    if production.status == "running":
        await submission.cancel(session, production)
    return await _answer(session, production)


async def cancel_all(session: AsyncSession, organization_id: uuid.UUID, project_id: uuid.UUID) -> None:
    """Stop every running production of a project, which the caller has locked: none begins meanwhile."""
    running = (
        select(Production)
        .where(
            Production.organization_id == organization_id,
            Production.project_id == project_id,
            Production.status == "running",
        )
        .order_by(Production.id)
        .with_for_update()
    )
    for production in (await session.scalars(running)).all():
        await submission.cancel(session, production)


async def retry(session: AsyncSession, organization_id: uuid.UUID, production_id: uuid.UUID) -> ProductionAnswer:
    """Try the failed jobs again; what their siblings made stays. A 409 problem when no job has failed."""
    production = await _lock(session, organization_id, production_id)
    if production.status == "cancelled":
        raise ProblemError(
            409,
            "production-is-over",
            f"production {production_id} was cancelled; start a new one: what was made already is not made again",
        )
    if await submission.retry(session, production) == 0:
        raise ProblemError(
            409, "nothing-to-retry", f"no job of production {production_id} has failed; it is {production.status}"
        )
    return await _answer(session, production)


async def _lock(session: AsyncSession, organization_id: uuid.UUID, production_id: uuid.UUID) -> Production:
    """The production's row, locked, of a project that nobody deletes until the transaction ends; or a 404 problem."""
    project_id = (await get_production(session, organization_id, production_id)).project_id
    await management.get_project(session, organization_id, project_id, lock="keep")
    production = await lock_production(session, production_id)
    if production is None:
        raise not_found("production", production_id)
    return production


async def _answer(session: AsyncSession, production: Production) -> ProductionAnswer:
    await session.flush()
    return (await states(session, [production]))[0]


def _shot_answer(row: Shot) -> ShotAnswer:
    spec = PlannedShot.model_validate(row.spec)
    return ShotAnswer(
        index=row.index,
        scene=row.scene,
        size=row.size,
        angle=row.angle,
        move=row.move,
        subjects=row.subjects,
        card=list(spec.picture.lines) if spec.picture.kind == "card" else None,
        action=spec.action,
        lines=[ShotLine.model_validate(line) for line in spec.lines],
        seconds=row.seconds,
        transition=row.transition,
    )


async def _made_shot(storage: Storage, job: Job) -> ProductionShotAnswer:
    made = None if job.result is None else ShotResult.model_validate(job.result)
    download = None
    if made is not None and job.recipe_hash is not None:
        download = await storage.download_url(
            storage_keys.artifact(job.organization_id, job.recipe_hash, PICTURE),
            f"shot-{job.ordinal + 1:04}.mp4",
            KINDS["shot"].files[PICTURE],
        )
    return ProductionShotAnswer(
        index=job.ordinal,
        scene=job.scene,
        status=job.status,
        error=job.error,
        renderer=made and made.renderer,
        frames=made and made.frames,
        cached=job.cached,
        url=download and download.url,
        expires_at=download and download.expires_at,
    )
