"""`./studio chaos`: what counts as damage, and what its messages are: such as can be read, and such as nobody can."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts.messages import MessageError, read_event, read_job
from tools.bench.chaos import messages
from tools.bench.chaos.film import Job, differing
from tools.bench.chaos.report import ChaosReport, Outcome
from tools.command.__main__ import main as studio

JOB = Job(
    id=uuid.UUID(int=1),
    owner_id=uuid.UUID(int=2),
    organization_id=uuid.UUID(int=3),
    kind="line",
    ordinal=0,
    status="succeeded",
    attempt=2,
    recipe_hash="e" * 64,
    published_at=datetime(2026, 1, 1, tzinfo=UTC),
    result={"version": 1, "kind": "line", "duration_ms": 1000},
    error=None,
)
CLEAN = Outcome(
    name="api",
    what="API killed",
    left=7,
    jobs=9,
    lost=0,
    doubled=0,
    stuck=0,
    wrong=0,
    recovered_seconds=1.5,
    film_seconds=12,
)


@pytest.mark.parametrize("damage", ["lost", "doubled", "stuck", "wrong"])
def test_any_damage_is_its_exit_code(damage: str) -> None:
    clean = ChaosReport(undisturbed_seconds=8, outcomes=[CLEAN])
    assert clean.exit_code == 0
    damaged = replace(CLEAN, **{damage: 1}, notes=("shot 3 failed: because",))  # pyright: ignore[reportArgumentType] - a count
    found = ChaosReport(undisturbed_seconds=8, outcomes=[CLEAN, damaged])
    assert found.exit_code == 1
    assert "because" in found.text()
    assert found.document()["outcomes"][1][damage] == 1


def test_files_that_are_missing_too_many_or_other_are_wrong() -> None:
    reference = {"a": "1", "b": "2", "c": "3"}
    assert differing(reference, reference) == []
    assert differing(reference, {"a": "1", "b": "9", "d": "4"}) == ["b", "c", "d"]


def test_duplicates_and_late_events_can_be_read_as_the_first_ones_can() -> None:
    assert read_job(messages.job_message(JOB)).job_id == JOB.id
    assert {read_event(body).event for body in messages.late_events(JOB)} == {
        "started",
        "progress",
        "succeeded",
        "failed",
        "released",
    }


def test_only_what_was_sent_is_doubled() -> None:
    waiting = replace(JOB, status="queued", published_at=None)
    assert messages.doubles([JOB, waiting]) == []
    (first, second) = messages.doubles([waiting, replace(JOB, status="queued")])
    assert first == second == ("VOICE_QUEUE_URL", messages.job_message(JOB))
    assert len(messages.doubles([replace(waiting, status="running")])) == 2


def test_workers_can_read_nothing_of_what_is_malformed() -> None:
    for body in messages.malformed_jobs(JOB):
        with pytest.raises(MessageError):
            read_job(body)


def test_an_unknown_disturbance_is_answered_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["chaos", "earthquake"]) == 2
    assert "postgres-killed" in capsys.readouterr().err
