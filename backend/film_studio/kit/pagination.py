"""Pages of a listing: keyset, so that the last page costs what the first one does."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final, Generic, Protocol, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from sqlalchemy import Integer, Select, bindparam
from sqlalchemy.orm import InstrumentedAttribute

from film_studio.kit.database.reader import Query as Statement
from film_studio.kit.problems import ProblemError

Item = TypeVar("Item")
Row = TypeVar("Row")
Key = TypeVar("Key")
MAX_LIMIT: Final = 200


class Page(BaseModel, Generic[Item]):
    """One page of a listing."""

    items: list[Item]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null on the last one")

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """What clients call it: ProjectPage."""
        return f"{params[0].__name__}Page"


class PageRequest:
    """`?limit=…&cursor=…` of a listing."""

    def __init__(self, limit: int, cursor: str | None) -> None:
        self.limit = limit
        self.cursor = cursor

    def after(self, key: type[Key]) -> Key | None:
        """The key (a UUID, an int, a tuple of them) behind which this page starts; None on the first page.

        Raises a 422 problem for a cursor that this listing did not give out.
        """
        if self.cursor is None:
            return None
        try:
            text = base64.urlsafe_b64decode(self.cursor.encode("ascii") + b"==")
            return TypeAdapter(key).validate_json(text)
        except (ValueError, binascii.Error, ValidationError) as error:
            raise ProblemError(
                422,
                "invalid-cursor",
                "query.cursor: not a cursor of this listing; send the next_cursor of the page before, unchanged, "
                "or leave it out for the first page",
            ) from error

    def page(self, rows: Sequence[Row], *, key: Callable[[Row], Any], item: Callable[[Row], Item]) -> Page[Item]:
        """The page of up to `limit + 1` rows. `key` gives a row's key: a UUID, a number, text, or a tuple of them;
        `item` what the page shows of a row."""
        shown = rows[: self.limit]
        more = len(rows) > self.limit
        return Page(items=[item(row) for row in shown], next_cursor=_encode(key(shown[-1])) if more else None)


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
        self._first: Final = Statement(ordered)
        self._next: Final = Statement(ordered.where(by < after if descending else by > after))

    async def rows(self, scope: Rows, page: PageRequest, **parameters: Any) -> list[dict[str, Any]]:
        """Up to `limit + 1` rows behind the page before, for `PageRequest.page`."""
        after = page.after(self._by.type.python_type)
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


def _encode(key: Any) -> str:
    text = json.dumps(key, default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _page_request(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Items a page")] = 50,
    cursor: Annotated[str | None, Query(max_length=500, description="next_cursor of the page before")] = None,
) -> PageRequest:
    return PageRequest(limit, cursor)


PageOf = Annotated[PageRequest, Depends(_page_request)]
