"""The infrastructure of AI Film Studio: settings, then components, then outputs. `program` is its table of contents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pulumi
import pulumi_aws as aws
from pulumi.runtime.config import CONFIG, is_config_secret

from components.base import setting_loading, setting_warnings
from components.base.account import Account
from components.base.component import Component
from components.base.naming import Names
from components.base.setting_types import SecretText, SettingError
from components.base.settings import Settings
from components.base.work_cost import gpu_trial_notice
from components.compute import canary, given_up
from components.compute.api import STARTED_PATH, Api, ApiArgs
from components.compute.cluster import Cluster, ClusterArgs
from components.compute.gpu import GpuGroup, GpuGroupArgs
from components.compute.images import Image, ImageArgs
from components.compute.migration import Migration, MigrationArgs
from components.compute.workers import Workers, WorkersArgs
from components.data.backups import Backups, BackupsArgs
from components.data.database import Database, DatabaseArgs
from components.data.queues import QueueArgs, Queues
from components.data.secrets import StoredSecret, StoredSecretArgs
from components.data.storage import BucketArgs, Storage
from components.edge.access_logs import AccessLogs, AccessLogsArgs
from components.edge.cdn import Cdn, CdnArgs
from components.edge.domain import Domain, DomainArgs
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.edge.mail import Mail, MailArgs
from components.edge.web_firewall import WebFirewall, WebFirewallArgs
from components.identity import boundaries
from components.identity.boundaries import Boundary, BoundaryArgs
from components.identity.github_roles import GithubRoles, GithubRolesArgs
from components.network.network import Network, NetworkArgs
from components.operation.alarms import RUNBOOKS, Listeners
from components.operation.dashboard import Dashboard, DashboardArgs
from components.operation.log_queries import LogQueries, LogQueriesArgs
from components.operation.monitoring import EntranceAlarms, EntranceAlarmsArgs, Monitoring, MonitoringArgs
from components.operation.notifications import Topic, TopicArgs
from components.operation.protection import Protection, ProtectionArgs
from components.operation.spending import Spending, SpendingArgs
from contracts.renderers import RENDERERS, Renderer


def program(renderers: Mapping[str, Renderer] = RENDERERS) -> None:
    """Register the stack. `renderers` are those that its workers carry and its settings may choose."""
    pulumi.require_pulumi_version(">=3.238.0")
    base = _base(_settings(renderers))  # wrong settings stop here, before anything is registered
    data = _data(base)
    machines = _machines(base, data)
    entrance = _entrance(base, data)
    programs = _programs(base, data, machines, entrance)
    if entrance.alarms is not None:
        _operation(base, data, machines, entrance, programs, listeners=entrance.alarms.listeners)
    _protect(base)
    _export(base, data, machines, entrance, programs)


@dataclass(frozen=True, kw_only=True)
class Base:
    """What everything else is made with."""

    settings: Settings
    names: Names
    account: Account
    within: pulumi.ResourceOptions
    github: GithubRoles | None


@dataclass(frozen=True, kw_only=True)
class Data:
    """What holds data, and the network that it is in."""

    network: Network
    storage: Storage
    queues: Queues
    database: Database
    backups: Backups | None
    api_key: StoredSecret
    session_key: StoredSecret
    oidc_client: StoredSecret | None
    otlp_headers: StoredSecret | None
    writer_key: StoredSecret | None


@dataclass(frozen=True, kw_only=True)
class Machines:
    """What code runs on, and as what. Services wait for `capacity`."""

    api_image: Image
    worker_image: Image
    gpu_image: Image
    """What GPU hosts run; where there are none, the worker's."""
    cluster: Cluster
    gpu_groups: Sequence[GpuGroup]
    capacity: pulumi.Resource


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """The way in. Its alarms come before the API, whose deployments they may roll back."""

    load_balancer: LoadBalancer
    cdn: Cdn | None
    alarms: EntranceAlarms | None


