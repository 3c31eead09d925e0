"""Keeps an uploaded screenplay as a revision, with everything that engines derive from it: all or nothing."""

import hashlib
import uuid

from contracts import storage_keys
from film_studio.engines.management import check_project, project_row
from film_studio.engines.writing import Revision, create_revision, find_revision
from film_studio.flows import reading
from film_studio.identity.scope import Scope
from film_studio.kit.database.bulk import insert_encoded
from film_studio.kit.database.locks import keep_stored
from film_studio.kit.processes import Processes


async def upload_revision(
    scope: Scope, processes: Processes, project_id: uuid.UUID, *, data: bytes, filename: str | None
) -> tuple[Revision, bool]:
    """Keep a screenplay as the project's next revision.

    The same bytes again are the same revision: (it, False) instead of (the new one, True).
    Raises problems: 404 for the project, 422 for what is not a screenplay or too much for one.
    """
    await check_project(scope, project_id)
    sha256 = hashlib.sha256(data).hexdigest()
    known = await find_revision(scope, project_id, sha256)
    if known is not None:
        return known, False
    derived = await reading.read(processes, data)
    await keep_stored(scope.session, scope.organization_id)
    # Before the commit: a revision without its bytes cannot be; bytes without a revision cost next to nothing.
    key = storage_keys.screenplay(scope.organization_id, sha256)
    await scope.storage.put(key, data, "text/plain; charset=utf-8")
    # One upload to a project at a time from here on, so that numbers have no gaps and equal bytes meet.
    await project_row(scope, project_id, lock="change")
    known = await find_revision(scope, project_id, sha256)
    if known is not None:
        return known, False
    revision = await create_revision(
        scope, project_id, extent=derived.extent, sha256=sha256, size=len(data), filename=filename
    )
    for rows in derived.rows:
        await insert_encoded(scope.session, rows, organization_id=scope.organization_id, revision_id=revision.id)
    return revision, True
