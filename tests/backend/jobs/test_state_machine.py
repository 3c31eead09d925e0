"""Whatever workers report, in whatever order and how often: the jobs stay consistent, and the film can be finished."""

import contextlib
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from film_studio.flows import productions
from film_studio.jobs.models import JobRow
from film_studio.kit.problems import ProblemError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.backend.studio import Event, Studio, event, result_of

pytestmark = pytest.mark.anyio

JOBS = [
    ("line", 0),
    ("line", 1),
    *(("shot", ordinal) for ordinal in range(5)),
    ("score", 0),
    ("effects", 0),
    ("assembly", 0),
]
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

reports = st.fixed_dictionaries(
    {
        "job": st.sampled_from(JOBS),
        "kind": st.sampled_from(["started", "progress", "succeeded", "succeeded", "failed", "retryable", "released"]),
        "behind": st.sampled_from([0, 0, 0, 1]),
        "sequence": st.integers(0, 3),
        "worker": st.sampled_from(["a/1", "b/1"]),
        "second": st.integers(0, 3),
        "times": st.integers(1, 2),
    }
)
commands = st.sampled_from(["publish", "retry", "an hour passes"])
few = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@few
@given(steps=st.lists(st.one_of(reports, reports, reports, commands), max_size=25))
async def test_any_order_of_reports_leaves_a_consistent_production_that_can_be_finished(
    studio: Studio, steps: list[Any]
) -> None:
    production = await studio.start()
    done: dict[uuid.UUID, Any] = {}
    for step in steps:
        if isinstance(step, str):
            await _command(studio, production.id, step)
        else:
            await _report(studio, production.id, step)
        done = await _check(studio, production.id, done)
    await _finish(studio, production.id)
    assert set((await studio.statuses(production.id)).values()) == {"succeeded"}
    assert (await studio.production(production.id)).status == "succeeded"


@few
@given(steps=st.lists(st.one_of(reports, reports, commands), max_size=12))
async def test_a_production_that_is_cancelled_at_any_moment_is_still_counted_right(
    studio: Studio, steps: list[Any]
) -> None:
    revision = await studio.revision()
    production = await studio.start(revision)
    for step in steps:
        if isinstance(step, str):
            await _command(studio, production.id, step)
        else:
            await _report(studio, production.id, step)
    async with studio.scope() as scope:
        with contextlib.suppress(ProblemError):  # it has failed
            await productions.cancel_production(scope, production.id)
    for job in await studio.jobs(production.id):
        if job.recipe is not None:
            await studio.succeed(job)
    _check_counts(studio, production.id)
    second = await studio.start(revision)  # what was made for the first is counted as made before
    _check_counts(studio, second.id)


@few
@given(batches=st.lists(st.lists(reports, min_size=1, max_size=8), max_size=6))
async def test_reports_that_come_together_leave_a_consistent_production_too(
    studio: Studio, batches: list[list[dict[str, Any]]]
) -> None:
    production = await studio.start()
    done: dict[uuid.UUID, Any] = {}
    for batch in batches:
        events = [each for step in batch for each in await _reports(studio, production.id, step)]
        if events:
            await studio.apply_all(events)
        done = await _check(studio, production.id, done)
    await _finish(studio, production.id)
    assert set((await studio.statuses(production.id)).values()) == {"succeeded"}


async def _report(studio: Studio, production_id: uuid.UUID, step: dict[str, Any]) -> None:
    for each in await _reports(studio, production_id, step):
        await studio.apply(each)


async def _reports(studio: Studio, production_id: uuid.UUID, step: dict[str, Any]) -> list[Event]:
    job = await studio.job(production_id, *step["job"])
    kind, fields = step["kind"], {}
    if kind == "succeeded":
        if job.recipe is None:
            return []  # no worker can have made what nobody has asked for
        fields = {"result": result_of(job), "cached": False, "seconds": 1.0}
    elif kind in ("failed", "retryable"):
        fields = {"reason": "It broke.", "retryable": kind == "retryable"}
    elif kind == "progress":
        fields = {"fraction": 0.5}
    report = event(
        job,
        "failed" if kind == "retryable" else kind,
        attempt=max(1, job.attempt - step["behind"]),
        sequence=step["sequence"],
        worker=step["worker"],
        at=EPOCH + timedelta(seconds=step["second"]),
        **fields,
    )
    return [report] * step["times"]


