"""Pre-production: what has to be ready before a film is shot. So far its schedules."""

from typing import Final

from fastapi import APIRouter

from film_studio.engines.engine import Engine
from film_studio.engines.preproduction.jobs import SCHEDULE
from film_studio.engines.preproduction.schedule import router as schedule
from film_studio.engines.preproduction.schedule.board import EditError, reordered
from film_studio.engines.preproduction.schedule.models import ScenarioBoardRow, ScenarioRow
from film_studio.engines.preproduction.schedule.optimising import recipe_of
from film_studio.engines.preproduction.schedule.queries import SUBJECT, erase
from film_studio.engines.preproduction.schedule.schemas import Scenario
from film_studio.engines.preproduction.schedule.service import change_board, read_scenario

__all__ = [
    "ENGINE",
    "SUBJECT",
    "EditError",
    "Scenario",
    "change_board",
    "read_scenario",
    "recipe_of",
    "reordered",
]

_ROUTER: Final = APIRouter(tags=["pre-production"])
_ROUTER.include_router(schedule.router)

ENGINE: Final = Engine(
    name="preproduction",
    router=_ROUTER,
    tables=(ScenarioRow, ScenarioBoardRow),
    subjects=(SUBJECT,),
    jobs=(SCHEDULE,),
    erase=erase,
)
