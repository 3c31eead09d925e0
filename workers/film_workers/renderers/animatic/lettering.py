"""Text in the picture: captions, action and title cards, in fonts that the lock pins, so that every machine letters
alike.

FiraGO (Latin, Cyrillic, Greek, Arabic, Hebrew, Thai, Devanagari, Georgian) comes first; what it lacks is set in Noto
Sans CJK (Japanese, Chinese, Korean). Of what neither has, pictographs such as emoji are left out, and
another sign becomes a middle dot instead of an empty box.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import pymupdf_fonts  # pyright: ignore[reportMissingTypeStubs]
from PIL import Image, ImageDraw, ImageFont

from film_workers.renderers.animatic.draw import Colour, Pixels, Planes, to_planes
from film_workers.speech.scripts import PICTOGRAPHS

Face: TypeAlias = Literal["figo", "figit", "figbo", "cjk"]
Alpha: TypeAlias = npt.NDArray[np.uint8]

PAPER: Final[Colour] = (242, 237, 228)
_MISSING: Final = "·"
_SAFE: Final = 0.05  # of the height and width: title safe area, EBU R 95 (graphics)
#: What is higher than wide is watched on telephones, whose players lay their buttons and words over its foot.
_SAFE_UPRIGHT: Final = 0.16


@cache
def _data(face: Face) -> bytes:
    if face == "cjk":
        return (files("noto_cjk_sans_jp_regular") / "NotoSansCJKjp-Regular.otf").read_bytes()
    return bytes(pymupdf_fonts.myfont(face))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


@lru_cache(maxsize=16)
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        io.BytesIO(_data(face)), size, layout_engine=ImageFont.Layout.RAQM if _shaping() else ImageFont.Layout.BASIC
    )


@cache
def _shaping() -> bool:
    from PIL import features  # noqa: PLC0415 - asked once

    return bool(features.check("raqm"))


def _drawn(face: Face, sign: str) -> bytes:
    image = Image.new("L", (48, 48))
    ImageDraw.Draw(image).text((8, 36), sign, font=_font(face, 24), fill=255, anchor="ls")
    return image.tobytes()


@cache
def _absent(face: Face) -> bytes:
    return _drawn(face, "\U0010ffff")


@lru_cache(maxsize=4096)
def has(face: Face, sign: str) -> bool:
    """Whether a font can draw a sign."""
    return _drawn(face, sign) != _absent(face)


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    face: Face


def runs(text: str, face: Face) -> tuple[Run, ...]:
    """Text cut where the font changes."""
    cut: list[Run] = []
    for sign in text:
        if sign in "\u200b\u200d\ufe0e\ufe0f":
            continue
        if sign.isspace():
            if cut and cut[-1].text.endswith(" "):
                continue
            sign, chosen = " ", (cut[-1].face if cut else face)  # noqa: PLW2901 - every blank is one blank
        elif has(face, sign):
            chosen = face
        elif has("cjk", sign):
            chosen = "cjk"
        elif PICTOGRAPHS.match(sign):
            continue
        else:
            sign, chosen = _MISSING, face  # noqa: PLW2901
        if cut and cut[-1].face == chosen:
            cut[-1] = Run(cut[-1].text + sign, chosen)
        else:
            cut.append(Run(sign, chosen))
    return tuple(cut)


def _length(line: Sequence[Run], size: int) -> float:
    return sum(_font(run.face, size).getlength(run.text) for run in line)


def _fit(lines: Sequence[str], face: Face, size: float, width: float) -> tuple[list[tuple[Run, ...]], int]:
    """Lines as runs, and the size, smaller where the longest would not fit."""
    cut = [runs(line, face) for line in lines]
    whole = max(6, round(size))
    longest = max((_length(line, whole) for line in cut), default=0.0)
    if longest > width:
        whole = max(5, int(whole * width / longest))
    return cut, whole


def wrap(text: str, face: Face, size: float, width: float) -> list[str]:
    """Text in lines that are no wider than `width` pixels; a word that is wider is cut."""
    whole = max(6, round(size))
    lines: list[str] = []
    current = ""
    for word in text.split():
        tried = f"{current} {word}" if current else word
        if _length(runs(tried, face), whole) <= width:
            current = tried
            continue
        if current:
            lines.append(current)
        current = ""
        for sign in word:
            if current and _length(runs(current + sign, face), whole) > width:
                lines.append(current)
                current = ""
            current += sign
    return [*lines, current] if current else lines


def balanced(text: str, face: Face, size: float, width: float) -> list[str]:
    """`wrap` into lines of nearly equal length: as many as `width` needs, and no word left alone in the last."""
    lines = wrap(text, face, size, width)
    narrow, wide = width / max(1, len(lines)), width
    while len(lines) > 1 and wide - narrow > size:
        middle = (narrow + wide) / 2
        tried = wrap(text, face, size, middle)
        if len(tried) > len(lines):
            narrow = middle
        else:
            lines, wide = tried, middle
    return lines


@dataclass(frozen=True)
class Overlay:
    """Text and its box, ready to lay over planes: place (even) and, per plane, colour × alpha and 256 − alpha."""

    x: int
    y: int
    parts: tuple[tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]], ...]

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in pixels."""
        rows, columns = self.parts[0][0].shape
        return self.x, self.y, self.x + columns, self.y + rows

    def lay(self, planes: Planes, strength: float = 1.0) -> None:
        for plane, (colour, rest), step in zip(planes, self.parts, (1, 2, 2), strict=True):
            top, left = self.y // step, self.x // step
            part = plane[top : top + colour.shape[0], left : left + colour.shape[1]]
            over = ((part * rest + colour) >> 8).astype(np.uint8)
            part[:] = over if strength >= 1 else cv2.addWeighted(part, 1 - strength, over, strength, 0)


