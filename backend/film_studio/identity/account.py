"""What people change about themselves: their name, their address, and the password that they have forgotten."""

import base64
import hmac
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import SecretStr
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.identity import attempts, letters, sessions
from film_studio.identity.audit.actions import Action
from film_studio.identity.audit.trail import Change
from film_studio.identity.browsers import Browser
from film_studio.identity.keys import digest
from film_studio.identity.mailroom import Mailroom, no_mail
from film_studio.identity.models import EmailChangeRow, MemberRow, PersonRow, SignInLinkRow
from film_studio.identity.passwords import Passwords
from film_studio.identity.people import LINK, link_not_valid, wrong_credentials
from film_studio.identity.session_schemas import OwnPerson
from film_studio.identity.sessions import Holder
from film_studio.identity.tokens import looks_like_one_time_token, one_time_token
from film_studio.kit.database.session import Database
from film_studio.kit.mail import Letter
from film_studio.kit.problems import ProblemError
from film_studio.kit.versions import Precondition

#: How long a link that confirms an address works.
CONFIRMATION: Final = timedelta(hours=24)
#: So many links go to one person in an hour, from however many networks they are asked for.
LINKS_AN_HOUR: Final = 5


@dataclass(frozen=True, kw_only=True)
class _Known:
    email: str
    name: str
    password_hash: str | None


class Accounts:
    """Each process has one."""

    def __init__(self, database: Database, passwords: Passwords, mailroom: Mailroom) -> None:
        self._database = database
        self._passwords = passwords
        self._mailroom = mailroom

    async def forgot(self, email: str, browser: Browser) -> None:
        """Have a link sent to whose address it is. Who asks cannot tell whether it is anybody's: what is done here is
        the same, and the rest is done when the letter's turn comes. Raises problems: 409 without mail, 429."""
        outgoing = await self._mailroom.outgoing()
        if outgoing is None:
            raise no_mail()
        attempt = attempts.attempt_of(f"forgotten {email}", network=browser.network, device=None)
        async with self._database.system() as session:
            await attempts.count(session, attempt)
            await outgoing.put_sealed(
                session, letters.FORGOTTEN_PASSWORD, email.encode(), useful_until=datetime.now(UTC) + LINK
            )

    async def compose_forgotten(self, identifier: uuid.UUID, content: bytes) -> Letter | None:
        """The letter to who has forgotten the password; None where the address is nobody's who is in anywhere, or who
        was sent too many already. Composed again after a failure, it has the same link."""
        email = content.decode()
        token = await self._token_of(identifier)
        async with self._database.system() as session:
            person = (
                # Locked: of many letters to one person that are composed at once, each counts those before it.
                await session.execute(
                    select(PersonRow.id, PersonRow.name).where(PersonRow.email == email).with_for_update()
                )
            ).one_or_none()
            holder = person and await sessions.membership(session, person.id)
            if person is None or not holder or await self._too_many(session, person.id, digest(token)):
                return None
            until = datetime.now(UTC) + LINK
            await session.execute(
                insert(SignInLinkRow)
                .values(
                    organization_id=holder.organization_id,
                    member_id=holder.member_id,
                    sha256=digest(token),
                    mailed=True,
                    expires_at=until,
                )
                .on_conflict_do_nothing()
            )
        return letters.forgotten_password(email, name=person.name, link=self._mailroom.link(token), until=until)

    async def _token_of(self, identifier: uuid.UUID) -> str:
        key = (await self._mailroom.sealing()).key
        secret = hmac.digest(key, b"link " + identifier.bytes, "sha256")
        return "fl_" + base64.urlsafe_b64encode(secret).decode().rstrip("=")

    async def _too_many(self, session: AsyncSession, person_id: uuid.UUID, but: str) -> bool:
        members = select(MemberRow.id).where(MemberRow.person_id == person_id)
        sent = await session.scalar(
            select(func.count())
            .select_from(SignInLinkRow)
            .where(
                SignInLinkRow.member_id.in_(members),
                SignInLinkRow.mailed,
                SignInLinkRow.sha256 != but,
                SignInLinkRow.created_at > func.now() - timedelta(hours=1),
            )
        )
        return (sent or 0) >= LINKS_AN_HOUR

    async def get(self, person_id: uuid.UUID) -> OwnPerson:
        async with self._database.system() as session:
            return _shown(await session.get_one(PersonRow, person_id))

    async def rename(self, holder: Holder, name: str, seen: Precondition) -> OwnPerson:
        """Raises the problems of `seen`."""
        async with self._database.system() as session:
            row = await session.get_one(PersonRow, holder.subject, with_for_update=True)
            seen.check(row, _shown(row))
            before, row.name = row.name, name
            await session.flush()
            await _record(session, holder, "person.updated", {"name": before}, {"name": name})
            return _shown(row)

    async def change_email(self, holder: Holder, email: str, password: SecretStr) -> bool:
        """Change the address, or send a link to it that does: True where a link goes out.

        Raises problems: 401 for a wrong password; without mail 409 for an address that is somebody else's.
        """
        person_id = holder.subject
        outgoing = await self._mailroom.outgoing()
        async with self._database.system() as session:
            known = await _known(session, person_id)
        if not await self._passwords.verify(password, known.password_hash):
            raise wrong_credentials(
                "body.password: this is not your password; nothing was changed. Who has none yet chooses one first"
            )
        async with self._database.system() as session:
            if outgoing is None:
                await _set_email(session, holder, email)
                return False
            token, until = one_time_token("address"), datetime.now(UTC) + CONFIRMATION
            # The last link is the one that counts.
            await session.execute(
                update(EmailChangeRow)
                .where(EmailChangeRow.person_id == person_id, EmailChangeRow.used_at.is_(None))
                .values(used_at=func.now())
                .execution_options(synchronize_session=False)
            )
            session.add(EmailChangeRow(person_id=person_id, email=email, sha256=digest(token), expires_at=until))
            letter = letters.confirm_address(email, name=known.name, link=self._mailroom.link(token), until=until)
            await outgoing.put(session, letter, useful_until=until)
            await _record(session, holder, "person.email_change_requested", {}, {"email": email})
        return True

    async def confirm_email(self, token: SecretStr) -> None:
        """Raises problems: 401 for a link that does not work, 409 for an address that is somebody else's by now."""
        outgoing = await self._mailroom.outgoing()
        secret = token.get_secret_value().strip()
        if not looks_like_one_time_token(secret):
            raise link_not_valid()
        async with self._database.system() as session:
            row = (
                await session.scalars(
                    select(EmailChangeRow)
                    .where(
                        EmailChangeRow.sha256 == digest(secret),
                        EmailChangeRow.used_at.is_(None),
                        EmailChangeRow.expires_at > func.now(),
                    )
                    .with_for_update()
                )
            ).one_or_none()
            if row is None:
                raise link_not_valid()
            row.used_at = func.now()
            holder = await sessions.membership(session, row.person_id)
            if holder is None:
                raise link_not_valid()
            if outgoing is not None:
                now = datetime.now(UTC)
                before = await _known(session, row.person_id)
                letter = letters.address_changed(before.email, name=before.name, new=row.email, at=now)
                await outgoing.put(session, letter, useful_until=now + CONFIRMATION)
            await _set_email(session, holder, row.email)


