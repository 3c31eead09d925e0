"""Which language a screenplay, and each of its lines, is in: what the title page says, else what the letters say."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from film_studio.screenplay import titles
from film_studio.screenplay.elements import Action, Dialogue, Screenplay

DEFAULT: Final = "en"
_WORDS: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_NAMES: Final[dict[str, str]] = _WORDS["names"]
_OF_SCRIPT: Final[dict[str, str]] = _WORDS["of_script"]
_SCRIPTS_OF: Final = {language: frozenset[str](scripts) for language, scripts in _WORDS["scripts_of"].items()}
_TAG: Final = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*")
_SAMPLE: Final = 20_000


def of_screenplay(screenplay: Screenplay) -> str:
    """BCP 47 tag of what is mostly spoken: the title page's `Language:` (a tag or a name), else by the letters of the
    dialogue, else of the action."""
    for value in titles.stated(screenplay, "language")[:1]:
        if stated := _stated(value):
            return stated
    spoken = (element.text for element in screenplay.elements if isinstance(element, Dialogue))
    written = (element.text for element in screenplay.elements if isinstance(element, Action))
    return _by_letters(spoken) or _by_letters(written) or DEFAULT


def of_text(text: str, film: str) -> str:
    """Language of one line in a film whose language is `film`: that, unless the letters are not its own."""
    scripts = _scripts(text)
    if not scripts or scripts & _scripts_of(film):
        return film
    return _by_letters([text]) or film


def _stated(value: str) -> str | None:
    value = " ".join(value.split()).casefold()
    if value in _NAMES:
        return _NAMES[value]
    if _TAG.fullmatch(value):
        primary, *rest = value.replace("_", "-").split("-")
        return "-".join((_NAMES.get(primary, primary), *(part.upper() if len(part) == 2 else part for part in rest)))
    return None


def _scripts_of(language: str) -> frozenset[str]:
    return _SCRIPTS_OF.get(language.split("-", maxsplit=1)[0], frozenset({"LATIN"}))


def _scripts(text: str) -> frozenset[str]:
    return frozenset(_count([text]))


def _by_letters(texts: Iterable[str]) -> str | None:
    scripts: Counter[str] = Counter()
    letters: set[str] = set()
    size = 0
    for text in texts:
        sample = text[: _SAMPLE - size]
        scripts.update(_count([sample]))
        letters.update(sample.casefold())
        size += len(sample)
        if size >= _SAMPLE:
            break
    if not scripts:
        return None
    if scripts["CJK"] and scripts["HIRAGANA"] + scripts["KATAKANA"]:
        scripts["HIRAGANA"] += scripts.pop("CJK")
    language = _OF_SCRIPT[min(scripts, key=lambda script: (-scripts[script], script))]
    if language == "ru" and letters & set("іїєґ"):
        return "uk"
    if language == "ar" and letters & set("پچژگ"):
        return "fa"
    return language


def _count(texts: Iterable[str]) -> Counter[str]:
    scripts: Counter[str] = Counter()
    for text in texts:
        for character, count in Counter(text).items():
            script = _script(character)
            if script:
                scripts[script] += count
    return scripts


@lru_cache(maxsize=8192)
def _script(character: str) -> str | None:
    if not character.isalpha():
        return None
    script = unicodedata.name(character, "").split(" ")[0].split("-")[0]
    return script if script in _OF_SCRIPT else None
