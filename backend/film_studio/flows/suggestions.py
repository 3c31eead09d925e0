"""Asks for suggestions, and makes revisions of those that a writer accepts: the way of every other upload."""

import uuid
from collections.abc import Sequence
from functools import partial
from pathlib import PurePosixPath

from film_studio.engines import writing
from film_studio.engines.management import get_project, project_row
from film_studio.engines.writing import (
    Hunk,
    NamedModel,
    Part,
    Revision,
    Suggestion,
    SuggestionAcceptance,
    SuggestionCreate,
    SuggestionWithText,
)
from film_studio.flows import revisions
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.idempotency import Idempotency
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.processes import Processes
from film_studio.kit.versions import Precondition
from film_studio.screenplay.files import as_fountain


async def create_suggestion(
    scope: Scope,
    processes: Processes,
    idempotency: Idempotency,
    project_id: uuid.UUID,
    *,
    model: NamedModel | None,
    body: SuggestionCreate,
) -> Suggestion:
    """Keep what is asked for, which is written in the background.

    Raises problems: 404 for the project or the revision, 409 where nobody writes that or too much waits already, 422
    for lines that the revision does not have, 503 when too many are read.
    """
    writer = body.writer if body.kind == "draft" else "model"
    if writer == "model" and model is None:
        raise ProblemError(
            409,
            "no-such-writer",
            "this studio names no model; the template writer drafts from a logline, and does nothing else",
        )
    project = await get_project(scope, project_id)
    revision = await _revision(scope, project_id, body)
    part = await _part(scope, processes, revision, body)

    async def keep() -> Suggestion:
        await project_row(scope, project_id, lock="keep")
        return await writing.create_suggestion(
            scope,
            project_id,
            title=project.title,
            kind=body.kind,
            writer=writer,
            wish=body.logline if body.kind == "draft" else body.wish or "",
            seed=body.seed if body.kind == "draft" else 0,
            revision=revision,
            part=part,
        )

    return await idempotency.once(scope.session, Suggestion, keep)


async def _revision(scope: ReadScope, project_id: uuid.UUID, body: SuggestionCreate) -> Revision | None:
    if body.kind == "draft":
        return await writing.newest_revision(scope, project_id)
    found = await writing.get_revision(scope, body.revision_id)
    if found.project_id != project_id:
        raise not_found("revision", body.revision_id)
    return found


async def _part(scope: ReadScope, processes: Processes, revision: Revision | None, body: SuggestionCreate) -> Part:
    if revision is None:
        return writing.part_of(None, body.kind, 1, 1)
    source = await writing.get_revision_source(scope, revision)
    asked = (body.first_line, body.last_line) if isinstance(body, writing.LinesAsked) else (1, 1)
    try:
        return await processes.run(writing.part_of, source, body.kind, min(asked), max(asked))
    except writing.NoSuchLinesError as error:
        raise ProblemError(422, "not-in-the-script", f"body: {error}; nothing was asked for") from error


async def accept_suggestion(
    scope: Scope,
    processes: Processes,
    idempotency: Idempotency,
    suggestion_id: uuid.UUID,
    *,
    body: SuggestionAcceptance,
    seen: Precondition,
) -> Revision:
    """The revision that the accepted hunks make of the newest one; commits.

    Raises problems: 404, those of `seen`, 409 for one that is not open or whose place is gone, 412 where another
    revision was made meanwhile, 422 for a text or hunks that it does not have, 503 when too many are read.
    """
    found = await writing.get_suggestion(scope, suggestion_id)
    seen.check_given()
    if found.state != "open":
        # The same request again is answered as it was; every other one is told what has become of it.
        async def refused() -> Revision:
            await writing.open_suggestion(scope, suggestion_id, seen)
            raise AssertionError("a suggestion that is over was opened")

        return await idempotency.once(scope.session, Revision, refused)
    hunks = writing.hunks_of(found, body)
    newest = await writing.newest_revision(scope, found.project_id)
    text = await _text(scope, processes, found, newest, hunks=hunks, chosen=body.hunks)

    async def accept(revision: Revision) -> None:
        await writing.accept_suggestion(scope, suggestion_id, revision, body, seen)

    name = PurePosixPath(newest.filename).stem if newest is not None and newest.filename else "suggested"
    revision, _ = await revisions.upload_revision(
        scope,
        processes,
        idempotency,
        found.project_id,
        data=text,
        filename=f"{name}.fountain",
        based_on=None if newest is None else newest.id,
        then=accept,
    )
    await scope.commit()
    return revision


async def _text(
    scope: ReadScope,
    processes: Processes,
    suggestion: SuggestionWithText,
    newest: Revision | None,
    *,
    hunks: Sequence[Hunk],
    chosen: Sequence[int] | None,
) -> bytes:
    base = await _source(scope, suggestion.based_on and await writing.get_revision(scope, suggestion.based_on.id))
    present = base if newest is None or _is(newest, suggestion) else await _source(scope, newest)
    work = partial(
        revised,
        first=suggestion.first_line,
        before=suggestion.before,
        lines=suggestion.lines,
        hunks=tuple(hunks),
        chosen=None if chosen is None else frozenset(chosen),
    )
    try:
        return await processes.run(work, base, present)
    except PlaceGoneError as error:
        raise ProblemError(
            409,
            "suggestion-has-no-place",
            f"{'what it was to follow' if suggestion.lines == 0 else 'what it would replace'}, or the lines around it, "
            f"are not in revision {newest.number if newest else 0} as they were; nothing was changed. Reject it, or "
            "ask again",
        ) from error


def _is(revision: Revision, suggestion: SuggestionWithText) -> bool:
    return suggestion.based_on is not None and suggestion.based_on.id == revision.id


async def _source(scope: ReadScope, revision: Revision | None) -> bytes:
    return b"" if revision is None else await writing.get_revision_source(scope, revision)


class PlaceGoneError(ValueError):
    """The lines of a suggestion, or those around them, are not as they were."""


def revised(
    base: bytes,
    present: bytes,
    *,
    first: int,
    lines: int,
    before: str,
    hunks: Sequence[Hunk],
    chosen: frozenset[int] | None,
) -> bytes:
    """The `present` text with the chosen hunks of a suggestion for `base`. Raises PlaceGoneError."""
    old, new = as_fountain(base).decode("utf-8"), as_fountain(present).decode("utf-8")
    at = first if old == new else writing.place_in(old, new, first, lines)
    if at is None:
        raise PlaceGoneError
    kept = before.split("\n") if lines else []
    return writing.replaced(new, at, lines, writing.with_hunks(kept, hunks, chosen)).encode()
