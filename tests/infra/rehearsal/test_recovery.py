"""What an update that was killed leaves behind, and how it is found again."""

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.infra.rehearsal.conftest import succeeded
from tools.command.recover import KINDS
from tools.environments import ROOT
from tools.program.stacks import registered
from tools.rehearsal.stage import Stage

pytestmark = pytest.mark.timeout(900)
DATABASE = "aws:rds/instance:Instance"


def recover(stage: Stage, *words: str) -> tuple[int, str]:
    """`./studio recover`, with what an operator in the rehearsal's folder has."""
    command = [sys.executable, "-P", "-m", "tools.command", "recover", *words]
    environment = {**stage.environment(), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=stage.project, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    return done.returncode, done.stdout + done.stderr


def test_a_stack_that_was_killed_while_it_was_made_is_taken_in_and_removed(stage_of: Callable[[str], Stage]) -> None:
    stage = stage_of("pr")
    one_at_a_time = ("--yes", "--skip-preview", "--parallel", "1", "--stack", "pr")
    killed = stage.pulumi("up", *one_at_a_time, interrupt_at="Instance", interrupt=signal.SIGKILL)
    assert not killed.succeeded
    database = stage.cloud.find(DATABASE, "database")
    assert [each["resource"]["type"] for each in stage.pending("pr") if each["type"] == "creating"].count(DATABASE) == 1
    arn = "arn:aws:rds:us-east-2:123456789012:db:x"
    changed = {**database.properties, "arn": arn}
    stray = replace(database, urn=f"{database.urn}-by-hand", id="stray", properties=changed)
    stage.cloud.put(stray)

    code, told = recover(stage, "pr")
    assert (code, "--cancel" in told) == (1, True)  # the lock is still there
    code, told = recover(stage, "pr", "--cancel")

    assert "Taken into the state: Instance database, which AWS calls" in told
    assert f"{arn} (costs money while it is there)" in told
    assert code == 1  # because of the stray
    stage.cloud.remove(stray.urn, stray.id)
    assert not stage.pending("pr")
    assert recover(stage, "pr") == (0, "No operation of this stack was broken off.\n")

    # Nothing exists already. One at a time, hooks need threads that Pulumi does not have.
    succeeded(stage.pulumi("up", *one_at_a_time))
    succeeded(stage.pulumi("destroy", "--yes", "--skip-preview", "--stack", "pr"))
    assert stage.cloud.things() == []


@pytest.mark.parametrize("type_", sorted(KINDS))
def test_every_type_that_is_found_by_its_tag_is_one_that_the_stacks_have(type_: str) -> None:
    from tools.program.replacement import IMMUTABLE  # noqa: PLC0415

    production = {each.type for each in registered("production").resources}
    assert type_ in IMMUTABLE or type_ in production or type_.startswith("aws:ec2/")


def test_a_name_is_not_taken_for_another_that_begins_like_it() -> None:
    from tools.command.recover import _called  # noqa: PLC0415 # pyright: ignore[reportPrivateUsage]

    kind = KINDS[DATABASE]
    arn = "arn:aws:rds:us-east-2:123456789012:db:{}"
    assert _called(arn.format("films"), kind, "films")
    assert not _called(arn.format("films-before"), kind, "films")
