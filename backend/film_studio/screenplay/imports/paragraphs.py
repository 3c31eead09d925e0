"""What a paragraph on paper is taken for, and how sure that is."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Kind = Literal[
    "scene_heading",
    "action",
    "centered",
    "cue",
    "dual_cue",
    "parenthetical",
    "dialogue",
    "lyric",
    "transition",
    "title",
    "credit",
    "author",
    "source",
    "draft_date",
    "contact",
    "ignored",
]
Certainty = Literal["sure", "likely", "guess"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
#: Of the title page.
OF_THE_TITLE: Final[tuple[Kind, ...]] = ("title", "credit", "author", "source", "draft_date", "contact")
#: What belongs to the name above it.
SPOKEN: Final[tuple[Kind, ...]] = ("parenthetical", "dialogue", "lyric")
CUES: Final[tuple[Kind, ...]] = ("cue", "dual_cue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """`text` has Fountain's marks of emphasis, and its lines; `page` is the one it begins on, from 1; `number` is that
    of a scene; `why` says what it was known by."""

    page: int
    kind: Kind
    text: str
    certainty: Certainty
    why: str
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file as it was read. `pages`: 0 for a format without. `remarks`: what of it is not in its
    paragraphs."""

    format: Literal["pdf", "docx"]
    pages: int
    paragraphs: tuple[Paragraph, ...]
    remarks: tuple[str, ...] = ()
