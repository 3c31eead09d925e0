"""Tables for spreadsheets: CSV that does nothing when it is opened."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

#: Spreadsheets take what begins with one of these for a formula, and would do what a stranger wrote.
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_of(rows: Iterable[Sequence[object]]) -> str:
    """RFC 4180. What a spreadsheet would take for a formula has an apostrophe before it, which it does not show."""
    written = io.StringIO()
    csv.writer(written).writerows([_as_text(cell) for cell in row] for row in rows)
    return written.getvalue()


def _as_text(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell
