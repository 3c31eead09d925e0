"""The outbox is sent at least once, after the commit, and to whom it is for."""

import asyncio
import json
import uuid
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
from botocore.exceptions import EndpointConnectionError
from film_studio.engines.production import Production
from film_studio.engines.production.planning.shotlist import PlannedShot
from film_studio.flows import productions
from film_studio.jobs.cancellations import Cancellations
from film_studio.jobs.queues import OutgoingMessage, Queues
from film_studio.jobs.relay import CLAIM, FIRST_BACKOFF, LEAST_WINDOW, MAX_FAILURES, OUTAGE_PAUSE, Relay
from film_studio.kit.storage import Storage

from contracts import storage_keys
from contracts.messages import read_job
from contracts.queues import QueueName
from contracts.recipes import RECIPE, recipe_hash
from contracts.recipes.film import View
from runtime.tracing import CURRENT, Trace
from tests.backend.conftest import Organization
from tests.backend.studio import Studio, event, hash_of, make_plan

pytestmark = pytest.mark.anyio


class DyingError(Exception):
    """The process ends here."""


class DiesAfterSending(Queues):
    """Sends, and does not live to see it committed."""

    async def send(self, queue: QueueName, messages: Sequence[OutgoingMessage]) -> dict[int, str]:
        await super().send(queue, messages)
        raise DyingError


class RefusesTheFirst(Queues):
    """SQS takes all of a batch but its first message."""

    async def send(self, queue: QueueName, messages: Sequence[OutgoingMessage]) -> dict[int, str]:
        await super().send(queue, messages[1:])
        return {0: "InternalError: try again"}


async def test_each_job_goes_to_the_queue_of_its_kind_with_its_recipe_in_storage(studio: Studio) -> None:
    production = await studio.start()
    await studio.relay.publish_all()
    assert studio.outbox(production.id) == 0
    voice = [read_job(message["Body"]) for message in studio.take("voice")]
    video = [read_job(message["Body"]) for message in studio.take("video")]
    assert {message.kind for message in voice} == {"line"}
    assert {message.kind for message in video} == {"shot"}
    assert (len(voice), len(video)) == (2, 2)
    for message in (*voice, *video):
        stored = await studio.storage.get(storage_keys.recipe(studio.organization_id, message.recipe_hash))
        assert stored is not None
        assert recipe_hash(RECIPE.validate_json(stored)) == message.recipe_hash


async def test_every_message_names_the_request_that_asked_for_it_last(studio: Studio) -> None:
    revision = await studio.revision()
    with answering("first-request") as first:
        production = await studio.start(revision)
    messages = await studio.publish()
    assert {(each.request_id, each.traceparent) for each in messages} == {(first.request_id, first.traceparent)}

    line = await studio.job(production.id, "line")
    await studio.apply(event(line, "failed", reason="The voice is unknown.", retryable=False))
    with answering("second-request") as second:
        async with studio.scope() as scope:
            await productions.retry_production(scope, production.id)
    (again,) = await studio.publish()
    assert (again.request_id, again.traceparent) == (second.request_id, second.traceparent)


async def test_what_workers_report_starts_is_for_the_same_request(studio: Studio) -> None:
    with answering("first-request"):
        production = await studio.start()
    await studio.publish()
    await studio.succeed_all(production.id, "line")
    following = await studio.publish()
    assert following
    assert {each.request_id for each in following} == {"first-request"}


@contextmanager
def answering(request_id: str) -> Generator[Trace]:
    trace = Trace.begin(request_id)
    token = CURRENT.set(trace)
    try:
        yield trace
    finally:
        CURRENT.reset(token)


async def test_every_message_names_its_organisation_as_its_group(studio: Studio) -> None:
    await studio.start()
    await studio.relay.publish_all()
    groups = {message["Attributes"]["MessageGroupId"] for message in studio.take("voice")}
    assert groups == {str(studio.organization_id)}


async def test_nothing_is_sent_before_the_production_is_committed(studio: Studio) -> None:
    revision = await studio.revision()
    async with studio.scope() as scope:
        await productions.create_production(scope, revision, voice_renderer="formant", score_renderer="score")
        await scope.session.flush()
        assert await studio.relay.publish_once() == 0
    assert await studio.relay.publish_once() == 4


