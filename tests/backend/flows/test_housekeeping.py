"""What is thrown away in time, and not before."""

import httpx
import pytest
from fastapi import FastAPI
from film_studio.engines.management import RESTORABLE
from film_studio.flows.housekeeping import throw_away_old

from tests.backend.browser import browser_of, join
from tests.backend.conftest import seen
from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio
SAID_THROUGH_A_LINK = """
    insert into comment
    (organization_id, project_id, production_id, shot, "offset", frames, text, share_link_id, guest_name)
    select organization_id, project_id, production_id, 0, 0, 1, 'Fog.', id, 'Zoë' from share_link
    order by expires_at limit 1
"""


async def _throw_away_old(studio: Studio) -> None:
    await throw_away_old(studio.database, studio.storage, clock=studio.clock)


async def test_idempotency_keys_are_forgotten_after_a_day_and_not_before(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    revision = await studio.revision()

    async def start() -> httpx.Response:
        return await client.post(f"/api/v1/revisions/{revision}/productions", headers={"Idempotency-Key": "daily"})

    first = await start()
    studio.clock.pass_time(hours=23)
    await _throw_away_old(studio)
    assert (await start()).json()["id"] == first.json()["id"]
    studio.clock.pass_time(hours=1, minutes=1)
    await _throw_away_old(studio)
    again = await start()
    assert "Idempotent-Replayed" not in again.headers
    assert again.json()["id"] != first.json()["id"]


async def test_a_deleted_project_is_erased_when_nobody_can_restore_it_any_more(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    made = await client.post("/api/v1/projects", json={"title": "Film"})
    project = made.json()["id"]
    await client.delete(f"/api/v1/projects/{project}", headers=seen(made))
    rows = "select count(*) from project where id = %s"
    studio.clock.pass_time(hours=RESTORABLE.total_seconds() / 3600 - 1)
    await _throw_away_old(studio)
    assert studio.owner.execute(rows, (project,)).fetchone() == (1,)
    studio.clock.pass_time(hours=1, minutes=1)
    await _throw_away_old(studio)
    assert studio.owner.execute(rows, (project,)).fetchone() == (0,)


async def test_sign_ins_that_are_over_are_forgotten_and_others_are_not(
    studio: Studio, client: httpx.AsyncClient, app: FastAPI
) -> None:
    tables = ("session", "share_link", "sign_in_link", "sign_in_failure")

    def counted() -> list[int]:
        rows = [studio.owner.execute(f"select count(*) from {table}".encode()).fetchone() for table in tables]
        return [row[0] for row in rows if row]

    async with browser_of(app) as browser, browser_of(app) as ended:
        member = (await join(browser, client, "ada@kept.example.org"))["member_id"]
        await client.post(f"/api/v1/members/{member}/sign-in-link")
        await ended.sign_in("ada@kept.example.org")
        await ended.http.post("/session/sign-out")
        await browser.sign_in("nobody@kept.example.org")
        production = (await studio.start()).id
        for days in (1, 1, 90):
            await client.post(f"/api/v1/productions/{production}/share-links", json={"name": "Film", "days": days})
        # What somebody said through a link is kept, and so is the link.
        studio.owner.execute(SAID_THROUGH_A_LINK)
        before = counted()
        assert all(before)
        await _throw_away_old(studio)
        assert counted() == before
        studio.clock.pass_time(hours=2)
        await _throw_away_old(studio)
        assert counted() == [*before[:3], 0]
        studio.owner.execute("update session set expires_at = now() + interval '90 days' where ended_at is null")
        studio.clock.pass_time(hours=24 * 31)
        await _throw_away_old(studio)
        assert counted() == [before[0] - 1, before[1] - 1, 0, 0]
        assert studio.owner.execute("select guest_name from comment").fetchall() == [("Zoë",)]
        assert (await browser.who()).status_code == 200
