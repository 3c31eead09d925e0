"""A view with how it is drawn: the film's words and the animatic's own, joined for everything that draws."""

from dataclasses import dataclass
from typing import cast

from contracts.recipes.animatic import AnimaticShot, DrawnView, Insert, Look, Place
from contracts.recipes.film import (
    Act,
    Angle,
    CameraMove,
    Card,
    Facing,
    Picture,
    Posture,
    ShotSize,
    Thing,
    TimeOfDay,
    Told,
    View,
    Weather,
)
from contracts.recipes.shot import ShotRecipe


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody in the set; `x` from 0 (its left edge) to 1."""

    character: str
    look: Look
    x: float
    facing: Facing
    posture: Posture = "stand"
    acts: tuple[Act, ...] = ()
    holds: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """Where and when, in which weather, and which of the drawn sets that is."""

    name: str
    interior: bool
    time_of_day: TimeOfDay
    place: Place
    seed: int
    outside: Place | None
    weather: Weather | None = None
    snow_lies: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """What the camera sees; equal scenes are drawn once."""

    location: Location
    figures: tuple[Figure, ...]
    subjects: tuple[str, ...]
    size: ShotSize
    insert: Insert | None
    angle: Angle
    move: CameraMove
    reverse: bool
    detail: str | None = None
    things: tuple[Thing, ...] = ()
    told: Told | None = None


def pictures(recipe: ShotRecipe) -> tuple[Scene | Card, Scene | Card | None]:
    """The shot's own picture, and the one that it dissolves into."""
    block = recipe.animatic or AnimaticShot()
    into = recipe.dissolve and _picture(recipe.dissolve.into, block.into)
    return _picture(recipe.picture, block.view), into


def _picture(picture: Picture, drawn: DrawnView | None) -> Scene | Card:
    # A recipe for this renderer says how each of its views is drawn: `ShotRecipe` holds that.
    return picture if isinstance(picture, Card) else _scene(picture, cast("DrawnView", drawn))


def _scene(view: View, drawn: DrawnView) -> Scene:
    return Scene(
        location=Location(
            name=view.set.location,
            interior=view.set.interior,
            time_of_day=view.set.time_of_day,
            place=drawn.set.place,
            seed=drawn.set.seed,
            outside=drawn.set.outside,
            weather=view.set.weather,
            snow_lies=view.set.snow_lies,
        ),
        figures=tuple(
            Figure(
                character=position.character,
                look=drawn.looks[position.character],
                x=position.x,
                facing=position.facing,
                posture=position.posture,
                acts=position.acts,
                holds=position.holds,
            )
            for position in view.blocking
        ),
        subjects=view.subjects,
        size=view.size,
        insert=drawn.insert,
        angle=view.angle,
        move=view.move,
        reverse=view.reverse,
        detail=view.detail,
        things=view.things,
        told=view.told,
    )
