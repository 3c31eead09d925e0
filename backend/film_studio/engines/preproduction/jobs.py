"""What workers do for pre-production."""

from typing import Final

from contracts.recipes import schedule
from film_studio.jobs.types import JobType

#: Its recipe is there when it is asked for.
SCHEDULE: Final = JobType(contract=schedule.KIND)
