"""Comments leave as markers: the same frames and words in every format, read back by what is strict."""

import csv
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from io import StringIO

import pytest
from film_studio.engines.tracking.authors import Author
from film_studio.engines.tracking.comment_schemas import Comment, Reply
from film_studio.engines.tracking.markers import WRITERS
from film_studio.engines.tracking.markers.marks import Mark, Marked, marks_of
from film_studio.engines.tracking.markers.timecode import Rate, frame_of, timecode
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

RATES = [Rate(24, 1), Rate(25, 1), Rate(30, 1), Rate(24_000, 1001), Rate(30_000, 1001)]
NOW = datetime(2026, 6, 3, tzinfo=UTC)
DAY_FRAMES = 24 * 3600 * 30
EVENT = re.compile(r"^(\d{3,})  001      V     C        (\S+) (\S+) (\S+) (\S+)$")
NOTE = re.compile(r"^([^|]*) \|C:ResolveColor(Blue|Green) \|M:([^|]*) \|D:(\d+)$")


@settings(max_examples=200)
@given(st.sampled_from(RATES), st.integers(0, DAY_FRAMES))
def test_a_timecode_names_one_frame_and_that_frame_alone(rate: Rate, frame: int) -> None:
    named = timecode(frame, rate)
    assert frame_of(named, rate) == frame
    assert timecode(frame + 1, rate) > named
    assert (";" in named) == ((rate.num, rate.den) == (30_000, 1001))


def test_dropped_numbers_keep_the_timecode_with_the_clock() -> None:
    rate = Rate(30_000, 1001)
    assert timecode(1799, rate) == "00:00:59;29"
    assert timecode(1800, rate) == "00:01:00;02"
    assert timecode(17_982, rate) == "00:10:00;00"
    assert timecode(107_892, rate) == "01:00:00;00"
    for hours in range(24):
        assert abs(frame_of(f"{hours:02}:00:00;00", rate) * 1001 / 30_000 - hours * 3600) < 0.1
    for never in ("00:01:00;00", "00:59:00;01", "00:00:00;30", "00:60:00;00", "1:00:00:00"):
        with pytest.raises(ValueError, match=never):
            frame_of(never, rate)


def comment(frame: int | None, text: str, name: str = "Mara", *, resolved: bool = False, frames: int = 1) -> Comment:
    who = Author(kind="member", name=name, is_you=False)
    return Comment(
        id=uuid.uuid4(),
        production_id=uuid.uuid4(),
        shot=None if frame is None else 0,
        frame=frame,
        frames=frames,
        text=text,
        drawing=[],
        author=who,
        resolved_at=NOW if resolved else None,
        replies=[],
        version=1,
        created_at=NOW,
        updated_at=NOW,
    )


def test_what_is_said_of_the_same_frame_is_one_mark_with_the_answers_in_it() -> None:
    first = comment(48, "Too dark.", resolved=True)
    answered = comment(48, "And late.", "Leo", frames=12)
    who = Author(kind="member", name="Mara", is_you=True)
    answered.replies.append(
        Reply(
            id=uuid.uuid4(),
            comment_id=answered.id,
            author=who,
            text="By how much?",
            version=1,
            created_at=NOW,
            updated_at=NOW,
        )
    )
    marks = marks_of([comment(None, "Of a shot that is gone."), comment(96, "Good.", resolved=True), answered, first])
    assert [(mark.frame, mark.frames, mark.resolved) for mark in marks] == [(48, 12, False), (96, 1, True)]
    assert sorted(marks[0].note.split("\n")) == ["> Mara: By how much?", "Leo: And late.", "Mara: Too dark."]
    assert set(marks[0].name.split(", ")) == {"Mara", "Leo"}
    assert (marks[1].name, marks[1].note) == ("Mara", "Good.")


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=20)


def film_of(title: str, rate: Rate, marks: list[Mark]) -> Marked:
    in_order = tuple(sorted(marks, key=lambda mark: mark.frame))
    return Marked(title=title, rate=rate, frames=10_000, start="01:00:00:00", marks=in_order)


