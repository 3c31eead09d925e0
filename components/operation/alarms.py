"""Builds alarms: one metric or a sum over several, over some minutes, told to who reads them.

Each has a runbook, `docs/runbooks/NAME.md`, which its text names, and a severity: an URGENT one also reaches the pager,
where the stack has one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

import pulumi
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
#: Where this repository keeps its runbooks.
RUNBOOKS: Final = "docs/runbooks"


class Severity(Enum):
    """How soon a person has to look. An alarm's text begins with it."""

    URGENT = "Urgent"
    """Now, at night too: callers are refused, or data is about to be lost."""
    SOON = "Soon"
    """Within the working day: work waits, or money goes."""


@dataclass(frozen=True, kw_only=True)
class Listeners:
    """Who hears of alarms, and where they read what to do."""

    mail: Topic
    pager: Topic | None = None
    """Hears of urgent ones alone."""
    runbooks: str = RUNBOOKS
    """The folder of the runbooks: a URL without a slash behind, or its path in the repository."""

    def of(self, severity: Severity) -> list[pulumi.Output[str]]:
        topics = (self.mail, self.pager) if severity is Severity.URGENT else (self.mail,)
        return [topic.arn for topic in topics if topic is not None]


@dataclass(frozen=True, kw_only=True)
class Alarms:
    """Makes the alarms of one component; each one's text tells the person whom it wakes what it means."""

    of: Component
    names: Names
    listeners: Listeners

    def watch(
        self,
        name: str,
        metric: Metric | Mapping[str, Metric],
        comparison: str,
        threshold: float,
        *,
        says: str,
        severity: Severity = Severity.SOON,
        runbook: str = "",
        periods: int = 5,
        out_of: int | None = None,
        seconds: int = 60,
        expression: str | None = None,
        missing: str = "notBreaching",
    ) -> aws.cloudwatch.MetricAlarm:
        """Go off when `comparison` holds in `periods` periods (of the last `out_of`, each of `seconds`).

        Several metrics, by id, need an `expression` over the ids. `missing` says what a silent metric means. `runbook`
        is the name of the alarm's page where that is not `name`.
        """
        queries = None
        single = metric if isinstance(metric, Metric) else None
        if not isinstance(metric, Metric):
            queries = [
                metrics.expression("result", expression or "", name, watched=True),
                *metrics.queries(metric, seconds=seconds),
            ]
        percentile = single is not None and single.stat.startswith("p")
        told = self.listeners.of(severity)
        return aws.cloudwatch.MetricAlarm(
            name,
            name=self.names.of(name, limit=255),
            alarm_description=f"{severity.value}. {says} Runbook: {self.listeners.runbooks}/{runbook or name}.md",
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
            alarm_actions=told,
            ok_actions=told,
            opts=self.of.child(),
        )
