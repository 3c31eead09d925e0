"""Voices out of telephones and radios, and those of machines."""

import numpy as np
import pytest
from film_workers.speech import treatments
from film_workers.speech.finishing import NATURAL, finish
from numpy.typing import NDArray

from contracts.recipes.film import Treatment
from tests.workers.sound.listening import SAMPLE_RATE
from tests.workers.speech.test_finishing_speech import loudness

EVERY: tuple[Treatment, ...] = ("telephone", "radio", "robot")


def voice(seconds: float = 3.0) -> NDArray[np.float32]:
    """As wide as a voice is: a buzz of 120 Hz with breath, louder and softer by syllables."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    buzz = 2 * (time * 120 % 1) - 1 + 0.3 * np.random.default_rng(1).standard_normal(len(time))
    return np.asarray(0.2 * buzz * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)), np.float32)


def heard(treatment: Treatment | None) -> NDArray[np.float32]:
    made = finish(voice(), SAMPLE_RATE, level=0.0, tone=NATURAL, treatment=treatment)
    return np.asarray(made / np.float32(32767), np.float32)


def share(sound: NDArray[np.float32], low: float, high: float) -> float:
    """Of a sound's power, how much lies between two frequencies."""
    power = np.square(np.abs(np.fft.rfft(sound)))
    at = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    return float(power[(at >= low) & (at < high)].sum() / power.sum())


def test_a_telephone_lets_through_what_its_line_does_and_nothing_else() -> None:
    plain, telephone = heard(None), heard("telephone")
    assert share(plain, 0, 250) > 0.1
    assert share(plain, 4000, 24_000) > 0.02
    assert share(telephone, 300, 3400) > 0.97
    assert share(telephone, 0, 250) < 0.003
    assert share(telephone, 4000, 24_000) < 0.001
    assert share(heard("radio"), 450, 2800) > 0.97


def test_a_machine_speaks_beside_the_notes_of_the_voice() -> None:
    """A ring modulator answers 600 Hz, a harmonic, with 542 and 658."""
    plain, robot = heard(None), heard("robot")
    for note in (542, 658):
        assert share(robot, note - 4, note + 4) > 5 * share(plain, note - 4, note + 4)


@pytest.mark.parametrize("treatment", EVERY)
def test_a_treated_voice_is_as_long_and_as_loud_as_another_and_always_the_same(treatment: Treatment) -> None:
    first = heard(treatment)
    assert len(first) == len(heard(None))
    assert loudness(first) == pytest.approx(-20, abs=0.5)
    assert np.array_equal(first, heard(treatment))
    assert not np.array_equal(first, heard(None))


@pytest.mark.parametrize("treatment", EVERY)
def test_a_long_line_is_treated_in_stretches_without_a_seam(
    treatment: Treatment, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, parted = voice(), voice()
    treatments.treat(whole, treatment)
    monkeypatch.setattr(treatments, "_STRETCH", 10_007)
    treatments.treat(parted, treatment)
    assert np.allclose(whole, parted, atol=1e-6)


@pytest.mark.parametrize("treatment", EVERY)
def test_silence_stays_silent(treatment: Treatment) -> None:
    nothing = np.zeros(1000, np.float32)
    treatments.treat(nothing, treatment)
    assert not nothing.any()
