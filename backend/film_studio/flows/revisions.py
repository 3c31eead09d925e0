"""Keeps an uploaded screenplay as a revision, with everything that engines derive from it: all or nothing."""

import contextlib
import hashlib
import uuid
from collections.abc import Awaitable, Callable
from functools import partial

from contracts import storage_keys
from film_studio.engines import ENGINES
from film_studio.engines.management import check_project, project_row
from film_studio.engines.writing import Revision, create_revision, find_revision, newest_revision
from film_studio.flows import reading
from film_studio.flows.reading import Derived
from film_studio.identity.editors import maker_of
from film_studio.identity.scope import Scope
from film_studio.kit.database.bulk import insert_encoded
from film_studio.kit.failures import UnavailableError
from film_studio.kit.idempotency import Idempotency
from film_studio.kit.problems import ProblemError
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
    based_on: uuid.UUID | None = None,
    then: Callable[[Revision], Awaitable[None]] | None = None,
) -> tuple[Revision, bool]:
    """Keep a screenplay as the project's next revision, and commit.

    The same bytes again are the same revision: (it, False) instead of (the new one, True). Who says what they have
    changed may go back to what an older one says: then only the newest one's bytes are the same.
    What comes `then` is a part of its transaction.
    Raises problems: 404 for the project, 412 where the newest revision is another than `based_on`, 422 for what is not
    a screenplay or too much for one.
    """
    await check_project(scope, project_id)
    sha256 = hashlib.sha256(data).hexdigest()
    known = await _of_these_bytes(scope, project_id, sha256, based_on)
    if known is not None:
        # Equal bytes are one revision, with or without a key: this refuses a key that was used for something else.
        return await idempotency.once(scope.session, Revision, partial(_itself, known, then)), False
    derived = await reading.read(processes, data)
    revision_id = uuid.uuid4()
    # Before the transaction: a revision without its bytes cannot be, and storage that hangs holds no lock.
    key = storage_keys.screenplay(scope.organization_id, revision_id)
    await scope.storage.put(key, data, "text/plain; charset=utf-8")
    kept: Revision | None = None
    try:
        keep = partial(
            _keep,
            *(scope, project_id, revision_id, derived),
            sha256=sha256,
            size=len(data),
            filename=filename,
            based_on=based_on,
            then=then,
        )
        kept = await idempotency.once(scope.session, Revision, keep)
        await scope.commit()
        return kept, kept.id == revision_id
    finally:
        if kept is None or kept.id != revision_id:
            await scope.close()
            with contextlib.suppress(UnavailableError, StorageError):
                await scope.storage.delete([key])


async def _itself(revision: Revision, then: Callable[[Revision], Awaitable[None]] | None) -> Revision:
    if then is not None:
        await then(revision)
    return revision


async def _of_these_bytes(
    scope: Scope, project_id: uuid.UUID, sha256: str, based_on: uuid.UUID | None
) -> Revision | None:
    if based_on is None:
        return await find_revision(scope, project_id, sha256)
    newest = await newest_revision(scope, project_id)
    return newest if newest is not None and newest.sha256 == sha256 else None


async def _keep(
    scope: Scope,
    project_id: uuid.UUID,
    revision_id: uuid.UUID,
    derived: Derived,
    *,
    sha256: str,
    size: int,
    filename: str | None,
    based_on: uuid.UUID | None,
    then: Callable[[Revision], Awaitable[None]] | None,
) -> Revision:
    """The new revision, or the one that somebody else has made of the same bytes meanwhile."""
    # One upload to a project at a time from here on, so that numbers have no gaps and equal bytes meet.
    await project_row(scope, project_id, lock="change")
    known = await _of_these_bytes(scope, project_id, sha256, based_on)
    if known is not None:
        return await _itself(known, then)
    newest = await newest_revision(scope, project_id)
    if based_on is not None and (newest is None or newest.id != based_on):
        # Decided under the lock: of two who save at once, one is told of the other.
        who = await maker_of(scope.session, "revision.created", newest.id, scope.caller) if newest else {}
        raise ProblemError(
            412,
            "revised-meanwhile",
            "query.based_on: "
            + (f"revision {newest.number} was made since, and is the newest" if newest else "there is no revision yet")
            + "; nothing was kept. Look at it, then send your text again with its id",
            **who,
        )
    revision = await create_revision(
        scope, project_id, revision_id, extent=derived.extent, sha256=sha256, size=size, filename=filename
    )
    for rows in derived.rows:
        await insert_encoded(scope.session, rows, organization_id=scope.organization_id, revision_id=revision.id)
    for engine in ENGINES:
        if engine.on_revision is not None:
            await engine.on_revision(scope, revision.id)
    return await _itself(revision, then)
