"""Which language a screenplay, and each of its lines, is in: what the title page says, else what its letters, and in
Latin script its small words, say."""

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
_WORD: Final = re.compile(r"\w+")
_FEWEST_WORDS: Final = 4
_LANGUAGES_OF: Final[dict[str, tuple[str, ...]]] = {
    word: tuple(language for language, words in _WORDS["small_words"].items() if word in words)
    for words in _WORDS["small_words"].values()
    for word in words
}


def of_screenplay(screenplay: Screenplay) -> str:
    """BCP 47 tag of what is mostly spoken: the title page's `Language:` (a tag or a name), else by the letters and the
    words of the dialogue, else of the action."""
    for value in titles.stated(screenplay, "language")[:1]:
        if stated := _stated(value):
            return stated
    spoken = _sample(element.text for element in screenplay.elements if isinstance(element, Dialogue))
    written = _sample(element.text for element in screenplay.elements if isinstance(element, Action))
    letters = _by_letters([spoken]) or _by_letters([written]) or DEFAULT
    if letters != _OF_SCRIPT["LATIN"]:
        return letters
    return _by_words(spoken) or _by_words(f"{spoken} {written}") or DEFAULT


def of_action(screenplay: Screenplay) -> str:
    """BCP 47 tag of the language in which the action is written; that of the screenplay where the action is too short
    to say."""
    written = _sample(element.text for element in screenplay.elements if isinstance(element, Action))
    letters = _by_letters([written])
    found = _by_words(written) if letters == _OF_SCRIPT["LATIN"] else letters
    return found or of_screenplay(screenplay)


def of_text(text: str, film: str) -> str:
    """Language of one line in a film whose language is `film`: that, unless the letters are not its own."""
    scripts = _scripts(text)
    if not scripts or scripts & _scripts_of(film):
        return film
    return _by_letters([text]) or film


def of_words(text: str) -> str | None:
    """BCP 47 tag of the language of a text by its letters, and in Latin script by its small words; None where these are
    too few to say."""
    letters = _by_letters([text])
    return _by_words(text) if letters == _OF_SCRIPT["LATIN"] else letters


def _stated(value: str) -> str | None:
    value = " ".join(value.split()).casefold()
    if value in _NAMES:
        return _NAMES[value]
    if _TAG.fullmatch(value):
        primary, *rest = value.replace("_", "-").split("-")
        return "-".join((_NAMES.get(primary, primary), *(part.upper() if len(part) == 2 else part for part in rest)))
    return None


def _sample(texts: Iterable[str]) -> str:
    pieces: list[str] = []
    size = 0
    for text in texts:
        pieces.append(text)
        size += len(text) + 1
        if size >= _SAMPLE:
            break
    return " ".join(pieces)[:_SAMPLE]


def _by_words(text: str) -> str | None:
    """The language of which a text has by far the most small words; None where it has too few to say."""
    counted = Counter(language for word in _WORD.findall(text.casefold()) for language in _LANGUAGES_OF.get(word, ()))
    (best, most), (_, next_most) = [*counted.most_common(2), ("", 0), ("", 0)][:2]
    return best if most >= _FEWEST_WORDS and most >= 1.5 * next_most else None


def _scripts_of(language: str) -> frozenset[str]:
    return _SCRIPTS_OF.get(language.split("-", maxsplit=1)[0], frozenset({"LATIN"}))


def _scripts(text: str) -> frozenset[str]:
    return frozenset(_count([text]))


def _by_letters(texts: Iterable[str]) -> str | None:
    sample = _sample(texts)
    scripts, letters = _count([sample]), set(sample.casefold())
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
