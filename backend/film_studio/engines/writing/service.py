"""What the writing engine does: keeps screenplays as immutable revisions, gives them and their scenes back."""

import uuid

from sqlalchemy import func, select

from contracts import storage_keys
from film_studio.engines.management import check_project
from film_studio.engines.writing.models import RevisionRow, SceneRow
from film_studio.engines.writing.queries import REVISION, REVISIONS, SCENES, check_revision
from film_studio.engines.writing.schemas import Revision, Scene
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.bulk import insert_all
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import not_found
from film_studio.screenplay.elements import Screenplay, TitlePage
from film_studio.screenplay.speakers import Speakers
from film_studio.screenplay.text import plain


async def list_revisions(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[Revision]:
    """A project's revisions, the newest first. Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await REVISIONS.page(scope, page, Revision.model_validate, project_id=project_id)


async def get_revision(scope: ReadScope, revision_id: uuid.UUID) -> Revision:
    """The revision, or a 404 problem."""
    for row in await scope.rows(REVISION, id=revision_id):
        return Revision.model_validate(row)
    raise not_found("revision", revision_id)


async def get_revision_source(scope: ReadScope, revision: Revision) -> bytes:
    """The screenplay, byte for byte as it was uploaded."""
    data = await scope.storage.get(storage_keys.screenplay(scope.organization_id, revision.sha256))
    if data is None:
        raise RuntimeError(f"the bucket has lost the bytes of revision {revision.id}, sha256 {revision.sha256}")
    return data


async def list_scenes(scope: ReadScope, revision_id: uuid.UUID, page: PageRequest) -> Page[Scene]:
    """The scenes of a revision, in order. Raises a 404 problem for the revision."""
    await check_revision(scope, revision_id)
    return await SCENES.page(scope, page, Scene.model_validate, revision_id=revision_id)


async def find_revision(scope: Scope, project_id: uuid.UUID, sha256: str) -> Revision | None:
    """The project's revision with these bytes, by their SHA-256 in hex."""
    query = select(RevisionRow).where(
        RevisionRow.organization_id == scope.organization_id,
        RevisionRow.project_id == project_id,
        RevisionRow.sha256 == sha256,
    )
    row = (await scope.session.scalars(query)).one_or_none()
    return None if row is None else Revision.model_validate(row)


async def create_revision(
    scope: Scope, project_id: uuid.UUID, *, screenplay: Screenplay, sha256: str, size: int, filename: str | None
) -> Revision:
    """Add the next revision of a project that the caller has locked, so that numbers have no gaps.

    `sha256` and `size` (bytes) are those of the file that `screenplay` was read from.
    """
    last = await scope.session.scalar(select(func.max(RevisionRow.number)).where(RevisionRow.project_id == project_id))
    row = RevisionRow(
        organization_id=scope.organization_id,
        project_id=project_id,
        number=(last or 0) + 1,
        filename=filename,
        sha256=sha256,
        bytes=size,
        title=_title(screenplay),
        pages=screenplay.pages,
        scene_count=len(screenplay.scenes),
    )
    scope.session.add(row)
    await scope.session.flush()
    return Revision.model_validate(row)


async def store_scenes(scope: Scope, revision_id: uuid.UUID, screenplay: Screenplay) -> None:
    """Add the scenes of a new revision to the scope's transaction."""
    speakers = Speakers(screenplay)
    rows = [
        {
            "organization_id": scope.organization_id,
            "revision_id": revision_id,
            "index": scene.index,
            "number": scene.number,
            "heading": None if scene.heading is None else scene.heading.text,
            "interior": scene.heading is not None and scene.heading.interior,
            "exterior": scene.heading is not None and scene.heading.exterior,
            "location": None if scene.heading is None else scene.heading.location or None,
            "time": None if scene.heading is None else scene.heading.time,
            "start_page": scene.start_page,
            "eighths": scene.eighths,
            "characters": list(speakers.of_scene(scene)),
        }
        for scene in screenplay.scenes
    ]
    await insert_all(scope.session, SceneRow, rows)


def _title(screenplay: Screenplay) -> str | None:
    for element in screenplay.elements:
        if isinstance(element, TitlePage):
            values = [value for name, value in element.entries if name.casefold() == "title"]
            title = " ".join(plain(line).strip() for value in values[:1] for line in value)
            return title.strip() or None
    return None
