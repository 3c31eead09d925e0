"""On the water: a wheelhouse, seen towards its windows."""

import math

from film_workers.renderers.animatic.backdrop.kit import Set, down
from film_workers.renderers.animatic.backdrop.wilds import water
from film_workers.renderers.animatic.draw import ellipse, fill, glow, line, polygon, rectangle, smooth
from film_workers.renderers.animatic.palette import darker, lighter, mix

_WINDOWS = ((-250, 300), (110, 360), (530, 410), (1000, 410), (1470, 360), (1890, 300))
_HEAD, _SILL, _FOOT = 150.0, 660.0, 880.0


def wheelhouse(s: Set) -> None:
    """Panelling, a row of windows over the water, the wheel, brass, a lamp. People stand before it."""
    water(s)
    wood = s.on(s.pick("#7a4f2e", "#8a6038", "#6a4630"))
    dim = 0.30 if s.dark else 0.12
    wall, roof = darker(wood, dim), darker(wood, dim + 0.30)
    panes = [rectangle(x, _HEAD, width, _SILL - _HEAD, 22) for x, width in _WINDOWS]
    s.put(
        fill(
            [rectangle(-320, -200, 2560, 1480), *panes],
            down(-200, 1000, roof, wall, darker(wall, 0.18), darker(wall, 0.42)),
        )
    )
    s.pane(*panes)
    _windows(s, wall)
    _panelling(s, wall)
    _floor(s, wall)
    _console(s, wall)
    _wheel(s, 960, 740, 180)
    _lamp(s, 765)


def _windows(s: Set, wall: tuple[float, float, float]) -> None:
    for x, width in _WINDOWS:
        s.put(
            fill(rectangle(x - 10, _SILL - 4, width + 20, 22, 4), lighter(wall, 0.16)),
            fill(rectangle(x - 10, _SILL + 16, width + 20, 10), s.ink, alpha=0.35, blur=4),
            fill(rectangle(x, _HEAD, width, 26), s.ink, alpha=0.30, blur=8),
            fill(
                polygon(
                    (x + width * 0.16, _HEAD),
                    (x + width * 0.34, _HEAD),
                    (x + width * 0.12, _SILL),
                    (x, _SILL),
                    (x, 420),
                ),
                (255, 255, 255),
                alpha=0.05 if s.dark else 0.10,
            ),
        )
        for k in range(9):
            # Rain and salt on the glass, which is what tells it from a view without one.
            drop_x, drop_y = x + s.random.uniform(20, width - 20), s.random.uniform(_HEAD + 40, _SILL - 60)
            long = s.random.uniform(14, 46)
            s.put(
                fill(
                    line(((drop_x, drop_y), (drop_x - 3, drop_y + long)), 2.2, taper=0.8),
                    (255, 255, 255),
                    alpha=0.18 + 0.01 * k,
                )
            )


def _panelling(s: Set, wall: tuple[float, float, float]) -> None:
    for k in range(26):
        x = -300 + k * 100
        s.put(
            fill(rectangle(x, _SILL + 26, 4, _FOOT - _SILL - 26), darker(wall, 0.34), alpha=0.7),
            fill(rectangle(x + 4, _SILL + 26, 3, _FOOT - _SILL - 26), lighter(wall, 0.12), alpha=0.4),
        )
    for y in (84.0, _FOOT - 22):
        s.put(
            fill(rectangle(-320, y, 2560, 16), darker(wall, 0.22)),
            fill(rectangle(-320, y, 2560, 4), lighter(wall, 0.2)),
        )


def _floor(s: Set, wall: tuple[float, float, float]) -> None:
    boards = darker(mix(wall, s.on("#6f6a60"), 0.5), 0.18)
    s.put(fill(rectangle(-320, _FOOT, 2560, 1280 - _FOOT), down(_FOOT, 1280, darker(boards, 0.35), boards)))
    for k in range(-12, 13):
        s.put(fill(line(((960 + k * 110, _FOOT), (960 + k * 210, 1280)), 3), s.ink, alpha=0.30))
    s.put(glow(960, _FOOT + 10, 1500, 50, s.ink, 0.5, "multiply"))


