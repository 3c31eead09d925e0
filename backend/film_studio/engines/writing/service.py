"""What the writing engine does: takes screenplays as immutable revisions, gives them and their scenes back."""

import asyncio
import hashlib
import uuid
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts import storage_keys
from film_studio.engines.character import service as character
from film_studio.engines.management import service as management
from film_studio.engines.production import service as production
from film_studio.engines.writing.models import Revision, SceneRow
from film_studio.engines.writing.queries import get_revision
from film_studio.engines.writing.schemas import RevisionAnswer, SceneAnswer
from film_studio.flows.uploads import Read, read_screenplay
from film_studio.kit.database.base import uuid7
from film_studio.kit.database.bulk import insert_all
from film_studio.kit.database.locks import keep_stored
from film_studio.kit.database.reader import Query, Reader
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import not_found
from film_studio.kit.storage import Storage
from film_studio.screenplay.elements import Screenplay, TitlePage
from film_studio.screenplay.text import plain

_SHOW_ONE: Final = Query(
    select(*(getattr(Revision, name) for name in RevisionAnswer.model_fields)).where(
        Revision.organization_id == bindparam("organization_id"),
        Revision.id == bindparam("id"),
        management.is_kept(Revision.project_id),
    )
)


async def upload(
    session: AsyncSession,
    storage: Storage,
    organization_id: uuid.UUID,
    project_id: uuid.UUID,
    *,
    data: bytes,
    filename: str | None,
) -> tuple[RevisionAnswer, bool]:
    """Keep a screenplay as the project's next revision: its bytes, scenes, cast and planned shots, all or nothing.

    The same bytes again are the same revision: (it, False) instead of (the new one, True).
    Raises problems: 404 for the project, 422 for what is no screenplay.
    """
    await management.get_project(session, organization_id, project_id)
    sha256 = hashlib.sha256(data).hexdigest()
    known = await _by_content(session, organization_id, project_id, sha256)
    if known is not None:
        return known, False
    read = await asyncio.to_thread(read_screenplay, data)
    await keep_stored(session, organization_id)
    # Before the commit: a revision without its bytes cannot be; bytes without a revision cost next to nothing.
    await storage.put(storage_keys.screenplay(organization_id, sha256), data, "text/plain; charset=utf-8")
    # One upload to a project at a time from here on, so that numbers have no gaps and equal bytes meet.
    await management.get_project(session, organization_id, project_id, lock="change")
    known = await _by_content(session, organization_id, project_id, sha256)
    if known is not None:
        return known, False
    last = await session.scalar(select(func.max(Revision.number)).where(Revision.project_id == project_id))
    revision = Revision(
        id=uuid7(),
        organization_id=organization_id,
        project_id=project_id,
        number=(last or 0) + 1,
        filename=filename,
        sha256=sha256,
        bytes=len(data),
        title=_title(read.screenplay),
        pages=read.screenplay.pages,
        scene_count=len(read.screenplay.scenes),
    )
    session.add(revision)
    await session.flush()
    await _store_scenes(session, revision, read)
    await character.store_cast(session, organization_id, revision.id, read.cast)
    await production.plan_revision(session, revision, read.screenplay, read.cast)
    return RevisionAnswer.model_validate(revision), True


async def _by_content(
    session: AsyncSession, organization_id: uuid.UUID, project_id: uuid.UUID, sha256: str
) -> RevisionAnswer | None:
    query = select(Revision).where(
        Revision.organization_id == organization_id, Revision.project_id == project_id, Revision.sha256 == sha256
    )
    row = (await session.scalars(query)).one_or_none()
    return None if row is None else RevisionAnswer.model_validate(row)


def _title(screenplay: Screenplay) -> str | None:
    for element in screenplay.elements:
        if isinstance(element, TitlePage):
            values = [value for name, value in element.entries if name.casefold() == "title"]
            title = " ".join(plain(line).strip() for value in values[:1] for line in value)
            return title.strip() or None
    return None


async def _store_scenes(session: AsyncSession, revision: Revision, read: Read) -> None:
    rows = [
        {
            "id": uuid7(),
            "organization_id": revision.organization_id,
            "revision_id": revision.id,
            "index": scene.index,
            "number": scene.number,
            "heading": None if scene.heading is None else scene.heading.text,
            "interior": scene.heading is not None and scene.heading.interior,
            "exterior": scene.heading is not None and scene.heading.exterior,
            "location": None if scene.heading is None else scene.heading.location or None,
            "time": None if scene.heading is None else scene.heading.time,
            "start_page": scene.start_page,
            "eighths": scene.eighths,
            "characters": list(speakers),
        }
        for scene, speakers in zip(read.screenplay.scenes, read.speakers, strict=True)
    ]
    await insert_all(session, SceneRow, rows)


async def show_revision(reader: Reader, revision_id: uuid.UUID) -> RevisionAnswer:
    """The revision, or a 404 problem."""
    for row in await reader.rows(_SHOW_ONE, id=revision_id):
        return RevisionAnswer.model_validate(row)
    raise not_found("revision", revision_id)


async def revisions(
    session: AsyncSession, organization_id: uuid.UUID, project_id: uuid.UUID, page: PageRequest
) -> Page[RevisionAnswer]:
    """A project's revisions, the newest first. Raises a 404 problem for the project."""
    await management.get_project(session, organization_id, project_id)
    query = select(Revision).where(Revision.organization_id == organization_id, Revision.project_id == project_id)
    rows = await page.rows(session, query, Revision.number, descending=True)
    return page.page(rows, key=lambda row: row.number, item=RevisionAnswer.model_validate)


async def source(storage: Storage, revision: Revision) -> bytes:
    """The screenplay, byte for byte as it was uploaded."""
    data = await storage.get(storage_keys.screenplay(revision.organization_id, revision.sha256))
    if data is None:
        raise RuntimeError(f"the bucket has lost the bytes of revision {revision.id}, sha256 {revision.sha256}")
    return data


async def scenes(
    session: AsyncSession, organization_id: uuid.UUID, revision_id: uuid.UUID, page: PageRequest
) -> Page[SceneAnswer]:
    """The scenes of a revision, in order. Raises a 404 problem for the revision."""
    await get_revision(session, organization_id, revision_id)
    query = select(SceneRow).where(SceneRow.organization_id == organization_id, SceneRow.revision_id == revision_id)
    rows = await page.rows(session, query, SceneRow.index)
    return page.page(rows, key=lambda row: row.index, item=SceneAnswer.model_validate)