async def _known(session: AsyncSession, person_id: uuid.UUID) -> _Known:
    found = await session.execute(
        select(PersonRow.email, PersonRow.name, PersonRow.password_hash).where(PersonRow.id == person_id)
    )
    return _Known(**found.mappings().one())


async def _set_email(session: AsyncSession, holder: Holder, email: str) -> None:
    """Links that went to the address before sign nobody in any more."""
    row = await session.get_one(PersonRow, holder.subject, with_for_update=True)
    before, row.email = row.email, email
    try:
        await session.flush()
    except IntegrityError as error:
        raise ProblemError(
            409, "address-taken", "somebody else here signs in with this address; give another, nothing was changed"
        ) from error
    members = select(MemberRow.id).where(MemberRow.person_id == holder.subject)
    await session.execute(
        update(SignInLinkRow)
        .where(SignInLinkRow.member_id.in_(members), SignInLinkRow.mailed, SignInLinkRow.used_at.is_(None))
        .values(used_at=func.now())
        .execution_options(synchronize_session=False)
    )
    await _record(session, holder, "person.email_changed", {"email": before}, {"email": email})


async def _record(
    session: AsyncSession, holder: Holder, action: Action, before: dict[str, str], after: dict[str, str]
) -> None:
    """Of what holds in all their organisations, in the one that they are in."""
    assert holder.member_id is not None
    change = Change(action=action, subject_type="member", subject_id=holder.member_id, before=before, after=after)
    await sessions.record_of(session, holder, change)


def _shown(row: PersonRow) -> OwnPerson:
    return OwnPerson(
        id=row.id, name=row.name, email=row.email, has_password=row.password_hash is not None, version=row.version
    )
