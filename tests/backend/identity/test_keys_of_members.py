"""A key does not outlive what its maker may do: it loses what they lose, and gets back what they get back."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.backend.browser import Browser, browser_of, join
from tests.backend.conftest import Organization, client_of
from tests.backend.identity.test_members_api import change, remove
from tests.backend.identity.test_sessions_api import address, kind

pytestmark = pytest.mark.anyio


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    async with browser_of(app) as opened:
        yield opened


@pytest.fixture
async def first(app: FastAPI, make_organization: Callable[[str], Organization]) -> httpx.AsyncClient:
    """The first key of an organisation that has an owner."""
    client = make_organization("House").client
    async with browser_of(app) as other:
        await join(other, client, address(), role="owner")
    return client


async def key_of(maker: httpx.AsyncClient, **body: Any) -> str:
    made = await maker.post("/api-keys", json={"name": "Render farm", **body})
    assert made.status_code == 201, made.text
    return made.json()["key"]


async def test_a_key_loses_what_its_maker_loses_at_once_and_gets_it_back(
    browser: Browser, app: FastAPI, first: httpx.AsyncClient
) -> None:
    member = (await join(browser, first, address(), role="owner"))["member_id"]
    key = await key_of(browser.http)
    async with client_of(app, key) as program:
        assert (await program.get("/api/v1/api-keys")).status_code == 200
        assert (await program.get("/api/v1/projects")).status_code == 200
        await change(first, member, "member")
        assert kind(await program.get("/api/v1/api-keys")) == (403, "not-allowed")
        assert (await program.get("/api/v1/projects")).status_code == 200
        await change(first, member, "owner")
        assert (await program.get("/api/v1/api-keys")).status_code == 200


async def test_a_key_of_who_was_removed_may_do_nothing(
    browser: Browser, app: FastAPI, first: httpx.AsyncClient
) -> None:
    member = (await join(browser, first, address(), role="owner"))["member_id"]
    key = await key_of(browser.http)
    async with client_of(app, key) as program, browser_of(app) as pasted:
        child = (await program.post("/api/v1/api-keys", json={"name": "Made by a key"})).json()
        assert child["made_by"] == member
        assert (await pasted.begin("/session/sign-in", method="key", key=key)).status_code == 200
        assert (await pasted.http.get("/projects")).status_code == 200
        await remove(first, member)
        assert kind(await program.get("/api/v1/projects")) == (403, "not-allowed")
        assert kind(await pasted.http.get("/projects")) == (403, "not-allowed")
        async with client_of(app, child["key"]) as grandchild:
            assert kind(await grandchild.get("/api/v1/projects")) == (403, "not-allowed")


async def test_keys_that_come_from_the_first_one_stay(app: FastAPI, first: httpx.AsyncClient) -> None:
    made = (await first.post("/api/v1/api-keys", json={"name": "Deployment"})).json()
    assert made["made_by"] is None
    async with client_of(app, made["key"]) as program:
        assert (await program.get("/api/v1/api-keys")).status_code == 200
