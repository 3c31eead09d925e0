"""Where a line is cut into captions, how a caption is set in two lines, and how captions follow one another."""

import re
from pathlib import Path

import pytest
from film_workers.captions.subtitles import film_captions, write_srt, write_vtt

from contracts.recipes.line import LineTiming, Word


def spoken(text: str, seconds: float, *, pause: float = 0.0) -> LineTiming:
    """As if each word took its share of the seconds by its letters, with a pause after each."""
    words = list(re.finditer(r"\S+", text))
    letters = sum(len(word[0]) for word in words)
    made: list[Word] = []
    moment = 0.0
    for word in words:
        length = seconds * len(word[0]) / letters
        start, end = round(moment * 1000), round((moment + length) * 1000)
        made.append(Word(offset=word.start(), length=len(word[0]), start_ms=start, end_ms=end))
        moment += length + pause
    return LineTiming(duration_ms=round(moment * 1000), words=tuple(made), phonemes=())


def shown(text: str, characters_a_second: float = 14) -> list[tuple[str, ...]]:
    """The lines of each caption of a text that is spoken so fast."""
    timing = spoken(text, len(text.replace(" ", "")) / characters_a_second)
    return [caption.lines for caption in film_captions([(0, "A", text, timing, True)])]


def frames(*lines: tuple[int, str, float]) -> list[tuple[int, int]]:
    """(start, end) frames of the captions of lines that start at a frame and last some frames."""
    placed = film_captions([(start, "A", text, spoken(text, length / 24), True) for start, text, length in lines])
    return [(round(cue.start_ms * 24 / 1000), round(cue.end_ms * 24 / 1000)) for cue in placed]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yes.", [("Yes.",)]),
        # A line of 42 characters is one; what is longer is two, the lower the longer.
        ("a" * 20 + " " + "b" * 21, [("a" * 20 + " " + "b" * 21,)]),
        ("a" * 21 + " " + "b" * 21, [("a" * 21, "b" * 21)]),
        ("aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii", [("aaaa bbbb cccc dddd", "eeee ffff gggg hhhh iiii")]),
        ("a" * 42 + " b", [("a" * 42, "b")]),
        # Two lines part at the sense before they are of equal length.
        (
            "Stop. I said stop, and I meant it for once in my life.",
            [("Stop. I said stop,", "and I meant it for once in my life.")],
        ),
        (
            "You came back. After eleven years you simply walk through that door.",
            [("You came back. After eleven years", "you simply walk through that door.")],
        ),
        # … and never after a word that leans on the next.
        (
            "I did not see her there, and nobody told me that she was coming back to us.",
            [("I did not see her there, and nobody", "told me that she was coming back to us.")],
        ),
        # What needs more than two lines is cut after a sentence, else after a clause, else between words.
        (
            "Come in. Sit down. Eat something. You must be tired after such a long way through the snow.",
            [("Come in. Sit down. Eat something.",), ("You must be tired after such", "a long way through the snow.")],
        ),
        (
            "When the boat had left the harbour at last, nobody on the pier said a word, though all of them waved.",
            [
                ("When the boat had left", "the harbour at last,"),
                ("nobody on the pier said a word,", "though all of them waved."),
            ],
        ),
        # Short sentences share a caption; a single word is left to nobody's eye.
        ("No. No. No. No.", [("No. No. No. No.",)]),
        (
            "漢字です、今日はいい天気ですね。明日も晴れるといいですね。",
            [("漢字です、今日はいい天気ですね。", "明日も晴れるといいですね。")],
        ),
    ],
)
def test_a_text_is_cut_and_set_at_its_sense(text: str, expected: list[tuple[str, ...]]) -> None:
    assert shown(text) == expected


def test_what_is_spoken_slowly_is_cut_into_more_captions() -> None:
    text = "He came home to the house, which was dark and cold, since nobody had lit the fire."
    assert len(shown(text, 30)) == 1
    assert shown(text, 8) == [
        ("He came home to the house,",),
        ("which was dark and cold,", "since nobody had lit the fire."),
    ]
    assert len(shown(text, 4)) == 3


@pytest.mark.parametrize("pace", [10, 14, 18])
def test_no_caption_ends_on_a_word_that_leans_on_the_next(pace: float) -> None:
    text = (
        "We had a good time at the table by the sea when the boat from the island came with the letter for the captain "
        "of the harbour and the daughter of the keeper of the lamp on the cliff"
    )
    captions = shown(text, pace)
    assert len(captions) >= 3
    assert not {lines[-1].split()[-1] for lines in captions[:-1]} & {
        "a",
        "at",
        "the",
        "by",
        "of",
        "for",
        "with",
        "and",
        "on",
    }


