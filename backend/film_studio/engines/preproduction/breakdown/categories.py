"""What a breakdown is made of: the categories of its sheets, and an element as rules find it on a page."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

#: In the order of the sheet.
Category = Literal[
    "cast",
    "background",
    "stunts",
    "vehicles",
    "props",
    "set_dressing",
    "wardrobe",
    "make_up",
    "animals",
    "special_effects",
    "visual_effects",
    "sound",
    "music",
    "equipment",
    "notes",
]
CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)
#: What the sheet has above each.
TITLES: Final[dict[Category, str]] = {
    "cast": "Cast",
    "background": "Background",
    "stunts": "Stunts",
    "vehicles": "Vehicles",
    "props": "Props",
    "set_dressing": "Set dressing",
    "wardrobe": "Wardrobe",
    "make_up": "Make-up and hair",
    "animals": "Animals",
    "special_effects": "Special effects",
    "visual_effects": "Visual effects",
    "sound": "Sound",
    "music": "Music",
    "equipment": "Special equipment",
    "notes": "Notes",
}
State = Literal["suggested", "confirmed", "dismissed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An element of a scene, as rules find it.

    `key` says which thing of the vocabulary it is, in whatever words and language: with the scene it is what the
    element is known by in the next revision. `words` are those that name it, in the paragraph that begins at `line`
    of the source; `quote` is their sentence. `character`: whose it is.
    """

    key: str
    category: Category
    name: str
    count: int = 1
    character: str | None = None
    line: int
    words: str
    quote: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a scene as it is printed. `kind`: action, cue, parenthetical, dialogue, lyric or transition."""

    line: int
    kind: str
    text: str
