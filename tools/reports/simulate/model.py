"""The workers of a stack as a simulation needs them, read from the very resources that are registered."""

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from components.base import prices as price_file
from tools.errors import StudioError
from tools.program import gpu_renderer
from tools.program.evaluate import evaluate_stack
from tools.program.recording import Evaluation, Recorded
from tools.reports.cost.rates import market_of, stage_of
from tools.reports.simulate.clock import Change, changes
from tools.reports.simulate.metric_math import Formula, Metric, formula_of

#: A worker hides its message again each third of the visibility; a test holds this and
#: `film_workers.process.heartbeat` together.
BEATS_PER_VISIBILITY: Final = 3
_STAND_IN_NOTE: Final = (
    "The GPU groups of this stack are at max 0, because no renderer that is chosen needs a GPU. "
    "They are simulated as if one rendered the video queue."
)

TASK_DEFINITION: Final = "aws:ecs/taskDefinition:TaskDefinition"
Machine = Literal["fargate", "spot", "host"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """From `lower` on and below `upper` (None: without end), the service has `count` workers."""

    lower: float | None
    upper: float | None
    count: int


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A step scaling policy and the alarm that runs it."""

    formula: Formula
    above: bool
    inclusive: bool
    threshold: float
    period: float
    periods: int
    needed: int
    cooldown: float
    steps: tuple[Step, ...]

    def breaches(self, value: float) -> bool:
        if value == self.threshold:
            return self.inclusive
        return (value > self.threshold) == self.above

    def count_for(self, value: float) -> int | None:
        """What the steps make of a metric; None where none of them applies."""
        distance = value - self.threshold
        for step in self.steps:
            if self._contains(step, distance):
                return step.count
        return None

    def _contains(self, step: Step, distance: float) -> bool:
        low = step.lower if step.lower is not None else float("-inf")
        high = step.upper if step.upper is not None else float("inf")
        # The bound that is nearer to the threshold belongs to the step. Source: "Step scaling policies", AWS.
        return low <= distance < high if self.above else low < distance <= high


@dataclass(frozen=True, kw_only=True)
class QueueModel:
    """`max_receives` is None without a dead-letter queue. Times are in seconds."""

    name: str
    retention: float
    max_receives: int | None


@dataclass(frozen=True, kw_only=True)
class Hosts:
    """The group of instances under a service. `group` is its name in AWS."""

    group: str
    limit: int
    warm_up: float
    step: int
    protected: bool
    """A host that holds a task is not stopped by scaling."""
    drains: bool
    """The agent stops tasks in order when spot takes the host back."""
    spot: bool
    usd_hour: float


@dataclass(frozen=True, kw_only=True)
class Service:
    """Workers that come and go together. `heartbeat` is None for workers that never hide their message again."""

    name: str
    machine: Machine
    queues: tuple[str, ...]
    least: int
    most: int
    policies: tuple[Policy, ...]
    visibility: float
    heartbeat: float | None
    protects: bool
    """Its role may protect a task that holds a message from scale-in."""
    usd_hour: float
    hosts: Hosts | None = None
    schedule: tuple[Change, ...] = ()
    """What it has at least and at most by the clock; empty: always `least` and `most`."""


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """Everything that does jobs in a stack, and its queues. `notes` say what was assumed."""

    stack: str
    queues: Mapping[str, QueueModel]
    services: tuple[Service, ...]
    api: tuple[Change, ...] = ()
    """When the API opens and closes, in which nobody hands in anything; empty: never."""
    notes: tuple[str, ...] = ()

    @property
    def most(self) -> int:
        return sum(service.most for service in self.services)


def fleet_of(stack: str, *, gpu: bool = True) -> Fleet:
    """Evaluate a stack and read its fleet. With `gpu`, a stack whose GPU groups are empty because no renderer needs
    one gets a stand-in that does, and the fleet says so. Raises what the evaluation raises, `StudioError`."""
    evaluation = evaluate_stack(stack)
    groups = evaluation.of_type("aws:autoscaling/group:Group")
    if gpu and groups and all(group.inputs["maxSize"] == 0 for group in groups):
        evaluation = gpu_renderer.evaluate_with(stack)
        return read(evaluation, notes=(_STAND_IN_NOTE,))
    return read(evaluation)


def read(evaluation: Evaluation, *, notes: tuple[str, ...] = ()) -> Fleet:
    """The fleet that an evaluation registers. Raises `StudioError`."""
    found = [_service(each, evaluation) for each in evaluation.of_type("aws:ecs/service:Service")]
    services = tuple(service for service in found if service is not None and service.most > 0)
    if not services:
        raise StudioError(f"{evaluation.stack} registers no service of workers that may run: raise workerCountMax.")
    queues = _queues(evaluation)
    worked = {queue for service in services for queue in service.queues}
    return Fleet(
        stack=evaluation.stack,
        queues={name: queue for name, queue in queues.items() if name in worked},
        services=services,
        api=_api(evaluation),
        notes=notes,
    )


def _api(evaluation: Evaluation) -> tuple[Change, ...]:
    """The schedule of what closes: no worker does, so it is the API's."""
    targets = {each.inputs["resourceId"] for each in evaluation.of_type("aws:appautoscaling/target:Target")}
    schedules = (changes(evaluation, str(each)) for each in targets)
    return next((each for each in schedules if any(change.most == 0 for change in each)), ())


def _queues(evaluation: Evaluation) -> dict[str, QueueModel]:
    models: dict[str, QueueModel] = {}
    for queue in evaluation.of_type("aws:sqs/queue:Queue"):
        redrive = json.loads(queue.inputs.get("redrivePolicy") or "{}")
        models[queue.name] = QueueModel(
            name=queue.name,
            retention=queue.inputs.get("messageRetentionSeconds", 345_600),
            max_receives=int(redrive["maxReceiveCount"]) if "deadLetterTargetArn" in redrive else None,
        )
    return models


def _service(service: Recorded, evaluation: Evaluation) -> Service | None:
    """None for a service that takes no jobs."""
    definition = _by_arn(evaluation, TASK_DEFINITION, service.inputs["taskDefinition"])
    container = json.loads(definition.inputs["containerDefinitions"])[0]
    environment = {each["name"]: each["value"] for each in container["environment"]}
    if "WORK_QUEUES" not in environment:
        return None
    provider = str(service.inputs["capacityProviderStrategies"][0]["capacityProvider"])
    hosts = None if provider.startswith("FARGATE") else _hosts(evaluation, provider)
    target = next(
        (
            each.inputs
            for each in evaluation.of_type("aws:appautoscaling/target:Target")
            if str(each.inputs["resourceId"]).endswith(f"/{service.inputs['name']}")
        ),
        None,
    )
    count = int(service.inputs.get("desiredCount", 1))
    visibility = float(environment["VISIBILITY_SECONDS"])
    return Service(
        name=service.name,
        machine="host" if hosts else "spot" if provider == "FARGATE_SPOT" else "fargate",
        queues=tuple(environment["WORK_QUEUES"].split(",")),
        least=int(target["minCapacity"]) if target else count,
        most=int(target["maxCapacity"]) if target else count,
        policies=_policies(evaluation, str(target["resourceId"])) if target else (),
        visibility=visibility,
        heartbeat=visibility / BEATS_PER_VISIBILITY,
        protects=_may(evaluation, definition, "ecs:UpdateTaskProtection"),
        # The laptop's workers are processes: nobody bills them.
        usd_hour=0
        if hosts or stage_of(evaluation) == "local"
        else _fargate_usd_hour(definition, spot=provider == "FARGATE_SPOT"),
        hosts=hosts,
        schedule=changes(evaluation, str(target["resourceId"])) if target else (),
    )


def _by_arn(evaluation: Evaluation, type_: str, arn: object) -> Recorded:
    for resource in evaluation.of_type(type_):
        if arn in (evaluation.state[resource.urn].get("arn"), evaluation.state[resource.urn].get("id")):
            return resource
    raise LookupError(f"No {type_} has the ARN {arn}: the program refers to something that it does not register.")


def _may(evaluation: Evaluation, definition: Recorded, action: str) -> bool:
    role = str(definition.inputs["taskRoleArn"]).rsplit("/", 1)[-1]
    return any(
        action in statement["Action"] and statement["Effect"] == "Allow"
        for policy in evaluation.of_type("aws:iam/rolePolicy:RolePolicy")
        if policy.inputs["role"] == role
        for statement in json.loads(policy.inputs["policy"])["Statement"]
    )


def _fargate_usd_hour(definition: Recorded, *, spot: bool) -> float:
    platform: Mapping[str, Any] = definition.inputs.get("runtimePlatform") or {}
    return price_file.load().fargate_usd_hour(
        architecture="arm64" if platform.get("cpuArchitecture") == "ARM64" else "x86",
        cpu=int(definition.inputs["cpu"]),
        memory_mib=int(definition.inputs["memory"]),
        spot=spot,
    )


def _hosts(evaluation: Evaluation, provider_name: str) -> Hosts:
    provider = next(
        each for each in evaluation.of_type("aws:ecs/capacityProvider:CapacityProvider")
        if each.inputs["name"] == provider_name
    ).inputs["autoScalingGroupProvider"]  # fmt: skip
    group = _by_arn(evaluation, "aws:autoscaling/group:Group", provider["autoScalingGroupArn"])
    launch = group.inputs["mixedInstancesPolicy"]["launchTemplate"]
    template = _by_arn(
        evaluation, "aws:ec2/launchTemplate:LaunchTemplate", launch["launchTemplateSpecification"]["launchTemplateId"]
    )
    boot = base64.b64decode(template.inputs.get("userData", "")).decode()
    market = market_of(group)
    region = str(evaluation.of_type("pulumi:providers:aws")[0].inputs["region"])
    types = [each["instanceType"] for each in launch["overrides"]]
    scaling = provider["managedScaling"]
    return Hosts(
        group=str(evaluation.state[group.urn]["name"]),
        limit=int(group.inputs["maxSize"]),
        warm_up=float(scaling["instanceWarmupPeriod"]),
        step=int(scaling["maximumScalingStepSize"]),
        protected=provider.get("managedTerminationProtection") == "ENABLED"
        and bool(group.inputs.get("protectFromScaleIn"))
        and not group.inputs.get("capacityRebalance"),
        drains=re.search(r"^ECS_ENABLE_SPOT_INSTANCE_DRAINING=true$", boot, re.MULTILINE) is not None,
        spot=market == "spot",
        usd_hour=min(price_file.load().gpu(each, market=market, region=region).usd for each in types),
    )


def _policies(evaluation: Evaluation, resource_id: str) -> tuple[Policy, ...]:
    queues = {queue.inputs["name"]: queue.name for queue in evaluation.of_type("aws:sqs/queue:Queue")}
    found: list[Policy] = []
    for policy in evaluation.of_type("aws:appautoscaling/policy:Policy"):
        if policy.inputs["resourceId"] != resource_id or policy.inputs["policyType"] != "StepScaling":
            continue
        arn = evaluation.state[policy.urn]["arn"]
        found += [
            _policy(policy.inputs["stepScalingPolicyConfiguration"], alarm.inputs, queues)
            for alarm in evaluation.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
            if arn in alarm.inputs.get("alarmActions", ())
        ]
    return tuple(found)


_METRICS: Final = {
    "ApproximateNumberOfMessagesVisible": "visible",
    "ApproximateNumberOfMessagesNotVisible": "working",
    "ApproximateAgeOfOldestMessage": "age",
    "GroupDesiredCapacity": "wanted",
    "GroupInServiceInstances": "running",
}


def _policy(configuration: Mapping[str, Any], alarm: Mapping[str, Any], queues: Mapping[str, str]) -> Policy:
    if configuration["adjustmentType"] != "ExactCapacity":
        raise StudioError(
            f"A step scaling policy adjusts by {configuration['adjustmentType']}; "
            "tools/reports/simulate knows ExactCapacity: teach it the other in tools/reports/simulate/model.py."
        )
    queries: Sequence[Mapping[str, Any]] = alarm["metricQueries"]
    comparison = str(alarm["comparisonOperator"])
    bound: Callable[[Mapping[str, Any], str], float | None] = lambda step, name: (  # noqa: E731 - one line, used twice
        float(step[name]) if name in step else None
    )
    return Policy(
        formula=formula_of(queries, lambda metric: _metric(metric, queues)),
        above=comparison.startswith("GreaterThan"),
        inclusive="OrEqualTo" in comparison,
        threshold=float(alarm["threshold"]),
        period=float(max(query["metric"]["period"] for query in queries if "metric" in query)),
        periods=int(alarm["evaluationPeriods"]),
        needed=int(alarm.get("datapointsToAlarm", alarm["evaluationPeriods"])),
        cooldown=float(configuration.get("cooldown", 300)),
        steps=tuple(
            Step(
                lower=bound(step, "metricIntervalLowerBound"),
                upper=bound(step, "metricIntervalUpperBound"),
                count=int(step["scalingAdjustment"]),
            )
            for step in configuration["stepAdjustments"]
        ),
    )


def _metric(metric: Mapping[str, Any], queues: Mapping[str, str]) -> Metric:
    """Queues go by their own names here, groups of hosts by those in AWS."""
    dimensions: Mapping[str, str] = metric["dimensions"]
    name = _METRICS[metric["metricName"]]
    if "QueueName" in dimensions:
        return Metric(name=name, of=queues[dimensions["QueueName"]])
    return Metric(name=name, of=dimensions["AutoScalingGroupName"])