def test_words_that_last_longer_than_a_caption_may_are_parted() -> None:
    # Rather a cut within the sentence than a caption that is gone before its last word.
    text = "the boat that you were waiting for is here"
    letters = len(text.replace(" ", ""))
    assert len(shown(text, letters / 6.8)) == 1
    assert len(shown(text, letters / 7.8)) == 2


def test_of_two_lines_the_lower_is_the_longer() -> None:
    words = ("internationalization", "uncharacteristically", "compartmentalization")
    assert shown(" ".join(words)) == [(words[0], " ".join(words[1:]))]


def test_a_sentence_spoken_too_fast_for_a_caption_of_its_own_shares_one() -> None:
    text = "Yes. It happened so fast that nobody could have done anything at all."
    assert shown(text, 30)[0][0].startswith("Yes. It")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # Five sixths of a second at the least, seven seconds at the most.
        ([(100, "Yes.", 2)], [(100, 120)]),
        ([(100, "Yes.", 20)], [(100, 120)]),
        ([(100, "Yes.", 21)], [(100, 121)]),
        ([(0, "Yes.", 168)], [(0, 168)]),
        ([(0, "Yes.", 240)], [(0, 168)]),
        # Seventeen characters a second, every one that is begun counted.
        ([(0, "x" * 34, 3)], [(0, 48)]),
        ([(0, "x" * 35, 3)], [(0, 50)]),
        ([(0, "a b " * 8 + "ab", 3)], [(0, 48)]),
        # A pause of less than half a second is bridged, to two frames before the next.
        ([(0, "Yes.", 24), (37, "No.", 24)], [(0, 35), (37, 61)]),
        ([(0, "Yes.", 24), (38, "No.", 24)], [(0, 24), (38, 62)]),
        ([(0, "Yes.", 30), (32, "No.", 24)], [(0, 30), (32, 56)]),
        ([(0, "Yes.", 40), (32, "No.", 24)], [(0, 30), (32, 56)]),
        # Who speaks too early is read later, and the next pause catches up.
        ([(0, "Yes.", 24), (10, "No.", 24)], [(0, 20), (22, 42)]),
        ([(0, "Yes.", 24), (10, "No.", 24), (12, "So.", 24)], [(0, 20), (22, 42), (44, 64)]),
        ([(0, "Yes.", 24), (10, "No.", 24), (100, "So.", 24)], [(0, 20), (22, 42), (100, 124)]),
        ([(50, "No.", 24), (0, "Yes.", 24)], [(0, 24), (50, 74)]),
        ([(0, "Yes.", 300), (300, "No.", 24)], [(0, 168), (300, 324)]),
    ],
)
def test_captions_follow_one_another_without_touching(
    lines: list[tuple[int, str, float]], expected: list[tuple[int, int]]
) -> None:
    assert frames(*lines) == expected


def test_captions_of_a_line_are_counted_from_its_start() -> None:
    text = "Yes."
    (alone,) = film_captions([(0, "A", text, spoken(text, 1), False)])
    assert (alone.start_ms, alone.end_ms, alone.character, alone.italic) == (0, 1000, "A", True)


def test_every_caption_starts_with_its_first_word() -> None:
    text = "Come in. Sit down. Eat something. You must be tired after such a long way through the snow."
    timing = spoken(text, 9, pause=0.05)
    first, second = film_captions([(0, "A", text, timing, True)])
    heard = next(word.start_ms for word in timing.words if text[word.offset :].startswith("You"))
    assert first.start_ms == 0
    assert abs(second.start_ms - heard) < 42
    assert second.end_ms >= timing.words[-1].end_ms - 42


def test_times_are_written_in_hours_minutes_and_seconds(tmp_path: Path) -> None:
    cues = film_captions(
        [(frame, "A", "Yes.", spoken("Yes.", 2), True) for frame in (7, 24 * 61, 24 * 3_599, 24 * 36_061)]
    )
    write_srt(tmp_path / "film.srt", cues)
    write_vtt(tmp_path / "film.vtt", cues)
    srt, vtt = ((tmp_path / f"film.{kind}").read_text("utf-8") for kind in ("srt", "vtt"))
    assert re.findall(r"^(.*) --> (.*)$", srt, re.MULTILINE) == [
        ("00:00:00,292", "00:00:02,292"),
        ("00:01:01,000", "00:01:03,000"),
        ("00:59:59,000", "01:00:01,000"),
        ("10:01:01,000", "10:01:03,000"),
    ]
    assert re.findall(r"^(\S*) -->", vtt, re.MULTILINE)[0] == "00:00:00.292"


