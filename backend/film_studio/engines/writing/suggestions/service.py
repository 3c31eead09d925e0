"""Suggestions as they are asked for, shown, accepted and rejected. Writing them is a background task's."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from contracts.limits import SUGGESTIONS_A_PROJECT
from film_studio.engines.management import check_project
from film_studio.engines.writing.schemas import Revision
from film_studio.engines.writing.suggestions.asking import Kind, Part
from film_studio.engines.writing.suggestions.changes import Hunk
from film_studio.engines.writing.suggestions.models import SuggestionRow
from film_studio.engines.writing.suggestions.queries import SUBJECT, SUGGESTION, SUGGESTIONS, locked_row
from film_studio.engines.writing.suggestions.schemas import (
    AskedBy,
    OfRevision,
    State,
    SuggestedHunk,
    Suggestion,
    SuggestionAcceptance,
    SuggestionRejection,
    SuggestionWithText,
    Usage,
)
from film_studio.engines.writing.suggestions.writers import WriterName
from film_studio.identity.caller import Caller
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.happenings import SUGGESTIONS_CHANNEL
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition

_UNDECIDED = ("waiting", "writing", "open")


async def list_suggestions(
    scope: ReadScope, project_id: uuid.UUID, page: PageRequest, *, state: State | None
) -> Page[Suggestion]:
    """A project's suggestions, the newest first. Raises a 404 problem for the project."""
    await check_project(scope, project_id)

    def shown(row: Mapping[str, Any]) -> Suggestion:
        return Suggestion.model_validate(_fields(row, scope.caller))

    return await SUGGESTIONS.page(scope, page, shown, project_id=project_id, state=state)


async def get_suggestion(scope: ReadScope, suggestion_id: uuid.UUID) -> SuggestionWithText:
    """The suggestion with its texts, or a 404 problem."""
    for row in await scope.rows(SUGGESTION, id=suggestion_id):
        texts = {"before": row["before"], "options": row["options"]}
        return SuggestionWithText.model_validate(_fields(row, scope.caller) | texts)
    raise not_found("suggestion", suggestion_id)


async def create_suggestion(
    scope: Scope,
    project_id: uuid.UUID,
    *,
    title: str,
    kind: Kind,
    writer: WriterName,
    wish: str,
    seed: int,
    revision: Revision | None,
    part: Part,
) -> Suggestion:
    """Keep what is asked for; it is written once this has committed. The caller has locked the project. Raises a 409
    problem for too many."""
    undecided = select(func.count()).where(SuggestionRow.project_id == project_id, SuggestionRow.state.in_(_UNDECIDED))
    if (await scope.session.execute(undecided)).scalar_one() >= SUGGESTIONS_A_PROJECT:
        raise ProblemError(
            409,
            "too-many-suggestions",
            f"a project has up to {SUGGESTIONS_A_PROJECT} undecided suggestions; accept or reject some",
        )
    row = SuggestionRow(
        organization_id=scope.organization_id,
        project_id=project_id,
        revision_id=revision and revision.id,
        revision=revision and revision.number,
        kind=kind,
        writer=writer,
        wish=wish,
        seed=seed,
        title=title,
        first_line=part.first_line,
        lines=part.lines,
        before=part.before,
        options=[],
        state="waiting",
        due_at=scope.clock(),
        tries=0,
        **{"member_id" if scope.caller.kind == "member" else "api_key_id": scope.caller.id},
    )
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    await scope.session.execute(select(func.pg_notify(SUGGESTIONS_CHANNEL, "")))
    told = {"kind": kind, "writer": writer, "revision": row.revision, "lines": part.lines}
    scope.record("suggestion.asked", SUBJECT.type, row.id, project_id=project_id, after=told)
    return await get_suggestion(scope, row.id)


