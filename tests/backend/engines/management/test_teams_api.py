"""Projects have teams: a member works on all that is open to the organisation, a guest on what they were let into."""

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from tests.backend.browser import Browser, browser_of, join
from tests.backend.conftest import Organization, seen
from tests.backend.identity.test_sessions_api import address, kind

pytestmark = pytest.mark.anyio


@dataclass
class House:
    """An organisation of its own: `key` calls with its key, and `lets_in` makes somebody in a browser a member."""

    app: FastAPI
    key: httpx.AsyncClient
    opened: AsyncExitStack

    async def lets_in(self, role: str) -> tuple[Browser, str]:
        """The browser, and the id of the member."""
        browser = await self.opened.enter_async_context(browser_of(self.app))
        session = await join(browser, self.key, address(), role=role)
        return browser, session["member_id"]

    async def invites(self, project: str, role: str, **more: Any) -> str:
        """The token of an invitation into a project's team."""
        made = await self.key.post(f"/api/v1/projects/{project}/invitations", json={"role": role, **more})
        assert made.status_code == 201, made.text
        return made.json()["token"]

    async def guest_of(self, project: str, role: str) -> tuple[Browser, str]:
        browser = await self.opened.enter_async_context(browser_of(self.app))
        accepted = await browser.accept(await self.invites(project, role), address())
        assert accepted.status_code == 200, accepted.text
        return browser, (await browser.who()).json()["member_id"]


@pytest.fixture
async def house(app: FastAPI, make_organization: Callable[[str], Organization]) -> AsyncIterator[House]:
    async with AsyncExitStack() as opened:
        yield House(app, make_organization("House").client, opened)


async def make_project(calling: httpx.AsyncClient, title: str, **more: Any) -> str:
    prefix = "" if str(calling.base_url).rstrip("/").endswith("/api/v1") else "/api/v1"
    made = await calling.post(f"{prefix}/projects", json={"title": title, **more})
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def titles_for(browser: Browser) -> list[str]:
    """Titles of the projects that somebody is shown, by title."""
    listed = (await browser.http.get("/projects?sort=title&total=true")).json()
    assert listed["total"] == len(listed["items"])
    return [each["title"] for each in listed["items"]]


async def test_a_guest_sees_the_projects_whose_teams_they_are_in(house: House) -> None:
    ferry, _ = await make_project(house.key, "The Ferry"), await make_project(house.key, "The Tower")
    guest, member_id = await house.guest_of(ferry, "viewer")
    assert await titles_for(guest) == ["The Ferry"]
    session = (await guest.who()).json()
    assert (session["role"], session["permissions"]) == ("guest", ["organization:read", "session:use"])
    access = (await guest.http.get(f"/projects/{ferry}/access")).json()
    assert access["role"] == "viewer"
    assert "scripts:read" in access["permissions"]
    assert "scripts:write" not in access["permissions"]
    team = (await guest.http.get(f"/projects/{ferry}/team?sort=name")).json()["items"]
    assert [(each["member_id"], each["role"], each["name"]) for each in team] == [(member_id, "viewer", "Ada")]
    assert "email" not in team[0]


async def test_what_a_project_closes_to_its_team_other_members_do_not_see(house: House) -> None:
    inside, inside_id = await house.lets_in("member")
    outside, _ = await house.lets_in("member")
    producer, _ = await house.lets_in("producer")
    secret = await make_project(inside.http, "Secret", team_only=True)
    await make_project(inside.http, "Open")
    assert await titles_for(inside) == await titles_for(producer) == ["Open", "Secret"]
    assert await titles_for(outside) == ["Open"]
    assert (await outside.http.get(f"/projects/{secret}")).status_code == 404
    # Who has closed it works in it as its producer.
    team = (await inside.http.get(f"/projects/{secret}/team")).json()["items"]
    assert [(each["member_id"], each["role"]) for each in team] == [(inside_id, "producer")]
    created = await inside.http.get(f"/projects/{secret}")
    assert (created.json()["team_only"], created.json()["version"]) == (True, 1)
    opened = await inside.http.patch(f"/projects/{secret}", json={"team_only": False}, headers=seen(created))
    assert opened.status_code == 200, opened.text
    assert await titles_for(outside) == ["Open", "Secret"]
    assert opened.json()["title"] == "Secret"


async def test_a_member_who_closes_a_project_of_others_stays_in(house: House) -> None:
    member, member_id = await house.lets_in("member")
    other, _ = await house.lets_in("member")
    project = await make_project(house.key, "Ours")
    assert await titles_for(other) == ["Ours"]
    path = f"/projects/{project}"
    closed = await member.http.patch(path, json={"team_only": True}, headers=seen(await member.http.get(path)))
    assert closed.status_code == 200, closed.text
    assert closed.json()["version"] == 2
    assert await titles_for(other) == []
    assert await titles_for(member) == ["Ours"]
    access = (await member.http.get(f"/projects/{project}/access")).json()
    assert access["role"] == "producer"
    assert (await member.http.get(f"/projects/{project}/team/{member_id}")).json()["role"] == "producer"


