"""Erases deleted projects, once nobody can restore them any more: their rows, and what is stored for them alone.

The bucket keeps what is deleted as a former version, for a month more: until then its owner can bring it back.
"""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts import storage_keys
from film_studio.engines import ENGINES, JOB_TYPES
from film_studio.engines.engine import Erasure
from film_studio.engines.management import RESTORABLE, ProjectRow
from film_studio.flows.subjects import is_of_project
from film_studio.identity.audit import trail
from film_studio.identity.audit.trail import Actor, Change
from film_studio.jobs.erasure import (
    delete_jobs,
    delete_owners,
    file_keys,
    forget_artifacts,
    made_for_them_alone,
    mark_erasing,
    result_keys,
)
from film_studio.jobs.models import JobOwnerRow
from film_studio.kit import happenings
from film_studio.kit.clock import utc_now
from film_studio.kit.database.locks import erase_stored
from film_studio.kit.database.session import Database
from film_studio.kit.failures import UnavailableError
from film_studio.kit.storage import Storage
from runtime.log_events import ProjectErased, ProjectNotErased
from runtime.logging import log

#: After a failure a project is left alone for so long, doubled with each further one up to the longest.
_FIRST_BACKOFF: Final = timedelta(minutes=10)
_LONGEST_BACKOFF: Final = timedelta(days=1)
#: Storage may take so long for one project: of the longest film, hundreds of thousands of objects.
_STORAGE_SECONDS: Final = 600.0
#: So long a project is one process's. Longer than storage may take, with what a call takes that is given up on.
_CLAIM: Final = timedelta(minutes=15)
_STORAGE_AWAY: Final = timedelta(minutes=1)
#: After so many, in some ten hours, readiness says so. It is tried on, once a day.
SHOWN_FAILURES: Final = 7


@dataclass(frozen=True, kw_only=True)
class _Begun:
    """A project that this process erases, whose jobs are its, and the keys of what is stored for it alone."""

    project: ProjectRow
    owners: Sequence[uuid.UUID]
    results: Sequence[str]
    files: Sequence[str]


async def erase_deleted_projects(
    database: Database, storage: Storage, now: datetime, *, seconds: float = _STORAGE_SECONDS
) -> int:
    """Erase every project that was deleted `RESTORABLE` ago or earlier. Returns how many this call has erased.

    Any number of processes may do it at once, and one that ends in the middle is made up for by the next. One that
    cannot be erased keeps its rows for another try, later each time, and stops no other. Storage may take `seconds` for
    one, and no transaction is open meanwhile.
    Raises `UnavailableError` when storage does not answer: then it is nothing of a project's.
    """
    count = 0
    while (begun := await _begin(database, now)) is not None:
        project = begun.project
        try:
            await _delete_objects(storage, begun, seconds)
            count += await _erase(database, begun)
        except UnavailableError:
            await _put_off(database, begun, project.erasure_failures, now + _STORAGE_AWAY)
            raise
        except Exception as error:  # noqa: BLE001 — whatever is wrong with this project, the others are erased
            failures = project.erasure_failures + 1
            log(
                ProjectNotErased(project=project.id, organization=project.organization_id, failures=failures),
                error=error,
            )
            await _put_off(database, begun, failures, now + _backoff(failures))
    return count


async def stuck_projects(session: AsyncSession) -> int:
    """How many projects could not be erased so often that somebody has to look: for a session of the system."""
    many = select(func.count()).where(ProjectRow.deleted_at.is_not(None), ProjectRow.erasure_failures >= SHOWN_FAILURES)
    return (await session.execute(many)).scalar_one()


async def _put_off(database: Database, begun: _Begun, failures: int, until: datetime) -> None:
    """Leave the project alone until then. A call to storage that was given up on may still have its effect for some
    seconds, so no worker makes the same meanwhile."""
    async with database.system() as session:
        await session.execute(
            update(ProjectRow)
            .where(ProjectRow.id == begun.project.id)
            .values(erasure_failures=failures, erasure_after=until, updated_at=ProjectRow.updated_at)
        )
        await mark_erasing(session, begun.owners, until=utc_now() + _STORAGE_AWAY)


