"""Guesses a character's sex and age from the screenplay, so that look and voice suit what is written.

A heuristic, and no more: it reads the words by which the cue and the first description name the character ("an old
fisherman"), an age beside the name ("THEO, 70s"), pronouns in sentences that begin with the name, and, weakest, who
bears the name, else its shape. Where nothing is said, a hash of the name decides, so that the answer at least never
changes.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from film_studio.engines.character.casting.given_names import borne_by
from film_studio.kit.seeds import seeded

Sex = Literal["female", "male"]
Age = Literal["child", "young", "adult", "old"]


_VOCABULARY: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_FEMALE: Final = frozenset(_VOCABULARY["female"])
_MALE: Final = frozenset(_VOCABULARY["male"])
_CHILD: Final = frozenset(_VOCABULARY["child"])
_YOUNG: Final = frozenset(_VOCABULARY["young"])
_OLD: Final = frozenset(_VOCABULARY["old"])
_FEMALE_PRONOUNS: Final = frozenset(_VOCABULARY["female_pronouns"])
_MALE_PRONOUNS: Final = frozenset(_VOCABULARY["male_pronouns"])
_WEARING: Final = frozenset(_VOCABULARY["wearing"])
_FEMALE_NAMES: Final = frozenset(_VOCABULARY["female_names"])
_MALE_NAMES: Final = frozenset(_VOCABULARY["male_names"])
_MEN_IN: Final[dict[str, list[str]]] = _VOCABULARY["male_names_in"]
_FEMALE_ENDINGS: Final = tuple(_VOCABULARY["female_endings"])
_MALE_ENDINGS: Final = tuple(_VOCABULARY["male_endings"])
_WORDS: Final = re.compile(r"[\w-]+")
_YEARS: Final = "|".join(_VOCABULARY["years"])
_GOES_ON: Final = "|".join(_VOCABULARY["goes_on"])
#: Behind the figures stands what ends them, or what goes on about the person: an EXPLOSION, 20 feet away, has no age.
_AGE_BESIDE: Final = re.compile(
    r"^\s?[,(\-–—]\s?(?:in (?:his|her|their) )?(?:(?:early|mid|late|about|around|nearly|almost)[\s-]*)?"
    rf"(?P<age>\d{{1,2}})(?!\d)(?:['’]?s|ish)?(?=\s*(?:[^\w\s%°]|$)|[\s-]+(?:{_YEARS}|{_GOES_ON})\b)",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[^.!?。！？\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What look and voice are chosen by. `stated` is False where a hash had to decide the sex,
    `aged` where nothing says how old they are."""

    sex: Sex
    age: Age
    stated: bool
    aged: bool = True


def guess(name: str, passages: Iterable[tuple[str, int]], language: str = "en") -> Profile:
    """`passages`: (text, end of the mention in it) of each place where the action names the character, in order.
    `language`: the screenplay's, where a name may be a man's that is a woman's elsewhere."""
    name_words = _words(name)
    votes: float = 8 * _lean(name_words, _FEMALE, _MALE)
    in_years: Age | None = None
    age = _age_in(name_words)
    for order, (text, end) in enumerate(passages):
        if order >= 40 or abs(votes) >= 12:
            break
        rest = _SENTENCE.match(text[end : end + 240])
        sentence = rest.group() if rest else ""
        beside = stated_age(sentence)
        in_years = in_years or beside
        words = _words(sentence)
        introduction = order == 0 or beside is not None
        if introduction:
            description = words[:14]
            votes += 5 * _lean(description, _FEMALE, _MALE)
            age = age or _age_in(description[:8])
        votes += 0.5 * _lean(words, _FEMALE_PRONOUNS, _MALE_PRONOUNS)
        # "Mara takes his hand. She …": who acts in the next sentence is the one just named, more often than not.
        following = _SENTENCE.match(text[end + len(sentence) + 1 : end + len(sentence) + 81].lstrip())
        votes += 2 * _lean(_words(following.group())[:1] if following else [], _FEMALE_PRONOUNS, _MALE_PRONOUNS)
    votes += _name_lean(name_words, language)
    stated = votes != 0
    sex: Sex = ("female" if votes > 0 else "male") if stated else ("female" if seeded("sex", name) % 2 else "male")
    # Figures say it best: YOUNG SAM (10) is a child.
    return Profile(sex=sex, age=in_years or age or "adult", stated=stated, aged=(in_years or age) is not None)