@dataclass(frozen=True, kw_only=True)
class Programs:
    """What runs."""

    migration: Migration
    api: Api
    workers: Workers


def _settings(renderers: Mapping[str, Renderer]) -> Settings:
    settings = setting_loading.load(
        project=pulumi.get_project(),
        stack=pulumi.get_stack(),
        configuration=CONFIG.get(),
        secret_keys=[key for key in CONFIG.get() if is_config_secret(key)],
        renderers=renderers,
        stacks=[path.name.split(".")[1] for path in Path(__file__).parent.glob("Pulumi.*.yaml")],
    )
    if settings.gpu_notice:
        pulumi.info(settings.gpu_notice)
    trial = gpu_trial_notice(settings)
    if trial:
        pulumi.info(trial)
    if settings.unread_notice:
        if not pulumi.runtime.is_dry_run():
            raise SettingError(settings.unread_notice)
        pulumi.warn(f"{settings.unread_notice} `pulumi up` refuses it.")
    for text in setting_warnings.warnings(settings):
        pulumi.warn(text)
    return settings


def _base(settings: Settings) -> Base:
    names = settings.names
    tags = {"project": names.project, "stack": names.stack, "stage": settings.stage, "managed-by": "pulumi"}
    provider = aws.Provider("aws", region=settings.region, default_tags={"tags": tags})
    within = pulumi.ResourceOptions(providers=[provider])
    asking = pulumi.InvokeOptions(provider=provider)
    account = Account(account_id=aws.get_caller_identity(opts=asking).account_id, region=settings.region)
    github = _github(account, settings, within) if settings.github_roles else None
    account = _bounded(account, settings, within, asking, [github] if github else [])
    return Base(settings=settings, names=names, account=account, within=within, github=github)


def _bounded(
    account: Account,
    settings: Settings,
    within: pulumi.ResourceOptions,
    asking: pulumi.InvokeOptions,
    after: Sequence[pulumi.Resource],
) -> Account:
    """The account with what its roles may do at most, where GitHub deploys: made here, or by the stack that makes
    GitHub's roles. What is made after them goes before them: a boundary that another stack's roles carry stops an
    update that takes all of this away while everything is still there."""
    names = settings.names
    opts = pulumi.ResourceOptions.merge(within, pulumi.ResourceOptions(depends_on=list(after)))
    made = {
        environment: Boundary(
            f"{environment}-boundary", BoundaryArgs(names=names, account=account, environment=environment), opts=opts
        ).arn
        for environment in settings.environments_with_roles
    }
    if not settings.deployed_by:
        return account
    own = made.get(settings.deployed_by)
    if own is None:
        own = boundaries.made_elsewhere(settings.deployed_by, names=names, account_id=account.account_id, opts=asking)
    return replace(account, boundary_arn=own)


def _data(base: Base) -> Data:
    settings, names, within = base.settings, base.names, base.within
    network = Network(
        "network",
        NetworkArgs(names=names, region=settings.region, zones=settings.zones, nat_gateway=settings.nat_gateway),
        opts=within,
    )
    storage = Storage(
        "storage",
        BucketArgs(names=names, account=base.account, origins=settings.pages_origins, protected=settings.protected),
        opts=within,
    )
    queues = Queues(
        "queues",
        QueueArgs(
            names=names,
            visibility_seconds=settings.visibility_seconds,
            max_receive_count=settings.max_receive_count,
        ),
        opts=within,
    )
    database = Database("database", DatabaseArgs(names=names, settings=settings, network=network), opts=within)
    backups = _backups(base, database, storage) if settings.has_vault else None
    api_key = StoredSecret(
        "api-key",
        StoredSecretArgs(
            names=names,
            purpose="API key of the first organisation; the first migration writes it",
            protected=settings.protected,
        ),
        opts=within,
    )
    session_key = StoredSecret(
        "session-key",
        StoredSecretArgs(
            names=names,
            purpose="Signs the tokens of people's sessions; the first migration writes it",
            protected=settings.protected,
        ),
        opts=within,
    )
    return Data(
        network=network,
        storage=storage,
        queues=queues,
        database=database,
        backups=backups,
        api_key=api_key,
        session_key=session_key,
        oidc_client=_given_secret(
            base, "oidc-client", settings.oidc_client_secret, "What the OpenID provider knows the API by"
        ),
        otlp_headers=_given_secret(
            base, "otlp-headers", settings.otlp_headers, "What the receiver of traces knows API and workers by"
        ),
        writer_key=_given_secret(
            base,
            "writer-key",
            settings.writer_key,
            "What the server of the writing model knows the API by",
        ),
    )


