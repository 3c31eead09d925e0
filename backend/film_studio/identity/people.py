"""What people do to get in, stay in and get out: each in short transactions of the system's role, since who signs in
has no organisation yet."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic import SecretStr
from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.identity import attempts, invitations, letters, sessions
from film_studio.identity.audit.actions import Action
from film_studio.identity.audit.trail import Change
from film_studio.identity.browsers import DEVICE, Browser, cleared_cookie
from film_studio.identity.callers import Callers
from film_studio.identity.invitations import Invited
from film_studio.identity.keys import digest, looks_like_key
from film_studio.identity.mailroom import Mailroom
from film_studio.identity.models import ApiKeyRow, MemberRow, OrganizationRow, PersonRow, SessionRow, SignInLinkRow
from film_studio.identity.passwords import SHORTEST, Passwords
from film_studio.identity.sessions import Held, Holder
from film_studio.identity.tokens import (
    ACCESS,
    RefreshToken,
    SigningKey,
    access_token,
    looks_like_one_time_token,
    read_signed,
    signed,
)
from film_studio.kit.database.session import Database
from film_studio.kit.outgoing_mail import Outgoing
from film_studio.kit.problems import ProblemError

#: For a browser that keeps the one that it has.
_NO_TOKEN: Final = RefreshToken("", "")
#: How long a link that signs somebody in works.
LINK: Final = timedelta(minutes=30)
#: How long a letter that tells what has happened is worth sending.
NEWS: Final = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A session as its browser is told of it."""

    access_token: str
    expires_at: datetime
    refresh_token: RefreshToken
    device: str | None = None


