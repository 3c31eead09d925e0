"""What is done with budgets."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from film_studio.engines.management import check_project, project_row
from film_studio.engines.preproduction.budget.drawn import Rendered, of_renders, of_schedule
from film_studio.engines.preproduction.budget.lines import (
    BudgetSettings,
    Line,
    LineEdit,
    LineError,
    drawn_again,
    edited,
    without_fringes_of,
)
from film_studio.engines.preproduction.budget.models import BudgetRow
from film_studio.engines.preproduction.budget.queries import BUDGET, BUDGETS, SUBJECT, budget_row
from film_studio.engines.preproduction.budget.schemas import (
    Budget,
    BudgetCreate,
    BudgetLine,
    BudgetSummary,
    BudgetUpdate,
    DrawnFrom,
)
from film_studio.engines.preproduction.budget.sums import top_sheet
from film_studio.engines.preproduction.schedule.service import read_scenario
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition


async def list_budgets(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[BudgetSummary]:
    """Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await BUDGETS.page(scope, page, _summary_shown, project_id=project_id)


def _summary_shown(row: Mapping[str, Any]) -> BudgetSummary:
    return BudgetSummary(**{name: row[name] for name in row if name != "summary"}, **row["summary"])


async def get_budget(scope: ReadScope, budget_id: uuid.UUID) -> Budget:
    """A budget with its sums; or a 404 problem."""
    for row in await scope.rows(BUDGET, id=budget_id):
        return _shown(row)
    raise not_found("budget", budget_id)


async def create_budget(
    scope: Scope, project_id: uuid.UUID, body: BudgetCreate, rendered: Sequence[Rendered]
) -> Budget:
    """Raises 404 problems: for the project, for what is copied and for the schedule."""
    await project_row(scope, project_id, lock="keep")
    copied = None if body.copy_of is None else await get_budget(scope, body.copy_of)
    if copied is not None and copied.project_id != project_id:
        raise not_found("budget", copied.id)
    settings = body.settings or (copied.settings if copied else BudgetSettings())
    lines = [] if copied is None else [Line(**line.model_dump(exclude={"total"})) for line in copied.lines]
    row = BudgetRow(
        organization_id=scope.organization_id,
        project_id=project_id,
        name=body.name,
        settings=settings.model_dump(mode="json"),
        lines=_stored(without_fringes_of(lines, settings)),
        next_line=max((line.id for line in lines), default=0) + 1,
        missing=[],
        summary={},
    )
    scenario_id = body.scenario_id or (copied.drawn_from.scenario_id if copied and copied.drawn_from else None)
    await _draw(scope, row, scenario_id, rendered)
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    scope.record("budget.created", SUBJECT.type, row.id, project_id=project_id, after=_audited(row))
    return await get_budget(scope, row.id)


async def update_budget(scope: Scope, budget_id: uuid.UUID, body: BudgetUpdate, seen: Precondition) -> Budget:
    """Raises problems: 404, those of `seen`, 409 for a locked one that is not unlocked."""
    row = await _changing(scope, budget_id, seen)
    before = _audited(row)
    if row.locked and body.locked is not False:
        raise _is_locked(row)
    row.name = body.name or row.name
    row.locked = row.locked if body.locked is None else body.locked
    if body.settings is not None:
        row.settings = body.settings.model_dump(mode="json")
        row.lines = _stored(without_fringes_of(_lines(row), body.settings))
        _sum_up(row)
    return await _changed(scope, row, "budget.updated", before)


async def edit_lines(scope: Scope, budget_id: uuid.UUID, edit: LineEdit, seen: Precondition) -> Budget:
    """Raises problems: 404, those of `seen`, 409 for a locked budget and for what the budget does not take."""
    row = await _changing(scope, budget_id, seen, unlocked=True)
    before = _audited(row)
    try:
        lines = edited(_lines(row), edit, _settings(row), row.next_line)
    except LineError as error:
        raise ProblemError(409, "line-does-not-fit", f"body.{error}") from error
    row.next_line += edit.edit == "add"
    row.lines = _stored(lines)
    _sum_up(row)
    return await _changed(scope, row, "budget.line_changed", before, edit=edit.edit)


