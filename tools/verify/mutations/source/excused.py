"""Mistakes that no test has to notice, each with the reason: they change nothing that can be seen, or only a taste."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

from tools.environments import ROOT
from tools.verify.mutations.source.operators import Mistake

EXCUSES: Final = Path(__file__).parent / "excused.toml"
_KEYS: Final = frozenset({"file", "functions", "lines", "operator", "before", "reason"})


class UnfitExcuseError(ValueError):
    """An excuse that cannot be read or matches nothing; the text says which and what to do."""


@dataclass(frozen=True, kw_only=True)
class Excuse:
    """Excuses the mistakes of `file` that match all that is given: the function or constant around them, the text of
    their line, the operator, the expression before the change."""

    file: str
    reason: str
    function: str | None = None
    line: str | None = None
    operator: str | None = None
    before: str | None = None

    def __str__(self) -> str:
        given = (self.function, self.line, self.operator, self.before)
        return f"{self.file}: {', '.join(each for each in given if each)}"

    def fits(self, mistake: Mistake, lines: Sequence[str]) -> bool:
        """`lines`: the file's, without their line ends."""
        return (
            self.function in (None, mistake.function)
            and self.line in (None, lines[mistake.line - 1].strip())
            and self.operator in (None, mistake.operator)
            and self.before in (None, mistake.before)
        )


@cache
def excuses(path: Path = EXCUSES) -> tuple[Excuse, ...]:
    """Every excuse of the file, in its order; an entry that lists several of a kind is as many. Raises
    `UnfitExcuseError` for one that cannot be read."""
    with path.open("rb") as file:
        entries: Sequence[Mapping[str, Any]] = tomllib.load(file).get("excuse", [])
    return tuple(excuse for number, entry in enumerate(entries, 1) for excuse in _of(number, entry))


def _of(number: int, entry: Mapping[str, Any]) -> Iterator[Excuse]:
    unknown = sorted(entry.keys() - _KEYS)
    if unknown:
        raise UnfitExcuseError(f"excuse {number} has {', '.join(unknown)}; it may have {', '.join(sorted(_KEYS))}")
    if not entry.get("file") or not str(entry.get("reason", "")).strip():
        raise UnfitExcuseError(f"excuse {number} needs a file and a reason")
    if not entry.keys() & {"functions", "lines", "before"}:
        raise UnfitExcuseError(f"excuse {number} excuses the whole of {entry['file']}: name functions or lines")
    shared = {name: entry[name] for name in ("file", "reason", "operator") if name in entry}
    listed = (entry.get(name, (None,)) for name in ("functions", "lines", "before"))
    for function, line, before in product(*listed):
        yield Excuse(function=function, line=line, before=before, **shared)


def idle(known: Sequence[Excuse], found: Mapping[str, Sequence[Mistake]], root: Path = ROOT) -> list[Excuse]:
    """The excuses that fit no mistake of `found` (by file): the code has moved on."""
    return [excuse for excuse in known if not _is_used(excuse, found.get(excuse.file, ()), root)]


def _is_used(excuse: Excuse, mistakes: Sequence[Mistake], root: Path) -> bool:
    path = root / excuse.file
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return any(excuse.fits(mistake, lines) for mistake in mistakes)
