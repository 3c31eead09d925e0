"""Every rule and every proof holds for every stack, and for stacks with settings that nobody wrote down."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from components.base.naming import MAX_STACK_LENGTH, Names
from tools.program.evaluate import Evaluation, evaluate_stack
from tools.verify.proofs import CHECKS, Check, problems
from tools.verify.proofs.base import physical_names
from tools.verify.proofs.view import View


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_check_holds(check: Check, stack: Evaluation) -> None:
    assert check.find(stack) == [], check.claim


def test_no_two_checks_share_a_name() -> None:
    names = [check.name for check in CHECKS]
    assert len(names) == len(set(names))


def test_no_two_stacks_share_a_physical_name(local: Evaluation, dev: Evaluation, production: Evaluation) -> None:
    names = {
        evaluation.stack: {name for _, name in physical_names(View(evaluation))}
        for evaluation in (local, dev, production)
    }
    assert all(len(found) > 30 for found in names.values())
    for one, other in itertools.combinations(names.values(), 2):
        assert one & other == set()


_STACK_NAMES = st.from_regex(rf"[a-z][a-z0-9]{{0,{MAX_STACK_LENGTH - 1}}}", fullmatch=True)
_PARTS = st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,30}", fullmatch=True), max_size=3)


@given(_STACK_NAMES, _STACK_NAMES, _PARTS, _PARTS, st.sampled_from([32, 63, 80]))
def test_no_two_stack_names_can_lead_to_one_name(
    one: str, other: str, parts: list[str], other_parts: list[str], limit: int
) -> None:
    first = Names(project="film-studio", stack=one).of(*parts, limit=limit)
    second = Names(project="film-studio", stack=other).of(*other_parts, limit=limit)
    assert (first == second) == (one == other and _same(parts, other_parts)), (first, second)


@given(_STACK_NAMES, st.from_regex(r"[a-z][a-z0-9-]{0,60}", fullmatch=True), st.sampled_from([32, 63, 64]))
def test_every_name_begins_with_its_stacks_prefix_however_short_it_has_to_be(stack: str, part: str, limit: int) -> None:
    # Rights to change something go by `project-stack-*`.
    names = Names(project="film-studio", stack=stack)
    assert names.of(part, limit=limit).startswith(f"{names.prefix}-")


def _same(parts: list[str], other_parts: list[str]) -> bool:
    return "-".join(parts) == "-".join(other_parts)


def _settings(stage: str) -> st.SearchStrategy[dict[str, Any]]:
    """Settings that a person could write for a stage; what production insists on stays as it is."""
    anywhere = {
        "pagesOrigins": st.sampled_from([[], ["https://owner.github.io"], ["https://a.example", "https://b.example"]]),
        "apiPort": st.integers(1024, 65535),
        "apiDeployment": st.sampled_from(["rolling", "canary-ready", "canary"]),
        "visibilitySeconds": st.integers(60, 900),
        "maxReceiveCount": st.integers(3, 20),
        "workerCountMax": st.integers(1, 20),
        "gpuClasses": st.sampled_from([[], ["gpu24"], ["gpu48"], ["gpu24", "gpu48"]]),
        "gpuMarkets": st.sampled_from([["spot"], ["ondemand"], ["spot", "ondemand"]]),
        "gpuMax": st.sampled_from([0, 2, 4, 8]),
        "logDays": st.sampled_from([1, 7, 30, 365]),
        "containerInsights": st.booleans(),
    }
    freely = {
        "zones": st.integers(2, 3),
        "natGateway": st.booleans(),
        "apiSpot": st.booleans(),
        "remoteShell": st.booleans(),
        "databaseMultiAz": st.booleans(),
        "databaseBackupDays": st.integers(1, 35),
        "protected": st.booleans(),
    }
    return st.fixed_dictionaries({}, optional={**anywhere, **(freely if stage != "production" else {})})


def _flat(chosen: dict[str, Any]) -> dict[str, str]:
    return {
        f"film-studio:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in chosen.items()
    }


@pytest.mark.parametrize("stage", ["dev", "production"])
def test_every_check_holds_for_settings_that_nobody_wrote_down(stage: str) -> None:
    # No shrinking: an evaluation takes a second, and the settings that failed are printed as they are.
    @settings(
        max_examples=2,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(_settings(stage))
    def holds(chosen: dict[str, Any]) -> None:
        update = evaluate_stack(stage, overrides=_flat(chosen))
        assert problems(update) == {}
        preview = evaluate_stack(stage, overrides=_flat(chosen), preview=True)
        assert sorted(r.urn for r in preview.resources) == sorted(r.urn for r in update.resources)

    holds()