async def test_in_a_closed_project_the_role_there_counts_and_not_the_one_in_the_organisation(house: House) -> None:
    member, member_id = await house.lets_in("member")
    secret = await make_project(house.key, "Secret", team_only=True)
    body = {"member_id": member_id, "role": "viewer"}
    added = await house.key.post(f"/api/v1/projects/{secret}/team", json=body)
    assert added.status_code == 201, added.text
    assert added.headers["Location"].endswith(f"/projects/{secret}/team/{member_id}")
    script = b"INT. BAR - DAY\n\nFog.\n"
    refused = await member.http.post(f"/projects/{secret}/revisions", content=script)
    assert kind(refused) == (403, "not-allowed")
    assert "your role in this project" in refused.json()["detail"]
    path = f"/projects/{secret}"
    renamed = await member.http.patch(path, json={"title": "Mine"}, headers=seen(await member.http.get(path)))
    assert kind(renamed) == (403, "not-allowed")
    promoted = await house.key.patch(
        f"/api/v1/projects/{secret}/team/{member_id}", json={"role": "writer"}, headers=seen(added)
    )
    assert (promoted.json()["role"], promoted.json()["version"]) == ("writer", 2)
    assert (await member.http.post(f"/projects/{secret}/revisions", content=script)).status_code == 201
    # Elsewhere they go on as before.
    elsewhere = await make_project(house.key, "Open")
    assert (await member.http.post(f"/projects/{elsewhere}/revisions", content=script)).status_code == 201


async def test_who_is_taken_out_of_a_team_is_out_at_once(house: House) -> None:
    project = await make_project(house.key, "The Ferry")
    guest, member_id = await house.guest_of(project, "editor")
    path = f"/api/v1/projects/{project}/team/{member_id}"
    stale = seen(await house.key.get(path))
    changed = await house.key.patch(path, json={"role": "client"}, headers=stale)
    assert changed.status_code == 200
    assert kind(await guest.http.get(f"/projects/{project}/revisions")) == (403, "not-allowed")
    late = await house.key.delete(path, headers=stale)
    assert kind(late) == (412, "changed-meanwhile")
    assert late.json()["changed"] == ["role"]
    assert (await house.key.delete(path, headers=seen(changed))).status_code == 204
    assert kind(await guest.http.get(f"/projects/{project}")) == (403, "not-allowed")
    assert kind(await guest.http.get("/projects")) == (403, "not-allowed")
    assert (await guest.who()).status_code == 200
    assert (await house.key.get(path)).status_code == 404


async def test_nobody_gives_a_role_that_may_do_more_than_they(house: House) -> None:
    project = await make_project(house.key, "The Ferry", team_only=True)
    producer, _ = await house.guest_of(project, "producer")
    director, _ = await house.guest_of(project, "director")
    _, other_id = await house.lets_in("member")
    body = {"member_id": other_id, "role": "viewer"}
    assert kind(await director.http.post(f"/projects/{project}/team", json=body)) == (403, "not-allowed")
    assert (await producer.http.post(f"/projects/{project}/team", json=body)).status_code == 201
    again = await producer.http.post(f"/projects/{project}/team", json=body)
    assert kind(again) == (409, "in-the-team")
    assert (await producer.http.post(f"/projects/{project}/invitations", json={"role": "client"})).status_code == 201
    little = await house.key.post(
        "/api/v1/api-keys", json={"name": "Little", "permissions": ["projects:read", "team:write"]}
    )
    key = {"Authorization": f"Bearer {little.json()['key']}"}
    more = await house.key.post(f"/api/v1/projects/{project}/invitations", json={"role": "writer"}, headers=key)
    assert kind(more) == (403, "more-than-yours")
    assert "scripts:write" in more.json()["detail"]


@pytest.mark.parametrize("member", ["somebody", "removed", "foreign"])
async def test_only_members_of_the_organisation_join_a_team(
    house: House, make_organization: Callable[[str], Organization], member: str
) -> None:
    project = await make_project(house.key, "The Ferry")
    member_id = str(uuid.uuid4())
    if member == "removed":
        _, member_id = await house.lets_in("member")
        path = f"/api/v1/members/{member_id}"
        await house.key.delete(path, headers=seen(await house.key.get(path)))
    if member == "foreign":
        _, member_id = await House(house.app, make_organization("Rival").client, house.opened).lets_in("member")
    body = {"member_id": member_id, "role": "viewer"}
    refused = await house.key.post(f"/api/v1/projects/{project}/team", json=body)
    assert kind(refused) == (404, "not-found")
    assert (await house.key.get(f"/api/v1/projects/{project}/team")).json()["items"] == []


