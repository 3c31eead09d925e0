"""Each stack on the real Pulumi: up from nothing, nothing to do afterwards, no drift, and gone again."""

from collections.abc import Callable

import pytest

from tests.infra.rehearsal.conftest import is_settled, succeeded, up
from tools.rehearsal.stage import Stage

pytestmark = pytest.mark.timeout(900)  # the first of these tests may build Pulumi


@pytest.mark.parametrize("stack", ["local", "dev", "pr"])
def test_a_stack_comes_up_stays_as_it_is_and_goes(stage_of: Callable[[str], Stage], stack: str) -> None:
    stage = stage_of(stack)

    made = succeeded(up(stage, stack))
    assert set(made.changes) == {"create"}
    assert is_settled(stage, stack)
    assert not succeeded(stage.pulumi("refresh", "--yes", "--skip-preview", "--stack", stack)).changes

    succeeded(stage.pulumi("destroy", "--yes", "--skip-preview", "--stack", stack))
    assert stage.cloud.things() == []
    assert not stage.state(stack)


def test_production_comes_up_stays_as_it_is_and_is_not_destroyed_by_one_command(
    stage_of: Callable[[str], Stage],
) -> None:
    stage = stage_of("production")

    succeeded(up(stage, "production"))
    assert is_settled(stage, "production")
    there = len(stage.cloud.things())

    refused = stage.pulumi("destroy", "--yes", "--stack", "production")

    assert not refused.succeeded
    assert "protected" in refused.output
    assert len(stage.cloud.things()) == there
