"""Every route against everybody who may not use it: walks the routes, so that one to come is held to this by itself."""

import hashlib
import json
import re
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from film_studio.identity.permissions import IN_PROJECT, OF_ROLE, ProjectRole, permission_of
from film_studio.kit.rates import Rates

from tests.backend.browser import browser_of, invite, join
from tests.backend.conftest import Organization, client_of
from tests.backend.identity.test_permissions import routes_of
from tests.backend.kit.test_parts_away import body_of, query_of
from tests.backend.screenplay.paper_files import docx
from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio
SCREENPLAY = "INT. BAR - DAY\n\nFog.\n\nMARA\nNow.\n"
STREAMS = {"stream_production", "stream_job", "stream_events"}


@dataclass(frozen=True)
class Call:
    """A request that the route takes, for things that there are."""

    name: str
    method: str
    path: str
    permission: str
    arguments: Mapping[str, Any]

    async def by(self, calling: httpx.AsyncClient, ids: Mapping[str, str]) -> httpx.Response:
        path = self.path.format(**ids)
        return await calling.request(self.method, path, headers={"If-Match": '"1"'}, **self.arguments)


def calls_of(app: FastAPI) -> list[Call]:
    """One of each route that asks who is calling; reading first, so that what takes away comes last."""
    document = app.openapi()
    permissions = {route.name: permission_of(route.endpoint) for route in routes_of(app)}
    found = [
        Call(
            name=operation["operationId"],
            method=method.upper(),
            path=path,
            permission=str(permissions[operation["operationId"]]),
            arguments={"params": query_of(operation, document), **body_of(document, operation)},
        )
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if "security" in operation
    ]
    return sorted(found, key=lambda call: ("GET", "POST", "PUT", "PATCH", "DELETE").index(call.method))


async def things_of_a_project(client: httpx.AsyncClient, owner: psycopg.Connection[Any], title: str) -> dict[str, str]:
    """Ids of one thing of each kind that a project has, by the names that paths have for them."""
    project = (await client.post("/api/v1/projects", json={"title": title})).json()["id"]
    revision = (await client.post(f"/api/v1/projects/{project}/revisions", content=SCREENPLAY.encode())).json()["id"]
    issued = await client.post(f"/api/v1/revisions/{revision}/issue", json={"dated": "2026-05-01"})
    assert issued.status_code == 201, issued.text
    production = (await client.post(f"/api/v1/revisions/{revision}/productions")).json()["id"]
    job = (await client.get(f"/api/v1/productions/{production}/jobs?limit=1")).json()["items"][0]["id"]
    link = (await client.post(f"/api/v1/productions/{production}/share-links", json={"name": title})).json()["id"]
    character = (await client.get(f"/api/v1/revisions/{revision}/characters?limit=1")).json()["items"][0]["id"]
    agreed = {"kind": "voice", "person": "Jane", "uses": ["film"], "territory": "World", "begins_on": "2026-05-01"}
    consent = (await client.post(f"/api/v1/characters/{character}/consents", json=agreed)).json()["id"]
    kept = await client.put(f"/api/v1/consents/{consent}/file", content=b"%PDF-1.7\n", headers={"If-Match": '"1"'})
    assert kept.status_code == 200, kept.text
    element = (await client.get(f"/api/v1/revisions/{revision}/elements?limit=1")).json()["items"][0]["id"]
    scenario = (await client.post(f"/api/v1/projects/{project}/scenarios", json={"name": title})).json()["id"]
    imported = await client.post(f"/api/v1/projects/{project}/imports", content=docx())
    assert imported.status_code == 201, imported.text
    asked = await client.post(f"/api/v1/projects/{project}/suggestions", json={"kind": "draft", "logline": "Fog."})
    assert asked.status_code == 202, asked.text
    budget = (await client.post(f"/api/v1/projects/{project}/budgets", json={"name": title})).json()["id"]
    judged = {"reader": "Jane", "read_on": "2026-05-01"}
    coverage = (await client.post(f"/api/v1/revisions/{revision}/coverage", json=judged)).json()["id"]
    beats = (await client.post(f"/api/v1/projects/{project}/beat-sheets", json={"name": title})).json()["id"]
    return {
        **_of_a_review(owner, project, production),
        **await _of_a_call_sheet(client, project, scenario),
        "character_id": character,
        "consent_id": consent,
        "element_id": element,
        "scenario_id": scenario,
        "budget_id": budget,
        "coverage_id": coverage,
        "beat_sheet_id": beats,
        "project_id": project,
        "revision_id": revision,
        "import_id": imported.json()["id"],
        "suggestion_id": asked.json()["id"],
        "production_id": production,
        "job_id": job,
        "share_link_id": link,
    }


