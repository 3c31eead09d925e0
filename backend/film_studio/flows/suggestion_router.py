"""HTTP of asking for suggestions, and of making revisions of them."""

import uuid
from typing import Final

from fastapi import APIRouter, Request, Response

from film_studio.engines.management import check_project
from film_studio.engines.writing import Revision, Suggestion, SuggestionAcceptance, SuggestionCreate, Writers, offered
from film_studio.flows import suggestions
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.problem_kinds import raises
from film_studio.kit.versions import IfMatch

router: Final = APIRouter(tags=["writing"])


@router.get("/projects/{project_id}/writers", summary="Who can be asked for suggestions, and what that costs")
@needs("scripts:read")
async def get_writers(project_id: uuid.UUID, request: Request, scope: RequestReadScope) -> Writers:
    """The template writer, and a model where the stack names one."""
    await check_project(scope, project_id)
    return offered(request.app.state.named_model)


@router.post("/projects/{project_id}/suggestions", status_code=202, summary="Ask a writer for a suggestion")
@needs("scripts:write")
@raises(
    "no-such-writer", "not-in-the-script", "too-many-suggestions", "not-a-screenplay", "busy", "storage-unavailable"
)
async def create_suggestion(
    *,
    project_id: uuid.UUID,
    body: SuggestionCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
) -> Suggestion:
    """It is written in the background. Of the screenplay nothing changes before somebody accepts it."""
    state = request.app.state
    found = await suggestions.create_suggestion(
        scope, state.processes, idempotency, project_id, model=state.named_model, body=body
    )
    response.headers["Location"] = request.url_for("get_suggestion", suggestion_id=str(found.id)).path
    return found


@router.post("/suggestions/{suggestion_id}/revision", status_code=201, summary="Accept a suggestion, whole or in part")
@needs("scripts:write")
@raises(
    "suggestion-not-open",
    "suggestion-has-no-place",
    "not-in-the-suggestion",
    "revised-meanwhile",
    "not-a-screenplay",
    "screenplay-too-large",
    "busy",
    "storage-unavailable",
)
async def accept_suggestion(
    *,
    suggestion_id: uuid.UUID,
    body: SuggestionAcceptance,
    request: Request,
    response: Response,
    scope: RequestScope,
    seen: IfMatch,
    idempotency: IdempotencyKey,
) -> Revision:
    """The newest revision with the hunks in it is the next revision; every other line stays byte for byte. Where what
    stands around them was changed since, nothing is kept (409)."""
    revision = await suggestions.accept_suggestion(
        scope, request.app.state.processes, idempotency, suggestion_id, body=body, seen=seen
    )
    response.headers["Location"] = request.url_for("get_revision", revision_id=str(revision.id)).path
    return revision
