"""Harmony, arrangement and instruments: what the music is made of, note by note."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import cast

import numpy as np
import pytest
from film_workers.sound.music import arrangement, instruments, theory
from film_workers.sound.music.arrangement import Note, arrange, beat_times, continuous, make_theme, mood
from film_workers.sound.music.score import perform
from listening import SAMPLE_RATE, Sound, level

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
    assert all(33 <= pitch <= 47 for pitch in pitches)
    assert (len(pitches) == 1) is (tension > 0.55)


def test_melody_and_chords_lie_over_their_centre_and_strings_low() -> None:
    scene = cue(0, LONG, tension=0.7)
    notes = played(scene, seed=5) + played(cue(0, LONG, tension=0.2), seed=6)
    assert {argument(note) for note in of("spiccato", notes)} <= set(range(40, 64))
    calm = played(cue(0, LONG, tension=0.1), seed=6)
    centre = mood(cue(0, LONG, tension=0.1)).centre
    melody = [argument(note) for note in of("piano", calm) if note.start > 48_000]
    assert melody
    assert all(centre + 3 <= pitch <= centre + 22 for pitch in melody)


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


# --- instruments ------------------------------------------------------------------------------------------------

STRUCK = {
    "piano": partial(instruments.piano, 57),
    "bell": partial(instruments.bell, 81),
    "spiccato": partial(instruments.spiccato, 45),
    "drum": instruments.drum,
    "shaker": instruments.shaker,
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
        (instruments.shaker(), 0.12),
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
    assert share(instruments.shaker(), 3_000, 10_000) > 0.9
    assert share(instruments.swell()[:, 0], 400, 5_000) > 0.87
    assert share(instruments.piano(100), 9_500, 24_000) < 0.001
    assert share(instruments.bell(110), 9_500, 24_000) < 0.001


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


# --- the performance --------------------------------------------------------------------------------------------


def click(size: float = 0.5, length: int = 1) -> Sound:
    return np.full(length, size, np.float32)


def heard(*notes: Note, seconds: float = 12.0) -> Sound:
    return np.concatenate(list(perform(iter(notes), round(seconds * SAMPLE_RATE))))


def note(start: int, sound: Sound, left: float = 0.1, right: float = 0.1) -> Note:
    return Note(start=start, sound=lambda: sound, left=left, right=right)


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
    assert flat[-1, 0] == pytest.approx(0, abs=1e-6)
    assert flat[round(rise / 2 * SAMPLE_RATE), 0] == pytest.approx(middle / 2, rel=0.12)
    assert flat[total - round(fall / 2 * SAMPLE_RATE), 0] == pytest.approx(middle / 2, rel=0.12)
    assert flat[round(rise * SAMPLE_RATE) + 10, 0] == pytest.approx(middle, rel=0.12)
    assert flat[total - round(fall * SAMPLE_RATE) - 10, 0] == pytest.approx(middle, rel=0.12)


def test_music_is_in_time_with_the_picture() -> None:
    assert arrangement.SAMPLES_PER_FRAME == SAMPLE_RATE // 24 == 2000
