"""Pages of a listing: keyset, so that the last page costs what the first one does."""

import base64
import binascii
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final, Generic, Protocol, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from sqlalchemy import BigInteger, Integer, Select, Uuid, bindparam
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from film_studio.kit.database.reader import Query as Statement
from film_studio.kit.problems import ProblemError

Item = TypeVar("Item")
Row = TypeVar("Row")
Key = TypeVar("Key")
MAX_LIMIT: Final = 200
_MARKED: Final = TypeAdapter(tuple[str, str | Annotated[int, Field(strict=True)]])
#: The bytes of each type of integer that pages go by; a larger one than the column holds would fail in the database.
_INTEGER_BYTES: Final[Mapping[type[TypeEngine[Any]], int]] = {Integer: 4, BigInteger: 8}


class Page(BaseModel, Generic[Item]):
    """One page of a listing."""

    items: list[Item]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null on the last one")

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """What clients call it: ProjectPage."""
        return f"{params[0].__name__}Page"


class PageRequest:
    """`?limit=…&cursor=…` of a listing. `listing` tells it from every other one: its path and its filters."""

    def __init__(self, limit: int, cursor: str | None, listing: str) -> None:
        self.limit = limit
        self.cursor = cursor
        self._mark = hashlib.sha256(listing.encode("utf-8", "backslashreplace")).hexdigest()[:12]

    def after(self, key: TypeAdapter[Key]) -> Key | None:
        """The key behind which this page starts; None on the first page.

        Raises a 422 problem for a cursor that this listing did not give out.
        """
        if self.cursor is None:
            return None
        try:
            text = base64.b64decode(self.cursor.encode("ascii") + b"==", altchars=b"-_", validate=True)
            return key.validate_python(_key_of(text, self._mark))
        except (ValueError, binascii.Error, ValidationError) as error:
            raise ProblemError(
                422,
                "invalid-cursor",
                "query.cursor: not a cursor of this listing with these filters; send the next_cursor of the page "
                "before, unchanged, or leave it out for the first page",
            ) from error

    def page(self, rows: Sequence[Row], *, key: Callable[[Row], Any], item: Callable[[Row], Item]) -> Page[Item]:
        """The page of up to `limit + 1` rows. `key` gives a row's key, a UUID or a number;
        `item` what the page shows of a row."""
        shown = rows[: self.limit]
        more = len(rows) > self.limit
        return Page(items=[item(row) for row in shown], next_cursor=self._cursor(key(shown[-1])) if more else None)

    def _cursor(self, key: Any) -> str:
        text = json.dumps([self._mark, key], default=str, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


class Rows(Protocol):
    """What reads: a request's scope."""

    async def rows(self, query: Statement, /, **parameters: Any) -> list[dict[str, Any]]: ...


class Listing:
    """A SELECT of columns as pages, in the order of one of them, `by`.

    Make it once for the process: composing it takes longer than running it does.
    """

    def __init__(
        self, statement: Select[*tuple[Any, ...]], by: InstrumentedAttribute[Any], *, descending: bool = False
    ) -> None:
        after = bindparam("after", type_=by.type)
        ordered = statement.order_by(by.desc() if descending else by).limit(bindparam("count", type_=Integer))
        self._by: Final = by
        self._key: Final = _keys_of(by.type)
        self._first: Final = Statement(ordered)
        self._next: Final = Statement(ordered.where(by < after if descending else by > after))

    async def rows(self, scope: Rows, page: PageRequest, **parameters: Any) -> list[dict[str, Any]]:
        """Up to `limit + 1` rows behind the page before, for `PageRequest.page`."""
        after = page.after(self._key)
        count = page.limit + 1
        if after is None:
            return await scope.rows(self._first, count=count, **parameters)
        return await scope.rows(self._next, count=count, after=after, **parameters)

    async def page(
        self, scope: Rows, page: PageRequest, item: Callable[[Mapping[str, Any]], Item], **parameters: Any
    ) -> Page[Item]:
        """The page as the wire has it. `by` has to be among the columns that are selected."""
        key = self._by.key
        return page.page(await self.rows(scope, page, **parameters), key=lambda row: row[key], item=item)


def _key_of(cursor: bytes, mark: str) -> str | int:
    """The key in a cursor of the listing that has this mark. Raises ValueError for another one's."""
    given, key = _MARKED.validate_json(cursor)
    if given != mark:
        raise ValueError("a cursor of another listing")
    return key


def _keys_of(column: TypeEngine[Any]) -> TypeAdapter[Any]:
    """What a column's values are, and nothing that it cannot hold."""
    if isinstance(column, Uuid):
        return TypeAdapter(uuid.UUID)
    size = _INTEGER_BYTES.get(type(column))
    if size is None:
        raise TypeError(f"pages go by a UUID or an integer, not by {column!r}; choose another column")
    most = 2 ** (8 * size - 1)
    return TypeAdapter(Annotated[int, Field(strict=True, ge=-most, lt=most)])


def _page_request(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Items a page")] = 50,
    cursor: Annotated[str | None, Query(max_length=500, description="next_cursor of the page before")] = None,
) -> PageRequest:
    filters = sorted(item for item in request.query_params.multi_items() if item[0] not in ("limit", "cursor"))
    return PageRequest(limit, cursor, json.dumps([request.url.path, filters]))


PageOf = Annotated[PageRequest, Depends(_page_request)]
