"""What is written short in a text, and how people say it: by language, tried in turn at each place of the text."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

_DATA: Final[Mapping[str, Mapping[str, Any]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
_AMOUNT: Final = r"\d+(?:[.,]\d+)*"
_NUMERAL: Final = r"(?=[LXVI])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
#: Behind any name these are as often a drip, a size, chromosomes or a letter.
_DOUBTFUL: Final = frozenset({"I", "V", "X", "IV", "XL", "XX", "XXX"})
#: In English, "I" behind a name is a numeral only where nobody goes on to do something.
_NOBODY_ACTS: Final = re.compile(r"\s*(?:$|[^\w\s])|\s(?:and|died|had|is|of|reigned|ruled|was)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """What `pattern` finds is said as `say` has it, which may leave it; of what is found, the group named as the rule
    changes, and what stands before it stays."""

    pattern: str
    say: Callable[[re.Match[str]], str | None]


def found(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Where a text is said otherwise than it is written: (start, end, what is said), in order, in a language (two
    letters); nowhere in a language without a table."""
    if language not in _DATA:
        return
    rules, pattern, look = _rules(language), _pattern(language), 0
    while match := pattern.search(text, look):
        name = str(match.lastgroup).removesuffix("_found")
        said = rules[name].say(match)
        start, end = match.span(name)
        if said is None:
            look = match.start() + 1
        else:
            yield start, end, said
            look = end


@cache
def _pattern(language: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}_found>{rule.pattern})" for name, rule in _rules(language).items()))


@cache
def _rules(language: str) -> Mapping[str, _Rule]:
    known = _DATA[language]
    rules = {
        "word": _Rule(
            pattern=rf"(?<!\w)(?P<word>{_any(known['words'])})(?!\w)", say=lambda m: known["words"][m["word"]]
        ),
        "numbered": _Rule(
            pattern=rf"(?<!\w)(?P<numbered>{_any(known['before_numbers'])})(?=\s?\d)",
            say=lambda m: known["before_numbers"][m["numbered"]],
        ),
        "telephone": _Rule(
            pattern=r"(?<![\w-])(?P<telephone>(?:\d{3}-){1,2}\d{4})(?![\w-])",
            say=lambda m: ", ".join(" ".join(group) for group in m["telephone"].split("-")),
        ),
        "time": _Rule(
            pattern=r"(?<![\d:])(?P<time>(?P<hours>[01]?\d|2[0-4])(?::|(?<=\d)h)(?P<minutes>[0-5]\d)"
            rf"(?:\s{known['clock']['named']}\b)?)(?![\d:])(?=(?P<half>\s?[ap]\.?m\b)?)",
            say=lambda m: _time(m, known["clock"]),
        ),
        "price": _Rule(
            pattern=rf"(?P<price>(?P<currency>{_any(known['currencies'])})\s?(?P<amount>{_AMOUNT})"
            rf"(?:\s?(?P<scale>{_any(known['scales'])})(?!\w))?"
            rf"|(?<!\w)(?P<amount_before>{_AMOUNT})\s?(?:(?P<scale_before>{_any(known['scales'])})\s)?"
            rf"(?P<currency_after>{_any(known['currencies'])})(?!\s?\d))",
            say=lambda m: _price(m, known),
        ),
        "unit": _Rule(
            pattern=rf"(?<![\w.,])(?P<measure>{_AMOUNT})(?P<unit>\s?(?P<short>{_any(known['units'])}))(?!\w)",
            say=lambda m: f" {known['units'][m['short']][m['measure'] != '1']}",
        ),
        "part": _Rule(
            pattern=rf"(?<!\w)(?i:{_any(known['parts'])})\s(?P<part>{_NUMERAL})(?!\w)",
            say=lambda m: None if _is_a_person(m, "part", language) else str(_value(m["part"])),
        ),
        "ruler": _Rule(
            pattern=rf"(?<!\w)(?P<who>{_any([*known['men'], *known['women']])})\s"
            rf"(?P<ruler>(?P<reigns>{_NUMERAL})(?!\w)(?:\.(?=\s+[a-zäöüß]))?)",
            say=lambda m: (
                None if _is_a_person(m, "reigns", language) else _regnal(m["who"], _value(m["reigns"]), language)
            ),
        ),
        # Sequels, models, wars: read out as numbers.
        "numeral": _Rule(
            pattern=rf"(?<!\w)[A-ZÀ-Þ][a-zß-ÿ]{{2,}}\s(?P<numeral>{_NUMERAL})(?!\w)",
            say=lambda m: None if m["numeral"] in _DOUBTFUL else str(_value(m["numeral"])),
        ),
    }
    if ordered := known.get("ordered"):
        rules["ordered"] = _Rule(
            pattern=rf"(?<!\w)(?P<ordered>{_NUMERAL})(?=\s{_any(ordered)}(?!\w))",
            say=lambda m: _ordinal(_value(m["ordered"]), language),
        )
    return {**rules, **_OF_A_LANGUAGE.get(language, dict)()}


