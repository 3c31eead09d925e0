"""Shows and stops jobs of every kind, whatever engine declares it and whatever they are for."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Select, String, Uuid, and_, any_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from contracts import storage_keys
from contracts.queues import QueueName
from contracts.renderers import Kind
from film_studio.engines import JOB_TYPES, SUBJECTS
from film_studio.flows.job_schemas import Job, JobDetail, JobFile
from film_studio.flows.subjects import is_readable, place_of_job, readable_by
from film_studio.identity.scope import ReadScope, Scope
from film_studio.jobs import submission
from film_studio.jobs.advance import lock_owner
from film_studio.jobs.models import JobOwnerRow, JobRow, JobStatus
from film_studio.jobs.streams import Snapshot
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.storage import Wanted

#: What an hour of a worker costs, by its queue; None where nobody has told the API.
UsdHour = Mapping[QueueName, float] | None
_OVER: Final[frozenset[JobStatus]] = frozenset(("succeeded", "failed", "cancelled"))


def _select(job: type[JobRow], *more: Any) -> Select[*tuple[Any, ...]]:
    """Jobs of the organisation for what is still there, and the caller may read: what was made of a screenplay tells as
    much as the screenplay."""
    shown = [
        and_(JobOwnerRow.subject_type == subject.type, subject.is_shown(JobOwnerRow.subject_id))
        for subject in SUBJECTS.values()
    ]
    names = [name for name in Job.model_fields if name not in ("subject_type", "subject_id", "text")]
    return (
        select(JobOwnerRow.subject_type, JobOwnerRow.subject_id, *(getattr(job, name) for name in names), *more)
        .join(JobOwnerRow, JobOwnerRow.id == job.owner_id)
        .where(job.organization_id == bindparam("organization_id"), or_(*shown), is_readable())
    )


def _listing(job: type[JobRow]) -> Listing:
    """Those of a `kind` and in a `status`; None for either means all. The newest first."""
    kind, status = bindparam("kind", type_=String), bindparam("status", type_=String)
    statement = _select(job).where(or_(kind.is_(None), job.kind == kind), or_(status.is_(None), job.status == status))
    return Listing(statement, by=job.id, descending=True, sorts={"created_at": job.id})


#: OFFSET keeps PostgreSQL from going through all jobs of the organisation, the newest first, until it has met enough.
_OWNED: Final = aliased(
    JobRow,
    select(JobRow)
    .where(
        JobRow.organization_id == bindparam("organization_id"),
        JobRow.owner_id == any_(bindparam("owners", type_=ARRAY(Uuid))),
    )
    .offset(0)
    .subquery("owned"),
)
JOBS: Final = _listing(JobRow)
_JOBS_OF_OWNERS: Final = _listing(_OWNED)
_OWNERS: Final = Query(
    select(JobOwnerRow.id).where(
        JobOwnerRow.organization_id == bindparam("organization_id"),
        JobOwnerRow.subject_type == bindparam("subject_type"),
        JobOwnerRow.subject_id == bindparam("subject_id"),
    )
)
_JOB: Final = Query(
    _select(
        JobRow,
        *(JobRow.owner_id, JobRow.recipe_hash, JobRow.result, JobRow.found),
        *(JobOwnerRow.counts, JobOwnerRow.changes),
    ).where(JobRow.id == bindparam("id"))
)


_PLACE: Final = place_of_job()


async def list_jobs(
    scope: ReadScope,
    page: PageRequest,
    *,
    status: JobStatus | None,
    kind: Kind | None,
    subject: str | None,
) -> Page[Job]:
    """Jobs of the organisation, or for one subject, which is spelled by its type and id: production:01980b7e-…"""
    readable = readable_by(scope.caller)
    if subject is None:
        return await JOBS.page(scope, page, _job, status=status, kind=kind, **readable)
    subject_type, _, subject_id = subject.partition(":")
    owners = await scope.rows(_OWNERS, subject_type=subject_type, subject_id=uuid.UUID(subject_id))
    ids = [owner["id"] for owner in owners]
    return await _JOBS_OF_OWNERS.page(scope, page, _job, status=status, kind=kind, owners=ids, **readable)


async def get_job(scope: ReadScope, job_id: uuid.UUID, usd_hour: UsdHour) -> JobDetail:
    """A job with what it has made, or a 404 problem."""
    row = await job_row(scope, job_id)
    files = await _files(scope, row)
    return JobDetail(**_shown(row), usd=_price(row, usd_hour), result=row["result"], found=row["found"], files=files)


async def get_job_begun(scope: ReadScope, job_id: uuid.UUID) -> Job:
    """A job without what it has made, for the transaction that began it: nothing is signed inside of one."""
    return _job(await job_row(scope, job_id))


def _price(row: Mapping[str, Any], usd_hour: UsdHour) -> float | None:
    """USD, of what has been measured."""
    hourly = (usd_hour or {}).get(JOB_TYPES[row["kind"]].queue)
    return None if hourly is None or row["seconds"] is None else round(row["seconds"] / 3600 * hourly, 6)


async def job_row(scope: ReadScope, job_id: uuid.UUID) -> Mapping[str, Any]:
    """What is read of a job, or a 404 problem."""
    for row in await scope.rows(_JOB, id=job_id, **readable_by(scope.caller)):
        return row
    raise not_found("job", job_id)


async def watch_job(scope: ReadScope, job_id: uuid.UUID) -> Snapshot | None:
    """A job as those who watch it are sent it; None when it is gone."""
    for row in await scope.rows(_JOB, id=job_id, **readable_by(scope.caller)):
        status: JobStatus = row["status"]
        return Snapshot(
            status=status if status in _OVER else "running",  # pyright: ignore[reportArgumentType] — those of an owner
            changes=row["changes"],
            data=_job(row).model_dump_json(),
        )
    return None


async def cancel_job(scope: Scope, job_id: uuid.UUID, usd_hour: UsdHour) -> JobDetail:
    """Stop a job that was asked for alone; doing it again changes nothing.

    Raises 409 problems: for a job that has ended by itself, and for one of several that are one piece of work.
    """
    row = await job_row(scope, job_id)
    owner = await lock_owner(scope.session, row["owner_id"])
    if owner is None:
        raise not_found("job", job_id)
    if (siblings := sum(kind["total"] for kind in owner.counts.values())) > 1:
        raise ProblemError(
            409,
            "job-is-a-part",
            f"this job is one of {siblings} for {owner.subject_type} {owner.subject_id}; cancel that instead",
        )
    if owner.status in ("succeeded", "failed"):
        raise ProblemError(409, "job-is-over", f"job {job_id} has {owner.status}; there is nothing to cancel")
    if owner.status == "running":
        await submission.cancel(scope.session, owner)
        (place,) = await scope.rows(_PLACE, id=job_id)
        scope.record("job.cancelled", "job", job_id, project_id=place["project_id"], after={"kind": row["kind"]})
    await scope.session.flush()
    return await get_job(scope, job_id, usd_hour)


def _job(row: Mapping[str, Any]) -> Job:
    return Job(**_shown(row))


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    text = JOB_TYPES.tell(row["kind"], row["ordinal"], row["status"], row["progress"])
    return {"text": text, **{name: row[name] for name in Job.model_fields if name != "text"}}


async def _files(scope: ReadScope, row: Mapping[str, Any]) -> list[JobFile]:
    if row["status"] != "succeeded" or row["recipe_hash"] is None:
        return []
    contract = JOB_TYPES[row["kind"]].contract
    result: Mapping[str, Any] = row["result"] or {}
    files = contract.files_of(result)
    wanted = [
        Wanted(
            key=storage_keys.artifact(scope.organization_id, row["recipe_hash"], name),
            filename=contract.saved_as(name, result),
            media_type=media_type,
        )
        for name, media_type in files.items()
    ]
    signed = await scope.storage.download_urls(wanted)
    return [
        JobFile(name=each.filename, media_type=each.media_type, url=download.url, expires_at=download.expires_at)
        for each, download in zip(wanted, signed, strict=True)
    ]
