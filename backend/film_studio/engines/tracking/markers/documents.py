"""Marks as XML: Final Cut Pro 7's, which Premiere and Resolve read, and Final Cut Pro's own."""

from fractions import Fraction
from typing import Final

from lxml import etree

from contracts.recipes.film import HEIGHT, WIDTH
from film_studio.engines.tracking.markers.marks import Mark, Marked
from film_studio.engines.tracking.markers.timecode import Rate
from film_studio.screenplay.fdx.document import Node

#: Where a marker of one frame ends.
_POINT: Final = "-1"
#: Two code points that stand for nothing: people's text may hold them, and XML may not. It holds no control characters.
_NOT_IN_XML: Final = str.maketrans("", "", "\ufffe\uffff")
_PICTURE: Final = {"width": str(WIDTH), "height": str(HEIGHT)}


def fcp7(film: Marked) -> bytes:
    """xmeml 5: a sequence without clips, and its markers by frames of the sequence."""
    root = etree.Element("xmeml", version="5")
    sequence = etree.SubElement(root, "sequence")
    _texts(sequence, name=film.title, duration=film.frames)
    _rate(sequence, film.rate)
    code = etree.SubElement(sequence, "timecode")
    _rate(code, film.rate)
    _texts(code, string=film.at(0), frame=film.first, displayformat="DF" if film.rate.drops else "NDF")
    video = etree.SubElement(etree.SubElement(sequence, "media"), "video")
    characteristics = etree.SubElement(etree.SubElement(video, "format"), "samplecharacteristics")
    _texts(characteristics, **_PICTURE)
    _rate(characteristics, film.rate)
    etree.SubElement(video, "track")
    for mark in film.marks:
        end = mark.frame + mark.frames if mark.frames > 1 else _POINT
        marker = etree.SubElement(sequence, "marker")
        _texts(marker, name=mark.name, comment=mark.note, **{"in": mark.frame}, out=end)
    return _written(root, "<!DOCTYPE xmeml>")


def fcpxml(film: Marked) -> bytes:
    """FCPXML 1.10: to-do markers in a gap as long as the film, done where they are resolved."""
    root = etree.Element("fcpxml", version="1.10")
    form = {"id": "r1", "frameDuration": _seconds(1, film.rate), **_PICTURE}
    etree.SubElement(etree.SubElement(root, "resources"), "format", form)
    title = _plain(film.title)
    event = etree.SubElement(etree.SubElement(root, "library"), "event", name=title)
    start, length = _seconds(film.first, film.rate), _seconds(film.frames, film.rate)
    sequence = etree.SubElement(
        etree.SubElement(event, "project", name=title),
        "sequence",
        {
            "format": "r1",
            "duration": length,
            "tcStart": start,
            "tcFormat": "DF" if film.rate.drops else "NDF",
        },
    )
    gap = etree.SubElement(
        etree.SubElement(sequence, "spine"),
        "gap",
        {"name": title, "offset": start, "start": start, "duration": length},
    )
    for mark in film.marks:
        etree.SubElement(gap, "marker", _marker(film, mark))
    return _written(root, "<!DOCTYPE fcpxml>")


def _marker(film: Marked, mark: Mark) -> dict[str, str]:
    return {
        "start": _seconds(film.first + mark.frame, film.rate),
        "duration": _seconds(mark.frames, film.rate),
        "value": _plain(mark.name),
        "note": _plain(mark.note),
        "completed": "1" if mark.resolved else "0",
    }


def _seconds(frames: int, rate: Rate) -> str:
    """A time as FCPXML has it: a whole number of frames, as a fraction of seconds."""
    time = Fraction(frames * rate.den, rate.num)
    return f"{time.numerator}s" if time.denominator == 1 else f"{time.numerator}/{time.denominator}s"


def _rate(parent: Node, rate: Rate) -> None:
    of = etree.SubElement(parent, "rate")
    _texts(of, timebase=rate.counted, ntsc="TRUE" if rate.den == 1001 else "FALSE")


def _texts(parent: Node, **texts: str | int) -> None:
    for name, text in texts.items():
        etree.SubElement(parent, name).text = _plain(str(text))


def _plain(text: str) -> str:
    return text.translate(_NOT_IN_XML)


def _written(root: Node, doctype: str) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True, doctype=doctype)
