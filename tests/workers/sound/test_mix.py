"""The mix: dialogue in its place, music that makes way, one loudness, and no peak over the limit after AAC."""

import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import av
import numpy as np
import pytest
from film_workers.errors import RefusedError
from film_workers.renderers.formant.synthesis import speak
from film_workers.sound import wav
from film_workers.sound.effects.stem import compose as compose_effects
from film_workers.sound.limiter import limit
from film_workers.sound.loudness import LoudnessMeter, amplitude
from film_workers.sound.mix import Mix, before_mastering, mix
from film_workers.sound.music.score import compose
from hypothesis import given, settings
from hypothesis import strategies as st
from listening import SAMPLE_RATE, Sound, ebu_r128, level, line, score, write_aac

from contracts.recipes.effects import Ambience, EffectsRecipe, SoundCue
from contracts.recipes.film import Performance
from contracts.recipes.score import SpokenStretch

FRAMES = 24 * 24
LINES: tuple[tuple[str, str, Performance], ...] = (
    ("You came back. After eleven years, and one telegram that never arrived.", "en-us+f2", "normal"),
    ("Get out of my house!", "en-gb-x-rp+m3", "shouted"),
    ("No.", "en-gb-scotland+m1", "normal"),
    ("I only wanted to see the light again.", "en-us+f4", "whispered"),
)
STARTS = (72, 240, 300, 390)


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("lines")
    paths = [folder / f"{number}.wav" for number in range(len(LINES))]
    for path, (text, voice, performance) in zip(paths, LINES, strict=True):
        wav.write(path, speak(line(text, voice, performance=performance)).samples)
    return paths


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("music") / "score.flac"
    compose(score(FRAMES), target, nothing)
    return target


def nothing(_: float) -> None:
    """Progress that nobody follows."""


def mixed(placed: Sequence[tuple[int, Path]], music: Path, frames: int = FRAMES, lufs: float = -14.0) -> Mix:
    quiet = silence(music.parent, frames)
    return mix(
        frames=frames,
        lines=placed,
        score=music,
        effects=quiet,
        loudness_lufs=lufs,
        true_peak_dbtp=-1.0,
        progress=nothing,
    )


def before(placed: Sequence[tuple[int, Path]], music: Path, effects: Path | None = None) -> Sound:
    """What is mixed, without effects where none are given, before its loudness is set."""
    return np.concatenate(list(before_mastering(FRAMES, placed, music, effects or silence(music.parent, FRAMES))))


def silence(folder: Path, frames: int) -> Path:
    """A stem of so many frames in which nothing is heard."""
    path = folder / f"nothing-{frames}.flac"
    if not path.exists():
        write_score(path, np.zeros((frames * 2000, 2), np.float32))
    return path


def whole(result: Mix) -> Sound:
    return np.concatenate(list(result.blocks()))


