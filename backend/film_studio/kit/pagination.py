"""Pages of a listing: keyset, so that the last page costs what the first one does."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from film_studio.kit.problems import ProblemError

Item = TypeVar("Item")
Row = TypeVar("Row")
Key = TypeVar("Key")
MAX_LIMIT: Final = 200


class Page(BaseModel, Generic[Item]):
    """One page of a listing."""

    items: list[Item]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null on the last one")


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

    async def rows(
        self, session: AsyncSession, query: Select[Row], by: InstrumentedAttribute[Any], *, descending: bool = False
    ) -> Sequence[Row]:
        """Up to `limit + 1` rows of `query` behind the page before, in the order of the column `by`, the page's key."""
        after = self.after(by.type.python_type)
        if after is not None:
            query = query.where(by < after if descending else by > after)
        query = query.order_by(by.desc() if descending else by).limit(self.limit + 1)
        return (await session.scalars(query)).all()

    def page(self, rows: Sequence[Row], *, key: Callable[[Row], Any], item: Callable[[Row], Item]) -> Page[Item]:
        """The page of up to `limit + 1` rows. `key` gives a row's key: a UUID, a number, text, or a tuple of them;
        `item` what the page shows of a row."""
        shown = rows[: self.limit]
        more = len(rows) > self.limit
        return Page(items=[item(row) for row in shown], next_cursor=_encode(key(shown[-1])) if more else None)


def _encode(key: Any) -> str:
    text = json.dumps(key, default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _page_request(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Items a page")] = 50,
    cursor: Annotated[str | None, Query(max_length=500, description="next_cursor of the page before")] = None,
) -> PageRequest:
    return PageRequest(limit, cursor)


PageOf = Annotated[PageRequest, Depends(_page_request)]