def _overlay(image: Image.Image, x: int, y: int) -> Overlay:
    pixels = np.asarray(image)
    planes = to_planes(np.ascontiguousarray(pixels[:, :, :3]))
    alpha = pixels[:, :, 3]
    half = cv2.resize(alpha, (alpha.shape[1] // 2, alpha.shape[0] // 2), interpolation=cv2.INTER_AREA)
    parts: list[tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]] = []
    for plane, opacity in zip(planes, (alpha, half, half), strict=True):
        share = np.rint(opacity.astype(np.float32) * (256 / 255)).astype(np.uint16)
        parts.append((plane * share, (256 - share).astype(np.uint16)))
    return Overlay(x, y, tuple(parts))


def _block(
    lines: Sequence[tuple[Run, ...]], size: int, leading: float, colour: Colour, box: tuple[float, float, float] | None
) -> Image.Image:
    """Centred lines on a rounded box of (alpha, padding x, padding y), sides even."""
    step = round(size * leading)
    alpha, pad_x, pad_y = box or (0.0, 2.0, 2.0)
    width = 2 * round((max(_length(line, size) for line in lines) + 2 * pad_x) / 2) + 2
    height = 2 * round((step * (len(lines) - 1) + size * 1.28 + 2 * pad_y) / 2)
    cover = Image.new("L", (width * 2, height * 2), 0)
    if alpha:
        ImageDraw.Draw(cover).rounded_rectangle(
            (0, 0, width * 2 - 1, height * 2 - 1), size * 0.7, fill=round(255 * alpha)
        )
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    image.putalpha(cover.resize((width, height), Image.Resampling.BOX))
    draw = ImageDraw.Draw(image)
    ink = tuple(round(part) for part in colour)
    for index, line in enumerate(lines):
        x = (width - _length(line, size)) / 2
        baseline = pad_y + size * 1.0 + index * step
        for run in line:
            font = _font(run.face, size)
            draw.text((x, baseline), run.text, font=font, fill=(*ink, 255), anchor="ls")
            x += font.getlength(run.text)
    return image


@lru_cache(maxsize=64)
def caption(lines: tuple[str, ...], width: int, height: int, *, italic: bool = False) -> Overlay | None:
    """Up to two lines of speech at the foot of a picture of `width` × `height` pixels, inside the title safe area."""
    lines = tuple(line for line in lines if "".join(run.text for run in runs(line, "figo")).strip())
    if not lines:
        return None
    face: Face = "figit" if italic else "figo"
    size = min(height * 0.042, width * (0.062 if height > width else 0.042))
    room = width * (1 - 2 * _SAFE) - 2 * size
    cut, whole = _fit(_upright(lines, face, size, room) if height > width else lines, face, size, room)
    return _at_foot(_block(cut, whole, 1.24, (255, 255, 255), (0.56, whole * 0.55, whole * 0.28)), width, height)


def _upright(lines: Sequence[str], face: Face, size: float, room: float) -> list[str]:
    """The same words in more and shorter lines; two who speak together keep lines of their own."""
    together = all(line.startswith("- ") for line in lines)
    parts = lines if together else [" ".join(lines)]
    return [folded for part in parts for folded in balanced(part, face, size, room)]


@lru_cache(maxsize=16)
def action(text: str, width: int, height: int) -> Overlay | None:
    """What happens, small and slanted, at the foot of the picture."""
    size = min(height * 0.030, width * (0.046 if height > width else 0.030))
    lines: list[str] = []
    while not lines or (len(lines) > 3 and size > 6):
        lines = balanced(text, "figit", size, width * (0.8 if height > width else 0.70))
        size *= 0.94 if len(lines) > 3 else 1
        if not lines:
            return None
    cut, whole = _fit(lines, "figit", size, width * (0.84 if height > width else 0.8))
    return _at_foot(_block(cut, whole, 1.28, (232, 228, 220), (0.36, whole * 0.7, whole * 0.34)), width, height)


@lru_cache(maxsize=16)
def over(text: str, width: int, height: int) -> Overlay | None:
    """The film's own words (SUPER, CHYRON), large, in the lower third and clear of the captions."""
    size = min(height * 0.058, width * (0.085 if height > width else 0.058))
    lines: list[str] = []
    while not lines or (len(lines) > 3 and size > 6):
        lines = balanced(text, "figbo", size, width * 0.72)
        size *= 0.92 if len(lines) > 3 else 1
        if not lines:
            return None
    cut, whole = _fit(lines, "figbo", size, width * 0.8)
    image = _block(cut, whole, 1.25, PAPER, (0.30, whole * 0.6, whole * 0.26))
    return _fitted(image, width, height, top=int(height * 0.70 - image.height / 2))


def _at_foot(image: Image.Image, width: int, height: int) -> Overlay:
    return _fitted(
        image, width, height, top=int(height * (1 - (_SAFE_UPRIGHT if height > width else _SAFE)) - image.height)
    )


def _fitted(image: Image.Image, width: int, height: int, *, top: int) -> Overlay:
    left, top = (width - image.width) // 4 * 2, top // 2 * 2
    if left < 0 or top < 0:  # A picture smaller than its lettering: what fits is shown.
        image = image.crop((max(0, -left), max(0, -top), image.width - max(0, -left), image.height))
        image = image.crop((0, 0, min(image.width, width) // 2 * 2, min(image.height, height) // 2 * 2))
        left, top = max(0, left), max(0, top)
    return _overlay(image, left, top)


@lru_cache(maxsize=4)
def card(lines: tuple[str, ...], width: int, height: int) -> Pixels:
    """A title card: the first line large, the others beneath a thin rule; RGB, shape (height, width, 3)."""
    scale = 1.0
    while True:
        blocks = _card_blocks(lines, width, height, scale)
        total = sum(image.height for image, _ in blocks) + sum(gap for _, gap in blocks[:-1])
        if total <= height * 0.82 or scale < 0.12:
            break
        scale *= 0.9
    image = Image.new("RGB", (width, height), (11, 11, 14))
    y = (height - total) * 0.47
    for part, gap in blocks:
        image.paste(part, (round((width - part.width) / 2), round(y)), part)
        y += part.height + gap
    return np.ascontiguousarray(np.asarray(image))


def _card_blocks(lines: Sequence[str], width: int, height: int, scale: float) -> list[tuple[Image.Image, float]]:
    base = min(height, width * 0.9) * scale
    blocks: list[tuple[Image.Image, float]] = []
    for index, text in enumerate(lines):
        first = index == 0
        size = base * (0.098 if first else 0.040)
        face: Face = "figbo" if first else "figo"
        folded = wrap(text, face, size, width * 0.82) or [" "]
        cut, whole = _fit(folded, face, size, width * 0.86)
        colour: Colour = PAPER if first else (188, 182, 172)
        blocks.append((_block(cut, whole, 1.22, colour, None), base * (0.045 if first else 0.012)))
        if first and len(lines) > 1:
            rule = Image.new("RGBA", (max(2, round(base * 0.16)), max(1, round(base * 0.0035))), (196, 150, 92, 255))
            blocks.append((rule, base * 0.045))
    return blocks
