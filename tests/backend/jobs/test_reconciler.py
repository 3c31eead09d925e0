"""Jobs of which nothing is heard are found again; those that are merely waiting are left in peace."""

import uuid
from dataclasses import replace

import pytest
from botocore.exceptions import EndpointConnectionError
from film_studio.flows import productions
from film_studio.jobs.queues import Queues
from film_studio.jobs.reconciler import BACKLOG_PATIENCE, MAX_LOSSES, Reconciler

from contracts import storage_keys
from contracts.queues import QueueName
from tests.backend.studio import Studio, event, hash_of, stored_result

pytestmark = pytest.mark.anyio


async def test_a_job_whose_message_was_lost_is_published_again(studio: Studio) -> None:
    production = await studio.start()
    lost = await studio.publish()
    studio.clock.pass_time(seconds=31)
    assert await studio.reconciler.run_once() == len(lost) == 4
    again = await studio.publish()
    assert {(message.job_id, message.attempt) for message in again} == {(message.job_id, 2) for message in lost}
    assert await studio.succeed(await studio.job(production.id, "line")) == "applied"


async def test_nothing_is_published_again_within_the_lease(studio: Studio) -> None:
    await studio.start()
    await studio.publish()
    studio.clock.pass_time(seconds=25)
    assert await studio.reconciler.run_once() == 0


async def test_a_job_whose_worker_keeps_reporting_is_left_to_it(studio: Studio) -> None:
    production = await studio.start()
    await studio.publish()
    job = await studio.job(production.id, "line")
    for sequence in range(8):
        studio.clock.pass_time(seconds=15)
        await studio.apply(event(job, "progress", sequence=sequence, fraction=0.1, at=studio.clock()))
        await studio.reconciler.run_once()
    after = await studio.job(production.id, "line")
    assert (after.status, after.attempt) == ("running", 1)


async def test_a_job_that_may_still_be_in_its_queue_is_not_published_again(studio: Studio) -> None:
    production = await studio.start()
    await studio.relay.publish_all()
    for _ in range(5):
        studio.clock.pass_time(minutes=10)
        await studio.reconciler.run_once()
    assert [job.attempt for job in await studio.jobs(production.id, "line")] == [1, 1]
    assert studio.outbox(production.id) == 0


async def test_a_dead_workers_job_waits_for_its_message_to_come_back(studio: Studio) -> None:
    production = await studio.start()
    await studio.relay.publish_all()
    await studio.apply(event(await studio.job(production.id, "line"), "progress", fraction=0.7))
    studio.clock.pass_time(seconds=31)
    await studio.reconciler.run_once()
    after = await studio.job(production.id, "line")
    assert (after.status, after.progress, after.attempt) == ("queued", 0, 1)


async def test_patience_with_a_queue_that_is_never_empty_has_an_end(studio: Studio) -> None:
    production = await studio.start()
    await studio.publish()
    studio.sqs.send_message(QueueUrl=studio.url("voice"), MessageBody="somebody else's")
    studio.clock.now += BACKLOG_PATIENCE
    studio.clock.pass_time(seconds=1)
    await studio.reconciler.run_once()
    assert (await studio.job(production.id, "line")).attempt == 2


async def test_a_result_that_is_there_is_found_although_nobody_reported_it(studio: Studio) -> None:
    production = await studio.start()
    await studio.publish()
    for job in await studio.jobs(production.id, "line"):
        key = storage_keys.result(studio.organization_id, hash_of(job))
        await studio.storage.put(key, stored_result(job), "application/json")
    studio.clock.pass_time(seconds=31)
    await studio.reconciler.run_once()
    statuses = await studio.statuses(production.id)
    assert statuses["line 0"] == statuses["line 1"] == "succeeded"
    assert statuses["shot 4"] == "queued", "what waited for them has started"


async def test_a_result_that_cannot_be_read_is_made_again(studio: Studio) -> None:
    production = await studio.start()
    await studio.publish()
    job = await studio.job(production.id, "line")
    key = storage_keys.result(studio.organization_id, hash_of(job))
    await studio.storage.put(key, b'{"kind": "line"', "application/json")
    studio.clock.pass_time(seconds=31)
    await studio.reconciler.run_once()
    assert (await studio.job(production.id, "line")).attempt == 2


async def test_a_job_that_kills_its_workers_fails_in_the_end_with_a_reason(studio: Studio) -> None:
    production = await studio.start()
    for _ in range(MAX_LOSSES):
        await studio.publish()
        await studio.apply(event(await studio.job(production.id, "line"), "started", worker="host-3/9"))
        studio.clock.pass_time(seconds=31)
        await studio.reconciler.run_once()
    failed = await studio.job(production.id, "line")
    assert failed.status == "failed"
    assert failed.error is not None
    assert f"handed out {MAX_LOSSES} times" in failed.error
    assert "host-3/9" in failed.error
    async with studio.scope() as scope:
        await productions.retry_production(scope, production.id)
    again = await studio.job(production.id, "line")
    assert (again.status, again.losses, again.attempt) == ("queued", 0, MAX_LOSSES + 1)


