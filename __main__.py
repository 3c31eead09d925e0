"""The infrastructure of AI Film Studio: settings, then components, then outputs."""

from dataclasses import replace

import pulumi
import pulumi_aws as aws
from pulumi.runtime.config import CONFIG, is_config_secret

from components.base import settings as stack_settings
from components.base.account import Account
from components.compute.api import READY_PATH, Api, ApiArgs
from components.compute.cluster import Cluster, ClusterArgs
from components.compute.gpu import GpuGroup, GpuGroupArgs
from components.compute.images import Image, ImageArgs
from components.compute.migration import Migration, MigrationArgs
from components.compute.workers import Workers, WorkersArgs
from components.data.database import Database, DatabaseArgs
from components.data.queues import QueueArgs, Queues
from components.data.secrets import StoredSecret, StoredSecretArgs
from components.data.storage import BucketArgs, Storage
from components.edge.cdn import Cdn, CdnArgs
from components.edge.domain import Domain, DomainArgs
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.edge.web_firewall import WebFirewall, WebFirewallArgs
from components.identity import boundaries
from components.identity.boundaries import Boundary, BoundaryArgs
from components.identity.github_delivery import Delivery, DeliveryArgs
from components.network.network import Network, NetworkArgs
from components.operation.dashboard import Dashboard, DashboardArgs
from components.operation.monitoring import EntranceAlarms, EntranceAlarmsArgs, Monitoring, MonitoringArgs
from components.operation.notifications import Topic, TopicArgs
from components.operation.spending import Spending, SpendingArgs

# --- Settings: wrong ones stop here, before anything is registered ------------------------------------------

pulumi.require_pulumi_version(">=3.238.0")
settings = stack_settings.load(
    project=pulumi.get_project(),
    stack=pulumi.get_stack(),
    configuration=CONFIG.get(),
    secret_keys=[key for key in CONFIG.get() if is_config_secret(key)],
)
names = settings.names
if settings.gpu_notice:
    pulumi.info(settings.gpu_notice)
if settings.unread_notice:
    if not pulumi.runtime.is_dry_run():
        raise stack_settings.SettingError(settings.unread_notice)
    pulumi.warn(f"{settings.unread_notice} `pulumi up` refuses it.")
if not settings.pages_origins:
    pulumi.warn("pagesOrigins is empty: no browser may call the API. Set it to the site's origin when there is one.")

provider = aws.Provider(
    "aws",
    region=settings.region,
    default_tags={
        "tags": {"project": names.project, "stack": names.stack, "stage": settings.stage, "managed-by": "pulumi"}
    },
)
within = pulumi.ResourceOptions(providers=[provider])
caller = aws.get_caller_identity(opts=pulumi.InvokeOptions(provider=provider))
account = Account(account_id=caller.account_id, region=settings.region)

# --- What its roles may do at most, where GitHub deploys: made here, or by the stack that has the delivery ---------

boundary = {
    environment: Boundary(
        f"{environment}-boundary", BoundaryArgs(names=names, account=account, environment=environment), opts=within
    ).arn
    for environment in settings.delivers
}
if settings.delivered_by:
    made_elsewhere = boundaries.arn_of(settings.delivered_by, names=names, account_id=account.account_id)
    account = replace(account, boundary_arn=boundary.get(settings.delivered_by, made_elsewhere))

# --- What holds data ----------------------------------------------------------------------------------------

