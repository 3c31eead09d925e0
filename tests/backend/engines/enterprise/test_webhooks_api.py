"""Webhooks: signed, delivered at least once under one id, tried again, and given up on where nobody answers."""

import asyncio
import base64
import hmac
import json
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from film_studio.engines.enterprise.webhooks import sender as sending
from film_studio.engines.enterprise.webhooks.sender import GIVEN_UP, MAX_FAILURES, WebhookSender
from film_studio.engines.enterprise.webhooks.signing import signed_headers
from film_studio.kit.outside import Outside

from tests.backend.browser import browser_of, join
from tests.backend.conftest import Organization, client_of, seen
from tests.backend.engines.enterprise.receiver import Receiver, receiver
from tests.backend.identity.test_sessions_api import address, kind
from tests.backend.studio import Clock

pytestmark = pytest.mark.anyio


@dataclass
class House:
    """An organisation, with what tells and sends in its stead, driven by hand."""

    app: FastAPI
    client: httpx.AsyncClient
    sender: WebhookSender
    clock: Clock

    async def webhook(self, to: Receiver, *events: str) -> dict[str, Any]:
        body = {"name": "Chat", "url": f"{to.url}/hook", "events": events or ["project.created"]}
        made = await self.client.post("/api/v1/webhooks", json=body)
        assert made.status_code == 201, made.text
        return made.json()

    async def happen(self) -> str:
        """A project is made, and told of; its id."""
        made = await self.client.post("/api/v1/projects", json={"title": "The Ferry"})
        await self.app.state.teller.tell_all()
        return made.json()["id"]

    async def send(self) -> None:
        # The database's own clock says when something is due first.
        self.clock.now = max(self.clock.now, datetime.now(UTC))
        await self.sender.send_all()

    async def log(self, webhook: dict[str, Any]) -> list[dict[str, Any]]:
        answer = await self.client.get(f"/api/v1/webhooks/{webhook['id']}/deliveries")
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]


@pytest.fixture
async def house(
    app: FastAPI, make_organization: Callable[[str], Organization], owner: psycopg.Connection[Any]
) -> AsyncIterator[House]:
    clock, outside = Clock(), Outside(loopback=True, seconds=1.0, at_once=8)
    sender = WebhookSender(app.state.database, outside, lambda: app.state.signing.of("webhook"), clock=clock)
    yield House(app=app, client=make_organization(uuid.uuid4().hex).client, sender=sender, clock=clock)
    owner.execute("update webhook set enabled = false")
    outside.close()


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As the specification says it, and not as the API does."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, content, "sha256").digest()).decode()
    return expected in headers["webhook-signature"].split(" ")


