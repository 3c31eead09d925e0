"""What happens on the day when a renderer needs a GPU: one line in the settings, and the groups open from zero."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from contracts.renderers import Renderer
from tools.program.evaluate import Evaluation, evaluate_stack
from tools.program.gpu_renderer import STAND_IN, evaluate_with
from tools.verify.proofs import problems

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
SERVICE = "aws:ecs/service:Service"
GROUP = "aws:autoscaling/group:Group"
TARGET = "aws:appautoscaling/target:Target"


DIFFUSION = Renderer(name="diffusion", kinds=("shot",), version=1, queue="video", video_memory_gib=20)


@pytest.fixture(scope="module")
def with_gpu_renderer() -> Evaluation:
    """Production, where 'diffusion' renders shots on GPUs."""
    return evaluate_with("production", DIFFUSION)


def _environment(evaluation: Evaluation, task: str) -> dict[str, str]:
    definition = evaluation.one("aws:ecs/taskDefinition:TaskDefinition", task)
    container: dict[str, Any] = json.loads(definition.inputs["containerDefinitions"])[0]
    return {entry["name"]: entry["value"] for entry in container["environment"]}


@pytest.fixture(scope="module")
def production_with() -> Callable[..., Evaluation]:
    """Production where a renderer of shots needs a GPU, with other settings."""

    def of(*, video_memory_gib: int = STAND_IN.video_memory_gib, **values: Any) -> Evaluation:
        overrides = {f"film-studio:{key}": json.dumps(value) for key, value in values.items()}
        renderer = dataclasses.replace(STAND_IN, video_memory_gib=video_memory_gib)
        return evaluate_with("production", renderer, overrides=overrides)

    return of


def _most(evaluation: Evaluation) -> dict[str, int]:
    return {group.name: group.inputs["maxSize"] for group in evaluation.of_type(GROUP)}


def _queries(alarm: Any) -> dict[str, Any]:
    return {query["id"]: query for query in alarm.inputs["metricQueries"]}


def test_only_the_smallest_class_that_fits_may_grow_and_its_markets_share_the_maximum(
    with_gpu_renderer: Evaluation,
) -> None:
    assert _most(with_gpu_renderer) == {"gpu24-spot": 3, "gpu24-ondemand": 1, "gpu48-spot": 0, "gpu48-ondemand": 0}
    assert {group.inputs["minSize"] for group in with_gpu_renderer.of_type(GROUP)} == {0}


def test_a_class_that_no_renderer_needs_says_so(with_gpu_renderer: Evaluation) -> None:
    renderers = with_gpu_renderer.outputs["renderers"]
    assert (renderers["video"], renderers["voice"]) == ("diffusion", "kokoro")
    assert renderers["gpu"].startswith(
        "GPU groups gpu48 stay at max 0, because no chosen renderer needs one of them "
        "(video: diffusion on gpu24, voice: kokoro on CPUs)."
    )
    assert ("info", renderers["gpu"]) in with_gpu_renderer.messages


def test_a_renderer_that_needs_more_memory_moves_to_the_larger_class(
    production_with: Callable[..., Evaluation],
) -> None:
    large = production_with(video_memory_gib=40)
    assert _most(large) == {"gpu24-spot": 0, "gpu24-ondemand": 0, "gpu48-spot": 3, "gpu48-ondemand": 1}
    assert _environment(large, "worker-gpu48-spot")["WORK_QUEUES"] == "video"
    assert STAND_IN.name in _environment(large, "worker-gpu48-spot")["RENDERERS"]
    assert STAND_IN.name not in _environment(large, "worker-gpu24-spot")["RENDERERS"]
    assert problems(large) == {}


@pytest.mark.parametrize(
    ("changed", "explains"),
    [
        ({"gpuClasses": ["gpu24"], "video_memory_gib": 40}, r"needs 40 GiB .*gpuClasses is \['gpu24'\]: add 'gpu48'"),
        ({"gpuClasses": []}, r"videoRenderer is 'stand-in'.*gpuClasses is \[\]: add 'gpu24' to gpuClasses"),
        ({"video_memory_gib": 96}, r"needs 96 GiB.*no class has as much; add one to GPU_CLASSES"),
        ({"gpuMax": 0}, r"gpuMax is 0, so nothing would do its jobs: set it to at least 1"),
        ({"gpuMarkets": []}, r"gpuMarkets is \[\], so nothing would do its jobs: name spot"),
        ({"gpuMax": 1}, r"gpuOndemandMax is 1, which leaves none of gpuMax \(1\) to spot: raise gpuMax to at least 2"),
    ],
)
def test_a_renderer_without_a_gpu_to_run_on_is_refused(
    production_with: Callable[..., Evaluation], changed: dict[str, Any], explains: str
) -> None:
    with pytest.raises(ValueError, match=explains):
        production_with(**changed)


def test_shots_move_to_the_gpu_workers_and_the_rest_stays(with_gpu_renderer: Evaluation) -> None:
    assert _environment(with_gpu_renderer, "worker")["WORK_QUEUES"] == "jobs,voice"
    assert (
        _environment(with_gpu_renderer, "worker")["RENDERERS"]
        == "animatic,assembly,cp_sat,effects,formant,kokoro,orchestra,plates,score,typst"
    )
    assert _environment(with_gpu_renderer, "worker-gpu24-spot")["WORK_QUEUES"] == "video"
    assert "diffusion" in _environment(with_gpu_renderer, "worker-gpu24-spot")["RENDERERS"]


def test_spot_services_scale_from_zero_on_their_queue_alone(with_gpu_renderer: Evaluation) -> None:
    target = with_gpu_renderer.one(TARGET, "worker-gpu24-spot").inputs
    assert (target["minCapacity"], target["maxCapacity"]) == (0, 3)
    alarm = with_gpu_renderer.one(ALARM, "worker-gpu24-spot-work")
    assert _queries(alarm)["backlog"]["expression"] == "FILL(video_visible,0)+FILL(video_working,0)"
    service = with_gpu_renderer.one("aws:ecs/service:Service", "worker-gpu24-spot")
    assert service.ignore_changes == ("desiredCount",)


def test_on_demand_hosts_start_when_work_has_waited_while_spot_owes_hosts(with_gpu_renderer: Evaluation) -> None:
    target = with_gpu_renderer.one(TARGET, "worker-gpu24-ondemand").inputs
    assert (target["minCapacity"], target["maxCapacity"]) == (0, 1)
    alarm = with_gpu_renderer.one(ALARM, "worker-gpu24-ondemand-work")
    queries = _queries(alarm)
    assert (alarm.inputs["threshold"], alarm.inputs["datapointsToAlarm"], alarm.inputs["evaluationPeriods"]) == (
        900,
        5,
        10,
    )
    assert [each["id"] for each in queries.values() if each["returnData"]] == ["owed"]
    assert queries["owed"]["expression"] == "IF(FILL(wanted,0)>FILL(running,0),video_waits,0)"
    assert queries["video_waits"]["expression"] == "IF(FILL(video_visible,0)>0,FILL(video_age,0),0)"
    spot = with_gpu_renderer.state[with_gpu_renderer.one(GROUP, "gpu24-spot").urn]["name"]
    assert {queries[each]["metric"]["dimensions"]["AutoScalingGroupName"] for each in ("wanted", "running")} == {spot}
    policy = with_gpu_renderer.one("aws:appautoscaling/policy:Policy", "worker-gpu24-ondemand-out")
    assert alarm.inputs["alarmActions"] == [with_gpu_renderer.state[policy.urn]["arn"]]


def test_on_demand_hosts_go_when_the_queue_is_empty(with_gpu_renderer: Evaluation) -> None:
    idle = with_gpu_renderer.one(ALARM, "worker-gpu24-ondemand-idle")
    assert _queries(idle)["backlog"]["expression"] == "FILL(video_visible,0)+FILL(video_working,0)"
    assert (idle.inputs["comparisonOperator"], idle.inputs["threshold"]) == ("LessThanThreshold", 1)
    policy = with_gpu_renderer.one("aws:appautoscaling/policy:Policy", "worker-gpu24-ondemand-in").inputs
    (step,) = policy["stepScalingPolicyConfiguration"]["stepAdjustments"]
    assert (step["scalingAdjustment"], step["metricIntervalUpperBound"]) == (0, "0")


def test_relief_grows_with_the_age_of_what_waits(production_with: Callable[..., Evaluation]) -> None:
    many = production_with(gpuMax=8, gpuOndemandMax=3)
    policy = many.one("aws:appautoscaling/policy:Policy", "worker-gpu24-ondemand-out").inputs
    steps = policy["stepScalingPolicyConfiguration"]["stepAdjustments"]
    assert [(step["metricIntervalLowerBound"], step["scalingAdjustment"]) for step in steps] == [("0", 1), ("900", 3)]
    assert _most(many)["gpu24-spot"] == 5


def test_where_only_on_demand_is_named_it_takes_work_as_it_comes(production_with: Callable[..., Evaluation]) -> None:
    alone = production_with(gpuMarkets=["ondemand"])
    assert _most(alone) == {"gpu24-ondemand": 4, "gpu48-ondemand": 0}
    alarm = alone.one(ALARM, "worker-gpu24-ondemand-work")
    assert (alarm.inputs["threshold"], set(_queries(alarm))) == (1, {"backlog", "video_visible", "video_working"})
    assert problems(alone) == {}


def test_where_only_spot_is_named_nothing_is_bought_on_demand(production_with: Callable[..., Evaluation]) -> None:
    assert _most(production_with(gpuMarkets=["spot"])) == {"gpu24-spot": 4, "gpu48-spot": 0}


def test_a_group_that_has_been_full_for_half_an_hour_is_an_alarm(with_gpu_renderer: Evaluation) -> None:
    full = [a for a in with_gpu_renderer.of_type(ALARM) if a.name.endswith("-at-max")]
    assert {a.name: (a.inputs["threshold"], a.inputs["statistic"], a.inputs["evaluationPeriods"]) for a in full} == {
        "gpu24-spot-at-max": (3, "Minimum", 30),
        "gpu24-ondemand-at-max": (1, "Minimum", 30),
    }


def test_new_gpu_workers_are_tried_once_a_class_on_the_market_that_comes_first(with_gpu_renderer: Evaluation) -> None:
    services = {each.name: each for each in with_gpu_renderer.of_type(SERVICE) if each.name.startswith("worker-gpu")}
    tried = {name for name, each in services.items() if f"{name}-check" in each.hooks.get("before_update", ())}
    assert tried == {"worker-gpu24-spot"}  # gpu48 may have no host, and so no worker
    assert services["worker-gpu24-spot"].hooks["before_create"] == ("worker-gpu24-spot-check",)
    assert services["worker-gpu24-spot"].urn in services["worker-gpu24-ondemand"].dependencies
    assert any("gpu24-spot (up to $0." in text and "starts one" in text for _, text in with_gpu_renderer.messages)


def test_where_gpu_workers_are_not_tried_somebody_is_told_what_that_means(
    production_with: Callable[..., Evaluation],
) -> None:
    untried = production_with(gpuTrial=False)
    assert not any("gpu" in hook and hook.endswith("-check") for hook in untried.hooks)
    assert any("gpuTrial is false: nothing tries new workers on gpu24" in text for _, text in untried.messages)


def test_the_kill_switch_also_stops_what_scales_the_groups(with_gpu_renderer: Evaluation) -> None:
    function = with_gpu_renderer.one("aws:lambda/function:Function").inputs
    groups = json.loads(function["environment"]["variables"]["GPU_GROUPS"])
    assert {group["service"]: group["scalable"] for group in groups} == {
        f"film-studio-production-worker-{name}": name.startswith("gpu24")
        for name in ("gpu24-spot", "gpu24-ondemand", "gpu48-spot", "gpu48-ondemand")
    }
    for market in ("spot", "ondemand"):
        target = with_gpu_renderer.one(TARGET, f"worker-gpu24-{market}")
        assert with_gpu_renderer.state[target.urn]["arn"] in _allowed(
            with_gpu_renderer, "kill-switch", "application-autoscaling:RegisterScalableTarget"
        )


def test_a_deployment_opens_again_what_the_kill_switch_suspended(with_gpu_renderer: Evaluation) -> None:
    targets = [each for each in with_gpu_renderer.of_type(TARGET) if each.name.startswith("worker-gpu")]
    assert targets
    states = [target.inputs.get("suspendedState") for target in targets]
    said = dict.fromkeys(
        ("dynamicScalingInSuspended", "dynamicScalingOutSuspended", "scheduledScalingSuspended"), False
    )
    assert [state for state in states if state != said] == []


def _allowed(evaluation: Evaluation, role: str, action: str) -> set[str]:
    name = evaluation.one("aws:iam/role:Role", role).inputs["name"]
    return {
        resource
        for policy in evaluation.of_type("aws:iam/rolePolicy:RolePolicy")
        if policy.inputs["role"] == name
        for statement in json.loads(policy.inputs["policy"])["Statement"]
        if action in statement["Action"]
        for resource in statement["Resource"]
    }


def test_every_check_holds_on_that_day_too(with_gpu_renderer: Evaluation) -> None:
    assert problems(with_gpu_renderer) == {}


@pytest.mark.parametrize(
    ("key", "value", "explains"),
    [
        ("videoRenderer", "difusion", r"videoRenderer is 'difusion'; it takes 'animatic'. \(What renders shots.\)"),
        ("videoRenderer", "formant", r"videoRenderer is 'formant'; it takes 'animatic'"),
        (
            "voiceRenderer",
            "animatic",
            r"voiceRenderer is 'animatic'; it takes 'formant' or 'kokoro'. \(What speaks lines",
        ),
    ],
)
def test_a_renderer_that_is_not_on_offer_is_refused_with_those_that_are(key: str, value: str, explains: str) -> None:
    with pytest.raises(ValueError, match=explains):
        evaluate_stack("dev", overrides={f"film-studio:{key}": value})


def test_a_renderer_offered_to_one_evaluation_is_on_offer_in_no_other(with_gpu_renderer: Evaluation) -> None:
    assert with_gpu_renderer.outputs["renderers"]["video"] == "diffusion"
    with pytest.raises(ValueError, match="videoRenderer is 'diffusion'; it takes 'animatic'"):
        evaluate_stack("production", overrides={"film-studio:videoRenderer": "diffusion"})
