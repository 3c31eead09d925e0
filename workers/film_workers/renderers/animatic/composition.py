"""Framing: where set and people lie in the picture for a shot size, as a camera operator would compose it.

The set is a plane of 1920 × 1080 units that backdrops fill with some bleed; the frame is a plane 1080 units
high whose width follows the picture's shape. A closer size is the same set around the subject, drawn again: people
grow with the size, what is behind them grows less, as it does when a camera comes closer. Nobody changes sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from contracts.recipes.film import ShotSize
from film_workers.renderers.animatic.people import figures
from film_workers.renderers.animatic.scene import Figure, Scene

FRAME_HEIGHT: Final = 1080.0
#: What backdrops fill, in set units: left, top, right, bottom.
LEFT, TOP, RIGHT, BOTTOM = -320.0, -200.0, 2240.0, 1280.0
SET_SIZE: Final = (1920.0, 1080.0)
#: Where people's soles are in a wide shot, on the set.
GROUND: Final = 968.0
#: Middles of a vehicle's seats, on the set.
SEATS: Final = (430.0, 1490.0)


@dataclass(frozen=True, kw_only=True)
class Framing:
    """A shot size. `tall` is an adult's height in frame heights; `eyes` where the eye line is (fraction from the top)
    or, for wide sizes, `feet` where the soles are; `backdrop` how much the set is magnified; `blur` its softness in
    units."""

    tall: float
    backdrop: float
    blur: float
    eyes: float | None = None
    feet: float | None = None
    closeness: float = 0.0


FRAMINGS: Final[dict[ShotSize, Framing]] = {
    "EWS": Framing(tall=0.27, backdrop=1.0, blur=0, feet=0.885),
    "WS": Framing(tall=0.50, backdrop=1.12, blur=0, feet=0.925),
    "FS": Framing(tall=0.80, backdrop=1.32, blur=1.2, feet=0.945, closeness=0.1),
    "MWS": Framing(tall=1.15, backdrop=1.50, blur=2.4, eyes=0.30, closeness=0.2),
    "MS": Framing(tall=1.60, backdrop=1.75, blur=4.0, eyes=0.335, closeness=0.35),
    "MCU": Framing(tall=2.25, backdrop=2.05, blur=6.5, eyes=0.37, closeness=0.5),
    "CU": Framing(tall=3.30, backdrop=2.45, blur=10.0, eyes=0.42, closeness=0.7),
    "ECU": Framing(tall=5.60, backdrop=2.9, blur=14.0, eyes=0.40, closeness=0.9),
    "OTS": Framing(tall=1.85, backdrop=1.9, blur=6.0, eyes=0.36, closeness=0.45),
    "POV": Framing(tall=1.45, backdrop=1.35, blur=1.5, eyes=0.36, closeness=0.3),
    "TWO": Framing(tall=1.50, backdrop=1.6, blur=3.5, eyes=0.335, closeness=0.3),
    "INSERT": Framing(tall=4.8, backdrop=2.6, blur=11.0, eyes=None, closeness=0.8),
}
#: The largest that a head may be in a picture that is narrower than high, in widths of it: a face is seen whole, but in
#: the closest size.
_WIDEST_HEAD: Final = 0.70
_WIDEST_CLOSEST: Final = 1.1
#: Of heads: from the middle of one to where it ends, hair and all.
_HALF_HEAD: Final = 0.55
_EVERYBODY: Final = frozenset({"EWS", "WS", "FS"})


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody in the frame: where the soles are (frame units), the size of a head, which way they face."""

    figure: Figure
    x: float
    ground: float
    unit: float
    facing: figures.Facing
    engaged: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """How a wide shot shows the set's floor: where soles are, the size of a head, and what is where across."""

    ground: float
    unit: float
    middle: float
    factor: float
    focus: float

    def at(self, x: float) -> float:
        """Where in the frame a position of the set is."""
        return self.middle + (on_set(x) - self.focus) * self.factor


@dataclass(frozen=True)
class Composition:
    """What is where in the frame. `backdrop` is the set's part behind it: middle x, middle y, height; `whole`: people
    are seen from head to sole."""

    width: float
    backdrop: tuple[float, float, float]
    blur: float
    closeness: float
    placed: tuple[Placed, ...]
    near: Placed | None
    detail: bool
    whole: bool
    stage: Stage


def on_set(x: float) -> float:
    """Position on the set of a figure's `x`."""
    return SET_SIZE[0] * (0.5 + (x - 0.5) * 0.72)


def _is_seated(scene: Scene) -> bool:
    """Whether people sit in a vehicle's seats; on a boat they stand."""
    location = scene.location
    return scene.size in _EVERYBODY and location.place == "vehicle" and location.outside != "coast"


