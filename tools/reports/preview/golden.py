"""A stack as files that a person can read in a review, one a component: kept with the tests, compared each time.

Every number stands as it is, and documents that an input carries as text stand as what they say. Only what nobody chose
is left out: ids that AWS invents, the account, secrets, and wording.
"""

import base64
import json
import re
from pathlib import Path
from typing import Any, Final, cast

from tools.program.recording import Evaluation, Recorded
from tools.program.stub_outputs import ACCOUNT

FOLDER: Final = Path(__file__).resolve().parent.parent.parent.parent / "tests" / "infra" / "golden"

#: Said by the resource's place and type already, or wording that changes nothing.
_NOISE: Final = frozenset(
    {"description", "comment", "alarmDescription", "tags", "tagSpecifications", "build", "registry"}
)
_WIDTH: Final = 110
#: Ids have digits and letters; a number that somebody chose has no letters and stays.
_INVENTED: Final = re.compile(r"\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{6,64}\b|\b(?=[0-9]*[A-F])[0-9A-F]{13}\b")


def graph(evaluation: Evaluation) -> dict[str, str]:
    """Component → its part of the golden graph, as indented JSON: resources by their place in it and their type."""
    by_urn = evaluation.by_urn()
    parts: dict[str, dict[str, Any]] = {"outputs": {"names": sorted(evaluation.outputs)}}
    for resource in evaluation.resources:
        if resource.custom or resource.remote:
            component, *place = [*_above(resource, by_urn), resource.name]
            where = "/".join([*place, resource.type.split(":")[-1]])
            parts.setdefault(component, {})[where] = _shown(resource)
    return {name: f"{_written(part)}\n" for name, part in sorted(parts.items())}


def folder_of(stack: str) -> Path:
    return FOLDER / stack


def kept(stack: str) -> dict[str, str]:
    """The golden graph as it was written; empty for a stack that has none."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder_of(stack).glob("*.json"))}


def write(stack: str, evaluation: Evaluation) -> Path:
    """Replace a stack's golden graph, and say where it is."""
    folder = folder_of(stack)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.json"):
        path.unlink()
    for name, text in graph(evaluation).items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


def _written(value: Any, indent: str = "") -> str:
    """Indented JSON in which what fits into a line stands on one: a change is seen among what it belongs to."""
    line = json.dumps(value, sort_keys=True, ensure_ascii=False)
    if len(indent) + len(line) <= _WIDTH or not isinstance(value, dict | list):
        return line
    inner = f"{indent}  "
    if isinstance(value, dict):
        items = sorted(cast("dict[str, Any]", value).items())
        lines = [f"{inner}{json.dumps(key)}: {_written(item, inner)}" for key, item in items]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    lines = [f"{inner}{_written(item, inner)}" for item in cast("list[Any]", value)]
    return "[\n" + ",\n".join(lines) + f"\n{indent}]"


def _above(resource: Recorded, by_urn: dict[str, Recorded]) -> list[str]:
    """Names of the components in which a resource stands, outermost first."""
    place: list[str] = []
    parent = by_urn.get(resource.parent)
    while parent is not None:
        place.insert(0, parent.name)
        parent = by_urn.get(parent.parent)
    return place


def _shown(resource: Recorded) -> dict[str, Any]:
    hidden = {path.split(".")[0].split("[")[0] for path in resource.secrets}
    options = {
        name: value
        for name, value in (
            ("protect", resource.protect),
            ("retainOnDelete", resource.retain_on_delete),
            ("ignoreChanges", list(resource.ignore_changes)),
            ("replaceOnChanges", list(resource.replace_on_changes)),
        )
        if value
    }
    inputs = {
        name: "(secret)" if name in hidden else _value(name, value)
        for name, value in resource.inputs.items()
        if name not in _NOISE
    }
    return {"inputs": inputs, **({"options": options} if options else {})}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _value(key, item) for key, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_value(name, item) for item in cast("list[Any]", value)]
    if not isinstance(value, str):
        return value
    if name == "userData":
        return base64.b64decode(value).decode().splitlines()
    try:
        document = json.loads(value) if value.startswith(("{", "[")) else None
    except ValueError:  # the pattern of a log filter begins like an object
        document = None
    if document is not None:
        return _value(name, document)
    return _INVENTED.sub("#", value.replace(ACCOUNT, "ACCOUNT"))
