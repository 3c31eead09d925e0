"""Keeps an uploaded screenplay as a revision, with everything that engines derive from it: all or nothing."""

import contextlib
import hashlib
import uuid
from functools import partial

from contracts import storage_keys
from film_studio.engines.management import check_project, project_row
from film_studio.engines.writing import Revision, create_revision, find_revision
from film_studio.flows import reading
from film_studio.flows.reading import Derived
from film_studio.identity.scope import Scope
from film_studio.kit.database.bulk import insert_encoded
from film_studio.kit.failures import UnavailableError
from film_studio.kit.idempotency import Idempotency
from film_studio.kit.processes import Processes
from film_studio.kit.storage import StorageError


async def upload_revision(
    scope: Scope,
    processes: Processes,
    idempotency: Idempotency,
    project_id: uuid.UUID,
    *,
    data: bytes,
    filename: str | None,
) -> tuple[Revision, bool]:
    """Keep a screenplay as the project's next revision, and commit.

    The same bytes again are the same revision: (it, False) instead of (the new one, True).
    Raises problems: 404 for the project, 422 for what is not a screenplay or too much for one.
    """
    await check_project(scope, project_id)
    sha256 = hashlib.sha256(data).hexdigest()
    known = await find_revision(scope, project_id, sha256)
    if known is not None:
        # Equal bytes are one revision, with or without a key: this refuses a key that was used for something else.
        return await idempotency.once(scope.session, Revision, partial(_itself, known)), False
    derived = await reading.read(processes, data)
    revision_id = uuid.uuid4()
    # Before the transaction: a revision without its bytes cannot be, and storage that hangs holds no lock.
    key = storage_keys.screenplay(scope.organization_id, revision_id)
    await scope.storage.put(key, data, "text/plain; charset=utf-8")
    kept: Revision | None = None
    try:
        keep = partial(
            _keep, *(scope, project_id, revision_id, derived), sha256=sha256, size=len(data), filename=filename
        )
        kept = await idempotency.once(scope.session, Revision, keep)
        await scope.commit()
        return kept, kept.id == revision_id
    finally:
        if kept is None or kept.id != revision_id:
            await scope.close()
            with contextlib.suppress(UnavailableError, StorageError):
                await scope.storage.delete([key])


async def _itself(revision: Revision) -> Revision:
    return revision


async def _keep(
    scope: Scope,
    project_id: uuid.UUID,
    revision_id: uuid.UUID,
    derived: Derived,
    *,
    sha256: str,
    size: int,
    filename: str | None,
) -> Revision:
    """The new revision, or the one that somebody else has made of the same bytes meanwhile."""
    # One upload to a project at a time from here on, so that numbers have no gaps and equal bytes meet.
    await project_row(scope, project_id, lock="change")
    known = await find_revision(scope, project_id, sha256)
    if known is not None:
        return known
    revision = await create_revision(
        scope, project_id, revision_id, extent=derived.extent, sha256=sha256, size=size, filename=filename
    )
    for rows in derived.rows:
        await insert_encoded(scope.session, rows, organization_id=scope.organization_id, revision_id=revision.id)
    return revision
