"""Final Draft files as odd as people and other programs make them."""

from typing import Final
from xml.sax.saxutils import escape

from hypothesis import strategies as st

_TYPES: Final = (
    *("Scene Heading", "Action", "Character", "Parenthetical", "Dialogue", "Transition", "Lyrics"),
    *("Shot", "General", "Cast List", ""),
)
_MARKS: Final = tuple("BOB rain CUT TO: * _ \\ [[ ]] /* */ (x) ^ #1# @ ! ~ > < = === 花 . : ' a".split())  # noqa: SIM905
_STYLES: Final = ("", "Bold", "Italic", "Underline", "Bold+Italic", "Bold+Underline")
_ATTRIBUTES: Final = ("", "", "", 'Number="12A"', 'Number="1 b"', 'StartsNewPage="Yes"', 'Alignment="Center"')

_words = st.lists(st.sampled_from([*_MARKS, " ", "  ", "\n", "INT. X - DAY", "Title: x"]), max_size=5).map("".join)


def _text(words: str, style: str = "") -> str:
    return f'<Text Style="{style}">{escape(words)}</Text>'


def _beside(words: str, *, summary: bool) -> str:
    paragraph = f"<Paragraph>{_text(words)}</Paragraph>"
    if summary:
        return f"<SceneProperties><Summary>{paragraph}</Summary></SceneProperties>"
    return f"<ScriptNote>{paragraph}</ScriptNote>"


_runs = st.lists(st.builds(_text, _words, st.sampled_from(_STYLES)), max_size=3).map("".join)
_besides = st.one_of(st.just(""), st.just(""), st.builds(_beside, _words, summary=st.booleans()))
_paragraph = st.builds(
    '<Paragraph Type="{}" {}>{}{}</Paragraph>'.format,
    *(st.sampled_from(_TYPES), st.sampled_from(_ATTRIBUTES), _besides, _runs),
)
_dual = st.lists(_paragraph, max_size=5).map(
    lambda inner: f"<Paragraph><DualDialogue>{''.join(inner)}</DualDialogue></Paragraph>"
)


#: Whole files in UTF-8, of which a few hold no words at all.
final_draft_files: Final = st.lists(st.one_of(_paragraph, _paragraph, _paragraph, _dual), min_size=1, max_size=6).map(
    lambda inner: f"<FinalDraft><Content>{''.join(inner)}</Content></FinalDraft>".encode()
)
