"""What a film says of itself, in the language that is spoken in it: its title card, and its credits at the end.

What the title page says stands as it is written there; the words between come from crediting.toml.
"""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from contracts.recipes.base import Contract
from film_studio.screenplay import titles
from film_studio.screenplay.elements import Screenplay

LONGEST_TITLE: Final = 200
#: On one card of the credits, and on all of them.
NAMED, MOST_NAMED = 8, 24
_CREDIT_LINES: Final = 3


class Words(Contract):
    """What stands between names."""

    written: str
    based: str
    cast: str
    made: str


class _Languages(Contract):
    """crediting.toml."""

    languages: dict[str, Words]


_WORDS: Final = _Languages.model_validate(
    tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
).languages
LANGUAGES: Final = frozenset(_WORDS)


def words_of(language: str) -> Words | None:
    """The words of a language, by its BCP 47 tag; None where the studio has none of it."""
    return _WORDS.get(language.split("-", maxsplit=1)[0].lower())


def title_page(screenplay: Screenplay, language: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The title, the lines below it ("Written by", the authors, the source), and the one who signs at the end: the last
    of the authors. Empty where the page does not say."""
    title = " ".join(titles.stated(screenplay, "title"))
    if len(title) > LONGEST_TITLE:
        title = title[: LONGEST_TITLE - 1].rstrip() + "…"
    credit, authors, source = (_stated(screenplay, said) for said in ("credit", "author", "source"))
    words = words_of(language)
    if words is not None and authors and not credit and not titles.CREDIT.match(authors[0]):
        credit = (words.written,)
    based = (words.based,) if words is not None and source and not titles.is_source(source[0]) else ()
    below = (*credit, *authors, *based, *source)
    return title, below, authors[-1:] or below[-1:]


def _stated(screenplay: Screenplay, said: titles.Meaning) -> tuple[str, ...]:
    return tuple(line[:LONGEST_TITLE] for line in titles.stated(screenplay, said)[:_CREDIT_LINES])


def roll(speakers: Iterable[str], language: str) -> Iterator[str]:
    """The cards of the credits at a film's end, each as lines: those who speak in the film, in the order in which they
    are first heard, and what made it. None of a film in which fewer than two speak."""
    named = tuple(dict.fromkeys(speakers))[:MOST_NAMED]
    if len(named) < 2:
        return
    words = words_of(language)
    for at in range(0, len(named), NAMED):
        above = (words.cast,) if words is not None else ()
        below = (words.made,) if words is not None and at + NAMED >= len(named) else ()
        yield "\n".join((*above, *named[at : at + NAMED], *below))
