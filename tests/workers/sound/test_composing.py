"""Harmony and arrangement: what the music is made of, note by note."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from film_workers.sound.music import orchestration, theory
from film_workers.sound.music.arrangement import Note, Role, arrange
from film_workers.sound.music.form import beat_times, continuous, make_theme, mood
from film_workers.sound.music.orchestration import CHORDS, ORCHESTRATION
from hypothesis import given, settings
from hypothesis import strategies as st
from listening import SAMPLE_RATE

from contracts.recipes.film import TimeOfDay
from contracts.recipes.score import Genre, MusicCue, ScoreRecipe, SpokenStretch, Surroundings

SECOND = 24


def cue(
    start: int,
    frames: int,
    *,
    tension: float = 0.2,
    time: TimeOfDay = "day",
    interior: bool = False,
    surroundings: Surroundings | None = None,
) -> MusicCue:
    return MusicCue(
        start_frame=start,
        frames=frames,
        time_of_day=time,
        interior=interior,
        surroundings=surroundings,
        tension=tension,
    )


def recipe(*cues: MusicCue, seed: int = 3, frames: int | None = None, cuts: tuple[int, ...] = ()) -> ScoreRecipe:
    total = frames if frames is not None else max(each.start_frame + each.frames for each in cues)
    return ScoreRecipe(seed=seed, frames=total, music_cues=cues, cuts=cuts)


# --- harmony ----------------------------------------------------------------------------------------------------


def test_modes_go_from_bright_to_dark_by_one_lowered_step_each() -> None:
    # Lydian is six fifths upwards; each mode after it lowers one step by a semitone.
    assert sorted(7 * fifth % 12 for fifth in range(7)) == list(theory.MODES[0].scale)
    for brighter, darker in pairwise(theory.MODES):
        assert sorted(one - other for one, other in zip(brighter.scale, darker.scale, strict=True)) == [0] * 6 + [1]
    assert [mode.name for mode in theory.MODES] == ["lydian", "ionian", "mixolydian", "dorian", "aeolian", "phrygian"]


@pytest.mark.parametrize("mode", theory.MODES, ids=lambda mode: mode.name)
def test_every_progression_begins_at_home_and_has_no_diminished_chord(mode: theory.Mode) -> None:
    for degrees in mode.progressions:
        assert degrees[0] == 0
    for degree in {mode.leading, *(degree for degrees in mode.progressions for degree in degrees)}:
        root, _, fifth = (mode.pitch(60, step) for step in theory.chord(mode, degree, colour=False))
        assert fifth - root == 7
    assert mode.leading != 0


@pytest.mark.parametrize(
    ("degree", "pitch"), [(0, 60), (1, 62), (2, 64), (6, 71), (7, 72), (8, 74), (14, 84), (-1, 59), (-7, 48)]
)
def test_a_degree_lies_in_its_octave(degree: int, pitch: int) -> None:
    assert theory.IONIAN.pitch(60, degree) == pitch


@pytest.mark.parametrize(
    ("mode", "degree", "steps"),
    [
        (theory.IONIAN, 0, (0, 2, 4, 8)),
        (theory.IONIAN, 2, (2, 4, 6)),  # its ninth would be a semitone over the root
        (theory.IONIAN, 6, (6, 8, 10)),
        (theory.IONIAN, 5, (5, 7, 9, 13)),
        (theory.AEOLIAN, 6, (6, 8, 10, 14)),
        (theory.PHRYGIAN, 0, (0, 2, 4)),
    ],
)
def test_a_chord_has_its_ninth_where_that_is_a_whole_tone(
    mode: theory.Mode, degree: int, steps: tuple[int, ...]
) -> None:
    assert theory.chord(mode, degree, colour=True) == steps
    assert theory.chord(mode, degree, colour=False) == steps[:3]


def close_positions(mode: theory.Mode, tonic: int, steps: tuple[int, ...], centre: int) -> Iterator[tuple[int, ...]]:
    """Every four neighbouring tones of the chord whose lowest is at most nine under and two over the centre."""
    tones = [pitch for pitch in range(20, 110) if pitch % 12 in {mode.pitch(tonic, step) % 12 for step in steps}]
    for index, lowest in enumerate(tones):
        if centre - 9 <= lowest <= centre + 2:
            yield tuple(tones[index : index + 4])


@pytest.mark.parametrize("mode", theory.MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("tonic", [43, 48, 54])
def test_voices_move_as_little_as_they_can(mode: theory.Mode, tonic: int) -> None:
    before: tuple[int, ...] = ()
    for degree in (0, 3, 4, 1, 5, 2, 0):
        steps = theory.chord(mode, degree, colour=True)
        voices = theory.voicing(mode, tonic, steps, 60, before)
        goal = before or (55, 60, 64, 69)
        options = list(close_positions(mode, tonic, steps, 60))
        moved = [sum(abs(new - old) for new, old in zip(each, goal, strict=True)) for each in options]
        assert voices in options
        assert moved[options.index(voices)] == min(moved)
        assert theory.voicing(mode, tonic, steps, 60, voices) == voices
        before = voices


# --- theme, mood, scenes, beats ---------------------------------------------------------------------------------


def test_a_theme_is_a_bar_of_small_steps_in_one_of_twelve_keys() -> None:
    themes = [make_theme(seed) for seed in range(300)]
    assert {theme.tonic for theme in themes} == set(range(43, 55))
    assert {theme.steps[0] for theme in themes} == {0, 2, 4}
    assert len({theme.rhythm for theme in themes}) == 5
    for theme in themes:
        assert sum(theme.rhythm) == 4
        assert len(theme.steps) == len(theme.rhythm)
        assert all(-2 <= step <= 7 for step in theme.steps)
        assert all(abs(later - earlier) <= 2 for earlier, later in pairwise(theme.steps))
    assert make_theme(5) == make_theme(5)


@pytest.mark.parametrize(
    ("time", "tension", "mode"),
    [
        ("dawn", 0.0, "lydian"),
        ("day", 0.0, "ionian"),
        ("dusk", 0.0, "mixolydian"),
        ("night", 0.0, "dorian"),
        ("day", 0.5, "mixolydian"),
        ("day", 1.0, "dorian"),
        ("dawn", 1.0, "mixolydian"),
        ("night", 0.5, "aeolian"),
        ("night", 0.8, "phrygian"),
        ("night", 1.0, "phrygian"),
    ],
)
def test_the_hour_and_the_tension_choose_the_mode(time: TimeOfDay, tension: float, mode: str) -> None:
    assert mood(cue(0, 240, time=time, tension=tension)).mode.name == mode


@pytest.mark.parametrize(
    ("time", "tension", "beats"),
    [("day", 0.0, 65), ("dawn", 0.0, 65), ("dusk", 0.0, 60), ("night", 0.0, 60), ("night", 1.0, 96), ("day", 0.5, 83)],
)
def test_day_and_tension_hasten_the_beat(time: TimeOfDay, tension: float, beats: float) -> None:
    assert mood(cue(0, 240, time=time, tension=tension)).beats_per_minute == pytest.approx(beats)


def test_chords_lie_higher_and_brighter_outdoors_by_day_and_deeper_where_it_is_tense() -> None:
    outdoors, indoors = (mood(cue(0, 240, interior=interior, tension=0)) for interior in (False, True))
    tense = mood(cue(0, 240, tension=1))
    night = mood(cue(0, 240, time="night", tension=0))
    assert (outdoors.centre, indoors.centre, tense.centre) == (61, 57, 57)
    assert outdoors.brightness > indoors.brightness
    assert tense.brightness == pytest.approx(outdoors.brightness + 0.3)
    assert outdoors.brightness > night.brightness >= 0
    assert mood(cue(0, 240, time="night", interior=True, tension=0)).brightness >= 0
    assert tense.tension == 1


def scenes(*cues: MusicCue, frames: int) -> list[tuple[int, int, float]]:
    return [(each.start_frame, each.frames, each.tension) for each in continuous(recipe(*cues, frames=frames))]


def test_scenes_fill_the_film_without_gaps() -> None:
    one, two = cue(10, 100, tension=0.1), cue(300, 20, tension=0.9)
    assert scenes(one, two, frames=500) == [(0, 300, 0.1), (300, 200, 0.9)]
    assert scenes(two, one, frames=500) == [(0, 300, 0.1), (300, 200, 0.9)]


@pytest.mark.parametrize(("start", "own"), [(71, False), (72, True), (73, True)])
def test_a_scene_of_less_than_three_seconds_takes_the_music_of_the_next(start: int, own: bool) -> None:
    found = scenes(cue(0, start, tension=0.1), cue(start, 400, tension=0.9), frames=400 + start)
    assert found == ([(0, start, 0.1), (start, 400, 0.9)] if own else [(0, 400 + start, 0.9)])


@pytest.mark.parametrize(("left", "own"), [(71, False), (72, True)])
def test_a_last_scene_of_less_than_three_seconds_keeps_the_music_before_it(left: int, own: bool) -> None:
    found = scenes(cue(0, 400, tension=0.1), cue(400, left, tension=0.9), frames=400 + left)
    assert found == ([(0, 400, 0.1), (400, left, 0.9)] if own else [(0, 400 + left, 0.1)])


def test_scenes_after_the_end_have_no_music_and_a_film_without_scenes_has_some() -> None:
    assert scenes(cue(0, 400, tension=0.1), cue(400, 100, tension=0.9), frames=400) == [(0, 400, 0.1)]
    assert scenes(frames=30) == [(0, 30, 0.2)]
    assert scenes(cue(5, 10, tension=0.1), frames=30) == [(0, 30, 0.1)]


@pytest.mark.parametrize(("seconds", "beats"), [(4, 4), (5.9, 4), (6.1, 8), (8, 8), (60, 60), (1, 4)])
def test_a_scene_has_whole_bars_of_about_its_tempo(seconds: float, beats: int) -> None:
    times = beat_times(cue(48, round(seconds * 24)), (), 60)
    assert len(times) == beats + 1
    assert (times[0], times[-1]) == (48 * 2000, (48 + round(seconds * 24)) * 2000)
    steps = np.diff(times)
    assert steps.max() - steps.min() <= 1


@pytest.mark.parametrize(("cut", "moves"), [(24, True), (31, True), (32, False), (40, False), (41, True), (17, True)])
def test_a_beat_moves_to_a_cut_that_is_nearer_than_a_third(cut: int, moves: bool) -> None:
    # One beat a second: beats at frames 0, 24, 48 …
    times = beat_times(cue(0, 8 * 24), (cut,), 60)
    assert (cut * 2000 in times) is moves
    assert times[0] == 0
    if moves:
        at = times.index(cut * 2000)
        assert at == round(cut / 24)
        assert np.ptp(np.diff(times[: at + 1])) <= 1
        assert np.ptp(np.diff(times[at:])) <= 1


def test_cuts_outside_a_scene_and_at_its_ends_move_nothing() -> None:
    even = beat_times(cue(240, 8 * 24), (), 60)
    assert beat_times(cue(240, 8 * 24), (238, 0, 432, 434, 1_000), 60) == even
    assert beat_times(cue(240, 8 * 24), (266, 268), 60)[1] == 266 * 2000


# --- who plays --------------------------------------------------------------------------------------------------


def played(*cues: MusicCue, seed: int = 3, cuts: tuple[int, ...] = (), genre: Genre | None = None) -> list[Note]:
    return list(arrange(recipe(*cues, seed=seed, cuts=cuts).model_copy(update={"genre": genre})))


def of(role: Role, notes: Iterable[Note]) -> list[Note]:
    return [note for note in notes if note.role == role]


def spoken_over(made: ScoreRecipe, *stretches: tuple[int, int]) -> ScoreRecipe:
    speech = tuple(SpokenStretch(start_frame=start, frames=frames) for start, frames in stretches)
    return made.model_copy(update={"speech": speech})


#: Sixteen bars of one scene.
LONG = 64 * 24
#: A person is at most so far from the beat.
LATE = round(0.009 * SAMPLE_RATE)


@pytest.mark.parametrize(
    ("tension", "bass", "drums", "brass", "trembling"),
    [
        (0.1, 1, False, 0, False),
        (0.4, 1, False, 0, False),
        (0.45, 2, False, 0, False),
        (0.6, 2, True, 0, False),
        (0.65, 2, True, 1, True),
        (0.8, 2, True, 2, True),
        (1.0, 2, True, 2, True),
    ],
)
def test_the_more_tense_the_more_play(tension: float, bass: int, drums: bool, brass: int, trembling: bool) -> None:
    scene = cue(0, LONG, tension=tension, interior=True, surroundings="rooms")
    notes = [note for note in played(scene, cue(LONG, LONG)) if note.start < LONG * 2000 - 96_000]
    bars = len(of("chord", notes)) // 4
    assert len(of("bass", notes)) in range(bass * bars - bass, bass * bars + bass + 1)
    assert bool(len(of("pulse", notes)) >= 8 * (bars - 1)) is drums
    assert bool(len(of("drum", notes)) >= 3 * (bars - 1)) is drums
    assert len({note.part.instrument for note in of("brass", notes)}) == brass
    assert any(note.part.articulation == "tremolo" for note in of("chord", notes)) is trembling
    opened = [note for note in of("opening", notes) if note.part.instrument == "bass_drum"]
    assert bool(opened) is (tension > 0.4)


def test_every_bar_has_its_chord_a_section_a_voice_until_the_next() -> None:
    scene = cue(0, LONG, tension=0.2)
    beats = beat_times(scene, (), mood(scene).beats_per_minute)
    chords = of("chord", played(scene))
    for bar, (start, end) in enumerate(pairwise(beats[::4])):
        held = chords[4 * bar : 4 * bar + 4]
        assert [note.part.instrument for note in held] == list(CHORDS)
        assert [note.pitch for note in held] == sorted(note.pitch for note in held)
        for note in held:
            assert abs(note.start - (start - SAMPLE_RATE // 8)) <= LATE
            assert note.start / SAMPLE_RATE + note.seconds > end / SAMPLE_RATE


@pytest.mark.parametrize("tension", [0.2, 0.6])
def test_the_bass_is_low_and_stays_at_home_where_it_is_tense(tension: float) -> None:
    pitches = {note.pitch for note in of("bass", played(cue(0, LONG, tension=tension)))}
    assert all(28 <= pitch <= 39 for pitch in pitches)
    assert (len(pitches) == 1) is (tension > 0.55)


def test_the_melody_lies_over_the_chords_and_not_so_high_that_it_shrills() -> None:
    centre = mood(cue(0, LONG, tension=0.1)).centre
    tunes = [of("melody", played(cue(0, LONG, tension=0.1), seed=seed)) for seed in range(12)]
    melody = [note.pitch for tune in tunes for note in tune]
    assert (min(melody), max(melody)) == (centre + 3, centre + 22)
    assert all(len({note.part for note in tune}) <= 1 for tune in tunes), "one instrument a scene"


def test_broken_chords_go_in_eighths_and_under_speech_in_quarters_an_octave_lower() -> None:
    for seed in range(12):
        made = recipe(cue(0, LONG, tension=0.5), seed=seed)
        free, under = list(arrange(made)), list(arrange(spoken_over(made, (0, LONG))))
        eighths, quarters = of("broken", free), of("broken", under)
        if eighths:
            assert len(eighths) == 2 * len(quarters) > 0
            assert max(note.pitch for note in quarters) == max(note.pitch for note in eighths[::2]) - 12
            tones = {note.pitch % 12 for note in of("chord", free)}
            assert {note.pitch % 12 for note in eighths} <= tones
            return
    raise AssertionError("nobody played a broken chord")


def test_a_cut_is_touched_on_its_beat_to_the_sample() -> None:
    scene = cue(0, 8 * 24, time="dusk", tension=0)  # a beat a second
    assert [note.start for note in of("touch", played(scene, cuts=(0, 48, 72, 84)))] == [48 * 2000, 72 * 2000]
    assert of("touch", played(scene)) == []


def test_a_rise_ends_where_the_next_scene_begins_and_is_louder_the_more_changes() -> None:
    little = of("rise", played(cue(0, 240, tension=0.2), cue(240, 240, tension=0.3)))
    much = of("rise", played(cue(0, 240, tension=0.2), cue(240, 240, tension=0.9)))
    assert [(note.start, note.ends_there) for note in little] == [(240 * 2000, True)]
    assert much[0].velocity > little[0].velocity
    assert of("rise", played(cue(0, 240))) == []


def test_a_scene_opens_with_a_low_octave_of_its_key_on_its_first_sample() -> None:
    for seed in range(8):
        low, high = of("opening", played(cue(0, 240), cue(240, 240), seed=seed))[:2]
        tonic = make_theme(seed).tonic
        assert (low.start, high.start) == (0, 0)
        assert low.pitch == (tonic if tonic < 50 else tonic - 12)
        assert high.pitch == low.pitch + 12


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), tension=st.floats(0, 1))
def test_people_are_near_the_beat_and_the_level_never_on_it_all_and_the_same_each_time(
    seed: int, tension: float
) -> None:
    made = recipe(cue(0, 24 * 20, tension=tension), seed=seed)
    notes = list(arrange(made))
    assert notes == list(arrange(made))
    beats = beat_times(cue(0, 24 * 20, tension=tension), (), mood(cue(0, 24 * 20, tension=tension)).beats_per_minute)
    bass = of("bass", notes)
    off = [min(abs(note.start - beat) for beat in beats) for note in bass]
    assert max(off) <= LATE
    assert len(bass) < 2 or len(set(off)) > 1
    assert all(abs(note.decibels) <= 2 for note in notes)
    assert len({note.decibels for note in notes}) > len(notes) // 2


# --- speech and rests -------------------------------------------------------------------------------------------


def test_where_somebody_speaks_nobody_sings_and_the_highest_strings_are_silent() -> None:
    made = recipe(cue(0, LONG, tension=0.1))
    under = list(arrange(spoken_over(made, (0, LONG))))
    assert of("melody", arrange(made))
    assert of("melody", under) == of("answer", under) == of("touch", under) == []
    assert len(of("chord", under)) == len(of("chord", arrange(made))) * 3 // 4
    assert max(note.pitch for note in of("chord", under)) < max(note.pitch for note in of("chord", arrange(made)))


def silences(made: ScoreRecipe) -> list[tuple[float, float]]:
    """Stretches of five seconds and more in which nothing is played, in seconds."""
    sounding = sorted(
        (note.start / SAMPLE_RATE, note.start / SAMPLE_RATE + note.seconds)
        for note in arrange(made)
        if not note.ends_there
    )
    found: list[tuple[float, float]] = []
    until = 0.0
    for start, end in sounding:
        if start - until >= 5:
            found.append((until, start))
        until = max(until, end)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("tension", [0.1, 0.5, 0.65])
def test_in_two_minutes_the_music_rests_for_five_seconds_and_ends_the_film(seed: int, tension: float) -> None:
    made = recipe(*(cue(start * 24, 30 * 24, tension=tension) for start in range(0, 120, 30)), seed=seed)
    (rest,) = silences(made)
    assert 30 < rest[0] < rest[1] < 115


def test_a_calm_scene_that_is_talked_through_plays_without_music_and_a_tense_one_does_not() -> None:
    def rests(tension: float) -> list[tuple[float, float]]:
        scenes = cue(0, 20 * 24, tension=0.2), cue(480, 30 * 24, tension=tension), cue(1200, 15 * 24, tension=0.2)
        return silences(spoken_over(recipe(*scenes), (500, 600)))

    ((begun, ended),) = rests(0.2)
    assert 20 < begun < 27
    assert 43 < ended < 50
    assert rests(0.6) == []


def test_music_plays_through_a_montage_whatever_is_said_over_it() -> None:
    def rests(*, through: bool) -> list[tuple[float, float]]:
        montage = cue(480, 100 * 24, tension=0.2).model_copy(update={"through": through})
        scenes = cue(0, 20 * 24, tension=0.2), montage, cue(480 + 100 * 24, 15 * 24, tension=0.2)
        return silences(spoken_over(recipe(*scenes), (500, 2200)))

    assert rests(through=False) != []
    assert rests(through=True) == []


@settings(max_examples=60, deadline=None)
@given(
    lengths=st.lists(st.integers(24, 24 * 90), min_size=1, max_size=8),
    tensions=st.lists(st.floats(0, 1), min_size=8, max_size=8),
    speech=st.lists(st.tuples(st.integers(0, 200), st.integers(1, 400)), max_size=20),
)
def test_a_film_never_rests_for_most_of_it_nor_at_either_end(
    lengths: list[int], tensions: list[float], speech: list[tuple[int, int]]
) -> None:
    starts = [sum(lengths[:number]) for number in range(len(lengths))]
    scenes = [cue(*each, tension=tension) for *each, tension in zip(starts, lengths, tensions, strict=False)]
    ended = 0
    stretches: list[tuple[int, int]] = []
    for pause, length in speech:
        if ended + pause + length < sum(lengths):
            stretches.append((ended + pause, length))
            ended += pause + length
    made = spoken_over(recipe(*scenes), *stretches)
    quiet = silences(made)
    assert all(start > 0 for start, _ in quiet)
    notes = list(arrange(made))
    assert min(note.start for note in notes) <= LATE
    assert max(note.start / SAMPLE_RATE + note.seconds for note in notes) > sum(lengths) / 24 - 1
    assert sum(end - start for start, end in quiet) < 0.8 * sum(lengths) / 24


# --- instrumentation --------------------------------------------------------------------------------------------


def instruments_of(notes: Iterable[Note]) -> set[str]:
    return {note.part.instrument for note in notes}


def test_a_genre_has_its_instruments_and_without_one_the_place_has() -> None:
    scene = cue(0, LONG, tension=0.4, surroundings="bar")
    bar = set[str]().union(*(instruments_of(played(scene, seed=seed)) for seed in range(6)))
    west = set[str]().union(*(instruments_of(played(scene, seed=seed, genre="western")) for seed in range(6)))
    assert {"jazz_bass", "vibraphone"} <= bar
    assert {"guitar", "banjo"} & west
    assert not {"jazz_bass", "saxophone", "muted_trumpet"} & west


def test_every_genre_and_every_place_has_a_palette_of_its_own() -> None:
    genres = {name for palette in ORCHESTRATION.palettes for name in palette.genres}
    places = {name for palette in ORCHESTRATION.palettes for name in palette.surroundings}
    assert genres == set(get_args(Genre))
    assert places == set(get_args(Surroundings))
    assert len({palette.name for palette in ORCHESTRATION.palettes}) == len(ORCHESTRATION.palettes)


@pytest.mark.parametrize(
    ("former", "changed", "said"),
    [
        ('name = "lounge"', 'name = "lounge"\nfoo = 1', "foo"),
        ('surroundings = ["city"]', 'surroundings = ["bar"]', "two palettes for bar"),
        ('"harp plucked"', '"harp blown"', "articulation"),
        ("harp = {", "lyre = {", "without a seat: harp"),
        ("pan = 0.30", "pan = 1.30", "pan"),
        ('surroundings = ["city"]', 'surroundings = ["moon"]', "surroundings"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_when_it_is_read(
    tmp_path: Path, former: str, changed: str, said: str
) -> None:
    text = Path(orchestration.__file__).with_suffix(".toml").read_text()
    assert former in text
    (tmp_path / "table.toml").write_text(text.replace(former, changed))
    with pytest.raises(ValueError, match=said):
        orchestration.read(tmp_path / "table.toml")
