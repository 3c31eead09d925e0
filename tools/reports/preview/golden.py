"""A stack as a short text that a person can read in a review: kept beside the tests, compared after each change."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any, Final

from tools.program.recording import Evaluation, Recorded
from tools.program.stub_outputs import ACCOUNT

FOLDER: Final = Path(__file__).resolve().parent.parent.parent.parent / "tests" / "infra" / "golden"

#: Said by the resource's place and type already, or wording that changes nothing.
_NOISE: Final = frozenset(
    {"description", "comment", "alarmDescription", "tags", "tagSpecifications", "build", "registry"}
)
_INVENTED: Final = re.compile(r"\b[0-9a-f]{6,64}\b|\b[0-9A-F]{13}\b")
_LONGEST: Final = 60


def graph(evaluation: Evaluation) -> str:
    """One line a resource, sorted: its place among the components, its type, options, and its inputs with ids that
    nobody chose as `#` and documents as a short hash."""
    by_urn = evaluation.by_urn()
    lines = [_line(resource, by_urn) for resource in evaluation.resources if resource.custom or resource.remote]
    outputs = f"outputs: {', '.join(sorted(evaluation.outputs))}"
    return "\n".join([*sorted(lines), outputs, ""])


def path_of(stack: str) -> Path:
    return FOLDER / f"{stack}.txt"


def _line(resource: Recorded, by_urn: dict[str, Recorded]) -> str:
    place: list[str] = []
    parent = by_urn.get(resource.parent)
    while parent is not None:
        place.insert(0, parent.name)
        parent = by_urn.get(parent.parent)
    where = "/".join([*place, resource.name])
    options = [name for name, on in (("protected", resource.protect), ("retained", resource.retain_on_delete)) if on]
    options += [f"ignores {name}" for name in resource.ignore_changes]
    hidden = {path.split(".")[0].split("[")[0] for path in resource.secrets}
    inputs = [
        f"{name}={'(secret)' if name in hidden else _value(value)}"
        for name, value in sorted(resource.inputs.items())
        if name not in _NOISE
    ]
    return (
        f"{where}  {resource.type.split(':')[-1]}  {' '.join([*(f'[{each}]' for each in options), *inputs])}".rstrip()
    )


def _value(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, separators=(",", ":"))
    plain = _INVENTED.sub("#", text.replace(ACCOUNT, "ACCOUNT"))
    if len(plain) <= _LONGEST and "\n" not in plain:
        return plain.replace(" ", "_")
    return f"({hashlib.sha256(plain.encode()).hexdigest()[:8]})"