async def _of_a_call_sheet(client: httpx.AsyncClient, project: str, scenario: str) -> dict[str, str]:
    """What it is derived from, and a version that was given out; as if nobody had changed it since it was begun."""
    path = f"/api/v1/projects/{project}"
    place = await client.post(f"{path}/locations", json={"name": "Quay", "time_zone": "Europe/Oslo"})
    person = await client.post(f"{path}/crew-members", json={"name": "Jo", "department": "sound", "role": "Mixer"})
    sheet = (await client.post(f"{path}/call-sheets", json={"scenario_id": scenario, "day": 1})).json()["id"]
    given_out = await client.post(f"/api/v1/call-sheets/{sheet}/versions", headers={"If-Match": '"1"'})
    assert given_out.status_code == 201, given_out.text
    return {
        "location_id": place.json()["id"],
        "crew_member_id": person.json()["id"],
        "call_sheet_id": sheet,
        "published_sheet_id": given_out.json()["id"],
    }


async def a_webhook(client: httpx.AsyncClient) -> dict[str, str]:
    """Ids of a webhook and of something that waits for it."""
    body = {"name": "Ours", "url": "https://hooks.example.org", "events": ["task.deleted"]}
    webhook = (await client.post("/api/v1/webhooks", json=body)).json()["id"]
    delivery = (await client.post(f"/api/v1/webhooks/{webhook}/test")).json()["id"]
    return {"webhook_id": webhook, "message_id": delivery}


def _of_a_review(owner: psycopg.Connection[Any], project: str, production: str) -> dict[str, str]:
    """What is written on a finished film, which this one is not."""
    key = "(select id from api_key where organization_id = production.organization_id order by id limit 1)"
    of_film = "(organization_id, project_id, production_id, api_key_id, shot"
    chosen = f"select organization_id, project_id, id, {key}, 0"
    inserts = {
        "comment_id": f"insert into comment {of_film}, \"offset\", frames, text) {chosen}, 0, 1, 'Fog?' "
        "from production where id = %s returning id",
        "approval_id": f"insert into approval {of_film}) {chosen} from production where id = %s returning id",
        "task_id": "insert into task (organization_id, project_id, title, status) "
        "select organization_id, project_id, 'Light it', 'todo' from production where id = %s returning id",
        "milestone_id": "insert into milestone (organization_id, project_id, title, kind, due_on) "
        "select organization_id, project_id, 'Lock', 'picture_lock', '2026-06-03' from production where id = %s "
        "returning id",
        "task_filter_id": "insert into task_filter (organization_id, project_id, name, shared, shows) "
        "select organization_id, project_id, 'Late', true, '{}' from production where id = %s returning id",
        "playlist_id": "insert into playlist (organization_id, project_id, title, items) "
        "select organization_id, project_id, 'Dailies', '[]' from production where id = %s returning id",
        "reply_id": "insert into reply (organization_id, comment_id, api_key_id, text) "
        "select organization_id, id, api_key_id, 'Fog.' from comment where production_id = %s returning id",
    }
    found: dict[str, str] = {}
    for name, insert in inserts.items():
        row = owner.execute(insert.encode(), (production,)).fetchone()
        assert row is not None
        found[name] = str(row[0])
    return found


@pytest.fixture(scope="module")
async def ids(
    app: FastAPI, client: httpx.AsyncClient, owner: psycopg.Connection[Any], studio_of_module: Studio
) -> Mapping[str, str]:
    """Of one thing of each kind of the organisation, by the names that paths have for them."""
    of_project = await things_of_a_project(client, owner, "Ours")
    key = (await client.post("/api/v1/api-keys", json={"name": "Ours"})).json()["id"]
    async with browser_of(app) as browser:
        session = await join(browser, client, "ours@films.example.org", role="owner")
    await invite(client)
    invitation = (await client.get("/api/v1/invitations")).json()["items"][0]["id"]
    added = await client.post(
        f"/api/v1/projects/{of_project['project_id']}/team",
        json={"member_id": session["member_id"], "role": "director"},
    )
    assert added.status_code == 201, added.text
    return {
        **of_project,
        **await a_webhook(client),
        "key_id": key,
        "member_id": session["member_id"],
        "session_id": session["id"],
        "invitation_id": invitation,
    }


