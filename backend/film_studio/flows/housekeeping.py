"""Cleans up: idempotency keys after a day, sign-ins that are over, deleted projects when nobody can restore them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from film_studio.flows.erasure import erase_deleted_projects
from film_studio.identity.leftovers import forget_old_sign_ins
from film_studio.kit.clock import utc_now
from film_studio.kit.database.session import Database
from film_studio.kit.idempotency import forget_old_keys
from film_studio.kit.storage import Storage
from runtime.log_events import ThrownAway
from runtime.logging import log

#: Between two rounds.
INTERVAL: Final = timedelta(minutes=10)


async def throw_away_old(database: Database, storage: Storage, *, clock: Callable[[], datetime] = utc_now) -> None:
    """One round; any number of processes may make theirs at once."""
    async with database.system() as session:
        keys = await forget_old_keys(session, clock())
        sign_ins = await forget_old_sign_ins(session, clock())
    projects = await erase_deleted_projects(database, storage, clock())
    if keys or sign_ins or projects:
        log(ThrownAway(idempotency_keys=keys, sign_ins=sign_ins, projects=projects))
