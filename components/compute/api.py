"""The API: a Fargate service behind the load balancer, with the rights that its code uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.naming import Names
from components.base.settings import Settings
from components.base.work_cost import work_usd_hour
from components.compute import api_scaling, canary, findings
from components.compute.cluster import Cluster
from components.compute.deployment import service_hooks, verify
from components.compute.images import Image
from components.compute.migration import Migration
from components.compute.schedule import BY_THE_CLOCK, open_and_close
from components.compute.task import Task, TaskArgs, trace_headers, traces
from components.data.database import PORT as DATABASE_PORT
from components.data.database import Database
from components.data.queues import Queues
from components.data.secrets import StoredSecret
from components.data.storage import Storage
from components.edge import writer
from components.edge.cdn import Cdn
from components.edge.load_balancer import LoadBalancer
from components.edge.mail import Mail
from components.identity.links import Link
from components.network.firewalls import Firewall, FirewallArgs
from components.network.network import Network
from contracts.environment import API

COMMAND = ("python", "-m", "film_studio")
LIVE_PATH = "/api/v1/health/live"
STARTED_PATH = "/api/v1/health/started"


@dataclass(frozen=True, kw_only=True)
class ApiArgs:
    names: Names
    account: Account
    settings: Settings
    network: Network
    cluster: Cluster
    image: Image
    load_balancer: LoadBalancer
    database: Database
    storage: Storage
    queues: Queues
    session_key: StoredSecret
    oidc_client: StoredSecret | None
    otlp_headers: StoredSecret | None
    writer_key: StoredSecret | None
    cdn: Cdn | None
    mail: Mail | None
    alarm_names: Sequence[pulumi.Input[str]]
    """Alarms that stop a deployment and bring the former one back."""
    migration: Migration
    depends_on: Sequence[pulumi.Resource]


class Api(Component):
    """The service. `service_name` is how operators and deployment checks find it."""

    kind = "Api"

    def __init__(self, name: str, args: ApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.firewall = self._firewall(name, args)
        self.task = self._task(name, args)
        self.service = self._service(name, args)
        self.service_name = self.service.name
        if _scales(args.settings):
            self._scale(name, args)
        self.register_outputs({"serviceName": self.service_name})

    def _firewall(self, name: str, args: ApiArgs) -> Firewall:
        """Open to the load balancer; out to the database and to AWS."""
        firewall = Firewall(
            name,
            FirewallArgs(names=args.names, vpc_id=args.network.vpc_id, purpose="API tasks"),
            opts=self.child(),
        )
        firewall.accept(args.load_balancer.firewall, port=args.settings.api_port)
        firewall.reach_https()
        args.database.firewall.accept(firewall, port=DATABASE_PORT)
        return firewall

    def _task(self, name: str, args: ApiArgs) -> Task:
        settings = args.settings
        return Task(
            name,
            TaskArgs(
                names=args.names,
                account=args.account,
                image=args.image,
                command=COMMAND,
                declared=API,
                environment=_environment(args),
                links=_links(args),
                cpu=settings.api_cpu,
                memory_mib=settings.api_memory_mib,
                log_days=settings.log_days,
                port=settings.api_port,
                health_path=LIVE_PATH,
                remote_shell=settings.remote_shell,
            ),
            opts=self.child(),
        )

    def _service(self, name: str, args: ApiArgs) -> aws.ecs.Service:
        settings = args.settings
        scales = _scales(settings)
        is_canary = settings.api_deployment == "canary"
        return aws.ecs.Service(
            name,
            name=args.names.of(name),
            cluster=args.cluster.arn,
            task_definition=self.task.arn,
            desired_count=settings.api_count_min,
            capacity_provider_strategies=[
                {"capacity_provider": "FARGATE_SPOT" if settings.api_spot else "FARGATE", "weight": 1}
            ],
            network_configuration={
                "subnets": args.network.task_subnet_ids,
                "security_groups": [self.firewall.id],
                "assign_public_ip": args.network.assign_public_ip,
            },
            load_balancers=[self._place(name, args)],
            deployment_configuration=_deployment(settings),
            deployment_minimum_healthy_percent=100,
            deployment_maximum_percent=200,
            # ECS has a circuit breaker for rolling deployments only; `canary.watch` does its work for a canary.
            deployment_circuit_breaker={"enable": not is_canary, "rollback": not is_canary},
            alarms={"enable": True, "rollback": True, "alarm_names": list(args.alarm_names)}
            if args.alarm_names
            else None,
            health_check_grace_period_seconds=60,
            availability_zone_rebalancing="ENABLED",
            enable_execute_command=settings.remote_shell,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            # The provider refuses another capacity (`apiSpot`) without it.
            force_new_deployment=True,
            # A database that was restored is another one: it is migrated, and the API is deployed on it.
            triggers={"database": args.database.owner_secret_arn},
            # The hooks wait instead: the provider's own wait would fail without the reason, before a hook can say it.
            wait_for_steady_state=False,
            opts=self.child(
                depends_on=[
                    *args.load_balancer.ready,
                    args.migration,
                    *args.depends_on,
                ],
                hooks=service_hooks(
                    settings,
                    self.task,
                    cluster=args.cluster,
                    service=args.names.of(name),
                    must_complete=True,
                    at_least=settings.api_count_min,
                    check=canary.watch if is_canary else verify,
                    switch=partial(canary.check_switch, wanted=settings.api_deployment),
                    migration=args.migration.run(args.cluster),
                    **findings.gate(args.image),
                ),
                # Scaling owns the count once it runs: a deployment must not undo it.
                ignore_changes=["desiredCount"] if scales else [],
            ),
        )

    def _place(self, name: str, args: ApiArgs) -> aws.ecs.ServiceLoadBalancerArgsDict:
        """Where the service's tasks stand behind the load balancer."""
        place: aws.ecs.ServiceLoadBalancerArgsDict = {
            "target_group_arn": args.load_balancer.target_group_arn,
            "container_name": name,
            "container_port": args.settings.api_port,
        }
        shift = args.load_balancer.shift
        if shift is not None:
            place["advanced_configuration"] = {
                "alternate_target_group_arn": shift.alternate_target_group_arn,
                "production_listener_rule": shift.rule_arn,
                "role_arn": shift.role_arn,
            }
        return place

    def _scale(self, name: str, args: ApiArgs) -> None:
        target = aws.appautoscaling.Target(
            name,
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=pulumi.Output.concat("service/", args.cluster.name, "/", self.service_name),
            min_capacity=args.settings.api_count_min,
            max_capacity=args.settings.api_count_max,
            opts=self.child(ignore_changes=BY_THE_CLOCK if args.settings.office_hours else []),
        )
        if args.settings.office_hours:
            open_and_close(
                self,
                name,
                target,
                args.settings.office_hours,
                names=args.names,
                opened=(args.settings.api_count_min, args.settings.api_count_max),
                closed=(0, 0),
            )
        for label, measured in (
            ("requests", api_scaling.by_requests(args.load_balancer)),
            ("cpu", api_scaling.by_processor()),
        ):
            aws.appautoscaling.Policy(
                f"{name}-{label}",
                name=args.names.of(name, label),
                policy_type="TargetTrackingScaling",
                service_namespace=target.service_namespace,
                scalable_dimension=target.scalable_dimension,
                resource_id=target.resource_id,
                target_tracking_scaling_policy_configuration=measured,
                opts=self.child(),
            )