def compose(scene: Scene, aspect: float) -> Composition:
    """Compose a scene for a picture `aspect` times as wide as high."""
    framing = FRAMINGS[scene.size]
    width = FRAME_HEIGHT * aspect
    subjects = [figure for figure in scene.figures if figure.character in scene.subjects]
    subjects.sort(key=lambda figure: scene.subjects.index(figure.character))
    near: Placed | None = None
    detail = scene.size == "INSERT"
    if _is_seated(scene):
        placed = _seated(scene, framing, width)
    elif scene.size in _EVERYBODY or not subjects:
        placed = _wide(scene, framing, width, subjects)
        if scene.size not in _EVERYBODY:
            placed = ()
    elif scene.size == "OTS" and (other := _other(scene, subjects)) is not None:
        placed, near = _over_shoulder(framing, width, subjects[0], other)
    else:
        placed = _close(scene, framing, width, subjects)
    return Composition(
        width=width,
        backdrop=_behind(scene, framing, width, subjects, placed),
        blur=framing.blur if placed or detail else framing.blur * 0.2,
        closeness=framing.closeness,
        placed=placed,
        near=near,
        detail=detail,
        whole=scene.size in _EVERYBODY and not _is_seated(scene),
        stage=_stage(scene, framing, width, subjects),
    )


def _other(scene: Scene, subjects: Sequence[Figure]) -> Figure | None:
    """Whose shoulder the camera looks over: the second subject, or whoever stands nearest."""
    if len(subjects) > 1:
        return subjects[1]
    others = [figure for figure in scene.figures if figure.character != subjects[0].character]
    return min(others, key=lambda figure: abs(figure.x - subjects[0].x), default=None)


def _backdrop_height(framing: Framing, width: float) -> float:
    """Stage units that the frame's height shows; a very wide frame must still lie on the set."""
    widest = (RIGHT - LEFT) * 0.86
    return min(SET_SIZE[1], widest * FRAME_HEIGHT / width) / framing.backdrop


def _wide(scene: Scene, framing: Framing, width: float, subjects: Sequence[Figure]) -> tuple[Placed, ...]:
    stage = _stage(scene, framing, width, subjects)
    unit, ground = stage.unit, stage.ground
    everybody = sorted(scene.figures, key=lambda figure: (figure.x, figure.character))
    places = [stage.at(figure.x) for figure in everybody]
    places = spread(places, min(1.75 * unit, (width - 1.6 * unit) / max(1, len(places) - 1)))
    if scene.size != "FS":
        places = _within(places, 0.9 * unit, width - 0.9 * unit)
    return tuple(
        Placed(
            figure,
            x,
            ground + (7.0 if index % 2 else 0.0) * unit / 70,
            unit,
            figure.facing,
            figure.character in scene.subjects,
        )
        for index, (figure, x) in enumerate(zip(everybody, places, strict=True))
    )


def _stage(scene: Scene, framing: Framing, width: float, subjects: Sequence[Figure]) -> Stage:
    lift, scale = {"eye": (0.0, 1.0), "low": (0.012, 1.05), "high": (-0.03, 0.94)}[scene.angle]
    middle = sum(on_set(figure.x) for figure in subjects) / len(subjects) if subjects else SET_SIZE[0] / 2
    return Stage(
        ground=((framing.feet or 0.93) + lift) * FRAME_HEIGHT,
        unit=framing.tall * FRAME_HEIGHT / 6.9 * scale,
        middle=width / 2,
        factor=FRAME_HEIGHT / _backdrop_height(framing, width) * min(1.0, width / SET_SIZE[0] * 1.02),
        focus=middle if scene.size == "FS" else SET_SIZE[0] / 2,
    )


