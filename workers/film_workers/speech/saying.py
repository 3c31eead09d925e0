"""A text as people say it: short forms in full, an amount before its currency, a time without its colon."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

_DATA: Final[Mapping[str, Mapping[str, Any]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
_AMOUNT: Final = r"\d+(?:[.,]\d+)*"
_ONE: Final = frozenset({"1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`text` is said; `spans` tell which of it stands for which of what is written: (place in `text`, its length there,
    place as written, length as written), in order and without gaps."""

    text: str
    spans: Sequence[tuple[int, int, int, int]]

    def written(self, offset: int, length: int) -> tuple[int, int]:
        """Where (place, length) what is said at a place of `text` is written."""
        for place, said, start, count in self.spans:
            if offset < place + said:
                if said != count:
                    return start, count
                return start + offset - place, min(length, count - (offset - place))
        return offset, length


def as_said(text: str, language: str) -> Said:
    """What is said of a text in a language (BCP 47); a language without a table says what is written."""
    primary = language.casefold().split("-")[0]
    if primary not in _DATA:
        return Said(text=text, spans=((0, len(text), 0, len(text)),))
    known = _DATA[primary]
    spoken: list[str] = []
    spans: list[tuple[int, int, int, int]] = []
    place = end = 0

    def add(said: str, start: int, count: int) -> None:
        nonlocal place
        if said or count:
            spans.append((place, len(said), start, count))
            spoken.append(said)
            place += len(said)

    for match in _pattern(primary).finditer(text):
        add(text[end : match.start()], end, match.start() - end)
        add(_full(match, known), match.start(), len(match.group()))
        end = match.end()
    add(text[end:], end, len(text) - end)
    return Said(text="".join(spoken), spans=tuple(spans))


def _full(match: re.Match[str], known: Mapping[str, Any]) -> str:
    if word := match["word"] or match["numbered"]:
        return known["words"].get(word) or known["before_numbers"][word]
    if match["hours"]:
        return f"{match['hours']}{known['clock']}{match['minutes']}"
    amount = match["amount"] or match["amount_before"]
    one, many = known["currencies"][match["currency"] or match["currency_after"]]
    return f"{amount} {one if amount in _ONE else many}"


@cache
def _pattern(language: str) -> re.Pattern[str]:
    known = _DATA[language]
    currencies = "".join(map(re.escape, known["currencies"]))
    return re.compile(
        rf"(?<!\w)(?P<word>{_any(known['words'])})(?!\w)"
        rf"|(?<!\w)(?P<numbered>{_any(known['before_numbers'])})(?=\s?\d)"
        r"|(?<![\d:])(?P<hours>[01]?\d|2[0-4])(?::|(?<=\d)h)(?P<minutes>[0-5]\d)(?![\d:])"
        rf"|(?P<currency>[{currencies}])\s?(?P<amount>{_AMOUNT})"
        rf"|(?P<amount_before>{_AMOUNT})\s?(?P<currency_after>[{currencies}])"
    )


def _any(words: Mapping[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