def test_a_nameless_voice_has_no_voice_tag(tmp_path: Path) -> None:
    write_vtt(tmp_path / "film.vtt", film_captions([(0, "  ", "Yes.", spoken("Yes.", 1), True)]))
    assert (tmp_path / "film.vtt").read_text("utf-8").endswith("\nYes.\n")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Rindfleischetikettierungsüberwachungsaufgaben", ["Rindfleischetikettierung-", "süberwachungsaufgaben"]),
        ("a" * 42, ["a" * 42]),
        ("a" * 43, ["a" * 18 + "-", "a" * 25]),
        ("1" * 43, ["1" * 18, "1" * 25]),  # figures take none
        ("花" * 17, ["花" * 8, "花" * 9]),  # nor a script without blanks
    ],
)
def test_a_word_that_must_be_cut_says_so_by_a_hyphen(text: str, lines: list[str]) -> None:
    assert [line for caption in shown(text) for line in caption] == lines


@pytest.mark.parametrize(
    "text",
    [
        "Tonight we shall go down there together with MS. YU, who is thirty, and the others.",
        "In the morning he saw Mrs. Bell at the gate of the old hospital, and Dr. Wu as well.",
        "Nobody in all of this town would ever have believed St. John himself, had he come down.",
        "Wir haben den ganzen langen Abend nur von Hr. Meier und von Frl. Schmidt gesprochen.",
    ],
)
def test_no_caption_and_no_line_ends_at_a_title(text: str) -> None:
    lines = [line for caption in shown(text) for line in caption]
    assert len(lines) > 1
    assert not [line for line in lines if re.search(r"\b(?:MS|Mrs|Dr|St|Hr|Frl)\.$", line)]


def test_two_who_speak_together_are_read_one_below_the_other() -> None:
    one, other = "I told you.", "And I told you."
    lines = [(4, "SAM", one, spoken(one, 2), True), (4, "ROSE", other, spoken(other, 2), True)]
    (cue,) = film_captions(lines)
    assert cue.lines == ("- I told you.", "- And I told you.")
    assert (cue.start_ms, cue.character, cue.italic) == (167, "SAM, ROSE", False)


def test_two_long_speeches_at_once_are_read_in_parts_and_slowly_enough() -> None:
    one = "I told you that we would never make it in time for the opening of the show."
    other = "And I told you that nobody cares about the opening as long as there is wine."
    cues = film_captions([(8, "SAM", one, spoken(one, 4.5), True), (8, "ROSE", other, spoken(other, 4.8), True)])
    assert [len(cue.lines) for cue in cues] == [2, 2]
    assert " ".join(cue.lines[0].removeprefix("- ") for cue in cues) == one
    assert " ".join(cue.lines[1].removeprefix("- ") for cue in cues) == other
    assert all(len(line) <= 42 for cue in cues for line in cue.lines)
    for cue in cues:
        assert sum(map(len, cue.lines)) / ((cue.end_ms - cue.start_ms) / 1000) <= 19
    # Case 34: it was 74 characters in 0.83 s.
    assert cues[1].start_ms >= cues[0].end_ms


def test_what_all_say_together_is_read_once() -> None:
    text = "Good night."
    lines = [(4, name, text, spoken(text, 1), True) for name in ("SAM", "ROSE", "TOM")]
    assert [cue.lines for cue in film_captions(lines)] == [("Good night.",)]
    other = (4, "MAX", "No.", spoken("No.", 1), True)
    assert [cue.lines for cue in film_captions([*lines, other])] == [("- Good night.", "- No.")]


@pytest.mark.parametrize("third", ["And I say so too.", "\U0001f600"])
def test_a_third_voice_is_read_after_the_two(third: str) -> None:
    said = ("Yes, that is so.", "No, it is not.", third)
    cues = film_captions([(4, name, text, spoken(text, 1), True) for name, text in zip("ABC", said, strict=True)])
    assert cues[0].lines == ("- Yes, that is so.", "- No, it is not.")
    assert [line for cue in cues[1:] for line in cue.lines] == [third]
