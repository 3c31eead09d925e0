"""Screenplays: a project's revisions, immutable, and the scenes of each."""

from typing import Final

from film_studio.engines.engine import Engine, Erasure
from film_studio.engines.writing.assessment.models import BeatSheetRow, CoverageRow
from film_studio.engines.writing.assessment.schemas import Beat, BeatSheet, Coverage
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
from film_studio.engines.writing.suggestions.asking import Asked, NoSuchLinesError, Part, asked, part_of, proposed
from film_studio.engines.writing.suggestions.asking import Kind as SuggestionKind
from film_studio.engines.writing.suggestions.changes import Hunk, hunks, place_in, replaced, with_hunks
from film_studio.engines.writing.suggestions.model_writer import ModelWriter, NamedModel, named_model
from film_studio.engines.writing.suggestions.models import SuggestionRow
from film_studio.engines.writing.suggestions.offers import offered
from film_studio.engines.writing.suggestions.queries import SUBJECT as SUGGESTION_SUBJECT
from film_studio.engines.writing.suggestions.schemas import (
    LinesAsked,
    Suggestion,
    SuggestionAcceptance,
    SuggestionCreate,
    SuggestionWithText,
    Writers,
)
from film_studio.engines.writing.suggestions.service import (
    accept_suggestion,
    create_suggestion,
    get_suggestion,
    hunks_of,
)
from film_studio.engines.writing.suggestions.service import open_row as open_suggestion
from film_studio.engines.writing.suggestions.writers import (
    Cost,
    TemplateWriter,
    UnwrittenError,
    WriterAwayError,
    WriterName,
    Written,
)
from film_studio.engines.writing.suggestions.writers import Writer as AnyWriter

__all__ = [
    "BEAT_SHEETS",
    "COVERAGE",
    "ENGINE",
    "MEDIA_TYPES",
    "SUBJECT",
    "AnyWriter",
    "Asked",
    "Beat",
    "BeatSheet",
    "Cost",
    "Coverage",
    "CoverageRow",
    "Extent",
    "Hunk",
    "Import",
    "Issue",
    "IssueCreate",
    "IssueRow",
    "Layout",
    "LinesAsked",
    "Loss",
    "Losses",
    "ModelWriter",
    "NamedModel",
    "NoSuchLinesError",
    "Part",
    "Revision",
    "RevisionRow",
    "Scene",
    "SceneRow",
    "ScreenplayCreate",
    "StructureReport",
    "Suggestion",
    "SuggestionAcceptance",
    "SuggestionCreate",
    "SuggestionKind",
    "SuggestionRow",
    "SuggestionWithText",
    "TemplateWriter",
    "UnwrittenError",
    "WriterAwayError",
    "WriterName",
    "Writers",
    "Written",
    "accept_import",
    "accept_suggestion",
    "all_paragraphs",
    "all_scenes",
    "asked",
    "check_revision",
    "create_import",
    "create_issue",
    "create_revision",
    "create_suggestion",
    "erase_expired_imports",
    "expired_imports",
    "extent",
    "find_revision",
    "get_import",
    "get_revision",
    "get_revision_source",
    "get_suggestion",
    "hunks",
    "hunks_of",
    "imported_source",
    "lay_out",
    "list_headings",
    "list_numbered_issues",
    "named_model",
    "newest_revision",
    "offered",
    "open_suggestion",
    "part_of",
    "place_in",
    "proposed",
    "replaced",
    "revision_row",
    "screenplay_of",
    "structure",
    "with_hunks",
]


async def _erase(erasure: Erasure) -> None:
    # They name revisions, which go behind them.
    await erase_assessments(erasure)
    await erase(erasure)


ENGINE: Final = Engine(
    name="writing",
    router=router,
    tables=(RevisionRow, SceneRow, IssueRow, ImportRow, ImportedParagraphRow, SuggestionRow, CoverageRow, BeatSheetRow),
    subjects=(SUBJECT, IMPORT_SUBJECT, SUGGESTION_SUBJECT, COVERAGE.subject, BEAT_SHEETS.subject),
    jobs=(SCREENPLAY,),
    derive=derive,
    stored=stored,
    erase=_erase,
)
