"""What workers report has its effect once, in any order, and never for an attempt that is over."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from film_studio.flows import productions
from film_studio.jobs.events import EventConsumer
from film_studio.jobs.models import ArtifactRow
from sqlalchemy import select

from tests.backend.studio import Event, Studio, event, result_of

pytestmark = pytest.mark.anyio


async def test_a_job_runs_when_a_worker_says_so_and_is_done_with_its_result(studio: Studio) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    await studio.apply(event(job, "started", worker="host-7/42"))
    await studio.apply(event(job, "progress", sequence=1, fraction=0.25))
    running = await studio.job(production.id, "line")
    assert (running.status, running.progress, running.worker) == ("running", 0.25, "worker-1/1")
    await studio.succeed(job)
    done = await studio.job(production.id, "line")
    assert (done.status, done.progress) == ("succeeded", 1)
    assert done.result == {"version": 1, "kind": "line", "duration_ms": 1000}
    assert done.lease_expires_at is None


async def test_an_event_that_comes_twice_has_its_effect_once(studio: Studio) -> None:
    production = await studio.start()
    shot = await studio.job(production.id, "shot", 0)
    done = event(shot, "succeeded", result=result_of(shot), cached=False, seconds=1)
    assert await studio.apply(done) == "applied"
    before = await studio.production(production.id)
    assert await studio.apply(done) == "late"
    assert await studio.production(production.id) == before


async def test_what_an_earlier_attempt_reports_is_late(studio: Studio) -> None:
    production = await studio.start()
    first = await studio.job(production.id, "line")
    await studio.apply(event(first, "failed", reason="The voice is unknown.", retryable=False))
    async with studio.scope() as scope:
        await productions.retry_production(scope, production.id)
    assert (await studio.job(production.id, "line")).attempt == 2
    assert await studio.apply(event(first, "progress", fraction=0.9)) == "late"
    assert await studio.apply(event(first, "failed", reason="late", retryable=False)) == "late"
    assert await studio.succeed(first) == "late"
    assert (await studio.job(production.id, "line")).status == "queued"


async def test_progress_that_was_overtaken_does_not_turn_back(studio: Studio) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    earlier = datetime.now(UTC) - timedelta(seconds=5)
    assert await studio.apply(event(job, "progress", sequence=9, fraction=0.9)) == "applied"
    assert await studio.apply(event(job, "progress", sequence=3, fraction=0.3, at=earlier)) == "late"
    assert await studio.apply(event(job, "started", at=earlier)) == "late"
    assert (await studio.job(production.id, "line")).progress == 0.9


async def test_a_worker_that_takes_over_from_a_dead_one_may_count_from_the_beginning(studio: Studio) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    await studio.apply(event(job, "progress", sequence=500, fraction=0.8))
    assert await studio.apply(event(job, "started", worker="worker-2/1")) == "applied"
    assert await studio.apply(event(job, "started", worker="worker-1/1")) == "applied", "the same name, started again"
    assert await studio.succeed(job, sequence=1) == "applied"


@pytest.mark.parametrize("outcome", ["succeeded", "failed"])
async def test_an_outcome_counts_even_if_it_was_overtaken(studio: Studio, outcome: str) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    await studio.apply(event(job, "progress", sequence=500, fraction=0.8))
    overtaken = {"sequence": 1, "at": datetime.now(UTC) - timedelta(seconds=5)}
    if outcome == "succeeded":
        assert await studio.succeed(job, **overtaken) == "applied"
    else:
        refused = event(job, "failed", reason="No such voice.", retryable=False, **overtaken)
        assert await studio.apply(refused) == "applied"
    assert (await studio.job(production.id, "line")).status == outcome


async def test_a_released_job_waits_for_the_next_worker(studio: Studio) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    await studio.apply(event(job, "progress", sequence=5, fraction=0.8))
    await studio.apply(event(job, "released", sequence=6))
    released = await studio.job(production.id, "line")
    assert (released.status, released.progress, released.attempt) == ("queued", 0, 1)


async def test_a_failure_that_will_be_tried_again_is_shown_and_harms_nothing(studio: Studio) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    await studio.apply(event(job, "failed", reason="The disk is full.", retryable=True))
    after = await studio.job(production.id, "line")
    assert (after.status, after.error) == ("queued", "The disk is full.")
    assert (await studio.production(production.id)).error is None
    await studio.succeed(job)
    assert (await studio.job(production.id, "line")).error is None


@pytest.mark.parametrize(
    "reason", [r"Exit \u0000 of the voice.", r"Exit \ud83d of the voice.", r"Exit \udc4d of the voice."]
)
@pytest.mark.parametrize("retryable", [True, False])
async def test_a_reason_that_no_database_can_hold_is_cleaned_and_applied(
    studio: Studio, reason: str, *, retryable: bool
) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    body = event(job, "failed", reason="REASON", worker="WORKER", retryable=retryable).model_dump_json()
    body = body.replace("REASON", reason).replace("WORKER", reason)
    studio.sqs.send_message(QueueUrl=studio.url("events"), MessageBody=body)
    assert await EventConsumer(studio.context).consume_once() == 1
    after = await studio.job(production.id, "line")
    assert after.status == ("queued" if retryable else "failed")
    assert (after.error, after.worker) == ("Exit \N{REPLACEMENT CHARACTER} of the voice.",) * 2


async def test_signs_outside_the_basic_plane_reach_the_reason_whole(studio: Studio) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    body = event(job, "failed", reason="REASON", retryable=False).model_dump_json()
    studio.sqs.send_message(
        QueueUrl=studio.url("events"), MessageBody=body.replace("REASON", r"\ud83d\udc4d, then \ud83d alone")
    )
    await EventConsumer(studio.context).consume_once()
    assert (await studio.job(production.id, "line")).error == "\N{THUMBS UP SIGN}, then \N{REPLACEMENT CHARACTER} alone"


async def test_a_failed_job_says_why_and_its_siblings_go_on(studio: Studio) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line", 1)
    await studio.apply(event(job, "failed", reason="The voice xx is unknown.", retryable=False))
    after = await studio.production(production.id)
    assert after.status == "running"
    assert after.error == "line 2: The voice xx is unknown."
    await studio.succeed_all(production.id)
    after = await studio.production(production.id)
    assert after.status == "failed"
    assert after.finished_at is not None
    assert await studio.statuses(production.id) == {
        "line 0": "succeeded",
        "line 1": "failed",
        "shot 0": "succeeded",
        "shot 1": "succeeded",
        "shot 2": "waiting",
        "shot 3": "waiting",
        "shot 4": "succeeded",
        "score 0": "waiting",
        "effects 0": "waiting",
        "assembly 0": "waiting",
    }


async def test_a_failed_job_can_be_tried_again_alone(studio: Studio) -> None:
    production = await studio.start()
    await studio.apply(event(await studio.job(production.id, "line", 1), "failed", reason="Out.", retryable=False))
    await studio.succeed_all(production.id)
    await studio.publish()
    async with studio.scope() as scope:
        again = await productions.retry_production(scope, production.id)
    assert (again.status, again.error, again.finished_at) == ("running", None, None)
    messages = await studio.publish()
    assert [(message.kind, message.attempt) for message in messages] == [("line", 2)]
    await studio.succeed_all(production.id)
    assert (await studio.production(production.id)).status == "succeeded"


async def test_a_worker_that_ends_after_the_cancellation_changes_nothing_but_spares_the_next_one(
    studio: Studio,
) -> None:
    revision = await studio.revision()
    production = await studio.start(revision)
    job = await studio.job(production.id, "line")
    await studio.apply(event(job, "started"))
    async with studio.scope() as scope:
        await productions.cancel_production(scope, production.id)
    assert await studio.succeed(job) == "late"
    assert set((await studio.statuses(production.id)).values()) == {"cancelled"}
    assert (await studio.production(production.id)).status == "cancelled"
    second = await studio.start(revision)
    assert (await studio.job(second.id, "line")).cached


async def test_a_result_of_the_wrong_kind_fails_the_job_and_is_not_kept(studio: Studio) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    wrong = {"kind": "score", "frames": 10, "renderer": "score/2"}
    await studio.apply(event(job, "succeeded", result=wrong, cached=False, seconds=1))
    after = await studio.job(production.id, "line")
    assert after.status == "failed"
    assert after.error == "worker worker-1/1 reported a score for this line"
    async with studio.database.system() as session:
        assert (
            await session.scalars(select(ArtifactRow).where(ArtifactRow.recipe_hash == job.recipe_hash))
        ).all() == []


async def test_an_event_of_no_job_or_of_another_organisation_is_unknown(studio: Studio) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    for stranger in ("job_id", "owner_id", "organization_id"):
        forged = event(job, "succeeded", result=result_of(job), cached=False, seconds=1, **{stranger: uuid.uuid4()})
        assert await studio.apply(forged) == "unknown"
    other = await studio.start()
    assert await studio.apply(event(job, "started", owner_id=other.id)) == "unknown"
    assert (await studio.job(production.id, "line")).status == "queued"


async def test_the_consumer_applies_what_it_can_and_leaves_the_rest_to_the_dead_letter_queue(studio: Studio) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    # Visible again at once: each poll is a further delivery, and the third is the last.
    studio.sqs.set_queue_attributes(QueueUrl=studio.url("events"), Attributes={"VisibilityTimeout": "0"})
    for body in ('{"version": 2}', event(job, "started").model_dump_json(), "not JSON"):
        studio.sqs.send_message(QueueUrl=studio.url("events"), MessageBody=body)
    consumer = EventConsumer(studio.context)
    while await consumer.consume_once():
        pass
    assert (await studio.job(production.id, "line")).status == "running"
    dead = studio.take(studio.url("events") + "-dead")
    assert sorted(message["Body"] for message in dead) == ["not JSON", '{"version": 2}']


async def test_an_event_that_the_database_did_not_take_comes_again(studio: Studio) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    studio.sqs.set_queue_attributes(QueueUrl=studio.url("events"), Attributes={"VisibilityTimeout": "0"})
    studio.sqs.send_message(QueueUrl=studio.url("events"), MessageBody=event(job, "started").model_dump_json())
    consumer = EventConsumer(studio.context)
    studio.owner.execute("alter table job rename to job_away")
    try:
        assert await consumer.consume_once() == 1
    finally:
        studio.owner.execute("alter table job_away rename to job")
    assert await consumer.consume_once() == 1
    assert (await studio.job(production.id, "line")).status == "running"
    assert await consumer.consume_once() == 0


def send(studio: Studio, *events: Event) -> None:
    """Put events into their queue."""
    bodies = [each.model_dump_json() for each in events]
    for first in range(0, len(bodies), 10):
        studio.sqs.send_message_batch(
            QueueUrl=studio.url("events"),
            Entries=[
                {"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies[first : first + 10])
            ],
        )


async def consume_all(studio: Studio) -> None:
    consumer = EventConsumer(studio.context)
    while await consumer.consume_once():
        pass


async def test_events_that_come_together_do_what_they_do_one_by_one(studio: Studio) -> None:
    together, alone = await studio.start(), await studio.start()

    async def reports(production_id: uuid.UUID) -> list[Event]:
        first, second = await studio.jobs(production_id, "line")
        silent = await studio.job(production_id, "shot", 1)
        return [
            event(first, "started"),
            event(first, "progress", fraction=0.5, sequence=1),
            event(first, "succeeded", result=result_of(first), cached=False, seconds=1.0),
            event(first, "progress", fraction=0.9, sequence=2),
            event(second, "started"),
            event(second, "failed", reason="The voice is unknown.", retryable=False),
            event(second, "succeeded", result=result_of(second), cached=False, seconds=1.0, attempt=2),
            event(silent, "started"),
        ]

    for each in await reports(alone.id):
        await studio.apply(each)
    effects = await studio.apply_all(await reports(together.id))
    assert effects == ["applied", "applied", "applied", "late", "applied", "applied", "late", "applied"]
    assert await studio.statuses(together.id) == await studio.statuses(alone.id)
    ends = [await studio.production(production.id) for production in (together, alone)]
    assert ends[0].jobs == ends[1].jobs
    assert (ends[0].status, ends[0].fraction, ends[0].error) == (ends[1].status, ends[1].fraction, ends[1].error)


async def test_the_events_of_many_productions_are_applied_however_many_come_at_once(studio: Studio) -> None:
    productions = [await studio.start() for _ in range(12)]
    lines = [job for production in productions for job in await studio.jobs(production.id, "line")]
    send(studio, *(event(job, "succeeded", result=result_of(job), cached=False, seconds=1.0) for job in lines))
    assert await EventConsumer(studio.context).consume_once() > 10, "a full answer is not the last"
    await consume_all(studio)
    for production in productions:
        assert {job.status for job in await studio.jobs(production.id, "line")} == {"succeeded"}
        assert (await studio.job(production.id, "shot", 2)).status == "queued"
    assert studio.take("events") == []


async def test_an_event_that_cannot_be_applied_holds_up_no_other_of_its_production(studio: Studio) -> None:
    production = await studio.start()
    good, bad = await studio.jobs(production.id, "line")
    studio.owner.execute("update job set kind = 'poem' where id = %s", (bad.id,))
    try:
        send(studio, event(bad, "started"), event(good, "started"))
        await EventConsumer(studio.context).consume_once()
        assert [job.status for job in await studio.jobs(production.id, "line")] == ["running"]
    finally:
        studio.owner.execute("update job set kind = 'line' where id = %s", (bad.id,))
    assert (await studio.jobs(production.id, "line"))[1].status == "queued"
