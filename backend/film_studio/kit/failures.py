"""What an error of a part means for whoever asked: the part is away (503), another was first (409), no table takes the
value (422)."""

from dataclasses import dataclass
from typing import Any, Final, Literal

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

Part = Literal["database", "storage", "queue", "secrets", "openid-provider"]
_SPELLED: Final = {"openid-provider": "OpenID provider"}
#: Seconds after which a request that met an absent part may come again.
RETRY_AFTER: Final = 5
#: Classes and codes of SQLSTATE (PostgreSQL's appendix A) of a database that is away or busy.
_AWAY_CLASSES: Final = frozenset({"08", "53", "58"})
_AWAY: Final = frozenset(
    {
        "25006",  # read-only: a former primary, after a failover
        "25P03",  # idle in a transaction for too long
        "25P04",  # a transaction for too long
        "40001",  # not serialisable
        "40P01",  # deadlock
        "55P03",  # a lock was not to be had
        "57014",  # query cancelled: too slow
        "57P01",  # shut down by an administrator
        "57P02",  # shut down by a crash
        "57P03",  # starting up, or shutting down
        "57P05",  # idle for too long
    }
)


class UnavailableError(Exception):
    """A part does not answer, or answers that it cannot now. The text is for the log."""

    def __init__(self, part: Part, reason: str) -> None:
        super().__init__(f"the {part} is unavailable: {reason}")
        self.part: Final = part


@dataclass(frozen=True, kw_only=True)
class Failure:
    """The answer to an error. `part` is set where that part is away, and the request may be tried again."""

    status: int
    kind: str
    detail: str
    part: Part | None = None


def failure_of(error: BaseException) -> Failure | None:
    """What to answer when a request ended with this error; None for one that is a mistake of ours."""
    if isinstance(error, UnavailableError):
        return _away(error.part)
    if isinstance(error, PoolTimeoutError):
        return _away("database")
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return _away("database")
        return _of_database(error.orig)
    return _of_database(error)


def _of_database(error: Any) -> Failure | None:
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate or ""
    unreachable = isinstance(error, psycopg.OperationalError) and not state
    if unreachable or state in _AWAY or state[:2] in _AWAY_CLASSES:
        return _away("database")
    if isinstance(error, psycopg.IntegrityError):
        return Failure(
            status=409,
            kind="conflict",
            detail="another request changed or removed what this one builds on, and nothing was changed; look at the "
            "present state, then try again",
        )
    if isinstance(error, psycopg.DataError):
        return Failure(
            status=422,
            kind="invalid-request",
            detail="the request has a value that cannot be stored, such as a number that is too large or a text with "
            "a NUL character; nothing was changed: correct the value",
        )
    return None


def _away(part: Part) -> Failure:
    return Failure(
        status=503,
        kind=f"{part}-unavailable",
        detail=f"the {_SPELLED.get(part, part)} did not answer in time; nothing was changed, try again in a few "
        "seconds",
        part=part,
    )