async def test_a_relay_that_dies_before_its_commit_sends_again_and_the_second_time_has_no_effect(
    studio: Studio,
) -> None:
    production = await studio.start()
    dying = Relay(replace(studio.context, queues=DiesAfterSending(studio.settings)))
    with pytest.raises(DyingError):
        await dying.publish_once()
    assert studio.outbox(production.id) == 4
    # What was sent stands in its queue; what nobody settled is free again when the claim is over.
    messages = [read_job(message["Body"]) for queue in ("voice", "video") for message in studio.take(queue)]
    assert await studio.publish() == []
    studio.clock.now += CLAIM
    studio.clock.pass_time(seconds=1)
    messages += await studio.publish()
    sent = [(message.job_id, message.attempt) for message in messages]
    assert len(sent) > len(set(sent)), "one queue's messages went out twice"
    effects = [
        await studio.succeed(job)
        for message in messages
        for job in await studio.jobs(production.id)
        if job.id == message.job_id
    ]
    assert effects.count("applied") == 4
    assert effects.count("late") == len(sent) - 4


async def test_a_message_that_sqs_refuses_stays_in_the_outbox(studio: Studio) -> None:
    production = await studio.start()
    refusing = Relay(replace(studio.context, queues=RefusesTheFirst(studio.settings)))
    assert await refusing.publish_once() == 2
    assert studio.outbox(production.id) == 2
    waiting = [job for job in await studio.jobs(production.id) if job.status == "queued" and job.published_at is None]
    assert len(waiting) == 2
    studio.clock.now += FIRST_BACKOFF
    studio.clock.pass_time(seconds=1)
    assert len({message.job_id for message in await studio.publish()}) == 4


async def test_two_relays_at_once_send_each_message_once(studio: Studio) -> None:
    productions = [await studio.start() for _ in range(6)]
    other = Relay(studio.context)
    await asyncio.gather(studio.relay.publish_all(), other.publish_all())
    await studio.relay.publish_all()
    messages = [message["Body"] for queue in ("voice", "video") for message in studio.take(queue)]
    assert len(messages) == len(set(messages)) == 4 * len(productions)


async def test_a_published_job_has_a_lease_of_twice_its_queues_visibility(studio: Studio) -> None:
    production = await studio.start()
    await studio.relay.publish_all()
    job = await studio.job(production.id, "line")
    assert job.published_at is not None
    assert job.lease_expires_at is not None
    assert (job.lease_expires_at - job.published_at).total_seconds() == 2 * 15


async def test_a_cancelled_production_sends_nothing_more(studio: Studio) -> None:
    production = await studio.start()
    async with studio.scope() as scope:
        await productions.cancel_production(scope, production.id)
    assert studio.outbox(production.id) == 0
    assert await studio.publish() == []


async def test_workers_are_told_of_a_cancellation_and_of_nothing_else(studio: Studio) -> None:
    cancelled, running = await studio.start(), await studio.start()
    await studio.publish()
    async with studio.scope() as scope:
        await productions.cancel_production(scope, cancelled.id)
    cancellations = Cancellations(studio.context)
    assert await cancellations.publish_all() >= 1
    assert await cancellations.publish_all() == 0, "once is enough"
    told = [storage_keys.cancellation(studio.organization_id, production.id) for production in (cancelled, running)]
    assert [await studio.storage.get(key) is not None for key in told] == [True, False]


async def test_a_cancellation_is_told_when_storage_is_back(studio: Studio) -> None:
    class Away(Storage):
        async def put(self, key: str, body: bytes, media_type: str) -> None:
            raise EndpointConnectionError(endpoint_url=key)

    production = await studio.start()
    async with studio.scope() as scope:
        await productions.cancel_production(scope, production.id)
    with pytest.raises(EndpointConnectionError):
        await Cancellations(replace(studio.context, storage=Away(studio.settings))).publish_all()
    assert await Cancellations(studio.context).publish_all() >= 1
    assert await studio.storage.get(storage_keys.cancellation(studio.organization_id, production.id)) is not None


