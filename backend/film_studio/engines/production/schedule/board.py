"""What a board of strips costs, and what clashes on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, TypeAlias

from film_studio.screenplay.pagination import eighths_text


@dataclass(frozen=True, slots=True)
class Strip:
    """One scene on the board. `eighths`: its length in eighths of a page, at least 1; `cast`: names, as cast."""

    scene: str
    eighths: int
    location: str
    night: bool = False
    cast: frozenset[str] = frozenset()


#: The strips between two day breaks, in the order of shooting. A day without strips is a day off.
Day: TypeAlias = Sequence[Strip]


@dataclass(frozen=True, slots=True)
class Rates:
    """What is paid, in the production's currency, in its smallest unit. Who has no rate is held for nothing."""

    cast_day: Mapping[str, int] = field(default_factory=dict[str, int])
    move: int = 0
    turn_round: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """`hold_days`: by name, days between a player's first and last on which they are paid and do not work."""

    hold_days: Mapping[str, int]
    moves: int
    turn_rounds: int
    total: int


@dataclass(frozen=True, slots=True)
class Limits:
    """`eighths_a_day`: a day may have as many at most. `away`: by name, days (from 0) on which a player cannot come."""

    eighths_a_day: int | None = None
    away: Mapping[str, frozenset[int]] = field(default_factory=dict[str, frozenset[int]])


@dataclass(frozen=True, slots=True)
class Clash:
    """What cannot be shot as it stands. `day` counts from 0; `scenes`: those that clash, in the board's order."""

    day: int
    scenes: tuple[str, ...]
    why: str


def cost(days: Sequence[Day], rates: Rates) -> Cost:
    """What a board costs beyond the work itself: players held, moves of the company, turns from night to day."""
    worked: Final = _worked(days)
    hold = {name: on[-1] - on[0] + 1 - len(on) for name, on in worked.items()}
    shot = [strip for day in days for strip in day]
    moves = sum(before.location != after.location for before, after in pairwise(shot))
    # A day off between them is the rest that a turn-round pays for.
    turns = sum(before[-1].night and not after[0].night for before, after in pairwise(days) if before and after)
    held = sum(rates.cast_day.get(name, 0) * count for name, count in hold.items())
    return Cost(hold, moves, turns, held + rates.move * moves + rates.turn_round * turns)


def clashes(days: Sequence[Day], limits: Limits) -> tuple[Clash, ...]:
    """What breaks the limits, day by day: first a day that is too long, then who is away, by name."""
    return tuple(each for number, day in enumerate(days) for each in _clashes(number, day, limits))


def _worked(days: Sequence[Day]) -> dict[str, list[int]]:
    """By name, the days on which each player works, ascending."""
    worked: dict[str, list[int]] = {}
    for number, day in enumerate(days):
        for name in sorted(frozenset[str]().union(*(strip.cast for strip in day))):
            worked.setdefault(name, []).append(number)
    return worked


def _clashes(number: int, day: Day, limits: Limits) -> Iterator[Clash]:
    length = sum(strip.eighths for strip in day)
    limit = limits.eighths_a_day
    if limit is not None and length > limit:
        pages = f"Day {number + 1} has {eighths_text(length)} pages; at most {eighths_text(limit)} fit."
        yield Clash(number, tuple(strip.scene for strip in day), pages)
    for name in sorted(name for name, days in limits.away.items() if number in days):
        scenes = tuple(strip.scene for strip in day if name in strip.cast)
        if scenes:
            yield Clash(number, scenes, f"{name} is away on day {number + 1}, and plays in {', '.join(scenes)}.")
