"""What a schedule costs, what clashes on it, and who works when: sums hold for every board."""

import csv
import datetime
import io
from itertools import pairwise

from film_studio.engines.preproduction.schedule.costs import conflicts, cost
from film_studio.engines.preproduction.schedule.days_out_of_days import engagement
from film_studio.engines.preproduction.schedule.documents import (
    days_out_of_days,
    days_out_of_days_csv,
    one_line_schedule,
    one_line_schedule_csv,
)
from film_studio.engines.preproduction.schedule.settings import Person
from film_studio.engines.preproduction.schedule.shoot import Shoot
from hypothesis import given
from hypothesis import strategies as st

from tests.backend.engines.preproduction.boards import MONDAY, RATES, scene, settings, shoot_of, shoots

DAY = datetime.timedelta(days=1)


def test_people_are_paid_for_work_and_hold_and_the_company_for_moves_and_short_rests() -> None:
    quay = scene(0, place="QUAY", night=True, cast=["ANNA"])
    barn, again = scene(1, cast=["BEN"]), scene(2, cast=["ANNA", "BEN"])
    mill = scene(3, place="MILL", cast=["BEN"])
    found = cost(shoot_of([[quay], [barn, mill], [again]]))
    assert [(each.name, each.work, each.hold, each.money) for each in found.people] == [
        ("ANNA", 2, 1, 2700),
        ("BEN", 2, 0, 400),
    ]
    assert (found.cast, found.hold, found.moves, found.turn_rounds) == (3100, 900, 1, 1)
    assert found.total == 3100 + 70 + 110
    assert cost(shoot_of([[quay], [barn, mill], [again]], settings(turn_round_hours=1))).turn_rounds == 0


@given(shoots())
def test_the_sum_of_the_parts_is_the_total(shoot: Shoot) -> None:
    found = cost(shoot)
    assert found.cast == sum(RATES.get(person.name, 0) * (person.work + person.hold) for person in found.people)
    assert found.total == found.cast + 70 * found.moves + 110 * found.turn_rounds
    assert found.hold_days == sum(person.hold for person in found.people)
    assert len([each for each in conflicts(shoot) if each.kind == "turn_round"]) == found.turn_rounds


@given(
    st.sets(st.integers(0, 14), min_size=1), st.none() | st.integers(1, 14), st.lists(st.integers(1, 4), min_size=15)
)
def test_somebody_starts_once_finishes_once_and_each_day_between_is_work_hold_or_drop(
    working: set[int], drop_after: int | None, gaps: list[int]
) -> None:
    dates = [MONDAY + DAY * sum(gaps[:number]) for number in range(15)]
    days = sorted(working)
    found = engagement(days, dates, drop_after)
    assert found.work + found.hold + found.drop == days[-1] - days[0] + 1 == found.finish - found.start + 1
    assert [code.startswith("S") for code in found.codes].count(True) == 1
    assert [code.endswith("F") for code in found.codes].count(True) == 1
    assert [number for number, code in enumerate(found.codes) if "W" in code] == days
    assert found.codes.count("H") == found.hold
    assert found.codes.count("D") == found.drop
    drops = [number for number, code in enumerate(found.codes) if code in ("WD", "SWD")]
    picked_up = [number for number, code in enumerate(found.codes) if code.startswith("P")]
    assert len(drops) == len(picked_up) == (found.drop > 0)
    for left, back in zip(drops, picked_up, strict=True):
        assert drop_after is not None
        assert (dates[back] - dates[left]).days - 1 > drop_after
    longest = max(((dates[b] - dates[a]).days - 1 for a, b in pairwise(days) if b - a > 1), default=0)
    assert (found.drop > 0) == (drop_after is not None and longest > drop_after)


def test_codes_are_the_industrys() -> None:
    dates = [MONDAY + DAY * number for number in range(8)]
    assert engagement([0, 1, 6, 7], dates, 3).codes == ("SW", "WD", "D", "D", "D", "D", "PW", "WF")
    assert engagement([0, 6], dates, 3).codes == ("SWD", "D", "D", "D", "D", "D", "PWF", "")
    assert engagement([1, 3], dates, None).codes == ("", "SW", "H", "WF", "", "", "", "")
    assert engagement([2], dates, 1).codes == ("", "", "SWF", "", "", "", "", "")


def test_dates_skip_days_of_rest_and_go_on_from_one_that_was_set() -> None:
    days = [[scene(number)] for number in range(7)]
    shoot = shoot_of(days)
    assert [date.isoformat() for date in shoot.dates][4:] == ["2026-06-05", "2026-06-08", "2026-06-09"]
    board = shoot.board.model_copy(
        update={
            "days": tuple(
                day.model_copy(update={"date": datetime.date(2026, 6, 20) if number == 1 else None})
                for number, day in enumerate(shoot.board.days)
            )
        }
    )
    assert [date.day for date in Shoot(board, shoot.scenes, settings()).dates] == [1, 20, 22, 23, 24, 25, 26]


def test_conflicts_are_said_in_words() -> None:
    said = settings(
        eighths_a_day=12,
        people=[
            Person(name="ANNA", absent=[MONDAY]),
            Person(name="BEN", hours_a_day=3),
        ],
    )
    day = [scene(0, cast=["ANNA", "BEN"]), scene(1, cast=["BEN"], night=True)]
    shoot = shoot_of([day, [scene(2)]], said)
    assert [each.text for each in conflicts(shoot)] == [
        "Day 1 has 2 pages; at most 1 4/8 fit.",
        "ANNA is away on day 1 and plays in scene 1.",
        "BEN works 4 hours on day 1; 3 are allowed.",
        "Day 1 ends at night and day 2 begins by day: about 2 hours of rest, and 11 are due.",
    ]


@given(shoots())
def test_documents_have_every_scene_once_and_everybody_who_works(shoot: Shoot) -> None:
    report, lines = days_out_of_days(shoot), one_line_schedule(shoot)
    for number in range(len(report.dates)):
        assert report.working[number] == sum("W" in person.codes[number] for person in report.people)
    assert [line.scene for day in lines.days for line in day.scenes] == [
        each.number for day in shoot.days for each in day
    ]
    rows = list(csv.reader(io.StringIO(days_out_of_days_csv(report))))
    assert [row[1] for row in rows[1:-1]] == [person.name for person in report.people]
    printed = list(csv.reader(io.StringIO(one_line_schedule_csv(lines))))
    ends = [row[4] for row in printed if row[4].startswith("END OF DAY")]
    assert ends == [f"END OF DAY {day.number}" for day in lines.days]
    assert printed[-1][4] == ends[-1]


def test_a_spreadsheet_takes_no_name_for_a_formula() -> None:
    shoot = shoot_of([[scene(0, cast=["=HYPERLINK(1)"])]])
    assert "'=HYPERLINK(1)" in days_out_of_days_csv(days_out_of_days(shoot))
