"""What is done with schedules. Every change of a board makes a new one, which undo leaves again."""

import asyncio
import datetime
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import delete, update

from film_studio.engines.character import other_names
from film_studio.engines.management import check_project, project_row
from film_studio.engines.preproduction.breakdown.silent import silent_people
from film_studio.engines.preproduction.schedule.board import Board, Edit, EditError, edited, in_script_order
from film_studio.engines.preproduction.schedule.costs import conflicts, cost
from film_studio.engines.preproduction.schedule.documents import days_out_of_days, one_line_schedule
from film_studio.engines.preproduction.schedule.matching import on_revision
from film_studio.engines.preproduction.schedule.models import ScenarioBoardRow, ScenarioRow
from film_studio.engines.preproduction.schedule.queries import (
    LAST_NUMBER,
    LOCKED,
    SCENARIO,
    SCENARIOS,
    SUBJECT,
    board_row,
    scenario_row,
)
from film_studio.engines.preproduction.schedule.schemas import (
    CastChanges,
    DaysOutOfDays,
    OneLineSchedule,
    Scenario,
    ScenarioCreate,
    ScenarioSummary,
    ScenarioUpdate,
    StripScene,
)
from film_studio.engines.preproduction.schedule.settings import ScheduleSettings
from film_studio.engines.preproduction.schedule.shoot import Shoot, strip_scenes
from film_studio.engines.writing import all_scenes, newest_revision
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition


@dataclass(frozen=True)
class _Basis:
    """What a board stands on: the revision whose scenes it has, who is who in it, and who plays without a line
    (`ScenarioBoardRow`)."""

    revision_id: uuid.UUID
    names: Mapping[str, str]
    silent: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, row: ScenarioBoardRow) -> "_Basis":
        return cls(row.revision_id, row.names, row.silent)


#: So many boards of a scenario can be undone to.
_KEPT_BOARDS: Final = 100