class People:
    """Each process has one."""

    def __init__(
        self,
        database: Database,
        signing: SigningKey,
        passwords: Passwords,
        callers: Callers,
        mailroom: Mailroom,
        *,
        stage: str,
    ) -> None:
        self._database = database
        self._signing = signing
        self._callers = callers
        self._stage = stage
        self._passwords = passwords
        self._mailroom = mailroom

    async def with_password(self, email: str, password: SecretStr, browser: Browser) -> SignedIn:
        """Sign in. Raises a 401 problem that is the same for an unknown address and a wrong password, and a 429 one."""
        person_id = await self.check_password(email, password, browser)
        async with self._database.system() as session:
            holder = await sessions.membership(session, person_id)
            held = holder and await sessions.begin(session, holder, "password", browser)
        if held is None:
            raise ProblemError(
                403, "in-no-organization", "you are in no organisation any more; ask somebody there for an invitation"
            )
        return await self.told(held, remember=person_id)

    async def check_password(self, email: str, password: SecretStr, browser: Browser) -> uuid.UUID:
        """The id of the person whose password it is. Raises problems, as `with_password`."""
        async with self._database.system() as session:
            found = (
                await session.execute(select(PersonRow.id, PersonRow.password_hash).where(PersonRow.email == email))
            ).one_or_none()
        known = browser.device is not None and found is not None and await self._remembers(browser.device, found.id)
        attempt = attempts.attempt_of(email, network=browser.network, device=browser.device if known else None)
        async with self._database.system() as session:
            await attempts.count(session, attempt)
        matches = await self._passwords.verify(password, None if found is None else found.password_hash)
        if found is None or not matches:
            raise wrong_credentials(
                "the address or the password is wrong; check both, or ask an owner of your organisation for a link"
            )
        async with self._database.system() as session:
            await attempts.take_back(session, attempt, succeeded=True)
        return found.id

    async def with_key(self, key: SecretStr, browser: Browser) -> SignedIn:
        """Exchange an API key for a session of it. Raises a 401 problem."""
        secret = key.get_secret_value().strip()
        held = None
        if looks_like_key(secret):
            async with self._database.system() as session:
                row = (
                    await session.execute(
                        select(ApiKeyRow.id, ApiKeyRow.organization_id).where(
                            ApiKeyRow.sha256 == digest(secret), ApiKeyRow.revoked_at.is_(None)
                        )
                    )
                ).one_or_none()
                if row is not None:
                    holder = Holder(organization_id=row.organization_id, subject=row.id, api_key_id=row.id)
                    held = await sessions.begin(session, holder, "key", browser)
        if held is None:
            raise wrong_credentials("this API key is unknown or was revoked")
        return await self.told(held)

    async def with_link(self, link: SecretStr, browser: Browser) -> SignedIn:
        """Sign in with a link, which works once. Raises a 401 problem, the same for every link that does not work."""
        token = link.get_secret_value().strip()
        held = None
        outgoing = await self._mailroom.outgoing()
        if looks_like_one_time_token(token):
            async with self._database.system() as session:
                used = await session.execute(
                    update(SignInLinkRow)
                    .where(
                        SignInLinkRow.sha256 == digest(token),
                        SignInLinkRow.used_at.is_(None),
                        SignInLinkRow.expires_at > func.now(),
                    )
                    .values(used_at=func.now())
                    .returning(SignInLinkRow.member_id, SignInLinkRow.mailed),
                    execution_options={"synchronize_session": False},
                )
                member_id, mailed = used.one_or_none() or (None, False)
                holder = await _holder_of_member(session, member_id)
                held = holder and await sessions.begin(session, holder, "mail" if mailed else "link", browser)
                if holder and outgoing is not None:
                    await _tell_of_link(session, outgoing, holder, browser)
        if held is None:
            raise link_not_valid()
        return await self.told(held, remember=held.holder.subject)

    async def invitation(self, token: SecretStr) -> Invited:
        """What an invitation says. Raises a 401 problem, as `with_link`."""
        async with self._database.system() as session:
            invited = await invitations.find(session, token.get_secret_value().strip())
        if invited is None:
            raise link_not_valid()
        return invited

    async def accept_invitation(
        self, token: SecretStr, *, email: str, password: SecretStr, name: str | None, browser: Browser
    ) -> SignedIn:
        """Let somebody in, who may have an account already; a link that was of no use to them stays good.

        Raises problems: those of `with_link` and `with_password`, 403 for another's address, 409 for who is in already,
        422 for a new person without a name or with a password that is too short.
        """
        invited = await self.invitation(token)
        if invited.email not in (None, email):
            raise ProblemError(
                403,
                "other-address",
                "body.email: this invitation is for another address; give that, or ask for another",
            )
        async with self._database.system() as session:
            known = await session.scalar(select(PersonRow.id).where(PersonRow.email == email))
        new = None
        if known is None:
            new = PersonRow(email=email, name=_name_of_new(name), password_hash=await self._hashed_of_new(password))
        else:
            await self.check_password(email, password, browser)
        async with self._database.system() as session:
            locked = await invitations.find(session, token.get_secret_value().strip(), lock=True)
            if locked is None:
                raise link_not_valid()
            if new is not None:
                session.add(new)  # a 409 problem, where another request was first with this address
                await session.flush()
            person_id = new.id if new is not None else known
            holder = person_id and await invitations.accept(session, locked, person_id)
            if not holder:
                raise ProblemError(
                    409, "already-a-member", "you are in this organisation already; sign in with your password"
                )
            held = await sessions.begin(session, holder, "invitation", browser)
        return await self.told(held, remember=holder.subject)

    async def _hashed_of_new(self, password: SecretStr) -> str:
        if len(password.get_secret_value()) < SHORTEST:
            raise ProblemError(
                422,
                "account-incomplete",
                f"body.password: nobody here has this address yet; choose a password of at least {SHORTEST} characters "
                "for it, any will do",
            )
        return await self._passwords.hashed(password)

    async def refresh(self, token: RefreshToken | None) -> SignedIn:
        """The next tokens of a session. Raises a 401 problem; a token that was used before ends its session."""
        refreshed = None
        if token is not None:
            key = await self._signing.of("refresh")
            async with self._database.system() as session:
                refreshed = await sessions.refresh(session, key, token)
        if refreshed is None or refreshed == "reused":
            raise ProblemError(
                401,
                "no-session",
                "this session has ended, because a token of it was used twice; if that was not you, somebody had a "
                "copy of it: sign in again"
                if refreshed == "reused"
                else "there is no session in this browser; sign in",
                headers=cleared_cookie(),
            )
        return await self.told(refreshed)

    async def sign_out(self, token: RefreshToken | None) -> None:
        """End the browser's session, if it has one."""
        if token is not None:
            mine = SessionRow.family_sha256 == token.family_sha256
            async with self._database.system() as session:
                session_id = await session.scalar(select(SessionRow.id).where(mine))
                holder = session_id and await sessions.holder_of(session, session_id)
                ended = await sessions.end(session, mine)
                if holder and session_id:
                    await _record(session, holder, "session.ended", session_id)
            self._callers.forget(*ended)

    async def switch(self, session_id: uuid.UUID, person_id: uuid.UUID, organization_id: uuid.UUID) -> SignedIn | None:
        """Take a session to another organisation of the same person; None where they are in no such one. The cookie
        stays. Raises a 403 problem for a session that an owner of the first organisation, or its
        provider, could have begun."""
        async with self._database.system() as session:
            holder = await sessions.membership(session, person_id, organization_id)
            row = await session.get_one(SessionRow, session_id, with_for_update=True)
            if holder is None or holder.organization_id == row.organization_id:
                return holder and await self.told(Held(session_id=session_id, holder=holder, token=_NO_TOKEN))
            if row.began_with in ("link", "openid"):
                raise ProblemError(
                    403,
                    "began-with-a-link",
                    "you signed in with a link of one organisation, or through its OpenID provider, which lets you "
                    "into no other; sign in with your password",
                )
            former = await sessions.holder_of(session, session_id)
            row.organization_id, row.member_id = holder.organization_id, holder.member_id
            for each in filter(None, (former, holder)):
                await _record(session, each, "session.switched", session_id)
        self._callers.forget(session_id)
        return await self.told(Held(session_id=session_id, holder=holder, token=_NO_TOKEN))

    async def set_password(
        self, person_id: uuid.UUID, present: SecretStr | None, new: SecretStr, *, session_id: uuid.UUID
    ) -> None:
        """Change the password, and end the person's other sessions.

        Who has come with a link has forgotten the present password and need not give it, unless an owner has made it
        and they are in another organisation too, whose owners have not. Raises a 401 problem.
        """
        outgoing = await self._mailroom.outgoing()
        async with self._database.system() as session:
            stored, email, name, began_with, organizations = (
                await session.execute(
                    select(
                        PersonRow.password_hash,
                        PersonRow.email,
                        PersonRow.name,
                        select(SessionRow.began_with).where(SessionRow.id == session_id).scalar_subquery(),
                        _memberships(person_id),
                    ).where(PersonRow.id == person_id)
                )
            ).one()
        forgotten = began_with == "mail" or (began_with == "link" and organizations == 1)
        if (
            stored is not None
            and not (forgotten and present is None)
            and (present is None or not await self._passwords.verify(present, stored))
        ):
            raise wrong_credentials("body.present: this is not your present password; nothing was changed")
        hashed = await self._passwords.hashed(new)
        async with self._database.system() as session:
            changed = await session.execute(
                update(PersonRow)
                # Who was first with another change wins: the one who comes second has not seen that password.
                .where(PersonRow.id == person_id, PersonRow.password_hash.is_not_distinct_from(stored))
                .values(password_hash=hashed)
                .returning(PersonRow.id),
                execution_options={"synchronize_session": False},
            )
            if changed.scalar_one_or_none() is None:
                raise ProblemError(409, "conflict", "the password was changed meanwhile; sign in with the new one")
            members = select(MemberRow.id).where(MemberRow.person_id == person_id)
            ended = await sessions.end(session, SessionRow.member_id.in_(members), SessionRow.id != session_id)
            if outgoing is not None:
                now = datetime.now(UTC)
                await outgoing.put(session, letters.password_changed(email, name=name, at=now), useful_until=now + NEWS)
            holder = await sessions.holder_of(session, session_id)
            if holder is not None:
                await _record(session, holder, "password.changed", session_id)
        self._callers.forget(*ended)

    async def organizations_of(self, person_id: uuid.UUID) -> list[dict[str, Any]]:
        """(id, name) of all that the person is in, by name."""
        async with self._database.system() as session:
            found = await session.execute(
                select(OrganizationRow.id, OrganizationRow.name)
                .join(MemberRow, MemberRow.organization_id == OrganizationRow.id)
                .where(MemberRow.person_id == person_id, MemberRow.removed_at.is_(None))
                .order_by(OrganizationRow.name, OrganizationRow.id)
            )
            return [dict(row) for row in found.mappings()]

    async def told(self, held: Held, *, remember: uuid.UUID | None = None) -> SignedIn:
        now = datetime.now(UTC)
        token = access_token(
            await self._signing.of("access"),
            stage=self._stage,
            subject=held.holder.subject,
            organization_id=held.holder.organization_id,
            session_id=held.session_id,
            now=now,
        )
        return SignedIn(
            access_token=token,
            expires_at=now + ACCESS,
            refresh_token=held.token,
            device=await self._device(remember, now) if remember is not None else None,
        )

    async def _device(self, person_id: uuid.UUID, now: datetime) -> str:
        key = await self._signing.of("device")
        claims = {"sub": str(person_id)}
        return signed(key, claims, stage=self._stage, purpose="device", expires_at=now + DEVICE, now=now)

    async def _remembers(self, device: str, person_id: uuid.UUID) -> bool:
        claims = read_signed(
            await self._signing.of("device"), device, stage=self._stage, purpose="device", wanted=("sub",)
        )
        return claims is not None and claims["sub"] == str(person_id)


