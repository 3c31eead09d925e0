"""The catalogue of mistakes, by the word that the check which has to find each is about."""

from collections.abc import Sequence
from typing import Final

from tools.verify.mutations import base, compute, compute_scaling, data, edge, identity, network, operation
from tools.verify.mutations.mutation import Planted

ROOMS: Final = (base, network, identity, data, edge, compute, compute_scaling, operation)
CATALOGUE: Final[Sequence[Planted]] = tuple(mistake for room in ROOMS for mistake in room.MISTAKES)
