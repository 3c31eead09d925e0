"""What is approved, by whom, and what of it a next film would have otherwise."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import delete, select

from contracts.recipes.base import RecipeHash
from film_studio.engines.management import project_row
from film_studio.engines.production import production_row
from film_studio.engines.tracking import queries
from film_studio.engines.tracking.approval_schemas import Approval, ApprovalCreate
from film_studio.engines.tracking.authors import author_of, written_by
from film_studio.engines.tracking.models import ApprovalRow
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found

_KEY: Final = TypeAdapter(tuple[int, uuid.UUID])
_FILM: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedAnew:
    """An approved shot that a film would make anew."""

    shot: int
    approved_by: str
    approved_at: datetime


async def list_approvals(scope: ReadScope, production_id: uuid.UUID, page: PageRequest) -> Page[Approval]:
    """What holds in a production's film: of whole films first, then by shots. A shot that is gone is left out. Raises a
    404 problem for the production."""
    for film in await scope.rows(queries.FILM, id=production_id):
        hashes = await _hashes(scope, production_id)
        found: list[Approval] = []
        for row in await _rows(scope, film["project_id"], until=production_id):
            theirs = hashes if row["production_id"] == production_id else await _hashes(scope, row["production_id"])
            shot: int | None = row["shot"]
            changed = theirs != hashes
            if shot is not None:
                shot = (await _followed(scope, row, film["revision_id"])).get(shot)
                if shot is None:
                    continue
                changed = theirs.get(row["shot"]) != hashes.get(shot)
            found.append(_approval(row, scope, shot=shot, changed=changed))
        found.sort(key=_place)
        after = page.after(_KEY.validate_python)
        rest = found if after is None else [each for each in found if _place(each) > after]
        shown = rest[: page.limit + 1]
        total = len(found) if page.total else None
        return page.page(shown, key=_place, item=lambda each: each, total=total)
    raise not_found("production", production_id)


async def create_approval(scope: Scope, production_id: uuid.UUID, body: ApprovalCreate) -> Approval:
    """Raises problems: 404, 409 for what is not made yet or approved already, and 422 for a shot that is not there."""
    production = await production_row(scope, production_id)
    await project_row(scope, production.project_id, lock="change")
    cut = await queries.cut_of(scope, production_id)
    if body.shot is not None and body.shot >= len(cut.lengths):
        raise ProblemError(
            422, "not-in-the-film", f"body.shot: the film has the shots 0 to {len(cut.lengths) - 1}; choose one of them"
        )
    if cut.frames is None if body.shot is None else cut.lengths[body.shot] is None:
        raise ProblemError(409, "no-film", "this is not made yet; look at it when it is, and approve it then")
    same = select(ApprovalRow.id).where(
        ApprovalRow.production_id == production_id, ApprovalRow.shot.is_not_distinct_from(body.shot)
    )
    if await scope.session.scalar(same) is not None:
        raise ProblemError(409, "approved-already", "this is approved already; nothing was changed")
    row = ApprovalRow(
        organization_id=scope.organization_id,
        project_id=production.project_id,
        production_id=production_id,
        shot=body.shot,
        **written_by(scope.caller),
    )
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(queries.APPROVAL.type, row.id)
    scope.record(
        *("approval.given", queries.APPROVAL.type, row.id),
        project_id=row.project_id,
        after={"production": str(production_id), "shot": body.shot},
    )
    for shown in await _rows(scope, row.project_id, until=production_id):
        if shown["id"] == row.id:
            return _approval(shown, scope, shot=body.shot, changed=False)
    raise not_found("approval", row.id)


async def withdraw_approval(scope: Scope, approval_id: uuid.UUID) -> None:
    """Raises a 404 problem."""
    taken = (
        delete(ApprovalRow)
        .where(ApprovalRow.organization_id == scope.organization_id, ApprovalRow.id == approval_id)
        .returning(ApprovalRow.project_id, ApprovalRow.production_id, ApprovalRow.shot)
    )
    row = (await scope.session.execute(taken)).one_or_none()
    if row is None:
        raise not_found("approval", approval_id)
    await project_row(scope, row.project_id, lock="keep")
    await scope.announce(queries.APPROVAL.type, approval_id)
    scope.record(
        *("approval.withdrawn", queries.APPROVAL.type, approval_id),
        project_id=row.project_id,
        before={"production": str(row.production_id), "shot": row.shot},
    )


async def has_approvals(scope: ReadScope, project_id: uuid.UUID) -> bool:
    """Whether anything of the project is approved."""
    return bool(await _rows(scope, project_id))


async def approved_anew(
    scope: ReadScope,
    project_id: uuid.UUID,
    revision_id: uuid.UUID,
    foreseen: Mapping[int, RecipeHash | None],
    made: Collection[RecipeHash],
) -> list[ApprovedAnew]:
    """The approved shots of a project that a film of the revision would make anew, in its order.

    `foreseen` has the recipes of its shots by their numbers, None where they are not known before lines are spoken;
    `made` those that are made already: whatever was approved, these are not made anew.
    """
    approved: defaultdict[int, set[RecipeHash | None]] = defaultdict(set)
    last: dict[int, Mapping[str, Any]] = {}
    for row in await _rows(scope, project_id):
        hashes = await _hashes(scope, row["production_id"])
        followed = await _followed(scope, row, revision_id)
        for shot in hashes if row["shot"] is None else (row["shot"],):
            if (number := followed.get(shot)) is not None:
                approved[number].add(hashes.get(shot))
                last[number] = row
    return [
        ApprovedAnew(shot=number, approved_by=row["author_name"], approved_at=row["created_at"])
        for number, row in sorted(last.items())
        if (recipe := foreseen.get(number)) not in approved[number] and recipe not in made
    ]


async def _rows(scope: ReadScope, project_id: uuid.UUID, *, until: uuid.UUID | None = None) -> list[dict[str, Any]]:
    return await scope.rows(queries.APPROVALS, project_id=project_id, production_id=until)


async def _hashes(scope: ReadScope, production_id: uuid.UUID) -> dict[int, RecipeHash]:
    """The recipes of a production's shots, as far as they are composed."""
    return {
        row["ordinal"]: row["recipe_hash"] for row in await scope.rows(queries.RECIPES, production_id=production_id)
    }


async def _followed(scope: ReadScope, row: Mapping[str, Any], revision_id: uuid.UUID) -> Mapping[int, int]:
    return await queries.followed(scope, row["revision_id"], revision_id)


def _place(approval: Approval) -> tuple[int, uuid.UUID]:
    return (_FILM if approval.shot is None else approval.shot, approval.id)


def _approval(row: Mapping[str, Any], scope: ReadScope, *, shot: int | None, changed: bool) -> Approval:
    return Approval(
        id=row["id"],
        production_id=row["production_id"],
        shot=shot,
        changed=changed,
        author=author_of(row, scope.caller),
        created_at=row["created_at"],
    )
