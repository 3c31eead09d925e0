"""What the background tasks work with."""

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.queues import QueueName
from film_studio.jobs.models import JobRow
from film_studio.jobs.queues import QueuePolicy, Queues
from film_studio.jobs.types import JobTypes
from film_studio.kit.clock import utc_now
from film_studio.kit.database.session import Database
from film_studio.kit.storage import Storage

#: Gives, by the ids of those of some jobs that must not begin on a day, the reason. The session is the system's.
Barred = Callable[[AsyncSession, Sequence[JobRow], date], Awaitable[Mapping[uuid.UUID, str]]]


@dataclass(frozen=True, kw_only=True)
class JobsContext:
    """Each process has one. `policies` are those that the work queues really have, not those that they should have;
    `barred` is asked before a job's message is sent."""

    database: Database
    storage: Storage
    queues: Queues
    types: JobTypes
    policies: Mapping[QueueName, QueuePolicy]
    barred: Barred
    clock: Callable[[], datetime] = utc_now
