"""The rows of productions and shots, for every engine that works on one."""

import uuid
from typing import Final

from sqlalchemy import String, bindparam, delete, or_, select

from contracts.recipes.film import USUAL_FORMAT, FilmFormat
from film_studio.engines.engine import Erasure, Subject
from film_studio.engines.management import is_kept
from film_studio.engines.production.models import ProductionRow, ShotPlanRow, ShotRow
from film_studio.engines.production.schemas import ProductionJob
from film_studio.engines.writing import RevisionRow
from film_studio.identity.scope import ReadScope, Scope
from film_studio.jobs.models import JobOwnerRow, JobRow, OwnerStatus
from film_studio.jobs.progress import PROGRESS_COLUMNS
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing
from film_studio.kit.problems import not_found

_STATUS: Final = bindparam("status", type_=String)
_OF_ORGANIZATION: Final = ProductionRow.organization_id == bindparam("organization_id")
_SHOWN: Final = (
    select(
        ProductionRow.id,
        ProductionRow.project_id,
        ProductionRow.revision_id,
        ProductionRow.format,
        ProductionRow.created_at,
        JobOwnerRow.status,
        JobOwnerRow.error,
        JobOwnerRow.changes,
        JobOwnerRow.finished_at,
        *PROGRESS_COLUMNS,
    )
    .join(JobOwnerRow, JobOwnerRow.id == ProductionRow.id)
    .where(_OF_ORGANIZATION)
)
PRODUCTION: Final = Query(_SHOWN.where(ProductionRow.id == bindparam("id"), is_kept(ProductionRow.project_id)))
#: Also of a deleted project: whoever watches it when that is deleted sees how it ends.
WATCHED_PRODUCTION: Final = Query(_SHOWN.where(ProductionRow.id == bindparam("id")))
PRODUCTIONS: Final = Listing(
    _SHOWN.where(
        ProductionRow.project_id == bindparam("project_id"), or_(_STATUS.is_(None), JobOwnerRow.status == _STATUS)
    ),
    by=ProductionRow.id,
    descending=True,
    sorts={"created_at": ProductionRow.id},
)
_PRODUCTION_STATUS: Final = Query(
    select(JobOwnerRow.status, ProductionRow.format)
    .join(ProductionRow, ProductionRow.id == JobOwnerRow.id)
    .where(_OF_ORGANIZATION, ProductionRow.id == bindparam("id"), is_kept(ProductionRow.project_id))
)
SHOTS: Final = Listing(
    select(
        ShotRow.index,
        ShotRow.scene,
        ShotRow.size,
        ShotRow.move,
        ShotRow.angle,
        ShotRow.subjects,
        ShotRow.seconds,
        ShotRow.transition,
        ShotRow.lines,
        ShotRow.spec,
    ).where(ShotRow.organization_id == bindparam("organization_id"), ShotRow.revision_id == bindparam("revision_id")),
    by=ShotRow.index,
)
_KIND: Final = bindparam("kind", type_=String)
_OF_PRODUCTION: Final = (
    JobRow.organization_id == bindparam("organization_id"),
    JobRow.owner_id == bindparam("production_id"),
)
#: Those of a `kind` and in a `status`; None for either means all.
JOBS: Final = Listing(
    select(
        JobRow.part.label("scene"), *(getattr(JobRow, name) for name in ProductionJob.model_fields if name != "scene")
    ).where(
        *_OF_PRODUCTION,
        or_(_KIND.is_(None), JobRow.kind == _KIND),
        or_(_STATUS.is_(None), JobRow.status == _STATUS),
    ),
    by=JobRow.id,
    sorts={"created_at": JobRow.id},
)
SHOT_JOBS: Final = Listing(
    select(
        JobRow.ordinal,
        JobRow.part,
        JobRow.status,
        JobRow.error,
        JobRow.cached,
        JobRow.recipe_hash,
        JobRow.result,
    ).where(*_OF_PRODUCTION, JobRow.kind == "shot"),
    by=JobRow.ordinal,
)


SUBJECT: Final = Subject(
    type="production",
    topic="productions",
    permission="productions:read",
    is_shown=lambda row_id: (
        select(ProductionRow.id).where(ProductionRow.id == row_id, is_kept(ProductionRow.project_id)).exists()
    ),
    of_project=lambda project_id: select(ProductionRow.id).where(ProductionRow.project_id == project_id),
    project_of=lambda row_id: select(ProductionRow.project_id).where(ProductionRow.id == row_id),
)


async def production_row(scope: Scope, production_id: uuid.UUID) -> ProductionRow:
    """The production's row, or a 404 problem."""
    query = select(ProductionRow).where(
        ProductionRow.organization_id == scope.organization_id,
        ProductionRow.id == production_id,
        is_kept(ProductionRow.project_id),
    )
    row = (await scope.session.scalars(query)).one_or_none()
    if row is None:
        raise not_found("production", production_id)
    return row


async def production_status(scope: ReadScope, production_id: uuid.UUID) -> OwnerStatus:
    """The production's status, or a 404 problem: before a listing of what is of it."""
    for row in await scope.rows(_PRODUCTION_STATUS, id=production_id):
        return row["status"]
    raise not_found("production", production_id)


async def format_of(scope: ReadScope, production_id: uuid.UUID) -> tuple[OwnerStatus, FilmFormat]:
    """The production's status and how its film is delivered, or a 404 problem."""
    for row in await scope.rows(_PRODUCTION_STATUS, id=production_id):
        return row["status"], FilmFormat.model_validate(row["format"])
    raise not_found("production", production_id)


async def newest_format(scope: Scope, project_id: uuid.UUID) -> FilmFormat:
    """Of the project's newest production; what is usual where there is none."""
    newest = (
        select(ProductionRow.format)
        .where(ProductionRow.organization_id == scope.organization_id, ProductionRow.project_id == project_id)
        .order_by(ProductionRow.id.desc())
        .limit(1)
    )
    stored = await scope.session.scalar(newest)
    return USUAL_FORMAT if stored is None else FilmFormat.model_validate(stored)


async def erase(erasure: Erasure) -> None:
    revisions = select(RevisionRow.id).where(RevisionRow.project_id == erasure.project_id)
    for statement in (
        delete(ProductionRow).where(ProductionRow.project_id == erasure.project_id),
        delete(ShotRow).where(ShotRow.revision_id.in_(revisions)),
        delete(ShotPlanRow).where(ShotPlanRow.revision_id.in_(revisions)),
    ):
        await erasure.session.execute(statement, execution_options={"synchronize_session": False})
