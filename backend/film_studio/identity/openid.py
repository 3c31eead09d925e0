"""People who come through the OpenID provider: from a page of the studio there and back, and who they are here.

A page keeps a secret and sends its hash along (`challenge`); only who knows the secret can use what comes back to it in
the address's fragment. A cookie ties the way to the browser that began it.
"""

import base64
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic import SecretStr, TypeAdapter, ValidationError
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.limits import PROVIDER_VISITS_A_SECOND, PROVIDER_VISITS_AT_ONCE
from film_studio.identity import letters, sessions
from film_studio.identity.audit.actions import Action
from film_studio.identity.audit.trail import Change
from film_studio.identity.browsers import Browser
from film_studio.identity.keys import digest
from film_studio.identity.mailroom import Mailroom
from film_studio.identity.models import MemberRow, OpenIdAccountRow, OpenIdSignInRow, OrganizationRow, PersonRow
from film_studio.identity.openid_provider import Account, OpenIdProvider, RefusedError
from film_studio.identity.people import NEWS, People, SignedIn
from film_studio.identity.session_schemas import Email
from film_studio.identity.sessions import Holder
from film_studio.identity.tokens import SigningKey, looks_like_one_time_token, one_time_token, read_signed, signed
from film_studio.kit.database.session import Database
from film_studio.kit.failures import RETRY_AFTER, UnavailableError
from film_studio.kit.problem_kinds import KINDS
from film_studio.kit.problems import ProblemError
from film_studio.kit.rates import Rates
from film_studio.kit.schemas import Name
from film_studio.kit.settings import ApiSettings
from runtime.log_events import OpenIdRefused, PartUnavailable
from runtime.logging import log

#: How long somebody may be with the provider.
ON_THE_WAY: Final = timedelta(minutes=10)
#: How long a page may take to use what came back: long enough to type a password.
USABLE: Final = timedelta(minutes=10)
#: Begins what comes back where the way did not lead to the provider's word.
PROBLEM: Final = "fe_"
_SAID: Final[Mapping[str, str]] = {
    "openid-refused": "the OpenID provider did not let you in, or you turned back there; try again, or sign in with "
    "your password",
    "openid-expired": "the way through the OpenID provider took too long, was gone before, or began in another window; "
    "begin again",
    "openid-not-valid": "what the OpenID provider said could not be believed; begin again, and if it stays, tell "
    "whoever runs the studio: the provider's clock and settings have to fit",
    "address-not-confirmed": "the OpenID provider does not say that your e-mail address is yours; confirm it there "
    "first, or sign in with your password",
    "openid-provider-unavailable": "the OpenID provider did not answer in time; nothing was changed, try again in a "
    "few seconds",
}
_EMAIL: Final = TypeAdapter[str](Email)
_NAME: Final = TypeAdapter[str](Name)
_WAY: Final = ("state", "nonce", "pkce", "challenge", "return_to")


@dataclass(frozen=True, kw_only=True)
class Gone:
    """Where a browser goes on to, and the cookie that it keeps on its way; None once it is back."""

    url: str
    cookie: str | None = None


