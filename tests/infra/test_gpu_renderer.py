"""What happens on the day when a renderer needs a GPU: one line in the settings, and the groups open from zero."""

import json
import shutil
from typing import Any

import pytest

from tools.evaluate import ROOT, Evaluation, evaluate_stack


@pytest.fixture(scope="module")
def with_gpu_renderer(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """Production, in a checkout where 'diffusion' renders shots on GPUs."""
    root = tmp_path_factory.mktemp("checkout")
    for package in ("components", "contracts"):
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("__main__.py", "Pulumi.yaml", "Pulumi.production.yaml"):
        shutil.copy(ROOT / name, root / name)
    settings = root / "components" / "settings.py"
    known = '"formant": Renderer('
    text = settings.read_text()
    assert text.count(known) == 1
    settings.write_text(text.replace(known, f'"diffusion": Renderer(queue="video", needs_gpu=True), {known}'))
    return evaluate_stack("production", root=root, overrides={"film-studio:videoRenderer": "diffusion"})


def _environment(evaluation: Evaluation, task: str) -> dict[str, str]:
    definition = evaluation.one("aws:ecs/taskDefinition:TaskDefinition", task)
    container: dict[str, Any] = json.loads(definition.inputs["containerDefinitions"])[0]
    return {entry["name"]: entry["value"] for entry in container["environment"]}


def test_the_groups_may_grow_to_their_limit_and_nothing_says_otherwise(with_gpu_renderer: Evaluation) -> None:
    groups = with_gpu_renderer.of_type("aws:autoscaling/group:Group")
    assert {(group.inputs["minSize"], group.inputs["maxSize"]) for group in groups} == {(0, 4)}
    assert not any("GPU" in text for _, text in with_gpu_renderer.messages)
    assert with_gpu_renderer.outputs["renderers"] == {"video": "diffusion", "voice": "formant"}


def test_shots_move_to_the_gpu_workers_and_the_rest_stays(with_gpu_renderer: Evaluation) -> None:
    assert _environment(with_gpu_renderer, "worker")["WORK_QUEUES"] == "jobs,voice"
    assert _environment(with_gpu_renderer, "worker")["RENDERERS"] == "animatic,formant"
    assert _environment(with_gpu_renderer, "worker-gpu24-spot")["WORK_QUEUES"] == "video"
    assert "diffusion" in _environment(with_gpu_renderer, "worker-gpu24-spot")["RENDERERS"]


def test_spot_services_scale_from_zero_on_their_queue_alone(with_gpu_renderer: Evaluation) -> None:
    target = with_gpu_renderer.one("aws:appautoscaling/target:Target", "worker-gpu24-spot").inputs
    assert (target["minCapacity"], target["maxCapacity"]) == (0, 4)
    alarm = with_gpu_renderer.one("aws:cloudwatch/metricAlarm:MetricAlarm", "worker-gpu24-spot-work").inputs
    queries = {query["id"]: query for query in alarm["metricQueries"]}
    assert queries["backlog"]["expression"] == "FILL(video_visible,0)+FILL(video_working,0)"
    service = with_gpu_renderer.one("aws:ecs/service:Service", "worker-gpu24-spot")
    assert service.ignore_changes == ("desiredCount",)


def test_on_demand_capacity_waits_for_a_person(with_gpu_renderer: Evaluation) -> None:
    scaled = {target.name for target in with_gpu_renderer.of_type("aws:appautoscaling/target:Target")}
    assert not any("ondemand" in name for name in scaled)


def test_a_group_that_has_been_full_for_half_an_hour_is_an_alarm(with_gpu_renderer: Evaluation) -> None:
    full = [
        a for a in with_gpu_renderer.of_type("aws:cloudwatch/metricAlarm:MetricAlarm") if a.name.endswith("-at-max")
    ]
    assert {(a.inputs["threshold"], a.inputs["statistic"], a.inputs["evaluationPeriods"]) for a in full} == {
        (4, "Minimum", 30)
    }
    assert len(full) == len(with_gpu_renderer.of_type("aws:autoscaling/group:Group"))


def test_the_kill_switch_also_stops_what_scales_the_groups(with_gpu_renderer: Evaluation) -> None:
    function = with_gpu_renderer.one("aws:lambda/function:Function").inputs
    groups = json.loads(function["environment"]["variables"]["GPU_GROUPS"])
    assert {group["service"]: group["scalable"] for group in groups} == {
        f"film-studio-production-worker-{name}": name.endswith("spot")
        for name in ("gpu24-spot", "gpu24-ondemand", "gpu48-spot", "gpu48-ondemand")
    }
    target = with_gpu_renderer.one("aws:appautoscaling/target:Target", "worker-gpu24-spot")
    rights = json.loads(with_gpu_renderer.one("aws:iam/rolePolicy:RolePolicy", "kill-switch").inputs["policy"])
    (statement,) = (each for each in rights["Statement"] if each["Sid"] == "Gpu24SpotScalingStop")
    assert statement["Action"] == ["application-autoscaling:RegisterScalableTarget"]
    assert statement["Resource"] == [with_gpu_renderer.state[target.urn]["arn"]]
