"""Who comes too late with a change is told who was first, and when."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.backend.browser import Browser, browser_of, join
from tests.backend.conftest import seen
from tests.backend.identity.test_sessions_api import address

pytestmark = pytest.mark.anyio
SCRIPT = "INT. BAR - NIGHT\n\nMARA waits.\n\nMARA\nGone.\n"


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    async with browser_of(app) as opened:
        yield opened


async def project(calling: httpx.AsyncClient) -> str:
    made = await calling.post("/api/v1/projects", json={"title": "Ferry"})
    return f"/api/v1/projects/{made.json()['id']}"


def first(late: httpx.Response) -> dict[str, Any]:
    assert late.status_code == 412, late.text
    at = datetime.fromisoformat(late.json()["changed_at"])
    assert timedelta() <= datetime.now(UTC) - at < timedelta(minutes=2)
    return late.json()["changed_by"]


async def test_a_412_names_the_member_who_was_first(browser: Browser, client: httpx.AsyncClient) -> None:
    await join(browser, client, address(), role="producer")
    path = await project(client)
    saw = seen(await client.get(path))
    own = path.removeprefix("/api/v1")
    assert (await browser.http.patch(own, json={"title": "Night ferry"}, headers=saw)).status_code == 200
    late = await client.patch(path, json={"title": "Last ferry"}, headers=saw)
    name = (await browser.who()).json()["person"]["name"]
    assert first(late) == {"kind": "member", "name": name, "is_you": False}
    # In another tab of theirs it was themselves.
    assert first(await browser.http.patch(own, json={"title": "Ferry"}, headers=saw))["is_you"] is True
    assert (await client.get(path)).json()["title"] == "Night ferry"


async def test_a_program_is_named_by_its_key(browser: Browser, client: httpx.AsyncClient) -> None:
    await join(browser, client, address(), role="producer")
    path = await project(client)
    saw = seen(await client.get(path))
    assert (await client.patch(path, json={"title": "Night ferry"}, headers=saw)).status_code == 200
    late = await browser.http.patch(path.removeprefix("/api/v1"), json={"title": "Last ferry"}, headers=saw)
    who = first(late)
    assert (who["kind"], who["is_you"]) == ("key", False)
    assert who["name"]


async def test_who_saves_a_text_too_late_is_told_whose_revision_it_is(
    browser: Browser, client: httpx.AsyncClient
) -> None:
    await join(browser, client, address(), role="producer")
    path = f"{await project(client)}/revisions"
    base = (await client.post(path, content=SCRIPT.encode())).json()["id"]
    based = {"based_on": base}
    own = path.removeprefix("/api/v1")
    assert (await browser.http.post(own, content=f"{SCRIPT}\nA dog.\n".encode(), params=based)).status_code == 201
    late = await client.post(path, content=f"{SCRIPT}\nA cat.\n".encode(), params=based)
    name = (await browser.who()).json()["person"]["name"]
    assert first(late) == {"kind": "member", "name": name, "is_you": False}