def test_a_signature_is_as_the_library_of_the_specification_makes_it() -> None:
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    now = datetime.fromtimestamp(1614265330, tz=UTC)
    assert signed_headers([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', now) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


async def test_what_was_chosen_is_delivered_signed_and_says_no_more_than_where_to_look(house: House) -> None:
    with receiver() as chosen, receiver() as other:
        webhook = await house.webhook(chosen)
        await house.webhook(other, "comment.created")
        project = await house.happen()
        await house.send()
        await house.send()
    assert other.received == []
    ((headers, body),) = chosen.received
    assert is_signed(webhook["secret"], headers, body)
    told = json.loads(body)
    assert (told["type"], told["data"]["subject"]) == ("project.created", {"type": "project", "id": project})
    assert b"Ferry" not in body
    (delivery,) = await house.log(webhook)
    assert (delivery["status"], delivery["id"], delivery["body"]) == ("delivered", headers["webhook-id"], body.decode())
    assert [each["status"] for each in delivery["tries"]] == [204]


async def test_a_secret_is_shown_once_and_the_former_one_signs_for_a_day(house: House) -> None:
    with receiver() as to:
        webhook = await house.webhook(to)
        path = f"/api/v1/webhooks/{webhook['id']}"
        assert "secret" not in (await house.client.get(path)).json()
        key = {"Idempotency-Key": uuid.uuid4().hex}
        rotated = (await house.client.post(f"{path}/secret", headers=key)).json()
        assert kind(await house.client.post(f"{path}/secret", headers=key)) == (409, "shown-once")
        for hours in (0, 25):
            house.clock.pass_time(hours=hours)
            await house.client.post(f"{path}/test")
            await house.send()
    (during, after) = to.received
    assert is_signed(webhook["secret"], *during)
    assert is_signed(rotated["secret"], *during)
    assert not is_signed(webhook["secret"], *after)
    assert is_signed(rotated["secret"], *after)


async def test_what_is_refused_is_tried_again_under_the_same_id_and_then_left(house: House) -> None:
    with receiver(answers=[500] * MAX_FAILURES) as to:
        webhook = await house.webhook(to)
        await house.happen()
        for _ in range(MAX_FAILURES + 2):
            await house.send()
            await house.send()  # nothing is due
            house.clock.pass_time(hours=7)
        assert len(to.ids) == MAX_FAILURES
        (failed,) = await house.log(webhook)
        assert (failed["status"], failed["tries"][-1]["problem"]) == ("failed", "it answered 500")
        again = f"/api/v1/webhooks/{webhook['id']}/deliveries/{failed['id']}/again"
        assert (await house.client.post(again)).json()["status"] == "waiting"
        await house.send()
        (taken,) = await house.log(webhook)
    assert taken["status"] == "delivered"
    assert set(to.ids) == {failed["id"]}
    assert len(to.ids) == MAX_FAILURES + 1


async def test_a_redirection_is_not_followed(house: House) -> None:
    with receiver() as inside, receiver(answers=[302, 307]) as to:
        webhook = await house.webhook(to)
        to.url = inside.url  # where it sends on to
        await house.happen()
        await house.send()
    assert (len(to.received), inside.received) == (1, [])
    assert (await house.log(webhook))[0]["tries"][0]["problem"] == "it answered 302, which is not followed"


async def test_a_slow_receiver_holds_nobody_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_LOOK_SECONDS", 0.05)
    with receiver(dawdles=30) as slow, receiver() as quick:
        webhook = await house.webhook(slow)
        await house.webhook(quick)
        for _ in range(3):
            await house.happen()
        begun = asyncio.create_task(house.send())
        async with asyncio.timeout(20):
            while len(quick.received) < 3:  # noqa: ASYNC110 — another thread receives it
                await asyncio.sleep(0.02)
            assert not begun.done()
            await begun
    waiting = [each for each in await house.log(webhook) if each["status"] == "waiting"]
    assert len(waiting) == 3
    assert all("did not answer within 1 s" in each["tries"][0]["problem"] for each in waiting)


async def test_whoever_ends_between_sending_and_noting_sends_it_again_under_the_same_id(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as to:
        webhook = await house.webhook(to)
        for _ in range(3):
            await house.happen()

        async def die(*_: object) -> None:
            raise RuntimeError("killed")

        with monkeypatch.context() as killed:
            killed.setattr(WebhookSender, "_note", die)
            await house.send()
        assert {each["status"] for each in await house.log(webhook)} == {"waiting"}
        house.clock.pass_time(minutes=2)
        # Two processes at once: each delivery is one's.
        await asyncio.gather(house.send(), house.send())
    first, rest = to.ids[:3], to.ids[3:]
    assert len(to.ids) == 6
    assert sorted(first) == sorted(rest)


async def test_an_address_that_takes_nothing_for_days_is_disabled_and_its_owners_are_told(
    app: FastAPI, house: House
) -> None:
    async with browser_of(app) as browser:
        await join(browser, house.client, address(), role="owner")
        with receiver(answers=[503] * 40) as to:
            webhook = await house.webhook(to)
            await house.happen()
            await house.send()
            house.clock.pass_time(seconds=GIVEN_UP.total_seconds() + 60)
            await house.send()
        path = f"/api/v1/webhooks/{webhook['id']}"
        disabled = await house.client.get(path)
        assert disabled.json()["enabled"] is False
        await app.state.teller.tell_all()
        (told,) = (await browser.http.get("/notifications")).json()["items"]
        assert (told["kind"], told["path"]) == ("webhook_disabled", "/organization/?part=webhooks")
        with receiver() as mended:
            change = {"url": mended.url, "enabled": True}
            assert (await house.client.patch(path, json=change, headers=seen(disabled))).json()["enabled"] is True
            house.clock.pass_time(hours=7)
            await house.send()
            assert len(mended.received) == 1


async def test_who_may_see_and_change_webhooks(app: FastAPI, house: House) -> None:
    with receiver() as to:
        webhook = await house.webhook(to)
    for role, reads in (("producer", 200), ("member", 403)):
        async with browser_of(app) as browser:
            await join(browser, house.client, address(), role=role)
            async with client_of(app, browser.http.headers["Authorization"].removeprefix("Bearer ")) as calling:
                assert (await calling.get("/api/v1/webhooks")).status_code == reads
                refused = await calling.post(f"/api/v1/webhooks/{webhook['id']}/test")
                assert refused.status_code == 403
