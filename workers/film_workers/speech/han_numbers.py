"""Numbers in figures as Chinese and Japanese say them: in hanzi and kanji, which their readings then know in words."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

_DATA: Final[Mapping[str, Mapping[str, Any]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
LANGUAGES: Final = frozenset(_DATA)
#: Of more figures each is read by itself, as in a telephone's number, and behind a nought.
_MOST_FIGURES: Final = 16
_TEN_THOUSAND: Final = 10_000
_HUNDREDS, _THOUSANDS = 2, 3
_PAIR: Final = 2


def found(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Where a text is said otherwise than it is written: (start, end, what is said), in order. `language`: one of
    `LANGUAGES`."""
    known = _DATA[language]
    for match in _pattern(language).finditer(text):
        if match["hours"] is not None:
            yield *match.span(), _clock(int(match["hours"]), int(match["minutes"]), known)
        elif match["year"] is not None:
            yield *match.span("year"), _one_by_one(match["year"], known)
        elif match["price"] is not None:
            yield *match.span(), _amount(match["price"], known) + known["currencies"][match["currency"]]
        elif match["percent"] is not None:
            yield *match.span(), known["percent"].format(_amount(match["percent"], known))
        else:
            behind = text[match.end() : match.end() + 1]
            pair = match["number"] == str(_PAIR) and behind and behind in known.get("counters", "")
            yield *match.span(), known["two"] if pair else _amount(match["number"], known)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    known = _DATA[language]
    amount = r"\d+(?:,\d{3})*(?:\.\d+)?"
    year = rf"(?P<year>\d{{4}})(?={known['year']})" if "year" in known else r"(?P<year>(?!))"
    return re.compile(
        rf"(?P<hours>\d{{1,2}})[:：](?P<minutes>[0-5]\d)(?!\d)|(?<!\d){year}"
        rf"|(?P<currency>[{''.join(known['currencies'])}])\s?(?P<price>{amount})"
        rf"|(?P<percent>{amount})[%％]|(?P<number>{amount})"
    )


def _clock(hours: int, minutes: int, known: Mapping[str, Any]) -> str:
    hour = known["two"] if hours == _PAIR and "two" in known else _whole(hours, known)
    return f"{hour}{known['hours']}{_whole(minutes, known) + known['minutes'] if minutes else ''}"


def _amount(written: str, known: Mapping[str, Any]) -> str:
    whole, point, parts = written.replace(",", "").partition(".")
    if len(whole) > _MOST_FIGURES or (len(whole) > 1 and int(whole[0]) == 0):
        return _one_by_one(whole, known)
    said = _whole(int(whole), known)
    return said + known["point"] + _one_by_one(parts, known) if point else said


def _one_by_one(figures: str, known: Mapping[str, Any]) -> str:
    return "".join(known["digits"][int(figure)] for figure in figures)


def _whole(number: int, known: Mapping[str, Any]) -> str:
    """A whole number below the fourth power of ten thousand."""
    said = ""
    for group in range(len(known["groups"]) - 1, -1, -1):
        if figures := number // _TEN_THOUSAND**group % _TEN_THOUSAND:
            said += _group(figures, group, known, before=said) + known["groups"][group]
    return said or known["digits"][0]


def _group(figures: int, group: int, known: Mapping[str, Any], *, before: str) -> str:
    """What is counted of one power of ten thousand, behind what is said of those above."""
    said, skipped = "", False
    for place in range(len(known["places"]) - 1, -1, -1):
        digit = figures // 10**place % 10
        if not digit:
            skipped = bool(said or before)
            continue
        # Chinese says a nought where places are left out, and that there are two of something large; ten alone is no
        # "one ten" there, and in Japanese neither is a hundred nor a thousand.
        if "two" in known:
            several = digit == _PAIR and (place >= _HUNDREDS or (group and figures == _PAIR))
            word = known["two"] if several else known["digits"][digit]
            word = "" if digit == 1 and place == 1 and not said and not before else word
            said += known["digits"][0] if skipped else ""
        else:
            plain = digit == 1 and place and not (group and place == _THOUSANDS)
            word = "" if plain else known["digits"][digit]
        said += word + known["places"][place]
        skipped = False
    return said
