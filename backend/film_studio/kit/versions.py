"""Entity tags: an edited thing has a version, which whoever changes it has to have seen; what is the same as before is
answered 304 (RFC 9110, sections 8.8 and 13)."""

import hashlib
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Protocol, TypeVar

from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.routing import APIRoute
from pydantic import AfterValidator, BaseModel, TypeAdapter
from sqlalchemy import Connection, Integer, event, inspect, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Mapper, mapped_column, object_session

from film_studio.kit.problems import ProblemError

Item = TypeVar("Item")
_TAG: Final = r'(?:W/)?"[\x21\x23-\x7e]*"'
_TAGS_PATTERN: Final = rf"^{_TAG}(?:[ ]*,[ ]*{_TAG})*$"
_TAGS: Final = re.compile(_TAGS_PATTERN)
_VERSION: Final = re.compile(r'^"(\d{1,9})"$')
#: What is changed with every change, and tells nobody what that was.
_BOOKKEEPING: Final = frozenset({"version", "edited", "last_edit", "updated_at"})
#: In a session's `info`: says who changes rows in it, as `last_edit` keeps it.
EDITOR: Final = "editor"
#: What each route answers, as a short hash: an answer of another shape is another answer.
_SHAPES: Final[dict[Callable[..., Any], str]] = {}


def edit_by(kind: str, caller_id: uuid.UUID, at: datetime) -> dict[str, str]:
    """Who changes something, as `Versioned.last_edit` keeps it: the kind and id of a caller, never a name."""
    return {"kind": kind, "id": str(caller_id), "at": at.astimezone(UTC).isoformat()}


class Versioned:
    """A row that people edit. Changing it through a session counts its version up and notes which columns changed, and
    by whom, where the session says it."""

    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    edited: Mapped[dict[str, int]] = mapped_column(  # column → the version that changed it last
        JSONB, default=dict[str, int], server_default=text("'{}'")
    )
    last_edit: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))


@event.listens_for(Versioned, "before_update", propagate=True)
def _count(_mapper: Mapper[Any], _connection: Connection, row: Versioned) -> None:
    columns = inspect(row, raiseerr=True).attrs
    changed = [column.key for column in columns if column.key not in _BOOKKEEPING and column.history.has_changes()]
    if changed:
        row.version += 1
        row.edited = {**row.edited, **dict.fromkeys(changed, row.version)}
        session = object_session(row)
        editor: Callable[[], dict[str, str]] | None = session.info.get(EDITOR) if session else None
        # What the system changes by itself is not what the last person has done.
        row.last_edit = editor() if editor else None


class HasVersion(Protocol):
    """What a client is shown of an edited thing."""

    @property
    def version(self) -> int: ...


HasVersionItem = TypeVar("HasVersionItem", bound=HasVersion)