class Hangs(Queues):
    """SQS takes what is sent, and says nothing until it is let go."""

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio.settings)
        self.reached = asyncio.Event()
        self.let_go = asyncio.Event()

    async def send(self, queue: QueueName, messages: Sequence[OutgoingMessage]) -> dict[int, str]:
        self.reached.set()
        await self.let_go.wait()
        return await super().send(queue, messages)


async def test_a_production_is_cancelled_while_its_messages_hang_at_sqs(studio: Studio) -> None:
    production = await studio.start()
    queues = Hangs(studio)
    sending = asyncio.create_task(Relay(replace(studio.context, queues=queues)).publish_once())
    await queues.reached.wait()
    async with studio.scope() as scope:
        cancelled = await productions.cancel_production(scope, production.id)
    assert not sending.done(), "the cancellation did not wait for SQS"
    assert cancelled.status == "cancelled"
    queues.let_go.set()
    await sending
    assert set((await studio.statuses(production.id)).values()) == {"cancelled"}
    assert [job.published_at for job in await studio.jobs(production.id)] == [None] * 10


async def test_an_outage_is_tried_again_and_fails_no_job_however_long_it_lasts(studio: Studio) -> None:
    class Unreachable(Queues):
        async def send(self, queue: QueueName, messages: Sequence[OutgoingMessage]) -> dict[int, str]:
            raise EndpointConnectionError(endpoint_url=queue)

    production = await studio.start()
    away = Relay(replace(studio.context, queues=Unreachable(studio.settings)))
    for _ in range(MAX_FAILURES + 1):
        await away.publish_all()
        studio.clock.now += OUTAGE_PAUSE
        studio.clock.pass_time(seconds=1)
    assert studio.outbox(production.id) == 4
    assert len(await studio.publish()) == 4


async def test_a_queue_out_of_reach_holds_up_no_other_queue(studio: Studio) -> None:
    class NoVoice(Queues):
        async def send(self, queue: QueueName, messages: Sequence[OutgoingMessage]) -> dict[int, str]:
            if queue == "voice":
                raise EndpointConnectionError(endpoint_url=queue)
            return await super().send(queue, messages)

    for _ in range(4):
        await studio.start()
    await Relay(replace(studio.context, queues=NoVoice(studio.settings))).publish_all()
    assert len(studio.take("video")) == 8


async def test_a_message_that_is_never_taken_stops_nobody_and_its_job_fails_with_the_reason(studio: Studio) -> None:
    class RefusesOne(Queues):
        async def send(self, queue: QueueName, messages: Sequence[OutgoingMessage]) -> dict[int, str]:
            refused = {index: "Invalid: too odd" for index, each in enumerate(messages) if str(odd.id) in each.body}
            taken = [each for index, each in enumerate(messages) if index not in refused]
            if taken:
                await super().send(queue, taken)
            return refused

    production = await studio.start()
    odd = await studio.job(production.id, "line")
    relay = Relay(replace(studio.context, queues=RefusesOne(studio.settings)))
    await relay.publish_all()
    assert len([*studio.take("voice"), *studio.take("video")]) == 3
    for _ in range(MAX_FAILURES):
        studio.clock.pass_time(minutes=11)
        await relay.publish_all()
    failed = await studio.job(production.id, "line")
    assert failed.status == "failed"
    assert failed.error is not None
    assert f"could not be sent to the workers in {MAX_FAILURES} tries" in failed.error
    assert "Invalid: too odd" in failed.error
    assert studio.outbox(production.id) == 0
    async with studio.scope() as scope:
        await productions.retry_production(scope, production.id)
    assert [message.job_id for message in await studio.publish()] == [odd.id]


async def test_a_job_without_a_recipe_in_the_outbox_stops_nobody(studio: Studio) -> None:
    production = await studio.start()
    broken = await studio.job(production.id, "line")
    studio.owner.execute("update job set recipe = null, recipe_hash = null where id = %s", (broken.id,))
    assert len(await studio.publish()) == 3
    assert studio.outbox(production.id) == 1


