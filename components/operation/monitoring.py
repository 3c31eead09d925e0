"""What wakes a person: alarms on the way in, the tasks, the database, the queues, the workers and the GPU groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from components.base import metrics
from components.base.component import Component
from components.base.database_classes import is_burstable, max_connections, memory_gib
from components.base.metrics import Metric, of_balancer, of_group, of_queue
from components.base.naming import Names
from components.base.settings import Settings
from components.compute.api import Api
from components.compute.cluster import Cluster
from components.compute.gpu import GpuGroup
from components.compute.workers import Workers
from components.data.backups import Backups
from components.data.database import Database
from components.data.queues import Queue, Queues
from components.edge.load_balancer import LoadBalancer
from components.operation.alarms import Alarms, Listeners, Severity

GIB: Final = 1024**3
#: Seconds from "a shot waits" to "its frames are there": a cold GPU host (5 minutes), a queue, and the rendering.
FIRST_FRAME_SECONDS: Final = 1200
#: How old the oldest message may get: work waits for a cold host, events only for the API.
WORK_AGE_SECONDS: Final = 1800
EVENT_AGE_SECONDS: Final = 300

#: Bytes in swap beyond which a database is short of memory rather than tidy. Source: RDS User Guide, "Best practices".
SWAP_BYTES: Final = 256 * 1024**2
#: Of its memory, what a database should have free; logins with tokens take hundreds of MiB at once.
FREE_MEMORY_SHARE: Final = 0.05
#: CPU credits that should be left: without any, a burstable class works on credit, which costs money.
CPU_CREDITS: Final = 10


@dataclass(frozen=True, kw_only=True)
class EntranceAlarmsArgs:
    names: Names
    listeners: Listeners
    load_balancer: LoadBalancer


class EntranceAlarms(Component):
    """What callers notice first. A deployment that sets one of `names` off is rolled back by ECS."""

    kind = "EntranceAlarms"

    def __init__(self, name: str, args: EntranceAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.listeners = args.listeners
        alarms = Alarms(of=self, names=args.names, listeners=args.listeners)
        balancer = {"LoadBalancer": args.load_balancer.arn_suffix}
        unhealthy = {
            label: of_balancer("UnHealthyHostCount", {**balancer, "TargetGroup": suffix}, "Maximum")
            for label, suffix in args.load_balancer.target_group_suffixes.items()
        }
        errors = alarms.watch(
            "api-errors",
            {
                "answered": of_balancer("HTTPCode_Target_5XX_Count", balancer, "Sum"),
                "unanswered": of_balancer("HTTPCode_ELB_5XX_Count", balancer, "Sum"),
            },
            ">=",
            5,
            expression=metrics.total(["answered", "unanswered"]),
            periods=2,
            out_of=5,
            says="The API answers with errors (5xx).",
            severity=Severity.URGENT,
        )
        # Counted until the first byte of an answer, so that streams of progress do not look slow.
        latency = alarms.watch(
            "api-latency",
            of_balancer("TargetResponseTime", balancer, "p95"),
            ">",
            1,
            periods=3,
            out_of=5,
            says="One answer in twenty takes longer than a second.",
        )
        alarms.watch(
            "api-unhealthy",
            unhealthy if len(unhealthy) > 1 else unhealthy["primary"],
            ">=",
            1,
            expression=metrics.total(unhealthy),
            periods=5,
            says="A task of the API fails its health check: its log says which part is not ready.",
            severity=Severity.URGENT,
        )
        self.names: Sequence[pulumi.Output[str]] = (errors.name, latency.name)
        self.register_outputs({})


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    names: Names
    settings: Settings
    listeners: Listeners
    cluster: Cluster
    api: Api
    database: Database
    queues: Queues
    workers: Workers
    gpu_groups: Sequence[GpuGroup]
    backups: Backups | None


class Monitoring(Component):
    """Alarms on what runs behind the entrance."""

    kind = "Monitoring"

    def __init__(self, name: str, args: MonitoringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.args = args
        self.alarms = Alarms(of=self, names=args.names, listeners=args.listeners)
        #: Namespace of what the programs report through their logs.
        self.namespace = f"{args.names.project}/{args.names.stack}"
        self._tasks()
        self._database()
        if args.backups is not None:
            self._backups(args.backups)
        for queue in (*args.queues.work.values(), args.queues.events):
            self._queue(queue)
        self._shots()
        if args.gpu_groups:
            self._gpu_groups()
        self.register_outputs({})

    def _api_tasks(self) -> Metric:
        return Metric(
            namespace="AWS/ECS",
            name="CPUUtilization",
            dimensions={"ClusterName": self.args.cluster.name, "ServiceName": self.args.api.service_name},
            stat="SampleCount",
        )

    def _tasks(self) -> None:
        # Each running task reports its CPU once a minute, so the number of reports is the number of tasks; Container
        # Insights would count them too, at a price. Source: ECS Developer Guide, "Service RUNNING task count".
        self.alarms.watch(
            "api-tasks",
            self._api_tasks(),
            "<",
            self.args.settings.api_count_min,
            periods=5,
            # Outside of office hours there are none on purpose; then the load balancer's answers speak for them.
            missing="breaching" if self.args.settings.office_hours is None else "notBreaching",
            says=f"Fewer than {self.args.settings.api_count_min} tasks of the API run.",
            severity=Severity.URGENT,
        )

    def _backups(self, backups: Backups) -> None:
        ends = {"failed": "BackupJobsFailed", "aborted": "BackupJobsAborted", "expired": "BackupJobsExpired"}
        if backups.copies:
            ends["uncopied"] = "CopyJobsFailed"
        jobs = {
            id_: Metric(
                namespace="AWS/Backup",
                name=f"NumberOf{metric}",
                dimensions={"BackupVaultName": backups.vault_name},
                stat="Sum",
            )
            for id_, metric in ends.items()
        }
        self.alarms.watch(
            "backup-failed",
            jobs,
            ">",
            0,
            expression=metrics.total(jobs),
            periods=1,
            seconds=24 * 3600,
            says="Tonight's backup outside of the database and the buckets was not made, or not copied.",
        )

    def _database(self) -> None:
        settings = self.args.settings
        dimensions = {"DBInstanceIdentifier": self.args.database.instance.identifier}
        connections = max_connections(settings.database_class) or 0
        memory = (memory_gib(settings.database_class) or 0) * GIB
        for name, metric, comparison, threshold, periods, severity, says in (
            (
                "database-cpu",
                "CPUUtilization",
                ">",
                80,
                15,
                Severity.SOON,
                "The database is busy: over 80 % CPU for 15 minutes.",
            ),
            (
                "database-storage",
                "FreeStorageSpace",
                "<",
                0.1 * settings.database_storage_gib * GIB,
                5,
                Severity.URGENT,
                "A tenth of the database's disk is left: raise databaseStorageGib. At zero it stops.",
            ),
            (
                "database-connections",
                "DatabaseConnections",
                ">",
                int(0.8 * connections),
                5,
                Severity.URGENT,
                f"Over 80 % of the database's {connections} connections are taken: fewer tasks, or a larger class.",
            ),
            (
                "database-memory",
                "FreeableMemory",
                "<",
                FREE_MEMORY_SHARE * memory,
                15,
                Severity.SOON,
                "The database has hardly any memory left, and logins fail when there is none: take a larger class.",
            ),
            (
                "database-swap",
                "SwapUsage",
                ">",
                SWAP_BYTES,
                15,
                Severity.SOON,
                "The database swaps, and everything waits for its disk: take a class with more memory.",
            ),
        ):
            self.alarms.watch(
                name,
                Metric(namespace="AWS/RDS", name=metric, dimensions=dimensions, stat="Average"),
                comparison,
                threshold,
                periods=periods,
                severity=severity,
                says=says,
            )
        if is_burstable(settings.database_class):
            self.alarms.watch(
                "database-credits",
                Metric(namespace="AWS/RDS", name="CPUCreditBalance", dimensions=dimensions, stat="Average"),
                "<",
                CPU_CREDITS,
                # A new instance begins without any, and earns them within the hour.
                periods=12,
                seconds=900,
                says="The database has had no CPU credits for three hours and costs more: take a larger class.",
            )

    def _queue(self, queue: Queue) -> None:
        limit = EVENT_AGE_SECONDS if queue.label == "events" else WORK_AGE_SECONDS
        age = of_queue("ApproximateAgeOfOldestMessage", queue.name)
        closes = queue.label == "events" and self.args.settings.office_hours is not None
        self.alarms.watch(
            f"{queue.label}-age",
            # While the API is closed nobody is there to read events, and they wait for it.
            {"age": age, "tasks": self._api_tasks()} if closes else age,
            ">",
            limit,
            expression="IF(FILL(tasks,0)>0,FILL(age,0),0)",
            periods=3,
            says=f"The oldest message in {queue.label} is older than {limit // 60} minutes.",
            # Work waits for workers, but without its events nobody sees what is done.
            severity=Severity.URGENT if queue.label == "events" else Severity.SOON,
            runbook="queue-age",
        )
        self.alarms.watch(
            f"{queue.label}-dead-letters",
            of_queue("ApproximateNumberOfMessagesVisible", queue.dead_letters_name),
            ">",
            0,
            periods=1,
            says=f"Messages of {queue.label} were given up, each with its reason.",
            runbook="dead-letters",
        )

    def _shots(self) -> None:
        """Time to first frame. A filter on the workers' logs counts the seconds of each shot that was rendered (the
        line `job_succeeded` of kind `shot`); the age of the oldest waiting shot is added, which is the wait before."""
        for task in self.args.workers.tasks:
            aws.cloudwatch.LogMetricFilter(
                f"{task.label}-shots",
                name=self.args.names.of(task.label, "shots"),
                log_group_name=task.log_group.name,
                pattern='{ ($.event = "job_succeeded") && ($.kind = "shot") && ($.cached IS FALSE) }',
                metric_transformation={
                    "namespace": self.namespace,
                    "name": "ShotSeconds",
                    "value": "$.seconds",
                    "unit": "Seconds",
                },
                opts=self.child(),
            )
        self.alarms.watch(
            "first-frame",
            {
                "waiting": of_queue("ApproximateAgeOfOldestMessage", self.args.queues.work["video"].name),
                "rendering": Metric(namespace=self.namespace, name="ShotSeconds", dimensions={}, stat="Maximum"),
            },
            ">",
            FIRST_FRAME_SECONDS,
            expression=metrics.total(["waiting", "rendering"]),
            periods=2,
            out_of=3,
            seconds=300,
            says=f"A shot takes longer than {FIRST_FRAME_SECONDS // 60} minutes from waiting to its frames.",
        )

    def _gpu_groups(self) -> None:
        settings = self.args.settings
        running = {
            f"group{index}": of_group("GroupInServiceInstances", group.group.name, "Sum")
            for index, group in enumerate(self.args.gpu_groups)
        }
        # One report a minute and group: sixty of them are one instance hour.
        self.alarms.watch(
            "gpu-hours",
            running,
            ">",
            settings.gpu_hours_a_day,
            expression=f"({metrics.total(running)})/60",
            periods=1,
            seconds=24 * 3600,
            says=f"GPU hosts ran for more than {settings.gpu_hours_a_day} hours within a day.",
        )
        for group in self.args.gpu_groups:
            if not group.limit:
                continue
            mend = "raise gpuMax?" if group.market == "spot" else "spot owes hosts, or gpuMax is small for the work."
            self.alarms.watch(
                f"{group.label}-at-max",
                of_group("GroupInServiceInstances", group.group.name, "Minimum"),
                ">=",
                group.limit,
                periods=30,
                says=f"{group.label} has had all its {group.limit} hosts for half an hour: {mend}",
                runbook="gpu-at-max",
            )
