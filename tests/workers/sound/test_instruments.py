"""Instruments and the hall they play in: what each note sounds like, and where it is heard."""

from functools import partial
from typing import get_args

import numpy as np
import pytest
from film_workers.sound.music import instruments
from film_workers.sound.music.players import Placed
from film_workers.sound.music.score import perform
from listening import SAMPLE_RATE, Sound, level

from contracts.recipes.film import FrameRate, counted, sample_at

STRUCK = {
    "piano": partial(instruments.piano, 57),
    "bell": partial(instruments.bell, 81),
    "spiccato": partial(instruments.spiccato, 45),
    "drum": instruments.drum,
}


def strongest(sound: Sound) -> float:
    """Hz of the strongest partial, to a tenth of a semitone for a long tone."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 19))
    return float(np.argmax(power)) * SAMPLE_RATE / (1 << 19)


@pytest.mark.parametrize(("pitch", "hertz"), [(69, 440.0), (81, 880.0), (57, 220.0), (60, 261.626), (70, 466.164)])
def test_pitches_are_those_of_the_tempered_scale(pitch: int, hertz: float) -> None:
    assert instruments.frequency(pitch) == pytest.approx(hertz, abs=0.01)


@pytest.mark.parametrize("pitch", [45, 57, 69, 81])
def test_what_has_a_pitch_sounds_at_it(pitch: int) -> None:
    expected = instruments.frequency(pitch)
    assert strongest(instruments.piano(pitch)) == pytest.approx(expected, rel=0.006)
    assert strongest(instruments.bell(pitch)) == pytest.approx(expected, rel=0.006)
    assert strongest(instruments.spiccato(pitch)) == pytest.approx(expected, rel=0.02)
    assert strongest(instruments.bass(pitch, SAMPLE_RATE)) == pytest.approx(expected, rel=0.006)
    for side in (0, 1):
        assert strongest(instruments.pad((pitch,), 2 * SAMPLE_RATE, 0.5)[:, side]) == pytest.approx(expected, rel=0.006)


@pytest.mark.parametrize("kind", STRUCK)
def test_what_is_struck_begins_without_a_click_at_full_level_and_dies_away(kind: str) -> None:
    sound = STRUCK[kind]()
    assert sound.dtype == np.float32
    assert np.abs(sound).max() == pytest.approx(1)
    assert abs(sound[0]) < 0.02
    assert abs(sound[-1]) < 0.001
    quarter = len(sound) // 4
    parts = [level(sound[start : start + quarter]) for start in range(0, 4 * quarter, quarter)]
    assert parts == sorted(parts, reverse=True)
    assert parts[0] > parts[3] + 12
    assert np.argmax(np.abs(sound)) < SAMPLE_RATE // 20


@pytest.mark.parametrize(
    ("sound", "seconds"),
    [
        (instruments.piano(71), 3.2),
        (instruments.piano(72), 2.2),
        (instruments.bell(81), 2.4),
        (instruments.spiccato(45), 0.34),
        (instruments.drum(), 0.9),
        (instruments.swell(), 2.0),
    ],
)
def test_instruments_ring_as_long_as_they_do(sound: Sound, seconds: float) -> None:
    assert len(sound) == pytest.approx(seconds * SAMPLE_RATE, abs=1)


def share(sound: Sound, low: float, high: float) -> float:
    """Of the sound's energy, what lies between two frequencies."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    return float(power[(hertz >= low) & (hertz < high)].sum() / power.sum())


def test_each_instrument_has_its_part_of_the_spectrum() -> None:
    assert share(instruments.drum(), 30, 120) > 0.9
    assert share(instruments.swell()[:, 0], 400, 5_000) > 0.87
    assert share(instruments.piano(100), 9_500, 24_000) < 0.001
    assert share(instruments.bell(110), 9_500, 24_000) < 0.001


def test_a_drum_begins_higher_than_it_goes_on() -> None:
    # The skin gives way under the stick: for the first hundredth of a second it is stretched.
    sound = instruments.drum()
    rising = np.flatnonzero((sound[:-1] < 0) & (sound[1:] >= 0)) / SAMPLE_RATE
    periods = np.diff(rising[rising < 0.5])
    assert 1 / float(rising[0]) > 65
    assert 1 / float(periods[-1]) == pytest.approx(48, abs=0.5)
    assert np.diff(periods).min() > -1e-6


