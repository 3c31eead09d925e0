"""Scenes, boards and shoots to try rules with."""

import datetime
from collections.abc import Sequence

from film_studio.engines.preproduction.schedule.board import Board, Day, Strip, in_script_order
from film_studio.engines.preproduction.schedule.schemas import StripScene
from film_studio.engines.preproduction.schedule.settings import Person, ScheduleSettings
from film_studio.engines.preproduction.schedule.shoot import Shoot
from hypothesis import strategies as st

NAMES = ("ANNA", "BEN", "CLEO", "DAN")
PLACES = ("BARN", "QUAY", "CHAPEL")
MONDAY = datetime.date(2026, 6, 1)
RATES = {"ANNA": 900, "BEN": 200, "CLEO": 50}


def scene(
    index: int,
    *,
    cast: Sequence[str] = (),
    place: str = "BARN",
    night: bool = False,
    eighths: int = 8,
    number: str | None = None,
) -> StripScene:
    time = "NIGHT" if night else "DAY"
    return StripScene(
        index=index,
        number=number or str(index + 1),
        heading=f"INT. {place} - {time}",
        interior=True,
        exterior=False,
        location=place,
        time_of_day="night" if night else "day",
        eighths=eighths,
        cast=list(cast),
    )


def settings(**more: object) -> ScheduleSettings:
    people = [Person(name=name, day_rate=rate) for name, rate in RATES.items()]
    return ScheduleSettings.model_validate(
        {"first_date": MONDAY, "move_cost": 70, "turn_round_cost": 110, "people": people, **more}
    )


def shoot_of(days: Sequence[Sequence[StripScene]], said: ScheduleSettings | None = None) -> Shoot:
    """Days of these scenes, in this order."""
    board = Board(days=tuple(Day(items=tuple(Strip(scene=each.index) for each in day)) for day in days))
    return Shoot(board, sorted((each for day in days for each in day), key=lambda each: each.index), said or settings())


@st.composite
def shoots(draw: st.DrawFn, *, most: int = 10) -> Shoot:
    """Up to so many scenes in the script's order, with a cast of four in three places."""
    drawn = draw(
        st.lists(
            st.tuples(st.sets(st.sampled_from(NAMES)), st.sampled_from(PLACES), st.booleans(), st.integers(1, 24)),
            min_size=1,
            max_size=most,
        )
    )
    scenes = [
        scene(index, cast=sorted(cast), place=place, night=night, eighths=eighths)
        for index, (cast, place, night, eighths) in enumerate(drawn)
    ]
    said = settings(
        drop_after_days=draw(st.none() | st.integers(1, 12)), turn_round_hours=draw(st.sampled_from((0, 11, 36)))
    )
    most_a_day = draw(st.integers(1, 48))
    return Shoot(in_script_order([each.eighths for each in scenes], most_a_day), scenes, said)
