"""What workers do for pre-production."""

from typing import Final

from contracts.recipes import document, schedule
from film_studio.jobs.types import JobType

#: Their recipes are there when they are asked for.
DOCUMENT: Final = JobType(contract=document.KIND)
SCHEDULE: Final = JobType(contract=schedule.KIND)
