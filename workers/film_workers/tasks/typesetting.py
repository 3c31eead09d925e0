"""Documents set by typst: fonts come from the lock, data as a file, no date is written. The same recipe gives the same
bytes."""

import json
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pymupdf_fonts  # pyright: ignore[reportMissingTypeStubs]
import typst

from film_workers.errors import RefusedError

#: FiraGO and Fira Mono, each regular and bold; FiraGO's italics beside them, where a template has any.
GO: Final = ("figo", "figbo")
GO_ITALIC: Final = ("figit",)
MONO: Final = ("fimo", "fimbo")
#: Of pages as images: a letter's is as wide as a room shows it on a screen of two pixels a point.
_PIXELS_AN_INCH: Final = 144
_CJK: Final = Path(str(files("noto_cjk_sans_jp_regular")))


def compile_pdf(
    template: Path,
    data: Any,
    output: Path,
    *,
    faces: Iterable[str],
    fonts: Iterable[Path] = (),
    parts: Iterable[Path] = (),
    images: bool = False,
) -> list[bytes]:
    """Sets `data`, as JSON, by a template, into `output`, whose folder is the root of what the template reads; `parts`
    are templates that it imports. Noto Sans CJK is always there. Returns its pages as PNG where `images` are wanted.
    Raises `RefusedError` when typst sets nothing."""
    root = output.parent
    unpacked = root / "fonts"
    unpacked.mkdir()
    for face in faces:
        (unpacked / f"{face}.otf").write_bytes(_font(face))
    (root / "data.json").write_text(json.dumps(data), encoding="utf-8")
    for source in {template, *parts}:
        (root / source.name).write_bytes(source.read_bytes())
    try:
        compiler = typst.Compiler(
            root / template.name, root=root, font_paths=[unpacked, *fonts, _CJK], ignore_system_fonts=True
        )
        compiler.compile(output=output, timestamp=0)
        pages = compiler.compile(format="png", ppi=_PIXELS_AN_INCH, timestamp=0) if images else None
    except typst.TypstError as error:
        raise RefusedError(f"typst cannot set {output.name}: {error.message}") from error
    return [pages] if isinstance(pages, bytes) else pages or []


def missing_of(texts: Iterable[str], faces: Iterable[str], fonts: Iterable[Path]) -> str:
    """The characters that none of the fonts has, in the order of their numbers. Blanks and what shows nothing of its
    own, such as joiners, are never missing."""
    signs = {sign for text in texts for sign in text if not sign.isascii()}
    signs -= {sign for sign in signs if sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf", "Mn")}
    known = ({*_covered(data)} for data in _all(faces, fonts))
    for has in known:
        signs = {sign for sign in signs if ord(sign) not in has} if signs else signs
    return "".join(sorted(signs))


def _all(faces: Iterable[str], fonts: Iterable[Path]) -> Iterator[bytes]:
    yield from (path.read_bytes() for path in fonts)
    yield from map(_font, faces)
    yield (_CJK / "NotoSansCJKjp-Regular.otf").read_bytes()


def _font(face: str) -> bytes:
    return bytes(pymupdf_fonts.myfont(face))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def _covered(font: bytes) -> Iterator[int]:
    """The characters of a font: what the segments of its `cmap` table list (OpenType, formats 4 and 12)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4s4xI", font, 12 + 16 * table) for table in range(tables))
    cmap = next(offset for tag, offset in records if tag == b"cmap")
    (maps,) = struct.unpack_from(">H", font, cmap + 2)
    for at in {cmap + struct.unpack_from(">I", font, cmap + 8 + 8 * number)[0] for number in range(maps)}:
        (form,) = struct.unpack_from(">H", font, at)
        if form == 12:
            (groups,) = struct.unpack_from(">I", font, at + 12)
            for group in range(groups):
                first, last = struct.unpack_from(">II", font, at + 16 + 12 * group)
                yield from range(first, last + 1)
        elif form == 4:
            (twice,) = struct.unpack_from(">H", font, at + 6)
            lasts = struct.unpack_from(f">{twice // 2}H", font, at + 14)
            firsts = struct.unpack_from(f">{twice // 2}H", font, at + 16 + twice)
            for first, last in zip(firsts, lasts, strict=True):
                yield from range(first, last + 1) if first < 0xFFFF else ()