async def list_scenarios(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[ScenarioSummary]:
    """Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await SCENARIOS.page(scope, page, _summary_shown, project_id=project_id)


def _summary_shown(row: Mapping[str, Any]) -> ScenarioSummary:
    return ScenarioSummary(**{name: row[name] for name in row if name != "summary"}, **row["summary"])


async def get_scenario(scope: ReadScope, scenario_id: uuid.UUID) -> Scenario:
    """A scenario with its board, what it costs and what clashes; or a 404 problem."""
    found, shoot = await read_scenario(scope, scenario_id)
    return await asyncio.to_thread(_shown, found, shoot)


async def read_scenario(scope: ReadScope, scenario_id: uuid.UUID) -> tuple[Mapping[str, Any], Shoot]:
    """A scenario's columns and what its board stands for; or a 404 problem."""
    for row in await scope.rows(SCENARIO, id=scenario_id):
        scenes = await _scenes(scope, _Basis(row["revision_id"], row["names"], row["silent"]))
        board, settings = Board.model_validate(row["board"]), ScheduleSettings.model_validate(row["settings"])
        return row, Shoot(board, scenes, settings)
    raise not_found("scenario", scenario_id)


async def get_days_out_of_days(scope: ReadScope, scenario_id: uuid.UUID) -> DaysOutOfDays:
    """Raises a 404 problem."""
    _, shoot = await read_scenario(scope, scenario_id)
    return await asyncio.to_thread(days_out_of_days, shoot)


async def get_one_line_schedule(scope: ReadScope, scenario_id: uuid.UUID) -> OneLineSchedule:
    """Raises a 404 problem."""
    _, shoot = await read_scenario(scope, scenario_id)
    return await asyncio.to_thread(one_line_schedule, shoot)


async def create_scenario(scope: Scope, project_id: uuid.UUID, body: ScenarioCreate) -> Scenario:
    """Raises problems: 404 for the project and for what is copied, 409 for a project without a screenplay."""
    await project_row(scope, project_id, lock="keep")
    if body.copy_of is None:
        shoot, basis = await _in_script_order(scope, project_id, body.settings)
    else:
        copied, shoot = await read_scenario(scope, body.copy_of)
        if copied["project_id"] != project_id:
            raise not_found("scenario", body.copy_of)
        shoot = Shoot(shoot.board, shoot.scenes, body.settings or shoot.settings)
        basis = _Basis(copied["revision_id"], copied["names"], copied["silent"])
    row = ScenarioRow(
        organization_id=scope.organization_id,
        project_id=project_id,
        name=body.name,
        settings=shoot.settings.model_dump(mode="json"),
        board=1,
        summary=_summary(shoot),
    )
    scope.session.add(row)
    await scope.session.flush()
    scope.session.add(_board_row(row, 1, basis, shoot.board, before=None))
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    scope.record("scenario.created", SUBJECT.type, row.id, project_id=project_id, after=_audited(row))
    return await get_scenario(scope, row.id)


async def update_scenario(scope: Scope, scenario_id: uuid.UUID, body: ScenarioUpdate, seen: Precondition) -> Scenario:
    """Raises problems: 404, those of `seen`, 409 for a locked one that is not unlocked, and where another is locked."""
    row, shoot = await _changing(scope, scenario_id, seen)
    before = _audited(row)
    if row.locked and body.locked is not False:
        raise _is_locked(row)
    if body.locked and not row.locked:
        await _check_none_is_locked(scope, row)
    row.name = body.name or row.name
    row.locked = row.locked if body.locked is None else body.locked
    if body.settings is not None:
        row.settings = body.settings.model_dump(mode="json")
        row.summary = _summary(Shoot(shoot.board, shoot.scenes, body.settings))
    return await _changed(scope, row, "scenario.updated", before)


async def delete_scenario(scope: Scope, scenario_id: uuid.UUID, seen: Precondition) -> None:
    """Raises problems: 404, those of `seen`, and 409 for a locked one."""
    row, _ = await _changing(scope, scenario_id, seen)
    if row.locked:
        raise _is_locked(row)
    row.deleted_at = scope.clock()
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    scope.record("scenario.deleted", SUBJECT.type, row.id, project_id=row.project_id, before=_audited(row))


async def edit_board(scope: Scope, scenario_id: uuid.UUID, edit: Edit, seen: Precondition) -> Scenario:
    """Raises problems: 404, those of `seen`, 409 for a locked scenario and for what the board does not take."""

    def change(shoot: Shoot) -> Board:
        return edited(shoot.board, edit, [scene.eighths for scene in shoot.scenes])

    return await _change(scope, scenario_id, seen, change, edit.edit)


async def change_board(
    scope: Scope, scenario_id: uuid.UUID, seen: Precondition, change: Callable[[Board], Board], word: str
) -> Scenario:
    """Give a scenario the board that `change` makes of the present one; it may raise `EditError`. Raises problems as
    `edit_board` does. `word` is what the audit trail calls it."""
    return await _change(scope, scenario_id, seen, lambda shoot: change(shoot.board), word)


async def _change(
    scope: Scope, scenario_id: uuid.UUID, seen: Precondition, change: Callable[[Shoot], Board], word: str
) -> Scenario:
    row, shoot = await _changing(scope, scenario_id, seen, unlocked=True)
    try:
        board = change(shoot)
    except EditError as error:
        raise ProblemError(409, "board-does-not-fit", f"body: {error}") from error
    present = await _present_board(scope, row)
    return await _with_board(scope, row, Shoot(board, shoot.scenes, shoot.settings), _Basis.of(present), word)


async def revise_scenario(scope: Scope, scenario_id: uuid.UUID, seen: Precondition) -> Scenario:
    """Bring the board to the newest revision, to who is who by now, and to who plays without a line. Where it is there
    already, it stays as it is. Raises problems as `edit_board`."""
    row, shoot = await _changing(scope, scenario_id, seen, unlocked=True)
    present = await _present_board(scope, row)
    newest = await newest_revision(scope, row.project_id)
    basis = None if newest is None else await _basis_now(scope, newest.id)
    if basis is None or basis == _Basis.of(present):
        return await get_scenario(scope, scenario_id)
    scenes, board = await _scenes(scope, basis), shoot.board
    if basis.revision_id != present.revision_id:
        board = await asyncio.to_thread(on_revision, shoot.board, shoot.scenes, scenes)
    return await _with_board(scope, row, Shoot(board, scenes, shoot.settings), basis, "revise")


async def get_cast_changes(scope: ReadScope, scenario_id: uuid.UUID) -> CastChanges:
    """Raises a 404 problem."""
    for row in await scope.rows(SCENARIO, id=scenario_id):
        then, now = _Basis(row["revision_id"], row["names"], row["silent"]), await _basis_now(scope, row["revision_id"])
        return CastChanges(
            merged=[name for name, own in now.names.items() if then.names.get(name) != own],
            split=[name for name in then.names if name not in now.names],
            silent=list(dict.fromkeys(name for _, name in sorted(_pairs(then) ^ _pairs(now)))),
        )
    raise not_found("scenario", scenario_id)


def _pairs(basis: _Basis) -> set[tuple[int, str]]:
    return {(int(scene), name) for scene, names in basis.silent.items() for name in names}


async def step(scope: Scope, scenario_id: uuid.UUID, seen: Precondition, where: Literal["before", "after"]) -> Scenario:
    """Undo the last change of the board, or redo it. Raises problems: 404, those of `seen`, 409 for a locked scenario
    and where there is none."""
    row, shoot = await _changing(scope, scenario_id, seen, unlocked=True)
    present = await _present_board(scope, row)
    number = present.before if where == "before" else present.after
    wanted = None if number is None else await board_row(scope, row, number)
    if wanted is None:
        word = "undo" if where == "before" else "redo"
        raise ProblemError(409, "nothing-to-undo", f"there is no change of this board to {word}")
    if where == "before":
        wanted.after = present.number
    before = _audited(row)
    row.board = wanted.number
    scenes = await _scenes(scope, _Basis.of(wanted))
    row.summary = _summary(Shoot(Board.model_validate(wanted.board), scenes, shoot.settings))
    return await _changed(scope, row, "scenario.board_changed", before)


async def _in_script_order(
    scope: Scope, project_id: uuid.UUID, settings: ScheduleSettings | None
) -> tuple[Shoot, _Basis]:
    newest = await newest_revision(scope, project_id)
    if newest is None:
        raise ProblemError(409, "no-screenplay", "the project has no screenplay yet; upload one, then schedule it")
    basis = await _basis_now(scope, newest.id)
    scenes = await _scenes(scope, basis)
    if settings is None:
        today = scope.clock().date()
        settings = ScheduleSettings(first_date=today + datetime.timedelta(days=7 - today.weekday()))
    board = in_script_order([scene.eighths for scene in scenes], settings.eighths_a_day)
    return Shoot(board, scenes, settings), basis


async def _scenes(scope: ReadScope, basis: _Basis) -> Sequence[StripScene]:
    return strip_scenes(await all_scenes(scope, basis.revision_id), basis.names, basis.silent)


async def _basis_now(scope: ReadScope, revision_id: uuid.UUID) -> _Basis:
    """As cast and breakdown of a revision are now."""
    scenes = await all_scenes(scope, revision_id)
    return _Basis(revision_id, await other_names(scope, revision_id), await silent_people(scope, revision_id, scenes))


async def _changing(
    scope: Scope, scenario_id: uuid.UUID, seen: Precondition, *, unlocked: bool = False
) -> tuple[ScenarioRow, Shoot]:
    """The row to change, locked, and what its board stands for."""
    row = await scenario_row(scope, scenario_id)
    seen.check_given()
    found, shoot = await read_scenario(scope, scenario_id)
    seen.check(row, await asyncio.to_thread(_shown, found, shoot))
    if unlocked and row.locked:
        raise _is_locked(row)
    return row, shoot


def _is_locked(row: ScenarioRow) -> ProblemError:
    return ProblemError(409, "scenario-locked", f"the scenario {row.name} is locked: unlock it, or change a copy of it")


async def _check_none_is_locked(scope: Scope, row: ScenarioRow) -> None:
    # One at a time from here on, so that two who lock at once do not both find none.
    await project_row(scope, row.project_id, lock="change")
    for other in await scope.rows(LOCKED, project_id=row.project_id):
        raise ProblemError(
            409, "scenario-locked", f"body.locked: the scenario {other['name']} is locked; unlock that first"
        )


async def _present_board(scope: Scope, row: ScenarioRow) -> ScenarioBoardRow:
    present = await board_row(scope, row, row.board)
    if present is None:
        raise LookupError(f"scenario {row.id} has no board {row.board}")
    return present


async def _with_board(scope: Scope, row: ScenarioRow, shoot: Shoot, basis: _Basis, word: str) -> Scenario:
    (last,) = await scope.rows(LAST_NUMBER, scenario_id=row.id)
    before, former = _audited(row), row.board
    row.board = last["number"] + 1
    row.summary = _summary(shoot)
    scope.session.add(_board_row(row, row.board, basis, shoot.board, before=former))
    oldest = row.board - _KEPT_BOARDS
    of_scenario = ScenarioBoardRow.scenario_id == row.id
    for statement in (
        delete(ScenarioBoardRow).where(
            of_scenario, ScenarioBoardRow.number <= oldest, ScenarioBoardRow.number != former
        ),
        update(ScenarioBoardRow).where(of_scenario, ScenarioBoardRow.before <= oldest).values(before=None),
    ):
        await scope.session.execute(statement, execution_options={"synchronize_session": False})
    return await _changed(scope, row, "scenario.board_changed", before, edit=word)


async def _changed(
    scope: Scope,
    row: ScenarioRow,
    action: Literal["scenario.updated", "scenario.board_changed"],
    before: dict[str, Any],
    **told: str,
) -> Scenario:
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    after = {**_audited(row), **told}
    scope.record(action, SUBJECT.type, row.id, project_id=row.project_id, before=before, after=after)
    return await get_scenario(scope, row.id)


def _board_row(row: ScenarioRow, number: int, basis: _Basis, board: Board, *, before: int | None) -> ScenarioBoardRow:
    return ScenarioBoardRow(
        organization_id=row.organization_id,
        scenario_id=row.id,
        number=number,
        revision_id=basis.revision_id,
        names=dict(basis.names),
        silent={scene: list(names) for scene, names in basis.silent.items()},
        board=board.model_dump(mode="json"),
        before=before,
    )


def _audited(row: ScenarioRow) -> dict[str, Any]:
    return {"name": row.name, "locked": row.locked, "settings": row.settings, "board": row.board}


def _summary(shoot: Shoot) -> dict[str, Any]:
    costs = cost(shoot)
    return {
        "days": len(shoot.days),
        "scheduled": sum(len(day) for day in shoot.days),
        "boneyard": len(shoot.board.boneyard),
        "conflicts": len(conflicts(shoot)),
        "cast_cost": costs.cast,
        "total_cost": costs.total,
    }


def _shown(row: Mapping[str, Any], shoot: Shoot) -> Scenario:
    return Scenario(
        **{name: row[name] for name in ("id", "project_id", "revision_id", "name", "locked", "version", "created_at")},
        settings=shoot.settings,
        board=shoot.board,
        dates=list(shoot.dates),
        scenes=list(shoot.scenes),
        parts=list(shoot.parts),
        cast=list(shoot.cast),
        cost=cost(shoot),
        conflicts=conflicts(shoot),
        can_undo=row["before"] is not None,
        can_redo=row["after"] is not None,
    )
