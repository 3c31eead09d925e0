"""The catalogue of mistakes, by where they are made. Each names the check that has to find it."""

from collections.abc import Sequence
from typing import Final

from tools.verify.mutations import data, edge, identity, network, operation, program, runtime
from tools.verify.mutations.mutation import Planted

CATALOGUE: Final[Sequence[Planted]] = tuple(
    mistake for room in (network, data, identity, runtime, edge, operation, program) for mistake in room.MISTAKES
)
