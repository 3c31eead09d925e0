"""From a shot's recipe to its encoded segment: what the worker calls.

A frame's content depends on the recipe, the timings and the frame's number, and on nothing else: any process that draws
frame 57 draws the same bytes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from contracts.recipes.base import RecipeHash
from contracts.recipes.film import Card, FrameRate, at_rate, counted, per_second
from contracts.recipes.line import LineTiming
from contracts.recipes.shot import ShotRecipe, ShotResult, Speech
from contracts.renderers import stamped_name
from film_workers.captions.subtitles import film_captions
from film_workers.picture.encode import BUSY_X264, SegmentWriter
from film_workers.picture.stills import Stills
from film_workers.renderers.animatic import lettering, things
from film_workers.renderers.animatic.camera import Path
from film_workers.renderers.animatic.composition import FRAMINGS
from film_workers.renderers.animatic.draw import Planes, as_pixels, to_planes
from film_workers.renderers.animatic.falling import falling, is_busy, share_of
from film_workers.renderers.animatic.grade import grade_of
from film_workers.renderers.animatic.lettering import Overlay
from film_workers.renderers.animatic.mouths import blinks, mouth_track
from film_workers.renderers.animatic.people.mouth import Mouth
from film_workers.renderers.animatic.scene import Scene, pictures
from film_workers.renderers.animatic.still import Still

Buffer: TypeAlias = npt.NDArray[np.uint8]
Size: TypeAlias = tuple[int, int]

#: In frames of 24 a second, as all lengths here.
_CARD_IN, _CARD_OUT = 20, 16
#: Words over the picture wait a moment, then come within a third of a second.
_OVER_IN, _OVER_FADE = 6, 8
_ACTION_PAUSE: Final = 24  # Shorter silences between lines do not bring the action text back.


class PictureError(ValueError):
    """A recipe that cannot be drawn; the text says what is wrong and what would be right."""


def render_shot(
    recipe: ShotRecipe,
    timings: Mapping[RecipeHash, LineTiming],
    target: FilePath,
    progress: Callable[[float], None],
    *,
    stills: Stills | None = None,
) -> ShotResult:
    """Draw and encode a shot into `target`, an mp4 with one H.264 stream of exactly `recipe.frames` frames.

    `timings` holds the timing of every line in `recipe.speech`, by the line's recipe hash. `progress` is called with
    the fraction done every half second of film; what it raises ends the rendering and reaches the caller, and `target`
    is then incomplete. `stills` sees every frame. Raises `PictureError` when a timing is missing.
    """
    own, _ = pictures(recipe)
    settings = BUSY_X264 if not isinstance(own, Card) and is_busy(own.location) else None
    with SegmentWriter(target, recipe.width, recipe.height, settings, rate=recipe.frame_rate) as writer:
        for buffer in frames(recipe, timings):
            if stills is not None:
                stills.see(writer.frames, buffer)
            writer.write(buffer)
            if writer.frames % (counted(recipe.frame_rate) // 2) == 0:
                progress(writer.frames / recipe.frames)
    progress(1.0)
    return ShotResult(
        frames=writer.frames,
        renderer=stamped_name(recipe.renderer),
        essence_sha256=writer.essence_sha256,
        undrawn=_undrawn(recipe),
    )


def _undrawn(recipe: ShotRecipe) -> tuple[str, ...]:
    picture, _ = pictures(recipe)
    return () if isinstance(picture, Card) else things.undrawn(picture)


def frames(recipe: ShotRecipe, timings: Mapping[RecipeHash, LineTiming]) -> Iterator[Buffer]:
    """The shot's pictures in order: I420, BT.709 limited range, shape (height * 3 / 2, width), uint8.

    A buffer is valid until the next one is asked for. Raises `PictureError` when a timing is missing.
    """
    missing = sorted({line.line_hash for line in recipe.speech} - set(timings))
    if missing:
        raise PictureError(
            f"No timing for the line with recipe {missing[0]}: "
            "give `timings` one entry for each line in `speech`, by its hash."
        )
    return _frames(recipe, timings)


def poster(recipe: ShotRecipe) -> bytes:
    """PNG of the shot's first picture, without captions and fades: for a storyboard."""
    picture, _ = pictures(recipe)
    size = recipe.width, recipe.height
    buffer = _first_picture(picture, size, recipe.frame_rate, frames=recipe.frames, shown=True)
    full = [cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in _planes(buffer, recipe.height)]
    y, u, v = (as_pixels(plane).astype(np.float64) - base for plane, base in zip(full, (16, 128, 128), strict=True))
    y *= 1.16438356
    bgr = np.stack([y + 2.11240179 * u, y - 0.21324861 * u - 0.53290933 * v, y + 1.79274107 * v], axis=2)
    done, png = cv2.imencode(".png", np.clip(np.rint(bgr), 0, 255).astype(np.uint8))
    if not done:
        raise PictureError("OpenCV could not write the PNG of a poster: check that its build has the codec")
    return png.tobytes()


