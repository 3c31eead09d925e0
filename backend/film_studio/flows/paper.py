"""Gives a revision out in a colour, and has it set on paper: read and numbered in a process of its own, before anything
is stored or any transaction begun."""

import uuid
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from pydantic import TypeAdapter

from contracts.recipes.screenplay import KIND, ScreenplayRecipe
from film_studio.engines import JOB_TYPES
from film_studio.engines.management import get_project, project_row
from film_studio.engines.writing import SUBJECT as REVISION
from film_studio.engines.writing import (
    Issue,
    IssueCreate,
    IssueRow,
    Revision,
    ScreenplayCreate,
    create_issue,
    get_revision,
    get_revision_source,
    list_numbered_issues,
)
from film_studio.flows import reading
from film_studio.flows.job_schemas import Job
from film_studio.flows.jobs import get_job_begun
from film_studio.identity.scope import ReadScope, Scope
from film_studio.jobs import submission
from film_studio.jobs.submission import Graph, new_job
from film_studio.jobs.types import set_recipe
from film_studio.kit.database.bulk import new_ids
from film_studio.kit.idempotency import Idempotency
from film_studio.kit.problems import ProblemError
from film_studio.kit.processes import Processes
from film_studio.screenplay import paper
from film_studio.screenplay.colours import colour_of
from film_studio.screenplay.editions import Numbering

_NUMBERING: Final = TypeAdapter(Numbering)
#: Of a frame of shot rendering: setting a page.
_PAGE_WEIGHT: Final = 0.2


async def issue_revision(
    scope: Scope, processes: Processes, idempotency: Idempotency, revision_id: uuid.UUID, body: IssueCreate
) -> Issue:
    """Give a revision out in the next colour. Raises problems: 404, 409 where it or a later one was given out already,
    503 when too many are read."""
    revision = await get_revision(scope, revision_id)
    project = await get_project(scope, revision.project_id)
    rows = await list_numbered_issues(scope, revision.project_id)
    former = (await _issues(scope, rows, [len(rows) - 1]))[-1] if rows else None
    source = await get_revision_source(scope, revision)
    numbering, revised_pages = await reading.run(processes, partial(paper.number, former=former), source)

    async def keep() -> Issue:
        await project_row(scope, revision.project_id, lock="change")
        present = await list_numbered_issues(scope, revision.project_id)
        last = await get_revision(scope, present[-1]["revision_id"]) if present else None
        if last is not None and last.number >= revision.number:
            given = f"revision {last.number} was issued as {present[-1]['colour']}"
            raise ProblemError(409, "issued-already", f"{given}; issue one that was made after it")
        if len(present) != len(rows) or (rows and present[-1]["locked"] != rows[-1]["locked"]):
            raise ProblemError(
                409, "conflict", "something was issued, locked or unlocked meanwhile; nothing was issued"
            )
        return await create_issue(
            scope,
            IssueRow(
                organization_id=scope.organization_id,
                project_id=revision.project_id,
                revision_id=revision.id,
                number=len(rows),
                colour=colour_of(len(rows), project.revision_colours),
                dated=body.dated,
                locked=former is not None and former.locked,
                revised_pages=revised_pages,
                numbering=_NUMBERING.dump_python(numbering, mode="json"),
            ),
        )

    return await idempotency.once(scope.session, Issue, keep)


async def create_screenplay(
    scope: Scope,
    processes: Processes,
    idempotency: Idempotency,
    revision_id: uuid.UUID,
    *,
    body: ScreenplayCreate,
) -> Job:
    """One job, for the revision. Raises problems: 404, 409 where no page is as wanted, 503 when too many are read."""
    revision = await get_revision(scope, revision_id)
    project = await get_project(scope, revision.project_id)
    recipe = await _recipe(scope, processes, revision, project.title, body)

    async def begin() -> Job:
        await project_row(scope, revision.project_id, lock="keep")
        owner = await submission.new_owner(scope.session, scope.organization_id, REVISION.type, revision.id)
        (job_id,) = await new_ids(scope.session, 1)
        job = new_job(owner, job_id, KIND.name, 0, weight=_PAGE_WEIGHT * len(recipe.pages))
        set_recipe(job, recipe)
        await submission.submit(scope.session, JOB_TYPES, owner, Graph(jobs=[job], gates={}))
        told = {**body.model_dump(), "pages": len(recipe.pages)}
        scope.record("screenplay.started", REVISION.type, revision.id, project_id=revision.project_id, after=told)
        await scope.session.flush()
        return await get_job_begun(scope, job_id)

    return await idempotency.once(scope.session, Job, begin)


async def _recipe(
    scope: ReadScope, processes: Processes, revision: Revision, title: str, body: ScreenplayCreate
) -> ScreenplayRecipe:
    rows = await list_numbered_issues(scope, revision.project_id)
    own = [number for number, row in enumerate(rows) if row["revision_id"] == revision.id]
    issues = await _issues(scope, rows[: own[0] + 1], [own[0] - 1] if own[0] else []) if own else []
    wanted = paper.Wanted(title=revision.title or title, revision=revision.number, **body.model_dump())
    source = await get_revision_source(scope, revision)
    try:
        return await reading.run(processes, partial(paper.recipe, wanted=wanted, issues=issues), source)
    except paper.NothingToPrintError as error:
        raise ProblemError(409, "nothing-to-print", str(error)) from error


async def _issues(scope: ReadScope, rows: Sequence[dict[str, Any]], read: Sequence[int]) -> list[paper.Issue]:
    """What was issued; of those at the places `read` with the bytes of their revisions."""
    sources = {
        place: await get_revision_source(scope, await get_revision(scope, rows[place]["revision_id"])) for place in read
    }
    return [
        paper.Issue(
            number=row["number"],
            colour=row["colour"],
            dated=row["dated"],
            locked=row["locked"],
            numbering=_NUMBERING.validate_python(row["numbering"]),
            source=sources.get(place, b""),
        )
        for place, row in enumerate(rows)
    ]
