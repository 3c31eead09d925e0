"""The elements of a screenplay, as Fountain 1.1 and the trade name them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element. `line` is where it starts (from 1; 0 for an element that was not parsed); `raw` its exact source,
    line endings and blank lines before it included, or None for an element made by hand, which the writer spells
    canonically.

    Two elements are equal when they say the same: where they stood and how they were spelled does not count. To change
    a parsed element use `dataclasses.replace(element, text=…, raw=None)`: with its old `raw` it would be written as it
    was.
    """

    line: int = field(default=0, compare=False)
    raw: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlePage(Element):
    """Key/value pairs before the first blank line: `("Title", ("Big Fish",))`; a value has one entry a line."""

    entries: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneHeading(Element):
    text: str = ""  # INT. KITCHEN - NIGHT, without the forcing dot and the scene number
    interior: bool = False
    exterior: bool = False  # both for INT./EXT.
    location: str = ""  # KITCHEN
    time: str | None = None  # NIGHT, as written
    number: str | None = None  # 12A
    remarks: str = ""  # notes and boneyards written on the line, as written
    forced: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Element):
    text: str = (
        ""  # a paragraph, its lines joined with \n, leading blanks and markup kept; `text.plain` strips the markup
    )
    centered: bool = False
    forced: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue(Element):
    """The character who speaks next: `MOM (V.O.) ^` is name MOM, extensions (V.O.,), dual."""

    name: str = ""
    extensions: tuple[str, ...] = ()
    dual: bool = False
    remarks: str = ""
    forced: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parenthetical(Element):
    text: str = ""  # without the brackets
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue(Element):
    text: str = ""  # lines joined with \n


@dataclass(frozen=True, slots=True, kw_only=True)
class Lyric(Element):
    text: str = ""  # lines joined with \n, without their tildes


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(Element):
    text: str = ""  # DISSOLVE TO:
    remarks: str = ""
    forced: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Element):
    level: int = 1
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Synopsis(Element):
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Element):
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boneyard(Element):
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak(Element):
    """A line of `===`: what follows begins a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A scene heading and all until the next one. Elements before the first heading form a scene without a heading;
    where nothing of them is filmed (`FADE IN:`, a section, a note) they open the first scene instead."""

    index: int  # from 0
    number: str  # the writer's own, else counted from 1
    heading: SceneHeading | None
    elements: tuple[Element, ...]  # without the heading
    start_page: float  # page (from 1) on which it starts, as a fraction
    eighths: int  # length in eighths of a page, at least 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Screenplay:
    """Parsed by `parser.parse(text)`, spelled again by `writer.write(screenplay)`, byte for byte."""

    elements: tuple[Element, ...]
    scenes: tuple[Scene, ...]
    pages: float  # length in pages of the industry's layout, such as 2.5; the title page does not count
    tail: str = field(default="", compare=False)  # blank lines after the last element
    byte_order_mark: str = field(default="", compare=False)  # what some editors put before the first element
