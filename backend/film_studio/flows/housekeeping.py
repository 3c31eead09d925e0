"""Cleans up: idempotency keys after a day, sign-ins that are over, deleted projects when nobody can restore them,
imports that became no revision, and what was delivered and told long ago."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.engines.enterprise import forget_old_deliveries
from film_studio.engines.tracking import forget_old_notifications
from film_studio.flows import imports
from film_studio.flows.erasure import erase_deleted_projects
from film_studio.identity.leftovers import forget_old_sign_ins
from film_studio.kit.clock import utc_now
from film_studio.kit.database.session import Database
from film_studio.kit.idempotency import forget_old_keys
from film_studio.kit.storage import Storage
from runtime.log_events import TaskFailed, ThrownAway
from runtime.logging import log

#: Between two rounds.
INTERVAL: Final = timedelta(minutes=10)


async def throw_away_old(database: Database, storage: Storage, *, clock: Callable[[], datetime] = utc_now) -> None:
    """One round; any number of processes may make theirs at once. What cannot be thrown away now keeps nothing else."""

    async def forgotten(forget: Callable[[AsyncSession, datetime], Awaitable[int]]) -> int:
        async with database.system() as session:
            return await forget(session, clock())

    keys = await _tried("idempotency keys", forgotten(forget_old_keys))
    sign_ins = await _tried("sign-ins", forgotten(forget_old_sign_ins))
    projects = await _tried("deleted projects", erase_deleted_projects(database, storage, clock()))
    expired = await _tried("imports", imports.erase_expired(database, storage, clock()))
    deliveries = await _tried("webhook deliveries", forgotten(forget_old_deliveries))
    notifications = await _tried("notifications", forgotten(forget_old_notifications))
    if any((keys, sign_ins, projects, expired, deliveries, notifications)):
        log(
            ThrownAway(
                idempotency_keys=keys,
                sign_ins=sign_ins,
                projects=projects,
                imports=expired,
                deliveries=deliveries,
                notifications=notifications,
            )
        )


async def _tried(what: str, throwing_away: Awaitable[int]) -> int:
    """How many; 0 where it failed, which is logged and tried again with the next round."""
    try:
        return await throwing_away
    except Exception as error:  # noqa: BLE001 — whatever one raises, the others are thrown away
        log(TaskFailed(task=f"housekeeping: {what}"), error=error)
        return 0
