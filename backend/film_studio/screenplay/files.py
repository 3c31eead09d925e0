"""A screenplay's file, Fountain or Final Draft, as either of the two."""

from typing import Final

from film_studio.screenplay import parser
from film_studio.screenplay.elements import Screenplay
from film_studio.screenplay.fdx import reader, writer

_UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_BEGINNING: Final = 400  # bytes


def is_final_draft(data: bytes) -> bool:
    """Whether a file begins as XML does: then it is Final Draft's, or nothing that is read here."""
    head = data[:_BEGINNING]
    text = head[2:].decode(_UTF16[head[:2]], errors="replace") if head[:2] in _UTF16 else head.decode(errors="replace")
    return text.lstrip("\ufeff \t\r\n").startswith(("<?xml", "<FinalDraft", "<!DOCTYPE"))


def as_fountain(data: bytes) -> bytes:
    """The screenplay in Fountain, UTF-8: the file itself where it is that. Raises ScreenplayError for XML that is not a
    Final Draft screenplay."""
    return reader.read_bytes(data).fountain.encode() if is_final_draft(data) else data


def parse_file(data: bytes) -> Screenplay:
    """What the file says. Raises ScreenplayError."""
    return parser.parse_bytes(as_fountain(data))


def as_final_draft(data: bytes, imported: bytes | None) -> bytes:
    """The screenplay as Final Draft's XML: where `imported`, the file that it began as, is given, with all of that
    which was not edited. Raises ScreenplayError."""
    if is_final_draft(data):
        return data
    screenplay = parser.parse_bytes(data)
    if imported is not None and is_final_draft(imported):
        return writer.patch(imported, screenplay).data
    return writer.write(screenplay).data
