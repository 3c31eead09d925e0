"""Scales a service of workers with its queues: from zero when work arrives, back to zero when none is left."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.cluster import Cluster
from components.component import Component
from components.naming import Names
from components.queues import Queue

#: (messages waiting or in work, workers): from so many on, so many; past the last, the maximum.
STEPS = ((1, 1), (5, 2), (15, None))
PERIOD_SECONDS = 60
IDLE_MINUTES = 10


@dataclass(frozen=True, kw_only=True)
class QueueScalingArgs:
    names: Names
    cluster: Cluster
    service: aws.ecs.Service
    queues: Sequence[Queue]
    count_min: int
    count_max: int


class QueueScaling(Component):
    """Step scaling on messages that wait and that are in work.

    What is in work counts: a queue that nobody waits in may still have a worker in the middle of a shot.
    """

    kind = "QueueScaling"

    def __init__(self, name: str, args: QueueScalingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        target = aws.appautoscaling.Target(
            name,
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=pulumi.Output.concat("service/", args.cluster.name, "/", args.service.name),
            min_capacity=args.count_min,
            max_capacity=args.count_max,
            opts=self.child(),
        )
        self.target_arn = target.arn
        out = self._policy("out", target, args, _steps(args.count_max), cooldown=60)
        idle = self._policy("in", target, args, [_step(args.count_min, upper=0)], cooldown=60)
        self._alarm("work", args, out, ">=", minutes=1, does="Work waits: start workers")
        self._alarm("idle", args, idle, "<", minutes=IDLE_MINUTES, does="Nothing to do: stop workers")
        self.register_outputs({"resourceId": target.resource_id})

    def _policy(
        self,
        label: str,
        target: aws.appautoscaling.Target,
        args: QueueScalingArgs,
        steps: Sequence[aws.appautoscaling.PolicyStepScalingPolicyConfigurationStepAdjustmentArgs],
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
            step_scaling_policy_configuration=aws.appautoscaling.PolicyStepScalingPolicyConfigurationArgs(
                adjustment_type="ExactCapacity",
                metric_aggregation_type="Maximum",
                cooldown=cooldown,
                step_adjustments=list(steps),
            ),
            opts=self.child(),
        )

    def _alarm(
        self,
        label: str,
        args: QueueScalingArgs,
        policy: aws.appautoscaling.Policy,
        comparison: str,
        *,
        minutes: int,
        does: str,
    ) -> None:
        aws.cloudwatch.MetricAlarm(
            f"{self.label}-{label}",
            name=args.names.of(self.label, label),
            alarm_description=does,
            comparison_operator={
                ">=": "GreaterThanOrEqualToThreshold",
                "<": "LessThanThreshold",
            }[comparison],
            threshold=1,
            evaluation_periods=minutes,
            datapoints_to_alarm=minutes,
            # SQS stops reporting a queue that was idle for six hours; by then there is nothing left to stop.
            treat_missing_data="notBreaching",
            metric_queries=_backlog(args.queues),
            alarm_actions=[policy.arn],
            opts=self.child(),
        )


def _steps(count_max: int) -> list[aws.appautoscaling.PolicyStepScalingPolicyConfigurationStepAdjustmentArgs]:
    """`STEPS` as AWS wants them: relative to the alarm's threshold of one message, without gaps."""
    bounds = [start - 1 for start, _ in STEPS]
    counts = [min(count or count_max, count_max) for _, count in STEPS]
    return [
        _step(count, lower=lower, upper=upper)
        for count, lower, upper in zip(counts, bounds, [*bounds[1:], None], strict=True)
    ]


def _step(
    count: int, *, lower: int | None = None, upper: int | None = None
) -> aws.appautoscaling.PolicyStepScalingPolicyConfigurationStepAdjustmentArgs:
    return aws.appautoscaling.PolicyStepScalingPolicyConfigurationStepAdjustmentArgs(
        scaling_adjustment=count,
        metric_interval_lower_bound=None if lower is None else str(lower),
        metric_interval_upper_bound=None if upper is None else str(upper),
    )


def _backlog(queues: Sequence[Queue]) -> list[aws.cloudwatch.MetricAlarmMetricQueryArgs]:
    """Messages waiting plus messages in work, over all the queues; a queue that reports nothing counts as empty."""
    queries: list[aws.cloudwatch.MetricAlarmMetricQueryArgs] = []
    terms: list[str] = []
    for queue in queues:
        for short, metric in (
            ("visible", "ApproximateNumberOfMessagesVisible"),
            ("working", "ApproximateNumberOfMessagesNotVisible"),
        ):
            query = f"{queue.label}_{short}"
            terms.append(f"FILL({query},0)")
            queries.append(
                aws.cloudwatch.MetricAlarmMetricQueryArgs(
                    id=query,
                    return_data=False,
                    metric=aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
                        namespace="AWS/SQS",
                        metric_name=metric,
                        dimensions={"QueueName": queue.name},
                        period=PERIOD_SECONDS,
                        stat="Maximum",
                    ),
                )
            )
    total = aws.cloudwatch.MetricAlarmMetricQueryArgs(
        id="backlog", label="Waiting and in work", expression="+".join(terms), return_data=True
    )
    return [total, *queries]
