"""Playlists: films and shots of a project in the order in which they are looked at together."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from contracts.limits import PLAYLISTS_A_PROJECT
from film_studio.engines.management import check_project, is_kept, project_row
from film_studio.engines.production import ProductionRow
from film_studio.engines.tracking import queries
from film_studio.engines.tracking.cuts import Cut
from film_studio.engines.tracking.models import PlaylistRow
from film_studio.engines.tracking.playlist_schemas import Playlist, PlaylistCreate, PlaylistUpdate, Shown
from film_studio.identity.models import ShareLinkRow
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageRequest, folded
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition

_SHOWN: Final = select(*(getattr(PlaylistRow, name) for name in Playlist.model_fields)).where(
    PlaylistRow.organization_id == bindparam("organization_id")
)
_PLAYLIST: Final = Query(_SHOWN.where(PlaylistRow.id == bindparam("id"), is_kept(PlaylistRow.project_id)))
PLAYLISTS: Final = Listing(
    _SHOWN.where(PlaylistRow.project_id == bindparam("project_id")),
    by=PlaylistRow.id,
    descending=True,
    sorts={"created_at": PlaylistRow.id, "title": folded(PlaylistRow.title)},
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a playlist: a production's film, or the frames of one of its shots, None while that is not made."""

    production_id: uuid.UUID
    shot: int | None
    frames: range | None


async def list_playlists(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[Playlist]:
    """Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await PLAYLISTS.page(scope, page, Playlist.model_validate, project_id=project_id)


async def get_playlist(scope: ReadScope, playlist_id: uuid.UUID) -> Playlist:
    """The playlist, or a 404 problem."""
    for row in await scope.rows(_PLAYLIST, id=playlist_id):
        return Playlist.model_validate(row)
    raise not_found("playlist", playlist_id)


async def create_playlist(scope: Scope, project_id: uuid.UUID, body: PlaylistCreate) -> Playlist:
    """Raises problems: 404, 409 for too many, and 422 for what the project does not have."""
    await project_row(scope, project_id, lock="change")
    count = select(func.count()).where(PlaylistRow.project_id == project_id)
    if (await scope.session.execute(count)).scalar_one() >= PLAYLISTS_A_PROJECT:
        raise ProblemError(
            409, "too-many-of-these", f"a project has up to {PLAYLISTS_A_PROJECT} playlists; delete some"
        )
    row = PlaylistRow(
        organization_id=scope.organization_id,
        project_id=project_id,
        title=body.title,
        items=await _checked(scope, project_id, body.items),
    )
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(queries.PLAYLIST.type, row.id)
    scope.record("playlist.created", queries.PLAYLIST.type, row.id, project_id=project_id, after=_audited(row))
    return await get_playlist(scope, row.id)


async def update_playlist(scope: Scope, playlist_id: uuid.UUID, body: PlaylistUpdate, seen: Precondition) -> Playlist:
    """Raises problems: 404, those of `seen`, and 422 as `create_playlist`."""
    row = await playlist_row(scope, playlist_id)
    seen.check(row, await get_playlist(scope, playlist_id))
    before, former = _audited(row), row.items
    if body.title is not None:
        row.title = body.title
    if body.items is not None:
        row.items = await _checked(scope, row.project_id, body.items)
    await scope.session.flush()
    await scope.announce(queries.PLAYLIST.type, row.id)
    if (after := _audited(row)) != before or row.items != former:
        scope.record(
            *("playlist.updated", queries.PLAYLIST.type, row.id), project_id=row.project_id, before=before, after=after
        )
    return await get_playlist(scope, playlist_id)


async def delete_playlist(scope: Scope, playlist_id: uuid.UUID, seen: Precondition) -> None:
    """With the links that show it. Raises problems: 404, and those of `seen`."""
    row = await playlist_row(scope, playlist_id)
    seen.check(row, await get_playlist(scope, playlist_id))
    await _revoke_links(scope, row)
    await scope.announce(queries.PLAYLIST.type, row.id)
    await scope.session.delete(row)
    await scope.session.flush()
    scope.record(
        *("playlist.deleted", queries.PLAYLIST.type, row.id), project_id=row.project_id, before={"title": row.title}
    )


async def playlist_parts(scope: ReadScope, playlist: Playlist) -> list[Part]:
    """What the playlist shows, in its order."""
    cuts = {
        production_id: await queries.cut_of(scope, production_id)
        for production_id in {item.production_id for item in playlist.items}
    }
    return [_part(item, cuts[item.production_id]) for item in playlist.items]


def _part(item: Shown, cut: Cut) -> Part:
    if item.type == "production":
        return Part(item.production_id, shot=None, frames=None)
    made = item.shot + 1 < len(cut.starts)
    frames = range(cut.starts[item.shot], cut.starts[item.shot + 1]) if made else None
    return Part(item.production_id, shot=item.shot, frames=frames)


async def _revoke_links(scope: Scope, row: PlaylistRow) -> None:
    of_it = select(ShareLinkRow).where(
        ShareLinkRow.organization_id == scope.organization_id, ShareLinkRow.playlist_id == row.id
    )
    for link in await scope.session.scalars(of_it.with_for_update()):
        link.playlist_id = None
        if link.revoked_at is None:
            link.revoked_at = scope.clock()
            told = {"name": link.name, "playlist": str(row.id)}
            scope.record("share_link.revoked", "share_link", link.id, project_id=row.project_id, before=told)
    await scope.session.flush()


async def _checked(scope: Scope, project_id: uuid.UUID, items: Sequence[Shown]) -> list[dict[str, Any]]:
    """The items as they are kept. Raises a 422 problem for a film or a shot that the project does not have."""
    films = {item.production_id for item in items}
    own = select(ProductionRow.id).where(
        ProductionRow.organization_id == scope.organization_id,
        ProductionRow.project_id == project_id,
        ProductionRow.id.in_(films),
    )
    found = set(await scope.session.scalars(own))
    shots = {
        production_id: len((await queries.cut_of(scope, production_id)).lengths)
        for production_id in found & {item.production_id for item in items if item.type == "shot"}
    }
    for number, item in enumerate(items):
        if item.production_id not in found or (item.type == "shot" and item.shot >= shots[item.production_id]):
            raise ProblemError(
                422, "no-such-subject", f"body.items.{number}: the project has no such {item.type}; see its films"
            )
    return [item.model_dump(mode="json") for item in items]


async def playlist_row(scope: Scope, playlist_id: uuid.UUID) -> PlaylistRow:
    """The playlist, locked to change it, in a project that nobody deletes meanwhile; or a 404 problem."""
    one = select(PlaylistRow).where(PlaylistRow.organization_id == scope.organization_id, PlaylistRow.id == playlist_id)
    row = (await scope.session.scalars(one.with_for_update())).one_or_none()
    if row is None:
        raise not_found("playlist", playlist_id)
    await project_row(scope, row.project_id, lock="keep")
    return row


def _audited(row: PlaylistRow) -> dict[str, Any]:
    return {"title": row.title, "items": len(row.items)}
