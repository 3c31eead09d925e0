"""Has papers of a production set: the breakdown, schedules, budgets, call sheets, coverage, beat sheets."""

import uuid
from typing import Final

from sqlalchemy import bindparam, select

from contracts.recipes.document import KIND, DocumentRecipe, Head
from film_studio.engines.management import project_row
from film_studio.engines.preproduction import (
    BUDGET,
    CALL_SHEET,
    SCENARIO,
    BreakdownPrint,
    BudgetPrint,
    CallSheetPrint,
    Print,
    Printable,
    SchedulePrint,
    beat_sheet_printable,
    breakdown_printable,
    budget_printable,
    call_sheet_printable,
    coverage_printable,
    schedule_printable,
)
from film_studio.engines.writing import BEAT_SHEETS, COVERAGE
from film_studio.engines.writing import SUBJECT as REVISION
from film_studio.flows.begun import begin_once
from film_studio.flows.job_schemas import Job
from film_studio.flows.jobs import get_job_begun
from film_studio.identity.audit.actions import Action
from film_studio.identity.models import OrganizationRow
from film_studio.identity.scope import Scope
from film_studio.kit.database.reader import Query

_COMPANY: Final = Query(select(OrganizationRow.name).where(OrganizationRow.id == bindparam("organization_id")))


async def print_breakdown(scope: Scope, revision_id: uuid.UUID, wanted: BreakdownPrint) -> Job:
    """Raises problems: 404, and 409 where there is nothing to print."""
    printable = await breakdown_printable(scope, revision_id, wanted)
    return await print_paper(scope, (REVISION.type, revision_id), printable, wanted, "breakdown.printed")


async def print_schedule(scope: Scope, scenario_id: uuid.UUID, wanted: SchedulePrint) -> Job:
    """Raises problems: 404, and 409 where there is nothing to print."""
    printable = await schedule_printable(scope, scenario_id, wanted)
    return await print_paper(scope, (SCENARIO.type, scenario_id), printable, wanted, "scenario.printed")


async def print_budget(scope: Scope, budget_id: uuid.UUID, wanted: BudgetPrint) -> Job:
    """Raises problems: 404, and 409 where there is nothing to print."""
    printable = await budget_printable(scope, budget_id, wanted)
    return await print_paper(scope, (BUDGET.type, budget_id), printable, wanted, "budget.printed")


async def print_call_sheet(scope: Scope, call_sheet_id: uuid.UUID, wanted: CallSheetPrint) -> Job:
    """The draft, or a version. Raises problems: 404, and 409 for a draft whose day is gone."""
    printable = await call_sheet_printable(scope, call_sheet_id, wanted.number)
    how = Print(size=wanted.size, standing="draft" if wanted.number is None else "approved")
    return await print_paper(scope, (CALL_SHEET.type, call_sheet_id), printable, how, "call_sheet.printed")


async def print_coverage(scope: Scope, coverage_id: uuid.UUID, wanted: Print) -> Job:
    """Raises a 404 problem."""
    printable = await coverage_printable(scope, coverage_id)
    return await print_paper(scope, (COVERAGE.subject.type, coverage_id), printable, wanted, "coverage.printed")


async def print_beat_sheet(scope: Scope, beat_sheet_id: uuid.UUID, wanted: Print) -> Job:
    """Raises problems: 404, and 409 where there is nothing to print."""
    printable = await beat_sheet_printable(scope, beat_sheet_id)
    return await print_paper(scope, (BEAT_SHEETS.subject.type, beat_sheet_id), printable, wanted, "beat_sheet.printed")


async def print_paper(
    scope: Scope, subject: tuple[str, uuid.UUID], printable: Printable, wanted: Print, action: Action
) -> Job:
    """The job that sets this paper of a subject, a type and an id; the same one when it is asked for again. `action` is
    what the audit trail calls it. Raises a 404 problem for the project."""
    project = await project_row(scope, printable.project_id, lock="keep")
    (company,) = await scope.rows(_COMPANY)
    head = Head(
        title=project.title,
        company=company["name"],
        script=printable.script,
        version=printable.version,
        standing=wanted.standing,
    )
    recipe = DocumentRecipe(size=wanted.size, head=head, body=printable.body)
    job_id, is_new = await begin_once(scope, subject, KIND.name, recipe, weight=printable.weight)
    if is_new:
        told = {"paper": printable.body.paper, "size": wanted.size, "standing": wanted.standing}
        scope.record(action, *subject, project_id=project.id, after=told)
    await scope.session.flush()
    return await get_job_begun(scope, job_id)