def _backups(base: Base, database: Database, storage: Storage) -> Backups:
    settings = base.settings
    return Backups(
        "backups",
        BackupsArgs(
            names=base.names,
            account=base.account,
            days=settings.backup_vault_days,
            copy_region=settings.backup_copy_region,
            protected=settings.protected,
            database=database,
            buckets=storage.all,
        ),
        opts=base.within,
    )


def _given_secret(base: Base, name: str, value: SecretText, purpose: str) -> StoredSecret | None:
    """A secret that somebody else has made, where one is set."""
    if not value:
        return None
    return StoredSecret(
        name,
        StoredSecretArgs(
            names=base.names,
            purpose=purpose,
            protected=base.settings.protected,
            value=pulumi.Output.secret(value.reveal()),
        ),
        opts=base.within,
    )


def _machines(base: Base, data: Data) -> Machines:
    settings, names, within = base.settings, base.names, base.within
    api_image = Image(
        "api",
        ImageArgs(names=names, dockerfile="backend/Dockerfile", platform="linux/arm64", settings=settings),
        opts=within,
    )
    worker_image = Image(
        "worker",
        ImageArgs(names=names, dockerfile="workers/Dockerfile", platform="linux/amd64", settings=settings),
        opts=within,
    )
    gpu_image = worker_image
    if settings.gpu_classes:
        gpu_image = Image(
            "worker-gpu",
            ImageArgs(
                names=names,
                dockerfile="workers/Dockerfile",
                platform="linux/amd64",
                target="gpu",
                settings=settings,
            ),
            opts=within,
        )
    cluster = Cluster(
        "cluster",
        ClusterArgs(names=names, account=base.account, container_insights=settings.container_insights),
        opts=within,
    )
    gpu_groups = [
        GpuGroup(
            f"{gpu_class}-{market}",
            GpuGroupArgs(
                names=names,
                account=base.account,
                network=data.network,
                cluster=cluster,
                gpu_class=gpu_class,
                market=market,
                image_id=settings.gpu_image_id,
                limit=settings.gpu_hosts(gpu_class, market),
            ),
            opts=within,
        )
        for gpu_class in settings.gpu_classes
        for market in settings.gpu_markets
    ]
    capacity = cluster.offer(
        [group.provider_name for group in gpu_groups], given_up.capacity_hooks(settings, cluster.name)
    )
    return Machines(
        api_image=api_image,
        worker_image=worker_image,
        gpu_image=gpu_image,
        cluster=cluster,
        gpu_groups=gpu_groups,
        capacity=capacity,
    )


def _entrance(base: Base, data: Data) -> Entrance:
    settings, within = base.settings, base.within
    domain = None
    if settings.domain:
        where = DomainArgs(domain=settings.domain, hosted_zone_id=settings.hosted_zone_id)
        domain = Domain("domain", where, opts=within)
    load_balancer = LoadBalancer(
        "api",
        LoadBalancerArgs(
            names=base.names,
            account=base.account,
            network=data.network,
            behind_cloudfront=settings.edge == "cloudfront",
            health_path=STARTED_PATH,
            protected=settings.protected,
            domain=domain,
            shifts_traffic=settings.shifts_traffic,
            shift_guard=canary.rule_hooks(settings, cluster=base.names.prefix, service=base.names.of("api"))
            if settings.shifts_traffic
            else None,
        ),
        opts=within,
    )
    cdn = _cdn(base, data, load_balancer, domain) if settings.edge == "cloudfront" else None
    data.storage.set_policies(distribution_arn=cdn.arn if cdn else None)
    return Entrance(load_balancer=load_balancer, cdn=cdn, alarms=_alarms(base, load_balancer))


