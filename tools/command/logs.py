"""`./studio logs`: what every process of the laptop's cloud writes, in one place and in the order of time."""

import argparse
import contextlib
import heapq
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

from tools.command.session import add_state, ended_in_order
from tools.errors import DONE, StudioError
from tools.interface import Command

_LOOKS_A_SECOND: Final = 5
_OF_EVERY_LINE: Final = frozenset({"timestamp", "event", "level", "stage", "request_id", "trace_id", "organization"})


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="what has this in its name (default: all)")
    parser.add_argument(
        "--request", metavar="ID", help="all that was done for one request: its X-Request-ID, or the id of its trace"
    )
    parser.add_argument("--follow", action="store_true", help="go on until Ctrl-C")
    parser.add_argument("--lines", type=int, default=20, metavar="N", help="the last N of each (default: 20)")
    add_state(parser)


def run(options: argparse.Namespace) -> int:
    folder: Path = options.state / "logs"
    logs = _logs(folder, options.name)
    if not logs:
        raise StudioError(_nothing(folder, options.name))
    width = max(len(log.stem) for log in logs)
    if options.request:
        return _show_request(logs, options.request, width)
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


def _show_request(logs: Sequence[Path], identifier: str, width: int) -> int:
    found = sorted(chain.from_iterable(_of_request(log, identifier) for log in logs), key=lambda entry: entry[0])
    if not found:
        raise StudioError(
            f"No line is of a request {identifier}; give the X-Request-ID of an answer, or the request_id of a problem."
        )
    for when, name, fields in found:
        print(_shown(name, f"{when}  {_in_words(fields)}", width))
    return DONE


def _of_request(log: Path, identifier: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(time, name, fields) of the request's lines."""
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if identifier not in line:
                continue
            with contextlib.suppress(ValueError, TypeError, KeyError):
                fields: dict[str, Any] = json.loads(line)
                if identifier in (fields.get("request_id"), fields.get("trace_id")):
                    yield str(fields["timestamp"]), log.stem, fields


def _in_words(fields: Mapping[str, Any]) -> str:
    """The event, and what it says beyond what every line of the request says."""
    own = " ".join(f"{name}={_value(value)}" for name, value in fields.items() if name not in _OF_EVERY_LINE)
    return f"{fields['event']}  {own}".rstrip()


def _value(value: Any) -> str:
    return value if isinstance(value, str) and value and " " not in value else json.dumps(value, ensure_ascii=False)


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
