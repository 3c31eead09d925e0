"""Sessions in the database, with the system's role: who signs in has no organisation yet."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from film_studio.identity.audit import trail
from film_studio.identity.audit.trail import Actor, Change
from film_studio.identity.browsers import SESSION, Browser
from film_studio.identity.models import ApiKeyRow, MemberRow, SessionRow
from film_studio.identity.tokens import RefreshToken, new_refresh_token
from film_studio.kit.clock import utc_now

#: The member whom a key comes from, where they are not removed.
MAKER: Final = aliased(MemberRow)
BeganWith = Literal["password", "key", "link", "mail", "invitation", "openid"]
#: For so long the token before the last one is still answered, with the same successor: two pages of a browser refresh
#: at once, or an answer gets lost and the browser asks again. Whoever has stolen a token gains nothing by it that using
#: the token first would not have given them.
GRACE: Final = timedelta(seconds=10)


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whose session it is. `subject` is the person, or the key itself."""

    organization_id: uuid.UUID
    subject: uuid.UUID
    member_id: uuid.UUID | None = None
    api_key_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Held:
    """A session, whose it is, and the refresh token that its browser keeps from now on."""

    session_id: uuid.UUID
    holder: Holder
    token: RefreshToken


async def begin(session: AsyncSession, holder: Holder, began_with: BeganWith, browser: Browser) -> Held:
    """Begin a session."""
    token = new_refresh_token()
    row = SessionRow(
        organization_id=holder.organization_id,
        member_id=holder.member_id,
        api_key_id=holder.api_key_id,
        began_with=began_with,
        family_sha256=token.family_sha256,
        token_sha256=token.sha256,
        expires_at=func.now() + SESSION,
        user_agent=browser.user_agent,
        network=browser.network,
    )
    session.add(row)
    await session.flush()
    told = {"with": began_with, "user_agent": browser.user_agent, "network": browser.network}
    await record_of(
        session, holder, Change(action="session.began", subject_type="session", subject_id=row.id, after=told)
    )
    return Held(session_id=row.id, holder=holder, token=token)


async def record_of(session: AsyncSession, holder: Holder, change: Change) -> None:
    """Let the audit trail have what whoever holds a session has done, at the end of a transaction of the system."""
    actor_id = holder.member_id or holder.api_key_id
    if actor_id is not None:
        actor = Actor(kind="member" if holder.member_id else "key", id=actor_id)
        await trail.record(session, holder.organization_id, actor, [change], utc_now())


async def refresh(session: AsyncSession, key: bytes, token: RefreshToken) -> Held | Literal["reused"] | None:
    """The session with its next token. None where there is no such session any more; "reused" where the token was used
    before, which ends the session: one of the two who had it has stolen it."""
    found = (
        await session.execute(
            select(SessionRow, (func.now() - SessionRow.used_at).label("age"))
            .where(SessionRow.family_sha256 == token.family_sha256, works())
            .with_for_update()
        )
    ).one_or_none()
    if found is None:
        return None
    row, age = found
    holder = await holder_of(session, row.id)
    if holder is None:
        return None
    following = token.successor(key)
    if token.sha256 == row.token_sha256:
        row.former_sha256, row.token_sha256 = token.sha256, following.sha256
        row.used_at, row.expires_at = func.now(), func.now() + SESSION
        return Held(session_id=row.id, holder=holder, token=following)
    if token.sha256 == row.former_sha256 and age <= GRACE and following.sha256 == row.token_sha256:
        return Held(session_id=row.id, holder=holder, token=following)
    row.ended_at = func.now()
    reused = Change(action="session.token_reused", subject_type="session", subject_id=row.id)
    await record_of(session, holder, reused)
    return "reused"


async def end(session: AsyncSession, *which: ColumnElement[bool]) -> list[uuid.UUID]:
    """End the sessions that fit; their ids."""
    ended = await session.execute(
        update(SessionRow)
        .where(SessionRow.ended_at.is_(None), *which)
        .values(ended_at=func.now())
        .returning(SessionRow.id),
        execution_options={"synchronize_session": False},
    )
    return list(ended.scalars())


def works() -> ColumnElement[bool]:
    """Whether a session has neither ended nor expired."""
    return SessionRow.ended_at.is_(None) & (SessionRow.expires_at > func.now())


def holders() -> Select[*tuple[Any, ...]]:
    """(organisation, member, person, role, key, its permissions, whom it comes from, that member's role) of sessions
    that work, of members who are not removed and of keys that are not revoked."""
    return (
        select(
            SessionRow.organization_id,
            MemberRow.id,
            MemberRow.person_id,
            MemberRow.role,
            SessionRow.api_key_id,
            ApiKeyRow.permissions,
            ApiKeyRow.made_by,
            MAKER.role,
        )
        .outerjoin(MemberRow, (MemberRow.id == SessionRow.member_id) & MemberRow.removed_at.is_(None))
        .outerjoin(ApiKeyRow, (ApiKeyRow.id == SessionRow.api_key_id) & ApiKeyRow.revoked_at.is_(None))
        .outerjoin(MAKER, (MAKER.id == ApiKeyRow.made_by) & MAKER.removed_at.is_(None))
        .where(works(), func.num_nonnulls(MemberRow.id, ApiKeyRow.id) == 1)
    )


async def holder_of(session: AsyncSession, session_id: uuid.UUID) -> Holder | None:
    """Whose session it is, if it works."""
    found = (await session.execute(holders().where(SessionRow.id == session_id))).one_or_none()
    if found is None:
        return None
    organization_id, member_id, person_id, _, api_key_id, *_ = found
    subject = person_id or api_key_id
    if subject is None:
        return None
    return Holder(organization_id=organization_id, subject=subject, member_id=member_id, api_key_id=api_key_id)


async def membership(
    session: AsyncSession, person_id: uuid.UUID, organization_id: uuid.UUID | None = None
) -> Holder | None:
    """The person as a member of an organisation; of none in particular, of the one that they were in last."""
    last = select(func.max(SessionRow.used_at)).where(SessionRow.member_id == MemberRow.id).scalar_subquery()
    query = select(MemberRow.organization_id, MemberRow.id).where(
        MemberRow.person_id == person_id, MemberRow.removed_at.is_(None)
    )
    if organization_id is not None:
        query = query.where(MemberRow.organization_id == organization_id)
    found = (await session.execute(query.order_by(last.desc().nulls_last(), MemberRow.id).limit(1))).one_or_none()
    if found is None:
        return None
    return Holder(organization_id=found[0], subject=person_id, member_id=found[1])
