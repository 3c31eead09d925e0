"""The rows of schedules."""

import uuid
from typing import Any, Final

from sqlalchemy import Integer, bindparam, delete, func, select

from film_studio.engines.engine import Erasure, Subject
from film_studio.engines.management import is_kept
from film_studio.engines.preproduction.schedule.models import ScenarioBoardRow, ScenarioRow
from film_studio.identity.scope import Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, folded
from film_studio.kit.problems import not_found

_OF_ORGANIZATION: Final = (
    ScenarioRow.organization_id == bindparam("organization_id"),
    ScenarioRow.deleted_at.is_(None),
)
SCENARIOS: Final = Listing(
    select(
        *(getattr(ScenarioRow, name) for name in ("id", "project_id", "name", "locked", "version", "created_at")),
        ScenarioRow.summary,
    ).where(*_OF_ORGANIZATION, ScenarioRow.project_id == bindparam("project_id")),
    by=ScenarioRow.id,
    sorts={"created_at": ScenarioRow.id, "name": folded(ScenarioRow.name)},
)
SCENARIO: Final = Query(
    select(
        *(
            getattr(ScenarioRow, name)
            for name in ("id", "project_id", "name", "locked", "version", "settings", "created_at")
        ),
        ScenarioBoardRow.revision_id,
        ScenarioBoardRow.board,
        ScenarioBoardRow.names,
        ScenarioBoardRow.silent,
        ScenarioBoardRow.before,
        ScenarioBoardRow.after,
        ScenarioBoardRow.created_at.label("board_made_at"),
    )
    .join(
        ScenarioBoardRow,
        (ScenarioBoardRow.scenario_id == ScenarioRow.id) & (ScenarioBoardRow.number == ScenarioRow.board),
    )
    .where(*_OF_ORGANIZATION, ScenarioRow.id == bindparam("id"), is_kept(ScenarioRow.project_id))
)
#: The project's locked scenario.
LOCKED: Final = Query(
    select(ScenarioRow.name).where(
        *_OF_ORGANIZATION, ScenarioRow.project_id == bindparam("project_id"), ScenarioRow.locked
    )
)
LAST_NUMBER: Final = Query(
    select(func.max(ScenarioBoardRow.number).cast(Integer).label("number")).where(
        ScenarioBoardRow.organization_id == bindparam("organization_id"),
        ScenarioBoardRow.scenario_id == bindparam("scenario_id"),
    )
)


async def scenario_row(scope: Scope, scenario_id: uuid.UUID) -> ScenarioRow:
    """The scenario's row, locked to change it, or a 404 problem."""
    statement = (
        select(ScenarioRow)
        .where(
            ScenarioRow.organization_id == scope.organization_id,
            ScenarioRow.id == scenario_id,
            ScenarioRow.deleted_at.is_(None),
            is_kept(ScenarioRow.project_id),
        )
        .with_for_update(of=ScenarioRow)
    )
    row = (await scope.session.scalars(statement)).one_or_none()
    if row is None:
        raise not_found("scenario", scenario_id)
    return row


async def board_row(scope: Scope, scenario: ScenarioRow, number: int) -> ScenarioBoardRow | None:
    """A board of a locked scenario; None for one that is no longer kept."""
    statement = select(ScenarioBoardRow).where(
        ScenarioBoardRow.organization_id == scope.organization_id,
        ScenarioBoardRow.scenario_id == scenario.id,
        ScenarioBoardRow.number == number,
    )
    return (await scope.session.scalars(statement)).one_or_none()


def _is_shown(row_id: Any) -> Any:
    return (
        select(ScenarioRow.id)
        .where(ScenarioRow.id == row_id, ScenarioRow.deleted_at.is_(None), is_kept(ScenarioRow.project_id))
        .exists()
    )


SUBJECT: Final = Subject(
    type="scenario",
    topic="scenarios",
    permission="scripts:read",
    is_shown=_is_shown,
    of_project=lambda project_id: select(ScenarioRow.id).where(ScenarioRow.project_id == project_id),
    project_of=lambda row_id: select(ScenarioRow.project_id).where(ScenarioRow.id == row_id),
)


async def erase(erasure: Erasure) -> None:
    scenarios = select(ScenarioRow.id).where(ScenarioRow.project_id == erasure.project_id)
    for statement in (
        delete(ScenarioBoardRow).where(ScenarioBoardRow.scenario_id.in_(scenarios)),
        delete(ScenarioRow).where(ScenarioRow.project_id == erasure.project_id),
    ):
        await erasure.session.execute(statement, execution_options={"synchronize_session": False})