async def test_an_invitation_into_a_project_says_so_and_keeps_a_members_role(house: House) -> None:
    project = await make_project(house.key, "The Ferry", team_only=True)
    member, member_id = await house.lets_in("member")
    email = (await member.who()).json()["person"]["email"]
    token = await house.invites(project, "writer", email=email)
    held = (await member.http.post("/session/invitation", json={"token": token})).json()
    assert (held["organization"], held["project"], held["project_role"]) == ("House", "The Ferry", "writer")
    assert (await member.accept(token, email)).status_code == 200
    assert (await member.who()).json()["role"] == "member"
    assert await titles_for(member) == ["The Ferry"]
    assert (await house.key.get(f"/api/v1/projects/{project}/team/{member_id}")).json()["role"] == "writer"
    again = await member.accept(await house.invites(project, "writer"), email)
    assert kind(again) == (409, "already-a-member")


async def test_an_invitation_into_a_project_that_is_deleted_lets_nobody_in(house: House) -> None:
    project = await make_project(house.key, "The Ferry")
    token = await house.invites(project, "viewer")
    path = f"/api/v1/projects/{project}"
    await house.key.delete(path, headers=seen(await house.key.get(path)))
    async with browser_of(house.app) as browser:
        assert kind(await browser.accept(token, address())) == (401, "link-not-valid")


async def test_invitations_into_a_project_are_listed_and_taken_back_there(house: House) -> None:
    project, other = await make_project(house.key, "The Ferry"), await make_project(house.key, "The Tower")
    producer, _ = await house.guest_of(project, "producer")
    token = await house.invites(project, "client", email="client@films.example.org")
    await house.invites(other, "viewer")
    listed = (await producer.http.get(f"/projects/{project}/invitations")).json()["items"]
    assert [(each["email"], each["role"]) for each in listed] == [("client@films.example.org", "guest")]
    assert listed[0]["project"] == {"id": project, "title": "The Ferry", "role": "client"}
    assert kind(await producer.http.delete(f"/projects/{other}/invitations/{listed[0]['id']}")) == (404, "not-found")
    elsewhere = (await house.key.get(f"/api/v1/projects/{other}/invitations")).json()["items"][0]["id"]
    assert kind(await producer.http.delete(f"/projects/{project}/invitations/{elsewhere}")) == (404, "not-found")
    for _ in range(2):
        taken = await producer.http.delete(f"/projects/{project}/invitations/{listed[0]['id']}")
        assert taken.status_code == 204
    async with browser_of(house.app) as browser:
        assert kind(await browser.accept(token, "client@films.example.org")) == (401, "link-not-valid")


async def test_a_member_who_is_removed_and_invited_again_is_in_no_team(house: House) -> None:
    project = await make_project(house.key, "The Ferry")
    guest, member_id = await house.guest_of(project, "viewer")
    email = (await guest.who()).json()["person"]["email"]
    path = f"/api/v1/members/{member_id}"
    await house.key.delete(path, headers=seen(await house.key.get(path)))
    again = (await house.key.post("/api/v1/invitations", json={"role": "guest"})).json()["token"]
    assert (await guest.accept(again, email)).status_code == 200
    assert (await guest.who()).json()["member_id"] == member_id
    assert kind(await guest.http.get("/projects")) == (403, "not-allowed")


async def test_the_database_shows_a_member_nothing_else_whatever_is_asked(
    house: House, owner: psycopg.Connection[Any]
) -> None:
    """The policies hold also where a query has forgotten whose it is: a session as the API's role would see no more."""
    theirs, hidden = await make_project(house.key, "Theirs"), await make_project(house.key, "Hidden", team_only=True)
    open_to_all = await make_project(house.key, "Open")
    _, guest_id = await house.guest_of(theirs, "viewer")
    _, member_id = await house.lets_in("member")
    row = owner.execute("select organization_id from member where id = %s", (guest_id,)).fetchone()
    assert row is not None

    def shown(**settings: str) -> set[str]:
        with owner.transaction(force_rollback=True):
            owner.execute("set local role film_studio_app")
            for name, value in {"org_id": str(row[0]), **settings}.items():
                owner.execute("select set_config('app.' || %s, %s, true)", (name, value))
            return {str(found) for (found,) in owner.execute("select id from project").fetchall()}

    assert shown(member_id=guest_id, guest="True") == {theirs}
    assert shown(member_id=member_id, guest="False") == {theirs, open_to_all}
    assert shown(project_id=hidden) == {hidden}
    assert shown() == {theirs, hidden, open_to_all}