def _backoff(failures: int) -> timedelta:
    return min(_LONGEST_BACKOFF, _FIRST_BACKOFF * 2 ** (failures - 1))


async def _begin(database: Database, now: datetime) -> _Begun | None:
    """Take the project that was deleted first, if it is due. From here on, what was made for it alone counts as never
    made, and no worker is sent to make the same until its objects are gone: it would find some of them."""
    async with database.system() as session:
        due = (
            select(ProjectRow)
            .where(
                ProjectRow.deleted_at < now - RESTORABLE,
                or_(ProjectRow.erasure_after.is_(None), ProjectRow.erasure_after <= now),
            )
            .order_by(ProjectRow.deleted_at)
        )
        project = (await session.scalars(due.limit(1).with_for_update(skip_locked=True))).one_or_none()
        if project is None:
            return None
        await erase_stored(session, project.organization_id)
        owners = await _job_owners(session, project.id)
        made = await made_for_them_alone(session, project.organization_id, owners)
        await forget_artifacts(session, project.organization_id, made)
        erasure = Erasure(session=session, organization_id=project.organization_id, project_id=project.id)
        own = [key for engine in ENGINES if engine.stored is not None for key in await engine.stored(erasure)]
        told = [storage_keys.cancellation(project.organization_id, owner) for owner in owners]
        until = now + _CLAIM
        await session.execute(
            update(ProjectRow)
            .where(ProjectRow.id == project.id)
            .values(erasure_after=until, updated_at=ProjectRow.updated_at)
            .execution_options(synchronize_session=False)
        )
        await mark_erasing(session, owners, until=utc_now() + _CLAIM)
    return _Begun(
        project=project,
        owners=owners,
        results=result_keys(project.organization_id, made),
        files=[*file_keys(project.organization_id, JOB_TYPES, made), *own, *told],
    )


async def _delete_objects(storage: Storage, begun: _Begun, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            # The results first: where one exists a worker takes the work for done, and does not look for the rest.
            await storage.delete(begun.results)
            await storage.delete(begun.files)
    except TimeoutError as error:
        raise UnavailableError("storage", f"objects could not be deleted within {seconds:.0f} s") from error


async def _erase(database: Database, begun: _Begun) -> int:
    """Delete the rows of a project whose objects are gone."""
    project = begun.project
    async with database.system() as session:
        still = select(ProjectRow.id).where(ProjectRow.id == project.id, ProjectRow.deleted_at.is_not(None))
        if await session.scalar(still.with_for_update(skip_locked=True)) is None:
            return 0  # another process, for which this one took too long, has done so
        erasure = Erasure(session=session, organization_id=project.organization_id, project_id=project.id)
        await delete_jobs(session, begun.owners)
        for engine in reversed(ENGINES):
            if engine.erase is not None:
                await engine.erase(erasure)
        await delete_owners(session, begun.owners)
        await trail.forget_details_of_project(session, project.organization_id, project.id)
        await happenings.leave_untold(session, project.organization_id, project.id)
        gone = Change(action="project.erased", subject_type="project", subject_id=project.id, project_id=project.id)
        service = Actor(kind="service", id=project.organization_id)
        await trail.record(session, project.organization_id, service, [gone], utc_now())
    log(
        ProjectErased(
            project=project.id,
            organization=project.organization_id,
            deleted_at=str(project.deleted_at),
            objects=len(begun.results) + len(begun.files),
        )
    )
    return 1


async def _job_owners(session: AsyncSession, project_id: uuid.UUID) -> list[uuid.UUID]:
    return list(await session.scalars(select(JobOwnerRow.id).where(is_of_project(project_id))))
