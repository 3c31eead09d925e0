"""Coverage and beat sheets: what people write of a screenplay is kept field by field, and goes with its project."""

from typing import Any

import httpx
import psycopg
import pytest
from film_studio.engines.writing.assessment import service

from tests.backend.conftest import seen
from tests.backend.identity.test_sessions_api import kind

pytestmark = pytest.mark.anyio
SCREENPLAY = b"INT. BAR - DAY #12A#\n\nFog.\n\nMARA\nNow.\n"
READ = {"reader": "Jo Reader", "read_on": "2026-05-28"}


async def new_project(client: httpx.AsyncClient) -> tuple[str, str]:
    """Ids of a project and of its revision."""
    project = (await client.post("/api/v1/projects", json={"title": "Film"})).json()["id"]
    revision = await client.post(f"/api/v1/projects/{project}/revisions", content=SCREENPLAY)
    return project, revision.json()["id"]


async def judge(client: httpx.AsyncClient, revision: str, **more: Any) -> httpx.Response:
    made = await client.post(f"/api/v1/revisions/{revision}/coverage", json={**READ, **more})
    assert made.status_code == 201, made.text
    return made


async def test_a_judgement_is_written_changed_and_emptied_field_by_field(client: httpx.AsyncClient) -> None:
    project, revision = await new_project(client)
    made = await judge(client, revision, grades={"dialogue": "good"}, script="consider", logline="A ferry.\nFog.")
    shown = made.json()
    assert (shown["project_id"], shown["revision_id"], shown["reader"]) == (project, revision, "Jo Reader")
    assert shown["grades"]["dialogue"] == "good"
    assert {value for name, value in shown["grades"].items() if name != "dialogue"} == {None}
    assert made.headers["Location"] == f"/api/v1/coverage/{shown['id']}"

    path = f"/api/v1/coverage/{shown['id']}"
    body = {"script": "recommend", "logline": None, "reader": None, "grades": {"premise": "poor"}}
    changed = (await client.patch(path, json=body, headers=seen(made))).json()

    assert (changed["script"], changed["logline"], changed["reader"]) == ("recommend", None, "Jo Reader")
    assert (changed["grades"]["premise"], changed["grades"]["dialogue"]) == ("poor", None)
    assert changed["version"] == 2
    assert kind(await client.patch(path, json={"script": "pass"}, headers=seen(made))) == (412, "changed-meanwhile")
    assert (await client.get(path)).json() == changed


async def test_a_beat_sheet_keeps_its_turns_in_their_order(client: httpx.AsyncClient) -> None:
    project, _ = await new_project(client)
    beats = [{"name": "Midpoint", "share": 0.5, "scene": "12A"}, {"name": "Opening", "text": "Fog."}]
    made = await client.post(f"/api/v1/projects/{project}/beat-sheets", json={"name": "Turns", "beats": beats})
    assert [beat["name"] for beat in made.json()["beats"]] == ["Midpoint", "Opening"]
    assert made.json()["beats"][0] == {"name": "Midpoint", "text": None, "scene": "12A", "share": 0.5}

    path = f"/api/v1/beat-sheets/{made.json()['id']}"
    renamed = await client.patch(path, json={"name": "Story", "beats": None}, headers=seen(made))
    assert (renamed.json()["name"], renamed.json()["beats"]) == ("Story", made.json()["beats"])
    turned = await client.patch(path, json={"beats": beats[::-1]}, headers=seen(renamed))
    assert [beat["name"] for beat in turned.json()["beats"]] == ["Opening", "Midpoint"]


@pytest.mark.parametrize("share", [-0.1, 1.1])
async def test_a_turn_outside_of_the_script_is_refused(client: httpx.AsyncClient, share: float) -> None:
    project, _ = await new_project(client)
    body = {"name": "Turns", "beats": [{"name": "Midpoint", "share": share}]}
    refused = await client.post(f"/api/v1/projects/{project}/beat-sheets", json=body)
    assert kind(refused) == (422, "invalid-request")
    assert "body.beats.0.share" in refused.text


async def test_what_is_listed_is_of_the_project_and_what_is_deleted_is_gone(client: httpx.AsyncClient) -> None:
    project, revision = await new_project(client)
    _, other = await new_project(client)
    first, second, _ = [await judge(client, each) for each in (revision, revision, other)]
    listed = (await client.get(f"/api/v1/projects/{project}/coverage")).json()["items"]
    assert [each["id"] for each in listed] == [first.json()["id"], second.json()["id"]]

    path = f"/api/v1/coverage/{first.json()['id']}"
    assert kind(await client.delete(path)) == (428, "precondition-required")
    assert (await client.delete(path, headers=seen(first))).status_code == 204

    assert kind(await client.get(path)) == (404, "not-found")
    listed = (await client.get(f"/api/v1/projects/{project}/coverage")).json()["items"]
    assert [each["id"] for each in listed] == [second.json()["id"]]


async def test_a_project_has_so_many_and_says_so(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "ASSESSMENTS_A_PROJECT", 1)
    project, revision = await new_project(client)
    await judge(client, revision)
    refused = await client.post(f"/api/v1/revisions/{revision}/coverage", json=READ)
    assert kind(refused) == (409, "too-many-assessments")
    begun = await client.post(f"/api/v1/projects/{project}/beat-sheets", json={"name": "Turns"})
    assert begun.status_code == 201  # each kind is counted for itself


async def test_a_deleted_projects_are_not_shown(client: httpx.AsyncClient, owner: psycopg.Connection[Any]) -> None:
    project, revision = await new_project(client)
    made = await judge(client, revision)
    shown = await client.get(f"/api/v1/projects/{project}")
    assert (await client.delete(f"/api/v1/projects/{project}", headers=seen(shown))).status_code == 200
    assert kind(await client.get(f"/api/v1/coverage/{made.json()['id']}")) == (404, "not-found")
    path = f"/api/v1/coverage/{made.json()['id']}"
    assert kind(await client.patch(path, json={"script": "pass"}, headers=seen(made))) == (404, "not-found")
    kept = owner.execute("select script from coverage where id = %s", (made.json()["id"],)).fetchone()
    assert kept == (None,)