def _name_of_new(name: str | None) -> str:
    if name is None:
        raise ProblemError(
            422,
            "account-incomplete",
            "body.name: nobody here has this address yet; give the name of its owner, or check the address",
        )
    return name


async def _record(session: AsyncSession, holder: Holder, action: Action, session_id: uuid.UUID) -> None:
    await sessions.record_of(session, holder, Change(action=action, subject_type="session", subject_id=session_id))


def _memberships(person_id: uuid.UUID) -> ScalarSelect[int]:
    count = select(func.count()).select_from(MemberRow)
    return count.where(MemberRow.person_id == person_id, MemberRow.removed_at.is_(None)).scalar_subquery()


async def _holder_of_member(session: AsyncSession, member_id: uuid.UUID | None) -> Holder | None:
    row = (
        await session.execute(
            select(MemberRow.organization_id, MemberRow.person_id).where(
                MemberRow.id == member_id, MemberRow.removed_at.is_(None)
            )
        )
    ).one_or_none()
    if row is None:
        return None
    return Holder(organization_id=row.organization_id, subject=row.person_id, member_id=member_id)


async def _tell_of_link(session: AsyncSession, outgoing: Outgoing, holder: Holder, browser: Browser) -> None:
    person = (
        await session.execute(select(PersonRow.email, PersonRow.name).where(PersonRow.id == holder.subject))
    ).one()
    organization = await session.scalar(
        select(OrganizationRow.name).where(OrganizationRow.id == holder.organization_id)
    )
    now = datetime.now(UTC)
    letter = letters.link_used(
        person.email, name=person.name, organization=organization or "", network=browser.network, at=now
    )
    await outgoing.put(session, letter, useful_until=now + NEWS)


def link_not_valid() -> ProblemError:
    """The same for a link that was used, has expired, was revoked, or never was one."""
    return ProblemError(
        401,
        "link-not-valid",
        "this link was used already, has expired, or never was one; ask for another, or sign in with your password",
        headers={"WWW-Authenticate": "Bearer"},
    )


def wrong_credentials(detail: str) -> ProblemError:
    return ProblemError(401, "wrong-credentials", detail, headers={"WWW-Authenticate": "Bearer"})
