"""A file that is not a screenplay is refused in words that say what to do; odd ones that are text are taken."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from film_studio.screenplay import remarks
from film_studio.screenplay.blocks import SpeechBeat, TransitionBeat, beats, speeches
from film_studio.screenplay.elements import TitlePage
from film_studio.screenplay.errors import ScreenplayError
from film_studio.screenplay.pagination import screen_time
from film_studio.screenplay.parser import parse, parse_bytes
from film_studio.screenplay.writer import write

from contracts.limits import SCREENPLAY_BYTES
from tests.backend.screenplay.feature_length import feature_length

SAMPLE = Path(__file__).parents[3] / "samples" / "the-last-ferry.fountain"


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"", None, "empty"),
        (b"\xef\xbb\xbf \r\n\n", None, "empty"),
        (b"x" * (SCREENPLAY_BYTES + 1), None, "5.0 MB; a screenplay may have 5 MB"),
        (b"INT. BAR - DAY\r\n\rHe\0", 3, "NUL byte at offset 19 .line 3."),
        (b"Caf\xe9\n", 1, "byte 0xe9 at offset 3 .line 1.. Save it with the encoding UTF-8"),
        (b"a\nb\n\xc3", 3, "byte 0xc3 at offset 4 .line 3."),
        ("INT. BAR".encode("utf-16"), 1, "UTF-16"),
        ("INT. BAR".encode("utf-32"), 1, "UTF-32"),
        (b"%PDF-1.7\n", 1, "a PDF"),
        (b"PK\x03\x04rest", 1, "ZIP archive"),
        (b"{\\rtf1 Hello}", 1, "RTF"),
    ],
)
def test_what_is_no_screenplay_is_refused_with_reason_and_place(data: bytes, line: int | None, says: str) -> None:
    with pytest.raises(ScreenplayError, match=says) as refused:
        parse_bytes(data)
    assert refused.value.line == line


def test_a_byte_order_mark_is_kept_and_is_no_part_of_the_text() -> None:
    data = b"\xef\xbb\xbfTitle: X\r\n\r\nINT. BAR - DAY\r\n"
    screenplay = parse_bytes(data)
    assert isinstance(screenplay.elements[0], TitlePage)
    assert write(screenplay).encode() == data


def test_without_headings_the_whole_is_one_scene_and_without_content_there_is_none() -> None:
    [scene] = parse("FADE IN:\n\nHe sits.\n\nBOB\nHi.").scenes
    assert (scene.heading, scene.number, len(scene.elements)) == (None, "1", 4)
    assert parse("Title: X\n\n# Act\n\n[[nothing yet]]\n\nFADE IN:").scenes == ()


def test_what_is_not_filmed_before_the_first_heading_opens_its_scene() -> None:
    one, two = parse("Title: X\n\n# Act\n\nFADE IN:\n\nINT. BAR - DAY #7#\n\nRain.\n\n.LATER").scenes
    assert (one.number, one.index, two.number, two.index) == ("7", 0, "2", 1)
    assert isinstance(beats(one)[0], TransitionBeat)
    first, second = parse("A voice.\n\nINT. BAR - DAY").scenes
    assert first.heading is None
    assert second.heading is not None


PATHOLOGICAL: dict[str, str] = {
    "unclosed notes": "[[",
    "unclosed boneyards": "/*",
    "both": "[[/*",
    "closed notes": "[[a]]",
    "asterisks": "*a",
    "underscores": "_",
    "backslashes": "\\[[",
    "cues in a row": "BOB\n  \n",
    "cues with notes": "BOB\n[[x]]\n",
    "blanks": " ",
    "brackets": "BOB (",
    "hashes": "#",
    "dashes": " - A",
    "one word": "word",
    "full width": "花",
    "titles": "Title: x\n",
    "carriage returns": "\r",
}


@pytest.mark.parametrize("unit", PATHOLOGICAL.values(), ids=PATHOLOGICAL.keys())
@pytest.mark.parametrize("before", ["", "INT. ", "BOB\n"], ids=["alone", "heading", "speech"])
def test_work_grows_with_length_and_not_with_its_square(before: str, unit: str) -> None:
    def source(length: int) -> str:
        return before + unit * (length // len(unit))

    # Twice the text: linear work is twice as much, quadratic work four times. (What is done once counts for the slack.)
    assert _calls(lambda: parse(source(8_000))) < 2.5 * _calls(lambda: parse(source(4_000))) + 50


@pytest.mark.timeout(60)  # the calls inside one regular expression are not counted; were one quadratic, this would hang
@pytest.mark.parametrize("unit", PATHOLOGICAL.values(), ids=PATHOLOGICAL.keys())
def test_hostile_text_is_read_and_written_like_any_other(unit: str) -> None:
    source = "INT. " + unit * (60_000 // len(unit))
    assert write(parse(source)) == source


@pytest.mark.timeout(60)
def test_a_megabyte_of_remarks_that_never_end_is_searched_once() -> None:
    assert remarks.find("[[/*" * 250_000) == []


def _calls(work: Callable[[], object]) -> int:
    """Functions called, Python's and C's: the same number at every run, however busy the machine."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    # Collecting garbage calls what others have hooked to it, at any moment.
    gc.disable()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


def test_a_feature_with_all_its_scenes_is_read_whole() -> None:
    screenplay = parse(feature_length())
    assert len(screenplay.scenes) == 109
    assert 115 < screenplay.pages < 125


def test_the_sample_is_a_short_film_with_everything_a_film_needs() -> None:
    screenplay = parse_bytes(SAMPLE.read_bytes())
    headings = [scene.heading for scene in screenplay.scenes if scene.heading]
    said = [speech for scene in screenplay.scenes for speech in speeches(scene)]
    all_beats = [beat for scene in screenplay.scenes for beat in beats(scene)]
    assert 120 <= screen_time(screenplay) <= 240
    assert {heading.interior for heading in headings} == {True, False}
    assert {"DAWN", "DAY", "DUSK", "NIGHT"} <= {heading.time for heading in headings}
    assert {speech.name for speech in said} == {"MARTA", "NILS", "IDA", "OLAV"}
    assert any(speech.voice_over for speech in said)
    assert any(speech.off_screen for speech in said)
    assert "whispering" in {manner for speech in said for manner in speech.parentheticals}
    assert "DISSOLVE TO:" in {beat.text for beat in all_beats if isinstance(beat, TransitionBeat)}
    assert all(len(beat.speech.text) < 130 for beat in all_beats if isinstance(beat, SpeechBeat))
