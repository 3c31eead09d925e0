"""Language codes as MP4 tracks carry them: ISO 639-2/T, three letters."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

UNDETERMINED: Final = "und"
_THREE_LETTERS: Final[Mapping[str, str]] = tomllib.loads(
    Path(__file__).with_name("languages.toml").read_text(encoding="utf-8")
)


def iso_639_2(tag: str) -> str:
    """The three letters of a BCP 47 tag's language (`en-GB` → `eng`); `und` where there are none."""
    language = tag.replace("_", "-").split("-", 1)[0].lower()
    if len(language) == 3 and language.isascii() and language.isalpha():
        return language
    return _THREE_LETTERS.get(language, UNDETERMINED)
