"""The stem of the film's sounds: every cue made or played from its recording, and placed where it is heard."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from heapq import merge
from pathlib import Path
from typing import Final, cast

import numpy as np

from contracts.recipes.effects import AMBIENCES, Ambience, EffectsRecipe, SoundCue, SpotEffect
from contracts.recipes.film import per_second, sample_at
from film_workers.material import MaterialMissingError
from film_workers.sound import bank, flac
from film_workers.sound.bank import Bank
from film_workers.sound.effects import ambience, spots
from film_workers.sound.effects.noise import ROUND, SECONDS, Sound, peak
from film_workers.sound.filters import butterworth, convolved, filtered
from film_workers.sound.limiter import limit
from film_workers.sound.loudness import SAMPLE_RATE, amplitude, integrated_lufs
from film_workers.sound.placing import Placed, Timeline

_BLOCK: Final = 5 * SAMPLE_RATE
_CEILING: Final = amplitude(-1.0)
#: Into a scene's sound and out of it, in seconds; a cue too short for both gives half of itself to each.
_EDGE: Final = 1.2
#: What distance takes: loudness, in dB, and height, in Hz.
_FARTHEST_DB: Final = -18.0
_NEAR_HZ, _FAR_HZ = 16_000.0, 900.0
#: Through walls, what is high is lost.
_WALLS_HZ: Final = 420.0
_WALLS_DB: Final = -6.0
_STRENGTH_DB: Final = 8.0  # between the weakest and the strongest
#: Rounds that are kept: 17 MB each; a scene sounds of four at most.
_KEPT_ROUNDS: Final = 6

#: Loudness of each ambience at middle strength, near, in LUFS; a spoken line has −20.
_LUFS: Final[Mapping[Ambience, float]] = {
    "room_tone": -56,
    "open_air": -50,
    "rain": -38,
    "wind": -40,
    "sea": -38,
    "stream": -40,
    "traffic": -41,
    "birds": -45,
    "crickets": -48,
    "crowd": -40,
    "fire": -41,
    "machine": -44,
    "vehicle": -38,
}
#: Level of each spot effect's loudest sample at middle strength, near, in dB of full scale.
_PEAK_DB: Final[Mapping[SpotEffect, float]] = {
    "alarm": -20,
    "applause": -13,
    "church_bell": -15,
    "door_closes": -12,
    "door_opens": -19,
    "doorbell": -16,
    "engine_starts": -13,
    "explosion": -4,
    "glass": -10,
    "gun_shot": -4,
    "heartbeat": -15,
    "helicopter": -14,
    "knock": -13,
    "splash": -12,
    "steps": -22,
    "telephone": -16,
    "thunder": -9,
}
#: Sounds of the bank: ours → its name. Of the others, the bank has none.
RECORDED: Final[Mapping[Ambience | SpotEffect, str]] = {
    "sea": "sea",
    "birds": "birds",
    "telephone": "telephone",
    "helicopter": "helicopter",
    "applause": "applause",
    "gun_shot": "gun_shot",
    "church_bell": "church_bell",
}


def compose(recipe: EffectsRecipe, target: Path, progress: Callable[[float], None]) -> None:
    """Write the film's sounds to `target`: FLAC, 48 kHz, stereo, 16 bit, exactly as long as its frames.

    Equal recipes give equal bytes on one kind of CPU. `progress` is called with the fraction done after every few
    seconds; what it raises ends the work. Raises `MaterialMissingError` where the recipe is for recordings and they are
    not there.
    """
    total = sample_at(recipe.frames, recipe.frame_rate)
    flac.write(target, limit(_blocks(recipe, _recordings(recipe), total), _CEILING), total, progress)


def origins(recipe: EffectsRecipe) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the sounds that come from recordings, and of those that are synthesised."""
    recordings = _recordings(recipe)
    names: list[Ambience | SpotEffect] = sorted({cue.sound for cue in recipe.cues if cue.start_frame < recipe.frames})
    recorded: tuple[str, ...] = tuple(name for name in names if _recording(name, recordings) is not None)
    return recorded, tuple(name for name in names if name not in recorded)


def _recordings(recipe: EffectsRecipe) -> Bank | None:
    if not recipe.recordings:
        return None
    opened = bank.opened()
    if opened is None:
        raise MaterialMissingError(
            "the recordings of sounds are not there, or damaged: run ./studio material and start the workers again, or "
            "start a production that needs none"
        )
    return opened


