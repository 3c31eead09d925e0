"""The outbox is sent at least once, after the commit, and to whom it is for."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from film_studio.flows import productions
from film_studio.jobs.queues import OutgoingMessage, Queues
from film_studio.jobs.relay import Relay

from contracts import storage_keys
from contracts.messages import read_job
from contracts.queues import QueueName
from contracts.recipes import RECIPE, recipe_hash
from tests.backend.studio import Studio, hash_of

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


async def test_every_message_names_its_organisation_as_its_group(studio: Studio) -> None:
    await studio.start()
    await studio.relay.publish_all()
    groups = {message["Attributes"]["MessageGroupId"] for message in studio.take("voice")}
    assert groups == {str(studio.organization_id)}


async def test_nothing_is_sent_before_the_production_is_committed(studio: Studio) -> None:
    revision = await studio.revision()
    async with studio.scope() as scope:
        await productions.create_production(scope, revision)
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
    messages = [*await studio.publish()]
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
