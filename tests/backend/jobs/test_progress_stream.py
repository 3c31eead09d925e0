"""Whoever watches a production sees each change, can pick up where the line broke, and is told when it is over."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from film_studio.engines.production import Production
from film_studio.engines.production.service import watch_production
from film_studio.flows import productions
from film_studio.jobs.changes import Changes
from film_studio.jobs.progress import follow

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


def watch(
    studio: Studio,
    changes: Changes,
    production: Production,
    seen: int | None = None,
    looked: asyncio.Event | None = None,
) -> Any:
    """The stream, without the pause between two events; `looked` is set with each look at the state."""

    async def look() -> Production | None:
        async with studio.scope() as scope:
            state = await watch_production(scope, production.id)
        if looked is not None:
            looked.set()
        return state

    return follow(changes, production.id, look, seen=seen, event_seconds=0)


def events_of(answer: httpx.Response) -> list[dict[str, str]]:
    """The fields of each server-sent event in a whole answer."""
    blocks = [block for block in answer.text.split("\n\n") if block and not block.startswith(":")]
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]


async def test_the_stream_begins_with_the_state_and_goes_on_with_each_change(studio: Studio, changes: Changes) -> None:
    production = await studio.start()
    stream = watch(studio, changes, production)
    assert (await anext(stream)) == production
    job = await studio.job(production.id, "shot", 1)
    coming = asyncio.ensure_future(anext(stream))
    await studio.apply(event(job, "progress", fraction=0.5))
    state = await coming
    assert [(doing.kind, doing.ordinal, doing.progress) for doing in state.doing] == [("shot", 1, 0.5)]
    assert 0 < state.fraction < 1
    await studio.succeed(job)
    after = await anext(stream)
    assert after.jobs["shot"].done == 1
    assert after.fraction > state.fraction
    await stream.aclose()


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
    looked = asyncio.Event()
    production = await studio.start()
    resumed = watch(studio, changes, production, seen=production.changes, looked=looked)
    coming = asyncio.ensure_future(anext(resumed))
    await looked.wait()
    await studio.apply(event(await studio.job(production.id, "line"), "started"))
    assert (await coming).changes > production.changes
    await resumed.aclose()


async def test_what_changed_while_the_line_was_broken_comes_at_once(studio: Studio, changes: Changes) -> None:
    production = await studio.start()
    await studio.apply(event(await studio.job(production.id, "line"), "started"))
    resumed = watch(studio, changes, production, seen=production.changes)
    assert (await anext(resumed)).doing[0].kind == "line"
    await resumed.aclose()


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
    for headers in ({}, {"Last-Event-ID": str(over.changes)}):
        answer = await client.get(f"/api/v1/productions/{production.id}/events", headers=headers)
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        (last,) = events_of(answer)
        assert last["event"] == "finished"
        assert last["id"] == str(over.changes)
        assert json.loads(last["data"])["status"] == "cancelled"


async def test_a_last_event_id_that_is_none_is_refused(studio: Studio, client: httpx.AsyncClient) -> None:
    production = await studio.start()
    answer = await client.get(f"/api/v1/productions/{production.id}/events", headers={"Last-Event-ID": "yesterday"})
    assert answer.status_code == 422
    assert "last-event-id" in answer.json()["detail"].lower()
