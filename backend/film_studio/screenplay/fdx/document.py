"""The XML of a Final Draft file, read without trust: no document types or entities, nothing fetched, limits on size."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from lxml import etree

from contracts.limits import SCREENPLAY_BYTES
from film_studio.screenplay.errors import ScreenplayError, ScreenplayTooLargeError

Node: TypeAlias = etree._Element  # pyright: ignore[reportPrivateUsage]  (lxml has no public name for it)
#: Markup and attributes weigh several times what they mark up.
FDX_BYTES: Final = 4 * SCREENPLAY_BYTES
_UTF16: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_OTHERS: Final = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (DOCX, Fade In, Highland …)"),
    (b"{\\rtf", "an RTF document"),
)
_REMEDY: Final = "Save the screenplay in Final Draft as .fdx and upload that."


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What one format says and the other cannot hold. `line`, from 1, is that of the file that was read: of the XML
    for an import, of the Fountain for an export; None where the place has no line."""

    line: int | None
    reason: str


def parse(data: bytes) -> Node:
    """The root of a Final Draft screenplay. Raises ScreenplayError for anything else, with the line where XML breaks,
    and ScreenplayTooLargeError for more than FDX_BYTES."""
    if len(data) > FDX_BYTES:
        size = f"{len(data) / 1e6:.1f} MB; a Final Draft screenplay may have {FDX_BYTES / 1e6:.0f} MB"
        raise ScreenplayTooLargeError(f"The file has {size}. Upload one screenplay.")
    for magic, kind in _OTHERS:
        if data.lstrip().startswith(magic):
            raise ScreenplayError(f"The file is {kind}, not a Final Draft screenplay. {_REMEDY}", line=1)
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise ScreenplayError(f"The file is empty: there is nothing in it. {_REMEDY}")
    _refuse_document_type(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise ScreenplayError(f"The file is not whole XML: line {line}: {error.msg}. {_REMEDY}", line=line) from error
    if root.getroottree().docinfo.doctype:
        raise _document_type(1)
    if root.tag != "FinalDraft":
        raise ScreenplayError(f"The file is XML, but not Final Draft's: its root is <{root.tag}>. {_REMEDY}", line=1)
    if root.get("Template") == "Yes":
        raise ScreenplayError(f"The file is a Final Draft template (.fdxt), not a screenplay. {_REMEDY}", line=1)
    if root.find("Content") is None:
        raise ScreenplayError(f"The Final Draft file has no <Content>: there is no screenplay in it. {_REMEDY}", line=1)
    return root


def serialize(root: Node) -> bytes:
    """The document in UTF-8, with Final Draft's declaration and what stands around its root."""
    return etree.tostring(root.getroottree(), encoding="UTF-8", standalone=False)


def _refuse_document_type(data: bytes) -> None:
    """Before the XML is parsed, so that no entity is ever declared."""
    encoding = next((name for mark, name in _UTF16 if data.startswith(mark)), "latin-1")
    text = data.decode(encoding, errors="replace") if b"\0" not in data or encoding != "latin-1" else ""
    found = (text or data.replace(b"\0", b"").decode("latin-1")).upper().find("<!DOCTYPE")
    if found >= 0:
        raise _document_type(1 + text[:found].count("\n"))


def _document_type(line: int) -> ScreenplayError:
    what = "The file declares a document type (<!DOCTYPE), which Final Draft never writes and which is not read here."
    return ScreenplayError(f"{what} Line {line}. {_REMEDY}", line=line)
