"""One stream tells a browser of all that changes in its organisation, of what it asked for and may know of."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from film_studio.flows import events
from film_studio.flows.events import MOST_TOPICS, Watcher, check_topics, read_topics, stream_events
from film_studio.flows.subjects import places
from film_studio.identity.caller import Caller, service_of
from film_studio.identity.permissions import IN_PROJECT, OF_ROLE, ProjectRole
from film_studio.identity.places import Places
from film_studio.identity.scope import ReadScope
from film_studio.jobs.changes import Changes
from film_studio.kit.database.session import Sight
from film_studio.kit.event_stream import Outlet
from film_studio.kit.notices import Notice, read_notice
from film_studio.kit.problems import ProblemError
from starlette.requests import Request

from tests.backend.conftest import seen
from tests.backend.engines.tracking.test_comments_api import film_of, said
from tests.backend.jobs.test_progress_stream import parts_of
from tests.backend.studio import Studio, event

pytestmark = pytest.mark.anyio
#: An id that nothing has, the same in each process of a run.
SOME_ID = "01980b7e-0000-7000-8000-000000000000"
EVERYTHING = "projects,revisions,productions,jobs"


@pytest.fixture
async def changes(app: FastAPI) -> AsyncIterator[Changes]:
    """The listener of the process, listening."""
    listening: Changes = app.state.changes
    task = asyncio.create_task(listening.listen())
    await listening.listening.wait()
    yield listening
    task.cancel()
    await asyncio.wait([task])


async def told(
    changes: Changes, studio: Studio, topics: str, act: Callable[[], Awaitable[Any]], *, to: Caller | None = None
) -> list[dict[str, Any]]:
    """What a browser of the organisation, or somebody else's, is told while something is done."""
    outlet, heard, mark = Outlet(), asyncio.Event(), uuid.uuid4()
    caller = to or service_of(studio.organization_id)
    watcher = Watcher(caller, read_topics(topics), outlet, Places(studio.database, places()))

    def watch_for_mark(notice: Notice | None) -> None:
        if notice is not None and notice.id == mark:
            heard.set()

    async with watcher:
        with (
            changes.hear(caller.organization_id, watcher.hear),
            changes.hear(studio.organization_id, watch_for_mark),
        ):
            await act()
            async with studio.scope() as scope:
                await scope.announce("mark", mark)
            await asyncio.wait_for(heard.wait(), 30)
        await watcher.placed()
    return [{"event": part["event"], **json.loads(part["data"])} for part in parts_of(outlet.take().decode())]


async def test_what_is_made_changed_or_deleted_is_told_by_type_and_id(
    studio: Studio, changes: Changes, client: httpx.AsyncClient
) -> None:
    made: list[str] = []

    async def work() -> None:
        project = (await client.post("/api/v1/projects", json={"title": "The Ferry"})).json()["id"]
        revision = await client.post(
            f"/api/v1/projects/{project}/revisions",
            content=b"INT. PIER - DAY\n\nFog.\n",
            headers={"Content-Type": "text/plain"},
        )
        made.extend((project, revision.json()["id"]))

    assert [(it["event"], it["type"], it["id"]) for it in await told(changes, studio, EVERYTHING, work)] == [
        ("changed", "project", made[0]),
        ("changed", "revision", made[1]),
    ]
    path = f"/api/v1/projects/{made[0]}"
    headers = seen(await client.get(path))

    async def change(method: str, where: str, body: dict[str, str] | None = None) -> None:
        answer = await client.request(method, where, json=body, headers=headers)
        headers["If-Match"] = f'"{answer.json()["version"]}"'

    for act in (
        partial(change, "PATCH", path, {"title": "The Last Ferry"}),
        partial(change, "DELETE", path),
        partial(change, "POST", f"{path}/restore"),
    ):
        assert [(it["type"], it["id"]) for it in await told(changes, studio, "projects", act)] == [("project", made[0])]


async def test_many_changes_of_one_production_are_told_once_with_the_last_state(
    studio: Studio, changes: Changes
) -> None:
    production = await studio.start()

    async def work() -> None:
        for job in await studio.jobs(production.id, "line"):
            for fraction in (0.2, 0.9):
                await studio.apply(event(job, "progress", fraction=fraction, sequence=int(fraction * 10)))

    for topics in ("productions", "jobs", f"production:{production.id}", EVERYTHING):
        (once,) = await told(changes, studio, topics, work)
        now = await studio.production(production.id)
        assert once == {
            "event": "changed",
            "type": "production",
            "id": str(production.id),
            "status": "running",
            "fraction": now.fraction,
            "changes": now.changes,
        }


async def test_nobody_is_told_of_what_they_did_not_ask_for_or_of_others(
    studio: Studio, changes: Changes, make_organization: Callable[[str], Any]
) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")

    async def work() -> None:
        await studio.apply(event(job, "started"))

    for topics in ("projects", "revisions", f"production:{uuid.uuid4()}"):
        assert await told(changes, studio, topics, work) == []
    stranger = make_organization("Other pictures")
    assert (
        await told(changes, studio, f"{EVERYTHING},production:{production.id}", work, to=service_of(stranger.id)) == []
    )


