"""What voices are measured by, and which marks they reach."""

import tomllib
from pathlib import Path

import pytest
from film_studio.engines.character.casting.neural import speaks

from tools.bench.hearing import words_of
from tools.bench.voices import MARKS, Figure

BENCH = Path("tools/bench")
KEPT, TUNED = (
    tomllib.loads((BENCH / name).read_text(encoding="utf-8")) for name in ("voices.toml", "voices_tuned.toml")
)


def figure(error_rate: float = 0.0, cpu_seconds: float = 0.1, near: float = 1.0, language: str = "fr") -> Figure:
    return Figure(
        language=language,
        renderer="kokoro",
        words=100,
        error_rate=error_rate,
        spelled_otherwise=error_rate,
        cpu_seconds_a_second=cpu_seconds,
        near=near,
        misheard=(),
    )


@pytest.mark.parametrize(
    ("measured", "missed"),
    [
        (figure(), []),
        (figure(error_rate=0.12), []),
        (figure(error_rate=0.121), ["wrong"]),
        (figure(error_rate=0.121, language="de"), []),
        (figure(cpu_seconds=0.61), ["CPU"]),
        (figure(near=0.89), ["timing"]),
        (figure(error_rate=0.5, cpu_seconds=1, near=0), ["wrong", "CPU", "timing"]),
    ],
)
def test_a_figure_names_the_marks_that_it_misses(measured: Figure, missed: list[str]) -> None:
    assert measured.missed() == missed


def test_every_language_that_is_measured_has_a_mark_and_lines_to_tune_by() -> None:
    assert set(MARKS["wrong"]) == set(KEPT) == set(TUNED)
    assert all(speaks(language) for language in KEPT if language != "hi")


def test_lines_that_are_kept_are_none_of_those_that_voices_are_tuned_by() -> None:
    for language, kept in ((each, KEPT[each]) for each in KEPT if each not in ("ja", "zh")):
        apart = [set(words_of(line, language)) for line in TUNED[language]]
        for line in kept:
            words = set(words_of(line, language))
            assert all(len(words & other) < 0.6 * len(words) for other in apart), line
