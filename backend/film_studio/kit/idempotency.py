"""Idempotency-Key: a POST sent again, because its answer was lost, has its effect once."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import Index, String, UniqueConstraint, delete, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from film_studio.kit.database.base import Base, OrganizationScoped
from film_studio.kit.problems import ProblemError
from film_studio.kit.stored import readable

Reply = TypeVar("Reply", bound=BaseModel)
Shown = TypeVar("Shown", bound=BaseModel)
#: A key is good for this long; sent again later, the request has its effect again.
KEPT: Final = timedelta(hours=24)


class IdempotentRequestRow(OrganizationScoped, Base):
    """A key that was used, for which request, and what was answered; committed together with the effect."""

    __tablename__ = "idempotent_request"
    __table_args__ = (UniqueConstraint("organization_id", "key"), Index(None, "created_at"))

    key: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    response: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class Idempotency:
    """The key of this request, if it carries one. Use: `return await idempotency.once(session, Project, effect)`."""

    def __init__(self, key: str | None, fingerprint: str, response: Response) -> None:
        self._key = key
        self._fingerprint = fingerprint
        self._response = response

    async def once(self, session: AsyncSession, reply: type[Reply], effect: Callable[[], Awaitable[Reply]]) -> Reply:
        """Run `effect` in the session's transaction, or give the answer that this key had before.

        Two requests with one key at the same time: the second waits for the first's commit. An effect that
        raises leaves the key free. What is kept of the answer are the fields of `reply`: leave out of it what is a
        secret. Raises a 422 problem when the key was used for another request.
        """
        if self._key is None:
            return await effect()
        claimed = await session.execute(
            insert(IdempotentRequestRow)
            .values(
                organization_id=session.info["sight"].organization_id,
                key=self._key,
                fingerprint=self._fingerprint,
            )
            .on_conflict_do_nothing(index_elements=["organization_id", "key"])
            .returning(IdempotentRequestRow.id)
        )
        row_id = claimed.scalar_one_or_none()
        if row_id is None:
            return await self._replay(session, reply)
        result = await effect()
        await session.execute(
            update(IdempotentRequestRow)
            .where(IdempotentRequestRow.id == row_id)
            .values(response=result.model_dump(mode="json", include=set(reply.model_fields)))
        )
        return result

    async def once_shown(
        self, session: AsyncSession, kept: type[Reply], effect: Callable[[], Awaitable[Shown]]
    ) -> Shown:
        """As `once`, for an answer with a secret in it, which is shown once: `kept` is the answer without it. Raises a
        409 problem where this key has had its effect before."""
        shown: list[Shown] = []

        async def noted() -> Reply:
            shown.append(await effect())
            return kept.model_validate(shown[0])

        remembered = await self.once(session, kept, noted)
        if not shown:
            made = getattr(remembered, "id", None)
            raise ProblemError(
                409,
                "shown-once",
                f"this request has made it already{f' (id {made})' if made else ''}, and it is shown once; if the "
                "answer was lost, take it back and make another with a new Idempotency-Key",
            )
        return shown[0]

    async def _replay(self, session: AsyncSession, reply: type[Reply]) -> Reply:
        former = (
            await session.execute(
                select(IdempotentRequestRow).where(
                    IdempotentRequestRow.organization_id == session.info["sight"].organization_id,
                    IdempotentRequestRow.key == self._key,
                )
            )
        ).scalar_one()
        if former.fingerprint != self._fingerprint:
            raise ProblemError(
                422,
                "idempotency-key-reused",
                f"Idempotency-Key {self._key!r} was used for a different request; make a new key for a new request",
            )
        self._response.headers["Idempotent-Replayed"] = "true"
        answer = readable(reply, former.response)
        if answer is None:
            raise ProblemError(
                409,
                "done-already",
                f"the request with Idempotency-Key {self._key!r} has had its effect already, under another release, "
                "whose answer cannot be given again; look at what it made",
            )
        return answer


async def forget_old_keys(session: AsyncSession, now: datetime) -> int:
    """Delete what is older than `KEPT`, of all organisations: for a session of the system. Returns how many."""
    old = delete(IdempotentRequestRow).where(IdempotentRequestRow.created_at < now - KEPT)
    return len((await session.execute(old.returning(IdempotentRequestRow.id))).all())


async def _idempotency(
    request: Request,
    response: Response,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=200,
            pattern=r"^[\x21-\x7e]+$",
            description="Any text of your own making; the same request with the same key has its effect once a day",
        ),
    ] = None,
) -> Idempotency:
    fingerprint = hashlib.sha256()
    if idempotency_key is not None:
        for part in (
            request.method.encode(),
            request.url.path.encode(),
            request.scope["query_string"],
            await request.body(),
        ):
            fingerprint.update(len(part).to_bytes(8, "big") + part)
    return Idempotency(idempotency_key, fingerprint.hexdigest(), response)


IdempotencyKey = Annotated[Idempotency, Depends(_idempotency)]
