"""Playlists: films and shots of one project, in an order that people change."""

import uuid
from typing import Any

import httpx
import psycopg
import pytest

from tests.backend.conftest import Organization, seen
from tests.backend.engines.tracking.test_tasks_api import SCREENPLAY
from tests.backend.identity.test_sessions_api import kind
from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio


async def with_a_film(client: httpx.AsyncClient) -> tuple[str, str]:
    project = (await client.post("/api/v1/projects", json={"title": "Film"})).json()["id"]
    path = f"/api/v1/projects/{project}/revisions"
    revision = (await client.post(path, content=SCREENPLAY.encode())).json()["id"]
    made = await client.post(f"/api/v1/revisions/{revision}/productions")
    assert made.status_code == 202, made.text
    return project, made.json()["id"]


async def test_a_playlist_keeps_its_order_and_is_changed_by_versions(
    client: httpx.AsyncClient, studio_of_module: Studio
) -> None:
    project, film = await with_a_film(client)
    whole, shot = {"type": "production", "production_id": film}, {"type": "shot", "production_id": film, "shot": 0}
    path = f"/api/v1/projects/{project}/playlists"
    made = await client.post(path, json={"title": "Dailies", "items": [shot, whole, shot]})
    assert made.status_code == 201, made.text
    assert made.json()["items"] == [shot, whole, shot]
    one = f"/api/v1/playlists/{made.json()['id']}"
    changed = await client.patch(one, json={"items": [whole, shot], "title": None}, headers=seen(made))
    assert (changed.json()["title"], changed.json()["items"], changed.json()["version"]) == (
        "Dailies",
        [whole, shot],
        2,
    )
    assert kind(await client.patch(one, json={"title": "Late"}, headers=seen(made))) == (412, "changed-meanwhile")
    assert kind(await client.delete(one, headers=seen(made))) == (412, "changed-meanwhile")
    assert (await client.get(path)).json()["items"] == [changed.json()]
    assert (await client.delete(one, headers=seen(changed))).status_code == 204
    assert (await client.get(path)).json()["items"] == []
    told = (await client.get("/api/v1/audit", params={"subject_id": made.json()["id"], "sort": "sequence"})).json()
    assert [each["action"] for each in told["items"]] == ["playlist.created", "playlist.updated", "playlist.deleted"]


async def test_what_the_project_does_not_have_is_in_none_of_its_playlists(
    client: httpx.AsyncClient, studio_of_module: Studio
) -> None:
    project, film = await with_a_film(client)
    _, foreign = await with_a_film(client)
    path = f"/api/v1/projects/{project}/playlists"
    wrong: list[dict[str, Any]] = [
        {"type": "production", "production_id": foreign},
        {"type": "production", "production_id": str(uuid.uuid4())},
        {"type": "shot", "production_id": film, "shot": 999},
        {"type": "shot", "production_id": foreign, "shot": 0},
    ]
    for item in wrong:
        refused = await client.post(path, json={"title": "x", "items": [item]})
        assert kind(refused) == (422, "no-such-subject"), item
    scene = {"title": "x", "items": [{"type": "scene", "number": "1"}]}
    assert kind(await client.post(path, json=scene)) == (422, "invalid-request")


async def test_it_goes_with_its_project(
    client: httpx.AsyncClient, make_organization: Any, owner: psycopg.Connection[Any], studio_of_module: Studio
) -> None:
    house: Organization = make_organization("Playlists")
    project = (await house.client.post("/api/v1/projects", json={"title": "Film"})).json()["id"]
    made = await house.client.post(f"/api/v1/projects/{project}/playlists", json={"title": "Dailies"})
    assert (await client.get(f"/api/v1/projects/{project}/playlists")).status_code == 404
    gone = await client.patch(f"/api/v1/playlists/{made.json()['id']}", json={"title": "Ours"}, headers=seen(made))
    assert gone.status_code == 404
    row = await house.client.get(f"/api/v1/projects/{project}")
    assert (await house.client.delete(f"/api/v1/projects/{project}", headers=seen(row))).status_code == 200
    late = await house.client.patch(f"/api/v1/playlists/{made.json()['id']}", json={"title": "x"}, headers=seen(made))
    assert late.status_code == 404
