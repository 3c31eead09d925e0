"""Shows a film, or the films of a playlist, to those who hold a link, whoever they are."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from film_studio.engines.management import ProjectRow, check_project, is_kept, project_row
from film_studio.engines.postproduction import get_subtitles, list_deliverables
from film_studio.engines.production import production_row
from film_studio.engines.tracking import (
    Comment,
    Part,
    Reply,
    create_comment,
    create_reply,
    get_playlist,
    list_comments,
    playlist_parts,
    playlist_row,
)
from film_studio.flows.share_schemas import (
    GuestReplyCreate,
    NewShareLink,
    Shared,
    SharedCommentCreate,
    SharedFilm,
    SharedPart,
    ShareLink,
    ShareLinkCreate,
)
from film_studio.identity import shares
from film_studio.identity.keys import digest
from film_studio.identity.models import MemberRow, OrganizationRow, PersonRow, ShareLinkRow
from film_studio.identity.passwords import Passwords
from film_studio.identity.scope import ReadScope, Scope
from film_studio.identity.tokens import new_share_link
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageRequest, folded
from film_studio.kit.problems import not_found

_MAKER: Final = aliased(MemberRow)
_LINKS: Final = (
    select(
        ShareLinkRow.id,
        ShareLinkRow.project_id,
        ShareLinkRow.production_id,
        ShareLinkRow.playlist_id,
        ShareLinkRow.name,
        ShareLinkRow.password_hash.is_not(None).label("has_password"),
        ShareLinkRow.may_comment,
        PersonRow.name.label("created_by"),
        ShareLinkRow.created_at,
        ShareLinkRow.expires_at,
        ShareLinkRow.last_used_at,
    )
    .outerjoin(_MAKER, _MAKER.id == ShareLinkRow.created_by)
    .outerjoin(PersonRow, PersonRow.id == _MAKER.person_id)
    .where(ShareLinkRow.organization_id == bindparam("organization_id"))
)
WORKING_LINKS: Final = Listing(
    _LINKS.where(ShareLinkRow.project_id == bindparam("project_id"), shares.works()),
    by=ShareLinkRow.id,
    descending=True,
    sorts={
        "created_at": ShareLinkRow.id,
        "expires_at": ShareLinkRow.expires_at,
        "name": folded(ShareLinkRow.name),
    },
)
_LINK: Final = Query(_LINKS.where(ShareLinkRow.id == bindparam("id")))
_SHARED: Final = Query(
    select(
        ShareLinkRow.name,
        ShareLinkRow.may_comment,
        ShareLinkRow.expires_at,
        ShareLinkRow.production_id,
        ShareLinkRow.playlist_id,
        ProjectRow.title,
        OrganizationRow.name.label("organization"),
    )
    .join(ProjectRow, ProjectRow.id == ShareLinkRow.project_id)
    .join(OrganizationRow, OrganizationRow.id == ShareLinkRow.organization_id)
    .where(ShareLinkRow.organization_id == bindparam("organization_id"), ShareLinkRow.id == bindparam("id"))
)
#: What of a film is for those who watch it.
_WATCHED: Final = ("film.mp4", "film.srt", "film.vtt")
#: For Places: the project of the link with an `id`.
PLACE: Final = Query(
    select(ShareLinkRow.project_id).where(
        ShareLinkRow.organization_id == bindparam("organization_id"), ShareLinkRow.id == bindparam("id")
    )
)


async def list_share_links(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[ShareLink]:
    """Those of a project that work. Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await WORKING_LINKS.page(scope, page, _link, project_id=project_id)


async def create_share_link(
    scope: Scope, passwords: Passwords, production_id: uuid.UUID, body: ShareLinkCreate, link: Callable[[str], str]
) -> NewShareLink:
    """To a film, also while it is being made. Raises a 404 problem."""
    hashed = None if body.password is None else await passwords.hashed(body.password)
    production = await production_row(scope, production_id)
    await project_row(scope, production.project_id, lock="keep")
    row = ShareLinkRow(project_id=production.project_id, production_id=production.id, password_hash=hashed)
    return await _made(scope, row, body, link, {"production": str(production.id)})


async def create_playlist_share_link(
    scope: Scope, passwords: Passwords, playlist_id: uuid.UUID, body: ShareLinkCreate, link: Callable[[str], str]
) -> NewShareLink:
    """To a playlist, of which it always shows what stands in it now. Raises a 404 problem."""
    hashed = None if body.password is None else await passwords.hashed(body.password)
    playlist = await playlist_row(scope, playlist_id)
    row = ShareLinkRow(project_id=playlist.project_id, playlist_id=playlist.id, password_hash=hashed)
    return await _made(scope, row, body, link, {"playlist": str(playlist.id)})


async def _made(
    scope: Scope, row: ShareLinkRow, body: ShareLinkCreate, link: Callable[[str], str], shows: Mapping[str, str]
) -> NewShareLink:
    token = new_share_link()
    row.organization_id = scope.organization_id
    row.name = body.name
    row.sha256 = digest(token)
    row.may_comment = body.may_comment
    row.created_by = scope.caller.id if scope.caller.kind == "member" else None
    row.expires_at = scope.clock() + timedelta(days=body.days)
    scope.session.add(row)
    await scope.session.flush()
    told = {"name": body.name, **shows, "has_password": row.password_hash is not None, "days": body.days}
    told["may_comment"] = body.may_comment
    scope.record("share_link.created", "share_link", row.id, project_id=row.project_id, after=told)
    (made,) = await scope.rows(_LINK, id=row.id)
    return NewShareLink(**_link(made).model_dump(), token=token, url=link(token))


