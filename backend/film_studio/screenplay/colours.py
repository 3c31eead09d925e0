"""The colours in which revised pages are given out, one after the other."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

_WORDS: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
#: Name → how its paper looks on a screen, as #rrggbb.
PAPER: Final[dict[str, str]] = _WORDS["paper"]
#: The industry's order, which a production may change.
ORDER: Final[tuple[str, ...]] = tuple(_WORDS["order"])
_AGAIN: Final[tuple[str, ...]] = tuple(_WORDS["again"])

if strange := [name for name in ORDER if name not in PAPER]:
    raise ValueError(f"{', '.join(strange)} in colours.toml: without a paper")


def colour_of(issue: int, order: Sequence[str]) -> str:
    """The colour of an issue, from 0: after the last comes Second Blue, and so on; the first, of the draft that all
    began with, does not come again. Where it is the only one, it does."""
    coloured = order[1:] or order
    turn, place = divmod(max(issue - 1, 0), len(coloured))
    if issue == 0:
        return order[0]
    turn += 1 if coloured is order else 0
    if turn == 0:
        return coloured[place]
    return f"{_AGAIN[turn - 1] if turn <= len(_AGAIN) else f'{turn + 1}th'} {coloured[place]}"


def paper_of(colour: str) -> str:
    """How the paper of a colour looks, of whichever turn."""
    return PAPER[colour.rpartition(" ")[2]]
