"""Reads SoundFonts 3: which recordings a preset plays on a key, and the recordings, which are Ogg Vorbis.

Only what says which part of which recording sounds how high is read; a font's filters, envelopes and modulators are
not.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

# Operators of generators, of SoundFont 2.04, section 8.1.2.
_PAN: Final = 17
_INSTRUMENT: Final = 41
_KEYS: Final = 43
_VELOCITIES: Final = 44
_COARSE: Final = 51
_FINE: Final = 52
_SAMPLE: Final = 53
_MODES: Final = 54
_ROOT: Final = 58
_ALL: Final = 0x7F00  # 0 … 127: what a zone without a range covers
_LOOPS: Final = (1, 3)
_Generators = dict[int, int]


class NotASoundFontError(Exception):
    """A file is not a SoundFont, or has not what is asked of it."""


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A sample of the font. `loop`: samples from and to which it repeats, as the font means it; `root`: its MIDI pitch,
    in fractions."""

    number: int
    vorbis: bytes
    rate: int
    root: float
    loop: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Zone:
    """What sounds on the keys `low` … `high`. `pan` from −0.5 (left) to 0.5; `root`: the pitch that the recording has
    unchanged."""

    low: int
    high: int
    pan: float
    root: float
    loops: bool
    recording: Recording


class SoundFont:
    """A font, in memory. Raises `NotASoundFontError` for anything else."""

    def __init__(self, content: bytes) -> None:
        try:
            self._read(content)
        except (struct.error, KeyError, IndexError) as error:
            raise NotASoundFontError(f"not a SoundFont, or a damaged one: {error!r}") from error

    @classmethod
    def of(cls, path: Path) -> "SoundFont":
        return cls(path.read_bytes())

    def zones(self, bank: int, preset: int, velocity: int) -> list[Zone]:
        """What a preset plays at a velocity. Raises `NotASoundFontError` where the font has no such preset."""
        for header, following in zip(self._presets, self._presets[1:], strict=False):
            if (header[2], header[1]) == (bank, preset):
                return list(self._zones(header[3], following[3], velocity))
        raise NotASoundFontError(f"the font has no preset {bank}:{preset}")

    def _read(self, content: bytes) -> None:
        if content[:4] != b"RIFF" or content[8:12] != b"sfbk":
            raise NotASoundFontError("not a SoundFont")
        chunks: dict[bytes, tuple[int, int]] = {}
        for name, start, length in _chunks(content, 12, len(content)):
            if name == b"LIST":
                chunks |= {inner: (at, size) for inner, at, size in _chunks(content, start + 4, start + length)}

        def records(name: bytes, form: str) -> list[tuple[Any, ...]]:
            start, length = chunks[name]
            return list(struct.iter_unpack(form, content[start : start + length]))

        self._content = content
        self._samples_at = chunks[b"smpl"][0]
        self._presets = records(b"phdr", "<20sHHHIII")
        self._preset_bags, self._preset_generators = records(b"pbag", "<HH"), records(b"pgen", "<HH")
        self._instruments = records(b"inst", "<20sH")
        self._instrument_bags, self._instrument_generators = records(b"ibag", "<HH"), records(b"igen", "<HH")
        self._samples = records(b"shdr", "<20sIIIIIBbHH")

    def _zones(self, first: int, last: int, velocity: int) -> Iterator[Zone]:
        for outer in _generators(self._preset_bags, self._preset_generators, first, last, ends=_INSTRUMENT):
            number = outer[_INSTRUMENT]
            begin, end = self._instruments[number][1], self._instruments[number + 1][1]
            for inner in _generators(self._instrument_bags, self._instrument_generators, begin, end, ends=_SAMPLE):
                velocities, keys = _both(outer, inner, _VELOCITIES), _both(outer, inner, _KEYS)
                if velocity in velocities and keys:
                    yield self._zone(outer, inner, keys)

    def _zone(self, outer: _Generators, inner: _Generators, keys: range) -> Zone:
        def sum_of(operator: int) -> int:
            return _signed(outer.get(operator, 0)) + _signed(inner.get(operator, 0))

        recording = self._recording(inner[_SAMPLE])
        written = inner.get(_ROOT, 0xFFFF)
        tuning = sum_of(_COARSE) + sum_of(_FINE) / 100
        # The recording's own correction is in its root; a root that the zone gives takes the place of the whole notes.
        root = recording.root if written > 127 else written + recording.root - round(recording.root)
        return Zone(
            low=keys.start,
            high=keys.stop - 1,
            pan=max(-0.5, min(0.5, sum_of(_PAN) / 1000)),
            root=root - tuning,
            loops=inner.get(_MODES, 0) in _LOOPS,
            recording=recording,
        )

    def _recording(self, number: int) -> Recording:
        _, start, end, loop_start, loop_end, rate, root, correction, _, _ = self._samples[number]
        return Recording(
            number=number,
            vorbis=self._content[self._samples_at + start : self._samples_at + end],
            rate=rate,
            root=(root if root <= 127 else 60) - correction / 100,
            loop=(loop_start, loop_end),
        )


def _chunks(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, place and length. The writers of these fonts leave out the byte that makes a length even."""
    while start + 8 <= end:
        name, length = struct.unpack_from("<4sI", content, start)
        yield name, start + 8, length
        start += 8 + length


def _generators(
    bags: Sequence[tuple[Any, ...]], generators: Sequence[tuple[Any, ...]], first: int, last: int, *, ends: int
) -> Iterator[_Generators]:
    """Each zone's generators, over those of the global zone: the first, where it does not end as the others do."""
    common: _Generators = {}
    for index in range(first, last):
        own = {int(operator): int(amount) for operator, amount in generators[bags[index][0] : bags[index + 1][0]]}
        if ends in own:
            yield {**common, **own}
        else:
            common = own


def _both(outer: _Generators, inner: _Generators, operator: int) -> range:
    """The numbers that lie in the range of the preset and in that of the instrument."""
    one, other = outer.get(operator, _ALL), inner.get(operator, _ALL)
    return range(max(one & 255, other & 255), min(one >> 8, other >> 8) + 1)


def _signed(amount: int) -> int:
    return amount - 0x10000 if amount > 0x7FFF else amount
