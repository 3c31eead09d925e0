"""Says what differs between a stack's state and the cloud, without the differences that are known to mean nothing.

Reads what `pulumi preview --refresh --json` printed. A difference that AWS makes by itself stands in a file of noise
with its reason; an entry that matches nothing any more is reported too, so the file cannot outlive its reasons.
"""

import argparse
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, cast

from tools.environments import ROOT
from tools.errors import DONE, FAILED, StudioError
from tools.interface import Command

NOISE: Final = ROOT / ".github" / "drift-noise.toml"
#: Operations of a preview that change nothing in the cloud.
_QUIET: Final = frozenset({"same", "read", "read-discard", "refresh", "discard"})


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
    """Every difference in the JSON of a preview. Raises `StudioError`."""
    # Without any step Pulumi leaves the list out.
    steps: object = preview.get("steps", [] if "changeSummary" in preview else None)
    if not isinstance(steps, list):
        raise StudioError("The preview has no 'steps': it takes the output of `pulumi preview --refresh --json`.")
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
    """Read the file of noise. Raises `StudioError`."""
    try:
        entries: list[dict[str, str]] = tomllib.loads(path.read_text()).get("noise", [])
        noise = [Noise(**entry) for entry in entries]
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise StudioError(f"{path.name}: {error}. Each [[noise]] takes type, path, reason and maybe name.") from error
    for entry in noise:
        if not re.search(r"\w+ \w+ \w+", entry.reason):
            raise StudioError(f"{path.name}: {entry.type} {entry.path} has no reason that a reader could judge.")
    return noise


@dataclass(frozen=True, kw_only=True)
class DriftReport:
    """What differs and matters, how much else differs, and the noise that nothing makes any more."""

    drift: Sequence[Difference]
    known: int
    stale: Sequence[Noise]

    @property
    def exit_code(self) -> int:
        return FAILED if self.drift else DONE

    def text(self) -> str:
        """Markdown for a person."""
        lines = [f"**{len(self.drift)} differences between state and cloud:**" if self.drift else "No drift."]
        lines += [f"- {difference.sentence()}" for difference in self.drift]
        if self.known:
            lines.append(f"\n{self.known} known differences left out.")
        lines += [f"\nThe noise `{entry.type}` `{entry.path}` matched nothing; it may go." for entry in self.stale]
        return "\n".join(lines)

    def document(self) -> dict[str, Any]:
        return {
            "drift": [asdict(difference) for difference in self.drift],
            "known": self.known,
            "stale_noise": [asdict(entry) for entry in self.stale],
        }


def report_of(found: Sequence[Difference], noise: Sequence[Noise]) -> DriftReport:
    """Set the noise apart from the rest."""
    drift = [difference for difference in found if not any(entry.covers(difference) for entry in noise)]
    return DriftReport(
        drift=drift,
        known=len(found) - len(drift),
        stale=[entry for entry in noise if not any(entry.covers(difference) for difference in found)],
    )


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("preview", type=Path, help="output of pulumi preview --refresh --json")
    parser.add_argument(
        "--noise", type=Path, default=NOISE, help="known differences (default: .github/drift-noise.toml)"
    )


def run(options: argparse.Namespace) -> DriftReport:
    try:
        return report_of(list(differences(_read(options.preview))), read_noise(options.noise))
    except (OSError, ValueError, StudioError) as error:
        raise StudioError(f"Cannot tell whether there is drift: {error}") from error


def _read(path: Path) -> Mapping[str, Any]:
    preview: object = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(preview, dict):
        raise StudioError("The preview is not a JSON object.")
    return cast("Mapping[str, Any]", preview)


COMMAND: Final = Command(
    description="Say what changed in the cloud behind our back, from a refreshed preview.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={FAILED: "there is drift"},
)
