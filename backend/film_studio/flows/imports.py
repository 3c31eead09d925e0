"""Takes a PDF or a DOCX in: read, looked at, and at last a revision, or let go."""

import contextlib
import hashlib
import uuid
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath

from contracts import storage_keys
from film_studio.engines import writing
from film_studio.engines.management import check_project
from film_studio.engines.writing import Import, Loss, Losses, Revision
from film_studio.flows import reading, revisions
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.session import Database
from film_studio.kit.failures import UnavailableError
from film_studio.kit.idempotency import Idempotency
from film_studio.kit.processes import Processes
from film_studio.kit.storage import Storage, StorageError
from film_studio.kit.versions import Precondition
from film_studio.screenplay.fdx.reader import read_bytes
from film_studio.screenplay.files import is_final_draft
from film_studio.screenplay.imports import reader


async def create_import(
    scope: Scope,
    processes: Processes,
    idempotency: Idempotency,
    project_id: uuid.UUID,
    *,
    data: bytes,
    filename: str | None,
) -> Import:
    """Keep a file with how each of its paragraphs was read, and commit.

    Raises problems: 404 for the project, 409 for too many, 422 for what cannot be read or is too much, 503 when too
    many are being read.
    """
    await check_project(scope, project_id)
    found = await reading.run(processes, reader.read, data)
    import_id = uuid.uuid4()
    key = storage_keys.imported(scope.organization_id, import_id)
    await scope.storage.put(key, data, writing.MEDIA_TYPES[found.format])
    kept: Import | None = None
    try:
        keep = partial(
            writing.create_import,
            *(scope, project_id, import_id, found),
            filename=filename,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
        )
        kept = await idempotency.once(scope.session, Import, keep)
        await scope.commit()
        return kept
    finally:
        if kept is None or kept.id != import_id:
            await scope.close()
            with contextlib.suppress(UnavailableError, StorageError):
                await scope.storage.delete([key])


async def accept_import(
    scope: Scope,
    processes: Processes,
    idempotency: Idempotency,
    import_id: uuid.UUID,
    seen: Precondition,
    *,
    based_on: uuid.UUID | None,
) -> Revision:
    """The revision that an import has become, as its paragraphs are tagged; commits.

    Raises problems: 404, those of `seen`, 409 for one that is a revision already, 412 where the newest revision is
    another than `based_on`, 422 where no paragraph is left of it or it is too much.
    """
    found = await writing.get_import(scope, import_id)
    seen.check_given()
    paragraphs = await writing.all_paragraphs(scope, import_id)
    text = await reading.run(processes, writing.screenplay_of, paragraphs)
    name = PurePosixPath(found.filename).stem if found.filename else f"import-{found.format}"

    async def accept(revision: Revision) -> None:
        await writing.accept_import(scope, import_id, revision, seen)

    revision, _ = await revisions.upload_revision(
        scope,
        processes,
        idempotency,
        found.project_id,
        data=text,
        filename=f"{name}.fountain",
        based_on=based_on,
        then=accept,
    )
    await scope.commit()
    return revision


async def losses_of(scope: ReadScope, processes: Processes, revision: Revision) -> Losses:
    """What Fountain cannot hold of a revision. Raises problems: 503 when too many are read."""
    return await reading.run(processes, losses, await writing.get_revision_source(scope, revision))


def losses(data: bytes) -> Losses:
    """Of a file. Raises ScreenplayError."""
    found = read_bytes(data).losses if is_final_draft(data) else ()
    return Losses(items=[Loss.model_validate(loss) for loss in found])


async def erase_expired(database: Database, storage: Storage, now: datetime) -> int:
    """Erase the imports whose time is over, with their files. Returns how many."""
    count = 0
    while True:
        async with database.system() as session:
            over = await writing.expired_imports(session, now)
        if not over:
            return count
        await storage.delete([key for _, key in over])
        async with database.system() as session:
            gone = await writing.erase_expired_imports(session, [each for each, _ in over], now)
        if not gone:
            return count
        count += gone
