"""Comments as markers that edit suites read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from film_studio.engines.tracking.markers import documents, lists
from film_studio.engines.tracking.markers.marks import Marked

MarkerFormat = Literal["edl", "fcp7", "fcpxml", "csv"]


@dataclass(frozen=True, slots=True)
class Writer:
    """How a format is written, and what its file is."""

    write: Callable[[Marked], bytes]
    suffix: str
    media_type: str


WRITERS: Final[Mapping[MarkerFormat, Writer]] = {
    "edl": Writer(lists.edl, ".edl", "text/plain"),
    "fcp7": Writer(documents.fcp7, ".xml", "application/xml"),
    "fcpxml": Writer(documents.fcpxml, ".fcpxml", "application/xml"),
    "csv": Writer(lists.table, ".csv", "text/csv"),
}
