"""`./studio logs`: what every process of the laptop's cloud writes, in one place and in the order of time."""

import argparse
import heapq
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tools.command.session import add_state, ended_in_order
from tools.errors import DONE, StudioError
from tools.interface import Command

_LOOKS_A_SECOND: Final = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="what has this in its name (default: all)")
    parser.add_argument("--follow", action="store_true", help="go on until Ctrl-C")
    parser.add_argument("--lines", type=int, default=20, metavar="N", help="the last N of each (default: 20)")
    add_state(parser)


def run(options: argparse.Namespace) -> int:
    folder: Path = options.state / "logs"
    logs = _logs(folder, options.name)
    if not logs:
        raise StudioError(_nothing(folder, options.name))
    width = max(len(log.stem) for log in logs)
    seen = {log: log.stat().st_size for log in logs}
    for line in merged(logs, options.lines):
        print(_shown(*line, width), flush=options.follow)
    with ended_in_order():
        while options.follow:
            for log in _logs(folder, options.name):
                seen[log] = _follow(log, seen.get(log, 0), width)
            time.sleep(1 / _LOOKS_A_SECOND)
    return DONE


def merged(logs: Sequence[Path], lines: int) -> Iterator[tuple[str, str]]:
    """(name, line) of the last lines of each log, in the order of their times."""
    for _, name, line in heapq.merge(*(list(_timed(log, lines)) for log in logs), key=lambda entry: entry[0]):
        yield name, line


def _timed(log: Path, lines: int) -> Iterable[tuple[str, str, str]]:
    """(time, name, line); a line that says no time has that of the line before it."""
    when = ""
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:] if lines > 0 else ():
        when = max(when, time_of(line) or "")
        yield when, log.stem, line


def time_of(line: str) -> str | None:
    """The ISO time of a line of JSON, or None."""
    try:
        return str(json.loads(line)["timestamp"])
    except (ValueError, KeyError, TypeError):
        return None


def _logs(folder: Path, name: str) -> list[Path]:
    return sorted(log for log in folder.glob("*.log") if name in log.stem)


def _nothing(folder: Path, name: str) -> str:
    names = ", ".join(log.stem for log in _logs(folder, ""))
    if not names:
        return f"There is no log in {folder}: ./studio up or ./studio dev writes them."
    return f"No log has '{name}' in its name; there are {names}."


def _follow(log: Path, seen: int, width: int) -> int:
    """Print whole lines that came since, and say how far it read. A log that was begun anew is read from its start."""
    with log.open("rb") as file:
        file.seek(seen if seen <= log.stat().st_size else 0)
        begin = file.tell()
        new = file.read()
    whole = new[: new.rfind(b"\n") + 1]
    for line in whole.decode(errors="replace").splitlines():
        print(_shown(log.stem, line, width), flush=True)
    return begin + len(whole)


def _shown(name: str, line: str, width: int) -> str:
    return f"{name:<{width}}  {line}"


COMMAND: Final = Command(
    description="Show what every process of the laptop's cloud writes.", arguments=arguments, run=run
)
