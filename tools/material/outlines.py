"""Outlines of SVG drawings: paths, circles and rectangles as polygons. What else a drawing may hold is refused.

Reads the part of SVG that flat icons use: groups, fill, opacity, transforms, gradients (as the mean of their colours).
Clipping, masks, filters and strokes are left away: the icons use them for shades within a shape.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from xml.etree import ElementTree

Point = tuple[float, float]
#: a, b, c, d, e, f of SVG: x' = a x + c y + e, y' = b x + d y + f.
Matrix = tuple[float, float, float, float, float, float]
_SAME: Final[Matrix] = (1, 0, 0, 1, 0, 0)
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_BLANK: Final = re.compile(r"[\s,]*")
_FLAG: Final = re.compile(r"[01]")
#: How many numbers a command of a path takes.
_TAKES: Final[Mapping[str, int]] = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_STEPS: Final = 6
#: Beyond it, no coordinate of an icon of 32 × 32 is meant.
_FARTHEST: Final = 1e6
_NOT_DRAWN: Final = frozenset({"defs", "clipPath", "mask", "filter", "linearGradient", "radialGradient"})


class OutlineError(ValueError):
    """A drawing that is not of the part of SVG that is read here; the text says where."""


@dataclass(frozen=True, kw_only=True)
class Area:
    """A filled area: closed contours that fill even-odd, `colour` of three numbers 0 to 255, `alpha` above 0 to 1."""

    colour: tuple[int, int, int]
    alpha: float
    contours: tuple[tuple[Point, ...], ...]


def areas(body: str) -> tuple[Area, ...]:
    """The filled areas of the inside of an <svg>, from back to front. Raises `OutlineError`."""
    try:
        root = ElementTree.fromstring(f'<svg xmlns:xlink="x">{body}</svg>')  # noqa: S314 - its hash is in the list
    except ElementTree.ParseError as error:
        raise OutlineError(f"not a drawing: {error}") from error
    named = {element.get("id", ""): element for element in root.iter()}
    return tuple(_areas(root, _SAME, "#000000", 1.0, named))


def _areas(
    element: ElementTree.Element,
    matrix: Matrix,
    fill: str,
    alpha: float,
    named: Mapping[str, ElementTree.Element],
) -> Iterator[Area]:
    if element.tag in _NOT_DRAWN:
        return
    matrix = _times(matrix, _transform(element.get("transform", "")))
    fill = element.get("fill", fill)
    alpha *= _numbers(element.get("opacity", "1"))[0] * _numbers(element.get("fill-opacity", "1"))[0]
    contours = _contours(element)
    if contours and fill not in {"none", "transparent"} and alpha > 0:
        colour, share = _colour(fill, named)
        moved = [tuple(_apply(matrix, point) for point in contour) for contour in contours if len(contour) > 2]
        # What turns the same way all over has no holes: two that overlap are both filled, as SVG does.
        turns = {_turn(contour) > 0 for contour in moved}
        parts = [tuple(moved)] if len(turns) > 1 else [(contour,) for contour in moved]
        yield from (Area(colour=colour, alpha=min(1.0, alpha * share), contours=part) for part in parts)
    for child in element:
        yield from _areas(child, matrix, fill, alpha, named)


def _contours(element: ElementTree.Element) -> list[list[Point]]:
    def number(name: str) -> float:
        return _numbers(element.get(name, "0"))[0]

    match element.tag:
        case "path":
            return path(element.get("d", ""))
        case "circle":
            return [_ellipse(number("cx"), number("cy"), number("r"), number("r"))]
        case "ellipse":
            return [_ellipse(number("cx"), number("cy"), number("rx"), number("ry"))]
        case "rect":
            x, y, width, height = number("x"), number("y"), number("width"), number("height")
            return [[(x, y), (x + width, y), (x + width, y + height), (x, y + height)]]
        case _:
            return []


def path(data: str) -> list[list[Point]]:
    """The closed contours of a path's `d`, curves as straight pieces. Raises `OutlineError` for what is not a path."""
    contours: list[list[Point]] = []
    here: Point = (0.0, 0.0)
    handle: Point | None = None
    former = ""
    for command, numbers in _commands(data):
        kind, relative = command.upper(), command.islower()
        if kind == "M":
            here = _to(here, numbers, relative=relative)
            contours.append([here])
            former, handle = kind, None
            continue
        if not contours:
            raise OutlineError(f"a path begins with {command}, not with a move")
        if kind == "Z":
            here = contours[-1][0]
            contours.append([here])
            former, handle = kind, None
            continue
        points, handle = _piece(kind, numbers, here, handle if _continues(former, kind) else None, relative=relative)
        contours[-1] += points
        here, former = points[-1], kind
        if not all(abs(value) < _FARTHEST for value in here):
            raise OutlineError(f"a path leads to {here}")
    return [contour for contour in contours if len(contour) > 2]


