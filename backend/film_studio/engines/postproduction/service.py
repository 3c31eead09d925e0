"""What the post-production engine does: it hands out the finished film."""

import re
import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts import storage_keys
from contracts.recipes import assembly
from contracts.recipes.assembly import AssemblyRecipe, FilmResult
from contracts.recipes.base import RecipeHash
from film_studio.engines.postproduction.schemas import DeliverableAnswer, DeliverablesAnswer
from film_studio.engines.production import service as production_engine
from film_studio.jobs.models import Job
from film_studio.storage import Storage


async def deliverables(
    session: AsyncSession, storage: Storage, organization_id: uuid.UUID, production_id: uuid.UUID
) -> DeliverablesAnswer:
    """Film, subtitles and report with signed URLs, as far as they exist."""
    production = await production_engine.get_production(session, organization_id, production_id)
    job = (
        await session.scalars(
            select(Job).where(
                Job.organization_id == organization_id,
                Job.production_id == production_id,
                Job.kind == "assembly",
                Job.status == "succeeded",
            )
        )
    ).one_or_none()
    if job is None or job.recipe is None or job.recipe_hash is None:
        return DeliverablesAnswer(status=production.status, items=[], measures=None)
    stem = file_stem(AssemblyRecipe.model_validate_json(job.recipe).title)
    items = [await _deliverable(storage, organization_id, job.recipe_hash, name, stem) for name in assembly.KIND.files]
    return DeliverablesAnswer(status=production.status, items=items, measures=FilmResult.model_validate(job.result))


def file_stem(title: str) -> str:
    """A film's title as a file name that every system takes, in whatever script it is written."""
    stem = re.sub(r"[^\w\- ]+", "", title).strip().replace(" ", "-")
    return stem[:100] or "film"


async def _deliverable(
    storage: Storage, organization_id: uuid.UUID, recipe_hash: RecipeHash, name: str, stem: str
) -> DeliverableAnswer:
    filename = f"{stem}.{name.rpartition('.')[2]}"
    download = await storage.download_url(
        storage_keys.artifact(organization_id, recipe_hash, name), filename, assembly.KIND.files[name]
    )
    return DeliverableAnswer(
        name=name,
        filename=filename,
        media_type=assembly.KIND.files[name],
        url=download.url,
        expires_at=download.expires_at,
    )
