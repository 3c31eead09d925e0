"""People get in with a password, a link, a pasted key; stay in by a cookie that changes each time; and get out."""

import base64
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import psycopg
import pytest
from fastapi import FastAPI
from film_studio.identity.tokens import SigningKey, access_token
from film_studio.kit.settings import ApiSettings

from contracts.limits import SIGN_IN_FAILURES_OF_A_NETWORK
from tests.backend.browser import PASSWORD, Browser, browser_of, invite, join
from tests.backend.conftest import Organization, Template, client_of

pytestmark = pytest.mark.anyio


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    async with browser_of(app) as opened:
        yield opened


def address() -> str:
    """Of somebody new."""
    return f"{uuid.uuid4().hex[:12]}@films.example.org"


def kind(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("urn:film-studio:problem:")


async def test_who_is_invited_makes_an_account_and_is_signed_in(browser: Browser, client: httpx.AsyncClient) -> None:
    session = await join(browser, client, "Ada.Lovelace@Films.example.org", role="producer")
    assert session["person"]["email"] == "ada.lovelace@films.example.org"
    assert session["role"] == "producer"
    assert session["organization"].items() <= (await client.get("/api/v1/organization")).json().items()
    assert "keys:write" not in session["permissions"]
    assert (await browser.http.get("/projects")).status_code == 200


async def test_a_session_goes_on_with_the_cookie_alone(browser: Browser, client: httpx.AsyncClient) -> None:
    email = address()
    await join(browser, client, email)
    first = browser.cookie
    del browser.http.headers["Authorization"]  # the page was loaded again
    refreshed = await browser.begin("/session/refresh")
    assert refreshed.status_code == 200
    assert refreshed.headers["Cache-Control"] == "no-store"
    assert browser.cookie not in (None, first)
    assert (await browser.who()).json()["person"]["email"] == email


async def test_the_cookie_is_for_no_script_and_for_no_other_site(browser: Browser, client: httpx.AsyncClient) -> None:
    accepted = await browser.accept(await invite(client), address())
    (refresh,) = [each for each in accepted.headers.get_list("Set-Cookie") if each.startswith("__Host-fs_refresh=")]
    attributes = {part.strip() for part in refresh.split(";")[1:]}
    assert {"Path=/", "HttpOnly", "Secure", "SameSite=None", "Partitioned"} <= attributes
    assert not any(attribute.startswith("Domain") for attribute in attributes)
    assert "fr_" not in accepted.text


async def test_a_token_that_is_used_twice_ends_the_session(
    browser: Browser, client: httpx.AsyncClient, app: FastAPI, owner: psycopg.Connection[Any]
) -> None:
    await join(browser, client, address())
    stolen = browser.cookie
    assert stolen is not None
    await browser.begin("/session/refresh")
    mine = browser.cookie
    await browser.begin("/session/refresh")
    async with browser_of(app) as thief:
        thief.http.cookies.set("__Host-fs_refresh", stolen, domain="api.test")
        refused = await thief.begin("/session/refresh")
    assert kind(refused) == (401, "no-session")
    assert "used twice" in refused.json()["detail"]
    assert "Max-Age=0" in refused.headers["Set-Cookie"]
    assert browser.cookie != mine
    assert kind(await browser.begin("/session/refresh")) == (401, "no-session")


async def test_two_pages_that_refresh_at_once_keep_one_session(browser: Browser, client: httpx.AsyncClient) -> None:
    await join(browser, client, address())
    before = browser.cookie
    assert before is not None
    await browser.begin("/session/refresh")
    after = browser.cookie
    browser.http.cookies.clear()
    browser.http.cookies.set("__Host-fs_refresh", before, domain="api.test")  # the other page asked with the same one
    assert (await browser.begin("/session/refresh")).status_code == 200
    assert browser.cookie == after


async def test_after_a_while_the_token_before_is_a_stolen_one(
    browser: Browser, client: httpx.AsyncClient, owner: psycopg.Connection[Any]
) -> None:
    session = await join(browser, client, address())
    before = browser.cookie
    assert before is not None
    await browser.begin("/session/refresh")
    owner.execute("update session set used_at = now() - interval '11 seconds' where id = %s", (session["id"],))
    browser.http.cookies.clear()
    browser.http.cookies.set("__Host-fs_refresh", before, domain="api.test")
    assert kind(await browser.begin("/session/refresh")) == (401, "no-session")


@pytest.mark.parametrize("cookie", ["", "nonsense", "fr_x.y", f"fr_{'A' * 22}.{'A' * 43}", "é"])
async def test_a_cookie_that_is_no_session_is_none(app: FastAPI, cookie: str) -> None:
    async with browser_of(app) as nobody:
        answer = await nobody.http.post("/session/refresh", headers={b"Cookie": f"__Host-fs_refresh={cookie}".encode()})
    assert kind(answer) == (401, "no-session")


async def test_a_session_that_nobody_used_for_a_month_is_over(
    browser: Browser, client: httpx.AsyncClient, owner: psycopg.Connection[Any]
) -> None:
    session = await join(browser, client, address())
    owner.execute("update session set expires_at = now() where id = %s", (session["id"],))
    assert kind(await browser.begin("/session/refresh")) == (401, "no-session")


@pytest.mark.parametrize("path", ["/session/refresh", "/session/sign-out", "/session/sign-in"])
@pytest.mark.parametrize("origin", ["https://evil.example.org", "null", "https://studio.example.org.evil.example"])
async def test_pages_of_other_origins_use_no_session(
    browser: Browser, client: httpx.AsyncClient, app: FastAPI, origin: str, path: str
) -> None:
    await join(browser, client, address())
    body = {"method": "key", "key": "fs_x"} if path.endswith("sign-in") else None
    refused = await browser.http.post(path, headers={"Origin": origin}, json=body)
    assert kind(refused) == (403, "origin-not-allowed")
    assert "Access-Control-Allow-Origin" not in refused.headers
    assert (await browser.begin("/session/refresh")).status_code == 200  # nothing has happened to it


async def test_signing_out_ends_the_session_for_its_access_token_too(
    browser: Browser, client: httpx.AsyncClient
) -> None:
    await join(browser, client, address())
    assert (await browser.http.post("/session/sign-out")).status_code == 204
    assert browser.cookie is None
    assert (await browser.who()).status_code == 401
    assert (await browser.http.post("/session/sign-out")).status_code == 204


async def test_a_pasted_key_is_exchanged_for_a_session_that_ends_with_it(
    browser: Browser, client: httpx.AsyncClient
) -> None:
    made = (await client.post("/api/v1/api-keys", json={"name": "Pasted"})).json()
    assert (await browser.begin("/session/sign-in", method="key", key=f" {made['key']}\n")).status_code == 200
    session = (await browser.who()).json()
    assert (session["person"], session["role"]) == (None, None)
    assert kind(await browser.http.put("/session/password", json={"new": PASSWORD})) == (409, "no-person")
    await client.delete(f"/api/v1/api-keys/{made['id']}")
    assert (await browser.who()).status_code == 401
    assert kind(await browser.begin("/session/refresh")) == (401, "no-session")
    assert kind(await browser.begin("/session/sign-in", method="key", key=made["key"])) == (401, "wrong-credentials")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"method": "key"},
        {"method": "password", "email": "ada@films.example.org"},
        {"method": "password", "email": "ada", "password": PASSWORD},
        {"method": "password", "email": "a@b", "password": "x" * 201},
        {"method": "key", "key": "x", "link": "y"},
        {"method": "cookie"},
    ],
)
async def test_a_body_that_says_no_way_to_sign_in_is_refused(browser: Browser, body: dict[str, Any]) -> None:
    answer = await browser.http.post("/session/sign-in", json=body)
    assert kind(answer) == (422, "invalid-request")
    assert PASSWORD not in answer.text