def _link(row: Mapping[str, Any]) -> ShareLink:
    type_ = "production" if row["playlist_id"] is None else "playlist"
    shows = {"type": type_, f"{type_}_id": row[f"{type_}_id"]}
    return ShareLink.model_validate({**row, "shows": shows})


async def revoke_share_link(scope: Scope, share_link_id: uuid.UUID) -> None:
    """Doing it again changes nothing. Raises a 404 problem."""
    one = select(ShareLinkRow).where(
        ShareLinkRow.organization_id == scope.organization_id,
        ShareLinkRow.id == share_link_id,
        is_kept(ShareLinkRow.project_id),
    )
    row = (await scope.session.scalars(one.with_for_update())).one_or_none()
    if row is None:
        raise not_found("share link", share_link_id)
    if row.revoked_at is None:
        row.revoked_at = scope.clock()
        scope.record(
            *("share_link.revoked", "share_link", row.id), project_id=row.project_id, before={"name": row.name}
        )


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """What the caller's link shows. `films` are productions by their ids within the link, in order."""

    row: Mapping[str, Any]
    playlist: str | None
    films: Mapping[uuid.UUID, uuid.UUID]
    parts: Sequence[Part]

    def production_of(self, film: uuid.UUID | None) -> uuid.UUID:
        """Of a film, or of the first one. Raises a 404 problem for what the link does not show."""
        chosen = film or next(iter(self.films), None)
        if chosen is None or chosen not in self.films:
            raise not_found("film of the share link", chosen or self.row["id"])
        return self.films[chosen]


async def _shown(scope: ReadScope) -> _Shown:
    for row in await scope.rows(_SHARED, id=scope.caller.id):
        if row["playlist_id"] is None:
            playlist, parts = None, [Part(row["production_id"], shot=None, frames=None)]
        else:
            playlist = await get_playlist(scope, row["playlist_id"])
            parts = await playlist_parts(scope, playlist)
        films = {_film_id(scope, each.production_id): each.production_id for each in parts}
        return _Shown(row=row, playlist=playlist and playlist.title, films=films, parts=parts)
    raise not_found("share link", scope.caller.id)


def _film_id(scope: ReadScope, production_id: uuid.UUID) -> uuid.UUID:
    """Says nothing about the production to who holds another link."""
    return uuid.uuid5(scope.caller.id, str(production_id))


async def get_shared_subtitles(scope: Scope, film: uuid.UUID | None) -> bytes:
    """Those of a film that the caller's link shows, as WebVTT. Raises a 404 problem while there are none."""
    shown = await _shown(scope)
    subtitles = await get_subtitles(scope, shown.production_of(film))
    if subtitles is None:
        raise not_found("film of the share link", film or scope.caller.id)
    return subtitles


async def get_shared(scope: Scope) -> Shared:
    """What the caller's link shows."""
    shown = await _shown(scope)
    films: list[SharedFilm] = []
    for film_id, production_id in shown.films.items():
        film = await list_deliverables(scope, production_id)
        watched = [item for item in film.items if item.name in _WATCHED]
        films.append(SharedFilm.model_validate({**dict(film), "id": film_id, "items": watched, "measures": None}))
    lengths = {film.id: film.frames for film in films}
    return Shared(
        **{name: shown.row[name] for name in ("name", "title", "organization", "may_comment", "expires_at")},
        playlist=shown.playlist,
        films=films,
        parts=[_part(part, _film_id(scope, part.production_id), lengths) for part in shown.parts],
    )


def _part(part: Part, film: uuid.UUID, lengths: Mapping[uuid.UUID, int | None]) -> SharedPart:
    frames = part.frames
    if part.shot is None and (length := lengths[film]) is not None:
        frames = range(length)
    ends = (frames[0], frames[-1]) if frames else (None, None)
    return SharedPart(film=film, shot=part.shot, first_frame=ends[0], last_frame=ends[1])


async def list_shared_comments(scope: ReadScope, page: PageRequest, film: uuid.UUID | None) -> Page[Comment]:
    """What came through the caller's link, by frame of a film. Raises a 404 problem for what the link does not show."""
    production_id = (await _shown(scope)).production_of(film)
    return await list_comments(scope, production_id, page, state=None, share_link_id=scope.caller.id)


async def create_shared_comment(scope: Scope, body: SharedCommentCreate) -> Comment:
    """Raises problems as `create_comment`: 404 also for a film that the link does not show."""
    production_id = (await _shown(scope)).production_of(body.film)
    return await create_comment(scope, production_id, body, guest_name=body.name)


async def create_shared_reply(scope: Scope, body: GuestReplyCreate) -> Reply:
    """Raises problems as `create_reply`: 404 also for a comment that did not come through the caller's link."""
    return await create_reply(scope, body.comment_id, body, guest_name=body.name, share_link_id=scope.caller.id)
