"""The fleet cannot lose a job: the registered policies, played through against random days and planted mistakes."""

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from film_studio.jobs import reconciler
from film_workers.process import consumer, heartbeat
from hypothesis import given, settings
from hypothesis import strategies as st

from components.operation import monitoring
from tests.tools.reports.registrations import changed, evaluated, mapped, without, without_right
from tools.command.__main__ import main as studio
from tools.errors import StudioError
from tools.program import gpu_renderer
from tools.program.evaluate import evaluate_stack
from tools.reports.simulate import clock, traces
from tools.reports.simulate.metric_math import calculate
from tools.reports.simulate.model import BEATS_PER_VISIBILITY, Fleet, Service, fleet_of, read
from tools.reports.simulate.report import SimulationReport, report_of
from tools.reports.simulate.simulation import simulate
from tools.reports.simulate.state import Record, backoff
from tools.reports.simulate.traces import Job
from tools.reports.simulate.world import World

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
CALM = World(interruptions=0, crashes=0)


@cache
def fleet(stack: str, *, gpu: bool = True) -> Fleet:
    return fleet_of(stack, gpu=gpu)


def played(
    which: Fleet, jobs: list[Job], *, seed: int = 1, world: World | None = None
) -> tuple[SimulationReport, Record]:
    record = simulate(which, jobs, seed=seed, world=world)
    return report_of(which, record, trace="test", seed=seed), record


def with_services(which: Fleet, **changes: Any) -> Fleet:
    return dataclasses.replace(
        which, services=tuple(dataclasses.replace(service, **changes) for service in which.services)
    )


def service(which: Fleet, name: str) -> Service:
    return next(each for each in which.services if each.name == name)


def films(number: int, *, seconds: float = 60) -> list[Job]:
    return [Job(at=60.0 * index, queue="video", seconds=seconds) for index in range(number)]


# --- What is read ---------------------------------------------------------------------------------------------


def test_steps_alarms_and_limits_are_those_that_are_registered() -> None:
    worker = service(fleet("production", gpu=False), "worker")
    target = evaluated("production").one("aws:appautoscaling/target:Target", "worker").inputs

    assert (worker.least, worker.most) == (target["minCapacity"], target["maxCapacity"])
    out, idle = sorted(worker.policies, key=lambda policy: not policy.above)
    assert [out.count_for(backlog) for backlog in (1, 4, 5, 14, 15, 900)] == [1, 1, 2, 2, worker.most, worker.most]
    assert [idle.count_for(backlog) for backlog in (0, 1)] == [0, 0]
    assert idle.breaches(0)
    assert not idle.breaches(1)
    assert not out.breaches(0)
    assert idle.needed == evaluated("production").one(ALARM, "worker-idle").inputs["datapointsToAlarm"]
    assert {metric.of for _, metric in out.formula.metrics} == set(worker.queues)


# --- By the clock ---------------------------------------------------------------------------------------------

WARM = {"film-studio:gpuWarmHours": "09-17 Europe/Berlin Mon-Fri", "film-studio:budgetUsd": "1500"}


@cache
def warm() -> Fleet:
    return read(gpu_renderer.evaluate_with("production", overrides=WARM))


@cache
def office() -> Fleet:
    return read(evaluate_stack("dev", overrides={"film-studio:officeHours": "08-20 Europe/Berlin Mon-Fri"}))


def test_schedules_are_those_that_are_registered() -> None:
    kept = service(warm(), "worker-gpu24-spot")
    assert [(each.at / 3600, each.least) for each in kept.schedule[:3]] == [(9, 1), (17, 0), (33, 1)]
    assert {each.most for each in kept.schedule} == {kept.most}
    assert not service(warm(), "worker").schedule
    assert [(each.at / 3600, each.most) for each in office().api[:2]] == [(8, 1), (20, 0)]
    assert not warm().api


@pytest.mark.parametrize(
    ("moment", "least"), [("Mon 08:59", 0), ("Mon 09:00", 1), ("Fri 16:59", 1), ("Fri 17:00", 0), ("Sun 12:00", 0)]
)
def test_what_holds_at_a_moment_is_what_the_schedule_set_last(moment: str, least: int) -> None:
    found = clock.latest(service(warm(), "worker-gpu24-spot").schedule, clock.second_of_week(moment))
    assert found is not None
    assert found.least == least
    assert clock.moment(clock.second_of_week(moment)) == moment


