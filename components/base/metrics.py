"""CloudWatch's metrics as alarms ask for them: one alone, or several by id with an expression over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

Query = aws.cloudwatch.MetricAlarmMetricQueryArgsDict


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One metric; `stat` is a statistic such as Sum, Maximum, p95, SampleCount."""

    namespace: str
    name: str
    dimensions: Mapping[str, pulumi.Input[str]]
    stat: str


def of_balancer(name: str, dimensions: Mapping[str, pulumi.Input[str]], stat: str) -> Metric:
    """A metric of a load balancer, or of one of its target groups where `dimensions` names one too."""
    return Metric(namespace="AWS/ApplicationELB", name=name, dimensions=dimensions, stat=stat)


def of_queue(name: str, queue: pulumi.Input[str]) -> Metric:
    """The greatest value of a metric of the queue with this name."""
    return Metric(namespace="AWS/SQS", name=name, dimensions={"QueueName": queue}, stat="Maximum")


def of_group(name: str, group: pulumi.Input[str], stat: str = "Maximum") -> Metric:
    """A metric of the auto scaling group with this name."""
    return Metric(namespace="AWS/AutoScaling", name=name, dimensions={"AutoScalingGroupName": group}, stat=stat)


def total(metrics: Iterable[str]) -> str:
    """Metric math: the sum of metrics, by their ids. One that reports nothing counts as zero."""
    return "+".join(f"FILL({each},0)" for each in metrics)


def queries(metrics: Mapping[str, Metric], *, seconds: int = 60) -> list[Query]:
    """Id → metric, each over periods of `seconds`, as parts of an expression."""
    return [
        {
            "id": label,
            "return_data": False,
            "metric": {
                "namespace": metric.namespace,
                "metric_name": metric.name,
                "dimensions": metric.dimensions,
                "period": seconds,
                "stat": metric.stat,
            },
        }
        for label, metric in metrics.items()
    ]


def expression(name: str, formula: str, label: str, *, watched: bool = False) -> Query:
    """Metric math over the ids of other queries; an alarm watches exactly one."""
    return {"id": name, "label": label, "expression": formula, "return_data": watched}
