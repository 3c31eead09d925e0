"""The meters against sounds whose loudness and peak are known, and the limiter's way down and up."""

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from film_workers.sound.limiter import limit
from film_workers.sound.loudness import LoudnessMeter, TruePeakMeter, amplitude, decibels, integrated_lufs, true_peaks
from listening import SAMPLE_RATE, Sound


def tone(seconds: float, level_db: float, *, frequency: float = 997.0, channels: int = 2, phase: float = 0.0) -> Sound:
    """A sine of this peak on every channel."""
    angle = 2 * np.pi * frequency / SAMPLE_RATE * np.arange(round(seconds * SAMPLE_RATE)) + phase
    return np.repeat((np.sin(angle) * amplitude(level_db))[:, np.newaxis], channels, axis=1).astype(np.float32)


def silence(seconds: float) -> Sound:
    return np.zeros((round(seconds * SAMPLE_RATE), 2), np.float32)


def blocks(sound: Sound, size: int) -> Iterator[Sound]:
    return (sound[start : start + size] for start in range(0, len(sound), size))


# --- loudness ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "lufs"), [(-23.0, -23.0), (-33.0, -33.0), (-3.0, -3.0)])
def test_a_tone_on_both_sides_is_as_loud_as_its_peak(level: float, lufs: float) -> None:
    # EBU Tech 3341, test cases 1 and 2: a 1 kHz sine of −23 dBFS on both sides reads −23 LUFS.
    assert integrated_lufs(tone(3, level)) == pytest.approx(lufs, abs=0.1)


def test_one_side_alone_is_half_as_loud() -> None:
    assert integrated_lufs(tone(3, -23, channels=1)) == pytest.approx(-26.0, abs=0.1)


@pytest.mark.parametrize(("frequency", "heard"), [(60.0, -3.6), (250.0, -0.8), (2_000.0, 2.4), (10_000.0, 3.35)])
def test_the_ear_hears_less_below_and_more_above(frequency: float, heard: float) -> None:
    # The K curve of BS.1770-4, against its value at 997 Hz.
    assert integrated_lufs(tone(3, -20, frequency=frequency)) + 20 == pytest.approx(heard, abs=0.15)


def test_pauses_do_not_count_and_neither_do_whispers_beside_speech() -> None:
    # EBU Tech 3341, test cases 3 to 5: what lies ten units under the rest is left out, silence always.
    loud = tone(3, -23)
    assert integrated_lufs(np.concatenate([loud, silence(6)])) == pytest.approx(-23, abs=0.3)
    assert integrated_lufs(np.concatenate([tone(6, -40), loud])) == pytest.approx(-23, abs=0.3)
    near = integrated_lufs(np.concatenate([tone(3, -29), loud]))
    assert near == pytest.approx(10 * math.log10((10**-2.3 + 10**-2.9) / 2), abs=0.3)


@pytest.mark.parametrize(("under", "counts"), [(9.7, True), (10.3, False)])
def test_what_lies_ten_units_under_the_mean_is_left_out(under: float, counts: bool) -> None:
    # So little of it that the mean which it is held against is the loud part's own.
    loud, soft = tone(40, -20), tone(1, -20 - under)
    found = integrated_lufs(np.concatenate([loud, soft]))
    alone = integrated_lufs(np.concatenate([loud, silence(1)]))
    assert (found < alone - 0.02) is counts


def test_what_is_too_soft_or_too_short_has_no_loudness() -> None:
    assert integrated_lufs(tone(3, -75)) == integrated_lufs(silence(1)) == -70
    assert integrated_lufs(tone(0.4, -10)[1:]) == -70
    assert integrated_lufs(tone(0.4, -10)) == pytest.approx(-10, abs=0.5)


def test_loudness_does_not_depend_on_the_blocks() -> None:
    sound = np.concatenate([tone(1, -20), tone(1, -30)])
    meter = LoudnessMeter(2)
    for block in blocks(sound, 1_237):
        meter.add(block)
    assert meter.integrated_lufs == pytest.approx(integrated_lufs(sound), abs=1e-6)


# --- peaks ------------------------------------------------------------------------------------------------------


def peak_of(sound: Sound, size: int = 48_000) -> float:
    meter = TruePeakMeter(sound.shape[1])
    for block in blocks(sound, size):
        meter.add(block)
    return meter.dbtp


def test_a_peak_between_two_samples_is_found() -> None:
    # Every sample of this tone lies 3 dB under its peak.
    sound = tone(0.5, 0, frequency=12_000, phase=np.pi / 4)
    assert decibels(float(np.abs(sound).max())) == pytest.approx(-3.01, abs=0.01)
    assert peak_of(sound[480:-480]) == pytest.approx(0.0, abs=0.2)


@pytest.mark.parametrize("frequency", [997.0, 6_000.0])
def test_peaks_are_found_wherever_they_are(frequency: float) -> None:
    sound = silence(1)
    sound[30_000:30_480] = tone(0.01, -6, frequency=frequency)
    for size in (48_000, 4_801, 100):
        assert peak_of(sound, size) == pytest.approx(-6, abs=0.3)
    assert peak_of(np.concatenate([silence(0.1), tone(0.0011, -6)])) == pytest.approx(-6, abs=0.6)


