"""Sounds on the film's timeline: each is computed when its time comes and dropped when it is over."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Something to hear: `sound` yields it, at `start` (sample of the film), with a gain to the left and right."""

    start: int
    sound: Callable[[], Sound]
    left: float
    right: float


@dataclass(slots=True)
class _Sounding:
    placed: Placed
    sound: Sound


class Timeline:
    """Adds up what sounds at once, block by block.

    `sounds` come roughly in order: one may start up to two of `ahead` samples before those given earlier. Each has
    shape (n,) or (n, 2).
    """

    def __init__(self, sounds: Iterator[Placed], ahead: int) -> None:
        self._sounds = sounds
        self._ahead = ahead
        self._waiting: list[tuple[int, int, Placed]] = []
        self._sounding: list[_Sounding] = []
        self._taken = 0
        self._newest = -1

    def play(self, start: int, length: int) -> Sound:
        """The next `length` samples, shape (length, 2); `start` is where the former ended."""
        end = start + length
        self._take(end)
        while self._waiting and self._waiting[0][0] < end:
            placed = heapq.heappop(self._waiting)[2]
            self._sounding.append(_Sounding(placed, placed.sound()))
        block = np.zeros((length, 2), np.float32)
        for each in self._sounding:
            _add(block, start, each)
        self._sounding = [each for each in self._sounding if each.placed.start + len(each.sound) > end]
        return block

    def _take(self, end: int) -> None:
        """Read on until a sound starts so late that none of this block can follow it."""
        while self._newest < end + 2 * self._ahead:
            placed = next(self._sounds, None)
            if placed is None:
                return
            self._taken += 1
            self._newest = max(self._newest, placed.start)
            heapq.heappush(self._waiting, (placed.start, self._taken, placed))


def _add(block: Sound, start: int, each: _Sounding) -> None:
    first = max(start, each.placed.start)
    last = min(start + len(block), each.placed.start + len(each.sound))
    if first >= last:
        return
    sound = each.sound[first - each.placed.start : last - each.placed.start]
    left, right = (sound[:, 0], sound[:, 1]) if sound.ndim == 2 else (sound, sound)
    block[first - start : last - start, 0] += left * np.float32(each.placed.left)
    block[first - start : last - start, 1] += right * np.float32(each.placed.right)
