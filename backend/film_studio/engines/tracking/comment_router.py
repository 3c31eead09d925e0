"""HTTP of comments."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from film_studio.engines.tracking import comments
from film_studio.engines.tracking.comment_schemas import (
    Comment,
    CommentCreate,
    CommentUpdate,
    Reply,
    ReplyCreate,
    ReplyUpdate,
    State,
)
from film_studio.engines.tracking.markers import WRITERS, MarkerFormat
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf
from film_studio.kit.problem_kinds import raises
from film_studio.kit.storage import content_disposition
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter()
_Of = Annotated[State | None, Query(alias="state", description="Only comments that are open, or resolved")]


@router.get("/productions/{production_id}/comments", summary="Comments on a film and on those before it, by frame")
@needs("reviews:read")
async def list_comments(
    production_id: uuid.UUID, scope: RequestReadScope, page: PageOf, state: _Of = None
) -> Page[Comment]:
    """What was said of an earlier film stands at the same shot's frame; behind all others what has no frame here,
    because its shot is gone or is not made yet."""
    return await comments.list_comments(scope, production_id, page, state=state)


@router.post("/productions/{production_id}/comments", status_code=201, summary="Comment on frames of a film")
@needs("reviews:write")
@raises("no-film", "not-in-the-film", "too-many-comments")
async def create_comment(
    *,
    production_id: uuid.UUID,
    body: CommentCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> Comment:
    made = await idempotency.once(scope.session, Comment, lambda: comments.create_comment(scope, production_id, body))
    response.headers["Location"] = request.url_for("get_comment", comment_id=str(made.id)).path
    return tag.edited(made)


@router.get(
    "/productions/{production_id}/markers",
    summary="Comments on a film as markers for an edit suite",
    response_class=Response,
    responses={
        200: {
            "content": {
                media_type: {"schema": {"type": "string"}}
                for media_type in dict.fromkeys(writer.media_type for writer in WRITERS.values())
            }
        }
    },
)
@needs("reviews:read")
async def get_markers(
    production_id: uuid.UUID,
    scope: RequestReadScope,
    form: Annotated[
        MarkerFormat,
        Query(
            alias="format",
            description="For DaVinci Resolve, Premiere Pro (Final Cut Pro 7 XML), Final Cut Pro, or spreadsheets",
        ),
    ] = "edl",
    state: _Of = None,
) -> Response:
    """One marker a frame, with all that was said of it; blue where it is open, green where it is resolved, or to do and
    done. What has no frame in this film is left out."""
    data, filename = await comments.get_markers(scope, production_id, form, state=state)
    return Response(
        data,
        headers={
            "Content-Type": f"{WRITERS[form].media_type}; charset=utf-8",
            "Content-Disposition": content_disposition(filename),
            "Cache-Control": "private, no-cache",
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.get("/comments/{comment_id}", summary="A comment, where it stands in the film that it was written on")
@needs("reviews:read")
async def get_comment(comment_id: uuid.UUID, scope: RequestReadScope) -> Comment:
    return await comments.get_comment(scope, comment_id)


@router.patch("/comments/{comment_id}", summary="Change a comment, resolve it, or open it again")
@needs("reviews:write")
@raises("not-yours")
async def update_comment(
    *, comment_id: uuid.UUID, body: CommentUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Comment:
    """Its words and its drawing are changed by who wrote it; resolved and opened again by everybody who may comment."""
    return tag.edited(await comments.update_comment(scope, comment_id, body, seen))


@router.delete("/comments/{comment_id}", status_code=204, summary="Delete a comment with its answers")
@needs("reviews:write")
@raises("not-yours")
async def delete_comment(comment_id: uuid.UUID, scope: RequestScope, seen: IfMatch) -> None:
    """By who wrote it, or who may change the project."""
    await comments.delete_comment(scope, comment_id, seen)


@router.post("/comments/{comment_id}/replies", status_code=201, summary="Answer a comment")
@needs("reviews:write")
@raises("too-many-comments")
async def create_reply(
    comment_id: uuid.UUID, body: ReplyCreate, scope: RequestScope, idempotency: IdempotencyKey, tag: EntityTag
) -> Reply:
    return tag.edited(
        await idempotency.once(scope.session, Reply, lambda: comments.create_reply(scope, comment_id, body))
    )


@router.patch("/replies/{reply_id}", summary="Change an answer")
@needs("reviews:write")
@raises("not-yours")
async def update_reply(
    *, reply_id: uuid.UUID, body: ReplyUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Reply:
    return tag.edited(await comments.update_reply(scope, reply_id, body, seen))


@router.delete("/replies/{reply_id}", status_code=204, summary="Delete an answer")
@needs("reviews:write")
@raises("not-yours")
async def delete_reply(reply_id: uuid.UUID, scope: RequestScope, seen: IfMatch) -> None:
    await comments.delete_reply(scope, reply_id, seen)
