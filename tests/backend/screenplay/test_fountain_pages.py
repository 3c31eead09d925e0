"""Pages, eighths and the events of a scene, as a breakdown and a shot planner read them."""

import pytest
from film_studio.screenplay import pagination
from film_studio.screenplay.blocks import ActionBeat, SpeechBeat, TransitionBeat, Utterance, beats, speeches
from film_studio.screenplay.pagination import eighths, eighths_text, page_count, page_starts
from film_studio.screenplay.parser import parse
from film_studio.screenplay.wrapping import wrap

LINE = "Rain."


def action(lines: int) -> str:
    return "\n".join([LINE] * lines)


def lines_used(source: str) -> int:
    return round(parse(source).pages * pagination.LINES_PER_PAGE)


@pytest.mark.parametrize(("count", "says"), [(1, "1/8"), (4, "4/8"), (8, "1"), (11, "1 3/8"), (16, "2"), (0, "0")])
def test_eighths_are_written_as_the_trade_writes_them(count: int, says: str) -> None:
    assert eighths_text(count) == says


@pytest.mark.parametrize(("lines", "count"), [(0, 1), (1, 1), (27, 4), (54, 8), (74, 11)])
def test_a_scene_has_the_nearest_number_of_eighths_and_at_least_one(lines: int, count: int) -> None:
    assert eighths(lines) == count


@pytest.mark.parametrize(
    ("words", "columns", "lines"),
    [
        ("", 60, 0),
        ("a", 60, 1),
        ("a\n\nb", 60, 3),
        ("x" * 60, 60, 1),
        ("x" * 61, 60, 2),
        ("aaaa bbbb cccc", 9, 2),
        ("aaaa bbbb cccc", 8, 3),
        ("花" * 30, 60, 1),
        ("花" * 31, 60, 2),
        ("e\u0301" * 60, 60, 1),
        ("\t" + "x" * 57, 60, 2),
    ],
)
def test_text_is_wrapped_at_words_and_full_width_characters_take_two_columns(
    words: str, columns: int, lines: int
) -> None:
    assert len(wrap(words, columns)) == lines


def test_a_page_has_54_lines_and_a_scene_two_empty_ones_before_it() -> None:
    assert page_count(parse(action(54))) == 1
    assert page_count(parse(action(55))) == 2
    assert lines_used("INT. BAR - DAY\n\nRain.") == 3
    assert lines_used("Rain.\n\nINT. BAR - DAY\n\nRain.") == 6


def test_speech_is_narrower_than_action_and_dual_speeches_stand_side_by_side() -> None:
    words = "word " * 14
    assert lines_used(words) == 2
    assert lines_used(f"BOB\n{words}") == 3
    assert lines_used(f"BOB\n{LINE}\n\nANN\n{LINE}") == 5
    assert lines_used(f"BOB\n{LINE}\n\nANN ^\n{LINE}") == 2


def test_what_does_not_print_takes_no_line() -> None:
    silent = "# Act\n\n= They meet.\n\n[[note]]\n\n/* cut */\n\n"
    assert lines_used("Title: X\n\n" + silent + LINE + " [[" + "long " * 40 + "]]") == 1
    assert parse(silent).pages == 0


def test_a_heading_does_not_stand_alone_at_the_foot_of_a_page() -> None:
    _, second = parse(f"INT. A\n\n{action(48)}\n\nINT. B\n\n{action(2)}").scenes
    assert second.start_page == 2.0


def test_a_speech_that_crosses_pages_names_its_speaker_again() -> None:
    speech = "BOB\n" + action(10)
    assert page_count(parse(f"{action(48)}\n\n{speech}")) == 2
    # 48 + blank + 5 here with (MORE) as the last; there BOB (CONT'D) and the 7 lines left of 11.
    assert lines_used(f"{action(48)}\n\n{speech}") == 54 + 8


def test_a_page_break_starts_a_page_and_leaves_no_eighths_behind() -> None:
    one, two = parse(f"INT. A\n\n{LINE}\n\n===\n\nINT. B\n\n{LINE}").scenes
    assert (one.start_page, two.start_page) == (1.0, 2.0)
    assert (one.eighths, two.eighths) == (1, 1)


def test_one_scene_may_have_forty_pages() -> None:
    screenplay = parse("INT. ROOM - DAY\n\n" + action(40 * pagination.LINES_PER_PAGE - 2))
    [scene] = screenplay.scenes
    assert page_count(screenplay) == 40
    assert eighths_text(scene.eighths) == "40"


def test_reading_and_screen_time_follow_words_and_pages() -> None:
    screenplay = parse("\n\n".join(["word " * 119] * 2))
    assert pagination.reading_time(screenplay) == pytest.approx(60)  # pyright: ignore[reportUnknownMemberType] # pytest has no type here
    assert pagination.screen_time(screenplay) == screenplay.pages * 60


SCENE = """INT. BAR - DAY

= not seen

*Rain.* [[how much?]]

BOB (V.O.)
(low)
(to Ann)
One *two*
three. [[four]]
[[five]]
(beat)
Six.
~La la
(sighs)

> Cut to: <

ANN (O.S.) (CONT'D) ^
Yes.

MUTE
(nods)

dissolve

~O sole mio

> Dissolve to:
"""


def test_a_scene_is_read_as_its_events_in_order() -> None:
    [scene] = parse(SCENE).scenes
    rain, bob, sighs, centred, ann, nods, word, song, dissolve = beats(scene)
    assert rain == ActionBeat(text="Rain.", line=5)
    assert isinstance(bob, SpeechBeat)
    assert bob.speech.utterances == (
        Utterance(text="One two three.", parentheticals=("low", "to Ann"), line=10),
        Utterance(text="Six.", parentheticals=("beat",), line=14),
        Utterance(text="La la", sung=True, line=15),
    )
    assert sighs == ActionBeat(text="BOB (sighs)", line=7)
    assert centred == ActionBeat(text="Cut to:", line=18, centered=True)
    assert isinstance(ann, SpeechBeat)
    assert (ann.speech.name, ann.speech.text, ann.speech.dual) == ("ANN", "Yes.", True)
    assert nods == ActionBeat(text="MUTE (nods)", line=23)
    assert song == ActionBeat(text="O sole mio", line=28)
    assert word == ActionBeat(text="dissolve", line=26)
    assert dissolve == TransitionBeat(text="DISSOLVE TO:", line=30)


def test_extensions_say_whether_a_speaker_is_heard_only() -> None:
    [scene] = parse(SCENE).scenes
    bob, ann = speeches(scene)
    assert (bob.voice_over, bob.off_screen) == (True, False)
    assert (ann.voice_over, ann.off_screen) == (False, True)
    assert (bob.text, bob.parentheticals) == ("One two three. Six. La la", ("low", "to Ann", "beat"))


def test_a_page_starts_at_the_first_line_that_begins_on_it() -> None:
    """A sixth of a page each: 9 lines and none before the first of a page."""
    paragraphs = "\n\n".join([action(8)] * 14)
    assert page_starts(parse(paragraphs).elements) == [1 + 9 * 6, 1 + 9 * 12]


def test_pages_that_one_paragraph_fills_have_no_start() -> None:
    assert page_starts(parse(f"Snow.\n\n{action(54 * 3)}\n\nSnow.").elements) == [54 * 3 + 4]
    assert page_starts(parse(action(54)).elements) == []
