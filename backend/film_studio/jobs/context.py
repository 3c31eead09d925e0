"""What the background tasks work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.queues import QueueName
from film_studio.jobs.queues import QueuePolicy, Queues
from film_studio.jobs.types import JobTypes
from film_studio.kit.clock import utc_now
from film_studio.kit.database.session import Database
from film_studio.kit.storage import Storage


@dataclass(frozen=True, kw_only=True)
class JobsContext:
    """Each process has one. `policies` are those that the work queues really have, not those that they should have."""

    database: Database
    storage: Storage
    queues: Queues
    types: JobTypes
    policies: Mapping[QueueName, QueuePolicy]
    clock: Callable[[], datetime] = utc_now
