"""Pages of a listing: keyset, so that the last page costs what the first one does."""

import base64
import binascii
import hashlib
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, Protocol, TypeVar, cast

from fastapi import Depends, Query, Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Double,
    Integer,
    Select,
    String,
    Text,
    Uuid,
    bindparam,
    collate,
    func,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from film_studio.kit.database.reader import Query as Statement
from film_studio.kit.moments import Moment
from film_studio.kit.problems import ProblemError

Item = TypeVar("Item")
Row = TypeVar("Row")
Key = TypeVar("Key")
MAX_LIMIT: Final = 200
#: Of the last row's values, of which the longest is a name of 200 characters.
_CURSOR_CHARACTERS: Final = 2000
_MARKED: Final[TypeAdapter[tuple[str, Any]]] = TypeAdapter(tuple[str, Any])
#: The bytes of each type of integer that pages go by; a larger one than the column holds would fail in the database.
_INTEGER_BYTES: Final[Mapping[type[TypeEngine[Any]], int]] = {Integer: 4, BigInteger: 8}


class Page(BaseModel, Generic[Item]):
    """One page of a listing."""

    items: list[Item]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null on the last one")
    total: int | None = Field(default=None, description="Items of all pages together; only where `total=true` asks")

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """What clients call it: ProjectPage."""
        return f"{params[0].__name__}Page"


