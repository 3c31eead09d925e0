"""Screenplays: a project's revisions, immutable, and the scenes of each."""

from typing import Final

from film_studio.engines.engine import Engine
from film_studio.engines.writing.models import RevisionRow, SceneRow
from film_studio.engines.writing.queries import SUBJECT, check_revision, erase, revision_row, stored
from film_studio.engines.writing.router import router
from film_studio.engines.writing.schemas import Layout, Revision, Scene
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
    "Layout",
    "Revision",
    "RevisionRow",
    "Scene",
    "all_scenes",
    "check_revision",
    "create_revision",
    "extent",
    "find_revision",
    "get_revision",
    "get_revision_source",
    "imported_source",
    "lay_out",
    "list_headings",
    "newest_revision",
    "revision_row",
]

ENGINE: Final = Engine(
    name="writing",
    router=router,
    tables=(RevisionRow, SceneRow),
    subjects=(SUBJECT,),
    derive=derive,
    stored=stored,
    erase=erase,
)
