"""People change their own details, get back in with a link that went to their address, and are told what happened."""

import asyncio
import logging
import stat
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from film_studio.app import create_app
from film_studio.identity.mailroom import Mailroom
from film_studio.identity.tokens import SigningKey
from film_studio.kit.mail import Letter, MailError
from film_studio.kit.outgoing_mail import MAX_FAILURES, MailRelay
from film_studio.kit.settings import ApiSettings

from tests.backend.browser import PASSWORD, Browser, browser_of, join
from tests.backend.conftest import Template, client_of, seen
from tests.backend.identity.mail import Mailbox, text_of
from tests.backend.identity.test_sessions_api import address, kind

pytestmark = pytest.mark.anyio
NEW_PASSWORD = "another ferry in the fog"


@pytest.fixture(scope="module")
async def app(
    settings: ApiSettings, anyio_backend: object, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[FastAPI]:
    """An API that sends mail, into a folder."""
    folder = tmp_path_factory.mktemp("post") / "mail"
    changed = {"mail_from": "studio@films.example.org", "mail_folder": str(folder), "public_url": "https://api.test"}
    application = create_app(settings.model_copy(update=changed), background=False)
    async with application.router.lifespan_context(application):
        application.state.folder = folder
        yield application


@pytest.fixture
def mailbox(app: FastAPI) -> Mailbox:
    return Mailbox(app, app.state.folder)


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    async with browser_of(app) as opened:
        yield opened


@pytest.fixture
async def without_mail(settings: ApiSettings) -> AsyncIterator[FastAPI]:
    application = create_app(settings, background=False)
    async with application.router.lifespan_context(application):
        yield application


async def forgot(browser: Browser, email: str) -> httpx.Response:
    return await browser.http.post("/session/forgotten-password", json={"email": email})


async def test_who_is_invited_by_address_gets_the_link_by_mail(
    mailbox: Mailbox, client: httpx.AsyncClient, browser: Browser
) -> None:
    email = address()
    made = (await client.post("/api/v1/invitations", json={"email": email})).json()
    assert made["mailed"] is True
    letter = await mailbox.last(email)
    assert f"https://api.test{made['url']}" in text_of(letter)
    assert f"https://api.test{made['url']}" in text_of(letter, "html")
    assert (await browser.accept(await mailbox.token(email), email)).status_code == 200
    assert (await client.post("/api/v1/invitations", json={})).json()["mailed"] is False


async def test_a_letter_is_sent_only_once_what_it_says_has_happened(
    mailbox: Mailbox, client: httpx.AsyncClient, owner: psycopg.Connection[Any]
) -> None:
    email = address()
    refused = await client.post(
        "/api/v1/invitations", json={"email": email, "role": "nobody"}, headers={"Idempotency-Key": uuid.uuid4().hex}
    )
    assert refused.status_code == 422
    assert await mailbox.letters(email) == []
    key = {"Idempotency-Key": uuid.uuid4().hex}
    for _ in range(2):
        await client.post("/api/v1/invitations", json={"email": email}, headers=key)
    assert len(await mailbox.letters(email)) == 1
    assert owner.execute("select count(*) from outgoing_mail").fetchone() == (0,)


async def test_what_waits_is_sealed_and_neither_log_nor_name_of_a_file_has_the_link(
    mailbox: Mailbox, client: httpx.AsyncClient, owner: psycopg.Connection[Any], caplog: pytest.LogCaptureFixture
) -> None:
    email = address()
    with caplog.at_level(logging.DEBUG):
        token = (await client.post("/api/v1/invitations", json={"email": email})).json()["token"]
        (row,) = owner.execute("select sealed, to_jsonb(outgoing_mail)::text from outgoing_mail").fetchall()
        assert token.encode() not in row[0]
        assert token not in row[1]
        assert email not in row[1]
        await mailbox.letters(email)
    assert token not in caplog.text
    assert email not in caplog.text
    assert token not in repr(sorted(mailbox.folder.iterdir()))
    assert {stat.S_IMODE(each.stat().st_mode) for each in mailbox.folder.iterdir()} == {0o600}


async def test_who_has_forgotten_the_password_gets_back_in_by_their_address(
    mailbox: Mailbox, client: httpx.AsyncClient, browser: Browser, app: FastAPI
) -> None:
    email = address()
    async with browser_of(app) as before:
        await join(before, client, email)
        assert kind_or_status(await forgot(browser, email)) == 202
        token = await mailbox.token(email)
        assert (await browser.begin("/session/sign-in", method="link", link=token)).status_code == 200
        assert (await browser.http.put("/session/password", json={"new": NEW_PASSWORD})).status_code == 204
        assert (await before.who()).status_code == 401
    async with browser_of(app) as again:
        assert kind(await again.begin("/session/sign-in", method="link", link=token)) == (401, "link-not-valid")
        assert (await again.sign_in(email, NEW_PASSWORD)).status_code == 200
    subjects = [letter["Subject"] for letter in await mailbox.letters(email)]
    assert sorted(subjects) == [
        "A link that signs you in",
        "You signed in with a link",
        "Your password was changed",
    ]


async def test_whether_an_address_is_anybodys_is_not_told(
    mailbox: Mailbox, client: httpx.AsyncClient, browser: Browser, app: FastAPI, owner: psycopg.Connection[Any]
) -> None:
    somebodys, nobodys = address(), address()
    async with browser_of(app) as other:
        await join(other, client, somebodys)
    known, unknown = await forgot(browser, somebodys), await forgot(browser, nobodys)
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text) == (202, "null")
    waiting = owner.execute("select about, octet_length(sealed) > 0, failures from outgoing_mail").fetchall()
    assert waiting == [("forgotten-password", True, 0)] * 2
    assert len(await mailbox.letters(somebodys)) == 1
    assert await mailbox.letters(nobodys) == []