FILMS = st.builds(
    film_of,
    title=TEXT,
    rate=st.sampled_from(RATES),
    marks=st.lists(
        st.builds(
            Mark,
            frame=st.integers(0, 9_000),
            frames=st.integers(1, 500),
            name=TEXT,
            note=st.lists(TEXT, min_size=1, max_size=3).map("\n".join),
            resolved=st.booleans(),
        ),
        max_size=4,
        unique_by=lambda mark: mark.frame,
    ),
)
Found = list[tuple[int, int, bool]]


@settings(max_examples=80)
@given(FILMS)
def test_every_format_holds_the_same_frames(film: Marked) -> None:
    expected = [(mark.frame, mark.frames, mark.resolved) for mark in film.marks]
    written = {form: writer.write(film) for form, writer in WRITERS.items()}
    assert _of_edl(written["edl"], film) == expected
    assert _of_fcpxml(written["fcpxml"], film) == expected
    assert _of_csv(written["csv"]) == expected
    # Final Cut Pro 7 knows no state of a marker.
    assert _of_fcp7(written["fcp7"], film) == [(frame, frames) for frame, frames, _ in expected]
    assert {form: writer.write(film) for form, writer in WRITERS.items()} == written


def _of_edl(data: bytes, film: Marked) -> Found:
    title, mode, _, *lines = data.decode().removesuffix("\r\n").split("\r\n")
    assert title.startswith("TITLE: ")
    assert mode == ("FCM: DROP FRAME" if film.rate.drops else "FCM: NON-DROP FRAME")
    found: Found = []
    for number in range(0, len(lines) // 3 * 3, 3):
        event, note = EVENT.match(lines[number]), NOTE.match(lines[number + 1])
        assert event is not None, lines[number]
        assert note is not None, lines[number + 1]
        assert int(event[1]) == number // 3 + 1
        assert (event[2], event[3]) == (event[4], event[5])
        start, end = frame_of(event[2], film.rate), frame_of(event[3], film.rate)
        assert end == start + 1
        found.append((start - film.first, int(note[4]), note[2] == "Green"))
    return found


def _of_fcpxml(data: bytes, film: Marked) -> Found:
    root = etree.fromstring(data)
    one = Fraction(film.rate.den, film.rate.num)
    (form,), (gap,), (sequence,) = (root.findall(f".//{name}") for name in ("format", "gap", "sequence"))
    assert _seconds(form.attrib["frameDuration"]) == one
    assert gap.attrib["start"] == gap.attrib["offset"] == sequence.attrib["tcStart"]
    found: Found = []
    for marker in root.iter("marker"):
        start = (_seconds(marker.attrib["start"]) - _seconds(gap.attrib["start"])) / one
        frames = _seconds(marker.attrib["duration"]) / one
        assert start.denominator == frames.denominator == 1
        found.append((int(start), int(frames), marker.attrib["completed"] == "1"))
    notes = [mark.note for mark in film.marks]
    assert [_xml(marker.attrib["note"]) for marker in root.iter("marker")] == [_xml(note) for note in notes]
    return found


def _seconds(text: str) -> Fraction:
    assert text.endswith("s")
    return Fraction(text[:-1])


def _xml(text: str) -> str:
    return text.replace("\ufffe", "").replace("\uffff", "")


def _of_fcp7(data: bytes, film: Marked) -> list[tuple[int, int]]:
    sequence = etree.fromstring(data).find("sequence")
    assert sequence is not None
    texts: Mapping[str, str] = {node.tag: node.text or "" for node in sequence.iter() if isinstance(node.tag, str)}
    assert texts["timebase"] == str(film.rate.counted)
    assert texts["ntsc"] == ("TRUE" if film.rate.den == 1001 else "FALSE")
    assert sequence.findtext("timecode/string") == timecode(film.first, film.rate)
    found: list[tuple[int, int]] = []
    for marker in sequence.findall("marker"):
        start, end = int(marker.findtext("in") or ""), int(marker.findtext("out") or "")
        found.append((start, 1 if end == -1 else end - start))
    assert [marker.findtext("comment") for marker in sequence.findall("marker")] == [
        _xml(mark.note) for mark in film.marks
    ]
    return found


def _of_csv(data: bytes) -> Found:
    rows = list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    return [(int(row["Frame"]), int(row["Frames"]), row["State"] == "resolved") for row in rows]
