"""Attempts to sign in, counted in the database, which all processes share: whoever guesses waits longer each time.

Counted is an address from one network, so that an attacker far away locks nobody else out; and a network, so that one
password tried with a thousand addresses is slowed as well. A browser that has signed in as this person before has a
count of its own, which no attacker reaches.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.limits import LONGEST_SIGN_IN_WAIT_SECONDS, SIGN_IN_FAILURES, SIGN_IN_FAILURES_OF_A_NETWORK
from film_studio.identity.keys import digest
from film_studio.identity.models import SignInFailureRow
from film_studio.kit.problems import ProblemError

#: Failures are forgotten after so long without another one.
FORGOTTEN: Final = timedelta(hours=1)
# Every attempt counts as a failure until it has succeeded: of many at once, only so many are free.
_COUNT: Final = text(
    """
    insert into sign_in_failure (subject, failures, wait_until) values (:subject, 1, now())
    on conflict (subject) do update set (failures, last_at, wait_until) = (
        select counted, now(), now() + make_interval(
            secs => case when counted < :free then 0 else least(power(2, least(counted - :free, 20)), :longest) end
        )
        from (select case when sign_in_failure.last_at < now() - cast(:forgotten as interval) then 1
              else sign_in_failure.failures + 1 end as counted) as count
    )
    where sign_in_failure.wait_until <= now()
    returning failures
    """
)
_WAIT: Final = text("select extract(epoch from wait_until - now()) from sign_in_failure where subject = :subject")


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What is counted of an attempt: hashes, so that the table names nobody."""

    own: str
    network: str | None


def attempt_of(email: str, *, network: str, device: str | None) -> Attempt:
    """`device` is set for a browser that has signed in as this person before."""
    if device is not None:
        return Attempt(own=digest(f"device {device} {email}"), network=None)
    return Attempt(own=digest(f"address {email} {network}"), network=digest(f"network {network}"))


async def count(session: AsyncSession, attempt: Attempt) -> None:
    """Count an attempt. Raises a 429 problem, with nothing counted, while it has to wait."""
    await _count(session, attempt.own, free=SIGN_IN_FAILURES)
    if attempt.network is not None:
        await _count(session, attempt.network, free=SIGN_IN_FAILURES_OF_A_NETWORK)


async def take_back(session: AsyncSession, attempt: Attempt, *, succeeded: bool) -> None:
    """It did not fail; after a success earlier ones of the same address and network are forgotten as well."""
    if succeeded:
        await session.execute(delete(SignInFailureRow).where(SignInFailureRow.subject == attempt.own))
    for subject in (attempt.own, attempt.network):
        await session.execute(
            update(SignInFailureRow)
            .where(SignInFailureRow.subject == subject, SignInFailureRow.failures > 0)
            .values(failures=SignInFailureRow.failures - 1)
        )


async def _count(session: AsyncSession, subject: str, *, free: int) -> None:
    values = {
        "subject": subject,
        "free": free,
        "longest": LONGEST_SIGN_IN_WAIT_SECONDS,
        "forgotten": FORGOTTEN,
    }
    if (await session.execute(_COUNT, values)).scalar_one_or_none() is not None:
        return
    seconds = (await session.execute(_WAIT, {"subject": subject})).scalar_one_or_none() or 0
    wait = max(1, round(seconds))
    raise ProblemError(
        429,
        "too-many-attempts",
        f"this failed too often; wait {wait} seconds, then try again. Who has forgotten the password asks an owner of "
        "the organisation, or whoever gave them the link, for another link",
        headers={"Retry-After": str(wait)},
    )
