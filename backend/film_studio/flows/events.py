"""One stream a browser: what changes in its organisation, as far as it asks for it and may know of it."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Self

import psycopg
from fastapi import APIRouter, Request
from fastapi import Query as Parameter
from pydantic import ConfigDict, Field
from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from film_studio.engines import SUBJECTS
from film_studio.engines.tracking import NOTIFIED
from film_studio.identity.caller import Caller
from film_studio.identity.dependencies import RequestReadScope, caller_of
from film_studio.identity.models import OrganizationRow
from film_studio.identity.permissions import Permission, needs
from film_studio.identity.places import Places
from film_studio.jobs.changes import Changes
from film_studio.jobs.feeds import EVENT_SECONDS
from film_studio.kit.database.reader import Query
from film_studio.kit.event_stream import Empty, EventStream, Outlet, Streams, encode, send, sends
from film_studio.kit.notices import Notice
from film_studio.kit.problems import Problem, ProblemError
from film_studio.kit.schemas import Wire

router: Final = APIRouter(tags=["events"])
#: One browser shows no more at once.
MOST_TOPICS: Final = 50
#: Of things of every kind, as far as whoever watches may know of them: what a page watches that shows any of them.
_THINGS: Final = "things"
#: Of jobs for whatever subject.
_JOBS: Final = "jobs"
#: Of whoever watches: what they are told of, and nobody else.
_NOTIFICATIONS: Final = "notifications"
_ANYTHING: Final = "anything"
#: Refuses before the stream begins, when the database is away: nobody would announce anything.
_REACHED: Final = Query(select(OrganizationRow.id).where(OrganizationRow.id == bindparam("organization_id")))


class Change(Wire):
    """Something that was made, changed or deleted."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="project, revision, production, or another subject")
    id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What somebody watches: all things of a `type`, one of them by its `id`, or, without a type, all jobs. One that
    was not asked for by its name is left out, and not refused, where they may not know of it."""

    type: str | None
    id: uuid.UUID | None
    permission: Permission
    is_named: bool = True

    def covers(self, notice: Notice) -> bool:
        """Whether whoever watches this is told of that."""
        if self.type is None:
            return notice.owner_id is not None
        if self.id is not None:
            return (notice.type, notice.id) == (self.type, self.id)
        # Jobs for a thing of another engine do not change the thing.
        return notice.type == self.type and notice.owner_id in (None, notice.id)


@router.get("/events", response_class=EventStream, summary="Changes in the organisation, as server-sent events")
@needs("organization:read")
@sends(ready=Empty, changed=Change, missed=Empty, problem=Problem, reconnect=Empty)
async def stream_events(
    request: Request,
    scope: RequestReadScope,
    topics: Annotated[
        str,
        Parameter(
            min_length=1,
            max_length=4000,
            description=f"What to be told of, separated by commas, at most {MOST_TOPICS}: "
            f"{', '.join(subject.topic for subject in SUBJECTS.values())}, {_JOBS}, {_NOTIFICATIONS}, "
            f"{_THINGS}, which is all of the former but jobs and notifications, as far as you may know of them, "
            "or one thing by its type and id: production:01980b7e-…",
            examples=["projects,productions"],
        ),
    ],
) -> EventStream:
    """`ready` once nothing is missed any more: ask for what is shown then. `changed` with the type and id of what was
    made, changed or deleted, for jobs with `status`, `fraction` and `changes`, at most once a second and thing.
    `missed`: anything may have changed, ask for everything anew. `problem` ends the stream when its caller may watch no
    longer, and `reconnect` when the same stream has to be opened anew."""
    asked = read_topics(topics)
    check_topics(scope.caller, asked)
    await scope.rows(_REACHED)
    changes: Changes = request.app.state.changes
    streams: Streams = request.app.state.streams

    places: Places = request.app.state.places

    async def content() -> AsyncGenerator[bytes]:
        with streams.opened() as outlet:
            watcher = Watcher(scope.caller, asked, outlet, places)

            async def check() -> None:
                watcher.caller = await caller_of(request)
                check_topics(watcher.caller, asked)

            async with watcher:
                with changes.hear(scope.organization_id, watcher.hear):
                    outlet.put("ready", encode("ready", "{}"))
                    async for part in send(outlet, request, check, pause_seconds=EVENT_SECONDS):
                        yield part

    return EventStream(content())


def read_topics(text: str) -> tuple[Topic, ...]:
    """What is asked for. Raises a 422 problem for what there is not."""
    names = [name.strip() for name in text.split(",")]
    if len(names) > MOST_TOPICS:
        raise _invalid(f"{len(names)} topics are too many; ask for at most {MOST_TOPICS}")
    return tuple(topic for name in names for topic in (_of_every_kind() if name == _THINGS else [_topic(name)]))


def check_topics(caller: Caller, topics: Sequence[Topic]) -> None:
    """Raises a 403 problem for what the caller may not know of, and has asked for by its name."""
    for topic in topics:
        if topic.is_named and not caller.may_somewhere(topic.permission):
            raise ProblemError(
                403, "not-allowed", f"this topic needs the permission {topic.permission}, which you do not have"
            )


class Watcher:
    """Whoever watches, within `async with`: puts what has changed into their outlet, where it covers what waits there
    of the same thing. Those who may not do the same in all projects are told of those where they may."""

    def __init__(self, caller: Caller, topics: Sequence[Topic], outlet: Outlet, places: Places) -> None:
        self.caller = caller
        self._topics = topics
        self._outlet = outlet
        self._places = places
        #: What has changed in projects that are still to be found out, the last of each thing.
        self._unplaced: dict[tuple[str, uuid.UUID, uuid.UUID | None], Notice] = {}
        self._placing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._placing is not None:
            self._placing.cancel()
            await asyncio.gather(self._placing, return_exceptions=True)

    def hear(self, notice: Notice | None) -> None:
        """None: anything may have changed."""
        if notice is None:
            self._outlet.put(_ANYTHING, encode("missed", "{}"))
            return
        if notice.type == NOTIFIED:
            if notice.id == self.caller.id and any(topic.type == NOTIFIED for topic in self._topics):
                self._tell(notice)
            return
        covering = [topic.permission for topic in self._topics if topic.covers(notice)]
        if not covering:
            return
        if any(self.caller.may_everywhere(permission) for permission in covering):
            self._tell(notice)
            return
        place = self._places.known_project_of(notice.organization_id, notice.type, notice.id)
        if place is not None:
            self._tell_of(place, notice)
            return
        self._unplaced[notice.type, notice.id, notice.owner_id] = notice
        if self._placing is None or self._placing.done():
            self._placing = asyncio.create_task(self._place())

    async def placed(self) -> None:
        """Wait until all that was heard is told, or is not for them."""
        if self._placing is not None:
            await self._placing

    async def _place(self) -> None:
        """Tell of what waits, as soon as it is known where that is; when the database is away, that it was missed."""
        while self._unplaced:
            notice = self._unplaced.pop(next(iter(self._unplaced)))
            try:
                place = await self._places.project_of(notice.organization_id, notice.type, notice.id)
            except (SQLAlchemyError, psycopg.Error):
                self._unplaced.clear()
                self.hear(None)
                return
            if place is not None:
                self._tell_of(place, notice)

    def _tell_of(self, project_id: uuid.UUID, notice: Notice) -> None:
        allowed = self.caller.in_project(project_id)
        if any(topic.permission in allowed for topic in self._topics if topic.covers(notice)):
            self._tell(notice)

    def _tell(self, notice: Notice) -> None:
        change = Change(type=notice.type, id=notice.id, **notice.state)
        self._outlet.put(f"{notice.type} {notice.id} {notice.owner_id}", encode("changed", change.model_dump_json()))


def _of_every_kind() -> list[Topic]:
    return [
        Topic(type=subject.type, id=None, permission=subject.permission, is_named=False)
        for subject in SUBJECTS.values()
    ]


def _topic(name: str) -> Topic:
    if name == _JOBS:
        return Topic(type=None, id=None, permission="jobs:read")
    if name == _NOTIFICATIONS:
        return Topic(type=NOTIFIED, id=None, permission="session:use")
    kind, colon, identifier = name.partition(":")
    for subject in SUBJECTS.values():
        if name == subject.topic:
            return Topic(type=subject.type, id=None, permission=subject.permission)
        if colon and kind == subject.type:
            try:
                return Topic(type=subject.type, id=uuid.UUID(identifier), permission=subject.permission)
            except ValueError:
                raise _invalid(f"{name[:80]!r} names no {kind}; write {kind}: and its id") from None
    known = [
        _JOBS,
        *(it for each in SUBJECTS.values() for it in (each.topic, f"{each.type}:ID")),
        _NOTIFICATIONS,
        _THINGS,
    ]
    raise _invalid(f"there is no topic {name[:80]!r}; choose among {', '.join(known)}")


def _invalid(detail: str) -> ProblemError:
    return ProblemError(422, "invalid-request", f"query.topics: {detail}")