class PageRequest:
    """`?limit=…&cursor=…&sort=…&total=…` of a listing. `listing` tells it from every other one: its path, its order and
    its filters."""

    def __init__(
        self, limit: int, cursor: str | None, listing: str, *, sort: str | None = None, total: bool = False
    ) -> None:
        self.limit = limit
        self.cursor = cursor
        self.sort = sort
        self.total = total
        self._listing = listing

    @property
    def _mark(self) -> str:
        return hashlib.sha256(self._listing.encode("utf-8", "backslashreplace")).hexdigest()[:12]

    def after(self, read: Callable[[Any], Key]) -> Key | None:
        """What the row stands by behind which this page starts; None on the first page. `read` checks it.

        Raises a 422 problem for a cursor that this listing did not give out.
        """
        if self.cursor is None:
            return None
        try:
            padded = self.cursor.encode("ascii") + b"=" * (-len(self.cursor) % 4)
            text = base64.b64decode(padded, altchars=b"-_", validate=True)
            return read(_key_of(text, self._mark))
        except (ValueError, binascii.Error, ValidationError) as error:
            raise ProblemError(
                422,
                "invalid-cursor",
                "query.cursor: not a cursor of this listing with these filters and this order; send the next_cursor of "
                "the page before, unchanged, or leave it out for the first page",
            ) from error

    def page(
        self,
        rows: Sequence[Row],
        *,
        key: Callable[[Row], Any],
        item: Callable[[Row], Item],
        total: int | None = None,
    ) -> Page[Item]:
        """The page of up to `limit + 1` rows. `key` gives what a row stands by in the order of the listing;
        `item` what the page shows of a row."""
        shown = rows[: self.limit]
        more = len(rows) > self.limit
        cursor = self._cursor(key(shown[-1])) if more else None
        return Page(items=[item(row) for row in shown], next_cursor=cursor, total=total)

    def _cursor(self, key: Any) -> str:
        text = json.dumps([self._mark, key], default=str, separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


class Rows(Protocol):
    """What reads: a request's scope."""

    async def rows(self, query: Statement, /, **parameters: Any) -> list[dict[str, Any]]: ...


def folded(text: InstrumentedAttribute[str] | ColumnElement[str]) -> ColumnElement[str]:
    """People's text as listings sort it: by its characters' numbers, capitals as small letters, and the same on every
    server, whatever its locale is."""
    return func.lower(collate(text, "pg_c_utf8"), type_=String)


@dataclass(frozen=True, kw_only=True)
class _Order:
    """One order of a listing: where its first page starts, where each other one does, and what a row stands by."""

    first: Statement
    next: Statement
    keys: Mapping[str, TypeAdapter[Any]]  # by the labels of columns

    def of(self, row: Mapping[str, Any]) -> Any:
        """What the row stands by: a value, or the value and what tells it from its equals."""
        values = [row[label] for label in self.keys]
        return values[0] if len(values) == 1 else values

    def read(self, place: Any) -> dict[str, Any]:
        """Parameters of `next` for a row's place, as `of` gave it. Raises ValueError for any other."""
        values = [place] if len(self.keys) == 1 else place
        if not isinstance(values, list):
            raise ValueError("a list is what rows of this order stand by")  # noqa: TRY004 — it came from outside
        pairs = zip(self.keys.items(), cast("list[Any]", values), strict=True)
        return {f"after_{label}": key.validate_python(value) for (label, key), value in pairs}


class Listing:
    """A SELECT of columns as pages, in the order of `by`, which no two rows share and which is among the columns.

    With `sorts`, its callers choose an order: a name each and what it goes by, of which `by` is one. None of it is ever
    null. A route of such a listing takes `Annotated[PageRequest, Depends(LISTING.request)]`, every other one `PageOf`.
    Make it once for the process: composing it takes longer than running it does.
    """

    def __init__(
        self,
        statement: Select[*tuple[Any, ...]],
        by: InstrumentedAttribute[Any],
        *,
        descending: bool = False,
        sorts: Mapping[str, InstrumentedAttribute[Any] | ColumnElement[Any]] | None = None,
    ) -> None:
        if sorts is None:
            sorts = {by.key: by}
        name = next((name for name, column in sorts.items() if column is by), None)
        if name is None:
            raise TypeError(f"sorts has to name {by.key} too, in whose order the listing is by itself")
        self._default: Final = f"-{name}" if descending else name
        for column in (by, *sorts.values()):
            _key_type(column.type)
        self._statement: Final = statement
        self._by: Final = by
        self._columns: Final = {
            f"-{name}" if down else name: (column, down) for name, column in sorts.items() for down in (False, True)
        }
        self._orders: Final[dict[str, _Order]] = {}  # by their names, as they are asked for
        count = statement.with_only_columns(func.count().label("total"), maintain_column_froms=True)
        self._total: Final = Statement(count)
        self.request: Final = _sorted_request(tuple(self._columns), self._default)

    async def rows(self, scope: Rows, page: PageRequest, **parameters: Any) -> list[dict[str, Any]]:
        """Up to `limit + 1` rows behind the page before, for `PageRequest.page`."""
        order = self._order(page)
        after = page.after(order.read)
        count = page.limit + 1
        if after is None:
            return await scope.rows(order.first, count=count, **parameters)
        return await scope.rows(order.next, count=count, **after, **parameters)

    async def total(self, scope: Rows, page: PageRequest, **parameters: Any) -> int | None:
        """How many rows all pages have together; None where nobody asks."""
        if not page.total:
            return None
        (row,) = await scope.rows(self._total, **parameters)
        return row["total"]

    async def page(
        self, scope: Rows, page: PageRequest, item: Callable[[Mapping[str, Any]], Item], **parameters: Any
    ) -> Page[Item]:
        """The page as the wire has it."""
        rows = await self.rows(scope, page, **parameters)
        total = await self.total(scope, page, **parameters)
        return page.page(rows, key=self._order(page).of, item=item, total=total)

    def _order(self, page: PageRequest) -> _Order:
        name = page.sort or self._default
        if name not in self._orders:
            column, descending = self._columns[name]
            self._orders[name] = _order(self._statement, self._by, column, descending=descending)
        return self._orders[name]


def _order(
    statement: Select[*tuple[Any, ...]],
    by: InstrumentedAttribute[Any],
    column: InstrumentedAttribute[Any] | ColumnElement[Any],
    *,
    descending: bool,
) -> _Order:
    count = bindparam("count", type_=Integer)
    columns: dict[str, Any] = {by.key: by} if column is by else {"sorted_by": column, by.key: by}
    if column is not by:
        statement = statement.add_columns(column.label("sorted_by"))
    ordered = statement.order_by(*(each.desc() if descending else each for each in columns.values())).limit(count)
    after = [bindparam(f"after_{label}", type_=each.type) for label, each in columns.items()]
    place, former = (by, after[0]) if column is by else (tuple_(*columns.values()), tuple_(*after))
    return _Order(
        first=Statement(ordered),
        next=Statement(ordered.where(place < former if descending else place > former)),
        keys={label: TypeAdapter(_key_type(each.type)) for label, each in columns.items()},
    )


def _key_of(cursor: bytes, mark: str) -> Any:
    """The key in a cursor of the listing that has this mark. Raises ValueError for another one's."""
    given, key = _MARKED.validate_json(cursor)
    if given != mark:
        raise ValueError("a cursor of another listing")
    return key


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("PostgreSQL has no text with NUL in it")
    text.encode()  # raises a ValueError for half a surrogate pair
    return text


def _text_of_time(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a time in a cursor is text")  # noqa: TRY004 — pydantic reports it
    return value


def _key_type(column: TypeEngine[Any]) -> Any:
    """The type of a column's values, and nothing that it cannot hold."""
    if isinstance(column, Uuid):
        return uuid.UUID
    if isinstance(column, DateTime):
        return Annotated[Moment, BeforeValidator(_text_of_time)]
    if type(column) in (String, Text):
        return Annotated[str, Field(strict=True), AfterValidator(_storable)]
    if isinstance(column, Double):
        return Annotated[float, Field(strict=True, allow_inf_nan=False)]
    size = _INTEGER_BYTES.get(type(column))
    if size is None:
        raise TypeError(f"pages go by a UUID, a time, a text or a number, not by {column!r}; choose another column")
    most = 2 ** (8 * size - 1)
    return Annotated[int, Field(strict=True, ge=-most, lt=most)]


_Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Items a page")]
_Cursor = Annotated[
    str | None, Query(max_length=_CURSOR_CHARACTERS, description="next_cursor of the page before, unchanged")
]
_Total = Annotated[bool, Query(description="Count the items of all pages, which takes time in a long listing")]
_OF_THE_PAGE: Final = frozenset({"limit", "cursor", "total", "sort"})


async def _page_request(
    request: Request, limit: _Limit = 50, cursor: _Cursor = None, *, total: _Total = False
) -> PageRequest:
    return PageRequest(limit, cursor, _listing(request, None), total=total)


def _sorted_request(orders: Sequence[str], default: str) -> Callable[..., Awaitable[PageRequest]]:
    """The dependency of a route whose callers choose one of these orders."""

    def known(sort: str) -> str:
        if sort not in orders:
            raise ValueError(f"has to be one of {', '.join(orders)}")
        return sort

    async def request_of(
        request: Request,
        sort: Annotated[
            str,
            Query(description="In which order; - begins with the last", json_schema_extra={"enum": list(orders)}),
            AfterValidator(known),
        ] = default,
        limit: _Limit = 50,
        cursor: _Cursor = None,
        *,
        total: _Total = False,
    ) -> PageRequest:
        return PageRequest(limit, cursor, _listing(request, sort), sort=sort, total=total)

    return request_of


def _listing(request: Request, sort: str | None) -> str:
    filters = sorted(item for item in request.query_params.multi_items() if item[0] not in _OF_THE_PAGE)
    return json.dumps([request.url.path, sort, filters])


PageOf = Annotated[PageRequest, Depends(_page_request)]
