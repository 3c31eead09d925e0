"""People sign in through their organisation's OpenID provider, and nobody gets in by what it has not said."""

import base64
import hashlib
import hmac
import json
import re
import secrets
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI
from film_studio.app import create_app
from film_studio.identity.openid import challenge_of
from film_studio.identity.openid_pages import WAY_COOKIE
from film_studio.kit.outside import MOST_BYTES
from film_studio.kit.settings import ApiSettings
from structlog.testing import capture_logs

from contracts.limits import PROVIDER_VISITS_AT_ONCE
from tests.backend.browser import ORIGIN, Browser, browser_of, join
from tests.backend.conftest import Organization
from tests.backend.identity.openid import CLIENT_ID, CLIENT_SECRET, Provider, provider, public_pem, rsa_key
from tests.backend.identity.test_sessions_api import address, kind
from tools.local_cloud.emulator import Emulator

pytestmark = pytest.mark.anyio
PAGE = f"{ORIGIN}/studio/?id=1"
#: Making one takes a while.
FIRST = rsa_key()
START = "/session/openid/start"
EXPIRED = (401, "openid-expired")
NOT_VALID = (401, "openid-not-valid")


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with provider() as made:
        yield made


@pytest.fixture(scope="module")
async def app(
    settings: ApiSettings, emulator: Emulator, served: Provider, anyio_backend: object
) -> AsyncIterator[FastAPI]:
    """An API for whose first organisation the provider vouches."""
    arn = emulator.client("secretsmanager").create_secret(Name=f"oidc-{uuid.uuid4().hex}", SecretString=CLIENT_SECRET)[
        "ARN"
    ]
    changed: dict[str, Any] = {
        "public_url": "https://api.test",
        "oidc_issuer": served.issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret_arn": arn,
        "oidc_domains": ("films.example.org",),
        "oidc_role": "guest",
    }
    application = create_app(settings.model_copy(update=changed), background=False)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
def idp(served: Provider, app: FastAPI) -> Provider:
    """The provider, honest again, with somebody new at its keyboard; the API knows nothing of it yet."""
    fresh = Provider(issuer=served.issuer, keys={"first": FIRST})
    vars(served).update(vars(fresh))
    served.claims = {"sub": uuid.uuid4().hex, "email": address(), "email_verified": True, "name": "Ada Lovelace"}
    asked = app.state.openids.provider
    asked._metadata = asked._keys = None
    app.state.openids.rates._done_at.clear()
    return served


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    async with browser_of(app) as opened:
        yield opened


