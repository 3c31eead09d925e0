"""The bank plays what it is asked for: in tune, as long, as loud; and it is not there where its files are not."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from film_workers import material
from film_workers.sound import bank
from film_workers.sound.bank import SAMPLE_RATE, Bank, BankDamagedError, Sound, within
from hypothesis import given
from hypothesis import strategies as st

RATE = 24_000


def tone(hertz: float, seconds: float, rate: int = RATE) -> Sound:
    return np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate).astype(np.float32)


def a_bank(folder: Path, **articulation: object) -> Bank:
    """A bank of one recording: A4 for half a second, which loops its last tenth."""
    recorded = tone(440, 0.5)
    (folder / "bank.s16").write_bytes((recorded * 16_000).astype("<i2").tobytes())
    stream = {"start": 0, "length": len(recorded), "rate": RATE, "root": 69, "loop": [RATE * 4 // 10, RATE // 2]}
    played = {
        "instrument": "sine", "articulation": "sustained", "low": 57, "high": 81,
        "attack": 0.02, "release": 0.25,
        "zones": [{"low": 57, "high": 81, "gain": 1.0, "streams": [stream]}], **articulation,
    }  # fmt: skip
    sound = {"name": "hum", "pitch": 69.0, "gain": 1.0, "streams": [stream]}
    (folder / "bank.json").write_text(json.dumps({"notes": [played], "sounds": [sound], "samples": len(recorded)}))
    return Bank(folder / "bank.s16", folder / "bank.json")


@pytest.fixture
def sine(tmp_path: Path) -> Bank:
    return a_bank(tmp_path)


def hertz(sound: Sound) -> float:
    """The strongest frequency, between the lines of the spectrum."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 18))
    return float(1 + np.argmax(spectrum[1:])) * SAMPLE_RATE / (1 << 18)


@pytest.mark.parametrize("pitch", [57, 64, 69, 70, 81])
def test_a_note_has_its_pitch_and_lasts_as_long_as_it_is_held_and_let_go(sine: Bank, pitch: int) -> None:
    note = sine.note("sine", "sustained", pitch, 2.0, 1.0)
    assert note.shape == (int(2.25 * SAMPLE_RATE), 2)
    assert note.dtype == np.float32
    assert hertz(note[:, 0]) == pytest.approx(440 * 2 ** ((pitch - 69) / 12), rel=0.001)
    assert abs(note[-1]).max() < 1e-6
    assert abs(note[0]).max() < 1e-6