class NotModifiedError(Exception):
    """Ends a request whose caller has the answer already."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__("not modified")
        self.headers: Final = headers


class Tagging:
    """Gives an answer its ETag, and ends the request with 304 where its caller has that."""

    def __init__(self, request: Request, response: Response) -> None:
        self._request = request
        self._response = response

    def edited(self, item: HasVersionItem) -> HasVersionItem:
        """The answer is an edited thing: its tag is its version, whoever looks at it."""
        self._response.headers.update(self.headers(f'"{item.version}"'))
        return item

    def lasting(self, item: Item, state: object = None) -> Item:
        """The answer is always the same for this URL, or for this URL and `state`."""
        seen = f"{self._request.url.path}?{self._request.url.query}#{state}#{_shape_of(self._request)}"
        # Weak: compressed or not, it is the same to whoever reads it.
        self._response.headers.update(self.headers(f'W/"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'))
        return item

    def headers(self, tag: str) -> dict[str, str]:
        """For a route that makes its own response; raises `NotModifiedError` like the others."""
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if self._request.method in ("GET", "HEAD") and _is_among(tag, self._request.headers.get("If-None-Match")):
            raise NotModifiedError(headers)
        return headers


def _is_among(tag: str, given: str | None) -> bool:
    if given is None:
        return False
    return given.strip() == "*" or tag.removeprefix("W/") in _split(given)


def _split(tags: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in tags.split(",")]


def _shape_of(request: Request) -> str:
    route = request.scope["route"]
    shape = _SHAPES.get(route.endpoint)
    if shape is None:
        schema = TypeAdapter(route.response_model).json_schema() if route.response_model else {}
        shape = _SHAPES[route.endpoint] = hashlib.sha256(repr(schema).encode()).hexdigest()[:12]
    return shape


class ChangedMeanwhileError(ProblemError):
    """412: what somebody wants to change is not as they have seen it. `last_edit` says who changed it last; whoever
    knows the callers adds that to the answer."""

    def __init__(self, detail: str, *, last_edit: dict[str, str] | None, tag: str, **members: Any) -> None:
        super().__init__(412, "changed-meanwhile", detail, headers={"ETag": tag}, **members)
        self.last_edit: Final = last_edit


class Precondition:
    """The versions that the caller has seen of what they change."""

    def __init__(self, given: str | None) -> None:
        self._given = given

    def check_given(self) -> None:
        """Raises a 428 problem when the caller said none. Alone it is for a change that is made already."""
        if self._given is None:
            raise ProblemError(
                428,
                "precondition-required",
                "header.If-Match is missing: without it a change could undo somebody else's unseen; send the ETag that "
                "came with what you have seen",
            )

    def check(self, row: Versioned, present: BaseModel) -> None:
        """Raises problems: 428 when the caller said none, 412 when it is not the row's, with the `present` state, the
        fields that were changed meanwhile, and by whom (`open_scope` says that). The row has to be locked."""
        self.check_given()
        tag = f'"{row.version}"'
        # Also as a weak one: a proxy that compresses an answer makes its tag weak, and a version stays the same.
        given = _split(self._given or "")
        if tag in given:
            return
        shown = present.model_dump(mode="json")
        seen = max((int(match[1]) for each in given if (match := _VERSION.match(each))), default=None)
        changed = [
            name for name, version in sorted(row.edited.items()) if name in shown and (seen is None or version > seen)
        ]
        raise ChangedMeanwhileError(
            f"header.If-Match: this was changed since you saw it, and is at version {row.version} now"
            + (f" (changed: {', '.join(changed)})" if changed else "")
            + f"; nothing was changed. Look at the present state, then send your change again with If-Match: {tag}",
            last_edit=row.last_edit,
            tag=tag,
            current=shown,
            changed=changed,
        )


def _tags_in_quotes(value: str) -> str:
    if not _TAGS.match(value):
        raise ValueError(
            'has to be the ETag that came with what you have seen, in its quotes, such as "3"; * is not taken: it '
            "would overwrite what nobody has seen"
        )
    return value


async def _precondition(
    if_match: Annotated[
        str | None,
        Header(
            description="The ETag of what you have seen: a change of anything newer is refused (412)",
            json_schema_extra={"pattern": _TAGS_PATTERN, "examples": ['"1"']},
        ),
        AfterValidator(lambda value: value if value is None else _tags_in_quotes(value)),
    ] = None,
) -> Precondition:
    return Precondition(if_match)


async def _tagging(request: Request, response: Response) -> Tagging:
    return Tagging(request, response)


def tags_its_answers(route: APIRoute) -> bool:
    """Whether a route takes an `EntityTag`."""
    return any(each.call is _tagging for each in route.dependant.dependencies)


async def _not_modified(_request: Request, error: Exception) -> Response:
    return Response(status_code=304, headers=error.headers if isinstance(error, NotModifiedError) else None)


def install(app: FastAPI) -> None:
    """Answer 304 where a route says that its caller has the answer."""
    app.add_exception_handler(NotModifiedError, _not_modified)


#: For routes that change an edited thing: `seen.check(row, Project.model_validate(row))`, once the row is locked.
IfMatch = Annotated[Precondition, Depends(_precondition)]
#: For routes that answer with one: `return tag.edited(project)`; with what never changes: `return tag.lasting(page)`.
EntityTag = Annotated[Tagging, Depends(_tagging)]