@pytest.fixture
def rows(owner: psycopg.Connection[Any], organization_id: uuid.UUID) -> Callable[[], Mapping[str, str]]:
    """A sum of all rows of the organisation, by table: the same before and after what has no effect."""
    tables = [
        name
        for (name,) in owner.execute(
            "select table_name from information_schema.columns where column_name = 'organization_id' "
            "and table_schema = 'public' order by 1"
        )
    ]
    # When a key was used last is noted of whoever calls.
    parts = {name: "to_jsonb(x) - 'last_used_at'" if name == "api_key" else "to_jsonb(x)" for name in tables}

    def summed() -> Mapping[str, str]:
        return {
            name: hashlib.sha256(
                repr(
                    owner.execute(
                        f"select {part}::text from {name} as x where organization_id = %s order by 1".encode(),
                        (organization_id,),
                    ).fetchall()
                ).encode()
            ).hexdigest()
            for name, part in parts.items()
        }

    return summed


@pytest.fixture
async def shut_out(
    app: FastAPI, client: httpx.AsyncClient, owner: psycopg.Connection[Any]
) -> AsyncIterator[Mapping[str, httpx.AsyncClient]]:
    """Those whom nobody knows (any more)."""
    revoked = (await client.post("/api/v1/api-keys", json={"name": "Revoked"})).json()
    await client.delete(f"/api/v1/api-keys/{revoked['id']}")
    async with browser_of(app) as removed, browser_of(app) as signed_out, browser_of(app) as expired:
        member = (await join(removed, client, "removed@films.example.org", role="owner"))["member_id"]
        await client.delete(f"/api/v1/members/{member}", headers={"If-Match": '"1"'})
        await join(signed_out, client, "signed.out@films.example.org", role="owner")
        await signed_out.http.post("/session/sign-out")
        session = await join(expired, client, "expired@films.example.org", role="owner")
        owner.execute("update session set expires_at = now() where id = %s", (session["id"],))
        app.state.callers.forget(uuid.UUID(session["id"]))
        tokens = {
            "nobody": None,
            "who makes a key up": "fs_" + "A" * 43,
            "a revoked key": revoked["key"],
            "a removed member": removed.http.headers["Authorization"].removeprefix("Bearer "),
            "who has signed out": signed_out.http.headers["Authorization"].removeprefix("Bearer "),
            "an expired session": expired.http.headers["Authorization"].removeprefix("Bearer "),
        }
        clients = {who: client_of(app, token) for who, token in tokens.items()}
        yield clients
        for opened in clients.values():
            await opened.aclose()


