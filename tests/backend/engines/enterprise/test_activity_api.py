"""Who has done what in a project, for those who work on it, as far as they may see what it is about."""

from typing import get_args

import httpx
import pytest
from fastapi import FastAPI
from film_studio.engines.enterprise.activity import SHOWN
from film_studio.identity.audit.actions import Action

from tests.backend.browser import browser_of
from tests.backend.conftest import client_of, seen
from tests.backend.identity.test_sessions_api import address

pytestmark = pytest.mark.anyio
#: What is done in the organisation, and in none of its projects.
ELSEWHERE = {
    *("member", "sign_in_link", "invitation", "webhook", "api_key", "session", "password", "openid", "person"),
}


def test_of_every_action_it_is_said_who_is_shown_it_in_a_project_or_that_it_is_done_in_none() -> None:
    assert {action.partition(".")[0] for action in get_args(Action)} == SHOWN.keys() | ELSEWHERE


async def test_everybody_sees_what_was_done_as_far_as_they_may_see_what_it_is_about(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    made = await client.post("/api/v1/projects", json={"title": "The Ferry"})
    other = (await client.post("/api/v1/projects", json={"title": "Another"})).json()["id"]
    project = made.json()["id"]
    path = f"/api/v1/projects/{project}"
    revision = await client.post(f"{path}/revisions", content=b"INT. BAR - DAY\n\nFog.\n")
    production = await client.post(f"/api/v1/revisions/{revision.json()['id']}/productions")
    assert production.status_code == 202
    token = (await client.post(f"{path}/invitations", json={"role": "client"})).json()["token"]
    async with browser_of(app) as browser:
        await browser.accept(token, address(), name="Ida")
        member = (await browser.who()).json()["member_id"]
        async with client_of(app, browser.http.headers["Authorization"].removeprefix("Bearer ")) as guest:
            assert (await client.post(f"{path}/tasks", json={"title": "Light it"})).status_code == 201
            await client.patch(path, json={"title": "The Last Ferry"}, headers=seen(await client.get(path)))
            everything = (await client.get(f"{path}/activity?total=true")).json()
            shown = (await guest.get(f"{path}/activity")).json()["items"]
            assert (await guest.get(f"/api/v1/projects/{other}/activity")).status_code == 404
        actions = [each["action"] for each in everything["items"]]
        assert actions == [
            *("project.updated", "task.created", "production.started", "revision.created"),
            "project.created",
        ]
        assert everything["total"] == 5
        assert [each["words"] for each in everything["items"][:2]] == ["The Last Ferry", "Light it"]
        # A client sees films, and neither script nor tasks.
        assert [each["action"] for each in shown] == [
            each for each in actions if each not in ("task.created", "revision.created")
        ]
        key = everything["items"][0]["actor"]["id"]
        for actor, count in ((key, 5), (member, 0)):
            own = (await client.get(f"{path}/activity", params={"actor_id": actor})).json()["items"]
            assert len(own) == count
    tasks = (await client.get(f"{path}/activity", params={"kind": "task"})).json()["items"]
    assert [each["action"] for each in tasks] == ["task.created"]
    first = (await client.get(f"{path}/activity?limit=4")).json()
    rest = (await client.get(f"{path}/activity", params={"limit": 4, "cursor": first["next_cursor"]})).json()["items"]
    assert [each["sequence"] for each in (*first["items"], *rest)] == [each["sequence"] for each in everything["items"]]
