"""Scales a service of workers with its queues: from zero when work arrives, back to zero when none is left.

On-demand hosts stand by: they start when work has waited long because spot owes hosts, and not merely because it waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import metrics
from components.base.component import Component
from components.base.hours import Hours
from components.base.metrics import Query, of_group, of_queue
from components.base.naming import Names
from components.compute.cluster import Cluster
from components.compute.schedule import BY_THE_CLOCK, open_and_close
from components.data.queues import Queue

Step = aws.appautoscaling.PolicyStepScalingPolicyConfigurationStepAdjustmentArgsDict
#: Threshold → number of workers; the last step is the maximum.
Steps = Sequence[tuple[int, int | None]]
#: By messages waiting or in work.
STEPS: Steps = ((1, 1), (5, 2), (15, None))
#: By seconds that the oldest message has waited. Its alarm goes off after half an hour (`monitoring.WORK_AGE_SECONDS`):
#: an on-demand host takes five minutes from its order to its first job, so it is at work before that.
RELIEF_STEPS: Steps = ((900, 1), (1800, None))
#: For how many of how many minutes spot has to owe hosts. A host that replaces an interrupted one comes sooner; spot
#: that gives hosts and takes them back again and again still counts.
RELIEF_MINUTES = (5, 10)
IDLE_MINUTES = 10


@dataclass(frozen=True, kw_only=True)
class QueueScalingArgs:
    names: Names
    cluster: Cluster
    service: aws.ecs.Service
    queues: Sequence[Queue]
    count_min: int
    count_max: int
    relieves: aws.autoscaling.Group | None = None
    """The spot group for which this service stands in when spot does not deliver; None: it takes work as it comes."""
    warm: Hours | None = None
    """When one worker more than `count_min` waits for work."""


class QueueScaling(Component):
    """Step scaling: out while messages wait or are in work, in when there are none.

    What is in work counts: a queue that nobody waits in may still have a worker in the middle of a shot. Relief goes
    out on the age of the oldest message instead. It stays until the queues are empty: a worker that is at it goes from
    job to job under one protection, and what is called back and ordered again pays each host's start twice.
    """

    kind = "QueueScaling"

    def __init__(self, name: str, args: QueueScalingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        target = self._target(name, args)
        self.target_arn = target.arn
        if args.warm:
            least, most = args.count_min, args.count_max
            ready = (min(least + 1, most), most)
            open_and_close(self, name, target, args.warm, names=args.names, opened=ready, closed=(least, most))
        self._start_when_work_waits(target, args)
        self._stop_when_idle(target, args)
        self.register_outputs({"resourceId": target.resource_id})

    def _target(self, name: str, args: QueueScalingArgs) -> aws.appautoscaling.Target:
        return aws.appautoscaling.Target(
            name,
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=pulumi.Output.concat("service/", args.cluster.name, "/", args.service.name),
            min_capacity=args.count_min,
            max_capacity=args.count_max,
            # Set although it is the default: the kill switch suspends scaling, and what the program does not set, a
            # `pulumi up --refresh` leaves as it finds it: no GPU would ever start again.
            suspended_state={
                "dynamic_scaling_in_suspended": False,
                "dynamic_scaling_out_suspended": False,
                "scheduled_scaling_suspended": False,
            },
            opts=self.child(ignore_changes=BY_THE_CLOCK if args.warm else []),
        )

    def _start_when_work_waits(self, target: aws.appautoscaling.Target, args: QueueScalingArgs) -> None:
        steps = STEPS if args.relieves is None else RELIEF_STEPS
        out = self._policy("out", target, args, _steps(steps, args.count_max), cooldown=60)
        if args.relieves is None:
            self._alarm(
                "work",
                args,
                out,
                watches=_backlog(args.queues),
                at_least=STEPS[0][0],
                does="Work waits: start workers",
            )
        else:
            self._alarm(
                "work",
                args,
                out,
                watches=_owed(args.queues, args.relieves),
                at_least=RELIEF_STEPS[0][0],
                minutes=RELIEF_MINUTES,
                does="Work waits and spot owes hosts: start workers on demand",
            )

    def _stop_when_idle(self, target: aws.appautoscaling.Target, args: QueueScalingArgs) -> None:
        idle = self._policy("in", target, args, [_step(args.count_min, upper=0)], cooldown=60)
        self._alarm(
            "idle",
            args,
            idle,
            watches=_backlog(args.queues),
            below=1,
            minutes=(IDLE_MINUTES, IDLE_MINUTES),
            does="Nothing to do: stop workers",
        )

    def _policy(
        self,
        label: str,
        target: aws.appautoscaling.Target,
        args: QueueScalingArgs,
        steps: Sequence[Step],
        *,
        cooldown: int,
    ) -> aws.appautoscaling.Policy:
        return aws.appautoscaling.Policy(
            f"{self.label}-{label}",
            name=args.names.of(self.label, label),
            policy_type="StepScaling",
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            step_scaling_policy_configuration={
                "adjustment_type": "ExactCapacity",
                "metric_aggregation_type": "Maximum",
                "cooldown": cooldown,
                "step_adjustments": list(steps),
            },
            opts=self.child(),
        )

    def _alarm(
        self,
        label: str,
        args: QueueScalingArgs,
        policy: aws.appautoscaling.Policy,
        *,
        watches: Sequence[Query],
        at_least: int | None = None,
        below: int = 0,
        minutes: tuple[int, int] = (1, 1),
        does: str,
    ) -> None:
        """Run a policy when what it `watches` is `at_least` a value, or else `below` one. `minutes` says in how many of
        the last minutes: (5, 10) is five of ten."""
        aws.cloudwatch.MetricAlarm(
            f"{self.label}-{label}",
            name=args.names.of(self.label, label),
            alarm_description=does,
            comparison_operator="LessThanThreshold" if at_least is None else "GreaterThanOrEqualToThreshold",
            threshold=below if at_least is None else at_least,
            evaluation_periods=minutes[1],
            datapoints_to_alarm=minutes[0],
            # SQS stops reporting a queue that was idle for six hours; by then there is nothing left to stop.
            treat_missing_data="notBreaching",
            metric_queries=watches,
            alarm_actions=[policy.arn],
            opts=self.child(),
        )


def _steps(steps: Steps, count_max: int) -> list[Step]:
    """Steps as AWS wants them: relative to the alarm's threshold, which is where the first begins, without gaps."""
    bounds = [start - steps[0][0] for start, _ in steps]
    counts = [min(count or count_max, count_max) for _, count in steps]
    return [
        _step(count, lower=lower, upper=upper)
        for count, lower, upper in zip(counts, bounds, [*bounds[1:], None], strict=True)
    ]