def write_score(path: Path, sound: Sound) -> None:
    with av.open(str(path), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=SAMPLE_RATE)  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
        samples = np.round(sound * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        for each in (frame, None):
            for packet in stream.encode(each):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - as above
                container.mux(packet)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - as above


def noise(seconds: float, peak: float) -> Sound:
    count = int(seconds * SAMPLE_RATE)
    return (np.random.default_rng(5).uniform(-peak, peak, (count, 2))).astype(np.float32)


@pytest.mark.parametrize("target", [-14.0, -23.0])
def test_an_independent_meter_finds_the_loudness_and_the_peak_after_aac(
    target: float, lines: list[Path], music: Path, tmp_path: Path
) -> None:
    result = mixed(list(zip(STARTS, lines, strict=True)), music, lufs=target)
    write_aac(tmp_path / "film.m4a", result.blocks())
    lufs, peak = ebu_r128(tmp_path / "film.m4a")
    assert lufs == pytest.approx(target, abs=0.5)
    assert lufs == pytest.approx(result.integrated_lufs, abs=0.1)
    assert peak <= -1.0
    assert result.true_peak_dbtp <= -1.0


def test_a_film_without_a_word_reaches_the_loudness_too(music: Path, tmp_path: Path) -> None:
    result = mixed([], music)
    write_aac(tmp_path / "film.m4a", result.blocks())
    lufs, peak = ebu_r128(tmp_path / "film.m4a")
    assert lufs == pytest.approx(-14, abs=0.5)
    assert peak <= -1.0


def test_a_film_of_one_word_answers_reaches_the_loudness_though_the_limiter_works_against_it(
    music: Path, tmp_path: Path
) -> None:
    wav.write(tmp_path / "yes.wav", speak(line("Yes.", "en-us+m2")).samples)

    result = mixed([(frame, tmp_path / "yes.wav") for frame in range(10, FRAMES - 40, 29)], music)

    assert abs(result.integrated_lufs + 14) <= 0.5
    # It uses the room that it has: what AAC adds is little more than a decibel.
    assert -2.4 < result.true_peak_dbtp <= -2


def test_the_sound_is_exactly_as_long_as_the_film_and_can_be_read_again(lines: list[Path], music: Path) -> None:
    result = mixed([(10, lines[0])], music)
    first, second = whole(result), whole(result)
    assert first.shape == (FRAMES * 2000, 2)
    assert first.dtype == np.float32
    assert np.array_equal(first, second)


def test_a_line_is_heard_from_its_frame_on_and_from_the_middle(lines: list[Path], tmp_path: Path) -> None:
    write_score(tmp_path / "silence.flac", np.zeros((FRAMES * 2000, 2), np.float32))
    sound = whole(mixed([(200, lines[0])], tmp_path / "silence.flac"))
    spoken = wav.read(lines[0]).astype(np.float32)
    assert not sound[: 200 * 2000].any()
    assert not sound[200 * 2000 + len(spoken) :].any()
    there = sound[200 * 2000 : 200 * 2000 + len(spoken)]
    assert np.array_equal(there[:, 0], there[:, 1])
    assert float(np.corrcoef(there[:, 0], spoken)[0, 1]) > 0.98


def test_lines_that_overlap_are_both_heard(lines: list[Path], tmp_path: Path) -> None:
    write_score(tmp_path / "silence.flac", np.zeros((FRAMES * 2000, 2), np.float32))
    together = whole(mixed([(50, lines[0]), (60, lines[3]), (50, lines[1])], tmp_path / "silence.flac"))[:, 0]
    for path, start in ((lines[0], 50), (lines[1], 50)):
        spoken = wav.read(path).astype(np.float32)
        assert float(np.corrcoef(together[start * 2000 : start * 2000 + len(spoken)], spoken)[0, 1]) > 0.3


def test_the_music_makes_way_for_a_line_before_it_begins_and_comes_back_after_it(tmp_path: Path) -> None:
    """A line that is too soft to hear leaves the music alone audible."""
    write_score(tmp_path / "noise.flac", noise(24, 0.1))
    wav.write(tmp_path / "hush.wav", np.zeros(4 * SAMPLE_RATE, np.int16))
    sound = whole(mixed([(24 * 8, tmp_path / "hush.wav")], tmp_path / "noise.flac"))

    def heard(start: float, end: float) -> float:
        return level(sound[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)])

    before, during, after = heard(5, 7.6), heard(8, 12), heard(13.2, 20)
    # Eleven decibels, and a little more: the register of speech is a part of noise.
    assert before - during == pytest.approx(11.4, abs=0.3)
    assert after == pytest.approx(before, abs=0.2)
    # Within a third of a second; held for a moment, then slowly, but back a second and a quarter after the line.
    assert heard(7.8, 7.9) == pytest.approx((before + during) / 2, abs=1)
    assert heard(12.1, 12.24) == pytest.approx(during, abs=0.3)
    assert heard(12.65, 12.75) == pytest.approx((before + during) / 2, abs=1)
    assert heard(13.2, 13.3) == pytest.approx(before, abs=0.3)
    steps = [heard(7.5 + step / 20, 7.55 + step / 20) for step in range(120)]
    assert max(abs(np.diff(steps))) < 3


