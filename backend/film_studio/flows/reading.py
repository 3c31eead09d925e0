"""Reads an uploaded screenplay, and derives what every engine keeps of it: in a process of its own, before anything is
stored or any transaction begun."""

from dataclasses import dataclass

from film_studio.engines import ENGINES
from film_studio.engines.engine import Reading
from film_studio.engines.writing import Extent, extent
from film_studio.kit.database.bulk import Rows, encode
from film_studio.kit.problems import ProblemError
from film_studio.kit.processes import Processes
from film_studio.screenplay.errors import ScreenplayError, ScreenplayTooLargeError
from film_studio.screenplay.parser import parse_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What is kept of a screenplay: of few and long texts, which pass from process to process at once."""

    extent: Extent
    rows: tuple[Rows, ...]  # without organization_id and revision_id


async def read(processes: Processes, data: bytes) -> Derived:
    """What is to be kept of an upload.

    Raises problems: 422 for what is not a screenplay or too much for one, 503 when too many are being read.
    """
    try:
        return await processes.run(derive, data)
    except ScreenplayTooLargeError as error:
        raise ProblemError(422, "screenplay-too-large", str(error), line=error.line) from error
    except ScreenplayError as error:
        raise ProblemError(422, "not-a-screenplay", str(error), line=error.line) from error


def derive(data: bytes) -> Derived:
    """`read` without its process. Raises ScreenplayError."""
    reading = Reading(parse_bytes(data))
    rows = [
        encode(model, derived)
        for engine in ENGINES
        if engine.derive is not None
        for model, derived in engine.derive(reading).items()
    ]
    return Derived(extent=extent(reading.screenplay), rows=tuple(rows))