async def test_an_unknown_address_and_a_wrong_password_are_answered_alike(
    browser: Browser, client: httpx.AsyncClient
) -> None:
    email = address()
    await join(browser, client, email)
    wrong, unknown = await browser.sign_in(email, "not the password"), await browser.sign_in(address())
    assert kind(wrong) == kind(unknown) == (401, "wrong-credentials")
    assert wrong.json()["detail"] == unknown.json()["detail"]
    assert (await browser.sign_in(email.upper())).status_code == 200


async def test_who_guesses_waits_and_the_person_at_their_own_browser_does_not(
    app: FastAPI, browser: Browser, client: httpx.AsyncClient
) -> None:
    email = address()
    await join(browser, client, email)
    async with browser_of(app, address="198.51.100.9") as guesser:
        answers = [await guesser.sign_in(email, f"guess {number}") for number in range(12)]
        assert kind(answers[-1]) == (429, "too-many-attempts")
        assert int(answers[-1].headers["Retry-After"]) >= 1
        assert kind(await guesser.sign_in(email)) == (429, "too-many-attempts")  # even with the right one
    assert (await browser.sign_in(email)).status_code == 200


async def test_one_password_tried_on_many_addresses_is_slowed(app: FastAPI, owner: psycopg.Connection[Any]) -> None:
    async with browser_of(app, address="198.51.100.77") as sprayer:
        assert kind(await sprayer.sign_in(address(), "spring 2026!")) == (401, "wrong-credentials")
        owner.execute("update sign_in_failure set failures = %s", (SIGN_IN_FAILURES_OF_A_NETWORK + 2,))
        assert kind(await sprayer.sign_in(address(), "spring 2026!")) == (401, "wrong-credentials")
        assert kind(await sprayer.sign_in(address(), "spring 2026!")) == (429, "too-many-attempts")
    owner.execute("delete from sign_in_failure")


