"""What is prepared before anything is shot: the breakdown of a screenplay, its schedules, what they cost, and whom they
call."""

from typing import Final

from film_studio.engines.engine import Engine, Erasure
from film_studio.engines.preproduction.breakdown import queries as breakdown
from film_studio.engines.preproduction.breakdown.models import ElementRow, SceneSheetRow
from film_studio.engines.preproduction.breakdown.service import carry, derive
from film_studio.engines.preproduction.budget import queries as budget
from film_studio.engines.preproduction.budget.drawn import Rendered
from film_studio.engines.preproduction.budget.models import BudgetRow
from film_studio.engines.preproduction.budget.queries import SUBJECT as BUDGET
from film_studio.engines.preproduction.budget.schemas import Budget, BudgetCreate, DrawFrom
from film_studio.engines.preproduction.budget.service import create_budget, draw, get_budget
from film_studio.engines.preproduction.callsheet import queries as callsheet
from film_studio.engines.preproduction.callsheet.models import (
    CallSheetRow,
    CrewMemberRow,
    LocationRow,
    PublishedSheetRow,
    SheetReceiptRow,
)
from film_studio.engines.preproduction.callsheet.queries import PUBLISHED_SUBJECT as PUBLISHED_SHEET
from film_studio.engines.preproduction.callsheet.queries import SHEET_SUBJECT as CALL_SHEET
from film_studio.engines.preproduction.callsheet.schemas import CallSheetPrint
from film_studio.engines.preproduction.callsheet.service import call_sheet_printable, who_is_called
from film_studio.engines.preproduction.jobs import DOCUMENT, SCHEDULE
from film_studio.engines.preproduction.papers.schemas import BreakdownPrint, BudgetPrint, Print, SchedulePrint
from film_studio.engines.preproduction.papers.service import (
    Printable,
    beat_sheet_printable,
    breakdown_printable,
    budget_printable,
    coverage_printable,
    schedule_printable,
)
from film_studio.engines.preproduction.router import router
from film_studio.engines.preproduction.schedule import queries as schedule
from film_studio.engines.preproduction.schedule.board import EditError, reordered
from film_studio.engines.preproduction.schedule.models import ScenarioBoardRow, ScenarioRow
from film_studio.engines.preproduction.schedule.optimising import recipe_of
from film_studio.engines.preproduction.schedule.queries import SUBJECT as SCENARIO
from film_studio.engines.preproduction.schedule.schemas import Scenario
from film_studio.engines.preproduction.schedule.service import change_board, read_scenario

__all__ = [
    "BUDGET",
    "CALL_SHEET",
    "ENGINE",
    "SCENARIO",
    "BreakdownPrint",
    "Budget",
    "BudgetCreate",
    "BudgetPrint",
    "CallSheetPrint",
    "DrawFrom",
    "EditError",
    "Print",
    "Printable",
    "Rendered",
    "Scenario",
    "SchedulePrint",
    "beat_sheet_printable",
    "breakdown_printable",
    "budget_printable",
    "call_sheet_printable",
    "change_board",
    "coverage_printable",
    "create_budget",
    "draw",
    "get_budget",
    "read_scenario",
    "recipe_of",
    "reordered",
    "schedule_printable",
    "who_is_called",
]


async def _erase(erasure: Erasure) -> None:
    await callsheet.erase(erasure)
    await budget.erase(erasure)
    await schedule.erase(erasure)
    await breakdown.erase(erasure)


ENGINE: Final = Engine(
    name="preproduction",
    router=router,
    tables=(
        *(SceneSheetRow, ElementRow, ScenarioRow, ScenarioBoardRow, BudgetRow),
        *(LocationRow, CrewMemberRow, CallSheetRow, PublishedSheetRow, SheetReceiptRow),
    ),
    subjects=(
        *(breakdown.SUBJECT, SCENARIO, BUDGET, callsheet.LOCATION_SUBJECT, callsheet.CREW_SUBJECT),
        *(CALL_SHEET, PUBLISHED_SHEET),
    ),
    jobs=(SCHEDULE, DOCUMENT),
    derive=derive,
    on_revision=carry,
    erase=_erase,
)
