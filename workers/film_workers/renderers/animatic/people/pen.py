"""Drawing in units of a head: where a local drawing lies on the plane, and what light makes of its colours."""

from dataclasses import dataclass

from film_workers.renderers.animatic.draw import Colour, Points, Shape, fill, line, moved, rectangle, smooth
from film_workers.renderers.animatic.palette import Light, darker, mix


@dataclass(frozen=True, slots=True)
class Pen:
    """Puts a local drawing on the plane: `unit` plane units a local one, mirrored where `flip` is -1."""

    x: float
    y: float
    unit: float
    flip: float = 1.0
    widen: float = 1.0

    def __call__(self, points: Points) -> Points:
        return points * (self.unit * self.flip * self.widen, self.unit) + (self.x, self.y)

    def curve(self, *points: tuple[float, float]) -> Points:
        return self(smooth(points))

    def stroke(
        self, width: float, *points: tuple[float, float], taper: float = 0.6, tail: float | None = None
    ) -> Points:
        return self(line(smooth(points, closed=False), width, taper=taper, tail=tail))

    def to(self, x: float, y: float, unit: float = 1.0) -> "Pen":
        return Pen(self.x + x * self.unit * self.flip * self.widen, self.y + y * self.unit, self.unit * unit, self.flip)


@dataclass(frozen=True, slots=True)
class Toned:
    """A colour and what light makes of it."""

    base: Colour
    shadow: Colour
    line: Colour


def toned(colour: Colour, light: Light) -> Toned:
    lit = light.on(colour)
    deep = mix(darker(lit, 0.30), light.shade, 0.16)
    return Toned(lit, deep, darker(deep, 0.34))


def side(
    form: Points, across: float, down: float, paint: Colour, *, alpha: float, blur: float, screen: bool = False
) -> Shape:
    """What of a form is not covered by itself moved by (`across`, `down`): the side turned from light, or its rim."""
    low, high = form.min(axis=0) - abs(across) - abs(down), form.max(axis=0) + abs(across) + abs(down)
    frame = rectangle(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
    shape = fill(
        [frame, moved(form, across, down)],
        paint,
        alpha=alpha,
        blend="screen" if screen else "normal",
        blur=blur,
        clip=form,
    )
    bounds = (*map(float, form.min(axis=0)), *map(float, form.max(axis=0)))
    return Shape(
        shape.contours, paint, alpha, shape.blend, blur, form, False, (bounds[0], bounds[1], bounds[2], bounds[3])
    )
