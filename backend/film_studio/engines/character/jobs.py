"""The kinds of jobs that work for characters: their plates, and the cast on paper."""

from typing import Final

from contracts.recipes import casting_sheet, plates
from film_studio.jobs.types import JobType

PLATES: Final = JobType(contract=plates.KIND)
CASTING_SHEET: Final = JobType(contract=casting_sheet.KIND)
