"""Pre-production: what has to be ready before a film is shot. So far its schedules."""

from typing import Final

from fastapi import APIRouter

from film_studio.engines.engine import Engine
from film_studio.engines.preproduction.schedule import router as schedule
from film_studio.engines.preproduction.schedule.models import ScenarioBoardRow, ScenarioRow
from film_studio.engines.preproduction.schedule.queries import SUBJECT, erase

__all__ = ["ENGINE"]

_ROUTER: Final = APIRouter(tags=["pre-production"])
_ROUTER.include_router(schedule.router)

ENGINE: Final = Engine(
    name="preproduction",
    router=_ROUTER,
    tables=(ScenarioRow, ScenarioBoardRow),
    subjects=(SUBJECT,),
    erase=erase,
)
