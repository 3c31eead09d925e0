"""What filters sound does to it what scipy's do, which the worker's image has no room for."""

from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np
import pytest
from film_workers.sound.filters import (
    butterworth,
    convolved,
    filtered,
    low_pass,
    moving_average,
    moving_minimum,
    resampled,
    silent,
)
from numpy.typing import NDArray
from scipy import ndimage, signal

RATE = 48_000
Kind = Literal["low", "high", "band"]
#: Those that are heard in films, and one of an odd order.
PASSES: tuple[tuple[int, float | tuple[float, float], Kind], ...] = (
    (1, 700.0, "low"),
    (2, 900.0, "low"),
    (2, 75, "high"),
    (3, 500, "high"),
    (1, (180, 3500), "band"),
    (2, (25, 20_000), "band"),
    (6, (300, 3400), "band"),
)
#: Its types tell apart what is one to this test.
SIGNAL: Final[Any] = signal
NDIMAGE: Final[Any] = ndimage
THEIRS = {"low": "lowpass", "high": "highpass", "band": "bandpass"}


def noise(*shape: int) -> NDArray[np.float32]:
    return np.random.default_rng(1).standard_normal(shape, np.float32)


def theirs(order: int, hertz: float | tuple[float, float], kind: Kind) -> Any:
    return SIGNAL.butter(order, hertz, THEIRS[kind], fs=RATE, output="sos")


@pytest.mark.parametrize(("order", "hertz", "kind"), PASSES)
def test_a_pass_has_the_answer_of_its_order(order: int, hertz: float | tuple[float, float], kind: Kind) -> None:
    at = np.linspace(5, RATE / 2 - 5, 2000)
    ours: Any = SIGNAL.sosfreqz(butterworth(order, hertz, kind, RATE), at, fs=RATE)[1]
    expected: Any = SIGNAL.sosfreqz(theirs(order, hertz, kind), at, fs=RATE)[1]
    assert np.abs(ours - expected).max() < 1e-9


@pytest.mark.parametrize(("order", "hertz", "kind"), PASSES)
@pytest.mark.parametrize("shape", [(50_000,), (20_001, 2), (7, 1), (1,)])
def test_samples_pass_it_as_one_after_the_other(
    order: int, hertz: float | tuple[float, float], kind: Kind, shape: tuple[int, ...]
) -> None:
    expected: Any = SIGNAL.sosfilt(theirs(order, hertz, kind), noise(*shape), axis=0)
    assert np.abs(filtered(butterworth(order, hertz, kind, RATE), noise(*shape)) - expected).max() < 1e-9


def test_what_comes_in_pieces_sounds_like_what_comes_whole() -> None:
    sections, sound = butterworth(6, (300, 3400), "band", RATE), noise(30_000, 2)
    state = silent(sections, 2)
    cuts = (0, 1, 1, 4_000, 4_007, 29_000, 30_000)
    pieces = [filtered(sections, sound[begin:end], state) for begin, end in pairwise(cuts)]
    assert np.abs(np.concatenate(pieces) - filtered(sections, sound)).max() < 1e-10
    assert sound.max() == noise(30_000, 2).max(), "what is filtered stays as it was"


@pytest.mark.parametrize(("length", "taps"), [(100_000, 3360), (100, 3360), (40, 1), (300_000, 40_000)])
def test_a_response_is_heard_at_every_sample(length: int, taps: int) -> None:
    sound, response = noise(length), noise(taps) / np.float32(np.sqrt(taps))
    made, expected = convolved(sound, response), np.asarray(SIGNAL.fftconvolve(sound, response))
    assert (made.dtype, made.shape) == (np.float32, expected.shape)
    assert np.abs(made - expected).max() < 1e-5


def test_neighbours_are_averaged_and_the_least_of_them_found() -> None:
    values = noise(301)
    mirrored, held = (moving_average(values, 5, ends=ends) for ends in ("mirrored", "held"))
    assert np.abs(mirrored - NDIMAGE.uniform_filter1d(values, 5, mode="reflect")).max() < 1e-6
    assert np.abs(held - NDIMAGE.uniform_filter1d(values, 5, mode="nearest")).max() < 1e-6
    assert (moving_minimum(values, 19) == NDIMAGE.minimum_filter1d(values, 19, mode="nearest")).all()


def test_a_low_pass_is_kaisers() -> None:
    expected: Any = SIGNAL.firwin(97, 1 / 4, window=("kaiser", 7.0))
    assert np.abs(low_pass(97, 1 / 4, 7.0) - expected).max() < 1e-12


@pytest.mark.parametrize("rate", [24_000, 22_050, 61_234])
def test_a_tone_of_another_rate_is_the_same_tone_at_the_same_time(rate: int) -> None:
    def tone(of: int) -> NDArray[np.float64]:
        return np.sin(2 * np.pi * 440 * np.arange(of) / of)

    made = resampled(tone(rate).astype(np.float32), rate, RATE)
    assert abs(len(made) - RATE) <= 1
    inside = slice(RATE // 4, RATE * 3 // 4)
    assert np.abs(made[inside] - tone(RATE)[inside]).max() < 1e-3