def test_a_piano_has_overtones_that_are_gone_before_the_note() -> None:
    sound = instruments.piano(57)
    early, late = sound[4_800:24_000], sound[72_000:96_000]
    assert share(early, 400, 2_000) > 3 * share(late, 400, 2_000)
    assert share(early, 400, 480) > 0.005
    # Strings are stiff: the eighth partial lies over eight times the first.
    partials = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 19))
    hertz = np.fft.rfftfreq(1 << 19, 1 / SAMPLE_RATE)
    near = (hertz > 1_720) & (hertz < 1_840)
    eighth = float(hertz[near][np.argmax(partials[near])])
    assert eighth == pytest.approx(8 * 220 * (1 + 0.0004 * 64) ** 0.5, rel=0.001)


def test_the_swell_rises_to_its_end_and_is_wide() -> None:
    sound = instruments.swell()
    assert np.abs(sound).max() == pytest.approx(1)
    seconds = [level(sound[start : start + 9_600]) for start in range(0, len(sound) - 9_600, 9_600)]
    assert seconds == sorted(seconds)
    assert level(sound[-480:]) < seconds[-1] - 10
    assert abs(float(np.corrcoef(sound[:, 0], sound[:, 1])[0, 1])) < 0.1


@pytest.mark.parametrize("length", [100, 24_000, 96_000])
def test_held_notes_last_exactly_and_rise_and_fall(length: int) -> None:
    bass, pad = instruments.bass(40, length), instruments.pad((50, 57), length, 0.5)
    assert (bass.shape, pad.shape) == ((length,), (length, 2))
    for sound in (bass, pad[:, 0]):
        edge = max(1, length // 200)
        assert np.abs(sound[:edge]).max() < 0.3 * np.abs(sound).max()
        assert np.abs(sound[-edge:]).max() < 0.3 * np.abs(sound).max()


def test_a_long_bass_note_is_full_between_its_attack_and_its_release() -> None:
    sound = instruments.bass(45, 96_000)
    full = np.abs(sound[9_600:72_000]).max()
    assert full == pytest.approx(1, abs=0.01)
    assert np.abs(sound[2_400:4_800]).max() > 0.99 * full
    assert np.abs(sound[84_000:88_000]).max() > 0.9 * full
    assert np.abs(sound[-2_400:]).max() < 0.2


def test_a_pad_holds_all_its_pitches_and_is_wide_and_brighter_when_asked() -> None:
    dark, bright = (instruments.pad((48, 55, 64, 67), 4 * SAMPLE_RATE, brightness) for brightness in (0.0, 1.0))
    for pitch in (48, 55, 64, 67):
        hertz = instruments.frequency(pitch)
        assert share(dark[:, 0], hertz * 0.98, hertz * 1.02) > 0.1
    assert share(bright[:, 0], 800, 4_000) > 2 * share(dark[:, 0], 800, 4_000)
    assert float(np.corrcoef(bright[:, 0], bright[:, 1])[0, 1]) < 0.99
    assert np.allclose(instruments.pad((48,), 4_800, 7.0), instruments.pad((48,), 4_800, 1.0))
    assert np.allclose(instruments.pad((48,), 4_800, -7.0), instruments.pad((48,), 4_800, 0.0))
    for side in (0, 1):
        assert 0.2 < np.abs(bright[:, side]).max() <= 1


def test_voices_in_unison_are_many_strings_and_not_a_louder_one() -> None:
    one, four = (instruments.pad(pitches, 2 * SAMPLE_RATE, 0.5) for pitches in ((57,), (57,) * 4))
    assert level(four) < level(one) - 1


# --- the performance --------------------------------------------------------------------------------------------


def click(size: float = 0.5, length: int = 1) -> Sound:
    return np.full(length, size, np.float32)


def heard(*notes: Placed, seconds: float = 12.0) -> Sound:
    return np.concatenate(list(perform(iter(notes), round(seconds * SAMPLE_RATE))))


def note(start: int, sound: Sound, left: float = 0.1, right: float = 0.1) -> Placed:
    return Placed(start=start, sound=lambda: sound, left=left, right=right)


def test_a_note_is_heard_at_its_sample_on_its_side() -> None:
    sound = heard(note(240_000, click(), 0.1, 0.02))
    assert np.abs(sound[:240_000]).max() < 1e-9
    assert sound[240_000, 0] == pytest.approx(0.05, abs=0.002)
    assert sound[240_000, 1] == pytest.approx(0.01, abs=0.002)


def test_the_hall_rings_for_a_second_and_softly() -> None:
    sound = heard(note(240_000, click(1.0), 0.1, 0.0))
    ringing = sound[240_001:]
    for side in (0, 1):
        assert float(np.sqrt(np.square(ringing[:, side]).sum())) == pytest.approx(0.03, rel=0.03)
    assert np.abs(ringing[round(1.4 * SAMPLE_RATE) :]).max() < 1e-5
    assert level(ringing[2_400:12_000]) > level(ringing[24_000:33_600]) + 10
    assert level(ringing[:240]) < level(ringing[960:2_400]) - 3
    # It neither rumbles nor hisses.
    assert share(ringing[:, 1], 150, 5_000) > 0.6


def test_a_note_does_not_depend_on_where_the_work_is_cut() -> None:
    long = (np.sin(np.arange(60_000) / 20) * 0.3).astype(np.float32)
    early, late = heard(note(150_000, long)), heard(note(230_000, long))
    assert np.allclose(early[150_000:280_000], late[230_000:360_000], atol=1e-5)


def test_notes_may_come_out_of_order_and_begin_before_the_film() -> None:
    one, two = note(300_000, click()), note(100_000, click(0.3))
    assert np.array_equal(heard(one, two), heard(two, one))
    before = heard(note(-24_000, click(0.5, 120_000)))
    assert before[80_000, 0] > 0.04
    assert np.abs(before[90_000 + SAMPLE_RATE * 2 :]).max() < 0.001


def test_notes_at_once_add_up_and_loud_ones_bend_before_they_clip() -> None:
    one, two = note(240_000, click(0.5)), note(240_000, click(0.3))
    assert heard(one, two)[240_000, 0] == pytest.approx(0.08, abs=0.003)
    loud = heard(*(note(240_000, click(1.0), 0.9, 0.9) for _ in range(4)))
    assert 0.95 < loud[240_000, 0] < 1


def test_wide_sounds_keep_their_sides() -> None:
    wide = np.array([[0.5, 0.1]], np.float32)
    sound = heard(note(240_000, wide))
    assert sound[240_000] == pytest.approx([0.05, 0.01], abs=0.002)


@pytest.mark.parametrize(
    ("seconds", "rise", "fall"),
    [(40.0, 1.5, 4.0), (4.0, 1.0, 1.0), (8.0, 1.5, 2.0)],
)
def test_a_film_fades_in_and_out_and_a_short_one_gives_a_quarter_to_each(
    seconds: float, rise: float, fall: float
) -> None:
    total = round(seconds * SAMPLE_RATE)
    flat = heard(note(-SAMPLE_RATE * 5, np.full(total + SAMPLE_RATE * 5, 0.3, np.float32), 0.05, 0.05), seconds=seconds)
    middle = flat[round((rise + (seconds - fall)) / 2 * SAMPLE_RATE), 0]
    assert flat[0, 0] == 0
    assert flat[-1, 0] == 0
    assert flat[round(rise / 2 * SAMPLE_RATE), 0] == pytest.approx(middle / 2, rel=0.12)
    assert flat[total - round(fall / 2 * SAMPLE_RATE), 0] == pytest.approx(middle / 2, rel=0.12)
    assert flat[round(rise * SAMPLE_RATE) + 10, 0] == pytest.approx(middle, rel=0.12)
    assert flat[total - round(fall * SAMPLE_RATE) - 10, 0] == pytest.approx(middle, rel=0.12)


def test_music_is_in_time_with_the_picture() -> None:
    minute = {rate: sample_at(counted(rate) * 60, rate) for rate in get_args(FrameRate)}
    assert minute == {24: 2_880_000, 25: 2_880_000, 30: 2_880_000, "23.976": 2_882_880, "29.97": 2_882_880}
    frames = [sample_at(frame + 1, "29.97") - sample_at(frame, "29.97") for frame in range(5)]
    assert sorted(frames) == [1601, 1601, 1602, 1602, 1602], "five frames have 8008 samples, none of them a fifth"
