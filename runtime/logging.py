"""One JSON object a line on standard output: what a log service searches by stage, job and organisation."""

import json
import logging
import re
import sys
from functools import cache
from typing import Any, Final
from uuid import UUID

import structlog
from structlog.typing import EventDict, WrappedLogger

from runtime.log_events import LogEvent

# Without the values of local variables: a traceback must not carry a key, a password or half a screenplay.
_TRACEBACKS: Final = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
#: One for all lines: `json.dumps` with a default of its own would make another for each.
_ENCODER: Final = json.JSONEncoder(default=repr)


def _as_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return _ENCODER.encode(event)


_RENDER: Final[list[Any]] = [_TRACEBACKS, _as_json]
#: Libraries that tell of each of their calls.
_TALKATIVE: Final = ("botocore", "boto3", "urllib3", "alembic.runtime.plugins")
_LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

_LOG: Final = structlog.get_logger()


def configure(*, stage: str, libraries: int = logging.WARNING, **always: str) -> None:
    """Log to standard output from level info up; `stage` and what is in `always` stand in every line. Libraries are
    heard from the level `libraries` up."""

    def place(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {**event, "stage": stage, **always}

    shared: list[Any] = [
        place,
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_RENDER],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(libraries)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, *_RENDER],
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def log(event: LogEvent, *, error: BaseException | None = None) -> None:
    """Write one event, with the traceback of `error`."""
    fields = {name: str(value) if isinstance(value, UUID) else value for name, value in vars(event).items()}
    if error is not None:
        fields["exc_info"] = error
    _LOG.log(_LEVELS[event.level], event_name(type(event)), **fields)


@cache
def event_name(event: type[LogEvent]) -> str:
    """What a line calls the event: JobStarted is job_started."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower()