def test_within_warm_hours_nobody_waits_for_a_host_and_outside_of_them_the_first_does() -> None:
    first = [Job(at=1800.0, queue="video", seconds=60)]

    def wait(begin: str) -> float:
        record = simulate(warm(), first, seed=1, world=CALM, begins=clock.second_of_week(begin))
        return report_of(warm(), record, trace="test", seed=1).wait_longest

    assert wait("Tue 10:00") < 60
    assert wait("Tue 19:00") > 180
    assert wait("Tue 08:45") < 60  # the host stands there since nine


def test_what_is_kept_warm_is_paid_and_goes_when_the_hours_are_over() -> None:
    jobs = [Job(at=60.0, queue="video", seconds=60), Job(at=4 * 3600.0, queue="video", seconds=60)]

    def spent(which: Fleet) -> tuple[float, float]:
        record = simulate(which, jobs, seed=1, world=CALM, begins=clock.second_of_week("Fri 15:00"))
        running = [each.running for each in record.samples if each.at > 2.5 * 3600 and each.at < 4 * 3600 - 60]
        return record.usd, max(running)

    usd, after = spent(warm())
    assert usd > spent(fleet("production"))[0] + 1.0 * 0.26  # two hours at most, one of them without work
    assert after == 0


def test_what_would_come_while_the_api_is_closed_comes_when_it_opens() -> None:
    jobs = [Job(at=0.0, queue="video", seconds=60), Job(at=13 * 3600.0, queue="video", seconds=60)]
    record = simulate(office(), jobs, seed=1, world=CALM, begins=clock.second_of_week("Fri 19:30"))
    handed_in = [(clock.second_of_week("Fri 19:30") + each.job.at) % clock.WEEK for each in record.jobs]
    assert [clock.moment(each) for each in handed_in] == ["Fri 19:30", "Mon 08:00"]
    assert all(each.outcome == "done" for each in record.jobs)


def test_a_moment_that_is_none_is_refused_with_one_that_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["simulate", "dev", "--begin", "monday 9"]) == 2
    assert "such as 'Mon 09:00'" in capsys.readouterr().err


def test_empty_gpu_groups_are_simulated_with_a_stand_in_and_the_fleet_says_so() -> None:
    groups = evaluated("production").of_type("aws:autoscaling/group:Group")
    if any(group.inputs["maxSize"] for group in groups):
        pytest.skip("a chosen renderer needs a GPU: there is nothing to stand in for")
    found = fleet("production")

    hosts = service(found, "worker-gpu24-spot").hosts
    assert hosts is not None
    assert (hosts.limit, hosts.warm_up, hosts.spot, hosts.drains, hosts.protected) == (3, 120, True, True, True)
    assert "max 0" in found.notes[0]
    assert not fleet("production", gpu=False).notes


def test_what_the_simulation_says_of_workers_and_api_is_what_they_do() -> None:
    assert BEATS_PER_VISIBILITY == heartbeat.BEATS_PER_VISIBILITY
    assert [backoff(receives) for receives in range(1, 12)] == [
        consumer.backoff_seconds(receives) for receives in range(1, 12)
    ]
    assert World().losses == reconciler.MAX_LOSSES
    assert World().patience == reconciler.BACKLOG_PATIENCE.total_seconds()


def test_mistakes_in_the_registrations_arrive_in_the_model() -> None:
    production = evaluated("production")

    unprotected = without_right(production, "worker-task", "ecs:UpdateTaskProtection", "")
    assert service(read(production), "worker").protects
    assert not service(read(unprotected), "worker").protects

    without_dead_letters = changed(production, "aws:sqs/queue:Queue", "video", redrivePolicy=None)
    assert read(without_dead_letters).queues["video"].max_receives is None
    assert read(production).queues["video"].max_receives == 5

    never_out = without(production, "aws:appautoscaling/policy:Policy", "worker-out")
    assert not any(policy.above for policy in service(read(never_out), "worker").policies)


def test_a_stack_without_workers_says_what_to_change() -> None:
    production = evaluated("production")
    target = "aws:appautoscaling/target:Target"
    none = mapped(
        production, target, "worker", lambda each: dataclasses.replace(each, inputs={**each.inputs, "maxCapacity": 0})
    )

    with pytest.raises(StudioError, match="workerCountMax"):
        read(none)


# --- Whatever comes -------------------------------------------------------------------------------------------

jobs = st.builds(
    Job,
    at=st.floats(0, 6 * 3600),
    queue=st.sampled_from(traces.QUEUES),
    seconds=st.floats(1, 900),
    poison=st.sampled_from(["", "", "", "", "", "", "error", "crash"]),
)


