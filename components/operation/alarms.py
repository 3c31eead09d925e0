"""Builds alarms: one metric or a sum over several, over some minutes, told to one topic."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_aws as aws

from components.base import metrics
from components.base.component import Component
from components.base.metrics import Metric
from components.base.naming import Names
from components.operation.notifications import Topic

_COMPARISONS = {
    ">": "GreaterThanThreshold",
    ">=": "GreaterThanOrEqualToThreshold",
    "<": "LessThanThreshold",
}


@dataclass(frozen=True, kw_only=True)
class Alarms:
    """Makes the alarms of one component; each one's text tells the person whom it wakes what it means."""

    of: Component
    names: Names
    topic: Topic

    def watch(
        self,
        name: str,
        metric: Metric | Mapping[str, Metric],
        comparison: str,
        threshold: float,
        *,
        says: str,
        periods: int = 5,
        out_of: int | None = None,
        seconds: int = 60,
        expression: str | None = None,
        missing: str = "notBreaching",
    ) -> aws.cloudwatch.MetricAlarm:
        """Go off when `comparison` holds in `periods` periods (of the last `out_of`, each of `seconds`).

        Several metrics, by id, need an `expression` over the ids. `missing` says what a silent metric means.
        """
        queries = None
        single = metric if isinstance(metric, Metric) else None
        if not isinstance(metric, Metric):
            queries = [
                metrics.expression("result", expression or "", name, watched=True),
                *metrics.queries(metric, seconds=seconds),
            ]
        percentile = single is not None and single.stat.startswith("p")
        return aws.cloudwatch.MetricAlarm(
            name,
            name=self.names.of(name, limit=255),
            alarm_description=says,
            comparison_operator=_COMPARISONS[comparison],
            threshold=threshold,
            evaluation_periods=out_of or periods,
            datapoints_to_alarm=periods,
            treat_missing_data=missing,
            namespace=single.namespace if single else None,
            metric_name=single.name if single else None,
            dimensions=single.dimensions if single else None,
            statistic=single.stat if single and not percentile else None,
            extended_statistic=single.stat if single and percentile else None,
            period=seconds if single else None,
            metric_queries=queries,
            alarm_actions=[self.topic.arn],
            ok_actions=[self.topic.arn],
            opts=self.of.child(),
        )