def test_a_peak_between_two_samples_is_found_wherever_the_sound_is_cut() -> None:
    # A quarter of the rate, an eighth of a turn late: every sample lies 3 dB under the true peak.
    swell = np.sin(np.linspace(0, np.pi, SAMPLE_RATE))[:, np.newaxis].astype(np.float32)
    sound = np.concatenate([tone(1, -6, frequency=12_000, phase=np.pi / 4) * swell, silence(0.5)])
    for size in (48_000, 4_801, 100):
        assert peak_of(sound, size) == pytest.approx(-6, abs=0.3)


def test_a_peak_between_two_samples_counts_whichever_two_they_are() -> None:
    pair = np.full((2, 1), 0.5, np.float32)
    for place in range(120, 220):
        sound = np.zeros((400, 1), np.float32)
        sound[place : place + 2] = pair
        # Halfway between two equal samples, the sound of a limited band lies 4/π higher.
        assert peak_of(sound, 156) == pytest.approx(decibels(0.5 * 4 / math.pi), abs=0.1)


def test_silence_has_the_lowest_peak_there_is() -> None:
    assert peak_of(silence(0.1)) == -120
    assert TruePeakMeter(2).dbtp == -120


def test_peaks_are_told_millisecond_by_millisecond() -> None:
    sound = silence(0.01 + 0.0005)
    sound[12 + 3 * 48 + 24] = 0.5
    found = true_peaks(sound, 0.1)
    assert len(found) == 10
    assert found[3] == pytest.approx(0.5, abs=0.02)
    assert found[3] == found.max()
    assert not true_peaks(sound, 0.6).any()


@pytest.mark.parametrize(("level", "size"), [(0.0, 1.0), (-6.0206, 0.5), (-20.0, 0.1), (20.0, 10.0)])
def test_decibels_and_amplitudes_say_the_same(level: float, size: float) -> None:
    assert amplitude(level) == pytest.approx(size, rel=1e-4)
    assert decibels(size) == pytest.approx(level, abs=1e-3)


# --- the limiter ------------------------------------------------------------------------------------------------


def limited(sound: Sound, ceiling: float = 0.5, size: int = 4_800) -> Sound:
    return np.concatenate(list(limit(blocks(sound, size), ceiling)))


def gain_around_a_cry() -> Sound:
    """The limiter's gain on a soft tone in which one cry of 10 ms, 12 dB over the ceiling, begins at 0.5 s."""
    sound = tone(1.5, -20, frequency=1_000)
    sound[24_000:24_480] = tone(0.01, 6, frequency=1_000)
    result = limited(sound)
    loud = np.abs(sound[:, 0]) > 1e-3
    return np.interp(np.arange(len(sound)), np.flatnonzero(loud), result[loud, 0] / sound[loud, 0]).astype(np.float32)


def test_the_gain_goes_down_shortly_before_a_cry_and_not_earlier() -> None:
    gain = gain_around_a_cry()
    assert gain[: 24_000 - 18 * 48].min() > 0.999
    assert gain[24_000 - 14 * 48] < 0.95
    assert np.all(np.diff(gain[24_000 - 16 * 48 : 24_000]) <= 1e-6)
    assert gain[24_100:24_400].max() <= 0.26
    assert gain.min() > 0.22


def test_a_cry_reaches_the_ceiling_and_not_more_wherever_it_lies() -> None:
    # A single sample: nothing beside it holds the gain down for it.
    for place in range(9_600, 9_600 + 96, 5):
        sound = silence(0.4)
        sound[place] = 0.9
        heard = limited(sound)
        assert heard[place, 0] == pytest.approx(0.5, abs=1e-6)


def test_the_gain_comes_back_by_half_in_35_milliseconds() -> None:
    gain = gain_around_a_cry()
    # Held for the look-ahead after the cry, then half of what was taken away is back every 35 ms.
    start = 24_480 + 15 * 48
    back = [(1 - gain[start + step * 35 * 48]) for step in range(1, 6)]
    for earlier, later in pairwise(back):
        assert later / earlier == pytest.approx(0.5, abs=0.06)
    assert gain[24_480 + 50_000 // 2] > 0.99


def test_both_sides_are_turned_down_alike() -> None:
    sound = tone(0.5, -20)
    sound[12_000:13_000, 0] = 0.9
    result = limited(sound)
    quiet = np.abs(sound[:, 1]) > 1e-3
    assert (result[12_200:12_800, 1] / sound[12_200:12_800, 1])[quiet[12_200:12_800]].max() < 0.62


@pytest.mark.parametrize("seconds", [0.001, 0.1, 0.35])
def test_sound_of_any_length_keeps_its_length(seconds: float) -> None:
    sound = tone(seconds, 6)
    result = limited(sound)
    assert result.shape == sound.shape
    assert np.abs(result).max() <= 0.5 + 1e-6
    assert len(list(limit(iter(()), 0.5))) == 0


def test_a_cry_in_the_next_block_is_seen_in_this_one() -> None:
    sound = tone(0.4, -20)
    sound[9_600:9_700] = 0.99
    before = np.concatenate(list(limit(blocks(sound, 9_600), 0.5)))
    whole = np.concatenate(list(limit(iter([sound]), 0.5)))
    assert np.allclose(before, whole, atol=1e-6)
