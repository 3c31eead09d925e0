"""Subtitles hold every word of the script in order, inside the field's rules, and read back as they were written."""

import html
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path

import av
import pytest
from av.subtitles.subtitle import AssSubtitle
from film_workers.captions.subtitles import Caption, film_captions, write_srt, write_vtt
from film_workers.renderers.formant.synthesis import speak
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.recipes.film import FrameRate, per_second
from contracts.recipes.line import LineTiming, Word
from tests.workers.sound.listening import line

FRAME_MS = 1000 / 24
SPEECH = (
    "You came back. After eleven years, three letters and one telegram that never arrived, you simply walk through "
    "that door as if the harbour had only been closed for the night! Did you think that I would not recognise your "
    "step on the stairs?"
)
JAPANESE = "「昨日の夜、灯台の光が消えたとき、私はあなたが戻ってきたのだと思いました。」でも、誰もいませんでした。"


def evenly(text: str, characters_a_second: float = 14, pause_ms: int = 0) -> LineTiming:
    """As if `text` were spoken at a constant pace, with a pause after each word and a longer one after a sentence."""
    words: list[Word] = []
    moment = 0
    for match in re.finditer(r"\S+", text):
        length = max(1, round(len(match[0]) * 1000 / characters_a_second))
        words.append(Word(offset=match.start(), length=len(match[0]), start_ms=moment, end_ms=moment + length))
        moment += length + pause_ms + (350 if match[0][-1] in ".!?" else 0)
    return LineTiming(duration_ms=moment, words=tuple(words), phonemes=())


