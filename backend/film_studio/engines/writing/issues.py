"""What was issued of a project's screenplay: in which colour, on which day, and whether its numbers are locked."""

import uuid
from typing import Any

from sqlalchemy import func, select

from film_studio.engines.management import check_project
from film_studio.engines.writing.models import IssueRow
from film_studio.engines.writing.queries import ISSUE, ISSUES, NUMBERED_ISSUES, SUBJECT, check_revision
from film_studio.engines.writing.schemas import Issue, IssueUpdate
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition


async def list_issues(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[Issue]:
    """The newest first. Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await ISSUES.page(scope, page, Issue.model_validate, project_id=project_id)


async def list_numbered_issues(scope: ReadScope, project_id: uuid.UUID) -> list[dict[str, Any]]:
    """All issues of a project in order, each with its `numbering`."""
    return await scope.rows(NUMBERED_ISSUES, project_id=project_id)


async def get_issue(scope: ReadScope, revision_id: uuid.UUID) -> Issue:
    """The issue of a revision, or a 404 problem."""
    await check_revision(scope, revision_id)
    for row in await scope.rows(ISSUE, revision_id=revision_id):
        return Issue.model_validate(row)
    raise not_found("issue", revision_id)


async def update_issue(scope: Scope, revision_id: uuid.UUID, body: IssueUpdate, seen: Precondition) -> Issue:
    """Lock the numbers of what was issued, or let go of them, as long as no other issue has them. Raises problems: 404,
    those of `seen`, 409 for what came after it."""
    await check_revision(scope, revision_id)
    wanted = select(IssueRow).where(
        IssueRow.organization_id == scope.organization_id, IssueRow.revision_id == revision_id
    )
    row = (await scope.session.scalars(wanted.with_for_update())).one_or_none()
    if row is None:
        raise not_found("issue", revision_id)
    seen.check(row, Issue.model_validate(row))
    newest = await scope.session.scalar(select(func.max(IssueRow.number)).where(IssueRow.project_id == row.project_id))
    if newest != row.number:
        raise ProblemError(
            409,
            "issued-since",
            f"{row.colour} was followed by another issue, which stands on its numbers; nothing was changed",
        )
    before = {"locked": row.locked}
    row.locked = body.locked
    await scope.session.flush()
    await scope.announce(SUBJECT.type, revision_id)
    told = {"locked": row.locked}
    scope.record("issue.updated", SUBJECT.type, revision_id, project_id=row.project_id, before=before, after=told)
    return Issue.model_validate(row)


async def create_issue(scope: Scope, row: IssueRow) -> Issue:
    """Keep what was given out. The caller has locked the project, so that numbers have no gaps."""
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.revision_id)
    told = {"colour": row.colour, "dated": row.dated.isoformat(), "revised_pages": row.revised_pages}
    scope.record("issue.created", SUBJECT.type, row.revision_id, project_id=row.project_id, after=told)
    return Issue.model_validate(row)
