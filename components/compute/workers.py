"""The workers: one image; on Fargate Spot for what a CPU renders, on GPU hosts for what needs one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.gpu_classes import GPU_CLASSES
from components.base.hours import Hours
from components.base.naming import Names
from components.base.settings import Settings
from components.compute import findings
from components.compute.cluster import Cluster
from components.compute.deployment import service_hooks
from components.compute.gpu import GpuGroup
from components.compute.images import Image
from components.compute.scaling import QueueScaling, QueueScalingArgs
from components.compute.task import Task, TaskArgs, trace_headers, traces
from components.data.queues import Queues
from components.data.secrets import StoredSecret
from components.data.storage import Storage
from components.identity.roles import Grant
from components.network.firewalls import Firewall, FirewallArgs
from components.network.network import Network
from contracts.environment import WORKER

COMMAND = ("python", "-m", "film_workers")
#: How long a stopped worker has to hand its message back; ECS gives no more on Fargate.
STOP_SECONDS = 110


@dataclass(frozen=True, kw_only=True)
class WorkersArgs:
    names: Names
    account: Account
    settings: Settings
    network: Network
    cluster: Cluster
    image: Image
    gpu_image: Image
    """What tasks on GPU hosts run: it asks for the driver's libraries."""
    storage: Storage
    queues: Queues
    otlp_headers: StoredSecret | None
    capacity: pulumi.Resource
    """What services wait for: the cluster's capacity providers."""
    after: pulumi.Resource
    """The service that is deployed first: the API, whose update runs the migration."""
    gpu_groups: Sequence[GpuGroup]


@dataclass(frozen=True, kw_only=True)
class GpuService:
    """The service of one GPU group, as the kill switch sees it."""

    group: str
    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    cluster_name: pulumi.Output[str]
    target_arn: pulumi.Output[str] | None
    """Its scalable target; None where nothing scales it."""

    def grant_stop(self) -> Sequence[Grant]:
        """To set how many tasks it has, and to keep scaling from starting more."""
        # Whoever changes a scalable target has to be allowed to look at the service behind it, too.
        actions = ["ecs:DescribeServices", "ecs:UpdateService"]
        stop = Grant(name=f"{self.group}-service-stop", actions=actions, resources=[self.arn])
        if self.target_arn is None:
            return (stop,)
        actions = ["application-autoscaling:RegisterScalableTarget"]
        return (stop, Grant(name=f"{self.group}-scaling-stop", actions=actions, resources=[self.target_arn]))