async def test_links_are_asked_for_only_so_often(mailbox: Mailbox, client: httpx.AsyncClient, app: FastAPI) -> None:
    email = address()
    async with browser_of(app) as other:
        await join(other, client, email)
    async with browser_of(app, address="203.0.113.99") as impatient:
        answers = [await forgot(impatient, email) for _ in range(8)]
    assert kind(answers[-1]) == (429, "too-many-attempts")
    assert answers[-1].headers["Retry-After"]
    for network in range(4):
        async with browser_of(app, address=f"198.51.100.{network}") as elsewhere:
            await forgot(elsewhere, email)
    assert len(await mailbox.letters(email)) == 5


async def test_a_link_that_a_producer_makes_gets_a_member_back_in(
    client: httpx.AsyncClient, browser: Browser, app: FastAPI, without_mail: FastAPI
) -> None:
    async with browser_of(app) as member, browser_of(app) as chief:
        joined = await join(member, client, address())
        await join(browser, client, address(), role="producer")
        owns = await join(chief, client, address(), role="owner")
    refused = await browser.http.post(f"/members/{owns['member_id']}/sign-in-link")
    assert kind(refused) == (403, "more-than-yours")
    made = await browser.http.post(f"/members/{joined['member_id']}/sign-in-link")
    async with browser_of(without_mail) as again:
        answer = await forgot(again, joined["person"]["email"])
        assert kind(answer) == (409, "no-mail")
        assert "ask an owner or a producer" in answer.json()["detail"]
        assert (await again.begin("/session/sign-in", method="link", link=made.json()["token"])).status_code == 200


async def test_people_change_their_name_and_do_not_undo_each_other(client: httpx.AsyncClient, browser: Browser) -> None:
    await join(browser, client, address())
    before = await browser.http.get("/session/person")
    assert before.json()["has_password"] is True
    changed = await browser.http.patch("/session/person", json={"name": "Ada King"}, headers=seen(before))
    assert (changed.json()["name"], changed.json()["version"]) == ("Ada King", 2)
    late = await browser.http.patch("/session/person", json={"name": "Ada"}, headers=seen(before))
    assert kind(late) == (412, "changed-meanwhile")
    assert kind(await browser.http.patch("/session/person", json={"name": "Ada"})) == (428, "precondition-required")
    assert (await browser.who()).json()["person"]["name"] == "Ada King"
    assert kind(await client.get("/api/v1/session/person")) == (409, "no-person")


async def test_a_new_address_counts_once_its_link_was_followed(
    mailbox: Mailbox, client: httpx.AsyncClient, browser: Browser, app: FastAPI
) -> None:
    old, new = address(), address()
    await join(browser, client, old)
    wrong = await browser.http.post("/session/email", json={"email": new, "password": "not the password"})
    assert kind(wrong) == (401, "wrong-credentials")
    asked = await browser.http.post("/session/email", json={"email": new, "password": PASSWORD})
    assert (asked.status_code, asked.json()) == (202, {"email": new, "pending": True})
    await forgot(browser, old)
    to_old = await mailbox.token(old)
    assert (await browser.who()).json()["person"]["email"] == old
    token = await mailbox.token(new)
    async with browser_of(app) as anywhere:
        confirmed = await anywhere.http.post("/session/confirm-email", json={"token": token})
        assert confirmed.status_code == 204, confirmed.text
        again = await anywhere.http.post("/session/confirm-email", json={"token": token})
        assert kind(again) == (401, "link-not-valid")
        # Whoever reads the mail of the address before gets in with nothing that went there.
        assert kind(await anywhere.begin("/session/sign-in", method="link", link=to_old)) == (401, "link-not-valid")
        assert (await anywhere.sign_in(new)).status_code == 200
    assert new in text_of(await mailbox.last(old))


