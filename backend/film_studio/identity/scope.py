"""What a request works with: its organisation, a session in which only that organisation exists, storage and clock."""

import uuid
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.identity.audit import trail
from film_studio.identity.audit.actions import Action
from film_studio.identity.audit.trail import Actor, Change
from film_studio.identity.caller import Caller, service_of
from film_studio.identity.editors import tell_who
from film_studio.kit.clock import utc_now
from film_studio.kit.database.reader import Query, read
from film_studio.kit.database.session import Database, close, commit
from film_studio.kit.notices import Notice, announce
from film_studio.kit.storage import Storage
from film_studio.kit.versions import EDITOR, ChangedMeanwhileError, edit_by


class ReadScope:
    """A request that only reads: nothing is begun, so nothing has to be ended."""

    def __init__(
        self,
        database: Database,
        storage: Storage,
        caller: Caller,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.caller: Final = caller
        self.organization_id: Final = caller.organization_id
        self._storage: Final = storage
        self.clock: Final = clock
        self._database: Final = database

    @property
    def storage(self) -> Storage:
        return self._storage

    def shared(self) -> "ReadScope":
        """For reads whose answer several callers get at once: what one of them may see no longer, others may."""
        return ReadScope(self._database, self._storage, service_of(self.organization_id), clock=self.clock)

    async def rows(self, query: Query, /, **parameters: Any) -> list[dict[str, Any]]:
        """The rows by the names of their columns, in one message to the database. `organization_id` is a parameter of
        every query.

        Raises SQLAlchemy's errors of a pool that is used up and of a connection that broke, else psycopg's.
        """
        values = {**parameters, "organization_id": self.organization_id}
        return await read(self._database, self.caller.sight, query, values)


class Scope(ReadScope):
    """A request that may also write. Open it with `open_scope`, which commits what was done in its session."""

    _session: AsyncSession | None = None

    def __init__(
        self, database: Database, storage: Storage, caller: Caller, *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        super().__init__(database, storage, caller, clock=clock)
        self._changes: list[Change] = []

    @property
    def session(self) -> AsyncSession:
        """For whatever writes, locks, or reads several things that have to fit together."""
        if self._session is None:
            self._session = self._database.session_of(self.caller.sight)
            self._session.info[EDITOR] = lambda: edit_by(self.caller.kind, self.caller.id, self.clock())
        return self._session

    @property
    def storage(self) -> Storage:
        """Only while no transaction is open: a bucket that hangs would hold its locks and its connection."""
        if self._session is not None and self._session.in_transaction():
            raise RuntimeError("storage was asked for inside a transaction: commit first, or ask before it begins")
        return self._storage

    async def rows(self, query: Query, /, **parameters: Any) -> list[dict[str, Any]]:
        """As without a session, or, where the session has begun a transaction, a part of that."""
        if self._session is None or not self._session.in_transaction():
            return await super().rows(query, **parameters)
        values = {**parameters, "organization_id": self.organization_id}
        found = await self._session.execute(query.statement, values)
        return [dict(row) for row in found.mappings()]

    async def announce(self, subject_type: str, subject_id: uuid.UUID) -> None:
        """Tell those who watch that this was made, changed or deleted, when the transaction has committed."""
        notice = Notice(organization_id=self.organization_id, type=subject_type, id=subject_id)
        await announce(self.session, notice)

    def record(
        self,
        action: Action,
        subject_type: str,
        subject_id: uuid.UUID,
        *,
        project_id: uuid.UUID | None = None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Let the audit trail have what the caller has done, if the transaction commits: of `before` and `after` the
        fields that are not the same. Neither may hold a secret."""
        old, new = dict(before or {}), dict(after or {})
        same = {name for name in old if name in new and old[name] == new[name]}
        self._changes.append(
            Change(
                action=action,
                subject_type=subject_type,
                subject_id=subject_id,
                project_id=project_id,
                before={name: value for name, value in old.items() if name not in same},
                after={name: value for name, value in new.items() if name not in same},
            )
        )

    async def commit(self) -> None:
        if self._session is None:
            return
        changes, self._changes = self._changes, []
        actor = Actor(kind=self.caller.kind, id=self.caller.id)
        await trail.record(self._session, self.organization_id, actor, changes, self.clock())
        await commit(self._session)

    async def close(self) -> None:
        self._changes = []
        if self._session is not None:
            await close(self._session)


@asynccontextmanager
async def open_scope(
    database: Database,
    storage: Storage,
    caller: Caller,
    *,
    clock: Callable[[], datetime] = utc_now,
) -> AsyncGenerator[Scope]:
    """A scope whose transaction commits at the end of the block, or rolls back when the block raises. Who comes too
    late with a change is told who was first."""
    scope = Scope(database, storage, caller, clock=clock)
    try:
        yield scope
        await scope.commit()
    except ChangedMeanwhileError as error:
        await tell_who(scope.session, error, caller)
        raise
    finally:
        await scope.close()