def _cdn(base: Base, data: Data, load_balancer: LoadBalancer, domain: Domain | None) -> Cdn:
    settings, within = base.settings, base.within
    web_firewall = None
    if settings.web_firewall:
        web_firewall = WebFirewall(
            "web-firewall", WebFirewallArgs(names=base.names, log_days=settings.log_days), opts=within
        )
    cdn = Cdn(
        "cdn",
        CdnArgs(
            names=base.names,
            load_balancer=load_balancer,
            buckets=data.storage.all,
            origins=settings.pages_origins,
            protected=settings.protected,
            web_firewall=web_firewall,
            domain=domain,
            signing_key=settings.download_signing_key,
        ),
        opts=within,
    )
    if settings.access_logs:
        AccessLogs("access-logs", AccessLogsArgs(names=base.names, cdn=cdn, log_days=settings.log_days), opts=within)
    return cdn


def _mail(base: Base) -> Mail | None:
    settings = base.settings
    if not settings.mail_from or settings.mail_folder:
        return None
    sends_for = settings.mail_from.rpartition("@")[2]
    # Of other domains nobody has said which zone they are in.
    in_zone = settings.domain and f".{sends_for}".endswith(f".{settings.domain}")
    return Mail(
        "mail",
        MailArgs(
            names=base.names,
            sender=settings.mail_from,
            hosted_zone_id=settings.hosted_zone_id if in_zone else "",
        ),
        opts=base.within,
    )


def _alarms(base: Base, load_balancer: LoadBalancer) -> EntranceAlarms | None:
    if not base.settings.alarms:
        return None
    return EntranceAlarms(
        "entrance-alarms",
        EntranceAlarmsArgs(names=base.names, listeners=_listeners(base), load_balancer=load_balancer),
        opts=base.within,
    )


def _listeners(base: Base) -> Listeners:
    settings, args = base.settings, TopicArgs(names=base.names, account=base.account)
    mail = Topic("alarms", args, opts=base.within)
    mail.mail(settings.alarm_email)
    pager = None
    if settings.pager_url:
        pager = Topic("urgent-alarms", args, opts=base.within)
        pager.page(settings.pager_url)
    return Listeners(mail=mail, pager=pager, runbooks=settings.runbook_url or RUNBOOKS)


def _programs(base: Base, data: Data, machines: Machines, entrance: Entrance) -> Programs:
    migration = Migration(
        "migration",
        MigrationArgs(
            names=base.names,
            account=base.account,
            settings=base.settings,
            network=data.network,
            image=machines.api_image,
            database=data.database,
            api_key=data.api_key,
            session_key=data.session_key,
        ),
        opts=base.within,
    )
    api = Api(
        "api",
        ApiArgs(
            names=base.names,
            account=base.account,
            settings=base.settings,
            network=data.network,
            cluster=machines.cluster,
            image=machines.api_image,
            load_balancer=entrance.load_balancer,
            database=data.database,
            storage=data.storage,
            queues=data.queues,
            session_key=data.session_key,
            oidc_client=data.oidc_client,
            otlp_headers=data.otlp_headers,
            writer_key=data.writer_key,
            cdn=entrance.cdn,
            mail=_mail(base),
            alarm_names=entrance.alarms.names if entrance.alarms else (),
            migration=migration,
            depends_on=[machines.capacity],
        ),
        opts=base.within,
    )
    workers = Workers(
        "workers",
        WorkersArgs(
            names=base.names,
            account=base.account,
            settings=base.settings,
            network=data.network,
            cluster=machines.cluster,
            image=machines.worker_image,
            gpu_image=machines.gpu_image,
            storage=data.storage,
            queues=data.queues,
            otlp_headers=data.otlp_headers,
            capacity=machines.capacity,
            after=api.service,
            gpu_groups=machines.gpu_groups,
        ),
        opts=base.within,
    )
    return Programs(migration=migration, api=api, workers=workers)


