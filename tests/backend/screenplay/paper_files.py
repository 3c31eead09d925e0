"""Small DOCX files, and archives that look like one."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Final

W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def archive(files: Mapping[str, str]) -> bytes:
    """A ZIP archive of these texts."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as into:
        for name, text in files.items():
            into.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def document_of(body: str, styles: str = "") -> bytes:
    """A DOCX with this markup in it."""
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return archive({"word/document.xml": document, "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>"})


def paragraph(text: str, about: str = "", look: str = "") -> str:
    """`about`: its own properties, `look`: those of its run."""
    return f"<w:p><w:pPr>{about}</w:pPr><w:r><w:rPr>{look}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def docx() -> bytes:
    """A scene of six paragraphs: a heading, action, a speech, and one that is indented like nothing else."""
    odd = paragraph("A sign: CLOSED", '<w:ind w:left="1000"/>')
    said = [paragraph("IDA", '<w:ind w:left="2880"/>'), paragraph("You came.", '<w:ind w:left="1440"/>')]
    blank = "<w:p/>"
    body = [paragraph("INT. BAR - DAY"), blank, paragraph("Fog."), blank, *said, blank, odd, blank, paragraph("Rain.")]
    return document_of("".join(body))