class Visit:
    """One way of a browser to the provider and back."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.verifier = secrets.token_urlsafe(32)

    async def start(self, **more: str) -> httpx.Response:
        query = {"challenge": challenge_of(self.verifier), "return_to": PAGE, **more}
        return await self.browser.http.get(START, params=query)

    async def come_back(self, idp: Provider, **answer: str) -> httpx.Response:
        started = await self.start()
        assert started.status_code == 303, started.text
        return await self.browser.http.get(idp.visit(started.headers["Location"], **answer))

    async def token(self, idp: Provider, **answer: str) -> str:
        back = await self.come_back(idp, **answer)
        assert back.status_code == 303, back.text
        page, _, token = back.headers["Location"].partition("#")
        assert page == PAGE
        return token

    async def use(self, token: str, **instead: str) -> httpx.Response:
        body = {"method": "openid", "token": token, "verifier": self.verifier, **instead}
        return await self.browser.begin("/session/sign-in", **body)

    async def sign_in(self, idp: Provider, **answer: str) -> httpx.Response:
        return await self.use(await self.token(idp, **answer))


async def test_a_newcomer_of_the_organisations_domain_joins_and_comes_back_as_the_same_person(
    browser: Browser, idp: Provider, client: httpx.AsyncClient, app: FastAPI
) -> None:
    signed_in = await Visit(browser).sign_in(idp)
    assert signed_in.status_code == 200, signed_in.text
    assert "Partitioned" in signed_in.headers["Set-Cookie"]
    session = (await browser.who()).json()
    assert session["person"]["email"] == idp.claims["email"]
    assert (session["person"]["name"], session["role"]) == ("Ada Lovelace", "guest")
    assert (await browser.begin("/session/refresh")).status_code == 200
    idp.claims["email"] = address()  # it has given her another one since
    async with browser_of(app) as other:
        assert (await Visit(other).sign_in(idp)).status_code == 200
        assert (await other.who()).json()["person"] == session["person"]
        assert (await other.http.get("/sessions")).json()["items"][0]["began_with"] == "openid"
    entries = (await client.get("/api/v1/audit", params={"actor_id": session["member_id"]})).json()["items"]
    assert [each["action"] for each in reversed(entries)][:3] == ["member.joined", "openid.connected", "session.began"]


async def test_the_way_there_says_who_asks_and_nothing_secret(browser: Browser, idp: Provider) -> None:
    visit = Visit(browser)
    started = await visit.start()
    assert started.headers["Cache-Control"] == "no-store"
    query = parse_qs(urlsplit(started.headers["Location"]).query)
    assert query["redirect_uri"] == ["https://api.test/api/v1/session/openid/callback"]
    assert query["scope"] == ["openid email profile"]
    assert len(query["state"][0]) >= 43
    assert len(query["nonce"][0]) >= 43
    (cookie,) = started.headers.get_list("Set-Cookie")
    assert cookie.startswith(f"{WAY_COOKIE}=")
    assert {"Path=/", "HttpOnly", "Secure", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert CLIENT_SECRET not in started.text + str(started.headers)
    assert visit.verifier not in started.headers["Location"]


@pytest.mark.parametrize("algorithm", ["ES256", "PS256", "RS512"])
async def test_what_the_provider_signs_with_another_key_pair_is_taken(
    browser: Browser, idp: Provider, algorithm: str
) -> None:
    idp.keys[algorithm] = ec.generate_private_key(ec.SECP256R1()) if algorithm == "ES256" else rsa_key()
    idp.kid, idp.algorithm = algorithm, algorithm
    assert (await Visit(browser).sign_in(idp)).status_code == 200


async def test_a_key_that_is_not_known_is_asked_for_once(
    browser: Browser, idp: Provider, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await Visit(browser).sign_in(idp)).status_code == 200
    idp.keys = {"second": rsa_key()}
    idp.kid = "second"
    asked = app.state.openids.provider
    asked._keys = type(asked._keys)(by_id=asked._keys.by_id, fetched_at=asked._keys.fetched_at - 60)
    assert (await Visit(browser).sign_in(idp)).status_code == 200
    assert idp.asked.count("/keys") == 2
    # Somebody who shows one unknown key after the other does not have the provider asked each time.
    idp.keys = {"third": rsa_key()}
    idp.kid = "third"
    for _ in range(3):
        assert kind(await Visit(browser).sign_in(idp)) == NOT_VALID
    assert idp.asked.count("/keys") == 2


async def test_a_token_without_a_key_id_is_of_the_only_key(browser: Browser, idp: Provider) -> None:
    idp.kid = None
    assert (await Visit(browser).sign_in(idp)).status_code == 200


def unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "", algorithm="none", headers={"kid": "first"})


def changed(idp: Provider) -> Callable[[dict[str, Any]], str]:
    """Signs, and then changes whom it is about."""

    def sign(claims: dict[str, Any]) -> str:
        honest = jwt.encode(claims, idp.keys["first"], algorithm="RS256", headers={"kid": "first"})
        header, _, signature = honest.split(".")
        forged = jwt.encode({**claims, "sub": "another"}, "x" * 32, algorithm="HS256").split(".")[1]
        return f"{header}.{forged}.{signature}"

    return sign


def with_the_public_key_as_secret(idp: Provider) -> Callable[[dict[str, Any]], str]:
    """What libraries that believe the header's algorithm take for signed."""

    def sign(claims: dict[str, Any]) -> str:
        def part(value: bytes) -> str:
            return base64.urlsafe_b64encode(value).decode().rstrip("=")

        head = part(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "first"}).encode())
        signed = f"{head}.{part(json.dumps(claims).encode())}"
        return f"{signed}.{part(hmac.digest(public_pem(idp.keys['first']), signed.encode(), hashlib.sha256))}"

    return sign


@pytest.mark.parametrize(
    "instead",
    [
        {"exp": -120},
        {"iat": 120},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": [CLIENT_ID, "another-client"]},
        {"azp": "another-client"},
        {"iss": "https://elsewhere.example.org"},
        {"nonce": "of another browser"},
        {"nonce": None},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": 7},
    ],
    ids=lambda instead: "-".join(f"{name}-{str(value)[:20]}" for name, value in instead.items()),
)
async def test_a_token_that_says_anything_wrong_lets_nobody_in(
    browser: Browser, idp: Provider, instead: dict[str, Any], owner: psycopg.Connection[Any]
) -> None:
    before = owner.execute("select count(*) from person").fetchone()
    # Seconds from now.
    idp.instead = {
        name: int(time.time()) + value if name in ("exp", "iat") and value is not None else value
        for name, value in instead.items()
    }
    assert kind(await Visit(browser).sign_in(idp)) == NOT_VALID
    assert owner.execute("select count(*) from person").fetchone() == before