def _recording(sound: Ambience | SpotEffect, recordings: Bank | None) -> str | None:
    name = RECORDED.get(sound)
    return name if recordings is not None and name in recordings.sounds else None


def _blocks(recipe: EffectsRecipe, recordings: Bank | None, total: int) -> Iterator[Sound]:
    timeline = Timeline(_placed(recipe, recordings), _BLOCK)
    for start in range(0, total, _BLOCK):
        yield timeline.play(start, min(_BLOCK, total - start))


def _placed(recipe: EffectsRecipe, recordings: Bank | None) -> Iterator[Placed]:
    """All that is heard, in order; an ambience comes in pieces as long as a block."""
    cues = [cue for cue in recipe.cues if cue.start_frame < recipe.frames]
    seeds = np.random.SeedSequence(recipe.seed).spawn(len(cues))
    return merge(
        *(_pieces(cue, recipe, seed, recordings) for cue, seed in zip(cues, seeds, strict=True)),
        key=lambda placed: placed.start,
    )


def _pieces(
    cue: SoundCue, recipe: EffectsRecipe, seed: np.random.SeedSequence, recordings: Bank | None
) -> Iterator[Placed]:
    rate = recipe.frame_rate
    left, right = _sides(cue.pan)
    start = sample_at(cue.start_frame, rate)
    recording = _recording(cue.sound, recordings)
    if cue.sound not in AMBIENCES:
        yield Placed(
            start=start,
            sound=partial(_spot, cue, float(cue.frames / per_second(rate)), seed, recording),
            left=left,
            right=right,
        )
        return
    heard = _Heard(
        sound=cast("Ambience", cue.sound),
        strength=round(cue.strength * 4) / 4,
        distance=round(cue.distance * 4) / 4,
        behind_walls=cue.behind_walls,
        recording=recording,
    )
    length = sample_at(min(cue.start_frame + cue.frames, recipe.frames), rate) - start
    offset = int(np.random.default_rng(seed).integers(0, ROUND)) - start
    for first in range(start - start % _BLOCK, start + length, _BLOCK):
        begin, end = max(first, start), min(first + _BLOCK, start + length)
        yield Placed(
            start=begin,
            sound=partial(_stretch, heard, begin + offset, end - begin, begin - start, length),
            left=left,
            right=right,
        )


@dataclass(frozen=True, kw_only=True)
class _Heard:
    """An ambience as it is heard: what its round depends on."""

    sound: Ambience
    strength: float
    distance: float
    behind_walls: bool
    recording: str | None