def loudness(sound: Sound) -> float:
    meter = LoudnessMeter(2)
    meter.add(sound)
    return meter.integrated_lufs


@pytest.mark.parametrize("tension", [0.1, 0.5, 1.0])
def test_the_music_is_eight_loudness_units_under_each_line_whispered_ones_too(
    tension: float, renderer: str, lines: list[Path], tmp_path: Path
) -> None:
    placed = list(zip(STARTS, lines, strict=True))
    speech = tuple(SpokenStretch(start_frame=start, frames=wav.length(path) // 2000 + 1) for start, path in placed)
    recipe = score(FRAMES, tension=tension, renderer=renderer).model_copy(update={"speech": speech})
    compose(recipe, tmp_path / "score.flac", nothing)
    # Before the loudness is set, what is heard is the sum: less the lines alone, it is the music as it is mixed.
    both, alone = (before(placed, path) for path in (tmp_path / "score.flac", silence(tmp_path, FRAMES)))
    for start, path in placed:
        spoken = slice(start * 2000, start * 2000 + wav.length(path))
        if wav.length(path) > SAMPLE_RATE // 2:
            assert loudness(alone[spoken]) - loudness((both - alone)[spoken]) > 8
    between = slice(int(19.5 * SAMPLE_RATE), 22 * SAMPLE_RATE)
    assert loudness(both[between]) > loudness((both - alone)[72 * 2000 : 72 * 2000 + wav.length(lines[0])]) + 4


@pytest.mark.parametrize(("hertz", "lower"), [(150, 11.0), (2_000, 17.0), (12_000, 11.0)])
def test_under_a_line_the_music_leaves_the_register_of_words(hertz: float, lower: float, tmp_path: Path) -> None:
    tone = 0.1 * np.sin(2 * np.pi * hertz * np.arange(24 * SAMPLE_RATE) / SAMPLE_RATE)
    write_score(tmp_path / "tone.flac", np.stack([tone, tone], axis=1).astype(np.float32))
    wav.write(tmp_path / "hush.wav", np.zeros(4 * SAMPLE_RATE, np.int16))
    sound = before([(24 * 8, tmp_path / "hush.wav")], tmp_path / "tone.flac")
    between, under = sound[3 * SAMPLE_RATE : 7 * SAMPLE_RATE], sound[9 * SAMPLE_RATE : 12 * SAMPLE_RATE]
    assert level(between) - level(under) == pytest.approx(lower, abs=0.4)
    assert level(between) == pytest.approx(level(tone) - 1, abs=0.1), "between lines, nothing is taken"


def test_a_softer_line_has_softer_music(tmp_path: Path) -> None:
    write_score(tmp_path / "noise.flac", noise(24, 0.1))
    voice = (noise(4, 0.4)[:, 0] * 32767).astype(np.int16)
    under: list[float] = []
    for name, share in (("loud", 1.0), ("soft", 0.1), ("softest", 0.03)):
        wav.write(tmp_path / f"{name}.wav", (voice * share).astype(np.int16))
        wav.write(tmp_path / "nothing.wav", np.zeros(4 * SAMPLE_RATE, np.int16))
        sound = before([(192, tmp_path / f"{name}.wav")], tmp_path / "noise.flac")
        sound[192 * 2000 : 192 * 2000 + len(voice)] -= (wav.read(tmp_path / f"{name}.wav") / np.float32(32768))[:, None]
        under.append(level(sound[9 * SAMPLE_RATE : 11 * SAMPLE_RATE]))
    loud, soft, softest = under
    assert loud > soft + 6
    assert soft >= softest - 0.1
    assert softest > loud - 13, "and not softer than can be heard"


def test_between_the_lines_the_music_is_a_decibel_lower_than_it_was_composed(tmp_path: Path) -> None:
    music = noise(8, 0.1)
    write_score(tmp_path / "noise.flac", music)
    spoken = (noise(2, 0.1)[::-1, 0] * 32767).astype(np.int16)
    wav.write(tmp_path / "line.wav", spoken)

    sound = whole(mixed([(96, tmp_path / "line.wav")], tmp_path / "noise.flac", frames=24 * 8))

    under, between = sound[4 * SAMPLE_RATE : 6 * SAMPLE_RATE], sound[: 3 * SAMPLE_RATE]
    # Both are as loud; under the line the ducked music adds 0.2 dB.
    assert level(between) - level(under) == pytest.approx(-1.2, abs=0.2)


def test_effects_make_way_for_a_line_less_than_the_music_does(tmp_path: Path) -> None:
    write_score(tmp_path / "rain.flac", noise(24, 0.05))
    wav.write(tmp_path / "hush.wav", np.zeros(4 * SAMPLE_RATE, np.int16))
    sound = before([(24 * 8, tmp_path / "hush.wav")], silence(tmp_path, FRAMES), tmp_path / "rain.flac")
    between, under = sound[3 * SAMPLE_RATE : 7 * SAMPLE_RATE], sound[9 * SAMPLE_RATE : 12 * SAMPLE_RATE]
    assert level(between) == pytest.approx(level(noise(24, 0.05)), abs=0.1), "between lines, they are as they were made"
    assert level(between) - level(under) == pytest.approx(8, abs=0.2)


def test_all_places_at_their_loudest_stay_twelve_loudness_units_under_a_line_a_whispered_one_too(
    tmp_path: Path,
) -> None:
    sounds: tuple[Ambience, ...] = get_args(Ambience)
    # From a second before the line until a second after it: all of them for the whole film take minutes.
    cues = tuple(SoundCue(sound=sound, start_frame=168, frames=144, strength=1.0) for sound in sounds)
    compose_effects(EffectsRecipe(seed=3, frames=FRAMES, cues=cues), tmp_path / "effects.flac", nothing)
    for name, lufs in (("said", -20.0), ("whispered", -31.0)):
        voice = noise(4, 0.1)[:, 0]
        voice *= 10 ** ((lufs - level(np.stack([voice, voice], axis=1))) / 20)
        wav.write(tmp_path / f"{name}.wav", (voice * 32767).astype(np.int16))
        spoken = np.asarray(wav.read(tmp_path / f"{name}.wav") / np.float32(32768), np.float32)
        sound = before([(192, tmp_path / f"{name}.wav")], silence(tmp_path, FRAMES), tmp_path / "effects.flac")
        sound[192 * 2000 : 192 * 2000 + len(spoken)] -= spoken[:, None]
        assert level(sound[8 * SAMPLE_RATE : 12 * SAMPLE_RATE]) < lufs - 12, name


def test_effects_of_another_length_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="the effects is 96000 samples long and the film 192000"):
        mix(
            frames=96,
            lines=[],
            score=silence(tmp_path, 96),
            effects=silence(tmp_path, 48),
            loudness_lufs=-14,
            true_peak_dbtp=-1,
            progress=nothing,
        )


def test_silence_stays_silence(tmp_path: Path) -> None:
    write_score(tmp_path / "silence.flac", np.zeros((48 * 2000, 2), np.float32))
    result = mixed([], tmp_path / "silence.flac", frames=48)
    assert (result.integrated_lufs, result.true_peak_dbtp) == (-70, -120)
    assert not whole(result).any()


def test_a_hiss_is_not_raised_to_the_loudness_of_a_film(tmp_path: Path) -> None:
    write_score(tmp_path / "hiss.flac", noise(4, 0.0005))
    result = mixed([], tmp_path / "hiss.flac", frames=96)
    assert result.integrated_lufs < -35


def test_a_film_of_one_frame_is_mixed(tmp_path: Path) -> None:
    write_score(tmp_path / "short.flac", noise(1 / 24, 0.5))
    result = mixed([], tmp_path / "short.flac", frames=1)
    assert whole(result).shape == (2000, 2)
    assert result.true_peak_dbtp <= -1


@pytest.mark.parametrize("frame", [-1, FRAMES, FRAMES + 100])
def test_a_line_outside_the_film_is_refused(frame: int, lines: list[Path], music: Path) -> None:
    with pytest.raises(RefusedError, match=f"frame {frame}, outside the film's {FRAMES} frames"):
        mixed([(frame, lines[0])], music)


def test_a_score_of_another_length_is_refused(lines: list[Path], music: Path) -> None:
    with pytest.raises(RefusedError, match="the score is 1152000 samples long and the film 1154000"):
        mixed([(5, lines[0])], music, frames=FRAMES + 1)


def test_progress_rises_to_the_end_and_what_it_raises_ends_the_work(lines: list[Path], music: Path) -> None:
    seen: list[float] = []
    mix(
        frames=FRAMES,
        lines=[(5, lines[0])],
        score=music,
        effects=silence(music.parent, FRAMES),
        loudness_lufs=-14,
        true_peak_dbtp=-1,
        progress=seen.append,
    )
    assert seen == sorted(seen)
    assert seen[-1] == 1

    def stop(done: float) -> None:
        if done > 0.1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        mix(
            frames=FRAMES,
            lines=[],
            score=music,
            effects=silence(music.parent, FRAMES),
            loudness_lufs=-14,
            true_peak_dbtp=-1,
            progress=stop,
        )


def test_memory_stays_flat_however_long_the_film(lines: list[Path], tmp_path: Path) -> None:
    def peak(seconds: int) -> int:
        write_score(tmp_path / "noise.flac", noise(seconds, 0.1))
        silence(tmp_path, 24 * seconds)
        placed = [(start, lines[1]) for start in range(24, seconds * 24 - 72, 24 * 6)]
        tracemalloc.start()
        for _ in mixed(placed, tmp_path / "noise.flac", frames=24 * seconds).blocks():
            pass
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    short, long = peak(6), peak(24)
    assert long < short + 2_000_000


def blocks_of(sound: Sound, size: int) -> list[Sound]:
    return [sound[start : start + size] for start in range(0, len(sound), size)]


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 1000),
    length=st.integers(1, 60_000),
    loud=st.floats(0.1, 20),
    frequency=st.floats(20, 11_000),
)
def test_the_limiter_keeps_every_true_peak_under_the_ceiling(
    seed: int, length: int, loud: float, frequency: float
) -> None:
    random = np.random.default_rng(seed)
    bursts = np.repeat(random.random(-(-length // 500)) ** 4, 500)[:length] * loud
    phases = 2 * np.pi * frequency / SAMPLE_RATE * np.arange(length)
    sound = np.stack([np.sin(phases) * bursts, np.cos(phases) * bursts], axis=1).astype(np.float32)
    limited = list(limit(iter(blocks_of(sound, 4800)), amplitude(-1.7)))
    assert [len(block) for block in limited] == [len(block) for block in blocks_of(sound, 4800)]
    joined = np.concatenate(limited)
    spectrum = np.fft.rfft(joined, axis=0)
    between = np.fft.irfft(spectrum, len(joined) * 4, axis=0) * 4 if length % 2 == 0 else joined
    edge = min(64, len(between) // 4)  # the transform takes the sound for a circle: its seam is not the limiter's
    assert np.abs(joined).max() <= amplitude(-1.7) + 1e-6
    assert np.abs(between[edge * 4 : len(between) - edge * 4]).max(initial=0) <= amplitude(-1.2)


def test_what_lies_under_the_ceiling_passes_the_limiter_untouched() -> None:
    sound = noise(2, 0.3)
    assert np.array_equal(np.concatenate(list(limit(iter(blocks_of(sound, 9600)), amplitude(-1)))), sound)


def test_the_limited_sound_does_not_depend_on_how_it_was_cut_into_blocks() -> None:
    sound = noise(3, 1.5)
    one, other = (np.concatenate(list(limit(iter(blocks_of(sound, size)), 0.8))) for size in (4800, 48_000))
    assert np.allclose(one, other, atol=1e-6)