class Workers(Component):
    """Services that take jobs. They hold no database credential: a job is its message, its inputs and its result."""

    kind = "Workers"

    def __init__(self, name: str, args: WorkersArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.firewall = Firewall(
            name,
            FirewallArgs(names=args.names, vpc_id=args.network.vpc_id, purpose="Workers: nobody calls them"),
            opts=self.child(),
        )
        self.firewall.reach_https()
        self.tasks: list[Task] = []
        self.gpu_services: list[GpuService] = []
        self._cpu("worker", args)
        tried: dict[str, aws.ecs.Service] = {}
        for group in args.gpu_groups:
            service = self._gpu(f"worker-{group.label}", group, args, after=tried.get(group.gpu_class))
            tried.setdefault(group.gpu_class, service)
        self.register_outputs({})

    def _cpu(self, name: str, args: WorkersArgs) -> None:
        settings = args.settings
        on_cpus = [queue for queue in settings.chosen_renderers if queue not in settings.gpu_class_of]
        queues = ["jobs", *on_cpus]
        task = self._task(
            name,
            args,
            queues,
            renderers=[renderer.name for renderer in settings.renderers.values() if not renderer.needs_gpu],
            cpu=settings.worker_cpu,
            memory_mib=settings.worker_memory_mib,
        )
        scales = settings.worker_count_max > settings.worker_count_min
        service = self._service(
            name,
            args,
            task,
            count=settings.worker_count_min,
            provider="FARGATE_SPOT",
            network={
                "subnets": args.network.task_subnet_ids,
                "security_groups": [self.firewall.id],
                "assign_public_ip": args.network.assign_public_ip,
            },
            scales=scales,
            trial={
                **self._trial(task, args),
                "subnets": args.network.task_subnet_ids,
                "security_groups": [self.firewall.id],
                "assign_public_ip": args.network.assign_public_ip,
            },
        )
        if scales:
            self._scale(
                name, args, service, queues, count_min=settings.worker_count_min, count_max=settings.worker_count_max
            )

    def _trial(self, task: Task, args: WorkersArgs) -> Mapping[str, Any]:
        """The new definition, run once on its own: the service may have no task at all, which proves nothing."""
        return {
            "cluster": args.cluster.name,
            "task_definition": task.arn,
            "container": task.label,
            "log_group": task.log_group.name,
            "what": "workers' check",
            "failed": "The workers' check of themselves failed, and their service was not changed",
            "command": [*COMMAND, "--check"],
        }

    def _gpu(self, name: str, group: GpuGroup, args: WorkersArgs, *, after: aws.ecs.Service | None) -> aws.ecs.Service:
        """`after` is the service whose hosts have tried the same image on GPUs of the same class."""
        settings = args.settings
        needed = [queue for queue, gpu_class in settings.gpu_class_of.items() if gpu_class == group.gpu_class]
        # While no renderer needs the class its groups are empty; the definition then shows what they could serve.
        queues = needed or list(settings.chosen_renderers)
        memory = GPU_CLASSES[group.gpu_class].video_memory_gib
        task = self._task(
            name,
            args,
            queues,
            renderers=[each.name for each in settings.renderers.values() if each.video_memory_gib <= memory],
            cpu=None,
            memory_mib=GpuGroup.TASK_MEMORY_MIB,
            gpus=1,
        )
        # Where the group may have no host, a task would wait for one for ever; and nothing runs what is not tried.
        is_tried = settings.gpu_trial and group.limit > 0 and after is None
        service = self._service(
            name,
            args,
            task,
            count=0,
            provider=group.provider_name,
            network=None,
            scales=group.limit > 0,
            trial={**self._trial(task, args), "capacity_provider": group.provider_name} if is_tried else None,
            after=[after] if after else [],
        )
        scaling = None
        if group.limit:
            relieved = _relieved(group, args)
            scaling = self._scale(
                name,
                args,
                service,
                queues,
                count_min=0,
                count_max=group.limit,
                relieves=relieved,
                # What stands in for another group waits for it, and not for work.
                warm=settings.gpu_warm_hours if relieved is None else None,
            )
        self.gpu_services.append(
            GpuService(
                group=group.label,
                name=service.name,
                arn=service.arn,
                cluster_name=args.cluster.name,
                target_arn=scaling.target_arn if scaling else None,
            )
        )
        return service

    def _task(
        self,
        name: str,
        args: WorkersArgs,
        queues: Sequence[str],
        *,
        renderers: Sequence[str],
        cpu: int | None,
        memory_mib: int,
        gpus: int = 0,
    ) -> Task:
        task = Task(
            name,
            TaskArgs(
                names=args.names,
                account=args.account,
                image=args.gpu_image if gpus else args.image,
                command=COMMAND,
                declared=WORKER,
                environment={
                    "STAGE": args.settings.stage,
                    "AWS_REGION": args.settings.region,
                    "RENDERERS": ",".join(sorted(renderers)),
                    "VISIBILITY_SECONDS": str(args.settings.visibility_seconds),
                    **traces(args.settings),
                },
                links=[
                    args.storage.for_worker(),
                    args.queues.for_worker(queues),
                    args.cluster.for_worker(),
                    *trace_headers(args.otlp_headers),
                ],
                cpu=cpu,
                memory_mib=memory_mib,
                log_days=args.settings.log_days,
                gpus=gpus,
                stop_seconds=STOP_SECONDS,
                remote_shell=args.settings.remote_shell,
            ),
            opts=self.child(),
        )
        self.tasks.append(task)
        return task

    def _service(
        self,
        name: str,
        args: WorkersArgs,
        task: Task,
        *,
        count: int,
        provider: pulumi.Input[str],
        network: aws.ecs.ServiceNetworkConfigurationArgsDict | None,
        scales: bool,
        trial: Mapping[str, Any] | None = None,
        after: Sequence[pulumi.Resource] = (),
    ) -> aws.ecs.Service:
        return aws.ecs.Service(
            name,
            name=args.names.of(name),
            cluster=args.cluster.arn,
            task_definition=task.arn,
            desired_count=count,
            capacity_provider_strategies=[{"capacity_provider": provider, "weight": 1}],
            # The provider refuses another capacity without it, even one whose name is merely unknown yet.
            force_new_deployment=True,
            network_configuration=network,
            deployment_minimum_healthy_percent=0,
            deployment_maximum_percent=200,
            deployment_circuit_breaker={"enable": True, "rollback": True},
            enable_execute_command=args.settings.remote_shell,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            opts=self.child(
                # After the API, so that nothing runs new code before the migration has passed.
                depends_on=[args.capacity, args.after, self.firewall, *after],
                hooks=service_hooks(
                    args.settings,
                    task,
                    cluster=args.cluster,
                    service=args.names.of(name),
                    # A worker finishes its job before it goes, which may take an hour.
                    must_complete=False,
                    trial=trial,
                    **findings.gate(task.image),
                ),
                # Scaling owns the count once it runs: a deployment must not stop workers in the middle of a shot.
                ignore_changes=["desiredCount"] if scales else [],
            ),
        )

    def _scale(
        self,
        name: str,
        args: WorkersArgs,
        service: aws.ecs.Service,
        queues: Sequence[str],
        *,
        count_min: int,
        count_max: int,
        relieves: GpuGroup | None = None,
        warm: Hours | None = None,
    ) -> QueueScaling:
        return QueueScaling(
            name,
            QueueScalingArgs(
                names=args.names,
                cluster=args.cluster,
                service=service,
                queues=[args.queues.work[label] for label in queues],
                count_min=count_min,
                count_max=count_max,
                relieves=relieves.group if relieves else None,
                warm=warm,
            ),
            opts=self.child(),
        )


def _relieved(group: GpuGroup, args: WorkersArgs) -> GpuGroup | None:
    """The spot group that an on-demand group stands in for: that of its class, where there is one."""
    if group.market == "spot":
        return None
    return next((o for o in args.gpu_groups if (o.gpu_class, o.market) == (group.gpu_class, "spot")), None)
