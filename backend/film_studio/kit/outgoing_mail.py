"""The outbox of mail: a letter is written with what it is about, in one transaction, and sent once that has committed.

Letters hold links that let people in, so they lie here encrypted with a key that the database does not have, and what
they said is gone once they were sent or given up.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Index, LargeBinary, String, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from film_studio.kit.clock import utc_now
from film_studio.kit.database.base import Base, Identified
from film_studio.kit.database.session import Database
from film_studio.kit.mail import Letter, MailError, Post
from film_studio.kit.sealing import SealBrokenError, seal, unseal
from runtime.log_events import MailGivenUp, MailNotSent, MailSent
from runtime.logging import log

CHANNEL: Final = "film_studio_mail"
#: A process that says nothing for so long counts as dead, and others send what it has claimed.
CLAIM: Final = timedelta(minutes=2)
#: After a failure a letter is left alone for so long, doubled with each further one up to the longest.
FIRST_BACKOFF: Final = timedelta(seconds=10)
LONGEST_BACKOFF: Final = timedelta(minutes=30)
#: So often a letter may fail, some two and a half hours in all; then it is given up.
MAX_FAILURES: Final = 12
_AT_ONCE: Final = 10


class OutgoingMailRow(Identified, Base):
    """A letter that waits, or one that was given up: that one keeps why, and nothing of what it said."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (Index("ix_outgoing_mail_waiting", "due_at", postgresql_where=text("given_up_at is null")),)

    about: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    due_at: Mapped[datetime] = mapped_column(server_default=func.now())
    #: What the letter says is of no use to anybody afterwards.
    useful_until: Mapped[datetime]
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    given_up_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(300))


@dataclass(frozen=True)
class Outgoing:
    """Takes letters in a transaction. Get it before the transaction begins: its key may have to be fetched."""

    key: bytes

    def __repr__(self) -> str:
        return "Outgoing(…)"

    async def put(self, session: AsyncSession, letter: Letter, *, useful_until: datetime) -> None:
        """Send the letter once the session's transaction has committed."""
        await self.put_sealed(session, letter.about, letter.dumped(), useful_until=useful_until)

    async def put_sealed(self, session: AsyncSession, about: str, content: bytes, *, useful_until: datetime) -> None:
        """The same for what becomes a letter when its turn comes."""
        identifier = uuid.uuid4()
        # Without RETURNING: the API's role may put letters in, and look at none.
        await session.execute(
            insert(OutgoingMailRow)
            .values(
                id=identifier,
                about=about,
                sealed=seal(self.key, content, row_id=identifier),
                useful_until=useful_until,
            )
            .inline()
        )
        await session.execute(select(func.pg_notify(CHANNEL, "")))

    def opened(self, row: OutgoingMailRow) -> bytes:
        """Raises `MailError` for what another key has sealed."""
        try:
            return unseal(self.key, row.sealed or b"", row_id=row.id)
        except SealBrokenError:
            raise MailError("it was sealed with another key than SESSION_KEY_SECRET_ARN has", for_good=True) from None


#: Makes letters of what was put in without being one yet: none, where there is nobody to write to.
Composer = Callable[[uuid.UUID, bytes], Awaitable[Letter | None]]


class MailRelay:
    """Sends what waits. Any number of them may run: each takes letters that no other has."""

    def __init__(
        self,
        database: Database,
        post: Post,
        outgoing: Callable[[], Awaitable[Outgoing]],
        composers: dict[str, Composer],
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._post = post
        self._outgoing = outgoing
        self._composers = composers
        self._clock = clock

    async def send_all(self) -> None:
        """Send until nothing waits that could be sent now."""
        outgoing = await self._outgoing()
        while claimed := await self._claim():
            await asyncio.gather(*(self._send(outgoing, row) for row in claimed))

    async def _claim(self) -> list[OutgoingMailRow]:
        now = self._clock()
        async with self._database.system() as session:
            rows = list(
                await session.scalars(
                    select(OutgoingMailRow)
                    .where(OutgoingMailRow.given_up_at.is_(None), OutgoingMailRow.due_at <= now)
                    .order_by(OutgoingMailRow.due_at)
                    .limit(_AT_ONCE)
                    .with_for_update(skip_locked=True)
                )
            )
            await session.execute(
                update(OutgoingMailRow)
                .where(OutgoingMailRow.id.in_([row.id for row in rows]))
                .values(due_at=now + CLAIM)
                .execution_options(synchronize_session=False)
            )
        return rows

    async def _send(self, outgoing: Outgoing, row: OutgoingMailRow) -> None:
        """One letter: whatever is wrong with it stops no other."""
        try:
            await self._post_one(outgoing, row)
        except MailError as error:
            await self._put_off(row, str(error), for_good=error.for_good)
        except Exception as error:  # noqa: BLE001 — of a letter that nobody foresaw: the others go out all the same
            await self._put_off(row, type(error).__name__, for_good=False)

    async def _post_one(self, outgoing: Outgoing, row: OutgoingMailRow) -> None:
        if row.useful_until <= self._clock():
            raise MailError("it could not be sent before it was of no more use", for_good=True)
        content = outgoing.opened(row)
        composer = self._composers.get(row.about)
        letter = Letter.loaded(content) if composer is None else await composer(row.id, content)
        if letter is not None:
            await self._post.send(letter)
        async with self._database.system() as session:
            await session.execute(delete(OutgoingMailRow).where(OutgoingMailRow.id == row.id))
        if letter is not None:
            log(MailSent(mail=row.id, about=row.about))

    async def _put_off(self, row: OutgoingMailRow, reason: str, *, for_good: bool) -> None:
        failures = row.failures + 1
        gone = for_good or failures >= MAX_FAILURES
        now = self._clock()
        changed = (
            {"failures": failures, "given_up_at": now, "reason": reason[:300], "sealed": None}
            if gone
            else {"failures": failures, "reason": reason[:300], "due_at": now + _backoff(failures)}
        )
        async with self._database.system() as session:
            await session.execute(
                update(OutgoingMailRow)
                .where(OutgoingMailRow.id == row.id)
                .values(changed)
                .execution_options(synchronize_session=False)
            )
        which = MailGivenUp if gone else MailNotSent
        log(which(mail=row.id, about=row.about, failures=failures, reason=reason))


def _backoff(failures: int) -> timedelta:
    return min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (failures - 1))
