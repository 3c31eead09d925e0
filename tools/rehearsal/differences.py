"""How the provider compares an input with what was there: path by path, and never the text where it means JSON."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tools.program.recording import UNKNOWN


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Paths that differ, in the order of the names. An unknown value differs, as it does for the provider."""
    return list(_differences(before, after, ""))


def _differences(before: Any, after: Any, path: str) -> Iterator[str]:
    before, after = _meant(before), _meant(after)
    if after is UNKNOWN or before is UNKNOWN:
        yield path
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        old: Mapping[str, Any] = before  # pyright: ignore[reportUnknownVariableType] - from JSON
        new: Mapping[str, Any] = after  # pyright: ignore[reportUnknownVariableType] - from JSON
        for name in sorted({*old, *new} - {"__defaults"}):
            yield from _differences(old.get(name), new.get(name), f"{path}.{name}" if path else name)
    elif isinstance(before, list) and isinstance(after, list):
        first: list[Any] = before  # pyright: ignore[reportUnknownVariableType] - from JSON
        second: list[Any] = after  # pyright: ignore[reportUnknownVariableType] - from JSON
        if len(first) != len(second):
            yield path
            return
        for index, (left, right) in enumerate(zip(first, second, strict=True)):
            yield from _differences(left, right, f"{path}[{index}]")
    elif before != after:
        yield path


def _meant(value: Any) -> Any:
    """JSON in text is what it says, nothing and an empty list are the same, and 1 is 1.0."""
    if isinstance(value, str) and value[:1] in "{[" and len(value) > 1:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return None if value in ([], {}) else value
