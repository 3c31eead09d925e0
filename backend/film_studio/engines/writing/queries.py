"""The rows of revisions, for every engine that works on one."""

import uuid
from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, delete, select

from contracts import storage_keys
from film_studio.engines.engine import Erasure, Subject
from film_studio.engines.management import is_kept
from film_studio.engines.writing.models import ImportedParagraphRow, ImportRow, IssueRow, RevisionRow, SceneRow
from film_studio.engines.writing.schemas import Import, ImportedParagraph, Issue, Revision, Scene
from film_studio.engines.writing.suggestions.models import SuggestionRow
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing
from film_studio.kit.problems import not_found

_SHOWN: Final = select(*(getattr(RevisionRow, name) for name in Revision.model_fields)).where(
    RevisionRow.organization_id == bindparam("organization_id")
)
REVISION: Final = Query(_SHOWN.where(RevisionRow.id == bindparam("id"), is_kept(RevisionRow.project_id)))
_NEWEST: Final = (
    _SHOWN.where(RevisionRow.project_id == bindparam("project_id")).order_by(RevisionRow.number.desc()).limit(1)
)
NEWEST_REVISION: Final = Query(_NEWEST)
REVISION_OF_BYTES: Final = Query(_NEWEST.where(RevisionRow.sha256 == bindparam("sha256")))
IMPORTED: Final = Query(_NEWEST.where(RevisionRow.number <= bindparam("number"), RevisionRow.filename.ilike("%.fdx")))
REVISIONS: Final = Listing(
    _SHOWN.where(RevisionRow.project_id == bindparam("project_id")),
    by=RevisionRow.number,
    descending=True,
    sorts={"number": RevisionRow.number, "pages": RevisionRow.pages, "scene_count": RevisionRow.scene_count},
)
_SCENES: Final = select(*(getattr(SceneRow, name) for name in Scene.model_fields)).where(
    SceneRow.organization_id == bindparam("organization_id"), SceneRow.revision_id == bindparam("revision_id")
)
SCENES: Final = Listing(_SCENES, by=SceneRow.index)
ALL_SCENES: Final = Query(_SCENES.order_by(SceneRow.index))
HEADINGS: Final = Query(
    select(SceneRow.index, SceneRow.number, SceneRow.heading).where(
        SceneRow.organization_id == bindparam("organization_id"), SceneRow.revision_id == bindparam("revision_id")
    )
)
_ISSUES: Final = select(*(getattr(IssueRow, name) for name in Issue.model_fields)).where(
    IssueRow.organization_id == bindparam("organization_id"), is_kept(IssueRow.project_id)
)
ISSUE: Final = Query(_ISSUES.where(IssueRow.revision_id == bindparam("revision_id")))
ISSUES: Final = Listing(
    _ISSUES.where(IssueRow.project_id == bindparam("project_id")), by=IssueRow.number, descending=True
)
#: All of a project, in order, with what their pages and scenes are called.
NUMBERED_ISSUES: Final = Query(
    _ISSUES.add_columns(IssueRow.numbering)
    .where(IssueRow.project_id == bindparam("project_id"))
    .order_by(IssueRow.number)
)
_IMPORTS: Final = select(*(getattr(ImportRow, name) for name in Import.model_fields)).where(
    ImportRow.organization_id == bindparam("organization_id"),
    ImportRow.state != "cancelled",
    is_kept(ImportRow.project_id),
)
IMPORT: Final = Query(_IMPORTS.where(ImportRow.id == bindparam("id")))
IMPORTS: Final = Listing(
    _IMPORTS.where(ImportRow.project_id == bindparam("project_id")), by=ImportRow.id, descending=True
)
_PARAGRAPHS: Final = select(*(getattr(ImportedParagraphRow, name) for name in ImportedParagraph.model_fields)).where(
    ImportedParagraphRow.organization_id == bindparam("organization_id"),
    ImportedParagraphRow.import_id == bindparam("import_id"),
)
PARAGRAPHS: Final = Listing(_PARAGRAPHS, by=ImportedParagraphRow.index)
ALL_PARAGRAPHS: Final = Query(_PARAGRAPHS.order_by(ImportedParagraphRow.index))
_EXISTS: Final = Query(
    select(RevisionRow.id).where(
        RevisionRow.organization_id == bindparam("organization_id"),
        RevisionRow.id == bindparam("id"),
        is_kept(RevisionRow.project_id),
    )
)


SUBJECT: Final = Subject(
    type="revision",
    topic="revisions",
    permission="scripts:read",
    is_shown=lambda row_id: (
        select(RevisionRow.id).where(RevisionRow.id == row_id, is_kept(RevisionRow.project_id)).exists()
    ),
    of_project=lambda project_id: select(RevisionRow.id).where(RevisionRow.project_id == project_id),
    project_of=lambda row_id: select(RevisionRow.project_id).where(RevisionRow.id == row_id),
)


IMPORT_SUBJECT: Final = Subject(
    type="import",
    topic="imports",
    permission="scripts:read",
    is_shown=lambda row_id: select(ImportRow.id).where(ImportRow.id == row_id, is_kept(ImportRow.project_id)).exists(),
    of_project=lambda project_id: select(ImportRow.id).where(ImportRow.project_id == project_id),
    project_of=lambda row_id: select(ImportRow.project_id).where(ImportRow.id == row_id),
)


async def revision_row(scope: Scope, revision_id: uuid.UUID, *, lock: bool = False) -> RevisionRow:
    """The revision's row, or a 404 problem. With `lock` nobody else changes it until the transaction ends."""
    query = select(RevisionRow).where(
        RevisionRow.organization_id == scope.organization_id,
        RevisionRow.id == revision_id,
        is_kept(RevisionRow.project_id),
    )
    if lock:
        query = query.with_for_update(of=RevisionRow)
    row = (await scope.session.scalars(query)).one_or_none()
    if row is None:
        raise not_found("revision", revision_id)
    return row


async def check_revision(scope: ReadScope, revision_id: uuid.UUID) -> None:
    """Raises a 404 problem where there is no such revision: before a listing of what is of it."""
    if not await scope.rows(_EXISTS, id=revision_id):
        raise not_found("revision", revision_id)


async def stored(erasure: Erasure) -> Sequence[str]:
    """The screenplays of the project's revisions, and the files that were imported."""
    found = await erasure.session.scalars(select(RevisionRow.id).where(RevisionRow.project_id == erasure.project_id))
    imported = await erasure.session.scalars(select(ImportRow.id).where(ImportRow.project_id == erasure.project_id))
    return [
        *(storage_keys.screenplay(erasure.organization_id, revision_id) for revision_id in found),
        *(storage_keys.imported(erasure.organization_id, import_id) for import_id in imported),
    ]


async def erase(erasure: Erasure) -> None:
    revisions = select(RevisionRow.id).where(RevisionRow.project_id == erasure.project_id)
    imports = select(ImportRow.id).where(ImportRow.project_id == erasure.project_id)
    for statement in (
        delete(SuggestionRow).where(SuggestionRow.project_id == erasure.project_id),
        delete(ImportedParagraphRow).where(ImportedParagraphRow.import_id.in_(imports)),
        delete(ImportRow).where(ImportRow.project_id == erasure.project_id),
        delete(IssueRow).where(IssueRow.project_id == erasure.project_id),
        delete(SceneRow).where(SceneRow.revision_id.in_(revisions)),
        delete(RevisionRow).where(RevisionRow.project_id == erasure.project_id),
    ):
        await erasure.session.execute(statement, execution_options={"synchronize_session": False})
