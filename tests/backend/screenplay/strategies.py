"""Texts that look like Fountain more than is healthy, and elements as a person might make them by hand."""

from typing import Final

from film_studio.screenplay.elements import (
    Action,
    Boneyard,
    Cue,
    Dialogue,
    Element,
    Lyric,
    Note,
    PageBreak,
    Parenthetical,
    SceneHeading,
    Section,
    Synopsis,
    TitlePage,
    Transition,
)
from hypothesis import strategies as st

_MARKS: Final = "@ ! ~ > < # = === [[ ]] /* */ ( ) ^ . .. \\ * _ :"
_PARTS: Final = (
    "INT. ",
    "EXT. HOUSE",
    " - NIGHT",
    "BOB",
    "Élodie",
    "ÉLODIE",
    "花子",
    "#1A#",
    "(V.O.)",
    "Title",
    "Author: X",
)
_OTHERS: Final = ("CUT TO:", "FADE IN:", "hello", "x", " ", "  ", "\t", "\x0b", "\x85", "\u2028", "\ufeff", "\x00")
_ENDS: Final = ("\n", "\n\n", "\n\n", "\n  \n", "\r\n", "\r\n\r\n", "\r")

#: Text in which every mark of Fountain stands next to every other, with mixed line ends.
fountain_like = st.lists(st.sampled_from([*_MARKS.split(), *_PARTS, *_OTHERS, *_ENDS]), max_size=40).map("".join)
any_text = st.one_of(fountain_like, fountain_like, st.text())

_words = st.lists(
    st.sampled_from(
        ["rain", "Bob", "BOB", "INT. house", "*now*", "_x_", "ÉLODIE", "花子", "2", "[[n]]", "CUT TO:", "Title: x"]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
_said = st.lists(
    st.sampled_from(["Hello.", "*Never.*", "#1", "> so", "INT. no", "花", "[[n]] yes"]), min_size=1, max_size=3
).map("\n".join)
_bare = st.sampled_from(["rain", "in Bob's own words", "花子", "ВЕРА"])


@st.composite
def _speech(draw: st.DrawFn) -> list[Element]:
    elements: list[Element] = [
        Cue(
            name=draw(st.sampled_from(["BOB", "McCLANE", "ÉLODIE", "花子", "R2D2", "INT. HOUSE", "#2"])),
            extensions=draw(st.sampled_from([(), ("V.O.",), ("on the radio", "CONT'D")])),
            dual=draw(st.booleans()),
        )
    ]
    if draw(st.booleans()):
        elements.append(Parenthetical(text=draw(_bare)))
    elements.append(Dialogue(text=draw(_said)))
    if draw(st.booleans()):
        elements += [draw(st.sampled_from([Note(text="a]"), Lyric(text="la\n\nla")])), Parenthetical(text="beat")]
        elements.append(Dialogue(text=draw(_said) + "\n\n" + draw(_said)))
    return elements


_paragraph: st.SearchStrategy[Element] = st.one_of(
    st.builds(Action, text=st.lists(_words, min_size=1, max_size=3).map("\n".join)),
    st.builds(
        Action, text=st.sampled_from(["INT. HOUSE", "!", "~la", "> x", "# x", "  = x", "a\n\nb", "BOB\nHi.", ""])
    ),
    st.builds(Action, text=_bare, centered=st.just(True)),
    st.builds(
        SceneHeading,
        text=st.just("FOREST"),
        location=st.just("FOREST"),
        number=st.sampled_from([None, "1", "12A", "I-1.b"]),
    ),
    st.builds(
        SceneHeading,
        text=st.just("INT./EXT. CAR - NIGHT"),
        interior=st.just(True),
        exterior=st.just(True),
        location=st.just("CAR"),
        time=st.just("NIGHT"),
    ),
    st.builds(Transition, text=st.sampled_from(["CUT TO:", "FADE OUT.", "Burn to pink.", "花"])),
    st.builds(Section, level=st.integers(1, 4), text=_bare),
    st.builds(Synopsis, text=_bare),
    st.builds(Note, text=st.sampled_from(["a", "a\n\nb", "[", "]", ""])),
    st.builds(Boneyard, text=st.sampled_from(["a", "INT. X\n\nBOB\nHi.", "*", "/", ""])),
    st.builds(PageBreak),
)


@st.composite
def hand_made(draw: st.DrawFn) -> tuple[Element, ...]:
    """A screenplay's elements that no text was parsed for."""
    title = TitlePage(entries=(("Title", ("The Sea",)), ("Contact", ("one line", "and another"))))
    groups = draw(st.lists(st.one_of(_paragraph.map(lambda element: [element]), _speech()), max_size=8))
    return (*([title] if draw(st.booleans()) else []), *(element for group in groups for element in group))
