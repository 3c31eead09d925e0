"""Capacity by the clock: when the API runs, when a GPU host stands ready, and what that saves or costs."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.base.hours import HOURS_A_WEEK, Hours, hours
from tools.program.evaluate import Evaluation, evaluate_stack
from tools.program.gpu_renderer import evaluate_with
from tools.reports.cost.rates import hours_of_week
from tools.reports.cost.report import CostReport, cost_of

ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction"
TARGET = "aws:appautoscaling/target:Target"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@pytest.fixture(scope="module")
def office() -> Evaluation:
    return evaluate_stack("dev", overrides={"film-studio:officeHours": "08-20 Europe/Berlin Mon-Fri"})


def capacities(stack: Evaluation, name: str) -> tuple[str, str, Any]:
    inputs = stack.one(ACTION, name).inputs
    action = inputs["scalableTargetAction"]
    return inputs["schedule"], inputs["timezone"], (int(action["minCapacity"]), int(action["maxCapacity"]))


def test_the_api_runs_in_office_hours_and_an_update_leaves_the_clock_its_count(office: Evaluation) -> None:
    assert capacities(office, "api-open") == ("cron(0 8 ? * MON-FRI *)", "Europe/Berlin", (1, 1))
    assert capacities(office, "api-close") == ("cron(0 20 ? * MON-FRI *)", "Europe/Berlin", (0, 0))
    assert office.one(TARGET, "api").ignore_changes == ("minCapacity", "maxCapacity")
    assert office.one("aws:ecs/service:Service", "api").ignore_changes == ("desiredCount",)


def test_nobody_is_woken_because_it_is_night(office: Evaluation, dev: Evaluation) -> None:
    assert office.one(ALARM, "api-tasks").inputs["treatMissingData"] == "notBreaching"
    assert dev.one(ALARM, "api-tasks").inputs["treatMissingData"] == "breaching"
    waits = office.one(ALARM, "events-age").inputs["metricQueries"]
    assert {each.get("expression") for each in waits} >= {"IF(FILL(tasks,0)>0,FILL(age,0),0)"}
    assert dev.one(ALARM, "events-age").inputs["metricName"] == "ApproximateAgeOfOldestMessage"


def api_hours(report: CostReport) -> float:
    return next(line.quantity for line in report.lines if line.resource == "api" and line.item.startswith("tasks"))


def test_the_report_says_what_office_hours_save(office: Evaluation, dev: Evaluation) -> None:
    closed, always = cost_of(office), cost_of(dev)
    assert api_hours(always) == 730
    assert api_hours(closed) == pytest.approx(730 * 60 / 168)
    saved = always.total_usd_month - closed.total_usd_month
    assert 4 < saved < 10
    (said,) = (note for note in closed.notes if "officeHours" in note)
    assert float(said.split("$")[1].split()[0]) == pytest.approx(saved, abs=0.6)


def test_a_warm_gpu_host_waits_in_its_hours_and_is_paid_for_them() -> None:
    warm = evaluate_with(
        "dev", overrides={"film-studio:gpuWarmHours": "09-17 UTC Mon-Fri", "film-studio:budgetUsd": "150"}
    )
    ((name, opened),) = (
        (each.name, capacities(warm, each.name)) for each in warm.of_type(ACTION) if each.name.endswith("-open")
    )
    assert opened == ("cron(0 9 ? * MON-FRI *)", "UTC", (1, 1))
    assert capacities(warm, name.replace("-open", "-close"))[2] == (0, 1)
    paid = [line for line in cost_of(warm).lines if line.item == "GPU hosts (spot)"]
    assert [line.quantity for line in paid] == [pytest.approx(730 * 40 / 168)]
    assert any(note.startswith("gpuWarmHours is $") for note in cost_of(warm).notes)


@given(st.integers(0, 22), st.integers(1, 23), st.integers(0, 6), st.integers(0, 6))
def test_what_a_setting_spells_is_what_its_schedule_says(opens: int, closes: int, first: int, last: int) -> None:
    spelled = f"{opens:02}-{closes:02} UTC {DAYS[first]}-{DAYS[last]}"
    if opens >= closes or first > last:
        with pytest.raises(ValueError, match="hours"):
            hours(spelled)
        return
    read = hours(spelled)
    assert isinstance(read, Hours)
    open_at, close_at = (hours_of_week(read.cron(hour)) for hour in (opens, closes))
    assert sum(until - since for since, until in zip(open_at, close_at, strict=True)) == read.a_week
    assert read.share == read.a_week / HOURS_A_WEEK
    assert hours(str(read)) == read
