"""So many a second and a burst, for each by themselves."""

import hypothesis
import pytest
from film_studio.kit import rates
from film_studio.kit.rates import Rates
from hypothesis import strategies as st


class Now:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_burst_is_free_and_then_each_waits_for_its_turn() -> None:
    now = Now()
    asking = Rates(a_second=2, at_once=3, clock=now)
    assert [asking.take("ada") for _ in range(4)] == [0, 0, 0, 0.5]
    assert asking.take("leo") == 0
    now.seconds = 0.5
    assert [asking.take("ada"), asking.take("ada")] == [0, 0.5]
    now.seconds = 60
    assert [asking.take("ada") for _ in range(4)] == [0, 0, 0, 0.5]


def test_who_only_looks_has_not_asked() -> None:
    asking = Rates(a_second=1, at_once=1, clock=Now())
    assert [asking.wait("ada") for _ in range(3)] == [0, 0, 0]
    assert asking.take("ada") == 0
    assert asking.wait("ada") == 1


@hypothesis.given(st.lists(st.floats(0, 3), min_size=1, max_size=200), st.integers(1, 5), st.integers(1, 5))
def test_in_any_stretch_of_time_no_more_are_let_through_than_the_rate_and_the_burst(
    gaps: list[float], a_second: int, at_once: int
) -> None:
    now, let_through = Now(), list[float]()
    asking = Rates(a_second=a_second, at_once=at_once, clock=now)
    for gap in gaps:
        now.seconds += gap
        if asking.take("ada") == 0:
            let_through.append(now.seconds)
    for first, begin in enumerate(let_through):
        for last in range(first, len(let_through)):
            assert last - first + 1 <= at_once + a_second * (let_through[last] - begin) + 1e-6
    now.seconds += at_once / a_second
    assert asking.take("ada") == 0


def test_memory_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "_SUBJECTS", 10)
    now = Now()
    asking = Rates(a_second=1, at_once=1, clock=now)
    for number in range(1000):
        now.seconds += 0.2
        asking.take(number)
    assert len(asking) <= 10
