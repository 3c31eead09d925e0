"""HTTP of playlists."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends

from film_studio.engines.tracking import playlists
from film_studio.engines.tracking.playlist_schemas import Playlist, PlaylistCreate, PlaylistUpdate
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter()
_PlaylistsPage = Annotated[PageRequest, Depends(playlists.PLAYLISTS.request)]


@router.get("/projects/{project_id}/playlists", summary="A project's playlists, the newest first or as asked")
@needs("reviews:read")
async def list_playlists(project_id: uuid.UUID, scope: RequestReadScope, page: _PlaylistsPage) -> Page[Playlist]:
    return await playlists.list_playlists(scope, project_id, page)


@router.post("/projects/{project_id}/playlists", status_code=201, summary="Make a playlist")
@needs("reviews:write")
@raises("no-such-subject", "too-many-of-these")
async def create_playlist(
    *, project_id: uuid.UUID, body: PlaylistCreate, scope: RequestScope, idempotency: IdempotencyKey, tag: EntityTag
) -> Playlist:
    return tag.edited(
        await idempotency.once(scope.session, Playlist, lambda: playlists.create_playlist(scope, project_id, body))
    )


@router.patch("/playlists/{playlist_id}", summary="Change a playlist")
@needs("reviews:write")
@raises("no-such-subject")
async def update_playlist(
    *, playlist_id: uuid.UUID, body: PlaylistUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Playlist:
    return tag.edited(await playlists.update_playlist(scope, playlist_id, body, seen))


@router.delete("/playlists/{playlist_id}", status_code=204, summary="Delete a playlist")
@needs("reviews:write")
async def delete_playlist(playlist_id: uuid.UUID, scope: RequestScope, seen: IfMatch) -> None:
    await playlists.delete_playlist(scope, playlist_id, seen)
