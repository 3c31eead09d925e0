"""Which request all this is for: an id that a person can ask by, and the W3C trace context that programs pass on.

Both go with a job's message to the worker, and with its events back, so that the lines of all processes can be found
by either. Source of the format: https://www.w3.org/TR/trace-context/
"""

import os
import re
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Self

from runtime import spans

_TRACEPARENT: Final = re.compile(r"^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$")
#: Nobody has recorded it; whoever passes it on decides.
_NOT_SAMPLED: Final = "00"
_SAMPLED: Final = "01"


@dataclass(frozen=True, slots=True)
class Trace:
    """A request with its place in a trace. `traceparent` names what is being done for it, as its header does; `parent`
    what that is done for, where it is not the first."""

    request_id: str
    traceparent: str
    parent: str | None = None

    @classmethod
    def begin(cls, request_id: str, received: str = "") -> Self:
        """Go on with the trace of the header `traceparent` that was received, or begin one where that says nothing."""
        found = _TRACEPARENT.match(received) if received else None
        trace_id, flags = found.groups() if found else (os.urandom(16).hex(), _NOT_SAMPLED)
        flags = _SAMPLED if spans.are_sent() else flags
        return cls(request_id, f"00-{trace_id}-{os.urandom(8).hex()}-{flags}", received if found else None)


#: Of the request that is being answered; None in the background.
CURRENT: Final[ContextVar[Trace | None]] = ContextVar("trace", default=None)


def in_logs(request_id: str | None, traceparent: str | None) -> dict[str, str]:
    """What stands in every line that is written for the request; nothing where it is not known."""
    found = {"request_id": request_id, "trace_id": trace_id_of(traceparent)}
    return {name: value for name, value in found.items() if value is not None}


def trace_id_of(traceparent: str | None) -> str | None:
    """The 32 hexadecimal digits that all parts of a trace share; None for anything else."""
    found = _TRACEPARENT.match(traceparent or "")
    return found and found[1]
