"""Who is calling: keys are shown once, stored as hashes, revoked at once; nobody gets in without one."""

import hashlib
import re
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from film_studio.identity import callers
from film_studio.identity.bootstrap import FIRST_ORGANIZATION
from film_studio.identity.keys import make_key
from film_studio.kit.rates import Rates

from tests.backend.conftest import Organization, client_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer nonsense", "Bearer fs_" + "A" * 43, "Bearer fs_é"],
)
async def test_without_a_valid_key_nothing_is_answered(app: FastAPI, header: str | None) -> None:
    headers = {} if header is None else {b"Authorization": header.encode()}
    async with client_of(app, None) as stranger:
        response = await stranger.get("/api/v1/organization", headers=headers)
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


async def test_the_first_key_belongs_to_the_first_organisation(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/organization")
    assert response.status_code == 200
    assert response.json()["name"] == FIRST_ORGANIZATION


async def test_a_key_is_shown_once_and_stored_as_a_hash(
    client: httpx.AsyncClient, app: FastAPI, owner: psycopg.Connection[Any]
) -> None:
    made = (await client.post("/api/v1/api-keys", json={"name": "Edit suite"})).json()
    assert re.fullmatch(r"fs_[\w-]{43}", made["key"])
    listed = (await client.get("/api/v1/api-keys")).json()["items"]
    (entry,) = [item for item in listed if item["id"] == made["id"]]
    assert "key" not in entry
    assert made["key"].startswith(entry["prefix"])
    row = owner.execute("select sha256, api_key::text from api_key where id = %s", (made["id"],)).fetchone()
    assert row is not None
    assert row[0] == hashlib.sha256(made["key"].encode()).hexdigest()
    assert made["key"] not in row[1]
    async with client_of(app, made["key"]) as suite:
        assert (await suite.get("/api/v1/organization")).status_code == 200


async def test_a_revoked_key_stops_working_at_once(client: httpx.AsyncClient, app: FastAPI) -> None:
    made = (await client.post("/api/v1/api-keys", json={"name": "Freelancer"})).json()
    async with client_of(app, made["key"]) as freelancer:
        assert (await freelancer.get("/api/v1/organization")).status_code == 200
        assert (await client.delete(f"/api/v1/api-keys/{made['id']}")).status_code == 204
        assert (await freelancer.get("/api/v1/organization")).status_code == 401
    assert (await client.delete(f"/api/v1/api-keys/{made['id']}")).status_code == 204  # again: nothing changes
    assert made["id"] not in [item["id"] for item in (await client.get("/api/v1/api-keys")).json()["items"]]


async def test_nobody_revokes_the_key_they_are_calling_with(client: httpx.AsyncClient, app: FastAPI) -> None:
    made = (await client.post("/api/v1/api-keys", json={"name": "Only one"})).json()
    async with client_of(app, made["key"]) as caller:
        response = await caller.delete(f"/api/v1/api-keys/{made['id']}")
        assert response.status_code == 409
        assert (await caller.get("/api/v1/organization")).status_code == 200


async def test_keys_of_another_organisation_can_be_neither_seen_nor_revoked(
    client: httpx.AsyncClient, make_organization: Callable[[str], Organization]
) -> None:
    other = make_organization("Rival Pictures")
    made = (await client.post("/api/v1/api-keys", json={"name": "Ours"})).json()
    assert made["id"] not in [item["id"] for item in (await other.client.get("/api/v1/api-keys")).json()["items"]]
    assert (await other.client.delete(f"/api/v1/api-keys/{made['id']}")).status_code == 404


async def test_it_is_seen_when_a_key_was_used_last(
    client: httpx.AsyncClient, app: FastAPI, owner: psycopg.Connection[Any]
) -> None:
    made = (await client.post("/api/v1/api-keys", json={"name": "Bot"})).json()
    assert made["last_used_at"] is None
    async with client_of(app, made["key"]) as bot:
        await bot.get("/api/v1/organization")
    row = owner.execute("select last_used_at >= created_at from api_key where id = %s", (made["id"],)).fetchone()
    assert row == (True,)


async def test_who_asks_too_often_waits_and_nobody_else_does(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state.callers, "rates", Rates(a_second=1, at_once=3))
    key = (await client.post("/api/v1/api-keys", json={"name": "In a hurry"})).json()["key"]
    async with client_of(app, key) as hurried:
        answers = [await hurried.get("/api/v1/organization") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json()["type"] == "urn:film-studio:problem:too-many-requests"
    assert answers[3].headers["Retry-After"] == "1"
    assert (await client.get("/api/v1/organization")).status_code == 200


async def test_who_tries_keys_waits_and_a_known_key_of_the_same_network_does_not(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state.callers, "unknown", Rates(a_second=1, at_once=3))
    monkeypatch.setattr(callers, "REMEMBERED_SECONDS", 0.0)
    assert (await client.get("/api/v1/organization")).status_code == 200
    statuses: list[int] = []
    for _ in range(4):
        async with client_of(app, make_key().secret) as guesser:
            statuses.append((await guesser.get("/api/v1/organization")).status_code)
    assert statuses == [401, 401, 401, 429]
    assert (await client.get("/api/v1/organization")).status_code == 200