async def test_whom_nobody_knows_gets_and_changes_nothing(
    app: FastAPI,
    ids: Mapping[str, str],
    shut_out: Mapping[str, httpx.AsyncClient],
    rows: Callable[[], Mapping[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app.state.callers, "unknown", Rates(a_second=1e6, at_once=1_000_000))
    before = rows()
    for call in calls_of(app):
        for who, calling in shut_out.items():
            answer = await call.by(calling, ids)
            assert answer.status_code == 401, f"{call.name} by {who}: {answer.text}"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert rows() == before


async def test_who_lacks_the_permission_is_told_which_and_changes_nothing(
    app: FastAPI, client: httpx.AsyncClient, ids: Mapping[str, str], rows: Callable[[], Mapping[str, str]]
) -> None:
    made = (await client.post("/api/v1/api-keys", json={"name": "Little", "permissions": ["session:use"]})).json()
    async with browser_of(app) as guest, client_of(app, made["key"]) as little:
        await join(guest, client, "guest@films.example.org", role="guest")
        visiting = client_of(app, guest.http.headers["Authorization"].removeprefix("Bearer "))
        before = rows()
        for call in calls_of(app):
            for calling, may in ((little, {"session:use"}), (visiting, OF_ROLE["guest"])):
                if call.permission in may:
                    continue
                # The same for what there is and what there is not: nobody finds out what exists.
                for chosen in (ids, dict.fromkeys(ids, str(uuid.uuid4()))):
                    answer = await call.by(calling, chosen)
                    assert answer.status_code == 403, f"{call.name}: {answer.text}"
                    assert f"the permission {call.permission}" in answer.json()["detail"]
        await visiting.aclose()
    assert rows() == before


@pytest.mark.parametrize("role", IN_PROJECT)
async def test_a_guest_does_in_a_project_what_their_role_there_says_and_sees_no_other(
    app: FastAPI,
    client: httpx.AsyncClient,
    owner: psycopg.Connection[Any],
    ids: Mapping[str, str],
    rows: Callable[[], Mapping[str, str]],
    role: ProjectRole,
) -> None:
    theirs = {**ids, **await things_of_a_project(client, owner, f"With a {role}")}
    others = {name: value for name, value in ids.items() if theirs[name] != value}
    path = f"/api/v1/projects/{theirs['project_id']}/invitations"
    token = (await client.post(path, json={"role": role})).json()["token"]
    async with browser_of(app) as browser:
        assert (await browser.accept(token, f"{role}@films.example.org")).status_code == 200
        theirs |= {"member_id": (await browser.who()).json()["member_id"]}
        async with client_of(app, browser.http.headers["Authorization"].removeprefix("Bearer ")) as guest:
            before = rows()
            for call in calls_of(app):
                if call.name in STREAMS or call.permission == "session:use":
                    continue
                answer = await call.by(guest, ids)
                in_project = any(f"{{{name}}}" in call.path for name in others)
                if in_project and call.permission in IN_PROJECT[role]:
                    # Another project is as if there were none.
                    assert answer.status_code == 404, f"{call.name}: {answer.text}"
                elif in_project or call.permission not in IN_PROJECT[role] | OF_ROLE["guest"]:
                    assert answer.status_code == 403, f"{call.name}: {answer.text}"
                elif call.method == "GET":
                    assert answer.status_code == 200, f"{call.name}: {answer.text}"
                    assert not [name for name, value in others.items() if value in answer.text], call.name
                else:
                    assert answer.status_code == 403, f"{call.name} needs the organisation: {answer.text}"
                if not in_project:
                    continue
                if call.permission not in IN_PROJECT[role]:
                    refused = await call.by(guest, theirs)
                    assert refused.status_code == 403, f"{call.name}: {refused.text}"
                elif call.method == "GET":
                    shown = await call.by(guest, theirs)
                    assert shown.status_code == 200, f"{call.name}: {shown.text}"
            assert rows() == before


async def test_who_holds_a_share_link_sees_its_film_and_nothing_else(
    app: FastAPI, client: httpx.AsyncClient, ids: Mapping[str, str], rows: Callable[[], Mapping[str, str]]
) -> None:
    path = f"/api/v1/productions/{ids['production_id']}/share-links"
    token = (await client.post(path, json={"name": "For the walk"})).json()["token"]
    admitted = await client.post("/api/v1/session/share", json={"link": token})
    async with client_of(app, admitted.json()["access_token"]) as holder:
        before = rows()
        for call in calls_of(app):
            answer = await call.by(holder, ids)
            if call.permission == "shared:read":
                assert answer.status_code in (200, 404), f"{call.name}: {answer.text}"
                assert not [name for name, value in ids.items() if value in answer.text], call.name
            else:
                assert answer.status_code == 403, f"{call.name}: {answer.text}"
        assert rows() == before


async def test_another_organisations_things_are_as_if_there_were_none(
    app: FastAPI,
    ids: Mapping[str, str],
    make_organization: Callable[[str], Organization],
    rows: Callable[[], Mapping[str, str]],
) -> None:
    stranger = make_organization("Rival Pictures").client
    async with browser_of(app) as browser:
        await join(browser, stranger, "rival@films.example.org", role="owner")
        token = browser.http.headers["Authorization"].removeprefix("Bearer ")
        async with client_of(app, token) as rival:
            before = rows()
            walked = 0
            for call in calls_of(app):
                if call.name in STREAMS and "{" not in call.path:
                    continue  # it does not end
                for calling in (stranger, rival):
                    answer = await call.by(calling, ids)
                    leaked = [name for name, value in ids.items() if value in answer.text and "{" not in call.path]
                    assert not leaked, f"{call.name} shows {leaked}"
                    if "{" in call.path:
                        unknown = {name: str(uuid.uuid4()) for name in ids}
                        other = await call.by(calling, unknown)
                        assert answer.status_code == 404, f"{call.name}: {answer.text}"
                        assert plain(answer, ids) == plain(other, unknown), call.name
                        walked += 1
            assert rows() == before
            assert walked > 40


def plain(answer: httpx.Response, ids: Mapping[str, str]) -> str:
    """The answer without what differs from one request to another."""
    body = {name: value for name, value in answer.json().items() if name != "request_id"}
    return re.sub("|".join(map(re.escape, ids.values())), "ID", json.dumps(body, sort_keys=True))
