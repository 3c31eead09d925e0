"""What was stored by an earlier release: one that today's contract does not take is left out, and stops no listing."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from runtime.log_events import StoredUnreadable
from runtime.logging import log

Model = TypeVar("Model", bound=BaseModel)


def readable(model: type[Model], stored: Any) -> Model | None:
    """The stored value, a dict or JSON; None for nothing, and, with a line in the log, for what is no `model`."""
    if stored is None:
        return None
    try:
        return model.model_validate_json(stored) if isinstance(stored, str | bytes) else model.model_validate(stored)
    except ValidationError as error:
        places = sorted({".".join(map(str, fault["loc"])) or fault["type"] for fault in error.errors()})
        log(StoredUnreadable(model=model.__name__, places=places[:20]))
        return None