async def test_only_the_last_link_changes_the_address_and_none_takes_anothers(
    mailbox: Mailbox, client: httpx.AsyncClient, browser: Browser, app: FastAPI
) -> None:
    first, second, theirs = address(), address(), address()
    await join(browser, client, address())
    async with browser_of(app) as other:
        await join(other, client, theirs)
    tokens: list[str] = []
    for email in (first, second, theirs):
        asked = await browser.http.post("/session/email", json={"email": email, "password": PASSWORD})
        assert asked.status_code == 202
        tokens.append(await mailbox.token(email))
    answers = [await browser.http.post("/session/confirm-email", json={"token": token}) for token in tokens]
    assert [kind(answer) for answer in answers] == [
        (401, "link-not-valid"),
        (401, "link-not-valid"),
        (409, "address-taken"),
    ]


async def test_without_mail_the_password_alone_changes_the_address(
    client: httpx.AsyncClient, without_mail: FastAPI, template: Template
) -> None:
    new, theirs = address(), address()
    async with (
        client_of(without_mail, template.api_key) as calling,
        browser_of(without_mail) as browser,
        browser_of(without_mail) as other,
    ):
        await join(browser, calling, address())
        await join(other, calling, theirs)
        asked = await browser.http.post("/session/email", json={"email": new, "password": PASSWORD})
        assert asked.json() == {"email": new, "pending": False}
        assert (await browser.who()).json()["person"]["email"] == new
        taken = await browser.http.post("/session/email", json={"email": theirs, "password": PASSWORD})
        assert kind(taken) == (409, "address-taken")


class Broken:
    """A way out that refuses some letters."""

    def __init__(self, refused: str, *, for_good: bool) -> None:
        self.refused = refused
        self.for_good = for_good
        self.sent: list[str] = []

    async def send(self, letter: Letter) -> None:
        if letter.to == self.refused:
            raise MailError("SES answered Throttling", for_good=self.for_good)
        self.sent.append(letter.to)

    def close(self) -> None: ...


async def test_a_letter_that_is_refused_stops_no_other_and_is_given_up_in_the_end(
    client: httpx.AsyncClient, app: FastAPI, owner: psycopg.Connection[Any]
) -> None:
    bad, good = address(), address()
    for email in (bad, good):
        await client.post("/api/v1/invitations", json={"email": email})
    post, now = Broken(bad, for_good=False), datetime.now(UTC)
    relay = MailRelay(app.state.database, post, app.state.mailroom.sealing, {}, clock=lambda: now)
    await relay.send_all()
    assert post.sent == [good]
    assert owner.execute("select failures, given_up_at, sealed is null from outgoing_mail").fetchall() == [
        (1, None, False)
    ]
    for _ in range(MAX_FAILURES):
        now += timedelta(hours=1)
        await relay.send_all()
    (given_up,) = owner.execute("select failures, given_up_at is null, sealed, reason from outgoing_mail").fetchall()
    assert given_up == (MAX_FAILURES, False, None, "SES answered Throttling")
    owner.execute("delete from outgoing_mail")


async def test_two_relays_send_each_letter_once(client: httpx.AsyncClient, app: FastAPI) -> None:
    emails = [address() for _ in range(12)]
    for email in emails:
        await client.post("/api/v1/invitations", json={"email": email})
    post = Broken("", for_good=False)
    relays = [MailRelay(app.state.database, post, app.state.mailroom.sealing, {}) for _ in range(2)]
    await asyncio.gather(*(relay.send_all() for relay in relays))
    assert sorted(post.sent) == sorted(emails)


async def test_a_letter_that_is_of_no_more_use_is_not_sent(
    client: httpx.AsyncClient, app: FastAPI, owner: psycopg.Connection[Any]
) -> None:
    await client.post("/api/v1/invitations", json={"email": address()})
    owner.execute("update outgoing_mail set useful_until = now() - interval '1 second'")
    post = Broken("", for_good=False)
    await MailRelay(app.state.database, post, app.state.mailroom.sealing, {}).send_all()
    assert post.sent == []
    assert owner.execute("select sealed from outgoing_mail where given_up_at is not null").fetchall() == [(None,)]
    owner.execute("delete from outgoing_mail")


async def test_requests_hand_letters_in_and_look_at_none(app: FastAPI, organization_id: uuid.UUID) -> None:
    async with app.state.database.for_organization(organization_id) as session:
        connection = await session.connection()
        with pytest.raises(Exception, match="permission denied for table outgoing_mail"):
            await connection.exec_driver_sql("select sealed from outgoing_mail")


def kind_or_status(answer: httpx.Response) -> object:
    return answer.status_code if answer.status_code < 300 else kind(answer)


@pytest.mark.parametrize(
    ("site", "page"),
    [(None, "https://api.test/api/v1/sign-in"), ("https://owner.github.io/studio", "https://owner.github.io/studio/")],
)
def test_links_lead_to_the_site_where_the_stack_knows_it(settings: ApiSettings, site: str | None, page: str) -> None:
    given = settings.model_copy(update={"public_url": "https://api.test", "site_url": site})
    mailroom = Mailroom(given, SigningKey(given), page="/api/v1/sign-in")
    assert mailroom.link("fa_token") == f"{page}#fa_token"
