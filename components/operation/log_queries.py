"""Saved queries of CloudWatch Logs Insights: what a runbook asks of the programs' logs, ready to run in the console."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from components.base.component import Component
from components.base.naming import Names
from components.compute.task import Task

#: Name → query. Fields are those of `runtime.log_events`; a test holds each one against them.
QUERIES: Final[Mapping[str, str]] = {
    "errors": "fields @timestamp, @log, event, reason, error, route, request_id, job\n"
    "| filter level = 'error'\n"
    "| sort @timestamp desc\n"
    "| limit 200",
    "one-request": "fields @timestamp, @log, event, job, kind, status, reason\n"
    "| filter request_id = 'REQUEST_ID' or trace_id = 'REQUEST_ID'\n"
    "| sort @timestamp",
    "failing-routes": "filter event = 'request' and status >= 500\n"
    "| stats count(*) as failures, latest(request_id) as last by method, route, status, problem\n"
    "| sort failures desc",
    "slow-routes": "filter event = 'request'\n"
    "| stats count(*) as requests, pct(milliseconds, 50) as p50, pct(milliseconds, 95) as p95 by method, route\n"
    "| sort p95 desc\n"
    "| limit 50",
    "failed-jobs": "filter event = 'job_failed'\n"
    "| stats count(*) as jobs, latest(job) as last by kind, reason\n"
    "| sort jobs desc",
    "slow-jobs": "filter event = 'job_succeeded' and cached = 0\n"
    "| stats count(*) as jobs, avg(seconds) as mean, max(seconds) as longest by kind\n"
    "| sort longest desc",
}


@dataclass(frozen=True, kw_only=True)
class LogQueriesArgs:
    names: Names
    tasks: Sequence[Task]
    """Whose logs they look through."""


class LogQueries(Component):
    """The queries, each with the stack's name before its own. They are free; what one scans costs $0.005 a GB."""

    kind = "LogQueries"

    def __init__(self, name: str, args: LogQueriesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        for query, text in QUERIES.items():
            aws.cloudwatch.QueryDefinition(
                query,
                name=args.names.of(query, limit=255),
                log_group_names=[task.log_group.name for task in args.tasks],
                query_string=text,
                opts=self.child(),
            )
        self.register_outputs({})
