"""What the writing engine does: keeps screenplays as immutable revisions, gives them and their scenes back."""

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select

from contracts import storage_keys
from film_studio.engines.engine import DerivedRows, Reading
from film_studio.engines.management import check_project
from film_studio.engines.writing.models import RevisionRow, SceneRow
from film_studio.engines.writing.queries import (
    ALL_SCENES,
    HEADINGS,
    IMPORTED,
    NEWEST_REVISION,
    REVISION,
    REVISION_OF_BYTES,
    REVISIONS,
    SCENES,
    SUBJECT,
    check_revision,
    revision_row,
)
from film_studio.engines.writing.schemas import (
    LaidOutScene,
    Layout,
    ReaderRemark,
    Revision,
    RevisionUpdate,
    Scene,
)
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import not_found
from film_studio.kit.versions import Precondition
from film_studio.screenplay import advice, pagination, titles
from film_studio.screenplay.elements import Screenplay
from film_studio.screenplay.files import parse_file
from film_studio.screenplay.speakers import Speakers


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """A screenplay as a whole: its title as the title page has it, its length in pages, how many scenes it has."""

    title: str | None
    pages: float
    scene_count: int


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
    data = await scope.storage.get(storage_keys.screenplay(scope.organization_id, revision.id))
    if data is None:
        raise RuntimeError(f"the bucket has lost the bytes of revision {revision.id}, sha256 {revision.sha256}")
    return data


async def imported_source(scope: ReadScope, revision: Revision) -> bytes | None:
    """The bytes of the newest Final Draft file up to a revision of its project, by the file's name."""
    for row in await scope.rows(IMPORTED, project_id=revision.project_id, number=revision.number):
        return await get_revision_source(scope, Revision.model_validate(row))
    return None


async def list_scenes(scope: ReadScope, revision_id: uuid.UUID, page: PageRequest) -> Page[Scene]:
    """The scenes of a revision, in order. Raises a 404 problem for the revision."""
    await check_revision(scope, revision_id)
    return await SCENES.page(scope, page, Scene.model_validate, revision_id=revision_id)


async def all_scenes(scope: ReadScope, revision_id: uuid.UUID) -> list[Scene]:
    """Every scene of a revision, in the film's order."""
    return [Scene.model_validate(row) for row in await scope.rows(ALL_SCENES, revision_id=revision_id)]


async def newest_revision(scope: ReadScope, project_id: uuid.UUID) -> Revision | None:
    """The project's newest revision; None before the first."""
    for row in await scope.rows(NEWEST_REVISION, project_id=project_id):
        return Revision.model_validate(row)
    return None


async def list_headings(scope: ReadScope, revision_id: uuid.UUID) -> dict[int, tuple[str, str]]:
    """Of each scene by its index: its number and its heading."""
    rows = await scope.rows(HEADINGS, revision_id=revision_id)
    return {row["index"]: (row["number"], row["heading"] or "") for row in rows}


async def find_revision(scope: ReadScope, project_id: uuid.UUID, sha256: str) -> Revision | None:
    """The project's newest revision with these bytes, by their SHA-256 in hex."""
    for row in await scope.rows(REVISION_OF_BYTES, project_id=project_id, sha256=sha256):
        return Revision.model_validate(row)
    return None


async def update_revision(scope: Scope, revision_id: uuid.UUID, body: RevisionUpdate, seen: Precondition) -> Revision:
    """Give a revision a name, or take it away. Raises problems: 404, and those of `seen`."""
    row = await revision_row(scope, revision_id, lock=True)
    seen.check(row, Revision.model_validate(row))
    before = {"name": row.name}
    row.name = body.name
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    scope.record(
        "revision.updated", SUBJECT.type, row.id, project_id=row.project_id, before=before, after={"name": row.name}
    )
    return Revision.model_validate(row)


async def create_revision(
    scope: Scope,
    project_id: uuid.UUID,
    revision_id: uuid.UUID,
    *,
    extent: Extent,
    sha256: str,
    size: int,
    filename: str | None,
) -> Revision:
    """Add the next revision of a project that the caller has locked, so that numbers have no gaps.

    `sha256` and `size` (bytes) are those of the file that `extent` was read from.
    """
    last = await scope.session.scalar(select(func.max(RevisionRow.number)).where(RevisionRow.project_id == project_id))
    row = RevisionRow(
        id=revision_id,
        organization_id=scope.organization_id,
        project_id=project_id,
        number=(last or 0) + 1,
        filename=filename,
        sha256=sha256,
        bytes=size,
        title=extent.title,
        pages=extent.pages,
        scene_count=extent.scene_count,
    )
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    told = {"number": row.number, "filename": filename, "sha256": sha256, "bytes": size}
    scope.record("revision.created", SUBJECT.type, row.id, project_id=project_id, after=told)
    return Revision.model_validate(row)


def derive(reading: Reading) -> DerivedRows:
    """The scenes of a new revision."""
    speakers = reading.of(Speakers)
    return {
        SceneRow: [
            {
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
            for scene in reading.screenplay.scenes
        ]
    }


def extent(screenplay: Screenplay) -> Extent:
    """What a revision says of its screenplay as a whole."""
    return Extent(title=_title(screenplay), pages=screenplay.pages, scene_count=len(screenplay.scenes))


def _title(screenplay: Screenplay) -> str | None:
    return " ".join(titles.stated(screenplay, "title")) or None


def lay_out(data: bytes) -> Layout:
    """A text set on pages, with what its reader has to say. Raises ScreenplayError."""
    screenplay = parse_file(data)
    speakers = Speakers(screenplay)
    cast = dict.fromkeys(name for scene in screenplay.scenes for name in speakers.of_scene(scene))
    return Layout(
        pages=screenplay.pages,
        seconds=pagination.screen_time(screenplay),
        page_starts=pagination.page_starts(screenplay.elements),
        scenes=[
            LaidOutScene(
                line=scene.heading.line if scene.heading else min(element.line for element in scene.elements),
                number=scene.number,
                heading=scene.heading.text if scene.heading else None,
                start_page=scene.start_page,
                eighths=scene.eighths,
            )
            for scene in screenplay.scenes
        ],
        characters=list(cast),
        remarks=[ReaderRemark(line=line, text=text) for line, text in advice.remarks_on(screenplay)],
    )