def bound(which: Fleet, trace: list[Job], record: Record) -> float:
    """No healthy message waits longer than the worst that is sound: one worker does all the work, after a start, and
    each misfortune costs a start, the visibility and the work of a job on top."""
    longest = max((job.seconds for job in trace), default=0)
    start = 15 * 60.0
    misfortunes = record.interruptions + record.crashes
    visibility = max(each.visibility for each in which.services)
    work = sum(job.seconds for job in trace) + 5 * 5.0 * sum(job.poison != "" for job in trace)
    return start + work + misfortunes * (start + visibility + longest)


@pytest.mark.parametrize(("stack", "gpu"), [("dev", False), ("production", False), ("production", True)])
@settings(max_examples=25, deadline=None)
@given(trace=st.lists(jobs, max_size=40), seed=st.integers(0, 1000), luck=st.sampled_from([0.0, 0.5, 3.0]))
def test_no_job_is_lost_and_none_waits_without_bound(
    stack: str, gpu: bool, trace: list[Job], seed: int, luck: float
) -> None:
    which = fleet(stack, gpu=gpu)
    found, record = played(which, trace, seed=seed, world=World(interruptions=luck, crashes=luck / 2))

    assert found.lost == 0
    assert found.unresolved_poison == 0
    assert found.done + found.dead == len(trace)
    assert found.dead == sum(job.poison != "" for job in trace)
    assert found.stopped_at_work == 0
    assert found.oldest_age <= bound(which, trace, record)


@pytest.mark.parametrize(("stack", "name"), [("dev", "bursty"), ("production", "steady"), ("production", "bursty")])
def test_no_job_is_lost_on_the_days_that_are_named(stack: str, name: str) -> None:
    found, _ = played(fleet(stack), traces.named(name, 7).jobs, seed=7)

    assert found.is_sound
    assert found.duplicated == 0
    assert found.jobs == found.done + found.dead


def test_the_same_seed_is_the_same_day() -> None:
    first, _ = played(fleet("dev", gpu=False), films(30), seed=3)
    again, _ = played(fleet("dev", gpu=False), films(30), seed=3)
    other, _ = played(fleet("dev", gpu=False), films(30), seed=4)

    assert first == again
    assert first != other


def test_nothing_runs_and_nothing_is_paid_before_the_first_and_after_the_last_job() -> None:
    _, record = played(fleet("production"), [Job(at=2 * 3600, queue="video", seconds=30)], world=CALM)

    assert all(sample.running == 0 and sample.usd == 0 for sample in record.samples if sample.at < 2 * 3600)
    assert record.samples[-1].running <= 1
    assert record.ended < 4 * 3600


def test_a_burst_starts_all_workers_that_may_run() -> None:
    which = fleet("production", gpu=False)
    _, record = played(which, [Job(at=0, queue="video", seconds=120) for _ in range(80)], world=CALM)

    assert max(sample.running for sample in record.samples) == which.most


# --- Spot first, on demand as the relief -----------------------------------------------------------------------


def on_the_day_of_the_drought(which: Fleet, *, seed: int = 1) -> tuple[SimulationReport, Record]:
    trace = traces.named("drought", seed)
    return played(which, trace.jobs, seed=seed, world=World(droughts=trace.droughts))


def without_relief(which: Fleet) -> Fleet:
    spot = tuple(each for each in which.services if each.hosts is None or each.hosts.spot)
    assert spot != which.services
    return dataclasses.replace(which, services=spot)


def test_when_spot_gives_nothing_on_demand_hosts_keep_the_queue_young_and_lose_nothing() -> None:
    for seed in range(3):
        relieved, record = on_the_day_of_the_drought(fleet("production"), seed=seed)
        alone, _ = on_the_day_of_the_drought(without_relief(fleet("production")), seed=seed)

        assert relieved.is_sound
        assert alone.is_sound
        assert relieved.oldest_age < 1.25 * 3600
        assert alone.oldest_age > 3.5 * 3600
        # A film an hour is forty minutes of work: the relief stands by until spot is back, and not much longer.
        assert 3 < relieved.on_demand_hours < 5.5
        assert record.samples[-1].on_demand == 0


def test_relief_starts_after_a_quarter_of_an_hour_and_before_anybody_is_woken() -> None:
    trace = [Job(at=60.0 * index, queue="video", seconds=60) for index in range(30)]
    never = World(interruptions=0, crashes=0, droughts=((0, 10 * 3600),))
    _, record = played(fleet("production"), trace, world=never)

    first = next(sample.at for sample in record.samples if sample.on_demand)
    assert 900 < first < monitoring.WORK_AGE_SECONDS


