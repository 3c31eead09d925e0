"""One stream a browser: what changes in its organisation, as far as it asks for it and may know of it."""

import uuid
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi import Query as Parameter
from pydantic import ConfigDict, Field
from sqlalchemy import bindparam, select

from film_studio.engines import SUBJECTS
from film_studio.identity.caller import Caller
from film_studio.identity.dependencies import RequestReadScope, caller_of
from film_studio.identity.models import OrganizationRow
from film_studio.identity.permissions import Permission, needs
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
#: Of jobs for whatever subject.
_JOBS: Final = "jobs"
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
    """What somebody watches: all things of a `type`, one of them by its `id`, or, without a type, all jobs."""

    type: str | None
    id: uuid.UUID | None
    permission: Permission

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
            f"{', '.join(subject.topic for subject in SUBJECTS.values())}, {_JOBS}, "
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

    async def check() -> None:
        check_topics(await caller_of(request), asked)

    async def content() -> AsyncGenerator[bytes]:
        with streams.opened() as outlet, changes.hear(scope.organization_id, lambda it: tell(outlet, asked, it)):
            outlet.put("ready", encode("ready", "{}"))
            async for part in send(outlet, request, check, pause_seconds=EVENT_SECONDS):
                yield part

    return EventStream(content())


def read_topics(text: str) -> tuple[Topic, ...]:
    """What is asked for. Raises a 422 problem for what there is not."""
    names = [name.strip() for name in text.split(",")]
    if len(names) > MOST_TOPICS:
        raise _invalid(f"{len(names)} topics are too many; ask for at most {MOST_TOPICS}")
    return tuple(_topic(name) for name in names)


def check_topics(caller: Caller, topics: Sequence[Topic]) -> None:
    """Raises a 403 problem for what the caller may not know of."""
    for topic in topics:
        if topic.permission not in caller.permissions:
            raise ProblemError(
                403, "not-allowed", f"this topic needs the permission {topic.permission}, which you do not have"
            )


def tell(outlet: Outlet, topics: Sequence[Topic], notice: Notice | None) -> None:
    """Put what has changed into the client's outlet, where it covers what waits there of the same thing."""
    if notice is None:
        outlet.put(_ANYTHING, encode("missed", "{}"))
    elif any(topic.covers(notice) for topic in topics):
        change = Change(type=notice.type, id=notice.id, **notice.state)
        outlet.put(f"{notice.type} {notice.id} {notice.owner_id}", encode("changed", change.model_dump_json()))


def _topic(name: str) -> Topic:
    if name == _JOBS:
        return Topic(type=None, id=None, permission="jobs:read")
    kind, colon, identifier = name.partition(":")
    for subject in SUBJECTS.values():
        if name == subject.topic:
            return Topic(type=subject.type, id=None, permission=subject.permission)
        if colon and kind == subject.type:
            try:
                return Topic(type=subject.type, id=uuid.UUID(identifier), permission=subject.permission)
            except ValueError:
                raise _invalid(f"{name[:80]!r} names no {kind}; write {kind}: and its id") from None
    known = [_JOBS, *(it for each in SUBJECTS.values() for it in (each.topic, f"{each.type}:ID"))]
    raise _invalid(f"there is no topic {name[:80]!r}; choose among {', '.join(known)}")


def _invalid(detail: str) -> ProblemError:
    return ProblemError(422, "invalid-request", f"query.topics: {detail}")