# --- access tokens


def changed(token: str, **claims: Any) -> str:
    """With other claims, and the signature as it was."""
    header, payload, signature = token.split(".")
    found = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return ".".join(
        (header, base64.urlsafe_b64encode(json.dumps(found | claims).encode()).decode().rstrip("="), signature)
    )


async def test_a_token_that_was_changed_signed_by_another_or_not_at_all_is_none(
    browser: Browser, client: httpx.AsyncClient, app: FastAPI, make_organization: Callable[[str], Organization]
) -> None:
    await join(browser, client, address())
    token = browser.http.headers["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})
    forged = [
        changed(token, org=str(make_organization("Rival").id)),
        changed(token, exp=int(time.time()) + 10**6),
        jwt.encode(claims, "x" * 32, algorithm="HS256"),
        jwt.encode(claims, "", algorithm="none"),
        token[:-1] + ("A" if token[-1] != "A" else "B") + "A",
        token.rsplit(".", 1)[0],
        "a.b.c",
        "x" * 5000,
    ]
    for each in forged:
        async with client_of(app, each) as forger:
            answer = await forger.get("/api/v1/session")
        assert answer.status_code == 401, each
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


async def test_a_token_of_another_stack_another_purpose_or_yesterday_is_none(
    browser: Browser, client: httpx.AsyncClient, app: FastAPI, settings: ApiSettings
) -> None:
    session = await join(browser, client, address())
    signing = SigningKey(settings)
    now = datetime.now(UTC)

    async def answer(**how: Any) -> int:
        usual: dict[str, Any] = {
            "key": await signing.of("access"),
            "stage": "test",
            "subject": uuid.UUID(session["person"]["id"]),
            "organization_id": uuid.UUID(session["organization"]["id"]),
            "session_id": uuid.UUID(session["id"]),
            "now": now,
        }
        arguments = usual | how
        async with client_of(app, access_token(arguments.pop("key"), **arguments)) as calling:
            return (await calling.get("/api/v1/session")).status_code

    assert await answer() == 200
    assert await answer(stage="production") == 401
    assert await answer(key=await signing.of("refresh")) == 401
    assert await answer(now=now - timedelta(minutes=16)) == 401
    assert await answer(organization_id=uuid.uuid4()) == 401
    assert await answer(session_id=uuid.uuid4()) == 401


# --- passwords, links, lists


async def test_another_password_ends_all_other_sessions(
    app: FastAPI, browser: Browser, client: httpx.AsyncClient
) -> None:
    email = address()
    await join(browser, client, email)
    async with browser_of(app) as elsewhere:
        await elsewhere.sign_in(email)
        wrong = await browser.http.put("/session/password", json={"present": "wrong", "new": "fog on the ferry"})
        assert kind(wrong) == (401, "wrong-credentials")
        assert kind(await browser.http.put("/session/password", json={"new": "fog on the ferry"}))[0] == 401
        assert (await elsewhere.who()).status_code == 200
        changing = {"present": PASSWORD, "new": "fog on the ferry"}
        assert (await browser.http.put("/session/password", json=changing)).status_code == 204
        assert (await elsewhere.who()).status_code == 401
        assert (await browser.who()).status_code == 200
        assert kind(await elsewhere.sign_in(email)) == (401, "wrong-credentials")
        assert (await elsewhere.sign_in(email, "fog on the ferry")).status_code == 200


async def test_a_link_signs_in_once_and_lets_who_has_forgotten_the_password_choose_another(
    app: FastAPI, browser: Browser, client: httpx.AsyncClient
) -> None:
    email = address()
    session = await join(browser, client, email)
    made = (await client.post(f"/api/v1/members/{session['member_id']}/sign-in-link")).json()
    assert made["url"] == f"/api/v1/sign-in#{made['token']}"
    async with browser_of(app) as elsewhere:
        assert (await elsewhere.begin("/session/sign-in", method="link", link=made["token"])).status_code == 200
        assert (await elsewhere.http.put("/session/password", json={"new": "remembered now"})).status_code == 204
        assert (await elsewhere.sign_in(email, "remembered now")).status_code == 200
    again = await browser.begin("/session/sign-in", method="link", link=made["token"])
    assert kind(again) == (401, "link-not-valid")


async def test_links_that_expired_or_never_were_are_answered_alike(
    browser: Browser, client: httpx.AsyncClient, owner: psycopg.Connection[Any]
) -> None:
    session = await join(browser, client, address())
    token = (await client.post(f"/api/v1/members/{session['member_id']}/sign-in-link")).json()["token"]
    owner.execute("update sign_in_link set expires_at = now() where member_id = %s", (session["member_id"],))
    answers = [
        (await browser.begin("/session/sign-in", method="link", link=each)).json()
        for each in (token, "fl_" + "A" * 43, "nonsense")
    ]
    assert len({answer["detail"] for answer in answers}) == 1
    assert {answer["type"] for answer in answers} == {"urn:film-studio:problem:link-not-valid"}


async def test_a_link_of_one_organisation_lets_nobody_into_another(
    app: FastAPI, browser: Browser, client: httpx.AsyncClient, make_organization: Callable[[str], Organization]
) -> None:
    email, other = address(), make_organization("Second home")
    session = await join(browser, client, email)
    path = f"/api/v1/members/{session['member_id']}/sign-in-link"
    early = (await client.post(path)).json()["token"]
    await join(browser, other.client, email)
    assert kind(await client.post(path)) == (409, "in-other-organizations")
    async with browser_of(app) as elsewhere:
        await elsewhere.begin("/session/sign-in", method="link", link=early)
        switched = await elsewhere.begin("/session/switch", organization_id=str(other.id))
        assert kind(switched) == (403, "began-with-a-link")
        taken = await elsewhere.http.put("/session/password", json={"new": "taken over now"})
        assert kind(taken) == (401, "wrong-credentials")


async def test_a_person_goes_on_in_another_organisation(
    browser: Browser, client: httpx.AsyncClient, make_organization: Callable[[str], Organization]
) -> None:
    email, other = address(), make_organization("Another house")
    first = await join(browser, client, email)
    second = await join(browser, other.client, email, role="guest")
    assert second["person"] == first["person"]
    assert {each["id"] for each in second["organizations"]} == {first["organization"]["id"], str(other.id)}
    token = browser.http.headers["Authorization"]
    assert (await browser.begin("/session/switch", organization_id=first["organization"]["id"])).status_code == 200
    assert (await browser.who()).json()["role"] == "member"
    old = await browser.http.get("/session", headers={"Authorization": token})
    assert old.status_code == 401
    stranger = await browser.begin("/session/switch", organization_id=str(make_organization("Closed").id))
    unknown = await browser.begin("/session/switch", organization_id=str(uuid.uuid4()))
    assert kind(stranger) == kind(unknown) == (404, "not-found")


async def test_sessions_are_listed_and_ended_by_whose_they_are(
    app: FastAPI, browser: Browser, client: httpx.AsyncClient
) -> None:
    email = address()
    await join(browser, client, email)
    async with browser_of(app, address="198.51.100.30") as phone, browser_of(app) as other:
        await phone.sign_in(email)
        await join(other, client, address())
        listed = (await browser.http.get("/sessions")).json()["items"]
        assert [each["current"] for each in listed] == [False, True]
        assert listed[0]["network"] == "198.51.100.0/24"
        assert listed[0]["user_agent"] == "Browser of a test"
        path = f"/sessions/{listed[0]['id']}"
        assert kind(await other.http.delete(path)) == (404, "not-found")
        assert (await browser.http.delete(path)).status_code == 204
        assert (await browser.http.delete(path)).status_code == 204
        assert (await phone.who()).status_code == 401
        assert len((await browser.http.get("/sessions")).json()["items"]) == 1


# --- invitations


async def test_an_invitation_says_what_it_is_to_who_holds_it(browser: Browser, client: httpx.AsyncClient) -> None:
    email = address()
    token = await invite(client, role="guest", email=email)
    shown = (await browser.http.post("/session/invitation", json={"token": token})).json()
    assert (shown["role"], shown["email"]) == ("guest", email)


async def test_an_invitation_is_good_once(app: FastAPI, browser: Browser, client: httpx.AsyncClient) -> None:
    token = await invite(client)
    assert (await browser.accept(token, address())).status_code == 200
    async with browser_of(app) as second:
        assert kind(await second.accept(token, address())) == (401, "link-not-valid")
        assert kind(await second.http.post("/session/invitation", json={"token": token})) == (401, "link-not-valid")


async def test_an_invitation_that_was_taken_back_has_expired_or_never_was_is_answered_alike(
    browser: Browser, client: httpx.AsyncClient, owner: psycopg.Connection[Any]
) -> None:
    tokens = [await invite(client), await invite(client), "fi_" + "A" * 43, "fi_x"]
    open_ones = (await client.get("/api/v1/invitations?limit=2")).json()["items"]
    assert (await client.delete(f"/api/v1/invitations/{open_ones[0]['id']}")).status_code == 204
    owner.execute("update invitation set expires_at = now() where id = %s", (open_ones[1]["id"],))
    people = owner.execute("select count(*) from person").fetchone()
    answers = [await browser.accept(token, address()) for token in tokens]
    assert {kind(answer) for answer in answers} == {(401, "link-not-valid")}
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert owner.execute("select count(*) from person").fetchone() == people
    left = {each["id"] for each in (await client.get("/api/v1/invitations?limit=200")).json()["items"]}
    assert not left & {each["id"] for each in open_ones}


async def test_an_invitation_of_an_address_is_for_no_other_and_stays_good(
    browser: Browser, client: httpx.AsyncClient
) -> None:
    email = address()
    token = await invite(client, email=email)
    assert kind(await browser.accept(token, address())) == (403, "other-address")
    assert (await browser.accept(token, email)).status_code == 200


async def test_a_new_account_needs_a_name_and_a_long_password(browser: Browser, client: httpx.AsyncClient) -> None:
    token = await invite(client)
    nameless, short = (
        await browser.accept(token, address(), name=None),
        await browser.accept(token, address(), password="short"),
    )
    assert kind(nameless) == kind(short) == (422, "account-incomplete")
    assert "body.name" in nameless.json()["detail"]
    assert "body.password" in short.json()["detail"]
    assert (await browser.accept(token, address())).status_code == 200


async def test_who_has_an_account_joins_with_its_password_alone(
    browser: Browser, client: httpx.AsyncClient, make_organization: Callable[[str], Organization]
) -> None:
    email, other = address(), make_organization("Visited")
    await join(browser, client, email)
    token = await invite(other.client)
    assert kind(await browser.accept(token, email, password="not the password")) == (401, "wrong-credentials")
    assert (await browser.accept(token, email, name=None)).status_code == 200
    token = await invite(other.client)
    assert kind(await browser.accept(token, email)) == (409, "already-a-member")
    assert (await browser.http.post("/session/invitation", json={"token": token})).status_code == 200


# --- what is stored


async def test_neither_passwords_nor_tokens_are_stored(
    browser: Browser, client: httpx.AsyncClient, owner: psycopg.Connection[Any]
) -> None:
    token = await invite(client)
    await browser.accept(token, address())
    stored = owner.execute(
        "select string_agg(to_jsonb(x)::text, '') from (select to_jsonb(person) from person union all "
        "select to_jsonb(session) from session union all select to_jsonb(invitation) from invitation) as x"
    ).fetchone()
    assert stored is not None
    assert browser.cookie is not None
    secret = browser.cookie.partition(".")[2]
    assert "$argon2id$" in stored[0]
    assert not any(each in stored[0] for each in (PASSWORD, token, secret, browser.cookie))


async def test_a_member_of_an_organisation_that_is_gone_gets_nothing(
    browser: Browser, make_organization: Callable[[str], Organization], owner: psycopg.Connection[Any], app: FastAPI
) -> None:
    closed = make_organization("Closing down")
    email = address()
    await join(browser, closed.client, email)
    for table in ("happening", "audit_entry", "audit_head", "session", "invitation", "member", "api_key"):
        owner.execute(f"delete from {table} where organization_id = %s".encode(), (closed.id,))
    owner.execute("delete from organization where id = %s", (closed.id,))
    app.state.callers.forget(*(each.caller.id for each in app.state.callers._remembered.values()))
    assert (await browser.who()).status_code == 401
    assert (await closed.client.get("/api/v1/organization")).status_code == 401
    assert kind(await browser.begin("/session/refresh")) == (401, "no-session")
    assert kind(await browser.sign_in(email)) == (403, "in-no-organization")


async def test_without_the_key_of_sessions_keys_are_answered_and_tokens_are_not_yet(
    settings: ApiSettings, template: Template
) -> None:
    from film_studio.app import create_app  # noqa: PLC0415

    nowhere = settings.model_copy(update={"session_key_secret_arn": settings.session_key_secret_arn + "-gone"})
    app = create_app(nowhere, background=False)
    async with (
        app.router.lifespan_context(app),
        client_of(app, template.api_key) as calling,
        browser_of(app) as browser,
    ):
        assert (await calling.get("/api/v1/organization")).status_code == 200
        answer = await browser.begin("/session/sign-in", method="key", key=template.api_key)
    assert kind(answer) == (503, "secrets-unavailable")
    assert answer.headers["Retry-After"]
