"""Owners decide who is in and as what; an organisation keeps an owner; whoever is out is out at once."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from tests.backend.browser import Browser, browser_of, invite, join
from tests.backend.conftest import Organization, client_of, seen
from tests.backend.identity.test_sessions_api import address, kind

pytestmark = pytest.mark.anyio


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    async with browser_of(app) as opened:
        yield opened


@pytest.fixture
def house(make_organization: Callable[[str], Organization]) -> httpx.AsyncClient:
    """A key of an organisation that has nobody in it yet."""
    return make_organization("House").client


async def change(calling: httpx.AsyncClient, member_id: str, role: str) -> httpx.Response:
    path = f"/api/v1/members/{member_id}"
    return await calling.patch(path, json={"role": role}, headers=seen(await calling.get(path)))


async def remove(calling: httpx.AsyncClient, member_id: str) -> httpx.Response:
    path = f"/api/v1/members/{member_id}"
    return await calling.delete(path, headers=seen(await calling.get(path)))


async def test_members_are_listed_with_their_roles(browser: Browser, app: FastAPI, house: httpx.AsyncClient) -> None:
    assert (await house.get("/api/v1/members")).json()["items"] == []
    await join(browser, house, "zoe@films.example.org", role="owner")
    async with browser_of(app) as other:
        await join(other, house, "abe@films.example.org", role="guest")
    listed = (await browser.http.get("/members?sort=email&total=true")).json()
    assert [(each["email"], each["role"]) for each in listed["items"]] == [
        ("abe@films.example.org", "guest"),
        ("zoe@films.example.org", "owner"),
    ]
    assert listed["total"] == 2
    one = await browser.http.get(f"/members/{listed['items'][0]['id']}")
    assert one.json() == listed["items"][0]


async def test_another_role_holds_from_the_next_request_on(
    browser: Browser, app: FastAPI, house: httpx.AsyncClient
) -> None:
    await join(browser, house, address(), role="owner")
    async with browser_of(app) as other:
        member = (await join(other, house, address(), role="owner"))["member_id"]
        assert (await other.http.get("/invitations")).status_code == 200
        changed = await change(house, member, "guest")
        assert (changed.json()["role"], changed.json()["version"]) == ("guest", 2)
        assert kind(await other.http.get("/invitations")) == (403, "not-allowed")
        assert (await other.who()).json()["role"] == "guest"


async def test_two_who_change_one_member_do_not_undo_each_other(browser: Browser, house: httpx.AsyncClient) -> None:
    member = (await join(browser, house, address()))["member_id"]
    path = f"/api/v1/members/{member}"
    tag = seen(await house.get(path))
    assert (await house.patch(path, json={"role": "producer"}, headers=tag)).status_code == 200
    late = await house.patch(path, json={"role": "guest"}, headers=tag)
    assert kind(late) == (412, "changed-meanwhile")
    assert late.json()["current"]["role"] == "producer"
    assert kind(await house.delete(path, headers=tag)) == (412, "changed-meanwhile")


async def test_an_organisation_keeps_an_owner(browser: Browser, app: FastAPI, house: httpx.AsyncClient) -> None:
    only = (await join(browser, house, address(), role="owner"))["member_id"]
    assert kind(await change(house, only, "producer")) == (409, "last-owner")
    assert kind(await remove(house, only)) == (409, "last-owner")
    async with browser_of(app) as other:
        second = (await join(other, house, address(), role="owner"))["member_id"]
        answers = await asyncio.gather(remove(house, only), remove(house, second))
    assert sorted(answer.status_code for answer in answers) == [204, 409]
    owners = [each for each in (await house.get("/api/v1/members")).json()["items"] if each["role"] == "owner"]
    assert len(owners) == 1


async def test_who_is_removed_is_out_at_once_and_comes_back_as_the_same_member(
    browser: Browser, house: httpx.AsyncClient
) -> None:
    email = address()
    before = await join(browser, house, email)
    path = f"/api/v1/members/{before['member_id']}"
    tag = seen(await house.get(path))
    assert (await house.delete(path, headers=tag)).status_code == 204
    assert (await house.delete(path, headers=tag)).status_code == 204
    assert (await browser.who()).status_code == 401
    assert kind(await browser.begin("/session/refresh")) == (401, "no-session")
    assert kind(await browser.sign_in(email)) == (403, "in-no-organization")
    assert kind(await house.get(path)) == (404, "not-found")
    assert kind(await house.post(f"{path}/sign-in-link")) == (404, "not-found")
    after = await join(browser, house, email, role="producer")
    assert (after["member_id"], after["role"]) == (before["member_id"], "producer")


@pytest.mark.parametrize("role", ["producer", "member", "guest"])
async def test_only_owners_let_people_in_and_out(
    browser: Browser, app: FastAPI, house: httpx.AsyncClient, role: str
) -> None:
    async with browser_of(app) as first:
        other = (await join(first, house, address(), role="owner"))["member_id"]
    await join(browser, house, address(), role=role)
    refused = [
        await browser.http.post("/invitations", json={"role": "owner"}),
        await browser.http.patch(f"/members/{other}", json={"role": "guest"}, headers={"If-Match": '"1"'}),
        await browser.http.delete(f"/members/{other}", headers={"If-Match": '"1"'}),
        await browser.http.post("/api-keys", json={"name": "Mine"}),
    ]
    assert {kind(answer) for answer in refused} == {(403, "not-allowed")}
    # A producer makes links for who may do no more than they may.
    link = await browser.http.post(f"/members/{other}/sign-in-link")
    assert kind(link) == (403, "more-than-yours" if role == "producer" else "not-allowed")


async def test_members_and_invitations_of_another_organisation_are_as_if_there_were_none(
    browser: Browser, client: httpx.AsyncClient, house: httpx.AsyncClient, owner: "psycopg.Connection[object]"
) -> None:
    member = (await join(browser, client, address()))["member_id"]
    await invite(client)
    invitation = (await client.get("/api/v1/invitations")).json()["items"][0]["id"]
    tag = {"If-Match": '"1"'}
    for id_of_member, id_of_invitation in ((member, invitation), (str(uuid.uuid4()), str(uuid.uuid4()))):
        answers = [
            await house.get(f"/api/v1/members/{id_of_member}"),
            await house.patch(f"/api/v1/members/{id_of_member}", json={"role": "guest"}, headers=tag),
            await house.delete(f"/api/v1/members/{id_of_member}", headers=tag),
            await house.post(f"/api/v1/members/{id_of_member}/sign-in-link"),
            await house.delete(f"/api/v1/invitations/{id_of_invitation}"),
        ]
        assert {kind(answer) for answer in answers} == {(404, "not-found")}
    assert (await browser.who()).json()["role"] == "member"
    assert invitation in [each["id"] for each in (await client.get("/api/v1/invitations")).json()["items"]]


async def test_an_invitation_and_a_link_are_shown_once(browser: Browser, house: httpx.AsyncClient) -> None:
    member = (await join(browser, house, address()))["member_id"]
    nothing: dict[str, str] = {}
    for path, body in (("/api/v1/invitations", nothing), (f"/api/v1/members/{member}/sign-in-link", None)):
        key = {"Idempotency-Key": uuid.uuid4().hex}
        first, again = [await house.post(path, json=body, headers=key) for _ in range(2)]
        assert first.status_code == 201
        assert kind(again) == (409, "shown-once")
        assert first.json()["token"] not in again.text
    listed = await house.get("/api/v1/invitations")
    assert "fi_" not in listed.text
    assert len(listed.json()["items"]) == 1


async def test_nobody_gives_away_more_than_they_have(browser: Browser, app: FastAPI, house: httpx.AsyncClient) -> None:
    member = (await join(browser, house, address(), role="owner"))["member_id"]
    mine = [
        "members:read",
        "members:write",
        "sign-in-links:write",
        "keys:read",
        "keys:write",
        "session:use",
        "organization:read",
    ]
    made = (await house.post("/api/v1/api-keys", json={"name": "People's office", "permissions": mine})).json()
    assert made["permissions"] == sorted(mine)
    async with client_of(app, made["key"]) as office:
        refused = [
            await office.post("/api/v1/invitations", json={"role": "owner"}),
            await office.post("/api/v1/api-keys", json={"name": "More", "permissions": ["projects:write"]}),
            await office.post(f"/api/v1/members/{member}/sign-in-link"),
        ]
        assert {kind(answer) for answer in refused} == {(403, "more-than-yours")}
        assert kind(await office.get("/api/v1/projects")) == (403, "not-allowed")
        assert (await office.post("/api/v1/invitations", json={"role": "guest"})).status_code == 201
        own = (await office.post("/api/v1/api-keys", json={"name": "Mine"})).json()
        assert own["permissions"] == sorted(mine)
    async with browser_of(app) as pasted:
        await pasted.begin("/session/sign-in", method="key", key=made["key"])
        assert (await pasted.who()).json()["permissions"] == sorted(mine)
        assert kind(await pasted.http.get("/projects")) == (403, "not-allowed")


@pytest.mark.parametrize("permissions", [[], ["everything"], ["projects:read"] * 100, "projects:read"])
async def test_a_key_is_given_permissions_that_there_are(house: httpx.AsyncClient, permissions: object) -> None:
    refused = await house.post("/api/v1/api-keys", json={"name": "Odd", "permissions": permissions})
    assert kind(refused) == (422, "invalid-request")