def _console(s: Set, wall: tuple[float, float, float]) -> None:
    """A shelf of instruments below the windows: compass, levers, a kettle."""
    brass, top = s.on("#c9a24a"), lighter(wall, 0.06)
    s.put(
        fill(polygon((470, 704), (1450, 704), (1500, 744), (420, 744)), down(704, 744, lighter(top, 0.18), top)),
        fill(rectangle(440, 744, 1040, 120, 6), down(744, 864, darker(wall, 0.1), darker(wall, 0.4))),
    )
    for x, size in ((530, 40), (1330, 34), (1415, 24)):
        s.put(
            fill(ellipse(x, 704 - size * 0.5, size, size), darker(brass, 0.25)),
            fill(ellipse(x, 704 - size * 0.5, size * 0.82, size * 0.82), s.on("#efe9da")),
            fill(line(((x, 704 - size * 0.5), (x + size * 0.4, 704 - size * 0.9)), 4), s.on("#a33227")),
            fill(ellipse(x, 704 - size * 0.5, 4, 4), s.ink),
        )
    for x, lean in ((1190, -18), (1235, 10)):
        s.put(
            fill(line(((x, 716), (x + lean, 636)), 9), brass),
            fill(ellipse(x + lean, 632, 13, 13), s.on("#8a2f26")),
        )
    enamel = s.on("#3d6a73")
    s.put(
        fill(
            smooth([(655, 712), (662, 656), (700, 642), (738, 656), (746, 712)]),
            down(642, 712, lighter(enamel, 0.3), darker(enamel, 0.3)),
        ),
        fill(line(smooth([(664, 652), (676, 612), (724, 612), (736, 652)], closed=False), 6), darker(enamel, 0.4)),
        fill(line(((744, 688), (776, 660)), 10), darker(enamel, 0.15)),
    )


def _wheel(s: Set, x: float, y: float, radius: float) -> None:
    wood = s.on("#9a5f34")
    dark = darker(wood, 0.38)
    s.put(fill(rectangle(x - 34, y, 68, 260, 8), down(y, y + 260, darker(wood, 0.2), darker(wood, 0.5))))
    for k in range(8):
        turn = math.pi * k / 4 + 0.2
        dx, dy = math.cos(turn), math.sin(turn)
        s.put(fill(line(((x + dx * 26, y + dy * 26), (x + dx * radius * 1.28, y + dy * radius * 1.28)), 15), dark))
        s.put(fill(ellipse(x + dx * radius * 1.26, y + dy * radius * 1.26, 14, 14), wood))
    for reach, colour in ((radius, dark), (radius - 5, wood)):
        ring = [ellipse(x, y, reach, reach), ellipse(x, y, reach - 30, reach - 30)]
        s.put(fill(ring, colour))
    s.put(fill(ellipse(x, y, 44, 44), dark), fill(ellipse(x, y, 30, 30), s.on("#c9a24a")))


def _lamp(s: Set, x: float) -> None:
    brass = s.on("#c9a24a")
    s.hang(
        (x, -200),
        0.09,
        fill(line(((x, -200), (x, 78)), 5), s.ink),
        fill(
            smooth([(x - 60, 128), (x - 40, 84), (x + 40, 84), (x + 60, 128)]),
            down(78, 128, lighter(brass, 0.2), darker(brass, 0.4)),
        ),
        fill(ellipse(x, 134, 26, 18), mix(s.light.lamp, (255, 255, 255), 0.5)),
    )
    if s.light.lamps > 0.1:
        s.put(
            glow(x, 150, 520, 420, s.light.lamp, 0.42 * s.light.lamps),
            glow(x, 640, 700, 160, s.light.lamp, 0.25 * s.light.lamps),
        )
