"""The way of work of the API, over a database and queues of this module's own."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from film_studio.engines import JOB_TYPES
from film_studio.jobs.context import JobsContext
from film_studio.jobs.queues import Queues
from film_studio.jobs.reconciler import Reconciler
from film_studio.jobs.relay import Relay
from film_studio.kit.database.session import Database
from film_studio.kit.settings import ApiSettings
from film_studio.kit.storage import Storage

from tests.backend.jobs.driver import Clock, Studio
from tools.local_cloud.emulator import Emulator


@pytest.fixture(scope="module")
async def studio(
    database: Database,
    storage: Storage,
    settings: ApiSettings,
    owner: psycopg.Connection[Any],
    organization_id: uuid.UUID,
    emulator: Emulator,
) -> AsyncIterator[Studio]:
    queues = Queues(settings)
    policies = await queues.policies()
    clock = Clock()
    context = JobsContext(
        database=database, storage=storage, queues=queues, types=JOB_TYPES, policies=policies, clock=clock
    )
    yield Studio(
        context=context,
        relay=Relay(context),
        reconciler=Reconciler(context),
        clock=clock,
        owner=owner,
        organization_id=organization_id,
        sqs=emulator.client("sqs"),
        settings=settings,
    )
    queues.close()


@pytest.fixture(autouse=True)
async def _empty(studio: Studio) -> None:
    """Each test begins with empty queues, an empty outbox and no silent job of another test, at the present time."""
    studio.owner.execute("truncate outbox")
    studio.owner.execute("update job set lease_expires_at = null")
    for queue in ("jobs", "video", "voice", "events"):
        studio.sqs.purge_queue(QueueUrl=studio.url(queue))
    studio.clock.now = datetime.now(UTC)