async def test_the_late_report_of_an_attempt_given_up_has_no_effect_but_its_result_is_used(studio: Studio) -> None:
    revision = await studio.revision()
    production = await studio.start(revision)
    await studio.publish()
    first = await studio.job(production.id, "line")
    studio.clock.pass_time(seconds=31)
    await studio.reconciler.run_once()
    assert await studio.succeed(first) == "late"
    assert (await studio.job(production.id, "line")).status == "queued"
    second = await studio.start(revision)
    assert (await studio.job(second.id, "line")).status == "succeeded"


async def _with_a_poisoned_job(studio: Studio) -> tuple[uuid.UUID, uuid.UUID]:
    """Two productions, all of whose messages were lost. The first shot of the first has a stored result that no
    database takes, and its lease expires before all others."""
    poisoned, healthy = await studio.start(), await studio.start()
    await studio.publish()
    job = await studio.job(poisoned.id, "shot", 0)
    result = stored_result(job).replace(b'"animatic"', rb'"ani\u0000matic"')
    await studio.storage.put(storage_keys.result(studio.organization_id, hash_of(job)), result, "application/json")
    studio.owner.execute("update job set lease_expires_at = lease_expires_at - interval '1 s' where id = %s", (job.id,))
    return poisoned.id, healthy.id


async def test_a_job_that_raises_stops_neither_its_siblings_nor_others(studio: Studio) -> None:
    poisoned, healthy = await _with_a_poisoned_job(studio)
    studio.clock.pass_time(seconds=31)
    await studio.reconciler.run_once()
    assert [job.attempt for job in await studio.jobs(healthy, "line")] == [2, 2]
    assert [job.attempt for job in await studio.jobs(poisoned, "line")] == [2, 2]
    assert (await studio.job(poisoned, "shot", 0)).attempt == 1


async def test_a_job_that_raises_is_left_alone_for_longer_each_time_and_fails_in_the_end(studio: Studio) -> None:
    poisoned, _ = await _with_a_poisoned_job(studio)
    studio.clock.pass_time(seconds=31)
    pauses: list[float] = []
    for _ in range(MAX_LOSSES):
        await studio.reconciler.run_once()
        job = await studio.job(poisoned, "shot", 0)
        if job.lease_expires_at is not None:
            pauses.append((job.lease_expires_at - studio.clock()).total_seconds())
            studio.clock.now = job.lease_expires_at
            studio.clock.pass_time(seconds=1)
    assert pauses == sorted(set(pauses))
    assert len(pauses) == MAX_LOSSES - 1
    job = await studio.job(poisoned, "shot", 0)
    assert job.status == "failed"
    assert job.error is not None
    assert f"looking after it failed {MAX_LOSSES} times" in job.error
    production = await studio.production(poisoned)
    assert production.error is not None
    assert production.error.startswith("shot 1: nothing was heard of it")


async def test_a_job_of_a_kind_that_no_engine_declares_any_more_stops_nobody(studio: Studio) -> None:
    old, healthy = await studio.start(), await studio.start()
    await studio.publish()
    job = await studio.job(old.id, "line")
    studio.owner.execute(
        "update job set kind = 'matte', ordinal = 7, lease_expires_at = lease_expires_at - interval '1 s'"
        " where id = %s",
        (job.id,),
    )
    for _ in range(MAX_LOSSES):
        studio.clock.pass_time(hours=1)
        await studio.reconciler.run_once()
    assert (await studio.job(healthy.id, "line")).attempt > 1
    assert (await studio.job(old.id, "matte", 7)).status == "failed"


async def test_a_service_out_of_reach_is_no_fault_of_a_job(studio: Studio) -> None:
    class Unreachable(Queues):
        async def under_way(self, queue: QueueName) -> int:
            raise EndpointConnectionError(endpoint_url=queue)

    production = await studio.start()
    await studio.publish()
    studio.clock.pass_time(seconds=31)
    away = Reconciler(replace(studio.context, queues=Unreachable(studio.settings)))
    for _ in range(MAX_LOSSES):
        with pytest.raises(EndpointConnectionError):
            await away.run_once()
    assert [job.losses for job in await studio.jobs(production.id, "line")] == [0, 0]
    assert await studio.reconciler.run_once() == 4


async def test_a_cancelled_production_is_left_alone(studio: Studio) -> None:
    production = await studio.start()
    await studio.publish()
    async with studio.scope() as scope:
        await productions.cancel_production(scope, production.id)
    studio.clock.pass_time(hours=5)
    assert await studio.reconciler.run_once() == 0