class OpenIds:
    """Each process has one. Without a provider, all of it is refused."""

    def __init__(
        self, database: Database, settings: ApiSettings, signing: SigningKey, people: People, mailroom: Mailroom
    ) -> None:
        self._database: Final = database
        self._settings: Final = settings
        self._signing: Final = signing
        self._people: Final = people
        self._mailroom: Final = mailroom
        #: Of networks, in this process.
        self.rates: Final = Rates(a_second=PROVIDER_VISITS_A_SECOND, at_once=PROVIDER_VISITS_AT_ONCE)
        issuer, client_id = settings.oidc_issuer, settings.oidc_client_id
        secret_arn = settings.oidc_client_secret_arn
        self._provider: OpenIdProvider | None = None
        if issuer and client_id and secret_arn:
            self._provider = OpenIdProvider(settings, issuer=issuer, client_id=client_id, secret_arn=secret_arn)

    @property
    def provider(self) -> OpenIdProvider:
        """Raises a 409 problem where the stack has none."""
        if self._provider is None:
            raise ProblemError(
                409, "no-openid", "this studio has no OpenID provider; sign in with your address and password"
            )
        return self._provider

    @property
    def issuer(self) -> str | None:
        return self._settings.oidc_issuer if self._provider is not None else None

    def close(self) -> None:
        if self._provider is not None:
            self._provider.close()

    async def leave(self, *, challenge: str, return_to: str, redirect_uri: str) -> Gone:
        """Send a browser to the provider; back to the page, where the provider does not answer."""
        provider = self.provider
        key = await self._signing.of("openid")
        way = {
            "state": secrets.token_urlsafe(32),
            "nonce": secrets.token_urlsafe(32),
            "pkce": secrets.token_urlsafe(48),
            "challenge": challenge,
            "return_to": return_to,
        }
        try:
            url = await provider.authorization_url(
                redirect_uri=redirect_uri,
                state=way["state"],
                nonce=way["nonce"],
                pkce_challenge=challenge_of(way["pkce"]),
            )
        except UnavailableError as error:
            return _back_with(return_to, error)
        now = datetime.now(UTC)
        cookie = signed(key, way, stage=self._settings.stage, purpose="openid", expires_at=now + ON_THE_WAY, now=now)
        return Gone(url=url, cookie=cookie)

    async def come_back(
        self, *, cookie: str | None, answered: Mapping[str, str], redirect_uri: str, own_page: str
    ) -> Gone:
        """Take what the provider has answered, and send the browser back to its page with what it can use there."""
        provider = self.provider
        key = await self._signing.of("openid")
        way = read_signed(key, cookie or "", stage=self._settings.stage, purpose="openid", wanted=_WAY)
        if way is None or not hmac.compare_digest(answered.get("state", "").encode(), way["state"].encode()):
            return _back(own_page if way is None else way["return_to"], f"{PROBLEM}openid-expired")
        try:
            account = await _vouched_for(provider, way, answered, redirect_uri)
        except UnavailableError as error:
            return _back_with(way["return_to"], error)
        except RefusedError as error:
            log(OpenIdRefused(issuer=provider.issuer, reason=str(error)))
            kind = "openid-refused" if "error" in answered else "openid-not-valid"
            return _back(way["return_to"], f"{PROBLEM}{kind}")
        email = _read(_EMAIL, account.email)
        if email is None or not account.email_is_verified:
            log(OpenIdRefused(issuer=provider.issuer, reason="the address is missing, or is not said to be verified"))
            return _back(way["return_to"], f"{PROBLEM}address-not-confirmed")
        token = one_time_token("openid")
        row = OpenIdSignInRow(
            sha256=digest(token),
            state_sha256=digest(way["state"]),
            challenge=way["challenge"],
            issuer=account.issuer,
            subject=account.subject,
            email=email,
            name=_read(_NAME, account.name) or email.partition("@")[0],
            expires_at=datetime.now(UTC) + USABLE,
        )
        try:
            async with self._database.system() as session:
                session.add(row)
        except IntegrityError:  # the same way twice, from a browser that keeps its cookies longer than it may
            return _back(way["return_to"], f"{PROBLEM}openid-expired")
        return _back(way["return_to"], token)

    async def sign_in(self, token: SecretStr, verifier: SecretStr, browser: Browser) -> SignedIn:
        """Sign in who came back. Raises problems."""
        _check_outcome(token)
        async with self._database.system() as session:
            came = await _row_of(session, token, verifier)
            organization_id = await _first_organization(session)
            person_id = await session.scalar(
                select(OpenIdAccountRow.person_id).where(
                    OpenIdAccountRow.issuer == came.issuer, OpenIdAccountRow.subject == came.subject
                )
            )
            if person_id is None:
                holder = await self._newcomer(session, came, organization_id)
            else:
                holder = await sessions.membership(session, person_id, organization_id)
            if holder is None:
                raise _not_a_member()
            came.used_at = func.now()
            held = await sessions.begin(session, holder, "openid", browser)
        return await self._people.told(held, remember=holder.subject)

    async def connect(
        self, token: SecretStr, verifier: SecretStr, *, email: str, password: SecretStr, browser: Browser
    ) -> SignedIn:
        """Sign in with a password, and let the provider's account sign the same person in from now on. Raises
        problems."""
        _check_outcome(token)
        outgoing = await self._mailroom.outgoing()
        person_id = await self._people.check_password(email, password, browser)
        async with self._database.system() as session:
            came = await _row_of(session, token, verifier)
            holder = await sessions.membership(session, person_id, await _first_organization(session))
            if holder is None:
                raise _not_a_member()
            came.used_at = func.now()
            # One that somebody has already, or a second one of this person, is a 409 problem.
            await self._bind(session, came, holder)
            if outgoing is not None:
                now = datetime.now(UTC)
                person = await session.get_one(PersonRow, person_id)
                letter = letters.openid_connected(
                    person.email, name=person.name, account=came.email, issuer=came.issuer, at=now
                )
                await outgoing.put(session, letter, useful_until=now + NEWS)
            held = await sessions.begin(session, holder, "password", browser)
        return await self._people.told(held, remember=person_id)

    async def disconnect(self, holder: Holder) -> None:
        """Let no account of a provider sign the person in any more. Doing it again changes nothing. Raises a 409
        problem for who has no password."""
        async with self._database.system() as session:
            person = await session.get_one(PersonRow, holder.subject, with_for_update=True)
            if person.password_hash is None:
                raise ProblemError(
                    409,
                    "password-first",
                    "you have no password, and nobody could sign in as you any more; choose one first",
                )
            gone = await session.execute(
                delete(OpenIdAccountRow)
                .where(OpenIdAccountRow.person_id == holder.subject)
                .returning(OpenIdAccountRow.issuer),
                execution_options={"synchronize_session": False},
            )
            for issuer in gone.scalars().all():
                await _record(session, holder, "openid.disconnected", {"issuer": issuer})

    async def _newcomer(self, session: AsyncSession, came: OpenIdSignInRow, organization_id: uuid.UUID) -> Holder:
        """Somebody of whom nobody here knows, as a member from now on. An address alone makes nobody the person who
        has it here: whoever runs the provider says which addresses are whose."""
        taken = await session.scalar(select(PersonRow.id).where(PersonRow.email == came.email))
        if taken is not None:
            raise ProblemError(
                409,
                "account-exists",
                f"somebody here signs in as {came.email} already; if that is you, give your password once, and the "
                "provider's account is connected with yours",
            )
        if came.email.rpartition("@")[2] not in self._settings.oidc_domains:
            raise ProblemError(
                403,
                "not-known",
                f"nobody here is connected with {came.email}; give the address and password that you sign in with, "
                "which connects you, or ask for an invitation",
            )
        person = PersonRow(email=came.email, name=came.name, password_hash=None)
        session.add(person)
        await session.flush()
        member = MemberRow(organization_id=organization_id, person_id=person.id, role=self._settings.oidc_role)
        session.add(member)
        await session.flush()
        holder = Holder(organization_id=organization_id, subject=person.id, member_id=member.id)
        joined = Change(
            action="member.joined",
            subject_type="member",
            subject_id=member.id,
            after={"role": member.role, "with": "openid"},
        )
        await sessions.record_of(session, holder, joined)
        await self._bind(session, came, holder)
        return holder

    async def _bind(self, session: AsyncSession, came: OpenIdSignInRow, holder: Holder) -> None:
        session.add(OpenIdAccountRow(issuer=came.issuer, subject=came.subject, person_id=holder.subject))
        await session.flush()
        await _record(session, holder, "openid.connected", {"issuer": came.issuer, "email": came.email})


