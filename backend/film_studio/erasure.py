"""Erases deleted projects, once nobody can restore them any more: their rows, and what is stored for them alone.

The bucket keeps what is deleted as a former version, for a month more: until then its owner can bring it back.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import String, any_, delete, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from contracts import storage_keys
from contracts.recipes import KINDS
from contracts.recipes.base import RecipeHash
from contracts.renderers import Kind
from film_studio.database.locks import erase_stored
from film_studio.database.session import Database
from film_studio.engines.character.models import CastMemberRow
from film_studio.engines.management.models import Project
from film_studio.engines.management.service import RESTORABLE
from film_studio.engines.production.models import Production, Shot, ShotPlan
from film_studio.engines.writing.models import Revision, SceneRow
from film_studio.jobs.models import Artifact, Job, JobDependency, OutboxEntry
from film_studio.storage import Storage

_LOG: Final = structlog.get_logger(component="erasure")


async def erase_deleted_projects(database: Database, storage: Storage, now: datetime) -> int:
    """Erase every project that was deleted `RESTORABLE` ago or earlier. Returns how many this call has erased.

    Any number of processes may do it at once, and one that ends in the middle is made up for by the next.
    Raises `StorageError` when objects cannot be deleted; then their rows are still there, for another try.
    """
    count = 0
    while (project := await _next(database, now)) is not None:
        count += await _erase(database, storage, project)
    return count


async def _next(database: Database, now: datetime) -> Project | None:
    """The project that was deleted first, if it is due. What was made for it alone is as if never made from here on.

    In a transaction of its own: were the bytes to go in the same one, and it failed, there would be results without.
    """
    async with database.system() as session:
        due = select(Project).where(Project.deleted_at < now - RESTORABLE).order_by(Project.deleted_at).limit(1)
        project = (await session.scalars(due.with_for_update(skip_locked=True))).one_or_none()
        if project is not None:
            await erase_stored(session, project.organization_id)
            await _forget_artifacts(session, project, await _made_for_it_alone(session, project))
    return project


async def _erase(database: Database, storage: Storage, project: Project) -> int:
    async with database.system() as session:
        still = select(Project.id).where(Project.id == project.id, Project.deleted_at.is_not(None))
        if await session.scalar(still.with_for_update(skip_locked=True)) is None:
            return 0  # another process has it, or had
        await erase_stored(session, project.organization_id)
        made = await _made_for_it_alone(session, project)
        await _forget_artifacts(session, project, made)
        screenplays = await _read_for_it_alone(session, project)
        # The results first: where one exists a worker takes the work for done, and does not look for the rest.
        results = [storage_keys.result(project.organization_id, name) for name in made]
        await storage.delete(results)
        files = [key for name, kind in made.items() for key in _files(project.organization_id, name, kind)]
        await storage.delete(
            [*files, *(storage_keys.screenplay(project.organization_id, sha256) for sha256 in screenplays)]
        )
        await _delete_rows(session, project)
    _LOG.info(
        "project_erased",
        project=str(project.id),
        organization=str(project.organization_id),
        deleted_at=str(project.deleted_at),
        objects=len(results) + len(files) + len(screenplays),
    )
    return 1


def _files(organization_id: uuid.UUID, recipe_hash: RecipeHash, kind: Kind) -> Iterable[str]:
    yield storage_keys.recipe(organization_id, recipe_hash)
    for name in KINDS[kind].files:
        yield storage_keys.artifact(organization_id, recipe_hash, name)


async def _made_for_it_alone(session: AsyncSession, project: Project) -> dict[RecipeHash, Kind]:
    """The hashes of recipes that no other project of the organisation has, and what each makes."""

    recipes = (
        select(Job.recipe_hash, Job.kind)
        .join(Production, Production.id == Job.production_id)
        .where(Job.organization_id == project.organization_id, Job.recipe_hash.is_not(None))
        .distinct()
    )
    elsewhere = recipes.with_only_columns(Job.recipe_hash).where(Production.project_id != project.id)
    rows = await session.execute(recipes.where(Production.project_id == project.id, Job.recipe_hash.not_in(elsewhere)))
    return {name: kind for name, kind in rows if name is not None}


async def _read_for_it_alone(session: AsyncSession, project: Project) -> list[str]:
    """The hashes of screenplays that no other project of the organisation has as a revision."""
    of_organization = select(Revision.sha256).where(Revision.organization_id == project.organization_id).distinct()
    elsewhere = of_organization.where(Revision.project_id != project.id)
    rows = await session.scalars(
        of_organization.where(Revision.project_id == project.id, Revision.sha256.not_in(elsewhere))
    )
    return list(rows)


async def _forget_artifacts(session: AsyncSession, project: Project, hashes: Iterable[str]) -> None:
    await session.execute(
        delete(Artifact).where(
            Artifact.organization_id == project.organization_id,
            Artifact.recipe_hash == any_(literal(list(hashes), ARRAY(String))),
        )
    )


async def _delete_rows(session: AsyncSession, project: Project) -> None:
    """The project's rows in every table, each before the one that it points to."""
    revisions = select(Revision.id).where(Revision.project_id == project.id)
    productions = select(Production.id).where(Production.project_id == project.id)
    jobs = select(Job.id).where(Job.production_id.in_(productions))
    for statement in (
        delete(OutboxEntry).where(OutboxEntry.job_id.in_(jobs)),
        delete(JobDependency).where(JobDependency.production_id.in_(productions)),
        delete(Job).where(Job.production_id.in_(productions)),
        delete(Production).where(Production.project_id == project.id),
        *(delete(table).where(table.revision_id.in_(revisions)) for table in (Shot, ShotPlan, CastMemberRow, SceneRow)),
        delete(Revision).where(Revision.project_id == project.id),
        delete(Project).where(Project.id == project.id),
    ):
        await session.execute(statement, execution_options={"synchronize_session": False})
