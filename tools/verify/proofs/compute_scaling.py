"""Proofs of what scales: workers with their queues, GPU hosts for a renderer that needs them, spot before on demand."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from policy.rules.model import rule
from tools.program.recording import Recorded
from tools.verify.proofs.view import SERVICE, Task, View, items, listed, section

#: Lines of a host's first boot without which it loses jobs or gives its credentials away.
FIRST_BOOT: Final = (
    "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
    "ECS_CONTAINER_STOP_TIMEOUT=110s",
    "ECS_AWSVPC_BLOCK_IMDS=true",
)
FLEET: Final = "aws:autoscaling/group:Group"
PROVIDER: Final = "aws:ecs/capacityProvider:CapacityProvider"
ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
AGE: Final = "ApproximateAgeOfOldestMessage"
#: Seconds that work waits at least before hosts are bought on demand: a cold spot host is there in five minutes.
PATIENCE: Final = 600
MOST_HOSTS: Final = 50


@rule(
    "compute",
    "A service that starts from zero starts when any of its queues has work, and stops only when all are empty.",
)
def workers_scale_with_their_queues(view: View) -> Iterator[str]:
    for task in view.tasks:
        for service in task.services if task.module == "film_workers" else ():
            target = _target(view, service)
            if target is None:
                continue
            if "desiredCount" not in service.ignore_changes:
                yield f"{service.name}: a deployment would undo what scaling decided: ignore desiredCount."
            yield from _scaling(view, task, service, target)


def _target(view: View, service: Recorded) -> Recorded | None:
    name = str(service.inputs.get("name"))
    return next(
        (
            target
            for target in view.of("aws:appautoscaling/target:Target")
            if str(target.inputs.get("resourceId")).rsplit("/", 1)[-1] == name
        ),
        None,
    )


def _scaling(view: View, task: Task, service: Recorded, target: Recorded) -> Iterator[str]:
    if target.inputs.get("minCapacity") != 0 and view.stage != "local":
        yield f"{service.name} never stops: idle workers cost money (workerCountMin 0)."
    policies = [
        policy
        for policy in view.of("aws:appautoscaling/policy:Policy")
        if policy.inputs.get("resourceId") == target.inputs.get("resourceId")
    ]
    starts = stops = False
    for policy in policies:
        config = section(policy.inputs, "stepScalingPolicyConfiguration")
        counts = [int(step.get("scalingAdjustment") or 0) for step in items(config.get("stepAdjustments"))]
        if config.get("adjustmentType") != "ExactCapacity":
            yield f"{policy.name} adds to what runs: the number of workers follows the backlog (ExactCapacity)."
        if counts and max(counts) > (target.inputs.get("maxCapacity") or 0):
            yield f"{policy.name} asks for {max(counts)} workers, more than the maximum."
        for alarm in view.of("aws:cloudwatch/metricAlarm:MetricAlarm"):
            if view.output(policy, "arn") not in listed(alarm.inputs.get("alarmActions")):
                continue
            if not waits_for_age(alarm):  # whether it may wait so long, `relief_waits_for_spot` proves
                yield from _backlog(view, task, alarm)
            up = str(alarm.inputs.get("comparisonOperator")).startswith("GreaterThan")
            starts |= up and bool(counts) and min(counts) > 0
            stops |= not up and counts == [0] and (alarm.inputs.get("evaluationPeriods") or 0) >= 5
    if not starts:
        yield f"{service.name} is never started: no alarm on its queues leads to a policy that adds workers."
    if not stops:
        yield f"{service.name} is never stopped, or too soon: after ten idle minutes, to zero."


def _backlog(view: View, task: Task, alarm: Recorded) -> Iterator[str]:
    queries = {str(query.get("id")): query for query in items(alarm.inputs.get("metricQueries"))}
    returned = [query for query in queries.values() if query.get("returnData")]
    expression = str(returned[0].get("expression")) if len(returned) == 1 else ""
    counted = {
        (section(query, "metric", "dimensions").get("QueueName"), section(query, "metric").get("metricName"))
        for name, query in queries.items()
        if re.search(rf"\b{re.escape(name)}\b", expression)
    }
    for queue in task.work_queues:
        for state in ("Visible", "NotVisible"):
            metric = f"ApproximateNumberOfMessages{state}"
            if queue in view.work and (view.work[queue].inputs.get("name"), metric) not in counted:
                yield f"{alarm.name} does not count {metric} of {queue}: work there starts nobody, or is cut off."


@rule(
    "compute",
    "Every host template belongs to a group, every group to a provider, every provider to the cluster and a service.",
)
def every_fleet_is_wired_through(view: View) -> Iterator[str]:
    templates = {str(view.output(t, "id")): t.name for t in view.of("aws:ec2/launchTemplate:LaunchTemplate")}
    used: set[str] = set()
    for group in view.of(FLEET):
        specification = section(group.inputs, "mixedInstancesPolicy", "launchTemplate", "launchTemplateSpecification")
        used.add(str(specification.get("launchTemplateId")))
    groups = {str(view.output(group, "arn")): group.name for group in view.of(FLEET)}
    served = {str(section(p.inputs, "autoScalingGroupProvider").get("autoScalingGroupArn")) for p in view.of(PROVIDER)}
    offers = view.of("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")
    offered = {str(name) for offer in offers for name in listed(offer.inputs.get("capacityProviders"))}
    asked = {
        str(strategy.get("capacityProvider"))
        for service in view.of(SERVICE)
        for strategy in items(service.inputs.get("capacityProviderStrategies"))
    }
    providers = {str(provider.inputs.get("name")) for provider in view.of(PROVIDER)}
    for what, missing in (
        ("belongs to no group", {templates[key] for key in templates.keys() - used}),
        ("belongs to no capacity provider", {groups[key] for key in groups.keys() - served}),
        ("is not offered by the cluster", (providers | asked) - offered),
        ("is asked for by no service", providers - asked),
    ):
        for name in sorted(missing):
            yield f"{name} {what}: it would never run anything."
    for service in view.of(SERVICE):
        if not items(service.inputs.get("capacityProviderStrategies")):
            yield f"{service.name} names no capacity: it would take the cluster's default."


@rule(
    "compute",
    "A host that holds a job is neither stopped by scaling nor taken away undrained, and keeps its credentials.",
)
def hosts_keep_their_jobs(view: View) -> Iterator[str]:
    for provider in view.of(PROVIDER):
        managed = section(provider.inputs, "autoScalingGroupProvider")
        for switch in ("managedTerminationProtection", "managedDraining"):
            if managed.get(switch) != "ENABLED":
                yield f"{provider.name}: {switch} is {managed.get(switch)}: scaling would stop hosts that hold jobs."
        if section(managed, "managedScaling").get("status") != "ENABLED":
            yield f"{provider.name}: nobody starts its hosts: enable managed scaling."
    for group in view.of(FLEET):
        marks = {tag.get("key") for tag in items(group.inputs.get("tags"))}
        if "AmazonECSManaged" not in marks:
            yield f"{group.name} lacks the mark AmazonECSManaged: each update would take it from ECS."
        if "desiredCapacity" not in group.ignore_changes:
            yield f"{group.name}: an update would undo what ECS decided: ignore desiredCapacity."
    for template in view.of("aws:ec2/launchTemplate:LaunchTemplate"):
        lines = base64.b64decode(str(template.inputs.get("userData", ""))).decode().splitlines()
        clusters = {f"ECS_CLUSTER={cluster.inputs.get('name')}" for cluster in view.of("aws:ecs/cluster:Cluster")}
        if not clusters & set(lines):
            yield f"{template.name}: hosts join no cluster of this stack."
        for line in FIRST_BOOT:
            if line not in lines:
                yield f"{template.name}: the first boot lacks {line}."


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """A group of hosts and the tasks that run on it. `on_demand_share` is in percent."""

    group: Recorded
    limit: int
    on_demand_share: Any
    instance_types: tuple[str, ...]
    tasks: tuple[Task, ...]
    services: tuple[Recorded, ...]

    @property
    def queues(self) -> set[str]:
        return {queue for task in self.tasks for queue in task.work_queues}


def fleets(view: View) -> list[Fleet]:
    found: list[Fleet] = []
    for group in view.of(FLEET):
        policy = section(group.inputs, "mixedInstancesPolicy")
        providers = {
            str(provider.inputs.get("name"))
            for provider in view.of(PROVIDER)
            if section(provider.inputs, "autoScalingGroupProvider").get("autoScalingGroupArn")
            == view.output(group, "arn")
        }
        services = tuple(
            service
            for service in view.of(SERVICE)
            if providers
            & {str(s.get("capacityProvider")) for s in items(service.inputs.get("capacityProviderStrategies"))}
        )
        found.append(
            Fleet(
                group=group,
                limit=group.inputs.get("maxSize") or 0,
                on_demand_share=section(policy, "instancesDistribution").get("onDemandPercentageAboveBaseCapacity"),
                instance_types=tuple(
                    str(o.get("instanceType")) for o in items(section(policy, "launchTemplate").get("overrides"))
                ),
                tasks=tuple(task for task in view.tasks if set(map(id, task.services)) & set(map(id, services))),
                services=services,
            )
        )
    return found


@rule(
    "compute",
    "GPU hosts start only for a chosen renderer that needs them, of one class, and each group buys in one market.",
)
def gpus_are_spent_on_purpose(view: View) -> Iterator[str]:
    chosen: dict[str, Any] = view.evaluation.outputs.get("renderers") or {}
    found = fleets(view)
    on_hosts = {id(task.definition) for fleet in found for task in fleet.tasks}
    on_cpus = {name for task in view.tasks if id(task.definition) not in on_hosts for name in _renderers(task)}
    for fleet in found:
        for task in fleet.tasks if fleet.limit else ():
            for queue in task.work_queues:
                if chosen.get(queue) not in _renderers(task) - on_cpus:
                    yield f"{fleet.group.name} may start {fleet.limit} hosts for {queue}, whose renderer needs none."
        for other in found:
            both = fleet.queues & other.queues if fleet.limit and other.limit else set[str]()
            if both and fleet.instance_types != other.instance_types and fleet.group.name < other.group.name:
                yield f"{fleet.group.name} and {other.group.name} both start for one message in {sorted(both)}."
        if fleet.limit > MOST_HOSTS:
            yield f"{fleet.group.name} may start {fleet.limit} hosts: its maximum is the spending cap."
        if fleet.on_demand_share != (0 if fleet.group.name.endswith("-spot") else 100):
            yield f"{fleet.group.name} buys {fleet.on_demand_share} % on demand: a group is all of one market."
    for task in view.tasks:
        uses = [r for r in items(task.container.get("resourceRequirements")) if r.get("type") == "GPU"]
        if (listed(task.definition.inputs.get("requiresCompatibilities")) == ["EC2"]) != bool(uses):
            yield f"{task.name} runs on a GPU host without reserving a GPU, or the reverse."


def _renderers(task: Task) -> set[str]:
    return set(filter(None, task.environment.get("RENDERERS", "").split(",")))


@rule(
    "compute",
    "On-demand hosts start when work has waited long because spot owes hosts; a lone service starts at once.",
)
def relief_waits_for_spot(view: View) -> Iterator[str]:
    found = [fleet for fleet in fleets(view) if fleet.limit]
    for fleet in found:
        spot = next(
            (
                o
                for o in found
                if o.on_demand_share == 0 and o.instance_types == fleet.instance_types and o is not fleet
            ),
            None,
        )
        for service in fleet.services:
            for alarm in _starting(view, service):
                if spot is None or fleet.on_demand_share == 0:
                    if waits_for_age(alarm):
                        yield f"{alarm.name} lets work grow old, and its service relieves no other: count messages."
                else:
                    yield from _relief(view, fleet, spot, alarm)


def _starting(view: View, service: Recorded) -> list[Recorded]:
    """Alarms that start workers of the service."""
    arns = {
        view.output(policy, "arn")
        for policy in view.of("aws:appautoscaling/policy:Policy")
        if str(policy.inputs.get("resourceId")).rsplit("/", 1)[-1] == service.inputs.get("name")
    }
    return [
        alarm
        for alarm in view.of(ALARM)
        if arns & set(listed(alarm.inputs.get("alarmActions")))
        and str(alarm.inputs.get("comparisonOperator")).startswith("GreaterThan")
    ]


def _relief(view: View, fleet: Fleet, spot: Fleet, alarm: Recorded) -> Iterator[str]:
    watched = _watched(alarm)
    group = view.output(spot.group, "name")
    for metric in ("GroupDesiredCapacity", "GroupInServiceInstances"):
        if (metric, group) not in watched:
            yield f"{alarm.name} does not watch {metric} of {spot.group.name}: it buys while spot delivers."
    for queue in sorted(fleet.queues & view.work.keys()):
        if (AGE, view.work[queue].inputs.get("name")) not in watched:
            yield f"{alarm.name} does not watch {AGE} of {queue}: nobody relieves spot there."
    if (alarm.inputs.get("threshold") or 0) < PATIENCE:
        yield f"{alarm.name} waits less than {PATIENCE} s: a spot host takes five minutes to come."


def waits_for_age(alarm: Recorded) -> bool:
    """Whether an alarm goes by how long work waits, and not by how much."""
    return any(metric == AGE for metric, _ in _watched(alarm))


def _watched(alarm: Recorded) -> set[tuple[str, str]]:
    """(metric, what it is of) of every query of an alarm that its expressions use."""
    queries = items(alarm.inputs.get("metricQueries"))
    used = " ".join(str(query.get("expression")) for query in queries)
    return {
        (str(section(query, "metric").get("metricName")), str(name))
        for query in queries
        if re.search(rf"\b{re.escape(str(query.get('id')))}\b", used)
        for name in section(query, "metric", "dimensions").values()
    }


@rule("compute", "Hosts are set up before Docker starts, and live within the life of their cluster.")
def hosts_join_what_is_there(view: View) -> Iterator[str]:
    clusters = {cluster.urn for cluster in view.of("aws:ecs/cluster:Cluster")}
    for template in view.of("aws:ec2/launchTemplate:LaunchTemplate"):
        boot = base64.b64decode(str(template.inputs.get("userData", ""))).decode()
        if "docker" in boot and not boot.startswith("#cloud-boothook\n"):
            yield f"{template.name} moves Docker's data when Docker runs already: make it a #cloud-boothook."
    for each in view.of("aws:autoscaling/group:Group", "aws:ecs/capacityProvider:CapacityProvider"):
        if not clusters & each.dependencies:
            yield f"{each.name} does not wait for the cluster: in a new account ECS has no role yet. Depend on it."


@rule("compute", "What closes by the clock opens by it again, on the same days of the same zone, and in no production.")
def what_closes_opens_again(view: View) -> Iterator[str]:
    actions: dict[str, list[Recorded]] = {}
    for action in view.of("aws:appautoscaling/scheduledAction:ScheduledAction"):
        actions.setdefault(str(action.inputs.get("resourceId")), []).append(action)
    for resource, found in actions.items():
        name = resource.rsplit("/", 1)[-1]
        most = [int(section(each.inputs, "scalableTargetAction").get("maxCapacity") or 0) for each in found]
        if not any(most):
            yield f"{name} closes and never opens again: schedule when it may have tasks."
        if len({(each.inputs.get("timezone"), str(each.inputs.get("schedule")).split()[4]) for each in found}) > 1:
            yield f"{name} opens and closes on other days, or by other clocks: take those of one setting."
        if view.stage == "production" and not all(most):
            yield f"{name} closes by the clock in production, where somebody may call at any hour: leave it open."
        for target in view.of("aws:appautoscaling/target:Target"):
            if target.inputs.get("resourceId") == resource and "minCapacity" not in target.ignore_changes:
                yield f"{target.name} goes by the clock, and an update would undo that: ignore its capacities."
