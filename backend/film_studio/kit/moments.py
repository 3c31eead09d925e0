"""Moments that callers give."""

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime

_FIRST: Final = datetime(1, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)


def _in_utc(moment: datetime) -> datetime:
    """The same moment in UTC: PostgreSQL refuses offsets beyond 15:59, which RFC 3339 has up to 23:59. What lies beyond
    the years that there are is the first or the last of them."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return _FIRST if moment.year == 1 else _LAST


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
