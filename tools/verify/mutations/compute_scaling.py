"""Mistakes in what scales: workers with their queues, and the GPU fleet."""

import base64
from collections.abc import Callable, Sequence
from typing import Any, Final

from tools.verify.mutations.mutation import REMOVED, Copy, Mutation, Planted, Source

TEMPLATE: Final = "aws:ec2/launchTemplate:LaunchTemplate"
SERVICE: Final = "aws:ecs/service:Service"
FLEET: Final = "aws:autoscaling/group:Group"
PROVIDER: Final = "aws:ecs/capacityProvider:CapacityProvider"
ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
POLICY: Final = "aws:appautoscaling/policy:Policy"
TARGET: Final = "aws:appautoscaling/target:Target"


def _forgets_to_drain(copy: Copy) -> None:
    for template in copy.each(TEMPLATE):
        text = base64.b64decode(template.inputs["userData"]).decode()
        text = text.replace("ECS_ENABLE_SPOT_INSTANCE_DRAINING=true\n", "")
        template.inputs["userData"] = base64.b64encode(text.encode()).decode()


def _counts_waiting_only(copy: Copy) -> None:
    for alarm in copy.each(ALARM, "worker-idle"):
        for query in alarm.inputs["metricQueries"]:
            if "expression" in query:
                query["expression"] = "+".join(t for t in query["expression"].split("+") if "working" not in t)


def _closes(copy: Copy, *, opens: str = "") -> None:
    """The API closes each evening; it opens again on the days of `opens`, if on any."""
    target = copy.each(TARGET)[0]
    target.inputs["resourceId"] = f"service/film-studio-{copy.evaluation.stack}/film-studio-{copy.evaluation.stack}-api"
    for word, days, most in (("close", "MON-FRI", 0), *((("open", opens, 2),) if opens else ())):
        copy.add(
            "aws:appautoscaling/scheduledAction:ScheduledAction",
            f"api-{word}",
            {
                "resourceId": target.inputs["resourceId"],
                "schedule": f"cron(0 20 ? * {days} *)",
                "timezone": "UTC",
                "scalableTargetAction": {"minCapacity": most, "maxCapacity": most},
            },
        )


def _clock(name: str, plant: Callable[[Copy], None], stack: str = "dev") -> Mutation:
    return Mutation(name=name, killer="what_closes_opens_again", plant=plant, stack=stack)


def _managed(name: str, killer: str, path: str, value: Any) -> Mutation:
    where = f"autoScalingGroupProvider.{path}"
    return Mutation(name=name, killer=killer, plant=lambda copy: copy.put(PROVIDER, None, where, value))


def _fleet(name: str, killer: str, path: str, value: Any) -> Mutation:
    return Mutation(name=name, killer=killer, plant=lambda copy: copy.put(FLEET, None, path, value))