async def test_who_is_in_a_team_is_told_of_its_project_as_far_as_their_role_goes(
    studio: Studio, changes: Changes, client: httpx.AsyncClient
) -> None:
    projects = [(await client.post("/api/v1/projects", json={"title": title})).json()["id"] for title in ("A", "B")]
    revisions: list[str] = []

    def guest(role: ProjectRole) -> Caller:
        somebody = uuid.uuid4()
        return Caller(
            organization_id=studio.organization_id,
            kind="member",
            id=somebody,
            permissions=OF_ROLE["guest"],
            projects={uuid.UUID(projects[0]): IN_PROJECT[role]},
            sight=Sight(studio.organization_id, member_id=somebody, guest=True),
        )

    async def work() -> None:
        for project in projects:
            script = f"INT. PIER - DAY\n\nFog {uuid.uuid4()}.\n"
            made = await client.post(f"/api/v1/projects/{project}/revisions", content=script.encode())
            revisions.append(made.json()["id"])

    by_viewer = await told(changes, studio, "revisions", work, to=guest("viewer"))
    assert [each["id"] for each in by_viewer] == revisions[:1]
    assert await told(changes, studio, "revisions,productions", work, to=guest("client")) == []
    by_viewer = await told(changes, studio, "things", work, to=guest("viewer"))
    assert {each["id"] for each in by_viewer if each["type"] == "revision"} == {revisions[-2]}
    assert await told(changes, studio, "things", work, to=guest("client")) == []


def test_a_job_for_a_thing_does_not_change_the_thing() -> None:
    revision = uuid.uuid4()
    notice = Notice(organization_id=uuid.uuid4(), type="revision", id=revision, owner_id=uuid.uuid4())
    covered = {it: read_topics(it)[0].covers(notice) for it in ("revisions", "jobs", f"revision:{revision}")}
    assert covered == {"revisions": False, "jobs": True, f"revision:{revision}": True}


async def test_over_http_the_stream_says_when_it_hears_and_then_what(
    app: FastAPI, studio: Studio, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "EVENT_SECONDS", 0)
    request = Request({"type": "http", "app": app, "path": "/events", "headers": []})
    scope = ReadScope(studio.database, studio.storage, service_of(studio.organization_id))
    stream = (await stream_events(request, scope, "projects")).body_iterator
    parts = aiter(stream)

    async def following() -> str:
        part = await anext(parts)
        assert isinstance(part, bytes)
        return parts_of(part.decode())[0]["event"]

    assert await following() == "ready"
    async with studio.scope() as scope:
        await scope.announce("project", uuid.uuid4())
    assert await following() == "changed"
    tell_all = changes._wake_all  # pyright: ignore[reportPrivateUsage] — as when its connection is back
    tell_all()
    assert await following() == "missed"


async def test_a_comment_and_its_answers_are_told_to_who_watches_comments(
    studio: Studio, changes: Changes, client: httpx.AsyncClient
) -> None:
    production, _ = await film_of(studio)

    async def work() -> None:
        comment = await said(client, production, 1)
        await client.post(f"/api/v1/comments/{comment['id']}/replies", json={"text": "Yes."})

    (once,) = await told(changes, studio, "comments", work)
    (shown,) = (await client.get(f"/api/v1/productions/{production}/comments")).json()["items"]
    assert (once["type"], once["id"]) == ("comment", shown["id"])
    assert await told(changes, studio, "productions", work) == []


@pytest.mark.parametrize(
    ("topics", "reason"),
    [
        ("weather", "there is no topic 'weather'; choose among jobs, projects"),
        ("", "at least 1 character"),
        ("projects,", "there is no topic ''"),
        ("production:12", "names no production; write production: and its id"),
        ("productions:01980b7e-0000-7000-8000-000000000000", "there is no topic"),
        (",".join(["jobs"] * (MOST_TOPICS + 1)), f"ask for at most {MOST_TOPICS}"),
    ],
)
async def test_a_topic_that_there_is_not_is_refused(client: httpx.AsyncClient, topics: str, reason: str) -> None:
    answer = await client.get("/api/v1/events", params={"topics": topics})
    assert answer.status_code == 422
    assert reason in answer.text


def test_each_topic_needs_its_own_permission() -> None:
    somebody = uuid.uuid4()
    caller = Caller(
        organization_id=somebody,
        kind="member",
        id=somebody,
        permissions=frozenset(("projects:read",)),
        sight=Sight(somebody),
    )
    check_topics(caller, read_topics(f"projects,project:{uuid.uuid4()}"))
    check_topics(caller, read_topics("things"))
    for topics in ("projects,productions", "jobs", "things,productions", f"revision:{uuid.uuid4()}"):
        with pytest.raises(ProblemError) as refused:
            check_topics(caller, read_topics(topics))
        assert refused.value.status == 403


@pytest.mark.parametrize("payload", ["", "[]", "3", '["x","y","z",null,{}]', SOME_ID])
def test_what_another_version_announces_is_not_understood_and_harms_nothing(payload: str) -> None:
    assert read_notice(payload) is None
