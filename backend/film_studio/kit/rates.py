"""How often somebody may ask: so many a second, and a burst (the generic cell rate algorithm, ITU-T I.371)."""

import time
from collections.abc import Callable, Hashable
from typing import Final

_SUBJECTS: Final = 10_000
#: Seconds that sums of times may be wrong by.
_ROUNDING: Final = 1e-6


class Rates:
    """Counts in this process alone: with several, everybody has as many times more."""

    def __init__(self, *, a_second: float, at_once: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each = 1 / a_second
        self._burst = at_once * self._each
        self._clock = clock
        #: When all that a subject has asked for would be done, at the rate that it may ask at.
        self._done_at: dict[Hashable, float] = {}

    def take(self, subject: Hashable) -> float:
        """Seconds until the subject may ask again; 0 when it may now, and then this counts as asked."""
        wait, done_at = self._look(subject)
        if wait == 0:
            if len(self._done_at) >= _SUBJECTS:
                self._forget()
            self._done_at[subject] = done_at
        return wait

    def wait(self, subject: Hashable) -> float:
        """The same, and nothing is counted."""
        return self._look(subject)[0]

    def _look(self, subject: Hashable) -> tuple[float, float]:
        now = self._clock()
        done_at = max(self._done_at.get(subject, now), now) + self._each
        wait = done_at - now - self._burst
        return (wait if wait > _ROUNDING else 0.0), done_at

    def __len__(self) -> int:
        return len(self._done_at)

    def _forget(self) -> None:
        """Those who have asked for nothing lately; were there as many who have, all of them: memory has an end."""
        now = self._clock()
        self._done_at = {subject: done_at for subject, done_at in self._done_at.items() if done_at > now}
        if len(self._done_at) >= _SUBJECTS:
            self._done_at.clear()