def _step(count: int, *, lower: int | None = None, upper: int | None = None) -> Step:
    step: Step = {"scaling_adjustment": count}
    if lower is not None:
        step["metric_interval_lower_bound"] = str(lower)
    if upper is not None:
        step["metric_interval_upper_bound"] = str(upper)
    return step


def _backlog(queues: Sequence[Queue]) -> list[Query]:
    """Messages waiting plus messages in work, over all the queues; a queue that reports nothing counts as empty."""
    counted = {
        f"{queue.label}_{short}": of_queue(metric, queue.name)
        for queue in queues
        for short, metric in (
            ("visible", "ApproximateNumberOfMessagesVisible"),
            ("working", "ApproximateNumberOfMessagesNotVisible"),
        )
    }
    return [
        metrics.expression("backlog", metrics.total(counted), "Waiting and in work", watched=True),
        *metrics.queries(counted),
    ]


def _owed(queues: Sequence[Queue], spot: aws.autoscaling.Group) -> list[Query]:
    """Seconds that the oldest waiting message is old while the spot group has fewer hosts than it wants; else 0.

    A queue reports the age of messages in work too: one long job with nothing behind it does not count as waiting. A
    group that is closed (maximum 0) wants nothing, so a stack that was stopped for its money stays stopped.
    """
    counted = {
        "wanted": of_group("GroupDesiredCapacity", spot.name),
        "running": of_group("GroupInServiceInstances", spot.name),
    }
    waits: list[Query] = []
    for queue in queues:
        visible, age = f"{queue.label}_visible", f"{queue.label}_age"
        counted[visible] = of_queue("ApproximateNumberOfMessagesVisible", queue.name)
        counted[age] = of_queue("ApproximateAgeOfOldestMessage", queue.name)
        formula = f"IF(FILL({visible},0)>0,FILL({age},0),0)"
        waits.append(metrics.expression(f"{queue.label}_waits", formula, f"Waiting in {queue.label}, seconds"))
    names = [f"{queue.label}_waits" for queue in queues]
    oldest = names[0] if len(names) == 1 else f"MAX([{','.join(names)}])"
    formula = f"IF(FILL(wanted,0)>FILL(running,0),{oldest},0)"
    owed = metrics.expression("owed", formula, "Waiting while spot owes hosts, seconds", watched=True)
    return [owed, *waits, *metrics.queries(counted)]
