"""Performs the score: plays the arrangement block by block into a lossless file, in the memory of a few seconds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.recipes.film import sample_at
from contracts.recipes.score import ScoreRecipe
from contracts.renderers import stamped_name
from film_workers.material import MaterialMissingError
from film_workers.sound import bank, flac
from film_workers.sound.filters import butterworth, filtered
from film_workers.sound.music.arrangement import arrange
from film_workers.sound.music.instruments import SAMPLE_RATE, Sound
from film_workers.sound.music.players import Orchestra, Player, Synthesiser, played
from film_workers.sound.placing import Placed, Timeline

_BLOCK: Final = 1 << 18
_TRANSFORM: Final = 5 << 16  # holds a block and what rings on after it
_WET: Final = 0.3
_FADE_IN: Final = 3 * SAMPLE_RATE // 2
_FADE_OUT: Final = 4 * SAMPLE_RATE


def compose(recipe: ScoreRecipe, target: Path, progress: Callable[[float], None]) -> None:
    """Write the film's music to `target`: FLAC, 48 kHz, stereo, 16 bit, exactly as long as its frames.

    Equal recipes give equal bytes on one kind of CPU. `progress` is called with the fraction done after every few
    seconds of music; what it raises ends the work. Raises `MaterialMissingError` where the recipe is for the orchestra
    and its recordings are not there.
    """
    player = player_of(recipe)
    total = sample_at(recipe.frames, recipe.frame_rate)
    flac.write(target, perform(played(arrange(recipe), player), total), total, progress)


def player_of(recipe: ScoreRecipe) -> Player:
    """Who plays a recipe. Raises `MaterialMissingError`."""
    if stamped_name(recipe.renderer) != "orchestra":
        return Synthesiser()
    opened = bank.opened()
    if opened is None:
        raise MaterialMissingError(
            "the orchestra's recordings are not there, or damaged: run ./studio material and start the workers again, "
            "or choose the renderer score, which needs none"
        )
    return Orchestra(opened)


def perform(notes: Iterator[Placed], total: int) -> Iterator[Sound]:
    """The sound of `notes`, shape (n, 2), `total` samples together, with room and with fades at both ends.

    `notes` come roughly in order: one may start up to ten seconds before those given earlier.
    """
    timeline = Timeline(notes, _BLOCK)
    room = _Room()
    for start in range(0, total, _BLOCK):
        block = room.add(timeline.play(start, min(_BLOCK, total - start)))
        yield np.tanh(block) * _fades(start, len(block), total)[:, np.newaxis]


class _Room:
    """A hall of 1.3 seconds, by convolution; what rings on is carried into the next block."""

    def __init__(self) -> None:
        length = SAMPLE_RATE * 13 // 10
        time = np.arange(length) / SAMPLE_RATE
        noise = (
            np.random.default_rng(21).standard_normal((2, length)) * np.exp(-time * 4.2) * np.minimum(1, time / 0.02)
        )
        response = filtered(butterworth(1, (180, 4200), "band", SAMPLE_RATE), noise.T).T
        response *= _WET / np.sqrt(np.square(response).sum(axis=1, keepdims=True))
        self._length = length
        self._response = np.fft.rfft(response.astype(np.float32), _TRANSFORM, axis=1)
        self._ringing: NDArray[np.float32] = np.zeros((2, length), np.float32)

    def add(self, dry: Sound) -> Sound:
        sent = np.fft.rfft(dry.sum(axis=1), _TRANSFORM)
        wet = np.fft.irfft(sent * self._response, _TRANSFORM, axis=1).astype(np.float32)
        wet[:, : self._length] += self._ringing
        self._ringing = wet[:, len(dry) : len(dry) + self._length].copy()
        return dry + wet[:, : len(dry)].T


def _fades(start: int, length: int, total: int) -> Sound:
    """In from silence and out to it; a short film gives a quarter of itself to each."""
    position = np.arange(start, start + length)
    rise = position / min(_FADE_IN, total // 4)
    fall = (total - 1 - position) / min(_FADE_OUT, total // 4)
    return np.asarray(np.sin(np.pi / 2 * np.minimum(1, np.minimum(rise, fall))) ** 2, np.float32)
