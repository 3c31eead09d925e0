"""What an hour of work costs on a stack, as its API tells whoever asks before a start."""

import dataclasses
from typing import Any

from components.base.prices import load as load_prices
from components.base.setting_loading import load
from components.base.settings import Settings
from components.base.work_cost import work_usd_hour
from contracts.renderers import RENDERERS
from tools.program.evaluate import ROOT
from tools.program.gpu_renderer import STAND_IN
from tools.program.stack_files import read as read_stack_file


def settings_of(stack: str, **changes: Any) -> Settings:
    configuration = read_stack_file(ROOT, stack)
    renderers = {**RENDERERS, STAND_IN.name: STAND_IN}
    loaded = load(project=configuration.project, stack=stack, configuration=configuration.values, renderers=renderers)
    return dataclasses.replace(loaded, **changes)


def test_work_on_the_laptop_costs_nothing() -> None:
    assert work_usd_hour(settings_of("local")) == {"jobs": 0, "video": 0, "voice": 0}


def test_what_cpus_render_costs_a_task_of_the_workers() -> None:
    small = work_usd_hour(settings_of("production", worker_cpu=1024))
    large = work_usd_hour(settings_of("production", worker_cpu=4096))
    assert len(set(small.values())) == 1
    assert 0.01 < small["video"] < large["video"] < 0.2


def test_what_needs_a_gpu_costs_its_host_in_the_market_that_is_tried_first() -> None:
    prices = load_prices()
    for market in ("spot", "ondemand"):
        chosen = settings_of("production", video_renderer=STAND_IN.name, gpu_markets=(market,))
        hourly = work_usd_hour(chosen)
        assert hourly["video"] == prices.gpu("g6.xlarge", market=market, region=chosen.region).usd
        assert hourly["voice"] == hourly["jobs"] < hourly["video"]


def test_a_queue_whose_hosts_have_no_price_in_the_region_is_left_out() -> None:
    chosen = settings_of("production", video_renderer=STAND_IN.name, gpu_markets=("spot",), region="eu-north-1")
    assert set(work_usd_hour(chosen)) == {"jobs", "voice"}