def _operation(
    base: Base, data: Data, machines: Machines, entrance: Entrance, programs: Programs, *, listeners: Listeners
) -> None:
    monitoring = Monitoring(
        "monitoring",
        MonitoringArgs(
            names=base.names,
            settings=base.settings,
            listeners=listeners,
            cluster=machines.cluster,
            api=programs.api,
            database=data.database,
            queues=data.queues,
            workers=programs.workers,
            gpu_groups=machines.gpu_groups,
            backups=data.backups,
        ),
        opts=base.within,
    )
    Dashboard(
        "dashboard",
        DashboardArgs(
            names=base.names,
            region=base.settings.region,
            load_balancer=entrance.load_balancer,
            cluster=machines.cluster,
            api=programs.api,
            database=data.database,
            queues=data.queues,
            gpu_groups=machines.gpu_groups,
            monitoring=monitoring,
        ),
        opts=base.within,
    )
    LogQueries(
        "log-queries",
        LogQueriesArgs(names=base.names, tasks=[programs.api.task, programs.migration.task, *programs.workers.tasks]),
        opts=base.within,
    )
    Spending(
        "spending",
        SpendingArgs(
            names=base.names,
            account=base.account,
            settings=base.settings,
            listeners=listeners,
            workers=programs.workers,
            gpu_groups=machines.gpu_groups,
        ),
        opts=base.within,
    )


def _protect(base: Base) -> None:
    # Other stacks carry the boundaries that come with GitHub's roles, so these are protected in any stage.
    protected = base.settings.protected or base.settings.github_roles
    Protection("protection", ProtectionArgs(protected=protected, everything=Component.at_top), opts=base.within)


def _github(account: Account, settings: Settings, within: pulumi.ResourceOptions) -> GithubRoles:
    return GithubRoles(
        "github",
        GithubRolesArgs(
            names=settings.names,
            account=account,
            repository=settings.github_repository,
            environments=settings.environments_with_roles,
            provider=settings.github_provider,
            state_bucket=settings.state_bucket,
            state_key_alias=settings.state_key_alias,
            zones=settings.github_zones,
        ),
        opts=within,
    )


def _export(base: Base, data: Data, machines: Machines, entrance: Entrance, programs: Programs) -> None:
    """`contracts/outputs.py` says who needs each."""
    settings, cdn = base.settings, entrance.cdn
    notice = {"gpu": settings.gpu_notice} if settings.gpu_notice else {}
    outputs = {
        "apiUrl": cdn.url if cdn else pulumi.Output.concat("http://", entrance.load_balancer.dns_name),
        "assetsBucket": data.storage.assets.id,
        "charactersBucket": data.storage.characters.id,
        "marketingBucket": data.storage.marketing.id,
        "jobQueueUrl": data.queues.work["jobs"].url,
        "videoQueueUrl": data.queues.work["video"].url,
        "voiceQueueUrl": data.queues.work["voice"].url,
        "eventsQueueUrl": data.queues.events.url,
        "apiKeySecretArn": data.api_key.arn,
        "clusterName": machines.cluster.name,
        "apiServiceName": programs.api.service_name,
        "migrationTaskDefinitionArn": programs.migration.arn,
        "databaseEndpoint": data.database.endpoint,
        "renderers": {**settings.chosen_renderers, **notice},
    }
    if base.github is not None:
        outputs |= {
            "previewRoleArn": base.github.preview_role_arn,
            "deployRoleArns": base.github.deploy_role_arns,
        }
    for name, value in outputs.items():
        pulumi.export(name, value)


if __name__ == "__main__":
    program()
