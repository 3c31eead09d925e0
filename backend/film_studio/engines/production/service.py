"""What the production engine does: plans a revision's shots, and shows how far productions are."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from contracts import storage_keys
from contracts.recipes import shot as shots
from contracts.recipes.shot import PICTURE, STILL, STRIP, ShotResult
from contracts.renderers import Kind
from film_studio.engines.character import derive_cast
from film_studio.engines.engine import DerivedRows, Reading
from film_studio.engines.management import check_project
from film_studio.engines.production import queries
from film_studio.engines.production.planning.planner import plan
from film_studio.engines.production.planning.shotlist import PlannedShot
from film_studio.engines.production.plans import rows_of
from film_studio.engines.production.schemas import (
    Production,
    ProductionJob,
    ProductionShot,
    Shot,
    ShotLine,
    ShotPictures,
)
from film_studio.engines.writing import check_revision
from film_studio.identity.scope import ReadScope
from film_studio.jobs.models import JobStatus, OwnerStatus
from film_studio.jobs.progress import progress_of
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import not_found
from film_studio.kit.storage import Download, Wanted
from film_studio.kit.stored import readable

_PRODUCTION_COLUMNS: Final = tuple(
    name for name in Production.model_fields if name not in ("fraction", "jobs", "doing")
)


def derive(reading: Reading) -> DerivedRows:
    """The planned shots of a new revision."""
    return rows_of(plan(reading.screenplay, reading.of(derive_cast)))


async def list_shots(scope: ReadScope, revision_id: uuid.UUID, page: PageRequest) -> Page[Shot]:
    """The planned shots of a revision, in the film's order. Raises a 404 problem for the revision."""
    await check_revision(scope, revision_id)
    return await queries.SHOTS.page(scope, page, _shot, revision_id=revision_id)


async def list_productions(
    scope: ReadScope, project_id: uuid.UUID, page: PageRequest, *, status: OwnerStatus | None
) -> Page[Production]:
    """Productions of a project in a status, the newest first. Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await queries.PRODUCTIONS.page(scope, page, _production, project_id=project_id, status=status)


async def get_production(scope: ReadScope, production_id: uuid.UUID) -> Production:
    """A production and how far it is, or a 404 problem."""
    for row in await scope.rows(queries.PRODUCTION, id=production_id):
        return _production(row)
    raise not_found("production", production_id)


async def watch_production(scope: ReadScope, production_id: uuid.UUID) -> Production | None:
    """A production and how far it is, also when its project was deleted meanwhile; None when it is gone."""
    for row in await scope.rows(queries.WATCHED_PRODUCTION, id=production_id):
        return _production(row)
    return None


async def list_production_jobs(
    scope: ReadScope, production_id: uuid.UUID, page: PageRequest, *, kind: Kind | None, status: JobStatus | None
) -> Page[ProductionJob]:
    """Jobs of a production, in the order in which they were made: lines, shots, score, effects, assembly."""
    await queries.production_status(scope, production_id)
    return await queries.JOBS.page(
        scope, page, ProductionJob.model_validate, production_id=production_id, kind=kind, status=status
    )


async def list_production_shots(scope: ReadScope, production_id: uuid.UUID, page: PageRequest) -> Page[ProductionShot]:
    """The shots of a production with signed URLs of those that are done, in the film's order."""
    await queries.production_status(scope, production_id)
    rows = await queries.SHOT_JOBS.rows(scope, page, production_id=production_id)
    wanted = {
        (row["ordinal"], name): _file(scope.organization_id, row, name)
        for row in rows[: page.limit]
        if row["result"] is not None and row["recipe_hash"] is not None
        for name in shots.KIND.files_of(row["result"])
    }
    signed = dict(zip(wanted, await scope.storage.download_urls(list(wanted.values())), strict=True))
    return page.page(rows, key=lambda row: row["ordinal"], item=lambda row: _production_shot(row, signed))


def _production(row: Mapping[str, Any]) -> Production:
    progress = progress_of(row)
    shown = {name: row[name] for name in _PRODUCTION_COLUMNS}
    shown["fraction"] = progress.fraction
    shown["jobs"] = progress.counts
    shown["doing"] = [
        {"kind": job.kind, "ordinal": job.ordinal, "scene": job.part, "progress": job.progress}
        for job in progress.running
    ]
    return Production.model_validate(shown)


def _shot(row: Mapping[str, Any]) -> Shot:
    spec = readable(PlannedShot, row["spec"])
    return Shot(
        index=row["index"],
        scene=row["scene"],
        size=row["size"],
        angle=row["angle"],
        move=row["move"],
        subjects=row["subjects"],
        card=list(spec.picture.lines) if spec and spec.picture.kind == "card" else None,
        action=spec and spec.action,
        lines=[ShotLine.model_validate(line) for line in row["lines"]],
        seconds=row["seconds"],
        transition=row["transition"],
    )


def _file(organization_id: uuid.UUID, job: Mapping[str, Any], name: str) -> Wanted:
    return Wanted(
        key=storage_keys.artifact(organization_id, job["recipe_hash"], name),
        filename=f"shot-{job['ordinal'] + 1:04}.{name.rpartition('.')[2]}",
        media_type=shots.KIND.files[name],
    )


def _production_shot(job: Mapping[str, Any], signed: Mapping[tuple[int, str], Download]) -> ProductionShot:
    made = readable(ShotResult, job["result"])
    video, still, strip = (signed.get((job["ordinal"], name)) for name in (PICTURE, STILL, STRIP))
    pictures = None
    if made is not None and still is not None and strip is not None:
        pictures = ShotPictures(still_url=still.url, strip_url=strip.url, strip_frames=made.strip_frames)
    return ProductionShot(
        index=job["ordinal"],
        scene=job["part"],
        status=job["status"],
        error=job["error"],
        renderer=made and made.renderer,
        frames=made and made.frames,
        cached=job["cached"],
        url=video and video.url,
        pictures=pictures,
        expires_at=video and video.expires_at,
    )
