"""HTTP of the pre-production engine: a router of its own for each part."""

from typing import Final

from fastapi import APIRouter

from film_studio.engines.preproduction.breakdown import router as breakdown
from film_studio.engines.preproduction.budget import router as budget
from film_studio.engines.preproduction.callsheet import router as callsheet
from film_studio.engines.preproduction.schedule import router as schedule

router: Final = APIRouter(tags=["preproduction"])
router.include_router(breakdown.router)
router.include_router(schedule.router)
router.include_router(budget.router)
router.include_router(callsheet.router)
