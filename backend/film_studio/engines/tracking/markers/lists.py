"""Marks as lists of text: DaVinci Resolve's marker EDL, and CSV."""

from film_studio.engines.tracking.markers.marks import Marked
from film_studio.kit.spreadsheet import csv_of

_OPEN, _RESOLVED = "ResolveColorBlue", "ResolveColorGreen"


def edl(film: Marked) -> bytes:
    """As Resolve writes and reads it: an event of one frame a mark, with the colour, the name and the length behind
    bars. UTF-8."""
    lines = [f"TITLE: {_one_line(film.title)}", f"FCM: {'DROP FRAME' if film.rate.drops else 'NON-DROP FRAME'}", ""]
    for number, mark in enumerate(film.marks, start=1):
        color = _RESOLVED if mark.resolved else _OPEN
        place = f"{film.at(mark.frame)} {film.at(mark.frame + 1)}"
        lines += [
            f"{number:03}  001      V     C        {place} {place}",
            f"{_one_line(mark.note)} |C:{color} |M:{_one_line(mark.name)} |D:{mark.frames}",
            "",
        ]
    return "\r\n".join((*lines, "")).encode()


def table(film: Marked) -> bytes:
    """A row a mark, as RFC 4180 has it, in UTF-8 that says so: Excel reads it as something else otherwise."""
    rows = [
        (
            *(film.at(mark.frame), film.at(mark.frame + mark.frames), mark.frame, mark.frames),
            *(mark.name, mark.note, "resolved" if mark.resolved else "open"),
        )
        for mark in film.marks
    ]
    return csv_of([("Timecode", "End", "Frame", "Frames", "Who", "Note", "State"), *rows]).encode("utf-8-sig")


def _one_line(text: str) -> str:
    """A bar would begin the next field."""
    return " / ".join(line.strip() for line in text.replace("|", "¦").split("\n"))
