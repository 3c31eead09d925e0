"""Invitations as those see them who invite."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import aliased

from film_studio.engines.enterprise.member_schemas import Invitation, InvitationCreate, NewInvitation
from film_studio.identity import letters
from film_studio.identity.caller import check_may_give
from film_studio.identity.invitations import is_open
from film_studio.identity.keys import digest
from film_studio.identity.mailroom import Mailroom
from film_studio.identity.models import InvitationRow, MemberRow, OrganizationRow, PersonRow
from film_studio.identity.permissions import OF_ROLE
from film_studio.identity.scope import ReadScope, Scope
from film_studio.identity.tokens import one_time_token
from film_studio.kit.database.reader import Query
from film_studio.kit.outgoing_mail import Outgoing
from film_studio.kit.pagination import Listing, Page, PageRequest
from film_studio.kit.problems import not_found

_INVITER: Final = aliased(MemberRow)
_INVITATIONS: Final = (
    select(
        InvitationRow.id,
        InvitationRow.email,
        InvitationRow.role,
        PersonRow.name.label("invited_by"),
        InvitationRow.created_at,
        InvitationRow.expires_at,
    )
    .outerjoin(_INVITER, _INVITER.id == InvitationRow.invited_by)
    .outerjoin(PersonRow, PersonRow.id == _INVITER.person_id)
    .where(InvitationRow.organization_id == bindparam("organization_id"))
)
OPEN_INVITATIONS: Final = Listing(
    _INVITATIONS.where(is_open()),
    by=InvitationRow.id,
    descending=True,
    sorts={"created_at": InvitationRow.id, "expires_at": InvitationRow.expires_at},
)
_ORGANIZATION: Final = Query(select(OrganizationRow.name).where(OrganizationRow.id == bindparam("organization_id")))
_INVITATION: Final = Query(_INVITATIONS.where(InvitationRow.id == bindparam("id")))


async def list_invitations(scope: ReadScope, page: PageRequest) -> Page[Invitation]:
    """Those that somebody can still accept."""
    return await OPEN_INVITATIONS.page(scope, page, Invitation.model_validate)


async def create_invitation(
    scope: Scope, body: InvitationCreate, link: Callable[[str], str], mailroom: Mailroom, outgoing: Outgoing | None
) -> NewInvitation:
    """`link` makes the link of its token; a letter goes to the address where mail goes out.

    Raises a 403 problem for a role that may do more than who invites.
    """
    check_may_give(scope.caller, OF_ROLE[body.role])
    token = one_time_token("invitation")
    row = InvitationRow(
        organization_id=scope.organization_id,
        sha256=digest(token),
        email=body.email,
        role=body.role,
        invited_by=scope.caller.id if scope.caller.kind == "member" else None,
        expires_at=scope.clock() + timedelta(days=body.days),
    )
    scope.session.add(row)
    await scope.session.flush()
    (made,) = await scope.rows(_INVITATION, id=row.id)
    mailed = body.email is not None and outgoing is not None
    if body.email is not None and outgoing is not None:
        (organization,) = await scope.rows(_ORGANIZATION)
        letter = letters.invitation(
            body.email,
            organization=organization["name"],
            role=body.role,
            inviter=made["invited_by"],
            link=mailroom.link(token),
            until=row.expires_at,
        )
        await outgoing.put(scope.session, letter, useful_until=row.expires_at)
    return NewInvitation(**made, mailed=mailed, token=token, url=link(token))


async def revoke_invitation(scope: Scope, invitation_id: uuid.UUID) -> None:
    """Doing it again, or for one that was accepted, changes nothing. Raises a 404 problem."""
    revoked = await scope.session.execute(
        update(InvitationRow)
        .where(InvitationRow.organization_id == scope.organization_id, InvitationRow.id == invitation_id)
        .values(revoked_at=func.coalesce(InvitationRow.revoked_at, func.now()))
        .returning(InvitationRow.id)
    )
    if revoked.scalar_one_or_none() is None:
        raise not_found("invitation", invitation_id)
