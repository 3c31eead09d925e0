"""Kinds of jobs are what engines declare, in the order in which their recipes are composed."""

from typing import Any

import pytest
from film_studio.engines import ENGINES, JOB_TYPES

from contracts.recipes import KINDS


def test_every_kind_that_workers_know_is_declared_by_one_engine() -> None:
    declared = [each.name for engine in ENGINES for each in engine.jobs]
    assert sorted(declared) == sorted(KINDS)


def test_a_kind_that_no_engine_declares_is_refused_with_what_to_do() -> None:
    unknown: Any = "poster"
    with pytest.raises(
        LookupError,
        match=r"'poster', only screenplay, plates, casting_sheet, line, schedule.*; add it to an engine's `jobs`",
    ):
        JOB_TYPES[unknown]


def test_a_recipe_is_composed_after_those_that_it_holds() -> None:
    assert [each.name for each in JOB_TYPES] == [
        "screenplay",
        "plates",
        "casting_sheet",
        "line",
        "schedule",
        "document",
        "shot",
        "score",
        "effects",
        "assembly",
        "contact_sheet",
    ]
