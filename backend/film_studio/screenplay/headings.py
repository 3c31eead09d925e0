"""What a scene heading says: inside or outside, where, when; in English and in other languages that scripts come in."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from film_studio.screenplay.elements import SceneHeading

Side = Literal["interior", "exterior", "both"]
HeadingPrefixes = Mapping[str, Side]

_WORDS: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
#: What begins a scene heading, beside the standard's prefixes that every language's screenwriters also use. Two of them
#: joined by a slash or a dash (INT./EXT., INT-EXT, ИНТ/НАТ) need no entry of their own; one with a slash in it is also
#: written with dots and blanks (I./E.).
LANGUAGES: Final[Mapping[str, HeadingPrefixes]] = _WORDS["prefixes"]
STANDARD: Final = LANGUAGES["standard"]


def prefixes_for(*languages: str) -> HeadingPrefixes:
    """Prefixes of some languages (`de`, `pt-BR`), the standard's included; all that an unknown language has."""
    found = dict(STANDARD)
    for language in languages:
        found.update(LANGUAGES.get(language.split("-", maxsplit=1)[0].lower(), {}))
    return found


#: All of them but INTERIOR and EXTERIOR, which in English begin a cue such as INTERIOR DECORATOR.
DEFAULT: Final = prefixes_for("de", "fr", "it", "ja", "ko", "pl", "ru", "uk", "zh")


_TIME_WORDS: Final = frozenset[str](_WORDS["times"])
_DASH: Final = re.compile(r" [-–—－]+ ")
_CLOCK: Final = re.compile(r"\d{1,2}[:.]\d\d|\d{1,2} ?[AP]\.?M\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[\w-]+")
#: What a scene may be called.
NUMBER: Final = re.compile(r"[\w.\-]+")


class HeadingReader:
    """Recognises and takes apart headings that begin with the given prefixes."""

    def __init__(self, prefixes: HeadingPrefixes = DEFAULT) -> None:
        self._prefixes = prefixes
        spelled = sorted(prefixes, key=len, reverse=True)
        # The prefixes of the standard read in any case; others only as written: "Innen ist es still." is not a heading.
        standard = "|".join(_pattern(prefix) for prefix in spelled if prefix in STANDARD)
        other = "|".join(_pattern(prefix) for prefix in spelled if prefix not in STANDARD)
        one = "|".join(filter(None, (f"(?ai:{standard})" if standard else "", other))) or "(?!)"
        self._pattern = re.compile(rf"({one})(?:\.?\s*[/–-]\s*({one}))?(?:[.．。・：]|(?=\s))\s*")

    def prefix(self, line: str) -> re.Match[str] | None:
        """The prefix of a natural scene heading (blanks around it removed), if the line begins with one."""
        return self._pattern.match(line)

    def read(self, line: str, *, remarks: str, forced: bool, number: int, raw: str) -> SceneHeading:
        """The heading that a line spells, without its forcing dot. `number` is that of the line in the source."""
        text, scene = _split_number(line)
        match = self.prefix(text)
        sides = {self._side(part) for part in match.groups() if part} if match else set[Side]()
        location, time = _place_and_time(text[match.end() :] if match else text)
        return SceneHeading(
            line=number,
            raw=raw,
            text=text,
            interior=not sides.isdisjoint({"interior", "both"}),
            exterior=not sides.isdisjoint({"exterior", "both"}),
            location=location,
            time=time,
            number=scene,
            remarks=remarks,
            forced=forced,
        )

    def _side(self, prefix: str) -> Side:
        written = re.sub(r"[.\s]", "", prefix)
        return self._prefixes.get(written) or self._prefixes[written.upper()]


def _pattern(prefix: str) -> str:
    # Any blanks, where the letters around them are ASCII alone.
    return r"\.?(?u:\s*)/(?u:\s*)".join(map(re.escape, prefix.split("/")))


def _split_number(line: str) -> tuple[str, str | None]:
    """`INT. HOUSE #12A#` → `INT. HOUSE`, `12A`. A scene number is letters, digits, dashes and dots."""
    if line.endswith("#"):
        opening = line.rfind("#", 0, -1)
        if opening > 0 and NUMBER.fullmatch(line, opening + 1, len(line) - 1) and (text := line[:opening].rstrip()):
            return text, line[opening + 1 : -1]
    return line, None


def _place_and_time(body: str) -> tuple[str, str | None]:
    """`KITCHEN - SMITH HOUSE - NIGHT` → `KITCHEN - SMITH HOUSE`, `NIGHT`; `台所（夜）` → `台所`, `夜`."""
    body = " ".join(body.split())
    if body[-1:] in {")", "）"}:
        opening = max(body.rfind("("), body.rfind("（"))
        inside = body[opening + 1 : -1].strip()
        if opening > 0 and _all_times(inside):
            return body[:opening].rstrip(" -–—－"), inside
    dashes = list(_DASH.finditer(body))
    end = len(body)
    for dash in reversed(dashes):
        # NIGHT - FLASHBACK: the time need not stand last, but the place stands first.
        if _tells_time(time := body[dash.end() : end]):
            return body[: dash.start()].strip(), time.strip()
        end = dash.start()
    # INT. CASA. NOCHE and INT. HOUSE, NIGHT: what follows must be nothing but a time.
    cut = max(body.rfind(mark) for mark in (". ", ", ", "。", "、", "・"))
    if cut >= 0 and _all_times(rest := body[cut + 1 :].strip().rstrip(".")):
        return body[:cut].strip(), rest
    return ("", body) if _all_times(body) else (body, None)


def _words(text: str) -> list[str]:
    return [word.upper() for word in _WORD.findall(text)]


def _tells_time(text: str) -> bool:
    return _CLOCK.search(text) is not None or any(
        part in _TIME_WORDS for word in _words(text) for part in (word, *word.split("-"))
    )


def _all_times(text: str) -> bool:
    words = _words(text)
    return bool(words) and all(word in _TIME_WORDS for word in words)
