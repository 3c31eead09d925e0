"""A screenplay on paper is made by a job; its recipe is there when it is asked for."""

from typing import Final

from contracts.recipes import screenplay
from film_studio.jobs.types import JobType

SCREENPLAY: Final = JobType(contract=screenplay.KIND)
