"""Share links, as who holds one comes in with it: they show one film, and nothing else of the organisation."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pydantic import SecretStr
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.identity import attempts
from film_studio.identity.browsers import Browser
from film_studio.identity.keys import digest
from film_studio.identity.models import ShareLinkRow
from film_studio.identity.passwords import Passwords
from film_studio.identity.teams import PROJECT
from film_studio.identity.tokens import ACCESS, SigningKey, looks_like_share_link, share_access_token
from film_studio.kit.database.session import Database
from film_studio.kit.problems import ProblemError

_CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """Whoever may look at what a link shows."""

    access_token: str
    expires_at: datetime


def works() -> ColumnElement[bool]:
    """Whether a link has neither expired nor been revoked."""
    return ShareLinkRow.revoked_at.is_(None) & (ShareLinkRow.expires_at > func.now())


def is_one(share_link_id: uuid.UUID, organization_id: uuid.UUID) -> ColumnElement[bool]:
    return (ShareLinkRow.id == share_link_id) & (ShareLinkRow.organization_id == organization_id)


async def find(session: AsyncSession, which: ColumnElement[bool]) -> ShareLinkRow | None:
    """The link, if it works and its project is not deleted."""
    query = select(ShareLinkRow).join(PROJECT, PROJECT.c.id == ShareLinkRow.project_id)
    return (await session.scalars(query.where(which, works(), PROJECT.c.deleted_at.is_(None)))).one_or_none()


class Shares:
    """Lets in who holds a link. Each process has one."""

    def __init__(self, database: Database, signing: SigningKey, passwords: Passwords, *, stage: str) -> None:
        self._database = database
        self._signing = signing
        self._passwords = passwords
        self._stage = stage

    async def admit(self, link: SecretStr, password: SecretStr | None, browser: Browser) -> Admitted:
        """Exchange a link, as often as somebody likes. Raises 401 problems: the same for every link that does not work,
        and for a password that is missing or wrong; and a 429 one for who guesses."""
        text = link.get_secret_value().strip()
        row = None
        if looks_like_share_link(text):
            async with self._database.system() as session:
                row = await find(session, ShareLinkRow.sha256 == digest(text))
        if row is None:
            raise ProblemError(
                401,
                "link-not-valid",
                "this link has expired, was taken back, or never was one; ask whoever gave it to you for another",
                headers=_CHALLENGE,
            )
        if row.password_hash is not None:
            await self._check(row, row.password_hash, password, browser)
        async with self._database.system() as session:
            await session.execute(update(ShareLinkRow).where(ShareLinkRow.id == row.id).values(last_used_at=func.now()))
        now = datetime.now(UTC)
        token = share_access_token(
            await self._signing.of("share"),
            stage=self._stage,
            organization_id=row.organization_id,
            share_link_id=row.id,
            now=now,
        )
        return Admitted(access_token=token, expires_at=now + ACCESS)

    async def _check(self, row: ShareLinkRow, stored: str, password: SecretStr | None, browser: Browser) -> None:
        if password is None:
            raise ProblemError(
                401,
                "password-needed",
                "body.password: this link has a password; ask whoever gave it to you",
                headers=_CHALLENGE,
            )
        attempt = attempts.attempt_of(f"share link {row.id}", network=browser.network, device=None)
        async with self._database.system() as session:
            await attempts.count(session, attempt)
        if not await self._passwords.verify(password, stored):
            raise ProblemError(
                401,
                "wrong-credentials",
                "body.password: this is not the link's password; ask whoever gave it to you",
                headers=_CHALLENGE,
            )
        async with self._database.system() as session:
            await attempts.take_back(session, attempt, succeeded=True)