def _continues(former: str, kind: str) -> bool:
    """Whether a smooth curve goes on from the curve before it."""
    return (kind == "S" and former in {"C", "S"}) or (kind == "T" and former in {"Q", "T"})


def _piece(
    kind: str, numbers: Sequence[float], here: Point, handle: Point | None, *, relative: bool
) -> tuple[list[Point], Point | None]:
    """The points of one piece of a path behind `here`, and its last handle."""
    if kind == "H":
        return [(numbers[0] + here[0] * relative, here[1])], None
    if kind == "V":
        return [(here[0], numbers[0] + here[1] * relative)], None
    if kind == "A":
        return _arc(here, numbers, _to(here, numbers[5:], relative=relative)), None
    points = [_to(here, numbers[i : i + 2], relative=relative) for i in range(0, len(numbers), 2)]
    if kind == "L":
        return points, None
    if kind in {"S", "T"}:
        mirrored = (2 * here[0] - handle[0], 2 * here[1] - handle[1]) if handle else here
        points.insert(0, mirrored)
    return _curve([here, *points]), points[-2]


def _to(here: Point, numbers: Sequence[float], *, relative: bool) -> Point:
    return (numbers[0] + here[0] * relative, numbers[1] + here[1] * relative)


def _curve(handles: Sequence[Point]) -> list[Point]:
    """A Bézier curve of any degree, its first point left away, by de Casteljau's construction."""
    found: list[Point] = []
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        row: list[Point] = list(handles)
        while len(row) > 1:
            row = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(row)]
        found.append(row[0])
    return found


