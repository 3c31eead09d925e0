"""Composes papers from what is stored. Each is told what it is of; who prints it is not its business."""

import asyncio
import datetime
import uuid
from dataclasses import dataclass

from contracts.recipes.document import Body
from film_studio.engines.character import other_names
from film_studio.engines.preproduction.breakdown.silent import silent_people
from film_studio.engines.preproduction.budget.schemas import Budget
from film_studio.engines.preproduction.budget.service import get_budget
from film_studio.engines.preproduction.papers.assessments import beat_sheet_paper, coverage_paper
from film_studio.engines.preproduction.papers.breakdown import list_paper, sheets_paper
from film_studio.engines.preproduction.papers.budgets import budget_paper
from film_studio.engines.preproduction.papers.facts import facts_of, numbers_of
from film_studio.engines.preproduction.papers.schedules import day_out_of_days_paper, schedule_paper
from film_studio.engines.preproduction.papers.schemas import BreakdownPrint, BudgetPrint, SchedulePrint
from film_studio.engines.preproduction.papers.words import dated
from film_studio.engines.preproduction.schedule.service import read_scenario
from film_studio.engines.preproduction.schedule.shoot import cast_of, strip_scenes
from film_studio.engines.writing import (
    BEAT_SHEETS,
    COVERAGE,
    Revision,
    all_scenes,
    get_revision,
    list_numbered_issues,
    newest_revision,
)
from film_studio.identity.scope import ReadScope
from film_studio.kit.problems import ProblemError

#: Of a frame of shot rendering: a scene, or a line, on paper.
_ROW_WEIGHT = 0.05
#: The same, of a paper of a few pages.
_PAGES_WEIGHT = 1.0


@dataclass(frozen=True, kw_only=True)
class Printable:
    """What is to be printed, and what its head says of it. `weight`: of frames of shot rendering."""

    project_id: uuid.UUID
    body: Body
    script: str
    version: str = ""
    weight: float


async def breakdown_printable(scope: ReadScope, revision_id: uuid.UUID, wanted: BreakdownPrint) -> Printable:
    """Raises problems: 404, and 409 where there is nothing to print."""
    revision = await get_revision(scope, revision_id)
    names = await other_names(scope, revision_id)
    of_script = await all_scenes(scope, revision_id)
    scenes = strip_scenes(of_script, names, await silent_people(scope, revision_id, of_script))
    facts = await facts_of(scope, revision_id)
    numbers = numbers_of(cast_of(scenes), names)
    if wanted.paper == "element_list":
        body = await asyncio.to_thread(list_paper, scenes, facts, numbers)
    elif scenes:
        body = await asyncio.to_thread(sheets_paper, scenes, facts, numbers, empty_boxes=wanted.empty_boxes)
    else:
        body = None
    if body is None:
        raise _nothing("this breakdown has no elements; add some, or confirm what is suggested")
    script = await script_of(scope, revision)
    return Printable(project_id=revision.project_id, body=body, script=script, weight=_ROW_WEIGHT * max(1, len(scenes)))


async def schedule_printable(scope: ReadScope, scenario_id: uuid.UUID, wanted: SchedulePrint) -> Printable:
    """Raises problems: 404, and 409 where there is nothing to print."""
    row, shoot = await read_scenario(scope, scenario_id)
    if not any(shoot.days):
        raise _nothing(f"no scene of the schedule {row['name']} is in a day; move strips into days, then print it")
    facts = await facts_of(scope, row["revision_id"])
    if wanted.paper == "day_out_of_days":
        body = await asyncio.to_thread(day_out_of_days_paper, shoot, facts, wanted.category)
        if body is None:
            raise _nothing(f"no day of the schedule {row['name']} needs anything of {wanted.category}")
    else:
        body = await asyncio.to_thread(schedule_paper, shoot, facts, numbers_of(shoot.cast, row["names"]), wanted.paper)
    made: datetime.datetime = row["board_made_at"]
    return Printable(
        project_id=row["project_id"],
        body=body,
        script=await script_of(scope, await get_revision(scope, row["revision_id"])),
        version=f"Schedule: {row['name']}, version {row['version']}, {dated(made.date())}",
        weight=_ROW_WEIGHT * len(shoot.scenes),
    )


async def budget_printable(scope: ReadScope, budget_id: uuid.UUID, wanted: BudgetPrint) -> Printable:
    """Raises problems: 404, and 409 where there is nothing to print."""
    budget = await get_budget(scope, budget_id)
    if not budget.lines:
        raise _nothing(f"the budget {budget.name} has no lines yet; write one, or draw them from a schedule")
    revision = await newest_revision(scope, budget.project_id)
    facts = [] if budget.drawn_from is None else await _shoot_days(scope, budget)
    return Printable(
        project_id=budget.project_id,
        body=await asyncio.to_thread(budget_paper, budget, facts, detail=wanted.detail),
        script="" if revision is None else await script_of(scope, revision),
        version=f"Budget: {budget.name}, version {budget.version}",
        weight=_ROW_WEIGHT * len(budget.lines),
    )


async def coverage_printable(scope: ReadScope, coverage_id: uuid.UUID) -> Printable:
    """Raises a 404 problem."""
    coverage = await COVERAGE.get(scope, coverage_id)
    revision = await get_revision(scope, coverage.revision_id)
    return Printable(
        project_id=coverage.project_id,
        body=coverage_paper(coverage, revision.pages),
        script=await script_of(scope, revision),
        weight=_PAGES_WEIGHT,
    )


async def beat_sheet_printable(scope: ReadScope, beat_sheet_id: uuid.UUID) -> Printable:
    """Beside the newest revision. Raises problems: 404, and 409 where there is nothing to print."""
    sheet = await BEAT_SHEETS.get(scope, beat_sheet_id)
    revision = await newest_revision(scope, sheet.project_id)
    if revision is None:
        raise _nothing("there is no screenplay yet whose pages a beat sheet could name; upload one")
    body = beat_sheet_paper(sheet, await all_scenes(scope, revision.id), revision.pages)
    if body is None:
        raise _nothing(f"the beat sheet {sheet.name} has no turns yet; add one")
    script = await script_of(scope, revision)
    return Printable(project_id=sheet.project_id, body=body, script=script, weight=_PAGES_WEIGHT)


async def _shoot_days(scope: ReadScope, budget: Budget) -> list[tuple[str, str]]:
    """Of the schedule that lines were drawn from, if that is there still."""
    if budget.drawn_from is None:
        return []
    try:
        row, shoot = await read_scenario(scope, budget.drawn_from.scenario_id)
    except ProblemError:
        return []
    behind = "" if row["version"] == budget.drawn_from.version else ", changed since lines were drawn"
    return [("Schedule", f"{row['name']}{behind}"), ("Shoot days", str(len(shoot.days)))]


async def script_of(scope: ReadScope, revision: Revision) -> str:
    """The colour and date that it was issued with, else its number and the day of its upload."""
    for row in await list_numbered_issues(scope, revision.project_id):
        if row["revision_id"] == revision.id:
            return f"{row['colour']}, {dated(row['dated'])}"
    return f"revision {revision.number}, {dated(revision.created_at.date())}"


def _nothing(why: str) -> ProblemError:
    return ProblemError(409, "nothing-to-print", why)
