"""What a month costs: the worked totals, the promises to users, and that nothing is free by oversight."""

import dataclasses
import json

import pytest

from components.base import prices
from components.base.idle_cost import idle_usd_month
from components.base.setting_loading import load
from tests.tools.reports.registrations import evaluated
from tools.command.__main__ import main as studio
from tools.program import gpu_renderer
from tools.program.evaluate import ROOT
from tools.program.stack_files import read as read_stack_file
from tools.reports.cost.rates import CHARGED, FREE, FREE_PREFIXES, UnpricedError, Usage
from tools.reports.cost.report import CostReport, cost_of

REGION_OF_THE_WORKED_TOTALS = (("aws:region", "us-east-1"),)


def month(stack: str, usage: Usage | None = None, overrides: tuple[tuple[str, str], ...] = ()) -> CostReport:
    return cost_of(evaluated(stack, overrides), usage)


def test_dev_around_the_clock_on_demand_meets_its_worked_total() -> None:
    assert month("dev", overrides=(("film-studio:apiSpot", "false"),)).total_usd_month == pytest.approx(
        51.9, abs=3
    )  # with the secret that signs sessions, the image for GPU hosts, and alarms on the database's memory and credits


def test_dev_on_spot_costs_less_than_on_demand_by_sixty_percent_of_its_tasks() -> None:
    on_demand = month("dev", overrides=(("film-studio:apiSpot", "false"),))
    tasks = next(line.usd_month for line in on_demand.lines if line.item.startswith("tasks"))

    assert on_demand.total_usd_month - month("dev").total_usd_month == pytest.approx(0.6 * tasks)


def test_idle_production_meets_its_worked_total() -> None:
    assert month("production").total_usd_month == pytest.approx(247, rel=0.1)


@pytest.mark.parametrize(
    ("hours", "market", "egress_gb", "worked"),
    [(100, "spot", 0, 340), (100, "ondemand", 0, 408), (500, "spot", 1500, 743), (500, "ondemand", 1500, 1057)],
)
def test_production_with_gpu_hours_meets_its_worked_totals_at_the_prices_they_were_worked_with(
    hours: float, market: str, egress_gb: float, worked: float
) -> None:
    usage = Usage(gpu_hours=hours, gpu_market=market, egress_gb=egress_gb)

    assert month("production", usage, REGION_OF_THE_WORKED_TOTALS).total_usd_month == pytest.approx(worked, rel=0.08)


def test_spot_costs_less_in_the_region_that_the_stacks_use_than_in_that_of_the_worked_totals() -> None:
    usage = Usage(gpu_hours=100)
    there = month("production", usage, REGION_OF_THE_WORKED_TOTALS)

    assert month("production", usage).total_usd_month < there.total_usd_month - 30


def test_dev_with_ten_gpu_hours_stays_below_what_was_promised() -> None:
    promise = prices.load().promised["dev"]

    assert promise.usd_month == 75
    assert month("dev", Usage(gpu_hours=10)).total_usd_month <= 75


@pytest.mark.parametrize(
    ("hours", "market", "promised"), [(500, "ondemand", 1100), (500, "spot", 1100), (100, "spot", 420)]
)
def test_production_stays_below_what_was_promised(hours: float, market: str, promised: float) -> None:
    usage = Usage(gpu_hours=hours, gpu_market=market, egress_gb=1500 if hours == 500 else 0)

    assert month("production", usage).total_usd_month <= promised


def test_the_promise_in_the_price_file_is_the_one_to_users() -> None:
    promise = prices.load().promised["production"]

    assert (promise.usd_month, promise.gpu_hours, promise.egress_gb) == (1100, 500, 1500)


def test_the_laptop_costs_nothing_and_says_why() -> None:
    report = month("local")

    assert report.total_usd_month == 0
    assert "this machine" in report.notes[0]


@pytest.mark.parametrize("stack", ["dev", "pr", "production"])
def test_the_least_that_settings_cost_is_just_below_the_full_report(stack: str) -> None:
    configuration = read_stack_file(ROOT, stack)
    chosen = load(project=configuration.project, stack=stack, configuration=configuration.values)
    floor = idle_usd_month(chosen)

    assert floor < month(stack).total_usd_month < floor * 1.2


