"""Keeps what people write of a screenplay: coverage and beat sheets are listed, made, changed and deleted alike."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import bindparam, delete, func, select

from contracts.limits import ASSESSMENTS_A_PROJECT
from film_studio.engines.engine import Erasure, Subject
from film_studio.engines.management import check_project, is_kept, project_row
from film_studio.engines.writing.assessment.models import BeatSheetRow, CoverageRow
from film_studio.engines.writing.assessment.schemas import BeatSheet, Coverage, CoverageCreate
from film_studio.engines.writing.queries import revision_row
from film_studio.identity.audit.actions import Action
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition

Row = TypeVar("Row", CoverageRow, BeatSheetRow)
Shown = TypeVar("Shown", Coverage, BeatSheet)


class Assessments(Generic[Row, Shown]):
    """One kind of what people write of a screenplay: rows of a table, shown as `shown`. In the audit trail they have
    the fields that `audited` gives. Make it once for the process."""

    def __init__(self, row: type[Row], shown: type[Shown], audited: Callable[[Row], Mapping[str, Any]]) -> None:
        self._row: Final = row
        self._shown: Final = shown
        self._audited: Final = audited
        columns = select(*(getattr(row, name) for name in shown.model_fields)).where(
            row.organization_id == bindparam("organization_id")
        )
        self._one: Final = Query(columns.where(row.id == bindparam("id"), is_kept(row.project_id)))
        self._all: Final = Listing(columns.where(row.project_id == bindparam("project_id")), by=row.id)
        self.subject: Final = Subject(
            type=row.__tablename__,
            topic=f"{row.__tablename__}s",
            permission="scripts:read",
            is_shown=lambda row_id: select(row.id).where(row.id == row_id, is_kept(row.project_id)).exists(),
            of_project=lambda project_id: select(row.id).where(row.project_id == project_id),
            project_of=lambda row_id: select(row.project_id).where(row.id == row_id),
        )

    async def page(self, scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[Shown]:
        """Of a project, the first ones first. Raises a 404 problem for the project."""
        await check_project(scope, project_id)
        return await self._all.page(scope, page, self._shown.model_validate, project_id=project_id)

    async def get(self, scope: ReadScope, row_id: uuid.UUID) -> Shown:
        """It, or a 404 problem."""
        for row in await scope.rows(self._one, id=row_id):
            return self._shown.model_validate(row)
        raise self._missing(row_id)

    async def create(self, scope: Scope, action: Action, project_id: uuid.UUID, fields: Mapping[str, Any]) -> Shown:
        """Raises problems: 404 for the project, 409 where it has as many as it can have."""
        await project_row(scope, project_id, lock="change")
        count = select(func.count()).where(self._row.project_id == project_id)
        if (await scope.session.scalar(count) or 0) >= ASSESSMENTS_A_PROJECT:
            text = f"a project has up to {ASSESSMENTS_A_PROJECT} of them; delete some"
            raise ProblemError(409, "too-many-assessments", text)
        row = self._row(organization_id=scope.organization_id, project_id=project_id, **fields)
        scope.session.add(row)
        await scope.session.flush()
        await scope.session.refresh(row)
        await self._tell(scope, action, row, after=self._audited(row))
        return self._shown.model_validate(row)

    async def update(
        self, scope: Scope, action: Action, row_id: uuid.UUID, fields: Mapping[str, Any], seen: Precondition
    ) -> Shown:
        """A field that is None, and cannot be, stays. Raises problems: 404 and those of `seen`."""
        row = await self._locked(scope, row_id, seen)
        before, version = self._audited(row), row.version
        for name, value in fields.items():
            if value is not None or self._row.__table__.c[name].nullable:
                setattr(row, name, value)
        await scope.session.flush()
        if row.version != version:
            await self._tell(scope, action, row, before=before, after=self._audited(row))
        return self._shown.model_validate(row)

    async def delete(self, scope: Scope, action: Action, row_id: uuid.UUID, seen: Precondition) -> None:
        """Raises problems: 404 and those of `seen`."""
        row = await self._locked(scope, row_id, seen)
        await self._tell(scope, action, row, before=self._audited(row))
        await scope.session.delete(row)
        await scope.session.flush()

    async def _locked(self, scope: Scope, row_id: uuid.UUID, seen: Precondition) -> Row:
        row = await scope.session.get(self._row, row_id, with_for_update=True, populate_existing=True)
        if row is None:
            raise self._missing(row_id)
        await project_row(scope, row.project_id, lock="keep")
        seen.check(row, self._shown.model_validate(row))
        return row

    async def _tell(self, scope: Scope, action: Action, row: Row, **states: Mapping[str, Any]) -> None:
        await scope.announce(self.subject.type, row.id)
        scope.record(action, self.subject.type, row.id, project_id=row.project_id, **states)

    def _missing(self, row_id: uuid.UUID) -> ProblemError:
        return not_found(self.subject.type.replace("_", " "), row_id)


COVERAGE: Final = Assessments(
    CoverageRow,
    Coverage,
    lambda row: {"name": row.reader, "script": row.script, "writer": row.writer, "grades": dict(row.grades)},
)
BEAT_SHEETS: Final = Assessments(
    BeatSheetRow, BeatSheet, lambda row: {"name": row.name, "beats": [beat["name"] for beat in row.beats]}
)


async def create_coverage(scope: Scope, revision_id: uuid.UUID, body: CoverageCreate) -> Coverage:
    """Raises problems: 404 for the revision, 409 where the project has as many as it can have."""
    revision = await revision_row(scope, revision_id)
    fields = {**body.model_dump(), "revision_id": revision_id}
    return await COVERAGE.create(scope, "coverage.created", revision.project_id, fields)


async def erase(erasure: Erasure) -> None:
    for row in (CoverageRow, BeatSheetRow):
        await erasure.session.execute(
            delete(row).where(row.project_id == erasure.project_id), execution_options={"synchronize_session": False}
        )