@pytest.mark.parametrize("name", ["steady", "bursty", "overnight"])
def test_while_spot_delivers_nothing_is_bought_on_demand_however_much_waits(name: str) -> None:
    found, _ = played(fleet("production"), traces.named(name, 2).jobs, seed=2)

    assert found.on_demand_hours == 0
    assert name == "steady" or found.oldest_age > 1800


@pytest.mark.parametrize(
    ("metrics", "seconds"),
    [
        ({"visible": 1, "age": 5000, "wanted": 3, "running": 1}, 5000),
        ({"visible": 0, "age": 5000, "wanted": 3, "running": 1}, 0),  # one long job, in work
        ({"visible": 9, "age": 5000, "wanted": 3, "running": 3}, 0),  # spot delivers
        ({"visible": 9, "age": 5000, "wanted": 0, "running": 0}, 0),  # the kill switch has closed the group
    ],
)
def test_relief_goes_by_what_waits_while_spot_owes_hosts(metrics: dict[str, float], seconds: float) -> None:
    relief = service(fleet("production"), "worker-gpu24-ondemand")
    (out,) = [policy for policy in relief.policies if policy.above]

    assert out.formula.value(lambda metric: metrics[metric.name]) == seconds


def test_hosts_of_all_markets_together_stay_below_the_maximum() -> None:
    _, record = on_the_day_of_the_drought(fleet("production"))
    limits = [each.hosts.limit for each in fleet("production").services if each.hosts]

    assert sum(limits) == 4
    assert max(sample.on_demand for sample in record.samples) == 1


def test_an_expression_that_is_not_known_is_named() -> None:
    with pytest.raises(StudioError, match=r"RATE.*tools/reports/simulate/metric_math\.py"):
        calculate("RATE(a)*60", lambda _: 1.0)
    with pytest.raises(StudioError, match=r"'a b'"):
        calculate("a b", lambda _: 1.0)


@pytest.mark.parametrize(
    ("expression", "value"),
    [("FILL(a,0)+FILL(b,0)", 7), ("IF(a>b,a-b,0)", 0), ("IF(b>=a,b*2,0)", 8), ("MAX([a,b])", 4), ("a<b", 1)],
)
def test_metric_math_counts_as_cloudwatch_does(expression: str, value: float) -> None:
    assert calculate(expression, {"a": 3.0, "b": 4.0}.__getitem__) == value


# --- Each mistake shows ---------------------------------------------------------------------------------------


def test_workers_that_never_hide_their_message_again_do_long_jobs_twice() -> None:
    trace = [Job(at=0, queue="video", seconds=600) for _ in range(20)]
    sound = fleet("production", gpu=False)

    assert played(sound, trace, world=CALM)[0].duplicated == 0
    assert played(with_services(sound, heartbeat=None), trace, world=CALM)[0].duplicated > 0


def test_a_visibility_shorter_than_the_heartbeat_does_jobs_twice() -> None:
    trace = [Job(at=0, queue="video", seconds=100) for _ in range(20)]
    broken = with_services(fleet("production", gpu=False), visibility=30.0, heartbeat=40.0)

    assert played(broken, trace, world=CALM)[0].duplicated > 0


def test_without_a_dead_letter_queue_poison_never_comes_to_rest() -> None:
    sound = fleet("dev", gpu=False)
    queues = {name: dataclasses.replace(queue, max_receives=None) for name, queue in sound.queues.items()}
    trace = [Job(at=0, queue="video", seconds=10, poison="error"), *films(3)]

    assert played(sound, trace, world=CALM)[0].is_sound
    found, _ = played(dataclasses.replace(sound, queues=queues), trace, world=CALM)
    assert found.unresolved_poison == 1
    assert not found.is_sound


def test_without_protection_scaling_stops_workers_at_work() -> None:
    trace = traces.named("bursty", 1).jobs
    sound = fleet("production", gpu=False)

    assert played(sound, trace)[0].stopped_at_work == 0
    assert played(with_services(sound, protects=False), trace)[0].stopped_at_work > 0


def test_unprotected_hosts_are_taken_from_under_their_tasks() -> None:
    sound = fleet("production")
    broken = dataclasses.replace(
        sound,
        services=tuple(
            dataclasses.replace(each, hosts=dataclasses.replace(each.hosts, protected=False)) if each.hosts else each
            for each in sound.services
        ),
    )
    # Twenty short shots start every host; one long shot is left on one of them when the rest is done.
    trace = [Job(at=0, queue="video", seconds=1500) for _ in range(2)] + films(30, seconds=30)

    assert played(sound, trace, world=CALM)[0].stopped_at_work == 0
    assert any(played(broken, trace, seed=seed, world=CALM)[0].stopped_at_work for seed in range(5))


