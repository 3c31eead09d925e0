"""The rows of budgets."""

import uuid
from typing import Any, Final

from sqlalchemy import bindparam, delete, select

from film_studio.engines.engine import Erasure, Subject
from film_studio.engines.management import is_kept
from film_studio.engines.preproduction.budget.models import BudgetRow
from film_studio.identity.scope import Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, folded
from film_studio.kit.problems import not_found

_OF_ORGANIZATION: Final = (
    BudgetRow.organization_id == bindparam("organization_id"),
    BudgetRow.deleted_at.is_(None),
)
BUDGETS: Final = Listing(
    select(
        *(getattr(BudgetRow, name) for name in ("id", "project_id", "name", "locked", "version", "created_at")),
        BudgetRow.summary,
    ).where(*_OF_ORGANIZATION, BudgetRow.project_id == bindparam("project_id")),
    by=BudgetRow.id,
    sorts={"created_at": BudgetRow.id, "name": folded(BudgetRow.name)},
)
BUDGET: Final = Query(
    select(
        *(
            getattr(BudgetRow, name)
            for name in (
                *("id", "project_id", "name", "locked", "version", "settings", "lines", "missing", "created_at"),
                *("scenario_id", "scenario_version"),
            )
        )
    ).where(*_OF_ORGANIZATION, BudgetRow.id == bindparam("id"), is_kept(BudgetRow.project_id))
)


async def budget_row(scope: Scope, budget_id: uuid.UUID) -> BudgetRow:
    """The budget's row, locked to change it, or a 404 problem."""
    statement = (
        select(BudgetRow)
        .where(
            BudgetRow.organization_id == scope.organization_id,
            BudgetRow.id == budget_id,
            BudgetRow.deleted_at.is_(None),
            is_kept(BudgetRow.project_id),
        )
        .with_for_update(of=BudgetRow)
    )
    row = (await scope.session.scalars(statement)).one_or_none()
    if row is None:
        raise not_found("budget", budget_id)
    return row


def _is_shown(row_id: Any) -> Any:
    return (
        select(BudgetRow.id)
        .where(BudgetRow.id == row_id, BudgetRow.deleted_at.is_(None), is_kept(BudgetRow.project_id))
        .exists()
    )


SUBJECT: Final = Subject(
    type="budget",
    topic="budgets",
    permission="budgets:read",
    is_shown=_is_shown,
    of_project=lambda project_id: select(BudgetRow.id).where(BudgetRow.project_id == project_id),
    project_of=lambda row_id: select(BudgetRow.project_id).where(BudgetRow.id == row_id),
)


async def erase(erasure: Erasure) -> None:
    await erasure.session.execute(
        delete(BudgetRow).where(BudgetRow.project_id == erasure.project_id),
        execution_options={"synchronize_session": False},
    )