def _planes(buffer: Buffer, height: int) -> Planes:
    """The three planes of an I420 buffer, as views."""
    width = buffer.shape[1]
    flat = buffer.reshape(-1)
    luma, chroma = width * height, width * height // 4
    half = (height // 2, width // 2)
    return (
        flat[:luma].reshape(height, width),
        flat[luma : luma + chroma].reshape(half),
        flat[luma + chroma :].reshape(half),
    )


def _blank(width: int, height: int) -> Buffer:
    return np.empty((height * 3 // 2, width), np.uint8)


def _frames(recipe: ShotRecipe, timings: Mapping[RecipeHash, LineTiming]) -> Iterator[Buffer]:
    own, following = pictures(recipe)
    size = recipe.width, recipe.height
    picture = _open(
        own, size, recipe.frames, recipe.frame_rate, recipe.speech, timings=timings, ends=recipe.dissolve is None
    )
    text = _Lettering(recipe, timings)
    into = recipe.dissolve
    last = min(into.frames, recipe.frames) if into else 0
    next_picture = _first_picture(following, size, recipe.frame_rate) if following else None
    buffer, shown = _blank(recipe.width, recipe.height), _blank(recipe.width, recipe.height)
    planes = _planes(buffer, recipe.height)
    before: object = None
    for frame in range(recipe.frames):
        drawn, written = picture.state(frame), text.state(frame)
        level = _level(recipe, frame)
        state = (drawn, written, level)
        if state != before:  # A camera at rest on silent people costs nothing but the encoding.
            picture.draw(frame, planes)
            text.lay(frame, planes)
            if level < 1:
                _dim(planes, level)
            before = state
        mixed = frame - (recipe.frames - last)
        if next_picture is not None and mixed >= 0:
            share = (mixed + 1) / (last + 1)
            cv2.addWeighted(buffer, 1 - share, next_picture, share, 0, shown)
            yield shown
        else:
            yield buffer


def _level(recipe: ShotRecipe, frame: int) -> float:
    """How much light fades let through at a frame."""
    level = 1.0
    if frame < recipe.fade_in:
        level = frame / recipe.fade_in
    if frame >= recipe.frames - recipe.fade_out:
        level = min(level, (recipe.frames - 1 - frame) / recipe.fade_out)
    return level


def _dim(planes: Planes, level: float) -> None:
    for plane, rest in zip(planes, (16, 128, 128), strict=True):
        table = np.rint(rest + (np.arange(256) - rest) * level).astype(np.uint8)
        plane[:] = cv2.LUT(plane, table)


def _first_picture(
    picture: Scene | Card, size: Size, rate: FrameRate, *, frames: int = 48, shown: bool = False
) -> Buffer:
    """A picture as its shot starts: camera at its start, mouths closed. A card starts dark, unless `shown`."""
    width, height = size
    buffer = _blank(width, height)
    if isinstance(picture, Card) and shown:
        for plane, part in zip(
            _planes(buffer, height), to_planes(lettering.card(picture.lines, width, height)), strict=True
        ):
            plane[:] = part
    else:
        _open(picture, size, frames, rate).draw(0, _planes(buffer, height))
    return buffer


def _open(
    picture: Scene | Card,
    size: Size,
    frames: int,
    rate: FrameRate,
    speech: Sequence[Speech] = (),
    *,
    timings: Mapping[RecipeHash, LineTiming] | None = None,
    ends: bool = True,
) -> "_Motion | _Title":
    if isinstance(picture, Card):
        return _Title(picture, size, frames, rate, ends=ends)
    return _Motion(picture, size, frames, rate, speech, timings or {})


@lru_cache(maxsize=2)
def _still(scene: Scene, size: Size, rate: FrameRate) -> Still:
    """The still of a scene. The one that a shot dissolved into is mostly the next shot's."""
    return Still(scene, *size, Path(scene.move, scene.reverse, 1, FRAMINGS[scene.size].closeness, rate))


class _Motion:
    """A scene in motion: the camera's path, mouths and blinks, what falls from the sky, and the look of what is not the
    present."""

    def __init__(  # noqa: PLR0917
        self,
        scene: Scene,
        size: Size,
        frames: int,
        rate: FrameRate,
        speech: Sequence[Speech],
        timings: Mapping[RecipeHash, LineTiming],
    ) -> None:
        self._path = Path(scene.move, scene.reverse, frames, FRAMINGS[scene.size].closeness, rate)
        self._still = _still(replace(scene, told=None), size, rate)
        self._grade = grade_of(scene.told, size) if scene.told else None
        self._frames, self._weather = frames, scene.location.weather
        self._falling = falling(scene.location, size, rate)
        self._through = np.empty((size[1], size[0]), np.uint8) if self._falling is not None else None
        self._mouths: dict[str, list[Mouth]] = {}
        self._blinks: dict[str, set[int]] = {}
        for character in sorted(self._still.speakers):
            self._mouths[character] = mouth_track(speech, timings, character, frames, rate)
            self._blinks[character] = blinks(character, scene.location.seed, frames, rate)

    def _expressions(self, frame: int) -> tuple[tuple[str, Mouth, bool], ...]:
        return tuple((name, track[frame], frame in self._blinks[name]) for name, track in self._mouths.items())

    def _people(self, frame: int) -> object:
        if not self._still.moves:
            return self._expressions(frame)
        people = self._still.at(frame, {name: (mouth, shut) for name, mouth, shut in self._expressions(frame)})
        return people, self._still.leans(frame)

    def state(self, frame: int) -> object:
        falls = (self._falling.number(frame), self._share(frame)) if self._falling is not None else None
        return self._path.at(frame), self._people(frame), falls

    def _share(self, frame: int) -> float:
        return share_of(self._weather, frame, self._frames)

    def draw(self, frame: int, planes: Planes) -> None:
        expressions = self._expressions(frame)
        if self._still.moves:
            people = self._still.at(frame, {name: (mouth, shut) for name, mouth, shut in expressions})
            self._still.act(people, self._still.leans(frame))
        else:
            for name, mouth, shut in expressions:
                self._still.show(name, (mouth, shut))
        if self._path.moves:
            self._still.source.look(self._path.at(frame), planes)
        else:
            self._still.source.copy(planes)
        if self._falling is not None and self._through is not None:
            glass = self._still.source.veiled(self._path.at(frame), self._through)
            self._falling.lay(frame, planes, self._through if glass else None, self._share(frame))
        if self._grade is not None:
            self._grade.lay(planes)


class _Title:
    """A card whose lettering comes and goes."""

    def __init__(self, card: Card, size: Size, frames: int, rate: FrameRate, *, ends: bool) -> None:
        self._text = to_planes(lettering.card(card.lines, *size))
        ground = np.empty((4, 4, 3), np.uint8)
        ground[:] = (11, 11, 14)
        self._ground = tuple(int(plane[0, 0]) for plane in to_planes(ground))
        self._frames = frames
        self._in, self._out = at_rate(_CARD_IN, rate), at_rate(_CARD_OUT, rate)
        self._ends = ends

    def _strength(self, frame: int) -> float:
        frames = self._frames
        if frames < 2 * (self._in + self._out):
            return min(1.0, frame / max(1, min(self._in, frames // 3)))
        strength = min(1.0, frame / self._in)
        if self._ends:
            strength = min(strength, (frames - 1 - frame) / self._out)
        return strength * strength * (3 - 2 * strength)

    def state(self, frame: int) -> object:
        return self._strength(frame)

    def draw(self, frame: int, planes: Planes) -> None:
        strength = self._strength(frame)
        for plane, text, ground in zip(planes, self._text, self._ground, strict=True):
            cv2.addWeighted(text, strength, text, 0, ground * (1 - strength), plane)


class _Lettering:
    """Captions where somebody speaks, the action where nobody does; the film's own words over the picture, which come
    and go."""

    def __init__(self, recipe: ShotRecipe, timings: Mapping[RecipeHash, LineTiming]) -> None:
        self._at: list[Overlay | None] = [None] * recipe.frames
        self._over = lettering.over(recipe.lettering, recipe.width, recipe.height) if recipe.lettering else None
        self._frames, rate = recipe.frames, recipe.frame_rate
        self._begins, self._fade = at_rate(_OVER_IN, rate), at_rate(_OVER_FADE, rate)
        if not recipe.captions:
            return
        width, height = recipe.width, recipe.height
        busy = [False] * recipe.frames
        said = (
            (line.start_frame, line.character, line.text, timings[line.line_hash], line.on_screen)
            for line in recipe.speech
        )
        for item in film_captions(said, rate):
            overlay = lettering.caption(item.lines, width, height, italic=item.italic)
            for frame in range(_frame(item.start_ms, rate), min(recipe.frames, _frame(item.end_ms, rate))):
                self._at[frame], busy[frame] = overlay, True
        if recipe.action and not isinstance(recipe.picture, Card):
            overlay = lettering.action(recipe.action, width, height)
            for frame in _pauses(busy, at_rate(_ACTION_PAUSE, rate)):
                self._at[frame] = overlay

    def _strength(self, frame: int) -> float:
        return max(0.0, min(1.0, (frame - self._begins) / self._fade, (self._frames - 1 - frame) / self._fade))

    def state(self, frame: int) -> object:
        return id(self._at[frame]), self._strength(frame) if self._over else 0

    def lay(self, frame: int, planes: Planes) -> None:
        if self._over is not None and (strength := self._strength(frame)):
            self._over.lay(planes, strength)
        overlay = self._at[frame]
        if overlay is not None:
            overlay.lay(planes)


def _frame(milliseconds: int, rate: FrameRate) -> int:
    return round(milliseconds * per_second(rate) / 1000)


def _pauses(busy: list[bool], shortest: int) -> Iterator[int]:
    """Frames of silences that are long enough to read in."""
    start = 0
    for frame in range(len(busy) + 1):
        if frame < len(busy) and not busy[frame]:
            continue
        if frame - start >= min(shortest, len(busy)):
            yield from range(start, frame)
        start = frame + 1
