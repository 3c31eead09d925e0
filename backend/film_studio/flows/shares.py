"""Shows a film to those who hold a link to it, whoever they are."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from film_studio.engines.management import ProjectRow, check_project, is_kept, project_row
from film_studio.engines.postproduction import get_subtitles, list_deliverables
from film_studio.engines.production import production_row
from film_studio.engines.tracking import Comment, GuestCommentCreate, Reply, create_comment, create_reply, list_comments
from film_studio.flows.share_schemas import GuestReplyCreate, NewShareLink, SharedFilm, ShareLink, ShareLinkCreate
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
    return await WORKING_LINKS.page(scope, page, ShareLink.model_validate, project_id=project_id)


async def create_share_link(
    scope: Scope, passwords: Passwords, production_id: uuid.UUID, body: ShareLinkCreate, link: Callable[[str], str]
) -> NewShareLink:
    """Also while the film is being made. Raises a 404 problem."""
    hashed = None if body.password is None else await passwords.hashed(body.password)
    production = await production_row(scope, production_id)
    await project_row(scope, production.project_id, lock="keep")
    token = new_share_link()
    row = ShareLinkRow(
        organization_id=scope.organization_id,
        project_id=production.project_id,
        production_id=production.id,
        name=body.name,
        sha256=digest(token),
        password_hash=hashed,
        may_comment=body.may_comment,
        created_by=scope.caller.id if scope.caller.kind == "member" else None,
        expires_at=scope.clock() + timedelta(days=body.days),
    )
    scope.session.add(row)
    await scope.session.flush()
    told = {"name": body.name, "production": str(production.id), "has_password": hashed is not None, "days": body.days}
    told["may_comment"] = body.may_comment
    scope.record("share_link.created", "share_link", row.id, project_id=production.project_id, after=told)
    (made,) = await scope.rows(_LINK, id=row.id)
    return NewShareLink(**made, token=token, url=link(token))


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


async def get_shared_subtitles(scope: Scope) -> bytes:
    """Those of the film that the caller's link shows, as WebVTT. Raises a 404 problem while there are none."""
    for row in await scope.rows(_SHARED, id=scope.caller.id):
        subtitles = await get_subtitles(scope, row["production_id"])
        if subtitles is not None:
            return subtitles
    raise not_found("film of the share link", scope.caller.id)


async def get_shared_film(scope: Scope) -> SharedFilm:
    """What the caller's link shows."""
    for row in await scope.rows(_SHARED, id=scope.caller.id):
        film = await list_deliverables(scope, row["production_id"])
        watched = [item for item in film.items if item.name in _WATCHED]
        return SharedFilm(
            name=row["name"],
            title=row["title"],
            organization=row["organization"],
            may_comment=row["may_comment"],
            expires_at=row["expires_at"],
            film=film.model_copy(update={"items": watched, "measures": None}),
        )
    raise not_found("share link", scope.caller.id)


async def list_shared_comments(scope: ReadScope, page: PageRequest) -> Page[Comment]:
    """What came through the caller's link, by frame."""
    production_id = await _shared_production(scope)
    return await list_comments(scope, production_id, page, state=None, share_link_id=scope.caller.id)


async def create_shared_comment(scope: Scope, body: GuestCommentCreate) -> Comment:
    """Raises problems as `create_comment`."""
    return await create_comment(scope, await _shared_production(scope), body, guest_name=body.name)


async def create_shared_reply(scope: Scope, body: GuestReplyCreate) -> Reply:
    """Raises problems as `create_reply`: 404 also for a comment that did not come through the caller's link."""
    return await create_reply(scope, body.comment_id, body, guest_name=body.name, share_link_id=scope.caller.id)


async def _shared_production(scope: ReadScope) -> uuid.UUID:
    for row in await scope.rows(_SHARED, id=scope.caller.id):
        return row["production_id"]
    raise not_found("share link", scope.caller.id)