async def reject_suggestion(
    scope: Scope, suggestion_id: uuid.UUID, body: SuggestionRejection, seen: Precondition
) -> Suggestion:
    """Raises problems: 404, those of `seen`, 409 for one that is not open."""
    row = await open_row(scope, suggestion_id, seen)
    row.state, row.reason = "rejected", body.reason
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    told = {"kind": row.kind, "writer": row.writer, "made_by": row.made_by}
    scope.record("suggestion.rejected", SUBJECT.type, row.id, project_id=row.project_id, after=told)
    return await get_suggestion(scope, row.id)


async def accept_suggestion(
    scope: Scope, suggestion_id: uuid.UUID, revision: Revision, body: SuggestionAcceptance, seen: Precondition
) -> None:
    """It is that revision now. Raises problems: 404, those of `seen`, 409 for one that is not open."""
    row = await open_row(scope, suggestion_id, seen)
    row.state, row.accepted_revision_id, row.accepted_revision = "accepted", revision.id, revision.number
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    told = {
        "kind": row.kind,
        "writer": row.writer,
        "made_by": row.made_by,
        "revision": revision.number,
        "option": body.option,
        "hunks": "all" if body.hunks is None else sorted(set(body.hunks)),
    }
    scope.record("suggestion.accepted", SUBJECT.type, row.id, project_id=row.project_id, after=told)


async def open_row(scope: Scope, suggestion_id: uuid.UUID, seen: Precondition) -> SuggestionRow:
    """Locked, until the transaction ends. Raises problems: 404, those of `seen`, 409 for one that is not open."""
    row = await locked_row(scope, suggestion_id)
    seen.check(row, await get_suggestion(scope, suggestion_id))
    check_open(row.state, row.accepted_revision)
    return row


def check_open(state: str, accepted_as: int | None) -> None:
    """Raises a 409 problem for a suggestion that nobody can decide on."""
    if state == "open":
        return
    said = {
        "waiting": "it is not written yet",
        "writing": "it is being written",
        "accepted": f"it is revision {accepted_as} already",
        "rejected": "it was rejected",
        "failed": "there is no text in it: its `reason` says why",
    }
    raise ProblemError(409, "suggestion-not-open", f"{said[state]}; nothing was changed")


def hunks_of(suggestion: SuggestionWithText, body: SuggestionAcceptance) -> list[Hunk]:
    """The hunks of the chosen text. Raises a 422 problem for a text or a hunk that it does not have."""
    if body.option >= len(suggestion.options):
        raise ProblemError(
            422,
            "not-in-the-suggestion",
            f"body.option: it has {len(suggestion.options)} texts, none has the index {body.option}",
        )
    found = suggestion.options[body.option].hunks
    if missing := [index for index in body.hunks or () if index >= len(found)]:
        raise ProblemError(
            422,
            "not-in-the-suggestion",
            f"body.hunks: the text has {len(found)} hunks, none has the index {missing[0]}; nothing was changed",
        )
    return [_hunk(each) for each in found]


def _hunk(shown: SuggestedHunk) -> Hunk:
    return Hunk(line=shown.line, removed=tuple(shown.removed), added=tuple(shown.added))


def _fields(row: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
    """Of `Suggestion`."""
    own = row["member_id"] if caller.kind == "member" else row["api_key_id"] if caller.kind == "key" else None
    names = set(Suggestion.model_fields) - {"based_on", "usage", "asked_by", "accepted_as"}
    return {name: row[name] for name in names} | {
        "based_on": _revision(row["revision_id"], row["revision"]),
        "accepted_as": _revision(row["accepted_revision_id"], row["accepted_revision"]),
        "usage": None
        if row["input_tokens"] is None
        else Usage(input_tokens=row["input_tokens"], output_tokens=row["output_tokens"], usd=row["usd"]),
        "asked_by": AskedBy(
            kind="member" if row["member_id"] else "program",
            name=row["asker"],
            is_you=own is not None and own == caller.id,
        ),
    }


def _revision(revision_id: uuid.UUID | None, number: int | None) -> OfRevision | None:
    return None if revision_id is None or number is None else OfRevision(id=revision_id, number=number)
