"""Members are told of what concerns them: once, where they may see it, as they want to be, and each for themselves."""

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from film_studio.engines.tracking.recipients import named_in
from film_studio.flows import telling
from film_studio.flows.telling import Teller
from film_studio.identity.mailroom import Mailroom
from film_studio.kit.outgoing_mail import MailRelay
from film_studio.kit.settings import ApiSettings
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from tests.backend.browser import browser_of, invite
from tests.backend.conftest import client_of, seen
from tests.backend.identity.mail import text_of
from tests.backend.identity.test_sessions_api import address, kind
from tests.backend.studio import Clock, Studio, event

pytestmark = pytest.mark.anyio
ANN, BEN, BEA = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()


@dataclass
class Person:
    """A member at a browser."""

    id: str
    name: str
    client: httpx.AsyncClient
    app: FastAPI

    async def told(self, **query: Any) -> list[dict[str, Any]]:
        await self.app.state.teller.tell_all()
        answer = await self.client.get("/api/v1/notifications", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    async def kinds(self) -> list[str]:
        return [each["kind"] for each in await self.told()]


@pytest.fixture
async def people(app: FastAPI, client: httpx.AsyncClient) -> AsyncIterator[list[Person]]:
    """Ann and Ben, who are members."""
    async with AsyncExitStack() as stack:
        found: list[Person] = []
        for name in (f"Ann L{uuid.uuid4().hex[:8]}", f"Ben Å{uuid.uuid4().hex[:8]}"):
            browser = await stack.enter_async_context(browser_of(app))
            await browser.accept(await invite(client), address(), name=name)
            token = browser.http.headers["Authorization"].removeprefix("Bearer ")
            calling = await stack.enter_async_context(client_of(app, token))
            found.append(Person(id=(await browser.who()).json()["member_id"], name=name, client=calling, app=app))
        yield found


@trying(max_examples=100)
@given(st.sampled_from(["@Ann Lee", "@ANN LEE", "@ann"]), st.text(alphabet="xä é,.!\n@1", max_size=6))
def test_whoever_is_named_with_an_at_is_named_and_nobody_whose_name_goes_on(named: str, after: str) -> None:
    names = {ANN: "Ann Lee", BEN: "Ben One", BEA: "Ben Two"}
    goes_on = bool(after) and (after[0].isdigit() or after[0].lower() != after[0].upper())
    assert named_in(f"Look, {named}{after}", names) == ([] if goes_on and " " not in named else [ANN])
    assert named_in(f"{named[1:]}{after.replace('@', '')} @Ben", names) == []


def test_of_two_names_the_longer_one_is_meant_and_scripts_without_spaces_are_read() -> None:
    assert named_in("@Ann Lee-Roth", {ANN: "Ann", BEN: "Ann Lee-Roth"}) == [BEN]
    assert named_in("@山田さんへ", {ANN: "山田"}) == [ANN]


async def test_who_gets_a_task_is_told_once_and_who_gave_it_is_not(
    client: httpx.AsyncClient, people: list[Person]
) -> None:
    ann, ben = people
    project = (await client.post("/api/v1/projects", json={"title": "Ferry"})).json()["id"]
    body = {"title": "Light it", "assignee_id": ben.id}
    task = await ann.client.post(f"/api/v1/projects/{project}/tasks", json=body)
    path = f"/api/v1/tasks/{task.json()['id']}"
    await ann.client.patch(path, json={"status": "doing"}, headers=seen(task))
    (told,) = await ben.told()
    assert (told["kind"], told["actor"], told["words"], told["project"]) == ("assigned", ann.name, "Light it", "Ferry")
    assert told["path"] == f"/tasks/?id={project}&task={task.json()['id']}"
    assert await ann.told() == []
    own = await ann.client.patch(path, json={"assignee_id": ann.id}, headers=seen(await ann.client.get(path)))
    assert own.status_code == 200, own.text
    assert await ann.told() == []


async def test_what_is_said_of_a_film_reaches_who_made_it_who_is_named_and_who_was_answered(
    studio: Studio, client: httpx.AsyncClient, people: list[Person]
) -> None:
    ann, ben = people
    revision = await studio.revision()
    production = (await ann.client.post(f"/api/v1/revisions/{revision}/productions")).json()["id"]
    await studio.succeed_all(uuid.UUID(production))
    assert await ann.kinds() == ["finished"]
    link = await ann.client.post(
        f"/api/v1/productions/{production}/share-links", json={"name": "Jury", "may_comment": True}
    )
    admitted = await client.post("/api/v1/session/share", json={"link": link.json()["token"]})
    async with client_of(ann.app, admitted.json()["access_token"]) as guest:
        said = {"frame": 1, "text": "Lovely.", "name": "Zoë"}
        assert (await guest.post("/api/v1/shared/comments", json=said)).status_code == 201
    comment = await ben.client.post(
        f"/api/v1/productions/{production}/comments", json={"frame": 0, "text": f"Too dark, @{ann.name}?"}
    )
    reply = {"text": "A little."}
    await ann.client.post(f"/api/v1/comments/{comment.json()['id']}/replies", json=reply)
    assert (await client.post(f"/api/v1/productions/{production}/approvals", json={"shot": 1})).status_code == 201
    assert await ann.kinds() == ["approved", "mentioned", "commented", "finished"]
    (answered,) = await ben.told()
    assert (answered["kind"], answered["words"]) == ("replied", "A little.")
    assert answered["path"].endswith(f"&film={production}&comment={comment.json()['id']}")


async def test_who_made_a_film_that_fails_is_told_why(studio: Studio, people: list[Person]) -> None:
    ann, _ = people
    production = await ann.client.post(f"/api/v1/revisions/{await studio.revision()}/productions")
    production_id = uuid.UUID(production.json()["id"])
    while queued := [each for each in await studio.jobs(production_id) if each.status == "queued"]:
        for each in queued:
            failed = event(each, "failed", reason="out of ink", retryable=False)
            assert await studio.apply(failed) == "applied"
    (told,) = await ann.told()
    assert told["kind"] == "failed"
    assert "out of ink" in told["words"]
    assert told["path"].startswith("/production/")


async def test_unread_is_counted_read_is_noted_and_nobody_reads_for_somebody_else(
    client: httpx.AsyncClient, people: list[Person]
) -> None:
    ann, ben = people
    project = (await client.post("/api/v1/projects", json={"title": "Ferry"})).json()["id"]
    for title in ("One", "Two", "Three"):
        await client.post(f"/api/v1/projects/{project}/tasks", json={"title": title, "assignee_id": ben.id})
    told = await ben.told()
    assert [each["words"] for each in told] == ["Three", "Two", "One"]
    ids = {"ids": [told[0]["id"]]}
    assert (await ann.client.post("/api/v1/notifications/read", json=ids)).json() == {"unread": 0}
    assert len(await ben.told(unread=True)) == 3
    assert (await ben.client.post("/api/v1/notifications/read", json=ids)).json() == {"unread": 2}
    assert [each["words"] for each in await ben.told(unread=True)] == ["Two", "One"]
    assert (await ben.client.post("/api/v1/notifications/read", json={})).json() == {"unread": 0}
    assert len(await ben.told()) == 3
    # A project that they see no longer is as if there were none.
    path = f"/api/v1/projects/{project}"
    assert (await client.patch(path, json={"team_only": True}, headers=seen(await client.get(path)))).status_code == 200
    assert await ben.told() == []
    await client.post(f"/api/v1/projects/{project}/tasks", json={"title": "Four"})
    assert await ben.told() == []


async def test_everybody_chooses_what_they_are_told_of(client: httpx.AsyncClient, people: list[Person]) -> None:
    _, ben = people
    path = "/api/v1/notifications/settings"
    now = await ben.client.get(path)
    chosen = {"page": ["replied", "mentioned"], "mail": []}
    put = await ben.client.put(path, json=chosen, headers=seen(now))
    assert put.json() == {"page": ["mentioned", "replied"], "mail": [], "version": 2}
    assert kind(await ben.client.put(path, json=chosen, headers=seen(now))) == (412, "changed-meanwhile")
    assert (await ben.client.get(path)).json() == put.json()
    project = (await client.post("/api/v1/projects", json={"title": "Ferry"})).json()["id"]
    await client.post(f"/api/v1/projects/{project}/tasks", json={"title": "One", "assignee_id": ben.id})
    assert await ben.told() == []
    assert kind(await client.get(path)) == (409, "no-person")
    assert (await client.get("/api/v1/notifications")).json()["items"] == []


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mail(app: FastAPI, settings: ApiSettings, clock: Clock, tmp_path: Path) -> Iterator[tuple[Teller, MailRelay, Path]]:
    """What tells by mail into a folder, at a time that tests choose."""
    values = {"mail_from": "studio@example.org", "mail_folder": str(tmp_path), "public_url": "https://api.example.org"}
    posting = settings.model_copy(update={**values, "site_url": "https://studio.example.org"})
    mailroom = Mailroom(posting, app.state.signing, page="/sign-in")
    assert mailroom.post is not None
    teller = Teller(app.state.database, app.state.storage, mailroom, clock=clock)
    yield teller, MailRelay(app.state.database, mailroom.post, mailroom.sealing, {}, clock=clock), tmp_path
    mailroom.close()


async def test_what_cannot_be_told_holds_nothing_else_up_and_is_told_later(
    client: httpx.AsyncClient, people: list[Person], owner: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ben = people
    project = (await client.post("/api/v1/projects", json={"title": "Ferry"})).json()["id"]
    notify = telling.notify

    async def stumble(scope: Any, happening: Any) -> None:
        if happening.details.get("title") == "One":
            raise RuntimeError("poisoned")
        await notify(scope, happening)

    with monkeypatch.context() as poisoned:
        poisoned.setattr(telling, "notify", stumble)
        for title in ("One", "Two"):
            await client.post(f"/api/v1/projects/{project}/tasks", json={"title": title, "assignee_id": ben.id})
        assert [each["words"] for each in await ben.told()] == ["Two"]
    owner.execute("update happening set due_at = now()")
    assert [each["words"] for each in await ben.told()] == ["One", "Two"]
    assert owner.execute("select count(*) from happening").fetchone() == (0,)


async def test_a_letter_tells_of_what_is_not_read_all_together_and_not_again_within_the_hour(
    app: FastAPI, client: httpx.AsyncClient, people: list[Person], mail: tuple[Teller, MailRelay, Path], clock: Clock
) -> None:
    _, ben = people
    teller, relay, folder = mail
    project = (await client.post("/api/v1/projects", json={"title": "Ferry"})).json()["id"]

    async def give(*titles: str) -> None:
        for title in titles:
            await client.post(f"/api/v1/projects/{project}/tasks", json={"title": title, "assignee_id": ben.id})
        await teller.tell_all()

    async def letters() -> list[str]:
        await teller.mail_all()
        await relay.send_all()
        found = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*"))]
        texts = [text_of(each) for each in found]
        return [text for text in texts if ben.name in text]

    await give("One", "Two", "Three")
    await ben.client.post("/api/v1/notifications/read", json={"ids": [(await ben.told())[0]["id"]]})
    assert await letters() == []  # whoever looks at the page needs none
    clock.pass_time(minutes=11)
    (letter,) = await letters()
    assert [title in letter for title in ("One", "Two", "Three")] == [True, True, False]
    assert f"https://studio.example.org/tasks/?id={project}&task=" in letter
    await give("Four", "Five")
    clock.pass_time(minutes=30)
    assert len(await letters()) == 1
    clock.pass_time(minutes=31)
    (_, second) = await letters()
    assert [title in second for title in ("One", "Four", "Five")] == [False, True, True]
