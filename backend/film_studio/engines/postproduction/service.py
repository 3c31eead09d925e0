"""What the post-production engine does: it hands out the finished film."""

import re
import uuid
from typing import Final

from sqlalchemy import bindparam, select

from contracts import storage_keys
from contracts.recipes import assembly
from contracts.recipes.assembly import AssemblyRecipe, FilmResult
from contracts.recipes.base import RecipeHash
from contracts.recipes.film import FilmFormat, per_second, start_timecode
from film_studio.engines.postproduction.schemas import Deliverable, Deliverables, FrameRate
from film_studio.engines.production import format_of
from film_studio.identity.scope import Scope
from film_studio.jobs.models import JobRow, OwnerStatus
from film_studio.kit.database.reader import Query
from film_studio.kit.stored import readable

_FILM: Final = Query(
    select(JobRow.recipe, JobRow.recipe_hash, JobRow.result).where(
        JobRow.organization_id == bindparam("organization_id"),
        JobRow.owner_id == bindparam("production_id"),
        JobRow.kind == "assembly",
        JobRow.status == "succeeded",
    )
)


async def list_deliverables(scope: Scope, production_id: uuid.UUID) -> Deliverables:
    """Film, subtitles and report with signed URLs, as far as they exist. Raises a 404 problem for the production."""
    status, film_format = await format_of(scope, production_id)
    for film in await scope.rows(_FILM, production_id=production_id):
        recipe = readable(AssemblyRecipe, film["recipe"])
        stem = file_stem(recipe.title if recipe else "")
        items = [
            await _deliverable(scope, film["recipe_hash"], name, stem)
            for name in assembly.KIND.files_of(film["result"])
        ]
        return _deliverables(status, film_format, items, readable(FilmResult, film["result"]))
    return _deliverables(status, film_format, [], None)


async def get_subtitles(scope: Scope, production_id: uuid.UUID) -> bytes | None:
    """The film's subtitles as WebVTT; None while there is no film. Raises a 404 problem for the production."""
    await format_of(scope, production_id)
    for film in await scope.rows(_FILM, production_id=production_id):
        key = storage_keys.artifact(scope.organization_id, film["recipe_hash"], assembly.SUBTITLES_VTT)
        return await scope.storage.get(key)
    return None


def file_stem(title: str) -> str:
    """A film's title as a file name that every system takes, in whatever script it is written."""
    stem = re.sub(r"[^\w\- ]+", "", title).strip().replace(" ", "-")
    return stem[:100] or "film"


def _deliverables(
    status: OwnerStatus, film_format: FilmFormat, items: list[Deliverable], measures: FilmResult | None
) -> Deliverables:
    rate = per_second(film_format.frame_rate)
    return Deliverables(
        status=status,
        frame_rate=FrameRate(num=rate.numerator, den=rate.denominator),
        format=film_format,
        frames=measures and measures.frames,
        start_timecode=start_timecode(film_format.frame_rate),
        items=items,
        measures=measures,
    )


async def _deliverable(scope: Scope, recipe_hash: RecipeHash, name: str, stem: str) -> Deliverable:
    filename = f"{stem}.{name.rpartition('.')[2]}"
    download = await scope.storage.download_url(
        storage_keys.artifact(scope.organization_id, recipe_hash, name), filename, assembly.KIND.files[name]
    )
    return Deliverable(
        name=name,
        filename=filename,
        media_type=assembly.KIND.files[name],
        url=download.url,
        expires_at=download.expires_at,
    )
