"""Whether women or men bear a given name, by the lists of some seventy countries in the library Faker."""

import pkgutil
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any, Final, Literal

from faker.providers import person

#: One of two sexes bears a name that so many times more countries list for it.
_CLEARLY: Final = 3
#: A country alone may list whatever somebody was once called: Captain, Doctor, Unknown.
_COUNTRIES: Final = 2
_LISTS: Final = (
    ("first_names_female", "first_romanized_names_female"),
    ("first_names_male", "first_romanized_names_male"),
)

#: The names of a country's women, and of its men.
_Country = tuple[frozenset[str], frozenset[str]]


@cache
def borne_by(name: str, language: str) -> Literal["female", "male"] | None:
    """Who bears a name where a language (`it`, `pt-BR`) is spoken, else in the world: ANDREA is a man in Italian, and a
    woman elsewhere. None where both do, or nobody."""
    countries = _countries()
    here = countries.get(language.split("-", maxsplit=1)[0], ())
    women, men = _lists_with(name, here)
    if women + men < min(_COUNTRIES, len(here)) or not here:
        women, men = _lists_with(name, [each for of in countries.values() for each in of])
        if women + men < _COUNTRIES:
            return None
    if women >= _CLEARLY * men:
        return "female"
    return "male" if men >= _CLEARLY * women else None


def _lists_with(name: str, countries: Iterable[_Country]) -> tuple[int, int]:
    """How many countries list it for women, and how many for men."""
    folded = name.casefold()
    both = [(folded in women, folded in men) for women, men in countries]
    return sum(of_woman for of_woman, _ in both), sum(of_man for _, of_man in both)


@cache
def _countries() -> dict[str, list[_Country]]:
    """By language, the names of each country. A tenth of a second, once."""
    found: defaultdict[str, list[_Country]] = defaultdict(list)
    for module in pkgutil.iter_modules(person.__path__):
        provider: Any = import_module(f"{person.__name__}.{module.name}").Provider
        women, men = (
            frozenset(str(name).casefold() for attribute in attributes for name in getattr(provider, attribute, ()))
            for attributes in _LISTS
        )
        if women and men:
            found[module.name.split("_")[0]].append((women, men))
    return dict(found)
