"""Proofs of the GPU fleet: hosts start for a renderer that needs them, spot before on demand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from tools.program.recording import Recorded
from tools.verify.proofs.model import Proofs
from tools.verify.proofs.view import SERVICE, Task, View, items, listed, section

PROOFS: Final = Proofs()

FLEET: Final = "aws:autoscaling/group:Group"
PROVIDER: Final = "aws:ecs/capacityProvider:CapacityProvider"
ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
AGE: Final = "ApproximateAgeOfOldestMessage"
#: Seconds that work waits at least before hosts are bought on demand: a cold spot host is there in five minutes.
PATIENCE: Final = 600
MOST_HOSTS: Final = 50


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


@PROOFS.proof("GPU hosts start only for a chosen renderer that needs them, of one class, and each group is one market.")
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


@PROOFS.proof(
    "On-demand hosts start when work has waited long because spot owes hosts; whoever stands in for nobody, at once."
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
    """Alarms that lead to a policy of the service and speak when there is much."""
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
