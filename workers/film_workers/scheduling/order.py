"""In which order scenes are shot so that people are held as little as can be: the talent-scheduling problem.

What a scene costs depends on which scenes were shot before it, and not on their order: somebody is held through it who
has played already, plays again, and does not play in it. So the best way to each set of scenes is worth keeping, and
no other; set by set, one scene larger each time (Garcia de la Banda, Stuckey, Chu: Solving talent scheduling with
dynamic programming, 2011). Where there are more sets than there is room for, those that have held people the least so
far go on.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: A set of scenes is a number of so many bits.
MOST_SCENES: Final = 63
#: Of the first look, in hundredths of a second: published instances of 18 to 28 scenes are at or near their best then.
_FIRST_SETS: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class ShootingOrder:
    """`scenes` by their indexes, `held` in pay × length: what is paid to who is held, and nothing of who plays.

    `is_cheapest`: no set of scenes was left out, so no order holds people less.
    """

    scenes: tuple[int, ...]
    held: int
    is_cheapest: bool


def cheapest_order(
    plays: NDArray[np.bool_], pay: NDArray[np.int64], lengths: NDArray[np.int64], *, most_sets: int
) -> ShootingOrder:
    """The order in which scenes are shot one after the other. `plays[person, scene]`, `pay[person]`, `lengths[scene]`.

    Scenes that the same people play in follow each other: nothing is cheaper than that. Takes some 200 bytes ×
    `most_sets` × scenes. Raises `ValueError` for more than `MOST_SCENES` different ones.
    """
    # Who plays in one scene alone is held through none.
    again = plays.sum(axis=1) > 1
    plays, pay = plays[again], pay[again]
    alike: dict[bytes, list[int]] = {}
    for scene in range(plays.shape[1]):
        alike.setdefault(plays[:, scene].tobytes(), []).append(scene)
    groups = list(alike.values())
    if len(groups) > MOST_SCENES:
        raise ValueError(f"{len(groups)} different scenes are more than {MOST_SCENES}")
    casts = np.stack([plays[:, scenes[0]] for scenes in groups])
    group_lengths = np.array([lengths[scenes].sum() for scenes in groups], dtype=np.int64)
    holding = pay[:, None] * ~casts.T * group_lengths
    found = _ordered(casts, holding, min(most_sets, _FIRST_SETS), most_held=int(holding.sum()))
    if found is None:
        raise RuntimeError("somebody is held for longer than through everything")
    if not found.is_cheapest and most_sets > _FIRST_SETS:
        # A way that holds more already than an order that is known need not be gone on.
        found = _ordered(casts, holding, most_sets, most_held=found.held) or found
    scenes = tuple(scene for group in found.scenes for scene in groups[group])
    return ShootingOrder(scenes=scenes, held=found.held, is_cheapest=found.is_cheapest)


def _ordered(
    casts: NDArray[np.bool_], holding: NDArray[np.int64], most_sets: int, *, most_held: int
) -> ShootingOrder | None:
    """Groups in order. `holding[person, group]`: what it costs to hold somebody through a group. None where all
    that hold no more than `most_held` were left out."""
    bits = np.uint64(1) << np.arange(len(casts), dtype=np.uint64)
    scenes_of = (casts.T * bits).sum(axis=1, dtype=np.uint64)
    sets, held = np.zeros(1, dtype=np.uint64), np.zeros(1, dtype=np.int64)
    steps: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
    is_cheapest = True
    for _ in casts:
        present = ((sets[:, None] & scenes_of) != 0) & ((~sets[:, None] & scenes_of) != 0)
        costs = present.astype(np.float64) @ holding
        before, group = np.nonzero((sets[:, None] & bits) == 0)
        larger = sets[before] | bits[group]
        total = held[before] + costs[before, group].astype(np.int64)
        below = total <= most_held
        larger, total, before, group = larger[below], total[below], before[below], group[below]
        kept = _cheapest_of_each(larger, total)
        if len(kept) > most_sets:
            is_cheapest = False
            kept = kept[np.argsort(total[kept], kind="stable")[:most_sets]]
        sets, held = larger[kept], total[kept]
        steps.append((before[kept], group[kept]))
    if not len(sets):
        return None
    order: list[int] = []
    at = 0
    for before, group in reversed(steps):
        order.append(int(group[at]))
        at = int(before[at])
    return ShootingOrder(scenes=tuple(order[::-1]), held=int(held[0]), is_cheapest=is_cheapest)


def _cheapest_of_each(sets: NDArray[np.uint64], held: NDArray[np.int64]) -> NDArray[np.intp]:
    """Where each set is that is there, once, with the least that it holds."""
    by_set = np.lexsort((held, sets))
    first = np.ones(len(by_set), dtype=np.bool_)
    first[1:] = sets[by_set][1:] != sets[by_set][:-1]
    return by_set[first]
