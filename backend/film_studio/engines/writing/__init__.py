"""Screenplays: a project's revisions, immutable, and the scenes of each."""

from typing import Final

from film_studio.engines.engine import Engine, Erasure
from film_studio.engines.writing.assessment.models import BeatSheetRow, CoverageRow
from film_studio.engines.writing.assessment.service import BEAT_SHEETS, COVERAGE
from film_studio.engines.writing.assessment.service import erase as erase_assessments
from film_studio.engines.writing.imports import (
    MEDIA_TYPES,
    accept_import,
    all_paragraphs,
    create_import,
    erase_expired_imports,
    expired_imports,
    get_import,
    screenplay_of,
)
from film_studio.engines.writing.issues import create_issue, list_numbered_issues
from film_studio.engines.writing.jobs import SCREENPLAY
from film_studio.engines.writing.models import ImportedParagraphRow, ImportRow, IssueRow, RevisionRow, SceneRow
from film_studio.engines.writing.queries import IMPORT_SUBJECT, SUBJECT, check_revision, erase, revision_row, stored
from film_studio.engines.writing.report import structure
from film_studio.engines.writing.router import router
from film_studio.engines.writing.schemas import (
    Import,
    Issue,
    IssueCreate,
    Layout,
    Loss,
    Losses,
    Revision,
    Scene,
    ScreenplayCreate,
    StructureReport,
)
from film_studio.engines.writing.service import (
    Extent,
    all_scenes,
    create_revision,
    derive,
    extent,
    find_revision,
    get_revision,
    get_revision_source,
    imported_source,
    lay_out,
    list_headings,
    newest_revision,
)

__all__ = [
    "ENGINE",
    "MEDIA_TYPES",
    "SUBJECT",
    "Extent",
    "Import",
    "Issue",
    "IssueCreate",
    "IssueRow",
    "Layout",
    "Loss",
    "Losses",
    "Revision",
    "RevisionRow",
    "Scene",
    "SceneRow",
    "ScreenplayCreate",
    "StructureReport",
    "accept_import",
    "all_paragraphs",
    "all_scenes",
    "check_revision",
    "create_import",
    "create_issue",
    "create_revision",
    "erase_expired_imports",
    "expired_imports",
    "extent",
    "find_revision",
    "get_import",
    "get_revision",
    "get_revision_source",
    "imported_source",
    "lay_out",
    "list_headings",
    "list_numbered_issues",
    "newest_revision",
    "revision_row",
    "screenplay_of",
    "structure",
]


async def _erase(erasure: Erasure) -> None:
    # They name revisions, which go behind them.
    await erase_assessments(erasure)
    await erase(erasure)


ENGINE: Final = Engine(
    name="writing",
    router=router,
    tables=(RevisionRow, SceneRow, IssueRow, ImportRow, ImportedParagraphRow, CoverageRow, BeatSheetRow),
    subjects=(SUBJECT, IMPORT_SUBJECT, COVERAGE.subject, BEAT_SHEETS.subject),
    jobs=(SCREENPLAY,),
    derive=derive,
    stored=stored,
    erase=_erase,
)