def _scales(settings: Settings) -> bool:
    """Whether the number of tasks is somebody else's than an update's: that of scaling, or of the clock."""
    return settings.api_count_max > settings.api_count_min or settings.office_hours is not None


def _deployment(settings: Settings) -> aws.ecs.ServiceDeploymentConfigurationArgsDict | None:
    """None for an API that always rolled, which is ECS's own default."""
    if settings.api_deployment == "canary":
        return {
            "strategy": "CANARY",
            "canary_configuration": {
                "canary_percent": canary.CANARY_PERCENT,
                "canary_bake_time_in_minutes": str(canary.CANARY_MINUTES),
            },
            "bake_time_in_minutes": str(canary.BAKE_MINUTES),
        }
    return {"strategy": "ROLLING"} if settings.shifts_traffic else None


def _links(args: ApiArgs) -> list[Link]:
    downloads = [args.cdn.for_api()] if args.cdn is not None else []
    return [
        args.storage.for_api(),
        args.queues.for_api(),
        args.database.for_api(),
        args.session_key.for_reader("SESSION_KEY_SECRET_ARN"),
        *downloads,
        *([args.oidc_client.for_reader("OIDC_CLIENT_SECRET_ARN")] if args.oidc_client is not None else []),
        *trace_headers(args.otlp_headers),
        *writer.for_api(args.settings, args.account, args.writer_key),
        *([args.mail.for_api()] if args.mail is not None else []),
    ]


def _environment(args: ApiArgs) -> dict[str, pulumi.Input[str]]:
    settings = args.settings
    mail = {"MAIL_FROM": settings.mail_from, "MAIL_FOLDER": settings.mail_folder} if settings.mail_folder else {}
    provider: dict[str, pulumi.Input[str]] = {}
    if settings.oidc_issuer:
        provider = {
            "OIDC_ISSUER": settings.oidc_issuer,
            "OIDC_CLIENT_ID": settings.oidc_client_id,
        }
        if settings.oidc_domains:
            provider |= {"OIDC_DOMAINS": ",".join(settings.oidc_domains), "OIDC_ROLE": settings.oidc_role}
    return {
        "STAGE": settings.stage,
        "AWS_REGION": settings.region,
        "BIND_HOST": settings.bind_host,
        "PORT": str(settings.api_port),
        # ECS may leave an empty variable out, and every look would then find another definition.
        **({"CORS_ORIGINS": ",".join(settings.pages_origins)} if settings.pages_origins else {}),
        "PUBLIC_URL": args.cdn.url if args.cdn is not None else f"http://{settings.bind_host}:{settings.api_port}",
        **mail,
        **({"SITE_URL": settings.site_url} if settings.site_url else {}),
        # CloudFront adds the viewer's address, the load balancer CloudFront's; on a laptop nothing stands before it.
        "FORWARDED_HOPS": "2" if args.cdn is not None else "0",
        "VIDEO_RENDERER": settings.video_renderer,
        "VOICE_RENDERER": settings.voice_renderer,
        "SCORE_RENDERER": settings.score_renderer,
        **traces(settings),
        **provider,
        "WORK_USD_HOUR": ",".join(f"{queue}={usd:.4f}" for queue, usd in work_usd_hour(settings).items()),
    }
