"""Screenplays: a project's revisions, immutable, and the scenes of each."""

from typing import Final

from film_studio.engines.engine import Engine
from film_studio.engines.writing.issues import create_issue, list_numbered_issues
from film_studio.engines.writing.jobs import SCREENPLAY
from film_studio.engines.writing.models import IssueRow, RevisionRow, SceneRow
from film_studio.engines.writing.queries import SUBJECT, check_revision, erase, revision_row, stored
from film_studio.engines.writing.report import structure
from film_studio.engines.writing.router import router
from film_studio.engines.writing.schemas import (
    Issue,
    IssueCreate,
    Layout,
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
    "SUBJECT",
    "Extent",
    "Issue",
    "IssueCreate",
    "IssueRow",
    "Layout",
    "Revision",
    "RevisionRow",
    "Scene",
    "SceneRow",
    "ScreenplayCreate",
    "StructureReport",
    "all_scenes",
    "check_revision",
    "create_issue",
    "create_revision",
    "extent",
    "find_revision",
    "get_revision",
    "get_revision_source",
    "imported_source",
    "lay_out",
    "list_headings",
    "list_numbered_issues",
    "newest_revision",
    "revision_row",
    "structure",
]

ENGINE: Final = Engine(
    name="writing",
    router=router,
    tables=(RevisionRow, SceneRow, IssueRow),
    subjects=(SUBJECT,),
    jobs=(SCREENPLAY,),
    derive=derive,
    stored=stored,
    erase=erase,
)
