"""PDFs and DOCX files that were read as screenplays: kept open while people look at how, until one is a revision."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts import storage_keys
from contracts.limits import IMPORTS_A_PROJECT
from film_studio.engines.management import check_project, is_kept, project_row
from film_studio.engines.writing.models import ImportedParagraphRow, ImportRow
from film_studio.engines.writing.queries import ALL_PARAGRAPHS, IMPORT, IMPORT_SUBJECT, IMPORTS, PARAGRAPHS
from film_studio.engines.writing.schemas import Import, ImportedParagraph, ImportUpdate, Revision
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.bulk import insert_all
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition
from film_studio.screenplay.imports.building import fountain_of
from film_studio.screenplay.imports.paragraphs import Kind, Paragraph, Reading

#: An import that nobody has touched for so long is let go.
KEPT: Final = timedelta(days=30)
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_TAGGED: Final = "Somebody has said so."
#: Files that are erased with one call to storage.
_AT_ONCE: Final = 100


async def list_imports(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[Import]:
    """A project's imports, the newest first. Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await IMPORTS.page(scope, page, Import.model_validate, project_id=project_id)


async def get_import(scope: ReadScope, import_id: uuid.UUID) -> Import:
    """The import, or a 404 problem."""
    for row in await scope.rows(IMPORT, id=import_id):
        return Import.model_validate(row)
    raise not_found("import", import_id)


async def get_import_source(scope: ReadScope, found: Import) -> bytes:
    """The file, byte for byte as it came."""
    data = await scope.storage.get(storage_keys.imported(scope.organization_id, found.id))
    if data is None:
        raise RuntimeError(f"the bucket has lost the bytes of import {found.id}")
    return data


async def list_imported_paragraphs(
    scope: ReadScope, import_id: uuid.UUID, page: PageRequest
) -> Page[ImportedParagraph]:
    """The paragraphs of an import, in order. Raises a 404 problem for the import."""
    await get_import(scope, import_id)
    return await PARAGRAPHS.page(scope, page, ImportedParagraph.model_validate, import_id=import_id)


async def all_paragraphs(scope: ReadScope, import_id: uuid.UUID) -> list[Paragraph]:
    """Every paragraph of an import, as it is tagged now."""
    fields = Paragraph.__dataclass_fields__
    rows = await scope.rows(ALL_PARAGRAPHS, import_id=import_id)
    return [Paragraph(**{name: row[name] for name in fields}) for row in rows]


def screenplay_of(paragraphs: Sequence[Paragraph]) -> bytes:
    """The screenplay in Fountain. Raises ScreenplayError where nothing is one."""
    return fountain_of(paragraphs).encode()


async def create_import(
    scope: Scope,
    project_id: uuid.UUID,
    import_id: uuid.UUID,
    reading: Reading,
    *,
    filename: str | None,
    sha256: str,
    size: int,
) -> Import:
    """Keep a file that was read. Raises problems: 404 for the project, 409 for too many."""
    await project_row(scope, project_id, lock="change")
    open_ones = select(func.count()).where(ImportRow.project_id == project_id, ImportRow.state == "open")
    if (await scope.session.execute(open_ones)).scalar_one() >= IMPORTS_A_PROJECT:
        raise ProblemError(
            409,
            "too-many-imports",
            f"a project has up to {IMPORTS_A_PROJECT} imports that nobody has accepted; accept some, or let them go",
        )
    row = ImportRow(
        id=import_id,
        organization_id=scope.organization_id,
        project_id=project_id,
        filename=filename,
        format=reading.format,
        sha256=sha256,
        bytes=size,
        pages=reading.pages,
        paragraphs=len(reading.paragraphs),
        unsure=sum(each.certainty == "guess" for each in reading.paragraphs),
        remarks=list(reading.remarks),
        state="open",
        expires_at=scope.clock() + KEPT,
    )
    scope.session.add(row)
    await scope.session.flush()
    of = {"organization_id": scope.organization_id, "import_id": import_id}
    rows = [
        {**of, **asdict(each), "index": index, "read_as": each.kind} for index, each in enumerate(reading.paragraphs)
    ]
    await insert_all(scope.session, ImportedParagraphRow, rows)
    await scope.announce(IMPORT_SUBJECT.type, row.id)
    told = {"filename": filename, "format": row.format, "sha256": sha256, "bytes": size}
    scope.record("import.created", IMPORT_SUBJECT.type, row.id, project_id=project_id, after=told)
    return Import.model_validate(row)