async def draw(
    scope: Scope,
    budget_id: uuid.UUID,
    scenario_id: uuid.UUID | None,
    rendered: Sequence[Rendered],
    seen: Precondition,
) -> Budget:
    """Draw lines again, from this schedule or the one before. Raises problems: 404, those of `seen`, 409 for a locked
    budget."""
    row = await _changing(scope, budget_id, seen, unlocked=True)
    before = _audited(row)
    await _draw(scope, row, scenario_id or row.scenario_id, rendered)
    return await _changed(scope, row, "budget.drawn", before)


async def delete_budget(scope: Scope, budget_id: uuid.UUID, seen: Precondition) -> None:
    """Raises problems: 404, those of `seen`, and 409 for a locked one."""
    row = await _changing(scope, budget_id, seen, unlocked=True)
    row.deleted_at = scope.clock()
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    scope.record("budget.deleted", SUBJECT.type, row.id, project_id=row.project_id, before=_audited(row))


async def _draw(scope: ReadScope, row: BudgetRow, scenario_id: uuid.UUID | None, rendered: Sequence[Rendered]) -> None:
    settings = _settings(row)
    drawn, missing = of_renders(rendered, settings)
    if scenario_id is not None:
        scenario, shoot = await read_scenario(scope, scenario_id)
        if scenario["project_id"] != row.project_id:
            raise not_found("scenario", scenario_id)
        scheduled, unsaid = of_schedule(shoot)
        drawn, missing = [*scheduled, *drawn], [*unsaid, *missing]
        row.scenario_id, row.scenario_version = scenario_id, scenario["version"]
    lines = drawn_again(_lines(row), drawn, row.next_line)
    row.next_line = max([row.next_line, *(line.id + 1 for line in lines)])
    row.lines = _stored(lines)
    row.missing = missing
    _sum_up(row)


async def _changing(scope: Scope, budget_id: uuid.UUID, seen: Precondition, *, unlocked: bool = False) -> BudgetRow:
    """The row to change, locked."""
    row = await budget_row(scope, budget_id)
    seen.check_given()
    seen.check(row, await get_budget(scope, budget_id))
    if unlocked and row.locked:
        raise _is_locked(row)
    return row


def _is_locked(row: BudgetRow) -> ProblemError:
    return ProblemError(409, "budget-locked", f"the budget {row.name} is locked: unlock it, or change a copy of it")


async def _changed(
    scope: Scope,
    row: BudgetRow,
    action: Literal["budget.updated", "budget.line_changed", "budget.drawn"],
    before: dict[str, Any],
    **told: str,
) -> Budget:
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    after = {**_audited(row), **told}
    scope.record(action, SUBJECT.type, row.id, project_id=row.project_id, before=before, after=after)
    return await get_budget(scope, row.id)


def _lines(row: BudgetRow) -> list[Line]:
    return [Line.model_validate(line) for line in row.lines]


def _settings(row: BudgetRow) -> BudgetSettings:
    return BudgetSettings.model_validate(row.settings)


def _stored(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [line.model_dump(mode="json") for line in lines]


def _sum_up(row: BudgetRow) -> None:
    settings = _settings(row)
    row.summary = {"currency": settings.currency, "grand_total": top_sheet(_lines(row), settings).grand_total}


def _audited(row: BudgetRow) -> dict[str, Any]:
    return {"name": row.name, "locked": row.locked, "settings": row.settings, **row.summary}


def _shown(row: Mapping[str, Any]) -> Budget:
    settings = BudgetSettings.model_validate(row["settings"])
    lines = [Line.model_validate(line) for line in row["lines"]]
    scenario = row["scenario_id"]
    return Budget(
        **{name: row[name] for name in ("id", "project_id", "name", "locked", "version", "missing", "created_at")},
        settings=settings,
        drawn_from=None if scenario is None else DrawnFrom(scenario_id=scenario, version=row["scenario_version"]),
        lines=[BudgetLine(**line.model_dump(), total=line.cost) for line in lines],
        top_sheet=top_sheet(lines, settings),
    )
