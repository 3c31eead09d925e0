"""Harmony and arrangement: what the music is made of, note by note."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import cast

import numpy as np
import pytest
from film_workers.sound.music import theory
from film_workers.sound.music.arrangement import Note, arrange, beat_times, continuous, make_theme, mood
from listening import SAMPLE_RATE

from contracts.recipes.film import TimeOfDay
from contracts.recipes.score import MusicCue, ScoreRecipe

SECOND = 24


def cue(start: int, frames: int, *, tension: float = 0.2, time: TimeOfDay = "day", interior: bool = False) -> MusicCue:
    return MusicCue(start_frame=start, frames=frames, time_of_day=time, interior=interior, tension=tension)


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


def name(note: Note) -> str:
    sound = note.sound
    return cast("partial[object]", sound).func.__name__ if isinstance(sound, partial) else sound.__name__


def argument(note: Note, place: int = 0) -> int:
    return cast("int", cast("partial[object]", note.sound).args[place])


def played(*cues: MusicCue, seed: int = 3, cuts: tuple[int, ...] = ()) -> list[Note]:
    return list(arrange(recipe(*cues, seed=seed, cuts=cuts)))


def of(kind: str, notes: list[Note]) -> list[Note]:
    return [note for note in notes if name(note) == kind]


#: Sixteen bars of one scene.
LONG = 64 * 24


@pytest.mark.parametrize(
    ("tension", "bass", "drums", "strings", "shakers"),
    [
        (0.1, 1, False, False, False),
        (0.4, 1, False, False, False),
        (0.45, 2, False, False, False),
        (0.55, 2, False, False, False),
        (0.6, 2, True, True, False),
        (0.75, 2, True, True, False),
        (0.8, 2, True, True, True),
    ],
)
def test_the_more_tense_the_more_play(tension: float, bass: int, drums: bool, strings: bool, shakers: bool) -> None:
    scene = cue(0, LONG, tension=tension)
    notes = played(scene, cue(LONG, LONG))
    notes = [note for note in notes if note.start < LONG * 2000 - 96_000]
    bars = len(of("pad", notes))
    assert len(of("bass", notes)) in range(bass * bars - bass, bass * bars + bass + 1)
    assert bool(len(of("spiccato", notes)) >= 8 * (bars - 1)) is strings
    assert bool(of("spiccato", notes)) is strings
    assert bool(len(of("drum", notes)) >= 3 * (bars - 1)) is drums
    assert bool(of("shaker", notes)) is shakers
    opened = [note for note in of("drum", notes) if note.start == 0]
    assert bool(opened) is (tension > 0.4)


def test_every_bar_has_its_chord_from_a_quarter_second_before_it_on() -> None:
    scene = cue(0, LONG, tension=0.2)
    beats = beat_times(scene, (), mood(scene).beats_per_minute)
    pads = of("pad", played(scene))
    assert [note.start for note in pads] == [beat - SAMPLE_RATE // 4 for beat in beats[:-1:4]]
    lengths = [argument(note, 1) for note in pads]
    assert lengths == [after - before + int(1.2 * SAMPLE_RATE) for before, after in pairwise(beats[::4])]


@pytest.mark.parametrize("tension", [0.2, 0.6])
def test_the_bass_is_low_and_stays_at_home_where_it_is_tense(tension: float) -> None:
    notes = of("bass", played(cue(0, LONG, tension=tension)))
    pitches = {argument(note) for note in notes}
    assert all(36 <= pitch <= 47 for pitch in pitches)
    assert (len(pitches) == 1) is (tension > 0.55)


def test_melody_and_chords_lie_over_their_centre_and_strings_low() -> None:
    scene = cue(0, LONG, tension=0.7)
    notes = played(scene, seed=5) + played(cue(0, LONG, tension=0.2), seed=6)
    assert {argument(note) for note in of("spiccato", notes)} <= set(range(40, 64))
    centre = mood(cue(0, LONG, tension=0.1)).centre
    tunes = [of("piano", played(cue(0, LONG, tension=0.1), seed=seed)) for seed in range(12)]
    melody = [argument(note) for tune in tunes for note in tune if note.start > 48_000]
    # Over the chords, and not so high that it shrills: in all of that range and nowhere else.
    assert (min(melody), max(melody)) == (centre + 3, centre + 22)


def test_an_arpeggio_climbs_through_the_chord_in_eighths() -> None:
    for seed in range(12):
        scene = cue(0, LONG, tension=0.5)
        beats = beat_times(scene, (), mood(scene).beats_per_minute)
        notes = played(scene, seed=seed)
        for bar in range(4, len(beats) // 4 - 4):
            start, end = beats[bar * 4], beats[bar * 4 + 4]
            chord = next(note for note in of("pad", notes) if note.start == start - SAMPLE_RATE // 4)
            tones = {pitch + 12 for pitch in cast("tuple[int, ...]", cast("partial[object]", chord.sound).args[0])}
            exact = {beats[bar * 4 + beat] for beat in range(4)}
            keys = [note for note in of("piano", notes) if start <= note.start < end and argument(note) in tones]
            on_beats = [note for note in keys if note.start in exact]
            if len(on_beats) == 4:
                halves = {int((beats[bar * 4 + beat] + beats[bar * 4 + beat + 1]) / 2) for beat in range(4)}
                assert halves <= {note.start for note in keys}
                return
    raise AssertionError("nobody played an arpeggio")


def test_a_bell_touches_each_beat_that_a_cut_falls_on() -> None:
    scene = cue(0, 8 * 24, time="dusk", tension=0)  # a beat a second
    bells = of("bell", played(scene, cuts=(0, 48, 72, 84)))
    assert [note.start for note in bells] == [48 * 2000, 72 * 2000]
    assert of("bell", played(scene)) == []


def test_air_rises_into_the_next_scene_and_the_more_the_more_changes() -> None:
    little = of("swell", played(cue(0, 240, tension=0.2), cue(240, 240, tension=0.3)))
    much = of("swell", played(cue(0, 240, tension=0.2), cue(240, 240, tension=0.9)))
    assert [note.start for note in little] == [240 * 2000 - 2 * SAMPLE_RATE]
    assert much[0].left > little[0].left
    assert of("swell", played(cue(0, 240))) == []


def test_a_scene_opens_with_a_low_octave_of_its_key() -> None:
    for seed in range(8):
        notes = [note for note in played(cue(0, 240), cue(240, 240), seed=seed) if name(note) == "piano"]
        low, high = notes[:2]
        tonic = make_theme(seed).tonic
        assert (low.start, high.start) == (0, 0)
        assert argument(low) == (tonic if tonic < 50 else tonic - 12)
        assert argument(high) == argument(low) + 12


def test_scenes_stay_in_related_keys_and_the_first_in_the_films_own() -> None:
    for seed in range(20):
        tonic = make_theme(seed).tonic
        opened = [
            argument(note) % 12
            for note in played(*(cue(240 * n, 240) for n in range(6)), seed=seed)
            if name(note) == "piano" and note.start % (240 * 2000) == 0
        ]
        assert opened[0] == tonic % 12
        assert {(each - tonic) % 12 for each in opened} <= {0, 5, 7}


def test_a_film_ends_at_home_and_a_scene_leads_on() -> None:
    scene = cue(0, 8 * 24 * 4, tension=0.1)
    for seed in range(6):
        tonic = make_theme(seed).tonic
        last = of("bass", played(scene, seed=seed))[-1]
        assert (argument(last) - tonic) % 12 == 0
        first_scene = of("bass", played(scene, cue(8 * 24 * 4, 240), seed=seed))
        leading = mood(scene).mode.pitch(0, mood(scene).mode.leading) % 12
        inside = [note for note in first_scene if note.start < 8 * 24 * 4 * 2000]
        assert (argument(inside[-1]) - tonic) % 12 == leading


def test_a_scene_of_a_single_bar_stays_at_home() -> None:
    for seed in range(6):
        tonic = make_theme(seed).tonic
        scenes = played(cue(0, 4 * 24), cue(4 * 24, 240), seed=seed)
        assert {(argument(note) - tonic) % 12 for note in of("bass", scenes) if note.start < 3 * 48_000} == {0}


def test_a_calm_scene_has_a_melody_in_some_phrases_before_another_follows() -> None:
    tunes = [of("piano", played(cue(0, LONG, tension=0.1), cue(LONG, LONG), seed=seed)) for seed in range(6)]
    # Beside the two notes that open it.
    assert any(len([note for note in notes if note.start < LONG * 1_500]) > 2 for notes in tunes)


def test_notes_are_panned_at_equal_power() -> None:
    notes = played(cue(0, LONG, tension=0.8), cue(LONG, LONG, tension=0.3))
    for note in notes:
        assert note.left > 0
        assert note.right > 0
        assert 0.005 < (note.left**2 + note.right**2) ** 0.5 < 0.3
    middle = of("bass", notes)[0]
    assert middle.left == pytest.approx(middle.right)
    shaker, strings = of("shaker", notes)[0], of("spiccato", notes)[0]
    assert shaker.right > shaker.left
    assert strings.left > strings.right


def test_the_pulse_is_eighths_over_a_heartbeat() -> None:
    scene = cue(0, LONG, tension=0.6)
    beats = beat_times(scene, (), mood(scene).beats_per_minute)
    notes = played(scene, cue(LONG, LONG, tension=0.6))
    strings = sorted(note.start for note in of("spiccato", notes) if note.start < beats[8])
    assert len(strings) == 16
    eighths = np.diff(strings)
    assert eighths.max() - eighths.min() <= 2
    drums = sorted(note.start for note in of("drum", notes) if 0 < note.start < beats[4])
    assert drums == [int((beats[0] + beats[1]) / 2), beats[2]]
    accents = [note.left for note in sorted(of("spiccato", notes), key=lambda note: note.start)[:8]]
    assert [each > min(accents) * 1.2 for each in accents] == [True, False, False, True, False, False, True, False]
    louder = played(cue(0, LONG, tension=1.0), cue(LONG, LONG, tension=0.6))
    assert of("spiccato", louder)[0].left == pytest.approx(of("spiccato", notes)[0].left / 0.8)


def test_strings_drive_on_one_note_and_leap_to_its_fifth_and_octave_in_every_second_bar() -> None:
    scene = cue(0, LONG, tension=0.6)
    beats = beat_times(scene, (), mood(scene).beats_per_minute)
    notes = played(scene, cue(LONG, LONG, tension=0.6))
    strings = sorted(of("spiccato", notes), key=lambda note: note.start)
    for bar in range(8):
        pitches = [argument(note) for note in strings if beats[4 * bar] <= note.start < beats[4 * bar + 4]]
        assert pitches[0] == min(pitches)
        assert {pitch - pitches[0] for pitch in pitches} == ({0, 7, 12} if bar % 2 else {0})


def test_a_shaker_breathes_between_all_beats_where_it_is_very_tense() -> None:
    scene = cue(0, LONG, tension=0.9)
    beats = beat_times(scene, (), mood(scene).beats_per_minute)
    breaths = [note.start for note in of("shaker", played(scene))]
    whole = beats[: len(breaths) + 1]
    assert len(breaths) >= 40
    assert all(abs(at - (one + other) / 2) <= 1 for at, one, other in zip(breaths, whole, whole[1:], strict=False))


def test_no_two_touches_of_a_key_are_alike_but_none_stands_out() -> None:
    held: list[float] = []
    for seed in range(6):
        scene = cue(0, 56 * 24, tension=0.1)
        beats = beat_times(scene, (), mood(scene).beats_per_minute)
        notes = of("piano", played(scene, seed=seed))
        # The answers of the film's last phrase.
        for bar in (13, 15):
            held += [(n.left**2 + n.right**2) ** 0.5 for n in notes if abs(n.start - beats[4 * bar]) <= 300]
    assert len(held) == len(set(held)) == 12
    assert 1.1 < max(held) / min(held) < 1.36


def test_the_theme_is_answered_by_a_held_note() -> None:
    scene = cue(0, 56 * 24, tension=0.1)
    beats = beat_times(scene, (), mood(scene).beats_per_minute)
    assert len(beats) == 16 * 4 + 1
    for seed in range(10):
        notes = [note for note in of("piano", played(scene, seed=seed)) if note.start > 20_000]
        bars = Counter(int(np.searchsorted(beats, note.start + 400, side="right") - 1) // 4 for note in notes)
        theme = make_theme(seed)
        # The last phrase of a film is always the theme's.
        assert [bars[bar] for bar in (12, 13, 14, 15)] == [len(theme.steps), 1, len(theme.steps), 1]
