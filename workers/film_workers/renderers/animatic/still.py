"""A shot's still: everything in the picture drawn once, and small patches for mouths that speak and eyes that blink."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

import cv2
import numpy as np

from contracts.recipes.film import Act, FrameRate, Posture, per_second
from film_workers.renderers.animatic import things, waterline
from film_workers.renderers.animatic.backdrop import detail, is_windy, scenery, surface
from film_workers.renderers.animatic.backdrop.kit import Swing
from film_workers.renderers.animatic.camera import OVERSAMPLING, Path, Source
from film_workers.renderers.animatic.composition import FRAME_HEIGHT, Placed, compose
from film_workers.renderers.animatic.draw import (
    Box,
    Canvas,
    Drawing,
    Pixels,
    Planes,
    as_pixels,
    fill,
    to_planes,
)
from film_workers.renderers.animatic.people import figures
from film_workers.renderers.animatic.people.figures import Drawn
from film_workers.renderers.animatic.people.mouth import MOUTHS, Mouth
from film_workers.renderers.animatic.people.moves import Motion, Shown
from film_workers.renderers.animatic.scene import Scene
from film_workers.renderers.animatic.windows import Window, bounds_of, meet, merged, overlap, part_of, silhouette

#: What a face does: the mouth's shape, and whether the eyes are shut.
Expression: TypeAlias = tuple[Mouth, bool]
NEUTRAL: Final[Expression] = ("closed", False)
#: How far beyond the frame somebody goes who leaves it: what a moving camera may still see, in frame widths, and half
#: of their own width, in heads.
_BEYOND, _WIDE = 0.09, 1.4
_SEEN = (255.0, 255.0, 255.0)
_SMALLEST_FACE: Final = 9.0  # pixels a head; below, a moving mouth cannot be seen


#: How far each thing in the wind has turned, in steps of which `_STEPS` are all of its reach.
Leans: TypeAlias = tuple[int, ...]
_STEPS: Final = 12
_IN_FOCUS: Final = 1.5  # units of blur
_Part: TypeAlias = Literal["mouth", "eyes"]


@dataclass(frozen=True, slots=True)
class _Face:
    """Which of the people it belongs to, and the windows that change when it moves."""

    index: int
    windows: dict[_Part, Window]


class Still:
    """One scene drawn for a picture of `width` × `height` pixels and a camera path."""

    def __init__(self, scene: Scene, width: int, height: int, path: Path) -> None:
        self._scene = scene
        self._rate: FrameRate = path.rate
        factor = OVERSAMPLING if path.moves else 1.0
        margin_x, margin_y = path.margin
        self._scale = height * factor / FRAME_HEIGHT
        across, down = width * factor, height * factor
        columns = math.ceil(across * (1 + 2 * margin_x) / 4) * 4
        rows = math.ceil(down * (1 + 2 * margin_y) / 4) * 4
        self._left, self._top = -((columns - round(across)) // 2), -((rows - round(down)) // 2)
        self._size = columns, rows
        self.composition = waterline.immersed(scene, compose(scene, width / height))
        self._scenery = scenery(scene.location)
        self._light = self._scenery.light
        self._motions = [self._motion(placed) for placed in self.composition.placed]
        self._people = [
            self._person(placed, motion.at(0) if motion.poses else None)
            for placed, motion in zip(self.composition.placed, self._motions, strict=True)
        ]
        self._basin = waterline.basin(self._scene, self.composition, self._light)
        blur = self.composition.blur
        #: What the wind moves; where the set is out of focus, it stands still.
        windy = is_windy(scene.location.weather) and not self._scenery.sheltered
        cloth = things.blown(scene, self.composition, self._light) if windy else ()
        self._swings = (*self._scenery.swings, *cloth) if blur <= _IN_FOCUS else ()
        self.moves = any(motion.moves for motion in self._motions) or bool(self._swings)
        self._leans: Leans = self.leans(0)
        self._now: list[tuple[Shown | None, Expression]] = list(self.at(0, {}))
        self._behind = self._draw_behind()
        self._vignette = self._draw_vignette()
        picture = self._behind.copy()
        self._paint_people(picture, 0, 0, still=True)
        #: The picture without those who move, and what is shown over it.
        self._still = to_planes(self._graded(picture, 0, 0))
        self._windows: dict[Window, tuple[object, ...]] = {}
        self.source = Source(self._still, across, down)
        #: Where the windows of a room show weather, people aside.
        self._glass = self._draw_glass() if self._falls_behind_glass else None
        self._veil(Window(0, 0, *self._size), still=True)
        self._faces = self._find_faces()
        self._shown: dict[tuple[str, _Part], Mouth | bool] = {}
        self._patches: dict[tuple[str, _Part, Mouth | bool], Planes] = {}
        self._below: dict[tuple[str, _Part], Pixels] = {}
        for name in () if self.moves else self._faces:
            self.show(name, NEUTRAL)

    @property
    def speakers(self) -> frozenset[str]:
        """Characters whose faces are large enough to move."""
        return frozenset(self._faces)

    def show(self, character: str, expression: Expression) -> None:
        """Give a face an expression."""
        mouth, shut = expression
        self._show(character, "mouth", mouth)
        self._show(character, "eyes", shut)

    def _show(self, character: str, part: _Part, state: Mouth | bool) -> None:
        if self._shown.get((character, part)) == state:
            return
        self._shown[character, part] = state
        patch = self._patches.get((character, part, state))
        if patch is None:
            patch = self._patches[character, part, state] = self._draw_patch(character, part, state)
        window = self._faces[character].windows[part]
        self.source.put(patch, window.left, window.top)

    # --- drawing ---

    def _motion(self, placed: Placed) -> Motion:
        """What somebody does. Who has left the picture is as far behind as its camera ever sees."""
        figure, composition = placed.figure, self.composition
        size = placed.unit * figure.look.height
        right = placed.facing != "left"
        behind = (placed.x if right else composition.width - placed.x) + _BEYOND * composition.width
        others = [
            abs(other.x - placed.x)
            for other in composition.placed
            if other is not placed and (other.x > placed.x) == right
        ]
        acts: tuple[Act, ...] = figure.acts
        posture: Posture = figure.posture
        if self._scene.location.place != "vehicle" and "drive" in {posture, *acts}:
            # Whose vehicle stands in the picture stands beside it, and sits on no chair.
            acts, posture = tuple(act for act in acts if act != "drive"), "stand"
        return Motion(
            acts=() if composition.detail else acts,
            posture=posture,
            holds=figure.holds is not None and not composition.detail,
            whole=composition.whole,
            behind=behind / size + _WIDE,
            gap=min(others) / size if others else None,
            rate=self._rate,
        )

    def at(self, frame: int, expressions: Mapping[str, Expression]) -> tuple[tuple[Shown | None, Expression], ...]:
        """Everybody at a frame of the shot, with what their faces do."""
        return tuple(
            (motion.at(frame) if motion.poses else None, expressions.get(placed.figure.character, NEUTRAL))
            for motion, placed in zip(self._motions, self.composition.placed, strict=True)
        )

    def leans(self, frame: int) -> Leans:
        """How far each thing in the wind has turned at a frame of the shot, in steps; all are drawn on twos."""
        seconds = float(frame // 2 * 2 / per_second(self._rate))
        return tuple(
            round(
                _STEPS * (0.7 * math.sin(2 * math.pi * 0.43 * seconds + at) + 0.3 * math.sin(6.9 * seconds + 2.1 * at))
            )
            for at, _ in enumerate(self._swings)
        )

    def act(self, now: Sequence[tuple[Shown | None, Expression]], leans: Leans = ()) -> None:
        """Show a picture with moving people and things as they are now. What it shows depends on `now` and `leans`
        alone, to the last bit: windows are those of now, and what earlier ones covered goes back to the picture without
        whom they showed."""
        for index, (motion, before, after) in enumerate(zip(self._motions, self._now, now, strict=True)):
            if motion.moves and before != after:
                placed = self._people[index][0]
                self._people[index] = placed, self._person(placed, after[0], (after[1][0],))[1]
        self._now, self._leans = list(now), leans
        states: list[object] = [*now, *leans]
        covered = [
            [self._window(bounds_of(drawn))] if motion.moves else list(self._face_windows(drawn))
            for motion, (_, drawn) in zip(self._motions, self._people, strict=True)
        ]
        covered += [[self._swing_window(swing)] for swing in self._swings]
        wanted = {
            window: tuple(
                state
                for state, parts in zip(states, covered, strict=True)
                if any(overlap(window, part) for part in parts)
            )
            for window in merged([part for parts in covered for part in parts])
            if window.right > window.left and window.bottom > window.top
        }
        gone = [window for window in self._windows if window not in wanted]
        for window in gone:
            self._put(
                tuple(part_of(plane, window, step) for plane, step in zip(self._still, (1, 2, 2), strict=True)), window
            )
            self._veil(window, still=True)
        for window, state in wanted.items():
            if self._windows.get(window) == state and not any(overlap(window, each) for each in gone):
                continue
            pixels = self._behind[window.top : window.bottom, window.left : window.right].copy()
            self._paint_swings(pixels, window, front=False)
            self._paint_people(pixels, window.left, window.top)
            self._paint_swings(pixels, window, front=True)
            self._put(to_planes(self._graded(pixels, window.left, window.top)), window)
            self._veil(window)
        self._windows = wanted

    def _swing_window(self, swing: Swing) -> Window:
        """All that something in the wind ever covers."""
        low, high = np.array([np.inf, np.inf]), np.array([-np.inf, -np.inf])
        for share in (-1.0, -0.5, 0.0, 0.5, 1.0):
            for shape in swing.at(share):
                low = np.minimum(low, (shape.bounds[0] - 3 * shape.blur, shape.bounds[1] - 3 * shape.blur))
                high = np.maximum(high, (shape.bounds[2] + 3 * shape.blur, shape.bounds[3] + 3 * shape.blur))
        x, y, height = self.composition.backdrop
        larger = FRAME_HEIGHT / height
        if swing.framed:
            x, y, larger = self.composition.width / 2, FRAME_HEIGHT / 2, 1.0
        # From units of the set to those of the frame.
        (left, top), (right, bottom) = (
            (self.composition.width / 2 + (edge[0] - x) * larger, FRAME_HEIGHT / 2 + (edge[1] - y) * larger)
            for edge in (low, high)
        )
        return self._window((float(left) - 4, float(top) - 4, float(right) + 4, float(bottom) + 4))

    def _paint_swings(self, pixels: Pixels, window: Window, *, front: bool) -> None:
        """Things in the wind, as far as they have turned, into the pixels of a window."""
        of_set = self._set_canvas(pixels, reduced=1, left=self._left + window.left, top=self._top + window.top)
        of_frame = self._canvas(pixels, window.left, window.top)
        for swing, lean in zip(self._swings, self._leans, strict=True):
            if swing.front == front and not (front and self.composition.blur):
                (of_frame if swing.framed else of_set).paint(swing.at(lean / _STEPS))

    def _put(self, planes: tuple[Pixels, ...], window: Window) -> None:
        y, u, v = planes
        self.source.put((y, u, v), window.left, window.top)

    def _face_windows(self, drawn: Drawn) -> Iterator[Window]:
        yield self._window(drawn.eyes_box)
        yield self._window(drawn.mouth_box)

    def _person(self, placed: Placed, shown: Shown | None, mouths: Sequence[Mouth] = MOUTHS) -> tuple[Placed, Drawn]:
        seed = self._scene.location.seed
        pose = figures.pose_of(placed.figure.character, seed, engaged=placed.engaged)
        if self.composition.detail:
            pose = "hold"
        drawn = figures.figure(
            placed.figure.look,
            placed.x,
            placed.ground,
            placed.unit,
            placed.facing,
            self._light,
            key=self._scenery.key,
            pose=pose,
            shown=shown,
            mouths=mouths,
            shadow=not waterline.swims(placed),
        )
        holds = placed.figure.holds
        if holds is not None and drawn.hand is not None:
            size = placed.unit * placed.figure.look.height
            thing = things.held(self._scene, holds, drawn.hand, size, self._light)
            drawn = replace(drawn, front=thing + drawn.front)
        if waterline.swims(placed):
            cut = waterline.line_of(placed)
            half = 1.5 * placed.unit * placed.figure.look.height
            drawn = replace(drawn, cut=cut, water=waterline.ripples(placed.x, cut, half, self._light))
        return placed, drawn

    def _set_canvas(self, pixels: Pixels, *, reduced: int, left: int, top: int, nearer: float = 1.0) -> Canvas:
        """A canvas in set units over pixels that begin at (`left`, `top`) of the still's reduced grid."""
        x, y, height = self.composition.backdrop
        height /= nearer
        scale = self._scale * FRAME_HEIGHT / height / reduced
        across = height * self.composition.width / FRAME_HEIGHT
        origin_x, origin_y = round((x - across / 2) * scale), round((y - height / 2) * scale)
        canvas = Canvas(pixels.shape[1], pixels.shape[0], scale=scale, left=origin_x + left, top=origin_y + top)
        canvas.pixels = pixels
        return canvas

    def _draw_behind(self) -> Pixels:
        columns, rows = self._size
        sigma = self.composition.blur * self._scale
        reduced = 1 if sigma < 2.2 else 2 if sigma < 6 else 4
        pixels = np.zeros((-(-rows // reduced), -(-columns // reduced), 3), np.uint8)
        canvas = self._set_canvas(pixels, reduced=reduced, left=self._left // reduced, top=self._top // reduced)
        canvas.paint(self._scenery.back)
        for swing in () if self._swings else self._scenery.swings:
            if not swing.front:
                canvas.paint(swing.shapes)
        if sigma > 0.3:
            pixels = cv2.GaussianBlur(pixels, (0, 0), sigma / reduced, borderType=cv2.BORDER_REPLICATE)
        if reduced > 1:
            pixels = cv2.resize(pixels, None, fx=reduced, fy=reduced, interpolation=cv2.INTER_LINEAR)[:rows, :columns]
        pixels = as_pixels(np.ascontiguousarray(pixels))
        canvas = self._canvas(pixels, 0, 0)
        canvas.paint(things.standing(self._scene, self.composition, self._light, blown=bool(self._swings)))
        if self.composition.whole:
            canvas.paint(self._basin)
        return pixels

    def _draw_vignette(self) -> Pixels:
        columns, rows = self._size
        u = np.linspace(-1, 1, 65, dtype=np.float32)[None, :] ** 2
        v = np.linspace(-1, 1, 37, dtype=np.float32)[:, None] ** 2
        fall = 1 - self._light.vignette * np.clip((u * 0.9 + v * 0.8) - 0.30, 0, 2)
        fall = cv2.resize(np.rint(fall * 255).astype(np.uint8), (columns, rows), interpolation=cv2.INTER_LINEAR)
        return as_pixels(cv2.merge([fall, fall, fall]))

    def _graded(self, pixels: Pixels, left: int, top: int) -> Pixels:
        rows, columns = pixels.shape[:2]
        shade = self._vignette[top : top + rows, left : left + columns]
        return as_pixels(cv2.multiply(pixels, shade, scale=1 / 255))

    def _detail(self) -> Drawing:
        """What an insert shows: one of those with a close drawing, or a thing of the vocabulary, large."""
        scene, composition = self._scene, self.composition
        if scene.insert is not None or scene.detail is None:
            return detail(scene, composition, self._light)
        below = surface(composition, self._light) if not composition.placed else []
        foot = FRAME_HEIGHT * (0.66 if composition.placed else 0.86)
        return below + things.drawn(scene.detail, composition.width / 2, foot, FRAME_HEIGHT * 0.46, self._light)

    def _in_front(self) -> Drawing:
        near = self.composition.near
        if near is None:
            # Water before somebody close, and around them.
            around = [shape for _, drawn in self._people for shape in drawn.water] if self._basin else []
            return [] if self.composition.whole else [*self._basin, *around]
        return figures.shoulder(near.figure.look, near.x, near.ground, near.unit, near.facing, self._light)

    def _canvas(self, pixels: Pixels, left: int, top: int) -> Canvas:
        """A canvas in frame units over pixels that begin at (`left`, `top`) of the still."""
        rows, columns = pixels.shape[:2]
        canvas = Canvas(columns, rows, scale=self._scale, left=self._left + left, top=self._top + top)
        canvas.pixels = pixels
        return canvas

    def _paint_people(self, pixels: Pixels, left: int, top: int, first: int = 0, *, still: bool = False) -> None:
        """People from number `first` on (`still`: but those who move) and what is nearer than they are; their faces
        neutral, but in a picture whose people move."""
        canvas = self._canvas(pixels, left, top)
        for index, (_, drawn) in enumerate(self._people[first:], first):
            if still and self._motions[index].moves:
                continue
            self._paint_person(canvas, drawn, self._now[index][1] if self.moves else NEUTRAL)
        if self.composition.detail:
            canvas.paint(self._detail())
        canvas.paint(self._in_front())
        if self._scenery.front and not self.composition.blur:
            nearer = self._set_canvas(pixels, reduced=1, left=self._left + left, top=self._top + top, nearer=1.0)
            nearer.paint(self._scenery.front)

    def _paint_person(self, canvas: Canvas, drawn: Drawn, expression: Expression) -> None:
        """Somebody with what their face does; of who swims, what is above the water."""
        mouth, shut = expression
        seen = canvas
        if drawn.cut is not None:
            rows = min(max(round(drawn.cut * self._scale) - canvas.top, 0), canvas.height)
            seen = Canvas(canvas.width, rows, scale=canvas.scale, left=canvas.left, top=canvas.top)
            seen.pixels = canvas.pixels[:rows]
        for part in (drawn.body, drawn.eyes[shut], drawn.mouths[mouth], drawn.front) if seen.height else ():
            seen.paint(part)
        canvas.paint(drawn.water)

    # --- weather behind glass ---

    @property
    def _falls_behind_glass(self) -> bool:
        weather = self._scene.location.weather
        return weather is not None and weather.is_here and self._scenery.sheltered

    def _draw_glass(self) -> Pixels:
        """How much of each pixel is glass of the set with nothing of the set before it: 0 … 255."""
        columns, rows = self._size
        pixels = np.zeros((rows, columns, 3), np.uint8)
        canvas = self._set_canvas(pixels, reduced=1, left=self._left, top=self._top)
        panes = self._scenery.glass
        bounds = [fill(outline, _SEEN).bounds for _, outline in panes]
        for index, shape in enumerate(self._scenery.back):
            for before, outline in panes:
                if before == index:
                    canvas.paint([fill(outline, _SEEN)])
            if panes and index >= panes[0][0] and any(meet(shape.bounds, each) for each in bounds):
                canvas.paint(silhouette([shape]))
        for swing in self._swings:
            if not swing.framed:
                canvas.paint(silhouette(swing.shapes))
        canvas.paint(silhouette(self._scenery.front))
        canvas = self._canvas(pixels, 0, 0)
        canvas.paint(silhouette(things.standing(self._scene, self.composition, self._light)))
        seen = cv2.extractChannel(pixels, 0)
        sigma = self.composition.blur * self._scale
        return as_pixels(cv2.GaussianBlur(seen, (0, 0), sigma) if sigma > 0.3 else seen)

    def _veil(self, window: Window, *, still: bool = False) -> None:
        """Hide weather behind people in a part of the still (`still`: but those who move)."""
        if self._glass is None:
            return
        glass = self._glass[window.top : window.bottom, window.left : window.right]
        pixels = as_pixels(cv2.merge([glass, glass, glass]))
        canvas = self._canvas(pixels, window.left, window.top)
        for motion, (_, drawn) in zip(self._motions, self._people, strict=True):
            if not (still and motion.moves):
                canvas.paint(silhouette([*drawn.body, *drawn.front]))
        if self.composition.detail:
            canvas.paint(silhouette(self._detail()))
        canvas.paint(silhouette(self._in_front()))
        self.source.veil(as_pixels(cv2.extractChannel(pixels, 0)), window.left, window.top)

    # --- faces ---

    def _find_faces(self) -> dict[str, _Face]:
        """Every face that can be seen to move; where the windows of two overlap, the one in front keeps them."""
        found: dict[str, _Face] = {}
        for index in reversed(range(len(self._people))):
            placed, drawn = self._people[index]
            if placed.unit * self._scale < _SMALLEST_FACE or self.composition.detail:
                continue
            windows: dict[_Part, Window] = {
                "eyes": self._window(drawn.eyes_box),
                "mouth": self._window(drawn.mouth_box),
            }
            if any(window.right - window.left < 4 or window.bottom - window.top < 4 for window in windows.values()):
                continue
            taken = [window for face in found.values() for window in face.windows.values()]
            if not any(overlap(window, other) for window in windows.values() for other in taken):
                found[placed.figure.character] = _Face(index, windows)
        return found

    def _window(self, box: Box) -> Window:
        columns, rows = self._size
        x0, y0, x1, y1 = (edge * self._scale for edge in box)
        return Window(
            max(0, math.floor(x0 - self._left) // 2 * 2),
            max(0, math.floor(y0 - self._top) // 2 * 2),
            min(columns, math.ceil(x1 - self._left) // 2 * 2 + 2),
            min(rows, math.ceil(y1 - self._top) // 2 * 2 + 2),
        )

    def _draw_patch(self, character: str, part: _Part, state: Mouth | bool) -> Planes:
        face = self._faces[character]
        window = face.windows[part]
        drawn = self._people[face.index][1]
        below = self._below.get((character, part))
        if below is None:
            below = self._behind[window.top : window.bottom, window.left : window.right].copy()
            canvas = self._canvas(below, window.left, window.top)
            for _, other in self._people[: face.index]:
                self._paint_person(canvas, other, NEUTRAL)
            canvas.paint(drawn.body)
            self._below[character, part] = below
        pixels = below.copy()
        canvas = self._canvas(pixels, window.left, window.top)
        canvas.paint(drawn.eyes[state if isinstance(state, bool) else False])
        canvas.paint(drawn.mouths["closed" if isinstance(state, bool) else state])
        canvas.paint(drawn.front)
        self._paint_people(pixels, window.left, window.top, face.index + 1)
        return to_planes(self._graded(pixels, window.left, window.top))