async def update_import(scope: Scope, import_id: uuid.UUID, body: ImportUpdate, seen: Precondition) -> Import:
    """Say what paragraphs are. Raises problems: 404, those of `seen`, 409 for one that is a revision already, 422 for a
    paragraph that it does not have."""
    row = await _open_row(scope, import_id, seen)
    kinds: dict[int, Kind] = {tag.index: tag.kind for tag in body.paragraphs}
    if missing := [index for index in kinds if index >= row.paragraphs]:
        raise ProblemError(
            422,
            "not-in-the-import",
            f"body.paragraphs: it has {row.paragraphs} paragraphs, none has the index {missing[0]}; nothing was tagged",
        )
    places: defaultdict[Kind, list[int]] = defaultdict(list)
    for index, kind in kinds.items():
        places[kind].append(index)
    for kind, indexes in places.items():
        await scope.session.execute(
            update(ImportedParagraphRow)
            .where(ImportedParagraphRow.import_id == import_id, ImportedParagraphRow.index.in_(indexes))
            .values(kind=kind, certainty="sure", why=_TAGGED)
            .execution_options(synchronize_session=False)
        )
    guessed = select(func.count()).where(
        ImportedParagraphRow.import_id == import_id, ImportedParagraphRow.certainty == "guess"
    )
    row.unsure = (await scope.session.execute(guessed)).scalar_one()
    row.expires_at = scope.clock() + KEPT
    await scope.session.flush()
    await scope.announce(IMPORT_SUBJECT.type, row.id)
    told = {"tagged": len(kinds)}
    scope.record("import.updated", IMPORT_SUBJECT.type, row.id, project_id=row.project_id, after=told)
    return Import.model_validate(row)


async def accept_import(scope: Scope, import_id: uuid.UUID, revision: Revision, seen: Precondition) -> None:
    """It is that revision now. Raises problems: 404, those of `seen`, 409 for one that is a revision already."""
    row = await _open_row(scope, import_id, seen)
    row.state, row.revision_id, row.revision = "accepted", revision.id, revision.number
    await scope.session.flush()
    await scope.announce(IMPORT_SUBJECT.type, row.id)
    told = {"revision": revision.number}
    scope.record("import.accepted", IMPORT_SUBJECT.type, row.id, project_id=row.project_id, after=told)


async def delete_import(scope: Scope, import_id: uuid.UUID, seen: Precondition) -> None:
    """Let it go. Its file goes with the next round of housekeeping. Raises problems: 404, those of `seen`, 409 for one
    that is a revision already."""
    row = await _open_row(scope, import_id, seen)
    row.state, row.expires_at = "cancelled", scope.clock()
    await scope.session.flush()
    await scope.announce(IMPORT_SUBJECT.type, row.id)
    told = {"filename": row.filename, "sha256": row.sha256}
    scope.record("import.deleted", IMPORT_SUBJECT.type, row.id, project_id=row.project_id, before=told)


async def _open_row(scope: Scope, import_id: uuid.UUID, seen: Precondition) -> ImportRow:
    """Locked, until the transaction ends."""
    wanted = select(ImportRow).where(
        ImportRow.organization_id == scope.organization_id,
        ImportRow.id == import_id,
        ImportRow.state != "cancelled",
        is_kept(ImportRow.project_id),
    )
    row = (await scope.session.scalars(wanted.with_for_update(of=ImportRow))).one_or_none()
    if row is None:
        raise not_found("import", import_id)
    seen.check(row, Import.model_validate(row))
    if row.state == "accepted":
        raise ProblemError(
            409, "import-is-over", f"it is revision {row.revision} already, and stays as it was; nothing was changed"
        )
    return row


async def expired_imports(session: AsyncSession, now: datetime) -> list[tuple[uuid.UUID, str]]:
    """Some whose time is over, each with the key of its file: for a session of the system."""
    over = select(ImportRow.id, ImportRow.organization_id).where(*_over(now)).order_by(ImportRow.id).limit(_AT_ONCE)
    return [
        (import_id, storage_keys.imported(organization_id, import_id))
        for import_id, organization_id in await session.execute(over)
    ]


async def erase_expired_imports(session: AsyncSession, ids: Sequence[uuid.UUID], now: datetime) -> int:
    """Those whose files are gone; returns how many were still there."""
    over = select(ImportRow.id).where(ImportRow.id.in_(ids), *_over(now))
    await session.execute(delete(ImportedParagraphRow).where(ImportedParagraphRow.import_id.in_(over)))
    gone: Any = await session.execute(delete(ImportRow).where(ImportRow.id.in_(ids), *_over(now)))
    return int(gone.rowcount)


def _over(now: datetime) -> tuple[Any, ...]:
    return ImportRow.state != "accepted", ImportRow.expires_at < now
