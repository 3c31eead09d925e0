"""Looks into films from outside: what a player would find."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import av


@dataclass(frozen=True, kw_only=True)
class Probe:
    """What a film file contains. Durations in seconds."""

    width: int
    height: int
    frames_per_second: float
    frames: int
    picture_seconds: float
    sound_seconds: float
    codecs: tuple[str, ...]
    essence: str
    faststart: bool


def probe(path: Path) -> Probe:
    """Read every packet; `essence` is the sha256 of the pictures as encoded, in order."""
    digest = hashlib.sha256()
    frames, sound_end = 0, 0.0
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        for packet in container.demux():
            if packet.stream is video and packet.size:
                digest.update(bytes(packet))
                frames += 1
            elif packet.stream.type == "audio" and packet.pts is not None:
                sound_end = max(sound_end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        codecs = tuple(stream.codec_context.name for stream in container.streams)
        rate = video.average_rate or 0
    head = path.read_bytes()
    return Probe(
        width=video.codec_context.width,
        height=video.codec_context.height,
        frames_per_second=float(rate),
        frames=frames,
        picture_seconds=frames / float(rate),
        sound_seconds=sound_end,
        codecs=codecs,
        essence=digest.hexdigest(),
        faststart=0 <= head.find(b"moov") < head.find(b"mdat"),
    )


MINI = b"""Title: Low Tide
Author: The studio's tests

EXT. HARBOUR - DUSK

The tide is out. IDA, 60, ties a rope that no longer has a boat.

IDA
It was here this morning.

TOM (O.S.)
(whispering)
It sank in the spring, Ida.

DISSOLVE TO:

INT. KITCHEN - NIGHT

TOM, 30, sets down two cups.

TOM
Drink. We look again tomorrow.

IDA
Tomorrow, then.
"""
