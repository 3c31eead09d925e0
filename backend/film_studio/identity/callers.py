"""Finds out who calls: with an API key, or with the access token of a session."""

import asyncio
import time
import uuid
from dataclasses import dataclass
from typing import Final, cast

from sqlalchemy import func, select, update

from contracts.limits import (
    REQUESTS_A_SECOND,
    REQUESTS_AT_ONCE,
    UNKNOWN_KEYS_A_SECOND,
    UNKNOWN_KEYS_AT_ONCE,
)
from film_studio.identity import sessions, shares, teams
from film_studio.identity.caller import Caller
from film_studio.identity.keys import digest, looks_like_key
from film_studio.identity.models import ApiKeyRow, SessionRow
from film_studio.identity.permissions import OF_COMMENTING_SHARE, OF_ROLE, OF_SHARE, OrganizationRole, left_to_key
from film_studio.identity.sessions import MAKER
from film_studio.identity.tokens import (
    ShareClaims,
    SigningKey,
    looks_like_access_token,
    read_access_token,
    read_share_access_token,
)
from film_studio.kit.database.session import Database, Sight
from film_studio.kit.rates import Rates

#: For this long an accepted key or token is accepted again without asking the database, so another process may go on
#: accepting one that was revoked through this one.
REMEMBERED_SECONDS: Final = 5.0
_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Accepted:
    caller: Caller
    until: float  # of the monotonic clock


class Callers:
    """Each process has one."""

    def __init__(self, database: Database, signing: SigningKey, *, stage: str) -> None:
        self._database = database
        self._signing = signing
        self._stage = stage
        self._remembered: dict[str, _Accepted] = {}
        #: Of known callers by their ids, and of the networks that unknown keys come from.
        self.rates: Final = Rates(a_second=REQUESTS_A_SECOND, at_once=REQUESTS_AT_ONCE)
        self.unknown: Final = Rates(a_second=UNKNOWN_KEYS_A_SECOND, at_once=UNKNOWN_KEYS_AT_ONCE)
        self._looked_up: dict[str, asyncio.Task[_Accepted | None]] = {}

    def remembered(self, secret: str) -> Caller | None:
        """Who called with this key or token a moment ago."""
        found = self._remembered.get(digest(secret))
        return found.caller if found is not None and time.monotonic() < found.until else None

    def knew(self, secret: str) -> bool:
        """Whether somebody has called with this key or token, however long ago."""
        return digest(secret) in self._remembered

    async def find(self, secret: str) -> Caller | None:
        """Who calls with this key or token, which is not `remembered`; None for an unknown, revoked or expired one.

        Raises `UnavailableError` where the key of the tokens cannot be had.
        """
        sha256 = digest(secret)
        # All requests that come meanwhile wait for one look-up, which goes on when the first of them is cancelled.
        task = self._looked_up.get(sha256)
        if task is None:
            task = self._looked_up[sha256] = asyncio.create_task(self._look_up(secret, sha256))
            task.add_done_callback(lambda _: self._looked_up.pop(sha256))
        accepted = await asyncio.shield(task)
        if accepted is None:
            return None
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.clear()
        self._remembered[sha256] = accepted
        return accepted.caller

    def forget(self, *ids: uuid.UUID) -> None:
        """Revoked keys, ended sessions and removed members are refused here at once; what a member may do, and keys of
        theirs, is looked up again."""
        gone = frozenset(ids)
        self._remembered = {
            sha256: each
            for sha256, each in self._remembered.items()
            if gone.isdisjoint((each.caller.id, each.caller.session_id, each.caller.made_by))
        }

    def forget_all_of(self, organization_id: uuid.UUID) -> None:
        """What anybody of the organisation may do is looked up again."""
        self._remembered = {
            sha256: each for sha256, each in self._remembered.items() if each.caller.organization_id != organization_id
        }

    async def _look_up(self, secret: str, sha256: str) -> _Accepted | None:
        until = time.monotonic() + REMEMBERED_SECONDS
        if looks_like_key(secret):
            caller = await self._of_key(sha256)
            return caller and _Accepted(caller, until)
        if not looks_like_access_token(secret):
            return None
        claims = read_access_token(await self._signing.of("access"), secret, stage=self._stage)
        if claims is None:
            shared = read_share_access_token(await self._signing.of("share"), secret, stage=self._stage)
            caller = shared and await self._of_share(shared)
            if shared is None or caller is None:
                return None
            left = max(0.0, shared.expires_at - time.time())
            return _Accepted(caller, min(until, time.monotonic() + left))
        caller = await self._of_session(claims.session_id, claims.organization_id)
        left = max(0.0, claims.expires_at - time.time())
        return caller and _Accepted(caller, min(until, time.monotonic() + left))

    async def _of_key(self, sha256: str) -> Caller | None:
        # The system's role, because the organisation is not known yet.
        async with self._database.system() as session:
            row = (
                await session.execute(
                    select(
                        ApiKeyRow.id, ApiKeyRow.organization_id, ApiKeyRow.permissions, ApiKeyRow.made_by, MAKER.role
                    )
                    .outerjoin(MAKER, (MAKER.id == ApiKeyRow.made_by) & MAKER.removed_at.is_(None))
                    .where(ApiKeyRow.sha256 == sha256, ApiKeyRow.revoked_at.is_(None))
                )
            ).one_or_none()
            if row is None:
                return None
            await session.execute(
                update(ApiKeyRow)
                .where(
                    ApiKeyRow.id == row.id,
                    # Once a minute is enough to see which keys are in use, and spares a write a request.
                    func.coalesce(ApiKeyRow.last_used_at, func.to_timestamp(0))
                    < func.now() - func.make_interval(0, 0, 0, 0, 0, 1),
                )
                .values(last_used_at=func.now())
            )
            return Caller(
                organization_id=row.organization_id,
                kind="key",
                id=row.id,
                permissions=left_to_key(row.permissions, row.made_by, row.role),
                made_by=row.made_by,
                sight=Sight(row.organization_id),
            )

    async def _of_share(self, claims: ShareClaims) -> Caller | None:
        async with self._database.system() as session:
            row = await shares.find(session, shares.is_one(claims.share_link_id, claims.organization_id))
        if row is None:
            return None
        return Caller(
            organization_id=row.organization_id,
            kind="share",
            id=row.id,
            permissions=OF_COMMENTING_SHARE if row.may_comment else OF_SHARE,
            sight=Sight(row.organization_id, project_id=row.project_id),
        )

    async def _of_session(self, session_id: uuid.UUID, organization_id: uuid.UUID) -> Caller | None:
        """None also for a token from before the session went to another organisation."""
        async with self._database.system() as session:
            found = await session.execute(
                sessions.holders().where(SessionRow.id == session_id, SessionRow.organization_id == organization_id)
            )
            row = found.one_or_none()
            if row is None:
                return None
            _, member_id, _, role, api_key_id, permissions, made_by, makers_role = row
            projects = await teams.permissions_by_project(session, organization_id, member_id, role)
        if member_id is None:
            assert api_key_id is not None
            return Caller(
                organization_id=organization_id,
                kind="key",
                id=api_key_id,
                permissions=left_to_key(permissions, made_by, makers_role),
                session_id=session_id,
                made_by=made_by,
                sight=Sight(organization_id),
            )
        return Caller(
            organization_id=organization_id,
            kind="member",
            id=member_id,
            permissions=OF_ROLE[cast("OrganizationRole", role)],
            projects=projects,
            session_id=session_id,
            sight=teams.sight_of(organization_id, member_id, role),
        )