def test_a_loop_goes_on_without_a_gap_or_a_click(sine: Bank) -> None:
    held = sine.note("sine", "sustained", 69, 3.0, 1.0)[SAMPLE_RATE // 10 : 3 * SAMPLE_RATE, 0]
    steepest = 2 * np.pi * 440 / SAMPLE_RATE * abs(held).max()
    assert abs(np.diff(held)).max() < 1.2 * steepest
    levels = [float(abs(part).max()) for part in np.array_split(held, 20)]
    assert min(levels) > 0.9 * max(levels)


def test_softer_is_quieter_and_darker(orchestra: Bank) -> None:
    def brightness(note: Sound) -> float:
        spectrum = np.abs(np.fft.rfft(note[:, 0]))
        return float((spectrum * np.arange(len(spectrum))).sum() / spectrum.sum())

    notes = [orchestra.note("violins", "sustained", 67, 1.5, velocity) for velocity in (0.1, 0.5, 0.95)]
    loud = [float(np.sqrt(np.mean(np.square(note)))) for note in notes]
    assert loud[0] < loud[1] / 2 < loud[2] / 4
    bright = [brightness(note) for note in notes]
    assert bright[0] < bright[1] < bright[2]


def test_what_is_plucked_fades_and_what_trembles_comes_and_goes(tmp_path: Path) -> None:
    plucked = a_bank(tmp_path, decay=2.0).note("sine", "sustained", 69, 2.0, 1.0)
    levels = [float(abs(part).max()) for part in np.array_split(plucked[:, 0], 8)]
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] < levels[0] / 100
    trembling = a_bank(tmp_path, tremolo=10.0).note("sine", "sustained", 69, 2.0, 1.0)
    strokes = [float(abs(part).max()) for part in np.array_split(trembling[SAMPLE_RATE // 10 : 2 * SAMPLE_RATE], 400)]
    assert min(strokes) < 0.65 * max(strokes)


def test_a_sound_that_goes_on_lasts_as_long_as_wanted_and_another_ends_by_itself(orchestra: Bank) -> None:
    assert len(orchestra.sound("sea", 20.0)) == 20 * SAMPLE_RATE
    assert float(np.square(orchestra.sound("sea", 20.0)[-2 * SAMPLE_RATE :]).mean()) > 1e-4
    assert len(orchestra.sound("gun_shot", 20.0)) < 2 * SAMPLE_RATE
    assert {"birds", "telephone", "helicopter", "applause", "church_bell", "bass_drum"} <= orchestra.sounds
    for name in orchestra.sounds:
        sound = orchestra.sound(name)
        assert sound.ndim == 1
        assert 0.5 < abs(sound).max() < 1.1, name


def test_every_instrument_is_in_tune_and_as_loud_as_the_others(orchestra: Bank) -> None:
    """Its strongest partials lie on multiples of its pitch (bells and drums have partials of their own)."""
    off: dict[str, float] = {}
    for (instrument, articulation), played in orchestra.articulations.items():
        cents: list[float] = []
        for pitch in np.linspace(played.low, played.high, 7).astype(int)[1:-1]:
            note = orchestra.note(instrument, articulation, int(pitch), 1.5, 1.0)
            level = 10 * np.log10(float(np.square(note[: SAMPLE_RATE // 2]).mean()) + 1e-12)
            assert -30 < level < -15, (instrument, articulation, pitch, level)
            partial = hertz(note[SAMPLE_RATE // 10 :].mean(axis=1)) / (440 * 2 ** ((pitch - 69) / 12))
            cents.append(1200 * abs(float(np.log2(partial / max(1, round(partial))))))
        off[f"{instrument} {articulation}"] = float(np.median(cents))
    inharmonic = {"tubular_bells struck", "timpani struck", "glockenspiel struck", "marimba struck", "celesta struck"}
    assert {name: cents for name, cents in off.items() if cents > 25 and name not in inharmonic} == {}


def test_the_same_note_is_the_same_bytes_whatever_was_played_before(sine: Bank, tmp_path: Path) -> None:
    first = sine.note("sine", "sustained", 66, 1.3, 0.6).tobytes()
    for pitch in range(57, 82):
        sine.note("sine", "sustained", pitch, 2.0, 0.9)
    assert sine.note("sine", "sustained", 66, 1.3, 0.6).tobytes() == first
    assert a_bank(tmp_path).note("sine", "sustained", 66, 1.3, 0.6).tobytes() == first


@given(pitch=st.integers(0, 127), low=st.integers(24, 60), width=st.integers(12, 48))
def test_a_pitch_outside_the_range_moves_by_octaves_into_it(pitch: int, low: int, width: int) -> None:
    moved = within(pitch, low, low + width)
    assert low <= moved <= low + width
    assert (moved - pitch) % 12 == 0
    assert moved == pitch or not low <= pitch <= low + width


def damage(folder: Path) -> Iterator[Path]:
    (folder / "bank.s16").write_bytes(b"\0" * 10)
    yield folder
    (folder / "bank.json").write_text("{")
    yield folder
    (folder / "bank.json").unlink()
    yield folder


def test_a_damaged_bank_is_said(tmp_path: Path) -> None:
    a_bank(tmp_path)
    for folder in damage(tmp_path):
        with pytest.raises(BankDamagedError, match=r"run \./studio material"):
            Bank(folder / "bank.s16", folder / "bank.json")


def test_without_the_material_there_is_no_bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(material, "HOME", tmp_path)
    bank.opened.cache_clear()
    try:
        assert bank.opened() is None
    finally:
        bank.opened.cache_clear()