def test_the_least_that_settings_cost_follows_each_setting_that_runs_all_month() -> None:
    configuration = read_stack_file(ROOT, "dev").values

    def floor(**changes: object) -> float:
        base = load(project="film-studio", stack="dev", configuration=configuration)
        return idle_usd_month(dataclasses.replace(base, **changes))  # pyright: ignore[reportArgumentType] - names of settings

    least = floor()
    assert floor(nat_gateway=True) - least == pytest.approx(0.045 * 730)
    assert floor(database_multi_az=True) - least == pytest.approx(0.016 * 730 + 20 * 0.115)
    assert floor(api_count_min=2, api_count_max=2) - least == pytest.approx(
        0.4 * 730 * (0.5 * 0.03238 + 0.00356) + 3.65
    )
    assert floor(database_insights="none") == least  # a week of it costs nothing
    assert floor(database_insights="advanced") - least == pytest.approx(2 * 0.0125 * 730)
    assert floor(stage="local") == 0


@pytest.mark.parametrize("stack", ["local", "dev", "pr", "production"])
def test_every_type_that_a_stack_registers_is_priced_or_known_to_be_free(stack: str) -> None:
    types = {resource.type for resource in evaluated(stack).resources}

    assert not set(CHARGED) & FREE
    assert {each for each in types if not each.startswith(FREE_PREFIXES)} <= set(CHARGED) | FREE


def test_a_type_that_nobody_priced_is_an_error_that_says_where_to_add_it() -> None:
    evaluation = evaluated("dev")
    unknown = dataclasses.replace(evaluation.resources[-1], type="aws:elasticache/cluster:Cluster", name="cache")
    changed = dataclasses.replace(evaluation, resources=[*evaluation.resources, unknown])

    with pytest.raises(
        UnpricedError, match=r"cache is a aws:elasticache/cluster:Cluster.*tools/reports/cost/rates\.py"
    ):
        cost_of(changed)


def test_a_database_class_without_a_price_is_an_error_that_says_where_to_add_it() -> None:
    with pytest.raises(prices.UnknownPriceError, match=r"db\.r8g\.large.*components/base/prices\.json"):
        month("dev", overrides=(("film-studio:databaseClass", "db.r8g.large"),))


def test_database_insights_are_charged_by_processor_where_they_last_longer_than_a_week() -> None:
    (charged,) = (
        each
        for each in month("production", overrides=(("film-studio:databaseInsights", "advanced"),)).lines
        if each.item == "Database Insights"
    )
    assert charged.usd_month == pytest.approx(2 * 0.0125 * 730)
    assert "Database Insights" not in {each.item for each in month("production").lines}


def test_a_free_allowance_is_taken_once_for_the_stack_not_once_a_resource() -> None:
    alarms = [line for line in month("production").lines if line.item == "alarm"]
    watched = [
        sum("metric" in query for query in alarm.inputs.get("metricQueries") or ()) or 1
        for alarm in evaluated("production").of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
    ]

    assert sum(line.quantity for line in alarms) == sum(watched) - 10


def test_data_to_viewers_is_free_up_to_a_terabyte() -> None:
    at_the_limit = month("production", Usage(egress_gb=1024)).total_usd_month

    assert at_the_limit == pytest.approx(month("production").total_usd_month)
    assert month("production", Usage(egress_gb=1124)).total_usd_month - at_the_limit == pytest.approx(8.5)


def test_a_film_costs_its_own_work_and_the_workers_wait_for_more() -> None:
    quick = month("dev", Usage(films=10))
    assert quick.usd_per_finished_minute is not None

    slow = month("dev", Usage(films=10, film_minutes=30))
    assert slow.usd_per_finished_minute is not None
    assert 0 < slow.usd_per_finished_minute < quick.usd_per_finished_minute < 0.05
    assert quick.total_usd_month - month("dev").total_usd_month == pytest.approx(quick.usd_per_finished_minute * 30)


def test_a_finished_minute_costs_the_processor_time_that_was_measured() -> None:
    more = month("dev", Usage(films=1, film_minutes=61)).total_usd_month
    less = month("dev", Usage(films=1, film_minutes=1)).total_usd_month
    worker = prices.load().fargate_usd_hour(architecture="x86", cpu=2048, memory_mib=4096, spot=True)
    seconds = prices.load().assumed["cpu_seconds_a_finished_minute"]

    assert seconds == 30
    # Two vCPUs, with a public address in development; beside it some objects that are written.
    assert more - less == pytest.approx(60 * seconds / 2 / 3600 * (worker + 0.005) + 60 * 0.001, rel=0.01)