network = Network(
    "network",
    NetworkArgs(names=names, region=settings.region, zones=settings.zones, nat_gateway=settings.nat_gateway),
    opts=within,
)
storage = Storage(
    "storage",
    BucketArgs(names=names, account=account, origins=settings.pages_origins, protected=settings.protected),
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
database = Database(
    "database",
    DatabaseArgs(
        names=names,
        network=network,
        instance_class=settings.database_class,
        storage_gib=settings.database_storage_gib,
        storage_max_gib=settings.database_storage_max_gib,
        multi_az=settings.database_multi_az,
        backup_days=settings.database_backup_days,
        auth=settings.database_auth,
        log_days=settings.log_days,
        protected=settings.protected,
    ),
    opts=within,
)
api_key = StoredSecret(
    "api-key",
    StoredSecretArgs(
        names=names,
        purpose="API key of the first organisation; the first migration writes it",
        protected=settings.protected,
    ),
    opts=within,
)

# --- What runs code -----------------------------------------------------------------------------------------

api_image = Image(
    "api",
    ImageArgs(names=names, dockerfile="backend/Dockerfile", platform="linux/arm64", protected=settings.protected),
    opts=within,
)
worker_image = Image(
    "worker",
    ImageArgs(names=names, dockerfile="workers/Dockerfile", platform="linux/amd64", protected=settings.protected),
    opts=within,
)
cluster = Cluster(
    "cluster",
    ClusterArgs(names=names, account=account, container_insights=settings.container_insights),
    opts=within,
)
gpu_groups = [
    GpuGroup(
        f"{gpu_class}-{market}",
        GpuGroupArgs(
            names=names,
            account=account,
            network=network,
            cluster=cluster,
            gpu_class=gpu_class,
            market=market,
            limit=settings.gpu_hosts(gpu_class, market),
        ),
        opts=within,
    )
    for gpu_class in settings.gpu_classes
    for market in settings.gpu_markets
]
capacity = cluster.offer([group.provider_name for group in gpu_groups])

# --- The way in ---------------------------------------------------------------------------------------------

domain = None
if settings.domain:
    domain = Domain("domain", DomainArgs(domain=settings.domain, hosted_zone_id=settings.hosted_zone_id), opts=within)
load_balancer = LoadBalancer(
    "api",
    LoadBalancerArgs(
        names=names,
        account=account,
        network=network,
        behind_cloudfront=settings.edge == "cloudfront",
        health_path=READY_PATH,
        protected=settings.protected,
        certificate_arn=domain.regional_certificate_arn if domain else None,
        shifts_traffic=settings.shifts_traffic,
    ),
    opts=within,
)
cdn = None
if settings.edge == "cloudfront":
    web_firewall = (
        WebFirewall("web-firewall", WebFirewallArgs(names=names), opts=within) if settings.web_firewall else None
    )
    cdn = Cdn(
        "cdn",
        CdnArgs(
            names=names,
            load_balancer=load_balancer,
            buckets=storage.all,
            origins=settings.pages_origins,
            protected=settings.protected,
            web_firewall=web_firewall,
            domain=domain,
        ),
        opts=within,
    )
storage.set_policies(distribution_arn=cdn.arn if cdn else None)

# --- Who hears of it: before the API, whose deployments these alarms may roll back ---------------------------

alarm_topic = entrance_alarms = None
if settings.alarms:
    alarm_topic = Topic("alarms", TopicArgs(names=names, account=account), opts=within)
    alarm_topic.mail(settings.alarm_email)
    entrance_alarms = EntranceAlarms(
        "entrance-alarms",
        EntranceAlarmsArgs(names=names, topic=alarm_topic, load_balancer=load_balancer),
        opts=within,
    )

# --- The programs: migrations, then the API and the workers ------------------------------------------------

migration = Migration(
    "migration",
    MigrationArgs(
        names=names,
        account=account,
        settings=settings,
        network=network,
        image=api_image,
        database=database,
        api_key=api_key,
    ),
    opts=within,
)
api = Api(
    "api",
    ApiArgs(
        names=names,
        account=account,
        settings=settings,
        network=network,
        cluster=cluster,
        image=api_image,
        load_balancer=load_balancer,
        database=database,
        assets=storage.assets,
        queues=queues,
        cdn=cdn,
        alarm_names=entrance_alarms.names if entrance_alarms else (),
        migration=migration,
        depends_on=[capacity],
    ),
    opts=within,
)
workers = Workers(
    "workers",
    WorkersArgs(
        names=names,
        account=account,
        settings=settings,
        network=network,
        cluster=cluster,
        image=worker_image,
        assets=storage.assets,
        queues=queues,
        capacity=capacity,
        gpu_groups=gpu_groups,
    ),
    opts=within,
)

# --- What happens, and what it costs ------------------------------------------------------------------------

if alarm_topic is not None:
    monitoring = Monitoring(
        "monitoring",
        MonitoringArgs(
            names=names,
            settings=settings,
            topic=alarm_topic,
            cluster=cluster,
            api=api,
            database=database,
            queues=queues,
            workers=workers,
            gpu_groups=gpu_groups,
        ),
        opts=within,
    )
    Dashboard(
        "dashboard",
        DashboardArgs(
            names=names,
            region=settings.region,
            load_balancer=load_balancer,
            cluster=cluster,
            api=api,
            database=database,
            queues=queues,
            gpu_groups=gpu_groups,
            monitoring=monitoring,
        ),
        opts=within,
    )
    Spending(
        "spending",
        SpendingArgs(
            names=names,
            account=account,
            settings=settings,
            topic=alarm_topic,
            workers=workers,
            gpu_groups=gpu_groups,
        ),
        opts=within,
    )

# --- Who deploys it -----------------------------------------------------------------------------------------

if settings.delivery:
    delivery = Delivery(
        "delivery",
        DeliveryArgs(
            names=names,
            account=account,
            repository=settings.github_repository,
            environments=settings.delivers,
            make_provider=settings.github_provider == "create",
            state_bucket=settings.state_bucket,
            state_key_alias=settings.state_key_alias,
            zones=settings.delivery_zones,
        ),
        opts=within,
    )
    pulumi.export("previewRoleArn", delivery.preview_role_arn)
    pulumi.export("deployRoleArns", delivery.deploy_role_arns)

# --- Outputs: contracts/outputs.py says who needs each ------------------------------------------------------

pulumi.export("apiUrl", cdn.url if cdn else pulumi.Output.concat("http://", load_balancer.dns_name))
pulumi.export("assetsBucket", storage.assets.id)
pulumi.export("charactersBucket", storage.characters.id)
pulumi.export("marketingBucket", storage.marketing.id)
pulumi.export("jobQueueUrl", queues.work["jobs"].url)
pulumi.export("videoQueueUrl", queues.work["video"].url)
pulumi.export("voiceQueueUrl", queues.work["voice"].url)
pulumi.export("eventsQueueUrl", queues.events.url)
pulumi.export("apiKeySecretArn", api_key.arn)
pulumi.export("clusterName", cluster.name)
pulumi.export("apiServiceName", api.service_name)
pulumi.export("migrationTaskDefinitionArn", migration.arn)
pulumi.export("databaseEndpoint", database.endpoint)
pulumi.export(
    "renderers", {**settings.chosen_renderers, **({"gpu": settings.gpu_notice} if settings.gpu_notice else {})}
)
