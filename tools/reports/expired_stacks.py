"""Says which pull-request stacks are to be removed: those whose pull request no longer asks for one, and old ones.

A stack exists in the list from `pulumi stack init` on, before anything is created in it, so one whose creation broke
off half-way is found as well.
"""

import argparse
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tools.errors import DONE, StudioError
from tools.interface import Command

#: `pr` and the number of the pull request; no other stack is ever named by this tool.
NAME = re.compile(r"pr([1-9]\d{0,8})")


def expired_stacks(
    stacks: Sequence[Mapping[str, Any]], *, wanted: Collection[int], now: datetime, hours: float
) -> list[str]:
    """Names of the stacks to remove, in order.

    `stacks` as `pulumi stack ls --json` prints them, `wanted` the numbers of the open pull requests that ask for one.
    A stack older than `hours` since its last update goes even if it is asked for: a new commit or the label brings it
    back. Whether one is being updated the list does not say where the state is in S3; the workflow's removal waits for
    the deployment of the same stack. Raises `StudioError`.
    """
    found: list[tuple[int, str]] = []
    for stack in stacks:
        name = str(stack.get("name", "")).rsplit("/", 1)[-1]
        match = NAME.fullmatch(name)
        if match is None:
            continue
        number = int(match[1])
        age = _age(stack, now)
        old = age is not None and age > timedelta(hours=hours)
        if old or number not in wanted:
            found.append((number, name))
    return [name for _, name in sorted(found)]


def _age(stack: Mapping[str, Any], now: datetime) -> timedelta | None:
    text = stack.get("lastUpdate")
    if not text or text == "n/a":
        return None
    try:
        updated = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise StudioError(f"Stack {stack.get('name')!r} was last updated {text!r}, which is not a time.") from error
    return now - (updated if updated.tzinfo else updated.replace(tzinfo=UTC))


def _read(path: Path, what: str) -> list[Mapping[str, Any]]:
    try:
        document: Any = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise StudioError(f"{path.name} is not {what}: {error}") from error
    if not isinstance(document, list):
        raise StudioError(f"{path.name} is not {what}: it takes a JSON list.")
    return document  # pyright: ignore[reportUnknownVariableType] - its items are read defensively


@dataclass(frozen=True, kw_only=True)
class ExpiredStacks:
    """Names of the stacks to remove, in order."""

    names: Sequence[str]

    @property
    def exit_code(self) -> int:
        return DONE

    def text(self) -> str:
        """A name a line, and nothing else: a shell loops over it."""
        return "\n".join(self.names)

    def document(self) -> list[str]:
        return list(self.names)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stacks", type=Path, help="output of pulumi stack ls --json")
    parser.add_argument("pulls", type=Path, help="output of gh pr list --json number, of those that ask for a stack")
    parser.add_argument("--hours", type=_hours, default=24, help="how long a stack lives after its last update (24)")


def run(options: argparse.Namespace) -> ExpiredStacks:
    """Names nothing at all when a list cannot be read."""
    try:
        pulls = _read(options.pulls, "a list of pull requests")
        names = expired_stacks(
            _read(options.stacks, "a list of stacks"),
            wanted={int(pull["number"]) for pull in pulls},
            now=datetime.now(UTC),
            hours=options.hours,
        )
    except (KeyError, ValueError, StudioError) as error:
        raise StudioError(f"Cannot tell which stacks are expired: {error}") from error
    return ExpiredStacks(names=names)


def _hours(text: str) -> float:
    hours = float(text)
    if not hours > 0:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number of hours")
    return hours


COMMAND: Final = Command(
    description="Name the pull-request stacks that are to be removed.", arguments=arguments, run=run, reports=True
)