async def test_several_audiences_are_taken_where_we_are_who_asked(browser: Browser, idp: Provider) -> None:
    idp.instead = {"aud": [CLIENT_ID, "another-client"], "azp": CLIENT_ID}
    assert (await Visit(browser).sign_in(idp)).status_code == 200


async def test_clocks_may_differ_by_some_seconds(browser: Browser, idp: Provider) -> None:
    idp.instead = {"iat": int(time.time()) + 30, "exp": int(time.time()) - 30}
    assert (await Visit(browser).sign_in(idp)).status_code == 200


@pytest.mark.parametrize("how", ["unsigned", "changed", "with the public key as secret", "with a short key"])
async def test_a_token_that_is_not_signed_by_the_providers_key_lets_nobody_in(
    browser: Browser, idp: Provider, how: str
) -> None:
    if how == "with a short key":
        idp.keys = {"first": rsa_key(1024)}
    else:
        idp.sign = {
            "unsigned": unsigned,
            "changed": changed(idp),
            "with the public key as secret": with_the_public_key_as_secret(idp),
        }[how]
    assert kind(await Visit(browser).sign_in(idp)) == NOT_VALID


async def test_a_key_signs_with_the_algorithm_that_it_is_for_alone(
    browser: Browser, idp: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = idp.key_set()
    declared["keys"][1]["alg"] = "RS512"
    monkeypatch.setattr(idp, "key_set", lambda: declared)
    assert kind(await Visit(browser).sign_in(idp)) == NOT_VALID


async def test_the_same_way_back_works_once(browser: Browser, idp: Provider) -> None:
    visit = Visit(browser)
    back = idp.visit((await visit.start()).headers["Location"])
    cookie = browser.http.cookies[WAY_COOKIE]
    first = await browser.http.get(back)
    token = first.headers["Location"].partition("#")[2]
    assert (await visit.use(token)).status_code == 200
    assert WAY_COOKIE not in browser.http.cookies
    again = await browser.http.get(back)  # the button "back" of the browser
    assert kind(await visit.use(again.headers["Location"].partition("#")[2])) == EXPIRED
    # A browser that keeps the cookie all the same finds the code used,
    browser.http.cookies.set(WAY_COOKIE, cookie, domain="api.test")
    again = await browser.http.get(back)
    assert kind(await visit.use(again.headers["Location"].partition("#")[2])) == NOT_VALID
    # and another code of the same way is not taken either.
    query = parse_qs(urlsplit(back).query)
    idp.codes["another"] = {**_asked(idp, cookie, browser), "state": query["state"][0]}
    browser.http.cookies.set(WAY_COOKIE, cookie, domain="api.test")
    again = await browser.http.get(re.sub("code=[^&]+", "code=another", back))
    assert kind(await visit.use(again.headers["Location"].partition("#")[2])) == EXPIRED
    assert kind(await visit.use(token)) == EXPIRED


def _asked(idp: Provider, cookie: str, browser: Browser) -> dict[str, str]:
    """What the provider was asked with this cookie's way."""
    way = jwt.decode(cookie, options={"verify_signature": False})
    return {
        "nonce": way["nonce"],
        "code_challenge": challenge_of(way["pkce"]),
        "redirect_uri": "https://api.test/api/v1/session/openid/callback",
    }


async def test_who_is_sent_back_by_another_browsers_way_gets_nothing(
    browser: Browser, idp: Provider, app: FastAPI
) -> None:
    attacker = Visit(browser)
    back = idp.visit((await attacker.start()).headers["Location"])
    async with browser_of(app) as victim:
        # Without a way of its own there is only the API's own page to go back to.
        answer = await victim.http.get(back)
        assert answer.headers["Location"] == "/api/v1/sign-in#fe_openid-expired"
        await Visit(victim).start()
        answer = await victim.http.get(back)
        assert answer.headers["Location"] == f"{PAGE}#fe_openid-expired"


async def test_what_comes_back_is_of_use_to_the_page_that_began_alone(browser: Browser, idp: Provider) -> None:
    visit = Visit(browser)
    token = await visit.token(idp)
    assert kind(await visit.use(token, verifier=secrets.token_urlsafe(32))) == EXPIRED
    assert kind(await visit.use("fo_" + "A" * 43)) == EXPIRED
    assert (await visit.use(token)).status_code == 200
    assert kind(await visit.use(token)) == EXPIRED


async def test_what_comes_back_does_not_work_for_long(
    browser: Browser, idp: Provider, owner: psycopg.Connection[Any]
) -> None:
    visit = Visit(browser)
    token = await visit.token(idp)
    owner.execute("update openid_sign_in set expires_at = now()")
    assert kind(await visit.use(token)) == EXPIRED


@pytest.mark.parametrize(
    "answer",
    [{"error": "access_denied", "error_description": "<b>You</b>"}, {"error": "interaction_required"}],
)
async def test_whom_the_provider_refuses_is_told_so(browser: Browser, idp: Provider, answer: dict[str, str]) -> None:
    refused = await Visit(browser).sign_in(idp, **answer)
    assert kind(refused) == (403, "openid-refused")
    assert "did not let you in" in refused.json()["detail"]
    assert "<b>" not in refused.text


async def test_an_answer_of_another_provider_is_not_taken(browser: Browser, idp: Provider) -> None:
    refused = await Visit(browser).sign_in(idp, code="of another", iss="https://elsewhere.example.org")
    assert kind(refused) == NOT_VALID
    assert idp.asked.count("/token") == 0


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": "true"}, {"email": "nobody"}, {}])
async def test_an_address_that_is_not_confirmed_lets_nobody_in(
    browser: Browser, idp: Provider, claims: dict[str, Any]
) -> None:
    if not claims:
        del idp.claims["email_verified"]
    idp.claims.update(claims)
    assert kind(await Visit(browser).sign_in(idp)) == (403, "address-not-confirmed")


async def test_what_a_short_token_leaves_out_is_asked_for(browser: Browser, idp: Provider) -> None:
    subject = idp.claims["sub"]
    idp.in_userinfo, idp.claims = {**idp.claims, "aud": "ignored"}, {"sub": subject}
    assert (await Visit(browser).sign_in(idp)).status_code == 200
    idp.in_userinfo["sub"] = "another"
    assert kind(await Visit(browser).sign_in(idp)) == NOT_VALID


async def test_who_is_of_another_domain_gets_in_by_an_invitation_alone(
    browser: Browser, idp: Provider, owner: psycopg.Connection[Any]
) -> None:
    for email in ("ada@example.net", "ada@films.example.org.example.net", "ada@not-films.example.org"):
        idp.claims["email"] = email
        assert kind(await Visit(browser).sign_in(idp)) == (403, "not-known")
        assert owner.execute("select 1 from person where email = %s", (email,)).fetchone() is None


async def test_an_address_that_somebody_has_is_connected_by_their_password_alone(
    browser: Browser, idp: Provider, app: FastAPI, client: httpx.AsyncClient
) -> None:
    async with browser_of(app) as known:
        session = await join(known, client, idp.claims["email"])
    visit = Visit(browser)
    token = await visit.token(idp)
    refused = await visit.use(token)
    assert kind(refused) == (409, "account-exists")
    came = {"token": token, "verifier": visit.verifier, "email": idp.claims["email"]}
    wrong = await browser.begin("/session/openid", **came, password="not hers, certainly")
    assert kind(wrong) == (401, "wrong-credentials")
    other = await browser.begin("/session/openid", **{**came, "verifier": "x" * 43}, password="a ferry in the fog")
    assert kind(other) == EXPIRED
    connected = await browser.begin("/session/openid", **came, password="a ferry in the fog")
    assert connected.status_code == 200, connected.text
    assert (await browser.who()).json()["member_id"] == session["member_id"]
    async with browser_of(app) as again:
        assert (await Visit(again).sign_in(idp)).status_code == 200
        assert (await again.who()).json()["member_id"] == session["member_id"]
        assert (await again.http.delete("/session/openid")).status_code == 204
        assert (await again.http.delete("/session/openid")).status_code == 204
        assert kind(await Visit(again).sign_in(idp)) == (409, "account-exists")
    entries = (await client.get("/api/v1/audit", params={"actor_id": session["member_id"]})).json()["items"]
    assert {"openid.connected", "openid.disconnected"} <= {each["action"] for each in entries}


async def test_who_has_another_address_here_connects_with_that(
    browser: Browser, idp: Provider, app: FastAPI, client: httpx.AsyncClient
) -> None:
    idp.claims["email"] = "someone@example.net"
    email = address()
    async with browser_of(app) as known:
        await join(known, client, email)
    visit = Visit(browser)
    came = {"token": await visit.token(idp), "verifier": visit.verifier, "email": email}
    assert (await browser.begin("/session/openid", **came, password="a ferry in the fog")).status_code == 200
    async with browser_of(app) as again:
        assert (await Visit(again).sign_in(idp)).status_code == 200
        assert (await again.who()).json()["person"]["email"] == email
        # One account of a provider is one person's.
        third = address()
        async with browser_of(app) as other:
            await join(other, client, third)
        visit = Visit(again)
        came = {"token": await visit.token(idp), "verifier": visit.verifier, "email": third}
        assert kind(await again.begin("/session/openid", **came, password="a ferry in the fog")) == (409, "conflict")


async def test_who_has_no_password_cannot_shut_themselves_out(browser: Browser, idp: Provider) -> None:
    await Visit(browser).sign_in(idp)
    assert kind(await browser.http.delete("/session/openid")) == (409, "password-first")
    assert (await browser.http.put("/session/password", json={"new": "a ferry in the sun"})).status_code == 204
    assert (await browser.http.delete("/session/openid")).status_code == 204
    assert (await browser.sign_in(idp.claims["email"], "a ferry in the sun")).status_code == 200


async def test_who_was_removed_stays_out(browser: Browser, idp: Provider, client: httpx.AsyncClient) -> None:
    await Visit(browser).sign_in(idp)
    member = (await browser.who()).json()["member_id"]
    removed = await client.delete(f"/api/v1/members/{member}", headers={"If-Match": '"1"'})
    assert removed.status_code in (200, 204), removed.text
    assert (await browser.who()).status_code == 401
    assert kind(await Visit(browser).sign_in(idp)) == (403, "in-no-organization")


async def test_the_provider_opens_no_other_organisation(
    browser: Browser,
    idp: Provider,
    app: FastAPI,
    client: httpx.AsyncClient,
    make_organization: Callable[[str], Organization],
) -> None:
    rival = make_organization("Rival Pictures")
    email = address()
    async with browser_of(app) as known:
        await join(known, client, email)
        await join(known, rival.client, email)
    idp.claims["email"] = email
    visit = Visit(browser)
    came = {"token": await visit.token(idp), "verifier": visit.verifier, "email": email}
    assert (await browser.begin("/session/openid", **came, password="a ferry in the fog")).status_code == 200
    async with browser_of(app) as again:
        assert (await Visit(again).sign_in(idp)).status_code == 200
        assert (await again.who()).json()["organization"]["name"] != "Rival Pictures"
        switched = await again.http.post("/session/switch", json={"organization_id": str(rival.id)})
        assert kind(switched) == (403, "began-with-a-link")
    # Who is in the other organisation alone does not get in at all.
    async with browser_of(app) as stranger:
        theirs = address()
        await join(stranger, rival.client, theirs)
        idp.claims |= {"sub": uuid.uuid4().hex, "email": theirs}
        visit = Visit(stranger)
        came = {"token": await visit.token(idp), "verifier": visit.verifier, "email": theirs}
        refused = await stranger.begin("/session/openid", **came, password="a ferry in the fog")
        assert kind(refused) == (403, "in-no-organization")


@pytest.mark.parametrize("page", ["https://evil.example.org/", "https://studio.example.org.evil.example.org/", "/"])
async def test_nobody_is_sent_back_to_a_page_of_others(browser: Browser, idp: Provider, page: str) -> None:
    assert kind(await Visit(browser).start(return_to=page)) == (403, "origin-not-allowed")


@pytest.mark.parametrize("page", [f"{ORIGIN}/#x", f"{ORIGIN}/a b", f"{ORIGIN}\\@evil.example.org/", f"{ORIGIN}/\n"])
async def test_no_page_is_put_together_from_what_looks_like_one(browser: Browser, idp: Provider, page: str) -> None:
    assert kind(await Visit(browser).start(return_to=page)) == (403, "origin-not-allowed")


async def test_a_start_without_a_challenge_is_refused(browser: Browser, idp: Provider) -> None:
    assert kind(await Visit(browser).start(challenge="short")) == (422, "invalid-request")


BROKEN: dict[str, bytes | float | int] = {
    "hangs": 8.0,
    "is huge": b'{"issuer": "' + b"x" * MOST_BYTES + b'"}',
    "answers 503": 503,
    "answers no JSON": b"<html>",
    "answers a list": b"[]",
    "is deep": b"[" * 100_000,
}


@pytest.mark.parametrize("how", BROKEN)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
async def test_a_provider_that_is_away_is_named_within_five_seconds(
    browser: Browser, idp: Provider, path: str, how: str
) -> None:
    visit = Visit(browser)
    back = ""
    if path != "/.well-known/openid-configuration":
        back = idp.visit((await visit.start()).headers["Location"])
    idp.broken[path] = BROKEN[how]
    began = time.monotonic()
    answer = await (browser.http.get(back) if back else visit.start())
    assert time.monotonic() - began < 5
    page, _, token = answer.headers["Location"].partition("#")
    assert page == PAGE
    refused = await visit.use(token)
    if path == "/token" and isinstance(BROKEN[how], bytes) and how != "is huge":
        # It is there, and says nothing of use.
        assert kind(refused) == NOT_VALID
        return
    assert kind(refused) == (503, "openid-provider-unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    assert "OpenID provider" in refused.json()["detail"]
    idp.broken.clear()
    assert (await Visit(browser).sign_in(idp)).status_code == 200


@pytest.mark.parametrize(
    "configuration",
    [
        {"issuer": "https://elsewhere.example.org"},
        {"issuer": None},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": "http://169.254.170.2/v2/credentials"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
        {"userinfo_endpoint": "https://user:password@example.org/"},
    ],
    ids=str,
)
async def test_a_configuration_that_leads_elsewhere_is_not_followed(
    browser: Browser, idp: Provider, configuration: dict[str, Any]
) -> None:
    idp.configuration = configuration
    visit = Visit(browser)
    token = (await visit.start()).headers["Location"].partition("#")[2]
    assert kind(await visit.use(token)) == (503, "openid-provider-unavailable")


async def test_the_secret_goes_where_the_provider_wants_it(browser: Browser, idp: Provider) -> None:
    idp.configuration = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert (await Visit(browser).sign_in(idp)).status_code == 200


async def test_a_new_secret_is_found_once_the_former_is_refused(browser: Browser, idp: Provider, app: FastAPI) -> None:
    app.state.openids.provider._secret = "the former one"
    assert kind(await Visit(browser).sign_in(idp)) == NOT_VALID
    assert (await Visit(browser).sign_in(idp)).status_code == 200


async def test_no_secret_stands_in_the_log(browser: Browser, idp: Provider) -> None:
    visit = Visit(browser)
    with capture_logs() as said:
        back = idp.visit((await visit.start()).headers["Location"])
        code = parse_qs(urlsplit(back).query)["code"][0]
        token = (await browser.http.get(back)).headers["Location"].partition("#")[2]
        assert (await visit.use(token)).status_code == 200
        idp.instead = {"nonce": "another"}
        await Visit(browser).sign_in(idp)
    assert "open_id_refused" in {each["event"] for each in said}
    # httpx, which is the browser here, logs what it asks for.
    ours = repr([each for each in said if not str(each["event"]).startswith("HTTP Request")])
    for secret in (CLIENT_SECRET, code, token, visit.verifier, idp.claims["email"]):
        assert secret not in ours


async def test_who_tries_too_often_waits(browser: Browser, idp: Provider, app: FastAPI) -> None:
    for _ in range(PROVIDER_VISITS_AT_ONCE):
        await browser.http.get("/session/openid/callback?code=x&state=y")
    answer = await browser.http.get("/session/openid/callback?code=x&state=y")
    while answer.status_code != 429:  # those that time has given back meanwhile
        answer = await browser.http.get("/session/openid/callback?code=x&state=y")
    assert kind(answer) == (429, "too-many-attempts")
    assert int(answer.headers["Retry-After"]) > 0
    async with browser_of(app, address="198.51.100.7") as elsewhere:
        assert (await Visit(elsewhere).start()).status_code == 303


async def test_pages_learn_which_ways_there_are(browser: Browser, idp: Provider, settings: ApiSettings) -> None:
    ways = (await browser.http.get("/session/ways")).json()
    assert ways == {"openid": {"name": "127.0.0.1", "start": "/api/v1/session/openid/start"}, "mail": False}
    async with browser_of(create_app(settings, background=False)) as elsewhere:
        assert (await elsewhere.http.get("/session/ways")).json() == {"openid": None, "mail": False}
        assert kind(await Visit(elsewhere).start()) == (409, "no-openid")
        assert kind(await elsewhere.http.get("/session/openid/callback?code=x&state=y")) == (409, "no-openid")
