"""What a route asks for: who is calling, and the scope of the request."""

import math
import uuid
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from structlog.contextvars import bind_contextvars

from contracts.limits import REQUESTS_A_SECOND, UNKNOWN_KEYS_A_SECOND
from film_studio.identity.caller import Caller
from film_studio.identity.callers import Callers
from film_studio.identity.keys import looks_like_key
from film_studio.identity.permissions import Permission, permission_of, somewhere_is_enough
from film_studio.identity.places import Places
from film_studio.identity.scope import ReadScope, Scope, open_scope
from film_studio.kit.addresses import network_of
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.settings import ApiSettings


class _Credentials(HTTPBearer):
    """FastAPI's bearer scheme, as OpenAPI shows it, which also finds the caller and asks what the route has declared:
    one dependency instead of three."""

    async def __call__(self, request: Request) -> Caller:  # pyright: ignore[reportIncompatibleMethodOverride]
        return await caller_of(request)


async def caller_of(request: Request) -> Caller:
    """Who is calling, now: a stream asks again while it lasts. Raises a 401 or a 403 problem."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise _unauthorized(
            "neither an access token nor an API key was sent; send the header 'Authorization: Bearer …'",
            challenge="Bearer",
        )
    callers: Callers = request.app.state.callers
    secret = secret.strip()
    caller = callers.remembered(secret)
    if caller is None:
        caller = await _looked_up(request, callers, secret)
    bind_contextvars(organization=str(caller.organization_id), caller=f"{caller.kind}:{caller.id}")
    if wait := callers.rates.take(caller.id):
        raise _too_many("you send more than {} requests a second", REQUESTS_A_SECOND, wait)
    needed = permission_of(request.scope["endpoint"])
    if needed is None or not caller.may_everywhere(needed):
        await _check_here(request, caller, str(needed))
    return caller


async def _check_here(request: Request, caller: Caller, needed: str) -> None:
    """For those who may not do the same everywhere. Raises a 404 problem for what they are not shown, or else a 403
    one."""
    refused = ProblemError(403, "not-allowed", f"this needs the permission {needed}, which you do not have")
    if not caller.may_somewhere(needed):
        raise refused
    places: Places = request.app.state.places
    thing = places.thing_in(request.path_params)
    if thing is None:
        if needed in caller.permissions or somewhere_is_enough(request.scope["endpoint"]):
            return
        raise refused
    kind, text = thing
    try:
        thing_id = uuid.UUID(text)
    except ValueError:
        return  # the route says so, and does nothing
    project_id = await places.project_of(caller.organization_id, kind, thing_id)
    allowed = frozenset[Permission]() if project_id is None else caller.in_project(project_id)
    if "projects:read" not in allowed:
        raise not_found(kind.replace("_", " "), thing_id)
    if needed not in allowed:
        raise ProblemError(
            403, "not-allowed", f"this needs the permission {needed}, which your role in this project does not give you"
        )


async def _looked_up(request: Request, callers: Callers, secret: str) -> Caller:
    """Whose secret it is. Who tries many keys that nobody has waits before the next one is looked for; a key that was
    known before is looked for in any case, whoever else is in its network."""
    settings: ApiSettings = request.app.state.settings
    network = network_of(request, hops=settings.forwarded_hops)
    is_key = looks_like_key(secret)
    if is_key and not callers.knew(secret) and (wait := callers.unknown.wait(network)):
        raise _too_many("more than {} keys a second from your network are unknown", UNKNOWN_KEYS_A_SECOND, wait)
    caller = await callers.find(secret)
    if caller is None:
        if is_key:
            callers.unknown.take(network)
        raise _unauthorized(
            "this API key is unknown or was revoked; ask an administrator of your organisation for a new one"
            if is_key
            else "this access token has expired, or its session has ended; get another one with POST "
            "/session/refresh, or sign in again",
            challenge='Bearer error="invalid_token"',
        )
    return caller


def _too_many(what: str, limit: float, wait: float) -> ProblemError:
    seconds = math.ceil(wait)
    return ProblemError(
        429,
        "too-many-requests",
        f"{what.format(limit)}; wait {seconds} s, then go on more slowly",
        headers={"Retry-After": str(seconds)},
    )


def _unauthorized(detail: str, *, challenge: str) -> ProblemError:
    return ProblemError(401, "unauthorized", detail, headers={"WWW-Authenticate": challenge})


#: Who is calling, who may do what the route has declared; else a 401 or a 403 problem.
CurrentCaller = Annotated[
    Caller,
    Depends(
        _Credentials(
            scheme_name="Bearer",
            description="The access token of a session, for a quarter of an hour, or an API key: fs_ and 43 characters",
        )
    ),
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


async def commit_change_of(request: Request, scope: Scope, *caller_ids: uuid.UUID) -> None:
    """Commit what changes keys, members or sessions: from then on they are looked up again. The other way round, a
    request in between would have them remembered as they were. Without ids, it is all of the organisation."""
    await scope.commit()
    callers: Callers = request.app.state.callers
    if caller_ids:
        callers.forget(*caller_ids)
    else:
        callers.forget_all_of(scope.organization_id)