def test_the_worst_hour_is_every_maximum_at_the_dearest_type() -> None:
    with_gpu = cost_of(gpu_renderer.evaluate_with("production")).worst
    assert with_gpu is not None
    api, worker = 4 * (0.03238 + 2 * 0.00356), 8 * 0.4 * (2 * 0.04048 + 4 * 0.004445)

    assert (with_gpu.spot_hosts, with_gpu.on_demand_hosts) == (3, 1)
    # g5 is dearer than g6; each host has a disk of 60 GB.
    assert with_gpu.gpu == pytest.approx(3 * 0.51 + 1.006 + 4 * 60 * 0.08 / 730)
    assert with_gpu.tasks == pytest.approx(api + worker)
    assert with_gpu.usd_hour == pytest.approx(with_gpu.idle + with_gpu.tasks + with_gpu.gpu)

    report = month("production")
    assert report.worst is not None
    assert (report.worst.gpu, report.worst.spot_hosts) == (0, 0)
    assert report.worst.idle == pytest.approx(report.total_usd_month / 730)
    assert "At most $0.80 in an hour" in report.text()


def test_gpu_hours_are_paid_where_they_can_be_had_and_no_more_of_them_than_there_are() -> None:
    open_groups = gpu_renderer.evaluate_with("production")
    report = cost_of(open_groups, Usage(gpu_hours=100))

    assert {line.resource for line in report.lines if line.item.startswith("GPU hosts")} == {"gpu24-spot"}
    assert not any("max 0" in note or "more than" in note for note in report.notes)
    beyond = cost_of(open_groups, Usage(gpu_hours=2000))
    assert any("come to 2,190 hours a month" in note for note in beyond.notes)


def test_a_stack_without_the_market_asked_for_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="gpuMarkets"):
        month("dev", Usage(gpu_hours=1, gpu_market="ondemand"))


def test_gpu_hours_on_groups_that_cannot_start_are_marked_as_such() -> None:
    groups = evaluated("production").of_type("aws:autoscaling/group:Group")
    report = month("production", Usage(gpu_hours=1))

    assert any("max 0" in note for note in report.notes) == all(group.inputs["maxSize"] == 0 for group in groups)


def test_the_lines_of_the_json_add_up_to_its_total(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        studio(["cost", "production", "--gpu-hours", "100", "--films", "10", "--requests", "20000000", "--json"]) == 0
    )

    document = json.loads(capsys.readouterr().out)
    assert document["stack"] == "production"
    assert document["total_usd_month"] == pytest.approx(sum(line["usd_month"] for line in document["lines"]), abs=0.02)
    assert all(line["source"] for line in document["lines"])
    assert ("cdn", "requests") in {(line["resource"], line["item"]) for line in document["lines"]}


def test_the_table_ends_with_the_total(capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["cost", "dev", "--films", "4"]) == 0

    printed = capsys.readouterr().out
    assert "load balancer" in printed
    assert "dev: $" in printed
    assert "for each finished minute" in printed


def test_the_readme_shows_what_the_tool_says() -> None:
    spot, demand = Usage(gpu_hours=100), Usage(gpu_hours=500, gpu_market="ondemand", egress_gb=1500)
    dev = [month("dev"), month("dev", Usage(gpu_hours=10))]
    production = [month("production"), month("production", spot), month("production", demand)]
    minute = month("dev", Usage(films=20)).usd_per_finished_minute
    worst = [each.worst.usd_hour for each in (dev[0], production[0]) if each.worst]
    readme = (ROOT / "README.md").read_text()

    for cell in (
        " · ".join(f"${each.total_usd_month:,.0f}" for each in dev),
        " · ".join(f"${each.total_usd_month:,.0f}" for each in production),
        f"${minute:.3f}",
        " · ".join(f"${each:.2f}" for each in worst),
    ):
        assert f"| {cell} |\n" in readme, f"README.md, Cost: {cell}"


def test_an_unknown_stack_and_a_wrong_amount_are_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["cost", "nowhere"]) == 2
    assert "There is no stack 'nowhere'" in capsys.readouterr().err

    with pytest.raises(SystemExit):
        studio(["cost", "dev", "--gpu-hours", "-3"])
    assert "at least 0" in capsys.readouterr().err


def test_polls_of_what_always_runs_are_billed_as_often_as_the_programs_poll() -> None:
    def polls(**overrides: str) -> dict[str, float]:
        chosen = tuple((f"film-studio:{key}", value) for key, value in overrides.items())
        lines = [each for each in month("dev", overrides=chosen).lines if each.item == "polling for messages"]
        return {line.resource: line.quantity for line in lines}

    assert sum(polls().values()) == pytest.approx(0)  # within the million that is free
    four = polls(apiCountMin="4", apiCountMax="4", databaseClass="db.t4g.medium", budgetUsd="1000")
    assert sum(four.values()) == pytest.approx(4 * 730 * 1200 / 1e6 - 1)
    # A worker looks at each of its three queues every second.
    assert sum(polls(workerCountMin="1", budgetUsd="100").values()) == pytest.approx(730 * (1200 + 3 * 3600) / 1e6 - 1)