MISTAKES: Final[Sequence[Planted]] = (
    _clock("an API that closes for ever", _closes),
    _clock("an API that opens on other days", lambda copy: _closes(copy, opens="SAT-SUN")),
    _clock("a production that closes at night", lambda copy: _closes(copy, opens="MON-FRI"), stack="production"),
    Source(
        name="program: Docker's data is moved when Docker runs",
        killer="hosts_join_what_is_there",
        file="components/compute/gpu.py",
        old="#cloud-boothook\n",
        new="",
    ),
    Source(
        name="program: a capacity provider before its cluster",
        killer="hosts_join_what_is_there",
        file="components/compute/gpu.py",
        old="opts=self.child(depends_on=[args.cluster.cluster])",
        new="opts=self.child()",
    ),
    Mutation(
        name="IMDSv1 on GPU hosts",
        killer="imdsv2",
        plant=lambda copy: copy.put(TEMPLATE, None, "metadataOptions.httpTokens", "optional"),
    ),
    Mutation(
        name="containers reach the host's credentials",
        killer="imdsv2",
        plant=lambda copy: copy.put(TEMPLATE, "gpu24-spot", "metadataOptions.httpPutResponseHopLimit", 2),
    ),
    Mutation(
        name="hosts with unencrypted disks",
        killer="host_disks_encrypted",
        plant=lambda copy: copy.put(
            "aws:ec2/launchTemplate:LaunchTemplate", None, "blockDeviceMappings.0.ebs.encrypted", "false"
        ),
    ),
    Mutation(
        name="workers that nothing starts",
        killer="workers_scale_with_their_queues",
        plant=lambda copy: copy.drop(ALARM, "worker-work"),
    ),
    Mutation(
        name="workers that nothing stops",
        killer="workers_scale_with_their_queues",
        plant=lambda copy: copy.put(ALARM, "worker-idle", "alarmActions", []),
    ),
    Mutation(
        name="a worker stopped in the middle of a shot",
        killer="workers_scale_with_their_queues",
        plant=_counts_waiting_only,
    ),
    Mutation(
        name="workers that always run",
        killer="workers_scale_with_their_queues",
        plant=lambda copy: copy.put(TARGET, "worker", "minCapacity", 1),
    ),
    Mutation(
        name="a deployment undoes scaling",
        killer="workers_scale_with_their_queues",
        plant=lambda copy: copy.options(SERVICE, "worker", ignore_changes=()),
    ),
    Mutation(
        name="more workers than the maximum",
        killer="workers_scale_with_their_queues",
        plant=lambda copy: copy.put(
            POLICY, "worker-out", "stepScalingPolicyConfiguration.stepAdjustments.2.scalingAdjustment", 500
        ),
    ),
    _fleet("one GPU always runs", "fleets_from_zero", "minSize", 1),
    _fleet("capacity rebalancing on", "fleets_from_zero", "capacityRebalance", True),
    _fleet("hosts that hold tasks are scaled in", "fleets_from_zero", "protectFromScaleIn", False),
    _fleet("GPU hosts that no renderer uses", "gpus_are_spent_on_purpose", "maxSize", 4),
    _fleet(
        "spot groups that buy on demand",
        "gpus_are_spent_on_purpose",
        "mixedInstancesPolicy.instancesDistribution.onDemandPercentageAboveBaseCapacity",
        50,
    ),
    _managed("no termination protection", "hosts_keep_their_jobs", "managedTerminationProtection", "DISABLED"),
    _managed("no draining", "hosts_keep_their_jobs", "managedDraining", "DISABLED"),
    _managed("nobody starts GPU hosts", "hosts_keep_their_jobs", "managedScaling.status", "DISABLED"),
    Mutation(name="spot hosts leave undrained", killer="hosts_keep_their_jobs", plant=_forgets_to_drain),
    Mutation(
        name="a launch template without a group",
        killer="every_fleet_is_wired_through",
        plant=lambda copy: copy.drop(FLEET, "gpu24-spot"),
    ),
    Mutation(
        name="a GPU group without a provider",
        killer="every_fleet_is_wired_through",
        plant=lambda copy: copy.drop(PROVIDER, "gpu48-spot"),
    ),
    Mutation(
        name="a GPU provider without a service",
        killer="every_fleet_is_wired_through",
        plant=lambda copy: copy.drop(SERVICE, "worker-gpu48-ondemand"),
    ),
    Mutation(
        name="one shot starts hosts of two classes",
        killer="gpus_are_spent_on_purpose",
        gpu=True,
        plant=lambda copy: copy.put(FLEET, "gpu48-spot", "maxSize", 3),
    ),
    Mutation(
        name="hosts on demand while spot delivers",
        killer="relief_waits_for_spot",
        gpu=True,
        plant=lambda copy: copy.put(
            ALARM, "worker-gpu24-ondemand-work", "metricQueries.0.expression", "FILL(video_age,0)"
        ),
    ),
    Mutation(
        name="hosts on demand before spot can come",
        killer="relief_waits_for_spot",
        gpu=True,
        plant=lambda copy: copy.put(ALARM, "worker-gpu24-ondemand-work", "threshold", 60),
    ),
    Mutation(
        name="on-demand hosts that nothing starts",
        killer="workers_scale_with_their_queues",
        gpu=True,
        plant=lambda copy: copy.drop(ALARM, "worker-gpu24-ondemand-work"),
    ),
    Mutation(
        name="spot hosts that wait until work is old",
        killer="relief_waits_for_spot",
        gpu=True,
        plant=lambda copy: copy.put(
            ALARM,
            "worker-gpu24-spot-work",
            "metricQueries",
            copy.each(ALARM, "worker-gpu24-ondemand-work")[0].inputs["metricQueries"],
        ),
    ),
    Mutation(
        name="a GPU host without a reserved GPU",
        killer="gpus_are_spent_on_purpose",
        plant=lambda copy: copy.container("worker-gpu24-spot", resourceRequirements=REMOVED),
    ),
)
