"""Reads an uploaded screenplay, and derives what every engine keeps of it: in a process of its own, before anything is
stored or any transaction begun."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from film_studio.engines import ENGINES, writing
from film_studio.engines.engine import Reading
from film_studio.engines.management import check_project
from film_studio.engines.writing import Extent, Layout, Revision, StructureReport, extent
from film_studio.identity.scope import ReadScope
from film_studio.kit.database.bulk import Rows, encode
from film_studio.kit.problems import ProblemError
from film_studio.kit.processes import Processes
from film_studio.screenplay.errors import ScreenplayError, ScreenplayTooLargeError
from film_studio.screenplay.files import as_final_draft, as_fountain, parse_file

Given = TypeVar("Given")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What is kept of a screenplay: of few and long texts, which pass from process to process at once."""

    extent: Extent
    rows: tuple[Rows, ...]  # without organization_id and revision_id


async def read(processes: Processes, data: bytes) -> Derived:
    """What is to be kept of an upload.

    Raises problems: 422 for what is not a screenplay or too much for one, 503 when too many are being read.
    """
    return await run(processes, derive, data)


async def lay_out(scope: ReadScope, processes: Processes, project_id: uuid.UUID, data: bytes) -> Layout:
    """A text of a project set on pages; nothing is kept. Raises problems: 404 for the project, and those of `read`."""
    await check_project(scope, project_id)
    return await run(processes, writing.lay_out, data)


async def fountain_of(scope: ReadScope, processes: Processes, revision: Revision) -> bytes:
    """A revision's screenplay in Fountain, whatever it was uploaded as. Raises problems: 503 when too many are read."""
    return await run(processes, as_fountain, await writing.get_revision_source(scope, revision))


async def final_draft_of(scope: ReadScope, processes: Processes, revision: Revision) -> bytes:
    """A revision's screenplay as Final Draft's XML; where it began as such a file, with what was not edited of it.
    Raises problems: 503 when too many are read."""
    data = await writing.get_revision_source(scope, revision)
    imported = await writing.imported_source(scope, revision)
    return await run(processes, partial(as_final_draft, imported=imported), data)


async def report_on(scope: ReadScope, processes: Processes, revision: Revision) -> StructureReport:
    """What can be counted in a revision. Raises problems: 503 when too many are read."""
    return await run(processes, writing.structure, await writing.get_revision_source(scope, revision))


async def run(processes: Processes, work: Callable[[Given], Result], data: Given) -> Result:
    """`work(data)` in a process. Raises problems: 422 for what is not a screenplay or too much for one, 503 when too
    many are being read; and what else `work` raises."""
    try:
        return await processes.run(work, data)
    except ScreenplayTooLargeError as error:
        raise ProblemError(422, "screenplay-too-large", str(error), line=error.line) from error
    except ScreenplayError as error:
        raise ProblemError(422, "not-a-screenplay", str(error), line=error.line) from error


def derive(data: bytes) -> Derived:
    """`read` without its process. Raises ScreenplayError."""
    reading = Reading(parse_file(data))
    rows = [
        encode(model, derived)
        for engine in ENGINES
        if engine.derive is not None
        for model, derived in engine.derive(reading).items()
    ]
    return Derived(extent=extent(reading.screenplay), rows=tuple(rows))
