"""`python -m tools.material.bank FONT FOLDER`: the recordings that the score and the effects use, out of a SoundFont.

bank.s16    int16, little-endian: recordings of one channel, one after the other, each at its own rate
bank.json   {"notes": [...], "sounds": [...], "samples": how many there are}, as `film_workers.sound.bank`
            reads it

A process of its own, in the environment that has NumPy and a decoder (`decoding`): the material's maker has neither.
"""

import io
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import av
import av.error
import numpy as np
from numpy.typing import NDArray

from tools.material.soundfont import NotASoundFontError, Recording, SoundFont, Zone

TABLE: Final = Path(__file__).with_name("orchestra.toml")
#: Seconds of a note by which its loudness is measured, and what all are brought to: −20 dB of full scale.
_MEASURED: Final = {True: (0.15, 1.15), False: (0.0, 0.3)}
_LOUDNESS: Final = 0.1
_SOUNDS_PEAK: Final = 0.9
_LOUDEST_GAIN: Final = 12.0
_VELOCITY: Final = 90
#: The bank of percussion: each key is another instrument, at its own pitch.
_PERCUSSION: Final = 128
Sound = NDArray[np.float32]


class Bank:
    """Collects recordings, each once, whoever plays it."""

    def __init__(self, font: SoundFont) -> None:
        self._font = font
        self._places: dict[tuple[int, float | None, bool], dict[str, Any]] = {}
        self._kept: dict[int, Sound] = {}
        self.parts: list[NDArray[np.int16]] = []
        self.samples = 0

    def note(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """An instrument's articulation, as the index holds it."""
        ranges = self._by_keys(told)
        ranges = ranges[:: told.get("every", 1)]
        zones: list[dict[str, Any]] = []
        for number, pair in enumerate(ranges):
            loops = "loops" in told or "decay" in told
            streams = [self._stream(zone, told.get("seconds"), loops=loops) for zone in pair]
            gain = self._gain(streams, sustained="loops" in told)
            following = ranges[number + 1][0].low - 1 if number + 1 < len(ranges) else told["high"]
            high = told["high"] if number + 1 == len(ranges) else following
            zones.append({"low": pair[0].low if zones else told["low"], "high": high, "gain": gain, "streams": streams})
        kept = ("instrument", "articulation", "low", "high", "attack", "release", "decay", "tremolo")
        return {**{name: told[name] for name in kept if name in told}, "zones": zones}

    def sound(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """A sound by its name."""
        bank, preset = _numbers(told["preset"])
        zones = [
            zone
            for zone in self._font.zones(bank, preset, told.get("velocity", _VELOCITY))
            if zone.low <= told["key"] <= zone.high
        ]
        if not zones:
            raise NotASoundFontError(f"{told['name']}: nothing sounds on key {told['key']}")
        stream = self._stream(zones[-1], told.get("seconds"), loops=True)
        pitch = stream["root"] if bank == _PERCUSSION else float(told["key"])
        peak = float(np.abs(self._kept[stream["start"]]).max())
        return {
            **{name: told[name] for name in ("name", "decay") if name in told},
            "pitch": pitch,
            "gain": round(_SOUNDS_PEAK / peak, 4),
            "streams": [stream],
        }

    def _by_keys(self, told: Mapping[str, Any]) -> list[list[Zone]]:
        """The zones of each range of keys, left before right: one where the recording has one channel."""
        bank, preset = _numbers(told["preset"])
        found: dict[int, list[Zone]] = {}
        for zone in self._font.zones(bank, preset, told.get("velocity", _VELOCITY)):
            wanted = zone.high >= told["low"] and zone.low <= told["high"]
            if wanted and (zone.loops or "loops" not in told):
                found.setdefault(zone.low, []).append(zone)
        pairs: list[list[Zone]] = []
        for _, zones in sorted(found.items()):
            sides = {(zone.pan > 0) - (zone.pan < 0): zone for zone in reversed(zones)}
            pairs.append([sides[-1], sides[1]] if {-1, 1} <= set(sides) else [zones[0]])
        if not pairs:
            raise NotASoundFontError(f"preset {told['preset']} has nothing for {told['instrument']}")
        return pairs

    def _stream(self, zone: Zone, seconds: float | None, *, loops: bool) -> dict[str, Any]:
        recording = zone.recording
        key = (recording.number, seconds, loops and zone.loops)
        if key not in self._places:
            self._places[key] = self._put(recording, seconds, loops=loops and zone.loops)
        return {**self._places[key], "root": round(zone.root, 4)}

    def _put(self, recording: Recording, seconds: float | None, *, loops: bool) -> dict[str, Any]:
        sound = decoded(recording)
        start, end = recording.loop
        loop = [start, end] if loops and 0 <= start < end <= len(sound) else None
        if seconds is not None and len(sound) > seconds * recording.rate:
            sound, loop = _ended(sound[: int(seconds * recording.rate)], recording.rate), None
        sound = sound[: loop[1]] if loop else sound
        # Some were recorded off the middle: under a tremolo that would thump.
        sound = np.asarray(sound - np.mean(sound[loop[0] if loop else 0 :]), np.float32)
        place = {"start": self.samples, "length": len(sound), "rate": recording.rate, "loop": loop}
        self._kept[self.samples] = sound
        self.parts.append(np.clip(np.round(sound * 32767), -32768, 32767).astype("<i2"))
        self.samples += len(sound)
        return place

    def _gain(self, streams: Sequence[Mapping[str, Any]], *, sustained: bool) -> float:
        """What brings a note to the loudness of all others."""
        begin, end = _MEASURED[sustained]
        powers: list[float] = []
        for stream in streams:
            sound = self._kept[stream["start"]]
            measured = sound[int(begin * stream["rate"]) : int(end * stream["rate"])]
            measured = measured if len(measured) > 100 else sound
            powers.append(float(np.mean(np.square(measured))))
        return round(min(_LOUDEST_GAIN, _LOUDNESS / max(1e-9, float(np.sqrt(np.mean(powers))))), 4)


def decoded(recording: Recording) -> Sound:
    """A recording's samples, shape (n,), full scale 1. Raises `NotASoundFontError` for what is not Ogg Vorbis."""
    try:
        with av.open(io.BytesIO(recording.vorbis), "r", format="ogg") as container:
            parts = [frame.to_ndarray()[0].astype(np.float32) for frame in container.decode(audio=0)]
    except av.error.FFmpegError as error:
        raise NotASoundFontError(f"recording {recording.number} cannot be decoded: {error}") from error
    if not parts:
        raise NotASoundFontError(f"recording {recording.number} is empty")
    return np.concatenate(parts)


def make(font: Path, target: Path, table: Path = TABLE) -> None:
    """The two files of the bank in `target`. Raises `NotASoundFontError`."""
    told = tomllib.loads(table.read_text(encoding="utf-8"))
    bank = Bank(SoundFont.of(font))
    index = {"notes": list(_all(bank.note, told["notes"])), "sounds": list(_all(bank.sound, told["sounds"]))}
    with (target / "bank.s16").open("wb") as file:
        for part in bank.parts:
            file.write(part.tobytes())
    (target / "bank.json").write_text(json.dumps({**index, "samples": bank.samples}), encoding="utf-8")


def _all(made: Any, told: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    return (made(each) for each in told)


def _ended(sound: Sound, rate: int) -> Sound:
    """With its last second faded: it was cut."""
    fade = min(len(sound), rate)
    sound[-fade:] *= np.cos(np.linspace(0, np.pi / 2, fade, dtype=np.float32))
    return sound


def _numbers(preset: str) -> tuple[int, int]:
    bank, number = preset.split(":")
    return int(bank), int(number)


if __name__ == "__main__":
    try:
        make(Path(sys.argv[1]), Path(sys.argv[2]))
    except NotASoundFontError as error:
        sys.exit(str(error))
