"""Every POST that has an effect takes an Idempotency-Key, and has its effect once."""

import uuid
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute, iter_route_contexts

from tests.backend.conftest import seen
from tests.backend.studio import Studio, event

pytestmark = pytest.mark.anyio
#: Signing in twice is two sessions.
NOT_ONCE = ("/api/v1/session/",)


def test_every_post_that_has_an_effect_takes_a_key(app: FastAPI) -> None:
    routes = [each.original_route for each in iter_route_contexts(app.routes)]
    without = [
        route.path
        for route in routes
        if isinstance(route, APIRoute)
        and "POST" in (route.methods or ())
        and not route.path.startswith(NOT_ONCE)
        and "idempotency-key" not in {field.alias for field in get_flat_params(route.dependant)}
    ]
    assert not without, f"take IdempotencyKey in {without}, and return await idempotency.once(…)"


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


async def test_a_key_of_the_api_is_made_once_and_its_secret_is_not_kept(
    client: httpx.AsyncClient, owner: psycopg.Connection[Any]
) -> None:
    headers = key()
    made = await client.post("/api/v1/api-keys", json={"name": "Once"}, headers=headers)
    again = await client.post("/api/v1/api-keys", json={"name": "Once"}, headers=headers)
    assert (made.status_code, again.status_code) == (201, 409), again.text
    assert again.json()["type"].endswith(":shown-once")
    assert made.json()["id"] in again.json()["detail"]
    keys = (await client.get("/api/v1/api-keys")).json()["items"]
    assert [each["name"] for each in keys].count("Once") == 1
    kept = owner.execute(
        "select response::text from idempotent_request where key = %s", (headers["Idempotency-Key"],)
    ).fetchone()
    assert kept is not None
    assert made.json()["prefix"] in kept[0]
    assert made.json()["key"] not in kept[0]


async def test_a_screenplay_is_kept_once_and_its_key_serves_no_other(client: httpx.AsyncClient) -> None:
    project = (await client.post("/api/v1/projects", json={"title": "Film"})).json()["id"]
    path, headers = f"/api/v1/projects/{project}/revisions", key()
    first = await client.post(path, content=b"INT. BAR - DAY\n\nFog.", headers=headers)
    again = await client.post(path, content=b"INT. BAR - DAY\n\nFog.", headers=headers)
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (first.json(), "true")
    other = await client.post(path, content=b"INT. PIER - DAY\n\nRain.", headers=headers)
    assert other.json()["type"].endswith(":idempotency-key-reused")
    assert len((await client.get(path)).json()["items"]) == 1


async def test_a_project_that_was_deleted_again_meanwhile_is_not_restored_by_the_same_request(
    client: httpx.AsyncClient,
) -> None:
    made = await client.post("/api/v1/projects", json={"title": "Film"})
    path, headers = f"/api/v1/projects/{made.json()['id']}", key()
    deleted = await client.delete(path, headers=seen(made))
    restored = await client.post(f"{path}/restore", headers=headers | seen(deleted))
    await client.delete(path, headers=seen(restored))
    again = await client.post(f"{path}/restore", headers=headers | seen(deleted))
    assert again.json() == restored.json()
    assert (await client.get(path)).status_code == 404


async def test_a_retry_and_a_cancel_have_their_effect_once(studio: Studio, client: httpx.AsyncClient) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    await studio.apply(event(job, "failed", retryable=False, reason="no"))
    path = f"/api/v1/productions/{production.id}"
    for verb in ("retry", "cancel"):
        headers = key()
        first = await client.post(f"{path}/{verb}", headers=headers)
        again = await client.post(f"{path}/{verb}", headers=headers)
        assert first.status_code == again.status_code, again.text
        assert again.json() == first.json()
        assert again.headers["Idempotent-Replayed"] == "true"
