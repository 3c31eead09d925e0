"""HTTP of share links."""

import uuid
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from film_studio.engines.tracking import Comment, Reply
from film_studio.flows import shares
from film_studio.flows.share_page import link_of
from film_studio.flows.share_schemas import (
    GuestReplyCreate,
    NewShareLink,
    Shared,
    SharedCommentCreate,
    ShareLink,
    ShareLinkCreate,
)
from film_studio.identity.dependencies import RequestReadScope, RequestScope, commit_change_of
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf, PageRequest
from film_studio.kit.problem_kinds import raises

router: Final = APIRouter(tags=["shares"])
_Film = Annotated[
    uuid.UUID | None, Query(description="Which of the films that the link shows; where it is left out, the first")
]
_LinksPage = Annotated[PageRequest, Depends(shares.WORKING_LINKS.request)]


@router.get(
    "/projects/{project_id}/share-links", summary="A project's share links that work, the newest first or as asked"
)
@needs("shares:read")
async def list_share_links(project_id: uuid.UUID, scope: RequestReadScope, page: _LinksPage) -> Page[ShareLink]:
    return await shares.list_share_links(scope, project_id, page)


@router.post(
    "/productions/{production_id}/share-links",
    status_code=201,
    summary="Make a link that shows a film to whoever holds it",
)
@needs("shares:write")
@raises("shown-once", "sign-in-busy")
async def create_share_link(
    *,
    production_id: uuid.UUID,
    body: ShareLinkCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
) -> NewShareLink:
    """The film and its subtitles, and nothing else; also a film that is still being made."""
    passwords, link = request.app.state.passwords, partial(link_of, request)
    response.headers["Cache-Control"] = "no-store"
    return await idempotency.once_shown(
        scope.session, ShareLink, lambda: shares.create_share_link(scope, passwords, production_id, body, link)
    )


@router.post(
    "/playlists/{playlist_id}/share-links",
    status_code=201,
    summary="Make a link that shows the parts of a playlist to whoever holds it",
)
@needs("shares:write")
@raises("shown-once", "sign-in-busy")
async def create_playlist_share_link(
    *,
    playlist_id: uuid.UUID,
    body: ShareLinkCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
) -> NewShareLink:
    """What stands in the playlist when somebody looks: its films, those of its shots, and their subtitles."""
    passwords, link = request.app.state.passwords, partial(link_of, request)
    response.headers["Cache-Control"] = "no-store"
    return await idempotency.once_shown(
        scope.session, ShareLink, lambda: shares.create_playlist_share_link(scope, passwords, playlist_id, body, link)
    )


@router.delete("/share-links/{share_link_id}", status_code=204, summary="Take a share link back")
@needs("shares:write")
async def revoke_share_link(share_link_id: uuid.UUID, request: Request, scope: RequestScope) -> None:
    """Whoever has the film open may watch it until its URL expires."""
    await shares.revoke_share_link(scope, share_link_id)
    await commit_change_of(request, scope, share_link_id)


@router.get("/shared", summary="What a share link shows")
@needs("shared:read")
@raises("storage-unavailable")
async def get_shared(scope: RequestScope) -> Shared:
    """For the access token of POST /session/share."""
    return await shares.get_shared(scope)


@router.get(
    "/shared/subtitles",
    summary="Subtitles of a film that a share link shows, as WebVTT",
    response_class=Response,
    responses={200: {"content": {"text/vtt": {"schema": {"type": "string"}}}}},
)
@needs("shared:read")
@raises("storage-unavailable")
async def get_shared_subtitles(scope: RequestScope, film: _Film = None) -> Response:
    """From here and not from storage: a page of another origin may read them."""
    data = await shares.get_shared_subtitles(scope, film)
    return Response(data, media_type="text/vtt; charset=utf-8", headers={"Cache-Control": "private, no-cache"})


@router.get("/shared/comments", summary="What was said through a share link and answered, by frame")
@needs("shared:comment")
async def list_shared_comments(scope: RequestReadScope, page: PageOf, film: _Film = None) -> Page[Comment]:
    """Nobody who holds another link sees it, and what the studio's people say among themselves is not shown here."""
    return await shares.list_shared_comments(scope, page, film)


@router.post("/shared/comments", status_code=201, summary="Comment on a film that a share link shows")
@needs("shared:comment")
@raises("no-film", "not-in-the-film", "too-many-comments")
async def create_shared_comment(body: SharedCommentCreate, scope: RequestScope, idempotency: IdempotencyKey) -> Comment:
    return await idempotency.once(scope.session, Comment, lambda: shares.create_shared_comment(scope, body))


@router.post("/shared/replies", status_code=201, summary="Answer a comment that came through a share link")
@needs("shared:comment")
@raises("too-many-comments")
async def create_shared_reply(body: GuestReplyCreate, scope: RequestScope, idempotency: IdempotencyKey) -> Reply:
    return await idempotency.once(scope.session, Reply, lambda: shares.create_shared_reply(scope, body))
