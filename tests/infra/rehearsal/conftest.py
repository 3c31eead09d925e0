"""The real Pulumi, or the reason why it cannot run here; a stage for each file of tests."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tools.errors import StudioError
from tools.rehearsal import engine
from tools.rehearsal.journal import Entry
from tools.rehearsal.refusals import described
from tools.rehearsal.stage import Outcome, Stage

#: `required` where a missing engine must not pass for tests that passed.
SWITCH = "FILM_STUDIO_REHEARSALS"


@pytest.fixture(scope="session")
def real_engine() -> None:
    reason = engine.missing()
    if reason is None:
        try:
            engine.command_line()
        except StudioError as error:
            reason = str(error)
    if reason is None:
        return
    if os.environ.get(SWITCH) == "required":
        pytest.fail(f"{SWITCH} is 'required', but {reason}.")
    else:
        pytest.skip(f"the real Pulumi cannot run here: {reason}")


@pytest.fixture(scope="module")
def stage_of(real_engine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Stage]]:
    """A stage with a new stack of that name, not yet up."""
    with ExitStack() as open_stages:

        def of(stack: str) -> Stage:
            stage = open_stages.enter_context(Stage(tmp_path_factory.mktemp(stack)))
            stage.create(stack)
            return stage

        yield of


def done(outcome: Outcome) -> list[str]:
    """Each step that was done, in order: `create Instance database`; hooks in their words."""
    return [_told(entry) for entry in outcome.entries if not entry.error]


def _told(entry: Entry) -> str:
    return f"{entry.kind} {described(entry.urn)}" if entry.urn else entry.text


def up(stage: Stage, stack: str, *words: str) -> Outcome:
    return stage.pulumi("up", "--yes", "--skip-preview", "--stack", stack, *words)


def succeeded(outcome: Outcome) -> Outcome:
    if not outcome.succeeded:
        # Not as an assertion: pytest would show thousands of events, and cut off the reason.
        pytest.fail(f"`{' '.join(outcome.command)}` ended with {outcome.exit_code}:\n{outcome.reason}")
    return outcome


def is_settled(stage: Stage, stack: str) -> bool:
    """Whether a preview finds nothing to do."""
    preview = stage.pulumi("preview", "--stack", stack)
    return preview.succeeded and not preview.changes