def challenge_of(verifier: str) -> str:
    """The hash that a secret is known by (RFC 7636, S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


async def _vouched_for(
    provider: OpenIdProvider, way: Mapping[str, Any], answered: Mapping[str, str], redirect_uri: str
) -> Account:
    if answered.get("error") in ("server_error", "temporarily_unavailable"):
        raise UnavailableError("openid-provider", f"it answered {answered['error']}")
    if "error" in answered:
        raise RefusedError(answered["error"][:100])
    # RFC 9207: an answer of another provider, which has tricked the browser into coming here with it.
    if answered.get("iss", provider.issuer) != provider.issuer:
        raise RefusedError("the answer is another provider's")
    if not answered.get("code"):
        raise RefusedError("the answer has no code")
    return await provider.account_of(
        answered["code"], redirect_uri=redirect_uri, pkce_verifier=way["pkce"], nonce=way["nonce"]
    )


def _back(page: str, what: str) -> Gone:
    """Behind the #, which browsers send to no server."""
    return Gone(url=f"{page}#{what}")


def _back_with(page: str, error: UnavailableError) -> Gone:
    log(PartUnavailable(part=error.part, error=str(error)))
    if error.part != "openid-provider":
        raise error
    return _back(page, f"{PROBLEM}openid-provider-unavailable")


def _check_outcome(token: SecretStr) -> None:
    """Raises the problem that somebody came back with."""
    kind = token.get_secret_value().removeprefix(PROBLEM)
    if token.get_secret_value().startswith(PROBLEM) and kind in _SAID:
        status = KINDS[kind].status
        headers = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": str(RETRY_AFTER)}}.get(status)
        raise ProblemError(status, kind, _SAID[kind], headers=headers)


async def _row_of(session: AsyncSession, token: SecretStr, verifier: SecretStr) -> OpenIdSignInRow:
    """What the provider has said of who came back, locked. Raises a 401 problem."""
    text = token.get_secret_value().strip()
    found = None
    if looks_like_one_time_token(text):
        found = (
            await session.scalars(
                select(OpenIdSignInRow)
                .where(
                    OpenIdSignInRow.sha256 == digest(text),
                    OpenIdSignInRow.challenge == challenge_of(verifier.get_secret_value()),
                    OpenIdSignInRow.used_at.is_(None),
                    OpenIdSignInRow.expires_at > func.now(),
                )
                .with_for_update()
            )
        ).one_or_none()
    if found is None:
        kind = "openid-expired"
        raise ProblemError(401, kind, _SAID[kind], headers={"WWW-Authenticate": "Bearer"})
    return found


async def _first_organization(session: AsyncSession) -> uuid.UUID:
    """The one that the stack was made for, whose people the provider vouches for: no other organisation's door opens
    at its word."""
    query = select(OrganizationRow.id).order_by(OrganizationRow.created_at, OrganizationRow.id).limit(1)
    return (await session.execute(query)).scalar_one()


def _not_a_member() -> ProblemError:
    return ProblemError(
        403, "in-no-organization", "you are not in the organisation that this provider is for; ask for an invitation"
    )


async def _record(session: AsyncSession, holder: Holder, action: Action, after: Mapping[str, str]) -> None:
    assert holder.member_id is not None
    change = Change(action=action, subject_type="member", subject_id=holder.member_id, after=after)
    await sessions.record_of(session, holder, change)


def _read(adapter: TypeAdapter[str], text: str | None) -> str | None:
    try:
        return None if text is None else adapter.validate_python(text)
    except ValidationError:
        return None