def _english() -> dict[str, _Rule]:
    known = _DATA["en"]
    year, ends = r"(?:1[1-9]\d\d|20[1-9]\d)", r"(?![\w-]|[.,:]\d)"

    def said(text: str) -> str:
        century, rest = divmod(int(text), 100)
        return f"{century} {'hundred' if rest == 0 else f'oh {rest}' if rest < 10 else rest}"

    return {
        "decade": _Rule(
            pattern=r"(?<![\w.,$€£¥-])(?P<decade>(?:1[1-9]|20)\d0)(?=s(?!\w))", say=lambda m: said(m["decade"])
        ),
        "in_year": _Rule(
            pattern=rf"(?<!\w)(?i:{_any(known['years_after'])})\s(?P<in_year>{year}){ends}",
            say=lambda m: said(m["in_year"]),
        ),
        "is_year": _Rule(
            pattern=rf"(?<!\w)(?i:{_any(known['years_are'])})\s(?P<is_year>{year}){ends}(?=\s*(?:$|[^\w\s]))",
            say=lambda m: said(m["is_year"]),
        ),
        "of_date": _Rule(pattern=rf"(?<=\d,\s)(?P<of_date>{year}){ends}", say=lambda m: said(m["of_date"])),
        "day": _Rule(
            pattern=rf"(?<!\w){_any(known['months'])}\s(?P<day>[1-9]|[12]\d|3[01])(?![\w:]|[.,]\d)",
            say=lambda m: _ordinal(int(m["day"]), "en"),
        ),
    }


def _german() -> dict[str, _Rule]:
    known = _DATA["de"]
    endings = known["ordinal_after"]
    number = r"(?:[12]?\d|3[01])\."

    def said(written: str, ending: str) -> str | None:
        stem = _ordinal(int(written[:-1]), "de")
        return stem and stem + ending

    return {
        "hundreds": _Rule(
            pattern=r"(?<![\w.,$€£¥-])(?P<hundreds>1[1-9]\d\d)(?![\w-]|[.,:]\d)",
            say=lambda m: f"{m['hundreds'][:2]} hundert {m['hundreds'][2:].lstrip('0')}".rstrip(),
        ),
        "nth_after": _Rule(
            pattern=rf"(?<!\w)(?P<article>(?i:{_any(endings)}))\s(?P<nth_after>{number})(?=\s[A-ZÄÖÜ])",
            say=lambda m: said(m["nth_after"], endings[m["article"].casefold()]),
        ),
        "nth_before": _Rule(
            pattern=rf"(?<![\w.,])(?P<nth_before>{number})(?=\s{_any(known['ordinal_before'])}(?!\w))",
            say=lambda m: said(m["nth_before"], "er"),
        ),
    }


def _french() -> dict[str, _Rule]:
    known = _DATA["fr"]
    return {
        "nth": _Rule(
            pattern=rf"(?<!\w)(?P<nth>(?P<count>\d{{1,2}}|{_NUMERAL})(?P<ending>{_any(known['ordinal_endings'])}))(?!\w)",
            say=lambda m: (
                known["first_of_women"]
                if m["ending"] in {"re", "ère"}
                else _ordinal(int(m["count"]) if m["count"].isdecimal() else _value(m["count"]), "fr")
            ),
        ),
    }


_OF_A_LANGUAGE: Final[Mapping[str, Callable[[], dict[str, _Rule]]]] = {"en": _english, "de": _german, "fr": _french}


def _time(match: re.Match[str], clock: Mapping[str, Any]) -> str:
    hours, minutes = int(match["hours"]), int(match["minutes"])
    if hours == 1 and "one" in clock:
        alone, before_minutes = clock["one"]
        return f"{before_minutes}{minutes}" if minutes else alone
    if minutes:
        return f"{hours}{clock.get('few', clock['between']) if minutes < 10 else clock['between']}{minutes}"
    if match["half"] is not None:
        return str(hours)
    return str(hours) + (clock.get("late", clock["sharp"]) if hours > 12 else clock["sharp"])


def _price(match: re.Match[str], known: Mapping[str, Any]) -> str:
    one, many, cent, cents = known["currencies"][match["currency"] or match["currency_after"]]
    amount = match["amount"] or match["amount_before"]
    if scale := match["scale"] or match["scale_before"]:
        return f"{amount} {known['scales'][scale]} {many}"
    parted = re.fullmatch(r"(.*)[.,](\d\d)", amount)
    whole, hundredths = (parted[1], int(parted[2])) if parted else (amount, 0)
    if parted and whole == "0":
        return cent if hundredths == 1 else f"{hundredths} {cents}"
    said = one if whole == "1" else f"{whole} {many}"
    return f"{said}{known['and_cents']}{hundredths}" if hundredths else said


def _regnal(name: str, number: int, language: str) -> str | None:
    known = _DATA[language]
    if number > known["regnal"]["ordinals"]:
        return str(number)
    woman = name in known["women"]
    ordinal = _ordinal(number, language, woman=woman)
    return ordinal and known["regnal"]["woman" if woman else "man"].format(ordinal=ordinal)


def _ordinal(number: int, language: str, *, woman: bool = False) -> str | None:
    """As it is said, or as a voice reads it; None for one that the language's table does not reach."""
    known = _DATA[language]
    if woman and number == 1 and "first_of_women" in known:
        return known["first_of_women"]
    if words := known.get("ordinal_words"):
        return words[number - 1] if 1 <= number <= len(words) else None
    if signs := known.get("ordinal"):
        return signs["woman" if woman else "man"].format(n=number)
    tens, last = divmod(number % 100, 10)
    return f"{number}{'th' if tens == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th')}"


def _is_a_person(match: re.Match[str], group: str, language: str) -> bool:
    return language == "en" and match[group] == "I" and not _NOBODY_ACTS.match(match.string, match.end(group))


def _value(numeral: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[letter] for letter in numeral]
    return sum(
        -value if any(value < later for later in values[place + 1 :]) else value for place, value in enumerate(values)
    )


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or '(?!)'})"