def columns(text: str) -> int:
    """Columns on the screen: 1 each, full-width ones 42/16, marks none."""
    text = re.sub("\u200d.|[\U0001f3fb-\U0001f3ff]", "", text)  # parts of the emoji before them
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf") for character in text)
    return len(text) - wide - marks + -(-wide * 42 // 16)


def letters(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cs"))


def shown(captions: tuple[Caption, ...], text: str) -> str:
    """What captions show of a text, without the hyphens at which lines part its words."""
    whole = ""
    for each in (letters(each) for caption in captions for each in caption.lines):
        cut = each.endswith("-") and not letters(text).startswith(whole + each)
        whole += each.removesuffix("-") if cut else each
    return whole


def assert_legal(captions: tuple[Caption, ...], rate: FrameRate = 24) -> None:
    frame_ms = 1000 / float(per_second(rate))
    for caption in captions:
        assert 1 <= len(caption.lines) <= 2
        assert all(each == each.strip() and each for each in caption.lines)
        assert max(map(columns, caption.lines)) <= 42
        assert 833 <= caption.end_ms - caption.start_ms <= 7000
        for moment in (caption.start_ms, caption.end_ms):
            assert moment == round(round(moment / frame_ms) * frame_ms), "not on a frame"
    assert all(one.end_ms + int(2 * frame_ms) <= other.start_ms for one, other in pairwise(captions))


@pytest.mark.parametrize("rate", [25, 30, "23.976", "29.97"])
def test_captions_stand_on_the_frames_of_every_rate_and_as_long_as_at_any(rate: FrameRate) -> None:
    timing = evenly(SPEECH, 13)
    captions = film_captions(
        [(round(second * per_second(rate)), "MARA", SPEECH, timing, True) for second in (0, 60)], rate
    )
    assert_legal(captions, rate)
    usual = film_captions([(second * 24, "MARA", SPEECH, timing, True) for second in (0, 60)])
    assert [each.lines for each in captions] == [each.lines for each in usual]
    for one, other in zip(captions, usual, strict=True):
        assert one.start_ms == pytest.approx(other.start_ms, abs=84)
        assert one.end_ms == pytest.approx(other.end_ms, abs=84)


def test_a_speech_is_cut_at_its_sense() -> None:
    captions = film_captions([(0, "MARA", SPEECH, evenly(SPEECH), True)])
    assert_legal(captions)
    assert captions[0].lines == ("You came back.",)
    assert captions[-1].lines[-1].endswith("stairs?")
    articles = {"a", "the", "and", "of", "to", "that", "your"}
    assert not [each for caption in captions for each in caption.lines if each.split()[-1].lower() in articles]
    assert all(caption.character == "MARA" for caption in captions)


def test_every_cue_can_be_read_at_seventeen_characters_a_second_where_the_speech_leaves_the_time() -> None:
    captions = film_captions([(0, "MARA", SPEECH, evenly(SPEECH, 13), True)])
    for caption in captions:
        assert sum(map(len, caption.lines)) / (caption.end_ms - caption.start_ms) * 1000 <= 17.5


def test_a_cue_appears_when_its_first_word_is_heard_in_real_speech() -> None:
    recipe = line(SPEECH, "en-gb-x-rp+f2")
    timing = speak(recipe).timing
    captions = film_captions([(0, "MARA", SPEECH, timing, True)])
    assert_legal(captions)
    position = 0
    for caption in captions:
        position = SPEECH.index(caption.lines[0].split()[0], position)
        heard = next(word.start_ms for word in timing.words if word.offset >= position)
        assert abs(caption.start_ms - heard) <= 2 * FRAME_MS


def test_japanese_lines_are_short_and_begin_with_no_closing_mark() -> None:
    timing = LineTiming(duration_ms=11_000, words=(), phonemes=())
    captions = film_captions([(0, "花", JAPANESE, timing, True)])
    assert_legal(captions)
    lines = [each for caption in captions for each in caption.lines]
    assert "".join(lines) == JAPANESE
    assert max(map(len, lines)) <= 16
    assert not [each for each in lines if each[0] in "、。」っょー" or each[-1] == "「"]


def test_a_line_of_ten_thousand_characters_without_a_blank_is_shown_whole() -> None:
    text = "abcdefghij" * 1000
    captions = film_captions([(0, "A", text, evenly(text), True)])
    assert_legal(captions)
    assert shown(captions, text) == text
    assert all(each.endswith("-") for caption in captions[:-1] for each in caption.lines)


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00\x07"])
def test_a_line_without_a_visible_character_has_no_caption(text: str) -> None:
    assert film_captions([(0, "A", text, LineTiming(duration_ms=500, words=(), phonemes=()), True)]) == ()


def test_two_voices_at_once_are_read_one_after_the_other() -> None:
    one, other = "Stay where you are!", "I will not move."
    captions = film_captions([(100, "A", one, evenly(one), True), (104, "B", other, evenly(other), True)])
    assert_legal(captions)
    assert [(caption.character, caption.lines) for caption in captions] == [("A", (one,)), ("B", (other,))]
    assert captions[0].start_ms == round(100 * FRAME_MS)


def test_a_caption_stays_to_be_read_after_a_hasty_line_but_not_into_the_next() -> None:
    text = "It happened so fast that nobody could have done anything."
    hasty = evenly(text, 40)
    (alone,) = film_captions([(0, "A", text, hasty, True)])
    assert alone.end_ms > hasty.duration_ms + 1000
    first, second = film_captions([(0, "A", text, hasty, True), (48, "B", "Nobody.", evenly("Nobody."), True)])
    assert first.end_ms == second.start_ms - 83
    assert second.start_ms == 2000


def test_a_voice_from_outside_the_picture_is_in_italics(tmp_path: Path) -> None:
    captions = film_captions([(0, "OLAV", "Marta, Harbour Office.", evenly("Marta, Harbour Office."), False)])
    write_srt(tmp_path / "film.srt", captions)
    write_vtt(tmp_path / "film.vtt", captions)
    assert "<i>Marta, Harbour Office.</i>" in (tmp_path / "film.srt").read_text("utf-8")
    assert "<v OLAV><i>Marta, Harbour Office.</i>" in (tmp_path / "film.vtt").read_text("utf-8")


words = st.text(st.characters(exclude_categories=["Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=60)
texts = st.lists(st.one_of(words, st.sampled_from(["Hello,", "there.", "no", "漢字です。", "the"])), max_size=40).map(
    " ".join
)


@settings(max_examples=150, deadline=None)
@given(text=texts, pace=st.floats(2, 60), pause=st.integers(0, 900))
@example(text="\u0301" * 500, pace=10, pause=0)
@example(text="👩🏽‍🚀" * 60, pace=10, pause=0)
@example(text="(" * 300 + ")" * 300, pace=10, pause=0)
def test_every_character_is_shown_in_order_and_every_cue_is_legal(text: str, pace: float, pause: int) -> None:
    captions = film_captions([(0, "A", text, evenly(text, pace, pause), True)])
    assert shown(captions, text) == letters(text)
    assert_legal(captions)


@settings(max_examples=80, deadline=None)
@given(
    lines=st.lists(st.tuples(st.integers(0, 2000), texts, st.floats(2, 60)), max_size=8),
)
def test_a_timeline_never_shows_two_cues_at_once(lines: list[tuple[int, str, float]]) -> None:
    captions = film_captions([(start, "A", text, evenly(text, pace), True) for start, text, pace in lines])
    assert_legal(captions)
    assert sorted(letters("".join("".join(caption.lines) for caption in captions))) == sorted(
        letter for _, text, _ in lines for letter in letters(text)
    )


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ABC"), texts, st.floats(2, 60)), max_size=8))
def test_whoever_speaks_at_once_with_others_is_read(lines: list[tuple[int, str, str, float]]) -> None:
    ordered = sorted(lines, key=lambda line: line[0])
    captions = film_captions([(start, who, text, evenly(text, pace), True) for start, who, text, pace in ordered])
    assert_legal(captions)
    # Beside the dashes of who speaks together, every letter of each text, and what several say together once.
    read = Counter(letters("".join("".join(caption.lines) for caption in captions)))
    once = Counter(letter for text in {text for _, _, text, _ in lines} for letter in letters(text))
    every = Counter(letter for _, _, text, _ in lines for letter in letters(text))
    dashes = Counter({"-": sum(len(caption.lines) for caption in captions)})
    assert once <= read <= every + dashes


@settings(max_examples=50, deadline=None)
@given(
    offsets=st.lists(
        st.tuples(st.integers(0, 400), st.integers(1, 50), st.integers(0, 90_000), st.integers(0, 90_000)), max_size=30
    ),
    duration=st.integers(0, 60_000),
)
def test_a_timing_that_makes_no_sense_still_gives_legal_cues(
    offsets: list[tuple[int, int, int, int]], duration: int
) -> None:
    timing = LineTiming(
        duration_ms=duration,
        words=tuple(Word(offset=at, length=size, start_ms=start, end_ms=end) for at, size, start, end in offsets),
        phonemes=(),
    )
    assert_legal(film_captions([(0, "A", SPEECH, timing, True)]))


def read_back(path: Path) -> list[tuple[int, int, str]]:
    """(start ms, end ms, text) of every caption, by FFmpeg's demuxer."""
    with av.open(str(path)) as container:
        found: list[tuple[int, int, str]] = []
        for packet in container.demux(subtitles=0):
            if packet.pts is not None and packet.duration is not None and packet.size:
                start, length = (round(value * packet.time_base * 1000) for value in (packet.pts, packet.duration))
                found.append((start, start + length, bytes(packet).decode("utf-8")))
        return found


AWKWARD = (
    "Is 3 < 4 & 5 > 2? <b>Bold</b> of you.",
    "00:00:01,000 --> 00:00:02,000",
    "1984",
    "{\\an8}Ёлка — «готово»!",
    "私は「はい」と言いました。",
    "WEBVTT",
    "NOTE to self",
)


@pytest.fixture
def awkward() -> tuple[Caption, ...]:
    return film_captions([(n * 240, "ANNA <&>", text, evenly(text), n % 2 == 0) for n, text in enumerate(AWKWARD)])


def test_srt_reads_back_as_it_was_written(awkward: tuple[Caption, ...], tmp_path: Path) -> None:
    write_srt(tmp_path / "film.srt", awkward)
    read = read_back(tmp_path / "film.srt")
    assert [(start, end) for start, end, _ in read] == [(caption.start_ms, caption.end_ms) for caption in awkward]
    assert [re.sub(r"^<i>|</i>$", "", text) for _, _, text in read] == [
        "Is 3 < 4 & 5 > 2? ‹b›Bold‹/b› of you.",  # players read tags, and leave out those that they do not know
        "00:00:01,000 → 00:00:02,000",
        "1984",
        "(\\an8)Ёлка — «готово»!",
        "私は「はい」と言いました。",
        "WEBVTT",
        "NOTE to self",
    ]
    numbers = re.findall(r"^(\d+)\n\d\d:", (tmp_path / "film.srt").read_text("utf-8"), re.MULTILINE)
    assert numbers == [str(n) for n in range(1, len(awkward) + 1)]


def test_webvtt_reads_back_as_it_was_written(awkward: tuple[Caption, ...], tmp_path: Path) -> None:
    write_vtt(tmp_path / "film.vtt", awkward)
    written = (tmp_path / "film.vtt").read_text("utf-8")
    assert written.startswith("WEBVTT\n\n")
    assert "<v ANNA &lt;&amp;&gt;>Is 3 &lt; 4 &amp; 5 &gt; 2? &lt;b&gt;Bold&lt;/b&gt; of you." in written
    read = read_back(tmp_path / "film.vtt")
    assert [(start, end) for start, end, _ in read] == [(caption.start_ms, caption.end_ms) for caption in awkward]
    assert [html.unescape(re.sub(r"<[^>]*>", "", text)) for _, _, text in read] == [
        "\n".join(caption.lines) for caption in awkward
    ]


def test_times_go_past_the_hour(tmp_path: Path) -> None:
    text = "Still here."
    captions = film_captions([(24 * 3725, "A", text, evenly(text), True)])
    write_srt(tmp_path / "film.srt", captions)
    assert "01:02:05,000 --> 01:02:0" in (tmp_path / "film.srt").read_text("utf-8")
    assert read_back(tmp_path / "film.srt")[0][0] == 3_725_000


def test_a_film_without_a_word_has_empty_files_that_players_accept(tmp_path: Path) -> None:
    write_srt(tmp_path / "film.srt", ())
    write_vtt(tmp_path / "film.vtt", ())
    assert (tmp_path / "film.srt").read_bytes() == b""
    assert (tmp_path / "film.vtt").read_bytes() == b"WEBVTT\n"
    assert read_back(tmp_path / "film.vtt") == []


@pytest.mark.parametrize(
    "text", ["<laughter> Go!", "A <i>b</i> c", "<b", "a < b > c", "{\\an8}Up", "{b} and {x:1}", "Is 3 < 4 & 5 > 2?"]
)
def test_a_player_that_reads_tags_shows_every_letter_of_an_srt(text: str, tmp_path: Path) -> None:
    """By FFmpeg's own reading of SubRip into styled lines."""
    write_srt(tmp_path / "film.srt", film_captions([(0, "A", text, evenly(text), True)]))
    with av.open(str(tmp_path / "film.srt")) as container:
        stream = container.streams.subtitles[0]
        packet = next(packet for packet in container.demux(stream) if packet.size)
        (styled,) = packet.decode()
    assert isinstance(styled, AssSubtitle)
    said = re.sub(r"\{[^}]*\}", "", styled.dialogue.decode("utf-8").replace("\\N", " "))
    assert re.sub(r"\W", "", said) == re.sub(r"\W", "", text)


@pytest.mark.parametrize("pace", [9, 10, 11, 12])
def test_two_words_do_not_stand_alone_where_three_can(pace: int) -> None:
    text = "Before dawn and nobody was there except for the gulls and one old man with a lamp who."
    captions = film_captions([(0, "MARA", text, evenly(text, pace), True)])
    assert min(len(" ".join(each.lines).split()) for each in captions) >= 3, [each.lines for each in captions]