def test_without_scaling_out_every_job_is_lost() -> None:
    sound = fleet("dev", gpu=False)
    broken = with_services(sound, policies=tuple(policy for policy in sound.services[0].policies if not policy.above))

    found, _ = played(broken, films(3), world=CALM)
    assert found.lost == 3


def test_hosts_that_do_not_drain_make_jobs_wait_for_the_visibility() -> None:
    """Only the hand-back differs: without it an interrupted job is hidden until its time is over."""
    sound = with_services(fleet("production", gpu=False), visibility=1200.0, heartbeat=400.0)
    trace = [Job(at=0, queue="video", seconds=200) for _ in range(60)]
    drained = World(interruptions=6, crashes=0, failed_drains=0)

    def ends(world: World) -> float:
        return max(state.resolved or 0 for state in played(sound, trace, world=world)[1].jobs)

    assert ends(dataclasses.replace(drained, failed_drains=1)) > ends(drained)


def test_a_crash_that_repeats_is_set_aside_while_the_rest_goes_on() -> None:
    trace = [Job(at=0, queue="video", seconds=10, poison="crash"), *films(20)]
    found, _ = played(fleet("production", gpu=False), trace, world=CALM)

    assert (found.done, found.dead, found.lost) == (20, 1, 0)
    assert found.crashes == reconciler.MAX_LOSSES * 5


# --- The command ----------------------------------------------------------------------------------------------


def test_the_command_prints_figures_and_draws_the_curves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plot = tmp_path / "day.svg"
    assert studio(["simulate", "dev", "--trace", "steady", "--no-gpu", "--json", "--plot", str(plot)]) == 0

    document = json.loads(capsys.readouterr().out)
    assert document["lost"] == 0
    assert document["curve"][-1][5] == pytest.approx(document["usd"], rel=0.05)
    drawn = ElementTree.parse(plot).getroot()
    assert len(drawn.findall(".//{http://www.w3.org/2000/svg}polyline")) == 6


def test_the_laptops_workers_cost_nothing() -> None:
    assert played(fleet("local"), films(3))[0].usd == 0
    assert played(fleet("dev"), films(3))[0].usd > 0


def test_a_plot_that_cannot_be_written_is_said_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        studio(["simulate", "dev", "--trace", "steady", "--no-gpu", "--plot", str(tmp_path / "none" / "day.svg")]) == 2
    )
    assert "day.svg cannot be written: No such file or directory" in capsys.readouterr().err


def test_the_text_says_whether_jobs_are_lost(capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["simulate", "dev", "--no-gpu"]) == 0

    assert "No job is lost." in capsys.readouterr().out


def test_a_trace_comes_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "trace.json"
    file.write_text(json.dumps([{"at": 5, "queue": "voice", "seconds": 2}, {"at": 0, "queue": "jobs", "seconds": 9}]))

    assert [job.queue for job in traces.from_file(file).jobs] == ["jobs", "voice"]
    assert studio(["simulate", "dev", "--no-gpu", "--trace", str(file)]) == 0
    assert "2 arrive, 2 done" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "is not JSON"),
        ("{}", "must hold a list of jobs"),
        ('{"jobs": [], "drouths": []}', "has drouths"),
        ('{"jobs": [], "droughts": [[7200, 3600]]}', r"\[7200, 3600\] is not a drought"),
        ('{"jobs": [], "droughts": [7]}', "7 is not a drought"),
        ('[{"at": 1, "queue": "video"}]', "job 1"),
        ('[{"at": -1, "queue": "video", "seconds": 1}]', "job 1"),
        ('[{"at": 1, "queue": "vidoe", "seconds": 1}]', "queue one of jobs, video, voice"),
        ('[{"at": 1, "queue": "video", "seconds": 1, "poison": "arsenic"}]', "poison"),
        ("[7]", "job 1"),
    ],
)
def test_a_file_that_is_no_trace_is_refused_with_the_place(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "trace.json"
    file.write_text(text)

    with pytest.raises(StudioError, match=complaint):
        traces.from_file(file)


def test_an_unknown_trace_and_an_unknown_stack_are_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["simulate", "dev", "--trace", "weekend"]) == 2
    assert "steady, bursty, overnight, drought" in capsys.readouterr().err
    assert studio(["simulate", "nowhere"]) == 2
    assert "There is no stack 'nowhere'" in capsys.readouterr().err
