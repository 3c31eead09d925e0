"""Shows and stops jobs of every kind, whatever engine declares it and whatever they are for."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Select, String, Uuid, and_, bindparam, or_, select

from contracts import storage_keys
from film_studio.engines import JOB_TYPES, SUBJECTS
from film_studio.flows.job_schemas import Job, JobDetail, JobFile
from film_studio.identity.scope import ReadScope, Scope
from film_studio.jobs import submission
from film_studio.jobs.advance import lock_owner
from film_studio.jobs.models import JobOwnerRow, JobRow, JobStatus
from film_studio.jobs.streams import Snapshot
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.storage import Wanted

_OVER: Final[frozenset[JobStatus]] = frozenset(("succeeded", "failed", "cancelled"))
_COLUMNS: Final = (
    JobOwnerRow.subject_type,
    JobOwnerRow.subject_id,
    *(getattr(JobRow, name) for name in Job.model_fields if name not in ("subject_type", "subject_id", "text")),
)


def _select(*more: Any) -> Select[*tuple[Any, ...]]:
    """Jobs of the organisation for what is still shown."""
    shown = [
        and_(JobOwnerRow.subject_type == subject.type, subject.is_shown(JobOwnerRow.subject_id))
        for subject in SUBJECTS.values()
    ]
    return (
        select(*_COLUMNS, *more)
        .join(JobOwnerRow, JobOwnerRow.id == JobRow.owner_id)
        .where(JobRow.organization_id == bindparam("organization_id"), or_(*shown))
    )


def _filtered(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    for name, column, kind in (
        ("status", JobRow.status, String),
        ("kind", JobRow.kind, String),
        ("subject_type", JobOwnerRow.subject_type, String),
        ("subject_id", JobOwnerRow.subject_id, Uuid),
    ):
        value = bindparam(name, type_=kind)
        statement = statement.where(or_(value.is_(None), column == value))
    return statement


JOBS: Final = Listing(_filtered(_select()), by=JobRow.id, descending=True, sorts={"created_at": JobRow.id})
_JOB: Final = Query(
    _select(
        JobRow.owner_id, JobRow.recipe_hash, JobRow.result, JobOwnerRow.counts, JobOwnerRow.changes.label("changes")
    ).where(JobRow.id == bindparam("id"))
)


async def list_jobs(
    scope: ReadScope,
    page: PageRequest,
    *,
    status: JobStatus | None,
    kind: str | None,
    subject_type: str | None,
    subject_id: uuid.UUID | None,
) -> Page[Job]:
    """Jobs of the organisation. A 422 problem for a kind or a subject that there is not."""
    _check_known("kind", kind, [each.name for each in JOB_TYPES])
    _check_known("subject_type", subject_type, list(SUBJECTS))
    filters = {"status": status, "kind": kind, "subject_type": subject_type, "subject_id": subject_id}
    return await JOBS.page(scope, page, _job, **filters)


async def get_job(scope: ReadScope, job_id: uuid.UUID) -> JobDetail:
    """A job with what it has made, or a 404 problem."""
    row = await job_row(scope, job_id)
    return JobDetail(**_shown(row), result=row["result"], files=await _files(scope, row))


async def job_row(scope: ReadScope, job_id: uuid.UUID) -> Mapping[str, Any]:
    """What is read of a job, or a 404 problem."""
    for row in await scope.rows(_JOB, id=job_id):
        return row
    raise not_found("job", job_id)


async def watch_job(scope: ReadScope, job_id: uuid.UUID) -> Snapshot | None:
    """A job as those who watch it are sent it; None when it is gone."""
    for row in await scope.rows(_JOB, id=job_id):
        status: JobStatus = row["status"]
        return Snapshot(
            status=status if status in _OVER else "running",  # pyright: ignore[reportArgumentType] — those of an owner
            changes=row["changes"],
            data=_job(row).model_dump_json(),
        )
    return None


async def cancel_job(scope: Scope, job_id: uuid.UUID) -> JobDetail:
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
    await scope.session.flush()
    return await get_job(scope, job_id)


def _job(row: Mapping[str, Any]) -> Job:
    return Job(**_shown(row))


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    text = JOB_TYPES.tell(row["kind"], row["ordinal"], row["status"], row["progress"])
    return {"text": text, **{name: row[name] for name in Job.model_fields if name != "text"}}


async def _files(scope: ReadScope, row: Mapping[str, Any]) -> list[JobFile]:
    if row["status"] != "succeeded" or row["recipe_hash"] is None:
        return []
    files = JOB_TYPES[row["kind"]].contract.files
    wanted = [
        Wanted(
            key=storage_keys.artifact(scope.organization_id, row["recipe_hash"], name),
            filename=name,
            media_type=media_type,
        )
        for name, media_type in files.items()
    ]
    signed = await scope.storage.download_urls(wanted)
    return [
        JobFile(name=each.filename, media_type=each.media_type, url=download.url, expires_at=download.expires_at)
        for each, download in zip(wanted, signed, strict=True)
    ]


def _check_known(name: str, value: str | None, known: list[str]) -> None:
    if value is not None and value not in known:
        raise ProblemError(
            422,
            "invalid-request",
            f"query.{name}: there is no {value!r}; choose among {', '.join(known)}",
        )
