"""HTTP of suggestions, but for asking and accepting, which are flows."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Query

from film_studio.engines.writing.suggestions import service
from film_studio.engines.writing.suggestions.schemas import (
    State,
    Suggestion,
    SuggestionRejection,
    SuggestionWithText,
)
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf
from film_studio.kit.problem_kinds import raises
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter()


@router.get("/projects/{project_id}/suggestions", summary="What writers were asked for, the newest first")
@needs("scripts:read")
async def list_suggestions(
    project_id: uuid.UUID,
    scope: RequestReadScope,
    page: PageOf,
    state: Annotated[State | None, Query(description="Only those in this state")] = None,
) -> Page[Suggestion]:
    """Without their texts."""
    return await service.list_suggestions(scope, project_id, page, state=state)


@router.get("/suggestions/{suggestion_id}", summary="A suggestion, with its texts")
@needs("scripts:read")
async def get_suggestion(suggestion_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> SuggestionWithText:
    """Line by line, beside what stands there."""
    return tag.edited(await service.get_suggestion(scope, suggestion_id))


@router.post("/suggestions/{suggestion_id}/rejection", summary="Reject a suggestion")
@needs("scripts:write")
@raises("suggestion-not-open")
async def reject_suggestion(
    *,
    suggestion_id: uuid.UUID,
    body: SuggestionRejection,
    scope: RequestScope,
    seen: IfMatch,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> Suggestion:
    """It stays, with its texts, and nothing of the screenplay changes."""
    return tag.edited(
        await idempotency.once(
            scope.session, Suggestion, lambda: service.reject_suggestion(scope, suggestion_id, body, seen)
        )
    )
