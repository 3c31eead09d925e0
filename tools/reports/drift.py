"""Says what differs between a stack's state and the cloud, without the differences that are known to mean nothing.

Reads what `pulumi preview --refresh --json` printed. A difference that AWS makes by itself stands in a file of noise
with its reason; an entry that matches nothing any more is reported too, so the file cannot outlive its reasons.
"""

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, cast

from tools.environments import ROOT

NOISE: Final = ROOT / ".github" / "drift-noise.toml"
#: Operations of a preview that change nothing in the cloud.
_QUIET: Final = frozenset({"same", "read", "read-discard", "refresh", "discard"})


class UnreadableError(ValueError):
    """A preview or a noise file that is not one; the text says which and what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One property of one resource, or (with `path` empty) a resource that is to be made, replaced or deleted."""

    operation: str
    type: str
    name: str
    path: str = ""

    def sentence(self) -> str:
        what = f"`{self.path}` of {self.type} `{self.name}`" if self.path else f"{self.type} `{self.name}`"
        return f"{self.operation}: {what}"


@dataclass(frozen=True, kw_only=True)
class Noise:
    """A difference that means nothing: patterns (`*`) of type, name and property path, and why."""

    type: str
    path: str
    reason: str
    name: str = "*"

    def covers(self, difference: Difference) -> bool:
        # Only updates are noise: a resource that is gone or new never is.
        return (
            bool(difference.path)
            and fnmatchcase(difference.type, self.type)
            and fnmatchcase(difference.name, self.name)
            and fnmatchcase(difference.path, self.path)
        )


def differences(preview: Mapping[str, Any]) -> Iterator[Difference]:
    """Every difference in the JSON of a preview. Raises `UnreadableError`."""
    # Without any step the engine leaves the list out.
    steps: object = preview.get("steps", [] if "changeSummary" in preview else None)
    if not isinstance(steps, list):
        raise UnreadableError("The preview has no 'steps': it takes the output of `pulumi preview --refresh --json`.")
    for step in cast("list[Mapping[str, Any]]", steps):
        operation, urn = str(step.get("op", "")), str(step.get("urn", ""))
        if operation in _QUIET:
            continue
        *_, types, name = urn.split("::", 3)
        type_ = types.rsplit("$", 1)[-1]
        paths = sorted(step.get("detailedDiff") or step.get("diffReasons") or ())
        if operation == "update" and paths:
            for path in paths:
                yield Difference(operation=operation, type=type_, name=name, path=path)
        else:
            yield Difference(operation=operation, type=type_, name=name)


def read_noise(path: Path) -> list[Noise]:
    """Read the file of noise. Raises `UnreadableError`."""
    try:
        entries: list[dict[str, str]] = tomllib.loads(path.read_text()).get("noise", [])
        noise = [Noise(**entry) for entry in entries]
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise UnreadableError(
            f"{path.name}: {error}. Each [[noise]] takes type, path, reason and maybe name."
        ) from error
    for entry in noise:
        if not re.search(r"\w+ \w+ \w+", entry.reason):
            raise UnreadableError(f"{path.name}: {entry.type} {entry.path} has no reason that a reader could judge.")
    return noise


def report(found: Sequence[Difference], noise: Sequence[Noise]) -> tuple[str, bool]:
    """Markdown for a person, and whether there is drift."""
    drift = [difference for difference in found if not any(entry.covers(difference) for entry in noise)]
    stale = [entry for entry in noise if not any(entry.covers(difference) for difference in found)]
    lines = [f"- {difference.sentence()}" for difference in drift]
    lines.insert(0, f"**{len(drift)} differences between state and cloud:**" if drift else "No drift.")
    if len(found) > len(drift):
        lines.append(f"\n{len(found) - len(drift)} known differences left out.")
    lines += [f"\nThe noise `{entry.type}` `{entry.path}` matched nothing; it may go." for entry in stale]
    return "\n".join(lines), bool(drift)


def main(arguments: list[str]) -> int:
    """Exit code 0: no drift; 1: drift; 2: the preview cannot be read."""
    parser = argparse.ArgumentParser(prog="./studio drift", description="What changed in the cloud behind our back.")
    parser.add_argument("preview", type=Path, help="output of pulumi preview --refresh --json")
    parser.add_argument(
        "--noise", type=Path, default=NOISE, help="known differences (default: .github/drift-noise.toml)"
    )
    options = parser.parse_args(arguments)
    try:
        preview: object = json.loads(options.preview.read_text())
        if not isinstance(preview, dict):
            raise UnreadableError("The preview is not a JSON object.")
        text, drifted = report(list(differences(cast("Mapping[str, Any]", preview))), read_noise(options.noise))
    except (OSError, ValueError) as error:
        print(f"Cannot tell whether there is drift: {error}", file=sys.stderr)
        return 2
    print(text)
    return 1 if drifted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
