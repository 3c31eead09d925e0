"""The shots of a film, and the productions that make it."""

from typing import Final

from film_studio.engines.engine import Engine
from film_studio.engines.production.jobs import LINE, LINE_WEIGHT, film_jobs, most_jobs
from film_studio.engines.production.models import ProductionRow, ShotPlanRow, ShotRow
from film_studio.engines.production.planning import acts, sounds, things
from film_studio.engines.production.planning.locations import time_of_day_in
from film_studio.engines.production.planning.notes import MOST_WORDS
from film_studio.engines.production.planning.phrasing import is_brief, words
from film_studio.engines.production.planning.shotlist import Plan, PlannedLine, PlannedShot
from film_studio.engines.production.plans import CASTING, PlanMissingError, load_plan
from film_studio.engines.production.queries import (
    SUBJECT,
    erase,
    format_of,
    newest_format,
    production_row,
    production_status,
)
from film_studio.engines.production.router import router
from film_studio.engines.production.schemas import Production, ProductionCreate
from film_studio.engines.production.service import derive, get_production

__all__ = [
    "CASTING",
    "ENGINE",
    "LINE",
    "LINE_WEIGHT",
    "MOST_WORDS",
    "SUBJECT",
    "Plan",
    "PlanMissingError",
    "PlannedLine",
    "PlannedShot",
    "Production",
    "ProductionCreate",
    "ProductionRow",
    "ShotRow",
    "acts",
    "film_jobs",
    "format_of",
    "get_production",
    "is_brief",
    "load_plan",
    "most_jobs",
    "newest_format",
    "production_row",
    "production_status",
    "sounds",
    "things",
    "time_of_day_in",
    "words",
]

ENGINE: Final = Engine(
    name="production",
    router=router,
    tables=(ShotPlanRow, ShotRow, ProductionRow),
    subjects=(SUBJECT,),
    jobs=(LINE,),
    derive=derive,
    erase=erase,
)
