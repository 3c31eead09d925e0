"""Has suggestions written: takes what waits, asks the writer, keeps its answer. While a writer is at it no transaction
is open; one that takes long, or is away, stops nobody else."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final, cast

from sqlalchemy import select

from contracts import storage_keys
from film_studio.engines import writing
from film_studio.engines.writing import (
    AnyWriter,
    Part,
    SuggestionRow,
    UnwrittenError,
    WriterAwayError,
    WriterName,
    Written,
)
from film_studio.kit import happenings
from film_studio.kit.clock import utc_now
from film_studio.kit.database.session import Database
from film_studio.kit.failures import UnavailableError
from film_studio.kit.notices import Notice, announce
from film_studio.kit.problems import ProblemError
from film_studio.kit.processes import Processes
from film_studio.kit.storage import Storage, StorageError
from runtime.log_events import SuggestionFailed, SuggestionPutOff, SuggestionWritten, TaskFailed
from runtime.logging import log

#: A process that says nothing for so long counts as dead, and another asks in its stead.
CLAIM: Final = timedelta(minutes=4)
#: Before who was away is asked again, twice as long each time.
FIRST_BACKOFF: Final = timedelta(seconds=20)
MAX_TRIES: Final = 3
#: The state that a suggestion has come to, as it is told of.
_TOLD: Final = {"open": "suggestion.written", "failed": "suggestion.failed"}
#: That one process has written at a time, and of those one organisation's.
AT_ONCE: Final = 8
OF_ORGANIZATION: Final = 2


class SuggestionDesk:
    """Each process has one, and any number of processes may share a database."""

    def __init__(
        self,
        database: Database,
        storage: Storage,
        processes: Processes,
        writers: dict[WriterName, AnyWriter],
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._storage = storage
        self._processes = processes
        self._writers = writers
        self._clock = clock

    async def write_all(self) -> None:
        """Have written until nothing waits that could be written now."""
        writing_now: dict[asyncio.Task[None], SuggestionRow] = {}
        try:
            while True:
                for row in await self._claim(list(writing_now.values())):
                    writing_now[asyncio.create_task(self._write(row))] = row
                if not writing_now:
                    return
                done, _ = await asyncio.wait(writing_now, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    del writing_now[task]
        finally:
            for task in writing_now:
                task.cancel()
            await asyncio.gather(*writing_now, return_exceptions=True)

    async def _claim(self, at_it: list[SuggestionRow]) -> list[SuggestionRow]:
        """The oldest first, as far as there is room."""
        now, claimed = self._clock(), list[SuggestionRow]()
        counted: dict[uuid.UUID, int] = {}
        for row in at_it:
            counted[row.organization_id] = counted.get(row.organization_id, 0) + 1
        if len(at_it) >= AT_ONCE:
            return claimed
        full = [organization for organization, count in counted.items() if count >= OF_ORGANIZATION]
        async with self._database.system() as session:
            found = await session.scalars(
                select(SuggestionRow)
                .where(
                    SuggestionRow.state.in_(("waiting", "writing")),
                    SuggestionRow.due_at <= now,
                    SuggestionRow.organization_id.not_in(full),
                )
                .order_by(SuggestionRow.due_at)
                .limit(AT_ONCE)
                .with_for_update(skip_locked=True)
            )
            for row in found:
                count = counted.get(row.organization_id, 0)
                if len(at_it) + len(claimed) >= AT_ONCE or count >= OF_ORGANIZATION:
                    continue
                counted[row.organization_id] = count + 1
                claimed.append(row)
                row.state, row.due_at, row.tries = "writing", now + CLAIM, row.tries + 1
                await announce(session, _notice(row))
        return claimed

    async def _write(self, row: SuggestionRow) -> None:
        """One of them: whatever is wrong with it stops no other."""
        try:
            try:
                await self._answer(row)
            except (WriterAwayError, UnavailableError, StorageError) as error:
                await self._put_off(row, str(error))
            except ProblemError as error:
                await self._put_off(row, error.detail)
            except UnwrittenError as error:
                await self._fail(row, str(error), error.cost)
        except Exception as error:  # noqa: BLE001 — it is tried again when its claim is over, and given up in time
            log(TaskFailed(task=f"suggestion {row.id}"), error=error)

    async def _answer(self, row: SuggestionRow) -> None:
        if row.tries > MAX_TRIES:
            raise UnwrittenError("the studio was stopped while it was written, each of several times")
        source = None
        if row.revision_id is not None:
            source = await self._storage.get(storage_keys.screenplay(row.organization_id, row.revision_id))
        kind = cast("writing.SuggestionKind", row.kind)
        part = Part(first_line=row.first_line, lines=row.lines, before=row.before)
        ask = partial(writing.asked, kind=kind, wish=row.wish, seed=row.seed, title=row.title)
        writer = self._writers.get("template" if row.writer == "template" else "model")
        if writer is None:
            raise UnwrittenError("this studio names no model any more")
        written = await writer.write(await self._processes.run(ask, source, part))
        options = await self._processes.run(options_of, source, part, kind, row.title, written.texts)
        await self._keep(row, written, options)

    async def _keep(self, row: SuggestionRow, written: Written, options: list[dict[str, object]]) -> None:
        cost = written.cost
        await self._note(
            row,
            state="open",
            options=options,
            made_by=written.made_by,
            input_tokens=cost and cost.input_tokens,
            output_tokens=cost and cost.output_tokens,
            usd=cost and cost.usd,
        )
        log(
            SuggestionWritten(
                suggestion=row.id,
                made_by=written.made_by,
                input_tokens=cost.input_tokens if cost else 0,
                output_tokens=cost.output_tokens if cost else 0,
            )
        )

    async def _put_off(self, row: SuggestionRow, reason: str) -> None:
        if row.tries >= MAX_TRIES:
            await self._fail(row, f"{reason}; it was asked {row.tries} times", None)
            return
        await self._note(row, state="waiting", due_at=self._clock() + FIRST_BACKOFF * 2 ** (row.tries - 1))
        log(SuggestionPutOff(suggestion=row.id, tries=row.tries, reason=reason))

    async def _fail(self, row: SuggestionRow, reason: str, cost: "writing.Cost | None") -> None:
        await self._note(
            row,
            state="failed",
            reason=reason,
            input_tokens=cost and cost.input_tokens,
            output_tokens=cost and cost.output_tokens,
            usd=cost and cost.usd,
        )
        log(SuggestionFailed(suggestion=row.id, reason=reason))

    async def _note(self, row: SuggestionRow, **changed: object) -> None:
        """Unless another has claimed it meanwhile, or its project was erased."""
        async with self._database.system() as session:
            present = await session.get(SuggestionRow, row.id, with_for_update=True)
            if present is None or present.state != "writing" or present.tries != row.tries:
                return
            for name, value in changed.items():
                setattr(present, name, value)
            if told := _TOLD.get(present.state):
                await happenings.put(session, [_happening(present, told)])
            await announce(session, _notice(row))


def _happening(row: SuggestionRow, name: str) -> dict[str, object]:
    """Who asked is told once the transaction has committed."""
    return {
        "organization_id": row.organization_id,
        "name": name,
        "subject_type": writing.SUGGESTION_SUBJECT.type,
        "subject_id": row.id,
        "project_id": row.project_id,
        **dict.fromkeys(("actor_kind", "actor_id", "actor_name")),
        "details": {},
    }


def options_of(
    source: bytes | None, part: Part, kind: "writing.SuggestionKind", title: str, texts: tuple[str, ...]
) -> list[dict[str, object]]:
    """What is kept of the texts of an answer: each with its hunks. Those that change nothing are left out; raises
    UnwrittenError where none is left."""
    before = part.before.split("\n") if part.lines else []
    found: list[dict[str, object]] = []
    for text in texts:
        lines = writing.proposed(source, part, kind, title, text)
        hunks = writing.hunks(before, lines)
        if hunks:
            told = [{"line": each.line, "removed": each.removed, "added": each.added} for each in hunks]
            found.append({"text": text, "hunks": told})
    if not found:
        raise UnwrittenError("the answer says what stands there already")
    return found


def _notice(row: SuggestionRow) -> Notice:
    return Notice(organization_id=row.organization_id, type="suggestion", id=row.id)