def _arc(start: Point, numbers: Sequence[float], end: Point) -> list[Point]:
    """An elliptical arc by its middle: SVG 1.1, appendix F.6.5."""
    rx, ry = abs(numbers[0]), abs(numbers[1])
    if rx < 1e-9 or ry < 1e-9 or start == end:
        return [end]
    turn = math.radians(numbers[2])
    cos, sin = math.cos(turn), math.sin(turn)
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cos * dx + sin * dy, cos * dy - sin * dx
    large = max(1.0, math.sqrt((x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = rx * large, ry * large
    below = (x / rx) ** 2 + (y / ry) ** 2
    factor = math.sqrt(max(0.0, 1 / below - 1)) * (-1 if bool(numbers[3]) == bool(numbers[4]) else 1)
    mx, my = factor * rx * y / ry, -factor * ry * x / rx
    first = math.atan2((y - my) / ry, (x - mx) / rx)
    sweep = math.atan2((-y - my) / ry, (-x - mx) / rx) - first
    if numbers[4] and sweep < 0:
        sweep += 2 * math.pi
    elif not numbers[4] and sweep > 0:
        sweep -= 2 * math.pi
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    steps = max(1, math.ceil(abs(sweep) / 0.4))
    found: list[Point] = []
    for step in range(1, steps):
        angle = first + sweep * step / steps
        px, py = mx + rx * math.cos(angle), my + ry * math.sin(angle)
        found.append((middle[0] + cos * px - sin * py, middle[1] + sin * px + cos * py))
    return [*found, end]


def _ellipse(x: float, y: float, rx: float, ry: float) -> list[Point]:
    return [(x + rx * math.cos(k * math.pi / 12), y + ry * math.sin(k * math.pi / 12)) for k in range(24)]


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Commands with their numbers; one that is not repeated in writing stands for each further group of numbers."""
    at, command = 0, ""
    while (at := _skipped(data, at)) < len(data):
        if data[at].upper() in _TAKES:
            command, at = data[at], at + 1
            if command in "Zz":
                yield command, []
                continue
        elif not command or command in "Zz":
            raise OutlineError(f"a path has {data[at]!r} in place of a command")
        numbers: list[float] = []
        for index in range(_TAKES[command.upper()]):
            pattern = _FLAG if command in "Aa" and index in {3, 4} else _NUMBER
            found = pattern.match(data, _skipped(data, at))
            if found is None:
                raise OutlineError(f"a path lacks a number for {command} at its character {at}")
            numbers.append(float(found.group()))
            at = found.end()
        yield command, numbers
        command = {"M": "L", "m": "l"}.get(command, command)


def _skipped(data: str, at: int) -> int:
    found = _BLANK.match(data, at)
    return found.end() if found else at


def _numbers(text: str) -> list[float]:
    found = [float(each) for each in _NUMBER.findall(text)]
    if not found:
        raise OutlineError(f"{text!r} is not a number")
    return found


def _transform(text: str) -> Matrix:
    matrix = _SAME
    for name, inside in re.findall(r"(\w+)\(([^)]*)\)", text):
        n = _numbers(inside)
        match name, len(n):
            case "matrix", 6:
                step: Matrix = (n[0], n[1], n[2], n[3], n[4], n[5])
            case "translate", 1 | 2:
                step = (1, 0, 0, 1, n[0], n[1] if len(n) > 1 else 0)
            case "scale", 1 | 2:
                step = (n[0], 0, 0, n[-1], 0, 0)
            case "rotate", 1 | 3:
                cos, sin = math.cos(math.radians(n[0])), math.sin(math.radians(n[0]))
                x, y = (n[1], n[2]) if len(n) > 1 else (0.0, 0.0)
                step = (cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y)
            case _:
                raise OutlineError(f"the transform {name} of {len(n)} numbers is not read")
        matrix = _times(matrix, step)
    return matrix


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[2] * n[1],
        m[1] * n[0] + m[3] * n[1],
        m[0] * n[2] + m[2] * n[3],
        m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4],
        m[1] * n[4] + m[3] * n[5] + m[5],
    )


def _apply(m: Matrix, point: Point) -> Point:
    return m[0] * point[0] + m[2] * point[1] + m[4], m[1] * point[0] + m[3] * point[1] + m[5]


def _turn(contour: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(contour, (*contour[1:], contour[0]), strict=True))


def _colour(fill: str, named: Mapping[str, ElementTree.Element]) -> tuple[tuple[int, int, int], float]:
    """A fill's colour and its share of opacity; of a gradient, the mean of its stops."""
    if found := re.fullmatch(r"url\(#(.+)\)", fill):
        gradient = named.get(found.group(1))
        stops = [] if gradient is None else list(gradient.iter("stop"))
        if not stops:
            raise OutlineError(f"the gradient {found.group(1)} has not one colour")
        colours = [_hexadecimal(stop.get("stop-color", "#000")) for stop in stops]
        share = sum(_numbers(stop.get("stop-opacity", "1"))[0] for stop in stops) / len(stops)
        red, green, blue = (round(sum(each) / len(each)) for each in zip(*colours, strict=True))
        return (red, green, blue), share
    return _hexadecimal(fill), 1.0


def _hexadecimal(text: str) -> tuple[int, int, int]:
    digits = {"white": "fff", "black": "000"}.get(text, text.removeprefix("#"))
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    if not re.fullmatch(r"[0-9a-fA-F]{6}", digits):
        raise OutlineError(f"{text!r} is not a colour that is read")
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