def told_age(passages: Iterable[tuple[str, int, int]]) -> Age | None:
    """The age that the first of some passages tells, each as (text, start and end of the mention in it): in years, in
    the words that follow, or in the word before: `YOUNG ANA`. None where none does."""
    for text, start, end in passages:
        rest = _SENTENCE.match(text[end : end + 240])
        sentence = rest.group() if rest else ""
        age = (
            stated_age(sentence)
            or _age_in(_words(sentence)[:8])
            or _age_in(_words(text[max(0, start - 24) : start])[-1:])
        )
        if age is not None:
            return age
    return None


def stated_age(after: str) -> Age | None:
    """The age written beside a name, read from what follows it: `, 70s`, ` (early 30s)`, `, 8`."""
    beside = _AGE_BESIDE.match(after)
    return _age_of(int(beside["age"])) if beside else None


def describes_person(after: str) -> bool:
    """Whether the words after a name say what human being it is: `, an old fisherman`, `, his mother`; not what belongs
    to somebody else: `A floorboard CREAKS, her hand on the wall`."""
    before = ""
    for word in _words(after)[:8]:
        if word in _FEMALE or word in _MALE or word in _CHILD:
            return True
        if before in _FEMALE_PRONOUNS or before in _MALE_PRONOUNS:
            return False
        if before in _WEARING and (word in _FEMALE_PRONOUNS or word in _MALE_PRONOUNS):
            return True
        before = word
    return False


def begins_with_pronoun(sentence: str) -> bool:
    """Whether a sentence goes on about whom the one before it named: `She wears …`, `His coat …`."""
    words = _words(sentence[:20])[:1]
    return bool(words) and (words[0] in _FEMALE_PRONOUNS or words[0] in _MALE_PRONOUNS)


def is_given_name(name: str) -> bool:
    """Whether a name begins with a given name that women or men bear somewhere."""
    return bool((words := _words(name)) and _borne_by(words[0], "") is not None)


def _borne_by(name: str, language: str) -> Sex | None:
    if name in _MEN_IN.get(language.split("-", maxsplit=1)[0], ()):
        return "male"
    if name in _FEMALE_NAMES:
        return "female"
    return "male" if name in _MALE_NAMES else borne_by(name, language)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORDS.findall(text)]


def _lean(words: list[str], female: frozenset[str], male: frozenset[str]) -> int:
    """+1: more words of women; -1: more of men; the first decides a draw, since the nearest describes best."""
    sides = [1 if word in female else -1 for word in words if word in female or word in male]
    total = sum(sides)
    return (total > 0) - (total < 0) if total else (sides[0] if sides else 0)


def _name_lean(words: list[str], language: str) -> float:
    for word in words:
        if (sex := _borne_by(word, language)) is not None and (len(word) > 2 or len(words) == 1):
            return 1.5 if sex == "female" else -1.5
    last = words[0] if words else ""
    if last.endswith(_FEMALE_ENDINGS):
        return 0.75
    if last.endswith(_MALE_ENDINGS) or (last and "а" <= last[-1] <= "я"):
        return -0.75
    return 0.0


def _age_in(words: list[str]) -> Age | None:
    for word in words:
        if word in _CHILD:
            return "child"
        if word in _YOUNG:
            return "young"
        if word in _OLD:
            return "old"
    return None


def _age_of(years: int) -> Age:
    if years < 14:
        return "child"
    if years < 25:
        return "young"
    return "adult" if years < 60 else "old"
