"""Who is in the organisation, as what, and how they get out and in again."""

import uuid
from collections.abc import Callable
from typing import Final, cast

from sqlalchemy import bindparam, delete, select

from film_studio.engines.enterprise.member_schemas import Member, SignInLink
from film_studio.identity import sessions
from film_studio.identity.caller import check_may_give
from film_studio.identity.keys import digest
from film_studio.identity.models import MemberRow, PersonRow, ProjectMemberRow, SessionRow, SignInLinkRow
from film_studio.identity.people import LINK, People
from film_studio.identity.permissions import OF_ROLE, OrganizationRole
from film_studio.identity.scope import ReadScope, Scope
from film_studio.identity.tokens import one_time_token
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageRequest, folded
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition

_COLUMNS: Final = (
    MemberRow.id,
    PersonRow.name,
    PersonRow.email,
    MemberRow.role,
    MemberRow.version,
    MemberRow.created_at,
)
_MEMBERS: Final = (
    select(*_COLUMNS)
    .join(PersonRow, PersonRow.id == MemberRow.person_id)
    .where(MemberRow.organization_id == bindparam("organization_id"), MemberRow.removed_at.is_(None))
)
MEMBERS: Final = Listing(
    _MEMBERS,
    by=MemberRow.id,
    sorts={"created_at": MemberRow.id, "name": folded(PersonRow.name), "email": folded(PersonRow.email)},
)
_MEMBER: Final = Query(_MEMBERS.where(MemberRow.id == bindparam("id")))


async def list_members(scope: ReadScope, page: PageRequest) -> Page[Member]:
    """Those who are not removed."""
    return await MEMBERS.page(scope, page, Member.model_validate)


async def get_member(scope: ReadScope, member_id: uuid.UUID) -> Member:
    """The member, or a 404 problem."""
    for row in await scope.rows(_MEMBER, id=member_id):
        return Member.model_validate(row)
    raise not_found("member", member_id)


async def change_role(scope: Scope, member_id: uuid.UUID, role: OrganizationRole, seen: Precondition) -> Member:
    """Raises problems: 404, 409 for the last owner, and those of `seen`."""
    owners = await _lock_owners(scope)
    row = await _row(scope, member_id)
    if row is None or row.removed_at is not None:
        raise not_found("member", member_id)
    present = await get_member(scope, member_id)
    seen.check(row, present)
    if role != "owner":
        _keep_an_owner(owners, row.id)
    check_may_give(scope.caller, OF_ROLE[role])
    scope.record("member.updated", "member", row.id, before={"role": row.role}, after={"role": role})
    row.role = role
    await scope.session.flush()
    return present.model_copy(update={"role": role, "version": row.version})


async def remove_member(scope: Scope, member_id: uuid.UUID, seen: Precondition) -> None:
    """End what the member may do, and their sessions. Doing it again changes nothing. Raises problems, as
    `change_role`."""
    owners = await _lock_owners(scope)
    row = await _row(scope, member_id)
    if row is None:
        raise not_found("member", member_id)
    seen.check_given()
    if row.removed_at is not None:
        return
    present = await get_member(scope, member_id)
    seen.check(row, present)
    _keep_an_owner(owners, row.id)
    scope.record("member.removed", "member", row.id, before={"name": present.name, "role": row.role})
    row.removed_at = scope.clock()
    # Invited again, they get into the projects that they are let into then.
    await scope.session.execute(delete(ProjectMemberRow).where(ProjectMemberRow.member_id == member_id))
    await scope.session.flush()
    await sessions.end(
        scope.session, SessionRow.organization_id == scope.organization_id, SessionRow.member_id == member_id
    )


async def make_sign_in_link(
    scope: Scope, people: People, member_id: uuid.UUID, link: Callable[[str], str]
) -> SignInLink:
    """A link for a member who has forgotten the password; `link` makes it of its token.

    Raises problems: 404, and 409 for a person who is in other organisations, whose owners have not been asked.
    """
    row = await _row(scope, member_id)
    if row is None or row.removed_at is not None:
        raise not_found("member", member_id)
    if len(await people.organizations_of(row.person_id)) > 1:
        raise ProblemError(
            409,
            "in-other-organizations",
            "this person is in another organisation too, which a link of yours would let its holder into; they have to "
            "sign in with their password",
        )
    check_may_give(scope.caller, OF_ROLE[cast("OrganizationRole", row.role)])
    token, expires_at = one_time_token("sign-in"), scope.clock() + LINK
    scope.session.add(
        SignInLinkRow(
            organization_id=scope.organization_id, member_id=member_id, sha256=digest(token), expires_at=expires_at
        )
    )
    await scope.session.flush()
    scope.record("sign_in_link.created", "member", member_id)
    return SignInLink(token=token, url=link(token), expires_at=expires_at)


async def _lock_owners(scope: Scope) -> set[uuid.UUID]:
    """Ids of the owners. Two who remove each other at once do so one after the other."""
    found = await scope.session.scalars(
        select(MemberRow.id)
        .where(
            MemberRow.organization_id == scope.organization_id,
            MemberRow.role == "owner",
            MemberRow.removed_at.is_(None),
        )
        .order_by(MemberRow.id)
        .with_for_update()
    )
    return set(found)


async def _row(scope: Scope, member_id: uuid.UUID) -> MemberRow | None:
    found = await scope.session.scalars(
        select(MemberRow)
        .where(MemberRow.organization_id == scope.organization_id, MemberRow.id == member_id)
        .with_for_update()
    )
    return found.one_or_none()


def _keep_an_owner(owners: set[uuid.UUID], member_id: uuid.UUID) -> None:
    if owners == {member_id}:
        raise ProblemError(
            409, "last-owner", "this is the only owner of the organisation; make somebody else an owner first"
        )