def _seated(scene: Scene, framing: Framing, width: float) -> tuple[Placed, ...]:
    """Everybody in a vehicle: in its seats, which are as far apart as in the drawn set, seen to the waist."""
    everybody = sorted(scene.figures, key=lambda figure: (figure.x, figure.character))
    factor = FRAME_HEIGHT / _backdrop_height(framing, width)
    count = len(everybody)
    if count == 0:
        return ()
    seats = [SEATS[0] + (SEATS[1] - SEATS[0]) * index / max(1, count - 1) for index in range(count)]
    if count == 1:
        seats = [SEATS[0] if everybody[0].x < 0.5 else SEATS[1]]
    squeeze = min(1.0, width / SET_SIZE[0] * 1.02)
    unit = min(
        0.205 * FRAME_HEIGHT * factor, (seats[-1] - seats[0]) * factor * squeeze / max(1, count - 1) / 1.6 or 1e9
    )
    return tuple(
        Placed(
            figure=figure,
            x=width / 2 + (seat - SET_SIZE[0] / 2) * factor * squeeze,
            ground=0.44 * FRAME_HEIGHT + figures.EYES * unit,
            unit=unit,
            facing=figure.facing,
            engaged=figure.character in scene.subjects,
        )
        for figure, seat in zip(everybody, seats, strict=True)
    )


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Sorted places moved apart to be at least `gap` from one another, their order and their middle kept."""
    moved: list[float] = []
    for place in places:
        moved.append(place if not moved else max(place, moved[-1] + gap))
    if not moved:
        return moved
    shift = (sum(places) - sum(moved)) / len(moved)
    return [place + shift for place in moved]


def _within(places: list[float], low: float, high: float) -> list[float]:
    if not places:
        return places
    shift = max(0.0, low - places[0]) - max(0.0, places[-1] - high)
    return [place + shift for place in places]


def _close(scene: Scene, framing: Framing, width: float, subjects: Sequence[Figure]) -> tuple[Placed, ...]:
    group = sorted(subjects, key=lambda figure: (figure.x, figure.character))
    lift, scale = {"eye": (0.0, 1.0), "low": (-0.035, 1.05), "high": (0.045, 0.95)}[scene.angle]
    unit = framing.tall * FRAME_HEIGHT / 6.9 * scale
    unit = min(unit, width * (_WIDEST_CLOSEST if scene.size == "ECU" else _WIDEST_HEAD))
    if scene.size == "INSERT":
        figure = group[0]
        # Hands and what they hold.
        return (
            Placed(
                figure, width * 0.5, FRAME_HEIGHT * 0.56 + 4.2 * unit * figure.look.height, unit, figure.facing, True
            ),
        )
    count = len(group)
    if count > 1:
        between = width * min(0.40, 0.78 / count)
        unit = min(unit, between / (1.55 if width > FRAME_HEIGHT else 1.9))
        places = [width / 2 + (index - (count - 1) / 2) * between for index in range(count)]
    else:
        places = [width * {"right": 0.435, "left": 0.565, "camera": 0.5}[group[0].facing]]
    height = sum(figure.look.height for figure in group) / count
    ground = ((framing.eyes or 0.35) + lift) * FRAME_HEIGHT + figures.EYES * unit * height
    tallest = max(figure.look.height for figure in group)
    # Nobody's head leaves the frame because somebody else is small.
    ground = max(ground, 0.06 * FRAME_HEIGHT + 6.95 * unit * tallest) if framing.tall < 2 else ground
    facing = "camera" if scene.size == "POV" else None
    return tuple(
        Placed(figure, x, ground, unit, facing or figure.facing, True) for figure, x in zip(group, places, strict=True)
    )


def _over_shoulder(framing: Framing, width: float, main: Figure, other: Figure) -> tuple[tuple[Placed, ...], Placed]:
    left = other.x <= main.x
    unit = framing.tall * FRAME_HEIGHT / 6.9
    eyes = (framing.eyes or 0.36) * FRAME_HEIGHT
    x = width * (0.62 if left else 0.38)
    facing: figures.Facing = "left" if left else "right"
    subject = Placed(main, x, eyes + figures.EYES * unit * main.look.height, unit, facing, True)
    big = unit * 1.75
    # Whoever is near covers nobody's face: in a narrow picture they stand further out of it.
    apart = max(abs(x - width * (0.155 if left else 0.845)), _HALF_HEAD * (unit + big))
    near_x = x - apart if left else x + apart
    near = Placed(other, near_x, FRAME_HEIGHT * 0.40 + figures.EYES * big * other.look.height, big, "camera", False)
    return (subject,), near


def _behind(
    scene: Scene, framing: Framing, width: float, subjects: Sequence[Figure], placed: Sequence[Placed]
) -> tuple[float, float, float]:
    height = _backdrop_height(framing, width)
    across = height * width / FRAME_HEIGHT
    x = SET_SIZE[0] / 2
    if scene.size not in {"EWS", "WS"} and subjects:
        mine = [p for p in placed if p.figure in subjects] or list(placed)
        middle = sum(on_set(figure.x) for figure in subjects[: len(mine)]) / max(1, len(subjects[: len(mine)]))
        seen = sum(p.x for p in mine) / len(mine) if mine else width / 2
        x = middle - (seen - width / 2) * height / FRAME_HEIGHT
    y = {"eye": 0.0, "low": -1.0, "high": 1.0}[scene.angle] * 0.085 * height
    if _is_seated(scene):
        x, y = SET_SIZE[0] / 2, 560.0
    elif scene.size in {"EWS", "WS", "FS"}:
        # Soles stand on the set's ground wherever the frame puts them.
        y = GROUND - (framing.feet or 0.93) * height + height / 2 + y * 0.5
    else:
        y += 560.0 - 40.0 * framing.closeness
    reach = 0.10  # What a camera move may still ask for.
    x = min(max(x, LEFT + across * (0.5 + reach)), RIGHT - across * (0.5 + reach))
    y = min(max(y, TOP + height * (0.5 + reach)), BOTTOM - height * (0.5 + reach))
    return x, y, height