def _stretch(heard: _Heard, at: int, length: int, since: int, whole: int) -> Sound:
    """`length` samples of a round from sample `at` on; it is `since` samples since the cue began, which has `whole`."""
    places = (at + np.arange(length)) % ROUND
    edge = min(int(_EDGE * SAMPLE_RATE), whole // 2)
    position = since + np.arange(length)
    rise = np.clip(np.minimum(position, whole - 1 - position) / edge, 0, 1)
    return _round(heard)[places] * (np.sin(np.pi / 2 * rise) ** 2).astype(np.float32)[:, np.newaxis]


@lru_cache(maxsize=_KEPT_ROUNDS)
def _round(heard: _Heard) -> Sound:
    """The round of an ambience at its level. The same in every film, so that a worker makes it once."""
    random = np.random.default_rng([*heard.sound.encode(), round(heard.strength * 4), heard.behind_walls])
    if heard.recording is None:
        sound = ambience.MAKERS[heard.sound](random, heard.strength, heard.behind_walls)
    else:
        sound = _round_of(bank.opened(), heard.recording)
    # The rain on a roof is near, and made as it is heard in the room.
    walls = heard.behind_walls and heard.sound != "rain"
    sound = _away(np.concatenate([sound[-SAMPLE_RATE:], sound]), heard.distance, walls=walls)[SAMPLE_RATE:]
    # Where the filter began is heard at the seam no more than anywhere: it has run for a second.
    level = _LUFS[heard.sound] + _STRENGTH_DB * (heard.strength - 0.5) + _FARTHEST_DB * heard.distance
    level += _WALLS_DB if walls else 0
    return sound * np.float32(amplitude(level - integrated_lufs(sound)))


def _round_of(recordings: Bank | None, name: str) -> Sound:
    """A recording that goes on, as a round: its end fades over into its beginning, and two moments of it, one a side,
    make it wide."""
    assert recordings is not None
    overlap = 2 * SAMPLE_RATE
    mono = recordings.sound(name, SECONDS + 3)
    mono = np.resize(mono, ROUND + overlap) if len(mono) < ROUND + overlap else mono[: ROUND + overlap]
    fade = (np.sin(np.linspace(0, np.pi / 2, overlap)) ** 2).astype(np.float32)
    sound = mono[:ROUND].copy()
    sound[:overlap] = sound[:overlap] * fade + mono[ROUND:] * (1 - fade)
    elsewhere = np.roll(sound, ROUND // 3)
    return np.asarray(np.stack([sound + 0.5 * elsewhere, elsewhere + 0.5 * sound], axis=1), np.float32)


def _spot(cue: SoundCue, length: float, seed: np.random.SeedSequence, recording: str | None) -> Sound:
    """A spot effect as it is heard, shape (n, 2); no longer than its cue and what rings on. `length` in
    seconds."""
    sound = cast("SpotEffect", cue.sound)
    seconds = min(60.0, length)
    if recording is None:
        wanted = spots.Wanted(
            random=np.random.default_rng(seed), seconds=seconds, strength=cue.strength, surface=cue.surface
        )
        dry = spots.MAKERS[sound](wanted)
    else:
        dry = _recorded_spot(recording, seconds)
    dry = _faded(dry)
    wet = _in_place(dry, interior=cue.interior and not cue.behind_walls)
    heard = _away(wet, cue.distance, walls=cue.behind_walls)
    level = _PEAK_DB[sound] + _STRENGTH_DB * (cue.strength - 0.5) + _FARTHEST_DB * cue.distance
    level += _WALLS_DB if cue.behind_walls else 0
    return _faded(peak(heard) * np.float32(amplitude(level)))


def _recorded_spot(name: str, seconds: float) -> Sound:
    opened = bank.opened()
    assert opened is not None
    once = opened.sound(name)
    return once if len(once) >= seconds * SAMPLE_RATE else opened.sound(name, seconds)


def _faded(sound: Sound) -> Sound:
    """From silence and to it, so that nothing clicks."""
    rise, fall = min(len(sound), 24), min(len(sound), SAMPLE_RATE // 20)
    faded = sound.copy()
    faded[:rise] = (faded[:rise].T * np.linspace(0, 1, rise, dtype=np.float32)).T
    faded[len(faded) - fall :] = (faded[len(faded) - fall :].T * np.linspace(1, 0, fall, dtype=np.float32)).T
    return faded


def _in_place(dry: Sound, *, interior: bool) -> Sound:
    """One channel → two, with what its surroundings answer: a room soon and densely, the open late and faintly."""
    wet = [convolved(dry, side) for side in _answer(interior)]
    sound = np.stack(wet, axis=1)
    sound[: len(dry)] += dry[:, np.newaxis]
    return sound


@lru_cache(maxsize=2)
def _answer(interior: bool) -> Sound:
    """What surroundings answer to a click, shape (2, n)."""
    seconds, late, level = (0.35, 0.006, 0.3) if interior else (0.9, 0.05, 0.1)
    length = int(seconds * SAMPLE_RATE)
    time = np.arange(length) / SAMPLE_RATE
    random = np.random.default_rng(11 if interior else 12)
    noise = random.standard_normal((2, length)) * np.exp(-6.9 * time / seconds) * (time > late)
    heard = filtered(butterworth(1, (180, 3500), "band", SAMPLE_RATE), noise.T).T
    return (heard * level / np.sqrt(np.square(heard).sum(axis=1, keepdims=True))).astype(np.float32)


def _away(sound: Sound, distance: float, *, walls: bool) -> Sound:
    """Darker, as air and walls make it, and without what lies below hearing; shape (n, 2)."""
    high = _NEAR_HZ * (_FAR_HZ / _NEAR_HZ) ** distance
    filters = butterworth(2, (25, min(high, 20_000)), "band", SAMPLE_RATE)
    if walls:
        filters = np.vstack([filters, butterworth(2, _WALLS_HZ, "low", SAMPLE_RATE)])
    return filtered(filters, sound).astype(np.float32)


def _sides(pan: float) -> tuple[float, float]:
    """Gains to the left and right at equal power; in the middle, 1 each."""
    angle = (pan + 1) * np.pi / 4
    return float(np.cos(angle) * np.sqrt(2)), float(np.sin(angle) * np.sqrt(2))
