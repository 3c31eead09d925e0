"""What a route asks for: who is calling, and the scope of the request."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from sqlalchemy import func, select, update

from film_studio.identity.caller import Caller
from film_studio.identity.keys import digest, looks_like_key
from film_studio.identity.models import ApiKeyRow
from film_studio.identity.permissions import ALL, permission_of
from film_studio.identity.scope import ReadScope, Scope, open_scope
from film_studio.kit.database.session import Database
from film_studio.kit.problems import ProblemError

#: For this long an accepted key is accepted again without asking the database, so another process may go on accepting a
#: key that was revoked through this one.
REMEMBERED_SECONDS: Final = 5.0
_REMEMBERED_KEYS: Final = 10_000


class Callers:
    """Finds out who calls with a key. Each process has one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._remembered: dict[str, tuple[float, Caller]] = {}
        self._looked_up: dict[str, asyncio.Task[Caller | None]] = {}

    async def find(self, secret: str) -> Caller | None:
        sha256 = digest(secret)
        now = time.monotonic()
        remembered = self._remembered.get(sha256)
        if remembered is not None and now < remembered[0]:
            return remembered[1]
        # All requests that come meanwhile wait for one look-up, which goes on when the first of them is cancelled.
        task = self._looked_up.get(sha256)
        if task is None:
            task = self._looked_up[sha256] = asyncio.create_task(self._look_up(sha256))
            task.add_done_callback(lambda _: self._looked_up.pop(sha256))
        caller = await asyncio.shield(task)
        if caller is not None:
            if len(self._remembered) >= _REMEMBERED_KEYS:
                self._remembered.clear()
            self._remembered[sha256] = (now + REMEMBERED_SECONDS, caller)
        return caller

    def forget(self, caller_id: uuid.UUID) -> None:
        """A revoked key stops working here at once."""
        self._remembered = {sha256: entry for sha256, entry in self._remembered.items() if entry[1].id != caller_id}

    async def _look_up(self, sha256: str) -> Caller | None:
        # The system's role, because the organisation is not known yet.
        async with self._database.system() as session:
            row = (
                await session.execute(
                    select(ApiKeyRow.id, ApiKeyRow.organization_id).where(
                        ApiKeyRow.sha256 == sha256, ApiKeyRow.revoked_at.is_(None)
                    )
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
            return Caller(organization_id=row.organization_id, kind="key", id=row.id, permissions=ALL)


class _Credentials(HTTPBearer):
    """FastAPI's bearer scheme, as OpenAPI shows it, which also finds the caller and asks what the route has declared:
    one dependency instead of three."""

    async def __call__(self, request: Request) -> Caller:  # pyright: ignore[reportIncompatibleMethodOverride]
        return await caller_of(request)


async def caller_of(request: Request) -> Caller:
    """Who is calling, now: a stream asks again while it lasts. Raises a 401 or a 403 problem."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise _unauthorized("no API key was sent; send the header 'Authorization: Bearer fs_…'", challenge="Bearer")
    callers: Callers = request.app.state.callers
    secret = secret.strip()
    caller = await callers.find(secret) if looks_like_key(secret) else None
    if caller is None:
        raise _unauthorized(
            "this API key is unknown or was revoked; ask an administrator of your organisation for a new one",
            challenge='Bearer error="invalid_token"',
        )
    needed = permission_of(request.scope["endpoint"])
    if needed not in caller.permissions:
        raise ProblemError(403, "not-allowed", f"this needs the permission {needed}, which you do not have")
    return caller


def _unauthorized(detail: str, *, challenge: str) -> ProblemError:
    return ProblemError(401, "unauthorized", detail, headers={"WWW-Authenticate": challenge})


#: Who is calling, who may do what the route has declared; else a 401 or a 403 problem.
CurrentCaller = Annotated[
    Caller,
    Depends(_Credentials(scheme_name="ApiKey", description="An API key of your organisation: fs_ and 43 characters")),
]


async def _read_scope(request: Request, caller: CurrentCaller) -> ReadScope:
    state = request.app.state
    return ReadScope(state.database, state.storage, caller)


#: For routes that only read: a dependency that ends with the request costs a seventh of a select by id.
RequestReadScope = Annotated[ReadScope, Depends(_read_scope)]


async def _scope(request: Request, caller: CurrentCaller) -> AsyncIterator[Scope]:
    """A scope of the caller's organisation; it commits when the route returned, before the answer goes out."""
    state = request.app.state
    async with open_scope(state.database, state.storage, caller) as scope:
        yield scope


# scope="function": with the default, FastAPI answers first and commits afterwards, and a commit that fails has
# already been reported as 201.
RequestScope = Annotated[Scope, Depends(_scope, scope="function")]
