"""A file on paper, read: PDF or DOCX, by what it begins with."""

from typing import Final

from film_studio.screenplay.errors import ScreenplayError
from film_studio.screenplay.imports import docx, joining, pdf, setting, title_page
from film_studio.screenplay.imports.classifying import classified
from film_studio.screenplay.imports.paragraphs import Reading
from film_studio.screenplay.imports.rows import indents

_OTHERS: Final = (
    (b"\xd0\xcf\x11\xe0", "an old Word document (.doc), or one that is locked with a password"),
    (b"{\\rtf", "an RTF document"),
)
_REMEDY: Final = "Save it as .docx or as PDF, without a password, and upload that."


def read(data: bytes) -> Reading:
    """Raises ScreenplayError for what is neither, or cannot be read."""
    for magic, kind in _OTHERS:
        if data.startswith(magic):
            raise ScreenplayError(f"The file is {kind}. {_REMEDY}")
    if _begins(data, b"%PDF-"):
        return _of_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _of_docx(data)
    raise ScreenplayError(f"The file is neither a PDF nor a DOCX. {_REMEDY}")


def _of_pdf(data: bytes) -> Reading:
    pages = pdf.read(data)
    has_title = title_page.is_title_page(pages[0])
    rows = setting.rows(pages, 1 if has_title else 0)
    head = title_page.paragraphs(pages[0]) if has_title else ()
    body = joining.paragraphs(list(classified(rows, indents(rows))))
    return Reading(format="pdf", pages=len(pages), paragraphs=(*head, *body))


def _of_docx(data: bytes) -> Reading:
    rows, remarks = docx.read(data)
    body = joining.paragraphs(list(classified(rows, indents(rows))))
    return Reading(format="docx", pages=0, paragraphs=tuple(body), remarks=remarks)


def _begins(data: bytes, magic: bytes) -> bool:
    """PDF allows a kilobyte of anything before it begins."""
    return magic in data[:1024]
