"""A board with what its strips stand for: the dates of its days, its scenes and their cast."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from contracts.recipes.film import TimeOfDay
from film_studio.engines.preproduction.schedule.board import Board
from film_studio.engines.preproduction.schedule.days_out_of_days import Engagement, engagement
from film_studio.engines.preproduction.schedule.schemas import PartOfScene, StripScene
from film_studio.engines.preproduction.schedule.settings import ScheduleSettings
from film_studio.engines.production import time_of_day_in
from film_studio.engines.writing import Scene

_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Shoot:
    """A board of these scenes, under these settings."""

    board: Board
    scenes: Sequence[StripScene]
    settings: ScheduleSettings

    @cached_property
    def parts(self) -> tuple[StripScene, ...]:
        """The parts of split scenes as strips show them: with their own lengths, and the scene's number with theirs."""
        count = Counter(part.scene for part in self.board.parts)
        number = Counter[int]()
        found: list[StripScene] = []
        for part in self.board.parts:
            number[part.scene] += 1
            scene = self.scenes[part.scene]
            of = PartOfScene(scene=part.scene, number=number[part.scene], parts=count[part.scene])
            changes = {
                "index": part.id,
                "number": f"{scene.number} pt {of.number}",
                "eighths": part.eighths,
                "part": of,
            }
            found.append(scene.model_copy(update=changes))
        return tuple(found)

    @cached_property
    def strips(self) -> dict[int, StripScene]:
        """What each strip stands for, by what the board calls it: a scene by its index, a part by its id."""
        return {scene.index: scene for scene in (*self.scenes, *self.parts)}

    @cached_property
    def days(self) -> tuple[tuple[StripScene, ...], ...]:
        """The scenes of each day, and parts of scenes, in the order of shooting."""
        return tuple(tuple(self.strips[strip.scene] for strip in day.strips) for day in self.board.days)

    @cached_property
    def dates(self) -> tuple[datetime.date, ...]:
        """One a day: as somebody set it, else the next after the day before that is not for rest."""
        found: list[datetime.date] = []
        for day in self.board.days:
            if day.date is not None:
                found.append(day.date)
                continue
            date = found[-1] + _ONE_DAY if found else self.settings.first_date
            while date.weekday() in self.settings.rest_days:
                date += _ONE_DAY
            found.append(date)
        return tuple(found)

    @cached_property
    def cast(self) -> tuple[str, ...]:
        """Who is on the board or in the boneyard, in order of first appearance: the first has board number 1."""
        return cast_of(self.scenes)

    @cached_property
    def working(self) -> dict[str, list[int]]:
        """By name, the days on which somebody works; who works on none is not in it."""
        found: dict[str, list[int]] = {}
        for number, day in enumerate(self.days):
            for name in dict.fromkeys(name for scene in day for name in scene.cast):
                found.setdefault(name, []).append(number)
        return found

    @cached_property
    def engagements(self) -> dict[str, Engagement]:
        """By name, of those who work, in the order of the cast."""
        return {
            name: engagement(self.working[name], self.dates, self.settings.drop_after_days)
            for name in self.cast
            if name in self.working
        }


def cast_of(scenes: Sequence[StripScene]) -> tuple[str, ...]:
    """In order of first appearance: the first has board number 1."""
    return tuple(dict.fromkeys(name for scene in scenes for name in scene.cast))


def strip_scenes(
    scenes: Sequence[Scene], names: Mapping[str, str], silent: Mapping[str, Sequence[str]]
) -> list[StripScene]:
    """A revision's scenes as strips show them. A scene whose heading names no time goes on in that of the one before;
    the first is by day. `names`: another name of somebody → their own, which they are scheduled and paid by. `silent`:
    who plays in a scene without a line, by its index as text; they come after those who speak."""
    found: list[StripScene] = []
    time: TimeOfDay = "day"
    for scene in scenes:
        time = time_of_day_in(scene.time or "") or time
        found.append(
            StripScene(
                index=scene.index,
                number=scene.number,
                heading=scene.heading,
                interior=scene.interior,
                exterior=scene.exterior,
                location=scene.location,
                time_of_day=time,
                eighths=scene.eighths,
                cast=list(
                    dict.fromkeys(
                        names.get(name, name) for name in (*scene.characters, *silent.get(str(scene.index), ()))
                    )
                ),
            )
        )
    return found
