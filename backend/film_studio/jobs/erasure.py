"""Erases jobs, and finds what was made for them alone."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, String, any_, delete, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from contracts import storage_keys
from contracts.recipes.base import RecipeHash
from contracts.renderers import Kind
from film_studio.jobs.models import ArtifactRow, JobDependencyRow, JobOwnerRow, JobRow, OutboxRow
from film_studio.jobs.types import JobTypes


async def made_for_them_alone(
    session: AsyncSession, organization_id: uuid.UUID, owner_ids: Sequence[uuid.UUID]
) -> dict[RecipeHash, Kind]:
    """The hashes of the recipes that no other owner of the organisation has jobs for, and the kind of each."""
    recipes = (
        select(JobRow.recipe_hash, JobRow.kind)
        .where(JobRow.organization_id == organization_id, JobRow.recipe_hash.is_not(None))
        .distinct()
    )
    elsewhere = recipes.with_only_columns(JobRow.recipe_hash).where(JobRow.owner_id.not_in(owner_ids))
    rows = await session.execute(recipes.where(JobRow.owner_id.in_(owner_ids), JobRow.recipe_hash.not_in(elsewhere)))
    return {recipe_hash: kind for recipe_hash, kind in rows if recipe_hash is not None}


def result_keys(organization_id: uuid.UUID, made: Iterable[RecipeHash]) -> list[str]:
    """Keys of the results: where one exists a worker takes the work for done, and does not look for the rest."""
    return [storage_keys.result(organization_id, recipe_hash) for recipe_hash in made]


def file_keys(organization_id: uuid.UUID, types: JobTypes, made: dict[RecipeHash, Kind]) -> list[str]:
    """Keys of the recipes, and of all files that a worker stores besides the result."""
    keys: list[str] = []
    for recipe_hash, kind in made.items():
        keys.append(storage_keys.recipe(organization_id, recipe_hash))
        keys += [storage_keys.artifact(organization_id, recipe_hash, name) for name in types[kind].files]
    return keys


async def forget_artifacts(session: AsyncSession, organization_id: uuid.UUID, hashes: Iterable[RecipeHash]) -> None:
    """From here on, these recipes count as never made."""
    await session.execute(
        delete(ArtifactRow).where(
            ArtifactRow.organization_id == organization_id,
            ArtifactRow.recipe_hash == any_(literal(list(hashes), ARRAY(String))),
        )
    )


async def mark_erasing(session: AsyncSession, owner_ids: Sequence[uuid.UUID], *, until: datetime) -> None:
    """Send no job to a worker, until then, that would make the same as one of these owners'."""
    await session.execute(
        update(JobOwnerRow)
        .where(JobOwnerRow.id.in_(owner_ids))
        .values(erasing_until=until)
        .execution_options(synchronize_session=False)
    )


async def entries_being_erased(session: AsyncSession, now: datetime) -> Select[int] | None:
    """The ids of the outbox's entries whose jobs would make what is being deleted: a worker would find some of it.
    None while nothing is, which is nearly always."""
    erasing = (await session.scalars(select(JobOwnerRow.id).where(JobOwnerRow.erasing_until > now))).all()
    if not erasing:
        return None
    job, entry = aliased(JobRow), aliased(OutboxRow)
    hashes = select(JobRow.recipe_hash).where(JobRow.owner_id.in_(erasing), JobRow.recipe_hash.is_not(None))
    return select(entry.id).join(job, job.id == entry.job_id).where(job.recipe_hash.in_(hashes))


async def delete_jobs(session: AsyncSession, owner_ids: Sequence[uuid.UUID]) -> None:
    """Delete the rows of all jobs of these owners; the owners' own rows stay."""
    jobs = select(JobRow.id).where(JobRow.owner_id.in_(owner_ids))
    for statement in (
        delete(OutboxRow).where(OutboxRow.job_id.in_(jobs)),
        delete(JobDependencyRow).where(JobDependencyRow.owner_id.in_(owner_ids)),
        delete(JobRow).where(JobRow.owner_id.in_(owner_ids)),
    ):
        await session.execute(statement, execution_options={"synchronize_session": False})


async def delete_owners(session: AsyncSession, owner_ids: Sequence[uuid.UUID]) -> None:
    """Delete the owners, to which no row of an engine points any more."""
    await session.execute(
        delete(JobOwnerRow).where(JobOwnerRow.id.in_(owner_ids)), execution_options={"synchronize_session": False}
    )
