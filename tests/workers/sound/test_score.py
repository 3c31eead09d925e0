"""The score is as long as the film, follows its scenes, and is the same each time."""

import hashlib
import tracemalloc
from collections import Counter
from pathlib import Path

import av
import numpy as np
import pytest
from film_workers import material
from film_workers.material import MaterialMissingError
from film_workers.sound import bank
from film_workers.sound.bank import Bank
from film_workers.sound.music import form, theory
from film_workers.sound.music import score as performance
from film_workers.sound.music.arrangement import arrange
from film_workers.sound.music.orchestration import CHORDS, ORCHESTRATION
from film_workers.sound.music.players import played
from film_workers.sound.music.score import compose
from hypothesis import given, settings
from hypothesis import strategies as st
from listening import SAMPLE_RATE, decode, ebu_r128, level, score

from contracts.recipes.score import MusicCue, ScoreRecipe
from contracts.renderers import RENDERERS

FRAMES = 24 * 40
CUTS = (0, 55, 131, 260, 480, 560, 700, 815)


@pytest.fixture(scope="module")
def composed(renderer: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("score") / "score.flac"
    compose(score(FRAMES, cuts=CUTS, renderer=renderer), target, lambda _: None)
    return target


def nothing(_: float) -> None:
    """Progress that nobody follows."""


def test_it_is_flac_of_48_khz_stereo_16_bit_exactly_as_long_as_the_film(composed: Path) -> None:
    with av.open(str(composed)) as container:
        context = container.streams.audio[0].codec_context
        assert (context.name, context.sample_rate, context.channels, context.format.name) == ("flac", 48_000, 2, "s16")
    assert len(decode(composed)) == FRAMES * 2000


@pytest.mark.parametrize("frames", [1, 7, 24, 131 * 24 // 10, 264])
def test_even_the_shortest_film_gets_its_exact_length(frames: int, renderer: str, tmp_path: Path) -> None:
    compose(score(frames, renderer=renderer), tmp_path / "score.flac", nothing)
    assert len(decode(tmp_path / "score.flac")) == frames * 2000


def test_the_same_recipe_gives_the_same_bytes_and_another_seed_other_music(
    composed: Path, renderer: str, tmp_path: Path
) -> None:
    for name, seed in (("again", 7), ("other", 8)):
        compose(score(FRAMES, seed=seed, cuts=CUTS, renderer=renderer), tmp_path / name, nothing)
    first, again, other = (
        hashlib.sha256(path.read_bytes()).hexdigest() for path in (composed, tmp_path / "again", tmp_path / "other")
    )
    assert first == again != other


def test_it_is_loud_enough_for_the_mix_and_never_clips(composed: Path) -> None:
    lufs, peak = ebu_r128(composed)
    assert lufs == pytest.approx(-23.5, abs=3)
    assert peak < -3
    assert abs(decode(composed).mean()) < 1e-3


def test_it_comes_from_silence_and_goes_back(composed: Path) -> None:
    sound = decode(composed)
    middle = level(sound[10 * SAMPLE_RATE : 30 * SAMPLE_RATE])
    assert level(sound[:2400]) < middle - 25
    assert level(sound[-4800:]) < middle - 25


def test_a_long_scene_rests_once_for_five_seconds_and_never_falls_silent_otherwise(
    renderer: str, tmp_path: Path
) -> None:
    recipe = ScoreRecipe(
        renderer=RENDERERS[renderer].stamp,
        seed=3,
        frames=24 * 120,
        music_cues=(MusicCue(start_frame=0, frames=24 * 120, time_of_day="dusk", interior=True, tension=0.3),),
        cuts=(),
    )
    compose(recipe, tmp_path / "score.flac", nothing)
    sound = decode(tmp_path / "score.flac")[3 * SAMPLE_RATE : -6 * SAMPLE_RATE]
    tenths = [level(sound[start : start + 4800]) for start in range(0, len(sound) - 4800, 4800)]
    silent = [number for number, each in enumerate(tenths) if each < -60]
    assert 50 <= len(silent) <= 100
    assert silent == list(range(silent[0], silent[-1] + 1))
    half_seconds = [max(tenths[number : number + 5]) for number in range(len(tenths) - 5)]
    near = range(silent[0] - 15, silent[-1] + 10)
    assert min(each for number, each in enumerate(half_seconds) if number not in near) > -48


def test_every_scene_begins_on_a_downbeat_and_beats_move_to_the_cuts() -> None:
    cue = MusicCue(start_frame=100, frames=480, time_of_day="day", interior=False, tension=0.5)
    cuts = [100, 137, 233, 275, 419]
    beats = form.beat_times(cue, cuts, 80)
    assert (beats[0], beats[-1]) == (100 * 2000, 580 * 2000)
    assert (len(beats) - 1) % 4 == 0
    steps = np.diff(beats) / SAMPLE_RATE
    assert steps.min() > 0.4
    assert steps.max() < 1.2
    even = 480 * 2000 / (len(beats) - 1)
    near = [cut for cut in cuts if abs((cut - 100) * 2000 / even - round((cut - 100) * 2000 / even)) < 0.3]
    assert len(near) > 2
    assert {cut * 2000 for cut in near} <= set(beats)


def test_night_and_tension_darken_the_mode_and_hasten_the_beat() -> None:
    calm = form.mood(MusicCue(start_frame=0, frames=240, time_of_day="day", interior=False, tension=0.1))
    tense = form.mood(MusicCue(start_frame=0, frames=240, time_of_day="night", interior=False, tension=0.9))
    assert theory.MODES.index(calm.mode) < theory.MODES.index(tense.mode)
    assert tense.beats_per_minute > calm.beats_per_minute + 15


def test_drums_and_driving_strings_play_in_the_tense_scene_alone() -> None:
    drums = [note.start // 2000 for note in arrange(score(FRAMES, tension=0.2)) if note.role == "drum"]
    assert len(drums) > 10
    assert min(drums) >= FRAMES // 2 - 1


def test_the_pitches_heard_are_those_of_the_mode(renderer: str, tmp_path: Path) -> None:
    """A calm scene in one key: nearly all energy of the spectrum lies on the seven notes of its scale."""
    cue = MusicCue(start_frame=0, frames=24 * 30, time_of_day="day", interior=True, tension=0.1)
    recipe = ScoreRecipe(renderer=RENDERERS[renderer].stamp, seed=11, frames=24 * 30, music_cues=(cue,), cuts=())
    compose(recipe, tmp_path / "score.flac", nothing)
    sound = decode(tmp_path / "score.flac").mean(axis=1)
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    frequencies = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    heard = (frequencies > 110) & (frequencies < 1000)
    pitches = 12 * np.log2(frequencies[heard] / 440) + 69
    energy: Counter[int] = Counter()
    for pitch, value in zip(np.round(pitches).astype(int).tolist(), power[heard].tolist(), strict=True):
        energy[pitch % 12] += value
    tonic, mode = form.make_theme(11).tonic, form.mood(cue).mode
    scale = {(tonic + step) % 12 for step in mode.scale}
    assert sum(energy[pitch] for pitch in scale) > 0.95 * energy.total()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_note_with_a_pitch_belongs_to_the_scale(seed: int) -> None:
    cue = MusicCue(start_frame=0, frames=24 * 60, time_of_day="dusk", interior=True, tension=0.4)
    recipe = ScoreRecipe(seed=seed, frames=24 * 60, music_cues=(cue,), cuts=tuple(range(0, 1440, 50)))
    tonic, mode = form.make_theme(seed).tonic, form.mood(cue).mode
    scale = {(tonic + step) % 12 for step in mode.scale}
    notes = [note for note in arrange(recipe) if note.part.articulation != "sound"]
    assert {note.pitch % 12 for note in notes} <= scale
    assert {note.role for note in notes} >= {"chord", "bass", "melody", "touch", "opening"}


def test_the_orchestra_plays_nothing_that_it_has_not(orchestra: Bank) -> None:
    """Every part of every palette, and every section, is in the bank, and what is written lies where it plays."""
    sections = {
        (instrument, articulation)
        for instrument in (*CHORDS, "basses")
        for articulation in ("sustained", "short", "tremolo", "pizzicato")
    }
    parts = {(part.instrument, part.articulation) for palette in ORCHESTRATION.palettes for part in palette.parts}
    parts |= sections | {("jazz_bass", "plucked"), ("choir", "sustained")}
    pitched = {part for part in parts if part[1] != "sound"}
    assert pitched <= set(orchestra.articulations)
    assert {instrument for instrument, _ in parts - pitched} | {"reverse_cymbal"} <= orchestra.sounds


def test_without_the_recordings_the_orchestra_refuses_and_the_synthesiser_plays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(material, "HOME", tmp_path)
    bank.opened.cache_clear()
    try:
        recipe = score(48)
        with pytest.raises(MaterialMissingError, match=r"run \./studio material"):
            compose(recipe.model_copy(update={"renderer": RENDERERS["orchestra"].stamp}), tmp_path / "a.flac", nothing)
        compose(recipe, tmp_path / "b.flac", nothing)
        assert len(decode(tmp_path / "b.flac")) == 96_000
    finally:
        bank.opened.cache_clear()


def test_memory_stays_flat_however_long_the_film(renderer: str) -> None:
    def peak(minutes: int) -> int:
        recipe = score(24 * 60 * minutes, renderer=renderer)
        player = performance.player_of(recipe)
        for _ in performance.perform(played(arrange(recipe), player), recipe.frames * 2000):
            pass  # the instruments are kept from here on
        tracemalloc.start()
        for _ in performance.perform(played(arrange(recipe), player), recipe.frames * 2000):
            pass
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    short, long = peak(1), peak(3)
    assert long < 1.3 * short + 8_000_000


def test_progress_rises_to_the_end_and_what_it_raises_ends_the_work(tmp_path: Path) -> None:
    seen: list[float] = []
    compose(score(600), tmp_path / "score.flac", seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1
    assert len(seen) > 2

    def stop(_: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        compose(score(600), tmp_path / "stopped.flac", stop)


@settings(max_examples=60, deadline=None)
@given(
    frames=st.integers(1, 3000),
    cues=st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 2000), st.floats(0, 1)), max_size=6),
    cuts=st.lists(st.integers(0, 4000), max_size=20),
)
def test_any_scenes_however_placed_give_music_inside_the_film(
    frames: int, cues: list[tuple[int, int, float]], cuts: list[int]
) -> None:
    recipe = ScoreRecipe(
        seed=1,
        frames=frames,
        music_cues=tuple(
            MusicCue(start_frame=start, frames=length, time_of_day="dusk", interior=True, tension=tension)
            for start, length, tension in cues
        ),
        cuts=tuple(cuts),
    )
    scenes = form.continuous(recipe)
    assert scenes[0].start_frame == 0
    assert sum(scene.frames for scene in scenes) == frames
    assert all(scene.frames >= 1 for scene in scenes)
    notes = list(arrange(recipe))
    assert notes
    assert all(-3 * SAMPLE_RATE <= note.start < frames * 2000 + SAMPLE_RATE for note in notes)
