"""One page a stack on which an operator sees, from left to right, requests, work and money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.component import Component
from components.base.json_output import json_output
from components.base.naming import Names
from components.compute.api import Api
from components.compute.cluster import Cluster
from components.compute.gpu import GpuGroup
from components.data.database import Database
from components.data.queues import Queues
from components.edge.load_balancer import LoadBalancer
from components.operation.monitoring import Monitoring

WIDTH = 8
HEIGHT = 6
COLUMNS = 3


@dataclass(frozen=True, kw_only=True)
class DashboardArgs:
    names: Names
    region: str
    load_balancer: LoadBalancer
    cluster: Cluster
    api: Api
    database: Database
    queues: Queues
    gpu_groups: Sequence[GpuGroup]
    monitoring: Monitoring


class Dashboard(Component):
    """Graphs in rows of three: the way in, the work, the machines."""

    kind = "Dashboard"

    def __init__(self, name: str, args: DashboardArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        graphs = [*_entrance(args), *_work(args), *_machines(args)]
        aws.cloudwatch.Dashboard(
            name,
            dashboard_name=args.names.prefix,
            dashboard_body=json_output(
                {
                    "start": "-PT6H",
                    "widgets": [
                        {
                            "type": "metric",
                            "x": index % COLUMNS * WIDTH,
                            "y": index // COLUMNS * HEIGHT,
                            "width": WIDTH,
                            "height": HEIGHT,
                            "properties": {"region": args.region, "view": "timeSeries", "period": 60, **graph},
                        }
                        for index, graph in enumerate(graphs)
                    ],
                }
            ),
            opts=self.child(),
        )
        self.register_outputs({})


def _graph(title: str, *lines: Sequence[Any], stat: str = "Maximum") -> dict[str, Any]:
    return {"title": title, "stat": stat, "metrics": [list(line) for line in lines]}


def _line(namespace: str, metric: str, dimensions: Mapping[str, pulumi.Input[str]], **options: str) -> list[Any]:
    """As CloudWatch writes it: namespace, metric, then name and value of each dimension, then how it is drawn."""
    named = [part for pair in dimensions.items() for part in pair]
    return [namespace, metric, *named, *([options] if options else [])]


def _entrance(args: DashboardArgs) -> list[dict[str, Any]]:
    balancer = {"LoadBalancer": args.load_balancer.arn_suffix}
    elb = "AWS/ApplicationELB"
    return [
        _graph("Requests a minute", _line(elb, "RequestCount", balancer), stat="Sum"),
        _graph(
            "Seconds to an answer",
            _line(elb, "TargetResponseTime", balancer, stat="p50", label="half"),
            _line(elb, "TargetResponseTime", balancer, stat="p95", label="19 of 20"),
        ),
        _graph(
            "Errors (5xx) a minute",
            _line(elb, "HTTPCode_Target_5XX_Count", balancer, label="answered by the API"),
            _line(elb, "HTTPCode_ELB_5XX_Count", balancer, label="never reached it"),
            stat="Sum",
        ),
        *(_versions(args) if args.load_balancer.shift else ()),
    ]


def _versions(args: DashboardArgs) -> list[dict[str, Any]]:
    """The two target groups beside each other, as a canary's few requests would drown in the sum."""
    elb = "AWS/ApplicationELB"
    groups = {
        label: {"LoadBalancer": args.load_balancer.arn_suffix, "TargetGroup": suffix}
        for label, suffix in args.load_balancer.target_group_suffixes.items()
    }

    def lines(metric: str) -> list[list[Any]]:
        return [_line(elb, metric, groups[label], label=label) for label in groups]

    return [
        _graph("Requests a minute, by target group", *lines("RequestCount"), stat="Sum"),
        _graph("Seconds to 19 of 20 answers, by target group", *lines("TargetResponseTime"), stat="p95"),
        _graph("Errors (5xx) a minute, by target group", *lines("HTTPCode_Target_5XX_Count"), stat="Sum"),
    ]


def _work(args: DashboardArgs) -> list[dict[str, Any]]:
    queues = [*args.queues.work.values(), args.queues.events]

    def lines(metric: str, *, dead: bool = False) -> list[list[Any]]:
        return [
            _line("AWS/SQS", metric, {"QueueName": queue.dead_letters_name if dead else queue.name}, label=queue.label)
            for queue in queues
        ]

    return [
        _graph("Messages that wait", *lines("ApproximateNumberOfMessagesVisible")),
        _graph("Seconds that the oldest message waits", *lines("ApproximateAgeOfOldestMessage")),
        _graph("Dead letters", *lines("ApproximateNumberOfMessagesVisible", dead=True)),
        _graph("Seconds a shot takes", _line(args.monitoring.namespace, "ShotSeconds", {}), stat="p95"),
    ]


def _machines(args: DashboardArgs) -> list[dict[str, Any]]:
    service = {"ClusterName": args.cluster.name, "ServiceName": args.api.service_name}
    database = {"DBInstanceIdentifier": args.database.instance.identifier}
    hosts = [
        _line(
            "AWS/AutoScaling",
            "GroupInServiceInstances",
            {"AutoScalingGroupName": group.group.name},
            label=group.label,
        )
        for group in args.gpu_groups
    ]
    return [
        _graph(
            "API: CPU and memory, %",
            _line("AWS/ECS", "CPUUtilization", service),
            _line("AWS/ECS", "MemoryUtilization", service),
        ),
        _graph(
            "Database: CPU % and connections",
            _line("AWS/RDS", "CPUUtilization", database),
            _line("AWS/RDS", "DatabaseConnections", database),
        ),
        _graph("Database: free bytes", _line("AWS/RDS", "FreeStorageSpace", database), stat="Minimum"),
        *([_graph("GPU hosts", *hosts)] if hosts else []),
    ]
