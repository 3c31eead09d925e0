"""The film's sounds: each like what it is called, in its time and place, in any film whole and clean."""

import tempfile
from functools import cache
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from film_workers.sound.effects.stem import RECORDED, compose, origins
from hypothesis import given, settings
from hypothesis import strategies as st
from listening import SAMPLE_RATE, Sound, decode, level

from contracts.recipes.effects import Ambience, EffectsRecipe, SoundCue, SpotEffect, Surface

AMBIENCES: tuple[Ambience, ...] = get_args(Ambience)
SPOTS: tuple[SpotEffect, ...] = get_args(SpotEffect)
SECONDS = 6


def nothing(_: float) -> None:
    """Progress that nobody follows."""


def heard(folder: Path, *cues: SoundCue, seconds: float = SECONDS, seed: int = 5) -> Sound:
    recipe = EffectsRecipe(seed=seed, frames=round(seconds * 24), cues=cues)
    compose(recipe, folder / "effects.flac", nothing)
    return decode(folder / "effects.flac")


def going_on(sound: Ambience, **more: object) -> SoundCue:
    return SoundCue.model_validate({"sound": sound, "start_frame": 0, "frames": SECONDS * 24, **more})


def once(sound: SpotEffect, **more: object) -> SoundCue:
    return SoundCue.model_validate({"sound": sound, "start_frame": 24, "frames": 48, **more})


@cache
def plainly(sound: Ambience) -> Sound:
    """What goes on, as it is when nothing more is said of it: made once for all who ask, for it takes seconds."""
    with tempfile.TemporaryDirectory() as folder:
        return heard(Path(folder), going_on(sound))


def centre(sound: Sound) -> float:
    """The middle of the spectrum, in Hz."""
    power = np.square(np.abs(np.fft.rfft(sound.mean(axis=1))))
    return float((np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE) * power).sum() / power.sum())


def crest(sound: Sound) -> float:
    """How much higher its peaks are than it is on average, in dB."""
    return float(20 * np.log10(np.abs(sound).max() / np.sqrt(np.square(sound).mean())))


@pytest.mark.parametrize("sound", AMBIENCES)
def test_what_goes_on_goes_on_evenly_from_silence_to_silence(sound: Ambience) -> None:
    made = plainly(sound)
    assert made.shape == (SECONDS * SAMPLE_RATE, 2)
    assert np.abs(made).max() < 0.5
    assert abs(float(made.mean())) < 1e-3
    # It rises and falls at its edges, and is heard in between.
    assert np.abs(made[:200]).max() < 0.002
    assert np.abs(made[-200:]).max() < 0.002
    seconds = [level(made[start * SAMPLE_RATE : (start + 1) * SAMPLE_RATE]) for start in range(2, 4)]
    assert min(seconds) > -75
    assert max(seconds) < -25, "speech has -20"


@pytest.mark.parametrize("sound", SPOTS)
def test_what_is_heard_at_a_moment_is_heard_then(sound: SpotEffect, tmp_path: Path) -> None:
    made = heard(tmp_path, once(sound))
    before, after = made[: SAMPLE_RATE - 100], made[SAMPLE_RATE : 3 * SAMPLE_RATE]
    assert not before.any()
    assert np.abs(after).max() > 0.02
    assert np.abs(made).max() <= 0.9
    assert np.abs(np.diff(made[-2000:], axis=0)).max(initial=0) < 0.05, "it does not end in a click"


@pytest.mark.parametrize(
    ("higher", "lower"),
    [("birds", "wind"), ("rain", "sea"), ("crickets", "traffic"), ("stream", "vehicle"), ("fire", "machine")],
)
def test_sounds_lie_where_their_names_do(higher: Ambience, lower: Ambience) -> None:
    assert centre(plainly(higher)) > 1.5 * centre(plainly(lower))


def test_glass_rings_higher_than_a_knock_and_a_knock_than_thunder(tmp_path: Path) -> None:
    glass, knock, thunder = (centre(heard(tmp_path, once(sound))) for sound in ("glass", "knock", "thunder"))
    assert glass > 4 * knock > 4 * thunder


def test_fire_crackles_and_a_machine_hums() -> None:
    assert crest(plainly("fire")) > crest(plainly("machine")) + 3


@pytest.mark.parametrize("sound", ["rain", "crowd", "traffic"])
def test_what_is_stronger_is_louder_and_what_is_far_is_softer_and_darker(sound: Ambience, tmp_path: Path) -> None:
    soft, strong = (heard(tmp_path, going_on(sound, strength=strength)) for strength in (0.1, 0.9))
    assert level(strong) > level(soft) + 3
    near, far = plainly(sound), heard(tmp_path, going_on(sound, distance=1.0))
    assert level(near) > level(far) + 8
    assert centre(near) > centre(far)
    assert centre(near) > centre(heard(tmp_path, going_on(sound, behind_walls=True, interior=True)))


def test_a_sound_stands_where_the_picture_has_it(tmp_path: Path) -> None:
    left, right = heard(tmp_path, once("knock", pan=-0.8)).T
    assert level(left) > level(right) + 10


@pytest.mark.parametrize("surface", get_args(Surface))
def test_steps_tread_on_a_floor(surface: Surface, tmp_path: Path) -> None:
    stone = heard(tmp_path, once("steps", surface="stone"))
    assert (surface == "stone") == np.array_equal(heard(tmp_path, once("steps", surface=surface)), stone)
    envelope = np.abs(stone[SAMPLE_RATE : 3 * SAMPLE_RATE]).max(axis=1).reshape(-1, 2400).max(axis=1)
    loud = envelope > 0.4 * envelope.max()
    assert 2 <= np.count_nonzero(loud[1:] & ~loud[:-1]) <= 8, "some steps in two seconds, with pauses"


def test_equal_recipes_give_equal_bytes(tmp_path: Path) -> None:
    cues = (going_on("rain"), going_on("crowd", pan=0.2), once("thunder"), once("glass"))
    files: list[bytes] = []
    for _ in range(2):
        heard(tmp_path, *cues)
        files.append((tmp_path / "effects.flac").read_bytes())
    assert files[0] == files[1]
    heard(tmp_path, *cues, seed=6)
    assert (tmp_path / "effects.flac").read_bytes() != files[0]


def test_what_comes_from_recordings_is_told_apart(tmp_path: Path) -> None:
    cues = (going_on("sea"), going_on("rain"), once("telephone"))
    assert origins(EffectsRecipe(seed=1, frames=48, cues=cues)) == ((), ("rain", "sea", "telephone"))
    assert set(RECORDED) <= {*AMBIENCES, *SPOTS}


any_cue = st.builds(
    SoundCue,
    sound=st.sampled_from([*AMBIENCES, *SPOTS]),
    start_frame=st.integers(0, 200),
    frames=st.integers(1, 200),
    strength=st.sampled_from([0.0, 0.5, 1.0]),
    distance=st.sampled_from([0.0, 1.0]),
    pan=st.floats(-1, 1),
    interior=st.booleans(),
    behind_walls=st.booleans(),
    surface=st.sampled_from(get_args(Surface)),
)


@settings(max_examples=15, deadline=None)
@given(cues=st.lists(any_cue, max_size=5), frames=st.integers(1, 150))
def test_any_sounds_in_any_film_are_as_long_as_it_and_never_clip(cues: list[SoundCue], frames: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = heard(Path(folder), *cues, seconds=frames / 24)
    assert made.shape == (frames * 2000, 2)
    assert np.isfinite(made).all()
    assert np.abs(made).max(initial=0) <= 0.9
