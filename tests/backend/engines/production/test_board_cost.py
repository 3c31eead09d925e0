"""What a board of strips costs, and what clashes on it."""

from itertools import groupby

from film_studio.engines.production.schedule.board import Clash, Cost, Limits, Rates, Strip, clashes, cost
from hypothesis import given
from hypothesis import strategies as st

NAMES = ("ANNA", "BEN", "CLEO")
STRIPS = st.builds(
    Strip,
    scene=st.sampled_from(("1", "2", "3A", "4")),
    eighths=st.integers(1, 40),
    location=st.sampled_from(("BARN", "QUAY")),
    night=st.booleans(),
    cast=st.frozensets(st.sampled_from(NAMES)),
)
BOARDS = st.lists(st.lists(STRIPS, max_size=4), max_size=7)
RATES = Rates(cast_day={"ANNA": 900, "BEN": 200}, move=50, turn_round=70)


def plays(name: str, day: list[Strip]) -> bool:
    return any(name in strip.cast for strip in day)


def test_a_player_is_paid_for_days_between_and_the_company_for_moves_and_turns() -> None:
    quay = Strip("1", 8, "QUAY", night=True, cast=frozenset({"ANNA"}))
    barn = Strip("2", 8, "BARN", cast=frozenset({"BEN"}))
    again = Strip("3", 8, "BARN", cast=frozenset({"ANNA", "BEN"}))

    assert cost([[quay], [barn], [again]], RATES) == Cost({"ANNA": 1, "BEN": 0}, 1, 1, 900 + 50 + 70)
    assert cost([[quay], [], [barn]], RATES).turn_rounds == 0
    assert cost([[quay], [quay]], RATES).turn_rounds == 0


@given(BOARDS)
def test_held_is_who_played_before_plays_later_and_not_today(days: list[list[Strip]]) -> None:
    held = {
        name: sum(
            not plays(name, day)
            and any(plays(name, each) for each in days[:number])
            and any(plays(name, each) for each in days[number + 1 :])
            for number, day in enumerate(days)
        )
        for name in NAMES
        if any(plays(name, day) for day in days)
    }
    places = [key for key, _ in groupby(strip.location for day in days for strip in day)]
    found = cost(days, RATES)

    assert dict(found.hold_days) == held
    assert found.moves == max(0, len(places) - 1)
    assert (
        found.total == held.get("ANNA", 0) * 900 + held.get("BEN", 0) * 200 + found.moves * 50 + found.turn_rounds * 70
    )


@given(BOARDS)
def test_a_board_shot_backwards_holds_and_moves_as_much(days: list[list[Strip]]) -> None:
    backwards = cost([day[::-1] for day in days[::-1]], RATES)

    assert (backwards.hold_days, backwards.moves) == (cost(days, RATES).hold_days, cost(days, RATES).moves)


@given(BOARDS, st.integers(0, 100), st.dictionaries(st.sampled_from(NAMES), st.frozensets(st.integers(0, 6))))
def test_clashes_are_long_days_and_players_who_are_away(
    days: list[list[Strip]], limit: int, away: dict[str, frozenset[int]]
) -> None:
    long = sum(sum(strip.eighths for strip in day) > limit for day in days)
    missing = sum(
        number in away.get(name, ()) and plays(name, day) for number, day in enumerate(days) for name in NAMES
    )

    assert len(clashes(days, Limits(limit, away))) == long + missing


def test_a_clash_says_its_day_and_its_scenes() -> None:
    day = [Strip("1", 20, "QUAY", cast=frozenset({"ANNA"})), Strip("2", 8, "QUAY")]

    assert clashes([day], Limits(24, {"ANNA": frozenset({0})})) == (
        Clash(0, ("1", "2"), "Day 1 has 3 4/8 pages; at most 3 fit."),
        Clash(0, ("1",), "ANNA is away on day 1, and plays in 1."),
    )