async def _command(studio: Studio, production_id: uuid.UUID, command: str) -> None:
    match command:
        case "publish":
            await studio.publish()
        case "retry":
            await _retry(studio, production_id)
        case _:
            studio.clock.pass_time(hours=1)
            await studio.reconciler.run_once()


async def _retry(studio: Studio, production_id: uuid.UUID) -> None:
    async with studio.scope() as scope:
        with contextlib.suppress(ProblemError):  # nothing has failed
            await productions.retry_production(scope, production_id)


async def _check(studio: Studio, production_id: uuid.UUID, done: dict[uuid.UUID, Any]) -> dict[uuid.UUID, Any]:
    """What holds at every moment. Returns the results so far."""
    jobs = await studio.jobs(production_id)
    results = {job.id: job.result for job in jobs if job.status == "succeeded"}
    assert done.items() <= results.items(), "what is done stays done"
    status = {(job.kind, job.ordinal): job.status for job in jobs}
    lines = {ordinal: status["line", ordinal] == "succeeded" for ordinal in (0, 1)}
    shots = all(status["shot", ordinal] == "succeeded" for ordinal in range(5))
    opened = {
        ("shot", 2): all(lines.values()),
        ("shot", 3): all(lines.values()),
        ("shot", 4): lines[0],
        ("score", 0): all(lines.values()),
        ("effects", 0): all(lines.values()),
        ("assembly", 0): shots and status["score", 0] == status["effects", 0] == "succeeded",
    }
    for job in jobs:
        ready = opened.get((job.kind, job.ordinal), True)
        assert (job.status != "waiting") == ready, "a job starts exactly when all that it awaits is there"
        assert (job.recipe is not None) == ready
        assert job.lease_expires_at is None or job.status in ("queued", "running")
    assert (await studio.production(production_id)).status == _expected(jobs)
    _check_counts(studio, production_id)
    sent = studio.owner.execute(
        "select job_id, outbox.attempt from outbox join job on job.id = job_id where owner_id = %s",
        (production_id,),
    ).fetchall()
    assert len(sent) == len(set(sent)), "no attempt is published twice"
    return results


def _check_counts(studio: Studio, production_id: uuid.UUID) -> None:
    """What was counted as the jobs changed is what counting them all finds."""
    stored = studio.owner.execute("select counts from job_owner where id = %s", (production_id,)).fetchone()
    found = studio.owner.execute(
        """
        select kind, count(*), count(*) filter (where status = 'succeeded'), count(*) filter (where status = 'failed'),
            count(*) filter (where status in ('queued', 'running')), count(*) filter (where cached), sum(weight),
            sum(case when status in ('running', 'succeeded') then weight * progress else 0 end)
        from job where owner_id = %s group by kind
        """,
        (production_id,),
    ).fetchall()
    assert stored is not None
    names = ("total", "done", "failed", "active", "cached", "weight", "worked")
    for kind, *figures in found:
        assert stored[0].pop(kind) == pytest.approx(dict(zip(names, figures, strict=True))), kind
    assert stored[0] == {}


def _expected(jobs: list[JobRow]) -> str:
    statuses = {job.status for job in jobs}
    if statuses == {"succeeded"}:
        return "succeeded"
    return "failed" if "failed" in statuses and not statuses & {"queued", "running"} else "running"


async def _finish(studio: Studio, production_id: uuid.UUID) -> None:
    """Workers that only succeed, and a person who retries what had failed."""
    while open_jobs := [job for job in await studio.jobs(production_id) if job.status != "succeeded"]:
        if any(job.status == "failed" for job in open_jobs):
            await _retry(studio, production_id)
        for job in await studio.jobs(production_id):
            if job.status in ("queued", "running"):
                assert await studio.succeed(job) == "applied"