async def test_organisations_take_turns_whatever_the_length_of_their_queues(
    studio: Studio, make_organization: Callable[[str], Organization]
) -> None:
    for _ in range(6):
        await studio.start()
    other = replace(studio, organization_id=make_organization("Second").id)
    await other.start()
    await studio.relay.publish_once()
    groups = [message["Attributes"]["MessageGroupId"] for queue in ("voice", "video") for message in studio.take(queue)]
    assert groups.count(str(other.organization_id)) == 4, "its four messages are among the first ten"
    assert groups.count(str(studio.organization_id)) == 6


async def test_an_entry_whose_job_is_done_by_then_is_not_sent(studio: Studio) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    await studio.succeed(job)
    assert job.id not in {message.job_id for message in await studio.publish()}
    assert studio.outbox(production.id) == 0


async def test_a_recipe_reaches_storage_to_the_byte(studio: Studio) -> None:
    production = await studio.start()
    await studio.relay.publish_all()
    job = await studio.job(production.id, "shot", 1)
    stored = await studio.storage.get(storage_keys.recipe(studio.organization_id, hash_of(job)))
    assert stored == (job.recipe or "").encode()
    assert json.loads(stored or b"")["animatic"]["view"]["set"]["place"] == "kitchen"


async def long_production(studio: Studio, jobs: int) -> Production:
    """A production with so many shots that wait for nothing."""
    tag = uuid.uuid4().hex
    plan = make_plan(tag)
    silent = plan.shots[1]
    shots = tuple(
        silent.model_copy(update={"index": index, "picture": elsewhere(silent, f"{tag} {index}")})
        for index in range(jobs)
    )
    return await studio.start(await studio.revision(plan.model_copy(update={"shots": shots})))


def elsewhere(shot: PlannedShot, location: str) -> View:
    assert isinstance(shot.picture, View)
    return shot.picture.model_copy(update={"set": shot.picture.set.model_copy(update={"location": location})})


async def test_a_queue_gets_no_more_jobs_than_its_workers_take_soon(studio: Studio) -> None:
    production = await long_production(studio, 60)
    await studio.relay.publish_all()
    first = studio.take("video")
    assert len(first) == LEAST_WINDOW
    await studio.relay.publish_all()
    assert studio.take("video") == []
    # One worker is done with one: one more is sent.
    begun = [job for job in await studio.jobs(production.id, "shot") if job.published_at is not None]
    await studio.succeed(begun[0])
    await studio.relay.publish_all()
    assert len(studio.take("video")) == 1
    # Fifteen workers are at it, so that there may be thirty.
    begun = [job for job in await studio.jobs(production.id, "shot") if job.published_at and job.status == "queued"]
    for number, job in enumerate(begun[:15]):
        assert await studio.apply(event(job, "started", worker=f"worker-{number}/1")) == "applied"
    await studio.relay.publish_all()
    assert len(studio.take("video")) == 30 - LEAST_WINDOW


async def test_jobs_that_wait_for_room_are_never_sent_once_they_are_cancelled(studio: Studio) -> None:
    production = await long_production(studio, 40)
    await studio.relay.publish_all()
    assert len(studio.take("video")) == LEAST_WINDOW
    async with studio.scope() as scope:
        await productions.cancel_production(scope, production.id)
    await studio.relay.publish_all()
    assert studio.take("video") == []
    assert studio.outbox(production.id) == 0


async def test_a_job_that_nothing_is_heard_of_takes_nobodys_place_for_ever(studio: Studio) -> None:
    await long_production(studio, 40)
    await studio.relay.publish_all()
    assert len(studio.take("video")) == LEAST_WINDOW
    studio.clock.pass_time(seconds=2 * studio.context.policies["video"].visibility.total_seconds() + 1)
    await studio.relay.publish_all()
    assert len(studio.take("video")) == LEAST_WINDOW


async def test_several_relays_share_one_window(studio: Studio) -> None:
    await long_production(studio, 60)
    relays = [Relay(studio.context) for _ in range(4)]
    await asyncio.gather(*(relay.publish_all() for relay in relays))
    assert len(studio.take("video")) == LEAST_WINDOW
