"""Tells what has happened: members in the page and by mail, organisations' own addresses by webhooks."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Uuid, delete, literal, select, update

from film_studio.engines import SUBJECTS
from film_studio.engines.enterprise import EVENTS, deliver
from film_studio.engines.tracking import notify, write_digest
from film_studio.identity.caller import service_of
from film_studio.identity.mailroom import Mailroom
from film_studio.identity.scope import Scope, open_scope
from film_studio.kit.clock import utc_now
from film_studio.kit.database.session import Database
from film_studio.kit.happenings import HappeningRow
from film_studio.kit.storage import Storage
from runtime.log_events import NotTold
from runtime.logging import log

#: A process that says nothing for so long counts as dead, and others tell what it has claimed.
CLAIM: Final = timedelta(minutes=1)
#: After a failure an entry is left alone for so long, doubled with each further one up to the longest.
FIRST_BACKOFF: Final = timedelta(seconds=5)
LONGEST_BACKOFF: Final = timedelta(minutes=30)
#: So often an entry may fail, some three hours in all; then it is left untold.
MAX_FAILURES: Final = 12
_AT_ONCE: Final = 20


class Teller:
    """Each process has one, and any number of processes may share a database."""

    def __init__(
        self, database: Database, storage: Storage, mailroom: Mailroom, *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._database = database
        self._storage = storage
        self._mailroom = mailroom
        self._clock = clock

    async def tell_all(self) -> None:
        """Tell until nothing is left that could be told now."""
        while claimed := await self._claim():
            for happening in claimed:
                await self._tell(happening)

    async def mail_all(self) -> None:
        """Write the letters that are due."""
        outgoing = await self._mailroom.outgoing()
        if outgoing is None:
            return
        while True:
            async with self._database.system() as session:
                if not await write_digest(session, outgoing, self._mailroom, self._clock()):
                    return

    async def _claim(self) -> list[HappeningRow]:
        now = self._clock()
        async with self._database.system() as session:
            due = select(HappeningRow).where(HappeningRow.due_at <= now).order_by(HappeningRow.id).limit(_AT_ONCE)
            claimed = list(await session.scalars(due.with_for_update(skip_locked=True)))
            await session.execute(
                update(HappeningRow)
                .where(HappeningRow.id.in_([each.id for each in claimed]))
                .values(due_at=now + CLAIM)
                .execution_options(synchronize_session=False)
            )
        return claimed

    async def _tell(self, happening: HappeningRow) -> None:
        """One entry: whatever is wrong with it stops no other."""
        try:
            async with open_scope(
                self._database, self._storage, service_of(happening.organization_id), clock=self._clock
            ) as scope:
                # Told and gone together: whoever claims it a second time finds nothing to tell.
                own = delete(HappeningRow).where(
                    HappeningRow.organization_id == happening.organization_id, HappeningRow.id == happening.id
                )
                gone = await scope.session.execute(
                    own.returning(HappeningRow.id), execution_options={"synchronize_session": False}
                )
                if gone.scalar_one_or_none() is None:
                    return
                if happening.project_id is None:
                    happening.project_id = await _project_of(scope, happening)
                await notify(scope, happening)
                if (event := _event_of(happening)) in EVENTS:
                    await deliver(scope, event, _data_of(happening), happening.created_at)
        except Exception as error:  # noqa: BLE001 — of an entry that nobody foresaw: the others are told all the same
            await self._put_off(happening, error)

    async def _put_off(self, happening: HappeningRow, error: Exception) -> None:
        failures = happening.failures + 1
        log(NotTold(happening=happening.id, what=happening.name, failures=failures), error=error)
        one = HappeningRow.id == happening.id
        async with self._database.system() as session:
            if failures >= MAX_FAILURES:
                await session.execute(delete(HappeningRow).where(one))
                return
            pause = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (failures - 1))
            await session.execute(
                update(HappeningRow)
                .where(one)
                .values(failures=failures, due_at=self._clock() + pause)
                .execution_options(synchronize_session=False)
            )


async def _project_of(scope: Scope, happening: HappeningRow) -> uuid.UUID | None:
    """Of what jobs came to, which know nothing of projects."""
    subject = SUBJECTS.get(happening.subject_type)
    if subject is None or not happening.name.startswith("jobs."):
        return None
    return await scope.session.scalar(subject.project_of(literal(happening.subject_id, Uuid())))


def _event_of(happening: HappeningRow) -> str:
    """What webhooks call it: jobs that are a production's are the production."""
    if happening.name.startswith("jobs.") and happening.details["owner"] == str(happening.subject_id):
        return f"{happening.subject_type}.{happening.name.removeprefix('jobs.')}"
    return happening.name


def _data_of(happening: HappeningRow) -> dict[str, Any]:
    actor = happening.actor_id and {"kind": happening.actor_kind, "id": str(happening.actor_id)}
    return {
        "project_id": happening.project_id and str(happening.project_id),
        "subject": {"type": happening.subject_type, "id": str(happening.subject_id)},
        "actor": actor,
    }
