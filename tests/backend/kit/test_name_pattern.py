"""What the document says of names is what the API takes: its readers have the pattern alone."""

import re
import unicodedata
from typing import Any

import pytest
from film_studio.kit.schemas import ONE_LINE_PATTERN, Name
from film_studio.kit.text import is_one_line, is_visible
from pydantic import TypeAdapter, ValidationError

#: Every character of the basic plane but halves of surrogate pairs, which no JSON in UTF-8 can carry.
CHARACTERS = [chr(code) for code in (*range(0xD800), *range(0xE000, 0x10000))]
NAME: TypeAdapter[Any] = TypeAdapter(Name)


def test_each_character_alone_is_a_name_by_the_document_where_it_is_one() -> None:
    pattern = re.compile(ONE_LINE_PATTERN)
    different = [
        f"{ord(character):04x} {unicodedata.category(character)}"
        for character in CHARACTERS
        if bool(pattern.match(character)) != (is_one_line(character) and is_visible(character))
    ]
    assert not different


@pytest.mark.parametrize("name", ["a\nb", "\n", "\x00", "\u200d", " ", "\u3000", "a\u2028b", "\u3000\u200d", "\x1fa"])
def test_what_is_no_name_is_none_by_both(name: str) -> None:
    assert not re.fullmatch(ONE_LINE_PATTERN, name)
    with pytest.raises(ValidationError):
        NAME.validate_python(name)


@pytest.mark.parametrize("name", ["a\n", "\ta", " a b\u2028", "\u3000a\u0085"])
def test_what_surrounds_a_name_is_taken_off_by_both(name: str) -> None:
    assert re.fullmatch(ONE_LINE_PATTERN, name)
    assert NAME.validate_python(name) == name.strip()
