"""Whoever watches a production sees each change, can pick up where the line broke, and is told when it is over."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator

import httpx
import pytest
from film_studio.engines.production import Production
from film_studio.engines.production.service import watch_production
from film_studio.flows import productions
from film_studio.jobs.changes import Changes
from film_studio.jobs.feeds import Feeds
from film_studio.jobs.streams import Snapshot, stream_owner
from film_studio.kit.event_stream import MOST_WAITING, Outlet, Streams, encode, send
from film_studio.kit.failures import UnavailableError
from film_studio.kit.problems import ProblemError
from starlette.applications import Starlette
from starlette.requests import Request

from tests.backend.studio import Studio, event

pytestmark = pytest.mark.anyio


@pytest.fixture
async def changes(studio: Studio) -> AsyncIterator[Changes]:
    """The listener of one process, listening."""
    listening = Changes(studio.database)
    task = asyncio.create_task(listening.listen())
    await listening.listening.wait()
    yield listening
    task.cancel()
    await asyncio.wait([task])


async def watch(studio: Studio, changes: Changes, production: Production) -> AsyncGenerator[Production]:
    """What one client is given, without the pause between two states."""
    given: asyncio.Queue[Production | None] = asyncio.Queue()

    async def look() -> Production | None:
        async with studio.scope() as scope:
            return await watch_production(scope, production.id)

    with Feeds(changes, event_seconds=0).watch("production", production.id, look, given.put_nowait):
        while (state := await given.get()) is not None:
            yield state
            if state.status != "running":
                return


def request_of(changes: Changes) -> Request:
    """A request to a process that listens to these changes."""
    process = Starlette()
    process.state.feeds = Feeds(changes, event_seconds=0)
    process.state.streams = Streams()
    return Request({"type": "http", "app": process, "path": "/events", "headers": []})


async def stream(
    studio: Studio, changes: Changes, production: Production, *, last_event_id: str | None
) -> AsyncGenerator[dict[str, str]]:
    """The events that one client is sent."""

    async def look() -> Snapshot | None:
        async with studio.scope() as scope:
            state = await watch_production(scope, production.id)
        return state and Snapshot(status=state.status, changes=state.changes, data=state.model_dump_json())

    async def fine() -> None:
        return None

    answer = stream_owner(
        *(request_of(changes), "production", production.id, look), check=fine, last_event_id=last_event_id
    )
    async for part in answer.body_iterator:
        assert isinstance(part, bytes)
        for sent in parts_of(part.decode()):
            yield sent


def parts_of(text: str) -> list[dict[str, str]]:
    """The fields of each server-sent event."""
    blocks = [block for block in text.split("\n\n") if block and not block.startswith(":")]
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]


async def test_the_stream_begins_with_the_state_and_goes_on_with_each_change(studio: Studio, changes: Changes) -> None:
    production = await studio.start()
    states = watch(studio, changes, production)
    assert (await anext(states)) == production
    job = await studio.job(production.id, "shot", 1)
    coming = asyncio.ensure_future(anext(states))
    await studio.apply(event(job, "progress", fraction=0.5))
    state = await coming
    assert [(doing.kind, doing.ordinal, doing.progress) for doing in state.doing] == [("shot", 1, 0.5)]
    assert 0 < state.fraction < 1
    await studio.succeed(job)
    after = await anext(states)
    assert after.jobs["shot"].done == 1
    assert after.fraction > state.fraction
    await states.aclose()


async def test_the_stream_ends_with_the_production(studio: Studio, changes: Changes) -> None:
    production = await studio.start()

    async def read() -> list[Production]:
        return [state async for state in watch(studio, changes, production)]

    reading = asyncio.create_task(read())
    await studio.succeed_all(production.id)
    states = await reading
    assert states[-1].status == "succeeded"
    assert states[-1].fraction == 1
    fractions = [state.fraction for state in states]
    assert fractions == sorted(fractions)


async def test_a_stream_that_is_resumed_does_not_repeat_what_was_seen(studio: Studio, changes: Changes) -> None:
    production = await studio.start()
    resumed = stream(studio, changes, production, last_event_id=str(production.changes))
    coming = asyncio.ensure_future(anext(resumed))
    assert (await anext(watch(studio, changes, production))) == production, "the state was looked at meanwhile"
    await studio.apply(event(await studio.job(production.id, "line"), "started"))
    assert json.loads((await coming)["data"])["changes"] > production.changes
    await resumed.aclose()


async def test_what_changed_while_the_line_was_broken_comes_at_once(studio: Studio, changes: Changes) -> None:
    production = await studio.start()
    await studio.apply(event(await studio.job(production.id, "line"), "started"))
    resumed = stream(studio, changes, production, last_event_id=str(production.changes))
    assert json.loads((await anext(resumed))["data"])["doing"][0]["kind"] == "line"
    await resumed.aclose()


@pytest.mark.parametrize("foreign", ["yesterday", "-1", "999999999999", "9" * 100, "½", "12 "])
async def test_a_last_event_id_of_another_stream_begins_anew(studio: Studio, changes: Changes, foreign: str) -> None:
    production = await studio.start()
    begun = stream(studio, changes, production, last_event_id=foreign)
    assert json.loads((await anext(begun))["data"])["id"] == str(production.id)
    await begun.aclose()


async def test_a_hundred_who_watch_cost_one_look(studio: Studio, changes: Changes) -> None:
    production = await studio.start()
    looks = 0

    async def look() -> Production | None:
        nonlocal looks
        looks += 1
        async with studio.scope() as scope:
            return await watch_production(scope, production.id)

    feeds = Feeds(changes, event_seconds=0)
    given: list[list[Production | None]] = [[] for _ in range(100)]
    over = asyncio.Event()
    with contextlib.ExitStack() as watching:
        for states in given:
            watching.enter_context(feeds.watch("production", production.id, look, states.append))
        watching.enter_context(
            feeds.watch("production", production.id, look, lambda it: over.set() if it and it.finished_at else None)
        )
        async with studio.scope() as scope:
            await productions.cancel_production(scope, production.id)
        await over.wait()
    assert {states[-1].status for states in given if states[-1] is not None} == {"cancelled"}
    assert looks <= 3


async def test_a_stream_ends_when_its_key_is_revoked(studio: Studio, changes: Changes) -> None:
    production = await studio.start()

    async def revoked() -> None:
        raise ProblemError(401, "unauthorized", "this API key is unknown or was revoked")

    request = request_of(changes)
    with request.app.state.streams.opened() as outlet:
        sent = [part async for part in send(outlet, request, revoked, ping_seconds=0)]
    (last,) = parts_of(b"".join(sent).decode())
    assert last["event"] == "problem"
    assert json.loads(last["data"])["type"] == "urn:film-studio:problem:unauthorized"
    assert production.status == "running"


async def test_a_stream_goes_on_while_nobody_can_say_whose_the_key_is(changes: Changes) -> None:
    async def away() -> None:
        raise UnavailableError("database", "it is being restarted")

    request = request_of(changes)
    with request.app.state.streams.opened() as outlet:
        sending = send(outlet, request, away, ping_seconds=0)
        assert [await anext(sending), await anext(sending)] == [b": ping\n\n"] * 2
        await sending.aclose()


async def test_streams_are_told_to_come_again_when_the_process_stops_and_after_their_time(changes: Changes) -> None:
    async def fine() -> None:
        return None

    request = request_of(changes)
    streams: Streams = request.app.state.streams
    with streams.opened() as outlet:
        (last,) = parts_of(b"".join([part async for part in send(outlet, request, fine, life_seconds=0)]).decode())
        assert last["event"] == "reconnect"
    with streams.opened() as outlet:
        sending = asyncio.ensure_future(anext(send(outlet, request, fine)))
        outlet.put("production", encode("progress", "{}"))
        streams.end()
        assert parts_of((await sending).decode())[0]["event"] == "progress", "what waits is sent first"
    with streams.opened() as late:
        (last,) = parts_of(b"".join([part async for part in send(late, request, fine)]).decode())
        assert last["event"] == "reconnect"


async def test_a_client_that_does_not_read_is_kept_the_newest_of_each_subject_and_told_what_it_missed() -> None:
    outlet = Outlet()
    for number in range(3):
        outlet.put("production 1", encode("progress", str(number)))
    assert [part["data"] for part in parts_of(outlet.take().decode())] == ["2"]
    for number in range(MOST_WAITING + 5):
        outlet.put(f"production {number}", encode("progress", str(number)))
    parts = parts_of(outlet.take().decode())
    assert (len(parts), parts[-1]["event"]) == (MOST_WAITING + 1, "missed")
    assert outlet.take() == b""


async def test_a_listener_whose_connection_broke_makes_up_for_it(studio: Studio) -> None:
    listening = Changes(studio.database)
    production = await studio.start()
    with listening.watch(production.id) as changed:
        first = asyncio.create_task(listening.listen())
        await listening.listening.wait()
        changed.clear()
        studio.owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
            " and query ilike 'listen %'"
        )
        await asyncio.wait([first])
        assert first.exception() is not None
        second = asyncio.create_task(listening.listen())
        await asyncio.wait([asyncio.ensure_future(changed.wait()), second], timeout=20, return_when="FIRST_COMPLETED")
        second.cancel()
        await asyncio.wait([second])
        assert changed.is_set()


async def test_over_http_a_finished_production_sends_one_last_event(studio: Studio, client: httpx.AsyncClient) -> None:
    production = await studio.start()
    async with studio.scope() as scope:
        over = await productions.cancel_production(scope, production.id)
    for headers in ({}, {"Last-Event-ID": str(over.changes)}, {"Last-Event-ID": "yesterday"}):
        answer = await client.get(f"/api/v1/productions/{production.id}/events", headers=headers)
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        (last,) = parts_of(answer.text)
        assert last["event"] == "finished"
        assert last["id"] == str(over.changes)
        assert json.loads(last["data"])["status"] == "cancelled"
