"""What each type of resource is charged for. A type that is neither charged nor known to be free is an error."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from components.base.database_classes import vcpus
from components.base.hours import HOURS_A_WEEK
from components.base.prices import Price, PriceList
from contracts.queues import EVENTS_POLL_SECONDS, LONE_WORK_POLL_SECONDS, WORK_POLL_SECONDS
from tools.program.recording import Evaluation, Recorded

_DAYS: Final = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


class UnpricedError(LookupError):
    """A resource of a type that nobody has priced; the text says where to."""


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What a studio does in a month. `gpu_hours` are hours of rendering; `gpu_market` is `spot` or `ondemand`."""

    gpu_hours: float = 0
    gpu_market: str = "spot"
    egress_gb: float = 0
    films: float = 0
    film_minutes: float | None = None
    requests: float = 0


@dataclass(frozen=True, kw_only=True)
class Charge:
    """`quantity` of `price.unit` in a month, before the free allowance. `for_films`: none without films."""

    item: str
    resource: str
    price: Price
    quantity: float
    for_films: bool = False


class Stack:
    """What charges need to know of the stack around a resource."""

    def __init__(self, evaluation: Evaluation, prices: PriceList, usage: Usage) -> None:
        self.evaluation = evaluation
        self.prices = prices
        self.usage = usage
        self.hours = prices.hours_a_month
        self.region = str(evaluation.of_type("pulumi:providers:aws")[0].inputs["region"])
        minutes = usage.film_minutes if usage.film_minutes is not None else prices.assumed["film_minutes"]
        self.finished_minutes = usage.films * minutes

    def state(self, resource: Recorded, key: str) -> Any:
        return self.evaluation.state[resource.urn].get(key)

    def by_arn(self, type_: str, arn: object) -> Recorded:
        """Raises `LookupError` when nothing of that type has the ARN."""
        for resource in self.evaluation.of_type(type_):
            if arn in (self.state(resource, "arn"), self.state(resource, "id")):
                return resource
        raise LookupError(f"No {type_} has the ARN {arn}: the program refers to something that it does not register.")

    def gpu_groups(self, market: str) -> list[Recorded]:
        """Groups that buy there and may grow; where none may, all of them, as if they might."""
        groups = [each for each in self.evaluation.of_type("aws:autoscaling/group:Group") if market_of(each) == market]
        return [each for each in groups if each.inputs["maxSize"]] or groups

    def tasks_at_least(self, service: Recorded) -> int:
        """Tasks that run when nothing happens."""
        target = self._target(service)
        return int(target.inputs["minCapacity"] if target else service.inputs.get("desiredCount", 1))

    def hours_at_least(self, service: Recorded) -> float:
        """Task hours of a month in which nothing happens: with a schedule, what that sets hour by hour of a week."""
        always = self.tasks_at_least(service)
        set_ = [
            (hour, int(each.inputs["scalableTargetAction"]["minCapacity"]))
            for each in self.evaluation.of_type("aws:appautoscaling/scheduledAction:ScheduledAction")
            if str(each.inputs["resourceId"]).endswith(f"/{service.inputs['name']}")
            for hour in hours_of_week(each.inputs["schedule"])
        ]
        if not set_:
            return always * self.hours
        set_.sort()
        # The week begins with what the last hour of the one before has set.
        ends = [(0, set_[-1][1]), *set_]
        counted = sum(
            count * (until - since)
            for (since, count), (until, _) in zip(ends, [*ends[1:], (HOURS_A_WEEK, 0)], strict=True)
        )
        return counted / HOURS_A_WEEK * self.hours

    def warm_hours(self, group: Recorded) -> float:
        """Host hours of a month in which a group's service has a task whether there is work or not."""
        providers = {
            each.inputs["name"]
            for each in self.evaluation.of_type("aws:ecs/capacityProvider:CapacityProvider")
            if each.inputs["autoScalingGroupProvider"]["autoScalingGroupArn"] == self.state(group, "arn")
        }
        return sum(
            self.hours_at_least(service)
            for service in self.evaluation.of_type("aws:ecs/service:Service")
            if {each["capacityProvider"] for each in service.inputs.get("capacityProviderStrategies") or ()} & providers
        )

    def tasks_at_most(self, service: Recorded) -> int:
        """Tasks that scaling may start."""
        target = self._target(service)
        return int(target.inputs["maxCapacity"]) if target else self.tasks_at_least(service)

    def idle_minutes(self, service: Recorded) -> float:
        """How long a service that starts from zero waits after its last job, by the alarms that stop it."""
        target = self._target(service)
        if target is None:
            return 0
        policies = {
            self.state(policy, "arn")
            for policy in self.evaluation.of_type("aws:appautoscaling/policy:Policy")
            if policy.inputs["resourceId"] == target.inputs["resourceId"]
        }
        waits = [
            alarm.inputs["evaluationPeriods"] * _period(alarm) / 60
            for alarm in self.evaluation.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
            if policies & set(alarm.inputs.get("alarmActions", ()))
            and alarm.inputs["comparisonOperator"].startswith("LessThan")
        ]
        return max(waits, default=0)

    def _target(self, service: Recorded) -> Recorded | None:
        for target in self.evaluation.of_type("aws:appautoscaling/target:Target"):
            if str(target.inputs["resourceId"]).endswith(f"/{service.inputs['name']}"):
                return target
        return None


def market_of(group: Recorded) -> str:
    """`spot` or `ondemand`, as a group of instances is bought."""
    distribution = _part(_part(group.inputs, "mixedInstancesPolicy"), "instancesDistribution")
    return "spot" if distribution.get("onDemandPercentageAboveBaseCapacity") == 0 else "ondemand"


def hours_of_week(schedule: str) -> list[int]:
    """The hours of a week, from Monday's first, at which `cron(0 8 ? * MON-FRI *)` is. Raises `ValueError`."""
    found = re.fullmatch(r"cron\(0 (\d+) \? \* (\w{3})(?:-(\w{3}))? \*\)", schedule)
    if found is None:
        raise ValueError(f"{schedule} is not a schedule that the program writes: hours_of_week has to learn it.")
    first = _DAYS.index(found[2])
    return [24 * day + int(found[1]) for day in range(first, _DAYS.index(found[3] or found[2]) + 1)]


def _period(alarm: Recorded) -> float:
    if "period" in alarm.inputs:
        return alarm.inputs["period"]
    return max(query["metric"]["period"] for query in alarm.inputs["metricQueries"] if "metric" in query)


def _part(inputs: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A nested input; empty where the program leaves it out."""
    return inputs.get(name) or {}


Charges = Iterator[Charge]


def _flat(item: str, key: str) -> Callable[[Recorded, Stack], Charges]:
    """One unit a month for being there."""

    def charges(resource: Recorded, stack: Stack) -> Charges:
        yield Charge(item=item, resource=resource.name, price=stack.prices.of(key), quantity=1)

    return charges


def _vpc(resource: Recorded, stack: Stack) -> Charges:
    strategy = _part(resource.inputs, "natGateways").get("strategy", "OnePerAz")
    zones = len(resource.inputs.get("availabilityZoneNames", ())) or 3
    gateways = {"None": 0, "Single": 1}.get(str(strategy), zones)
    if gateways:
        prices, name = stack.prices, resource.name
        yield Charge(item="NAT gateway", resource=name, price=prices.of("nat-gateway"), quantity=gateways * stack.hours)
        yield Charge(
            item="its public address",
            resource=name,
            price=prices.of("public-address"),
            quantity=gateways * stack.hours,
        )
        yield Charge(
            item="data through it",
            resource=name,
            price=prices.of("nat-gateway-data"),
            quantity=prices.assumed["nat_gb"],
        )
    for endpoint in resource.inputs.get("vpcEndpointSpecs", ()):
        if endpoint.get("vpcEndpointType") != "Gateway":  # gateway endpoints are free
            yield Charge(
                item=f"endpoint {endpoint['serviceName']}",
                resource=resource.name,
                price=stack.prices.of("vpc-endpoint"),
                quantity=zones * stack.hours,
            )


def _database(resource: Recorded, stack: Stack) -> Charges:
    suffix = "-multi-az" if resource.inputs.get("multiAz") else ""
    price = stack.prices.of(f"database-{resource.inputs['instanceClass']}{suffix}")
    yield Charge(item="database", resource=resource.name, price=price, quantity=stack.hours)
    yield Charge(
        item="database storage",
        resource=resource.name,
        price=stack.prices.of(f"database-storage{suffix}"),
        quantity=resource.inputs["allocatedStorage"],
    )
    if resource.inputs.get("databaseInsightsMode") == "advanced":
        yield Charge(
            item="Database Insights",
            resource=resource.name,
            price=stack.prices.of("database-insights-vcpu"),
            quantity=stack.hours * vcpus(resource.inputs["instanceClass"]),
        )
    if resource.inputs.get("manageMasterUserPassword"):
        yield Charge(item="its managed password", resource=resource.name, price=stack.prices.of("secret"), quantity=1)


def _load_balancer(resource: Recorded, stack: Stack) -> Charges:
    prices = stack.prices
    yield Charge(item="load balancer", resource=resource.name, price=prices.of("load-balancer"), quantity=stack.hours)
    yield Charge(
        item="its capacity units",
        resource=resource.name,
        price=prices.of("load-balancer-capacity"),
        quantity=prices.assumed["load_balancer_lcu"] * stack.hours,
    )
    if not resource.inputs.get("internal"):
        yield Charge(
            item="its public addresses",
            resource=resource.name,
            price=prices.of("public-address"),
            quantity=len(resource.inputs["subnets"]) * stack.hours,
        )


def _service(resource: Recorded, stack: Stack) -> Charges:
    """A service on Fargate. One on instances of ours is paid through its group."""
    providers = [each["capacityProvider"] for each in resource.inputs.get("capacityProviderStrategies") or ()]
    if providers and not providers[0].startswith("FARGATE"):
        return
    hours = stack.hours_at_least(resource)
    yield from tasks(resource, stack, hours=hours)
    if hours:
        prices = stack.prices
        yield Charge(
            item="polling for messages",
            resource=resource.name,
            price=prices.of("queue-requests"),
            quantity=hours * _polls_an_hour(resource, stack) / 1e6,
        )
        yield Charge(
            item="its logs",
            resource=resource.name,
            price=prices.of("log-ingestion"),
            quantity=hours / stack.hours * prices.assumed["log_gb"],
        )
    elif stack.usage.films:
        yield from _film_work(resource, stack)


def _polls_an_hour(service: Recorded, stack: Stack) -> float:
    """Requests to SQS of one task that finds nothing: the API waits for events, a worker for work."""
    definition = stack.by_arn("aws:ecs/taskDefinition:TaskDefinition", service.inputs["taskDefinition"])
    (container,) = json.loads(definition.inputs["containerDefinitions"])
    variables = {each["name"]: each["value"] for each in container["environment"]}
    if "WORK_QUEUES" not in variables:
        return 3600 / EVENTS_POLL_SECONDS
    queues = len(variables["WORK_QUEUES"].split(","))
    return 3600 * queues / (WORK_POLL_SECONDS if queues > 1 else LONE_WORK_POLL_SECONDS)


def _film_work(resource: Recorded, stack: Stack) -> Charges:
    """Each film as if it came alone: workers start for it, draw it, wait for more, and go."""
    assumed = stack.prices.assumed
    definition = stack.by_arn("aws:ecs/taskDefinition:TaskDefinition", resource.inputs["taskDefinition"])
    vcpu = int(definition.inputs["cpu"]) / 1024
    work = stack.finished_minutes * assumed["cpu_seconds_a_finished_minute"] / vcpu / 3600
    around = stack.usage.films * (assumed["worker_start_minutes"] + stack.idle_minutes(resource)) / 60
    yield from tasks(resource, stack, hours=work + around, for_films=True)
    yield Charge(
        item="messages of the films",
        resource=resource.name,
        price=stack.prices.of("queue-requests"),
        quantity=stack.finished_minutes * assumed["queue_requests_a_finished_minute"] / 1e6,
        for_films=True,
    )


def tasks(resource: Recorded, stack: Stack, *, hours: float, for_films: bool = False) -> Charges:
    """Task hours of a service on Fargate; nothing for one on hosts of ours."""
    providers = [each["capacityProvider"] for each in resource.inputs.get("capacityProviderStrategies") or ()]
    if not hours or (providers and not providers[0].startswith("FARGATE")):
        return
    prices, spot = stack.prices, providers == ["FARGATE_SPOT"]
    definition = stack.by_arn("aws:ecs/taskDefinition:TaskDefinition", resource.inputs["taskDefinition"])
    arm = _part(definition.inputs, "runtimePlatform").get("cpuArchitecture") == "ARM64"
    architecture = "arm64" if arm else "x86"
    cpu, memory_mib = int(definition.inputs["cpu"]), int(definition.inputs["memory"])
    usd = prices.fargate_usd_hour(architecture=architecture, cpu=cpu, memory_mib=memory_mib, spot=spot)
    price = Price(
        key=f"fargate-{architecture}-{cpu}-{memory_mib}-{spot}",
        usd=usd,
        unit="task-hour",
        free=0,
        source=prices.of(f"fargate-{architecture}-vcpu").source + (", less 60 % as Spot" if spot else ""),
    )
    size = f"{cpu / 1024:g} vCPU, {memory_mib / 1024:g} GB{', Spot' if spot else ''}"
    label = "film work" if for_films else "tasks"
    yield Charge(item=f"{label} ({size})", resource=resource.name, price=price, quantity=hours, for_films=for_films)
    if _part(resource.inputs, "networkConfiguration").get("assignPublicIp"):
        yield Charge(
            item="public address",
            resource=resource.name,
            price=prices.of("public-address"),
            quantity=hours,
            for_films=for_films,
        )


def _group(resource: Recorded, stack: Stack) -> Charges:
    """GPU hosts: the least that always run, and this group's share of the hours asked for."""
    market = market_of(resource)
    hours = resource.inputs["minSize"] * stack.hours + stack.warm_hours(resource)
    takers = stack.gpu_groups(market)
    if stack.usage.gpu_hours and market == stack.usage.gpu_market and resource in takers:
        hours += stack.usage.gpu_hours / len(takers) * stack.prices.assumed["gpu_billed_share"]
    yield from hosts(resource, stack, hours=hours)


def hosts(resource: Recorded, stack: Stack, *, hours: float, dearest: bool = False) -> Charges:
    """Host hours of a group of GPU instances, at the cheapest of its types or at the `dearest`."""
    if not hours:
        return
    prices, market = stack.prices, market_of(resource)
    launch = resource.inputs["mixedInstancesPolicy"]["launchTemplate"]
    price = (max if dearest else min)(
        (prices.gpu(each["instanceType"], market=market, region=stack.region) for each in launch["overrides"]),
        key=lambda each: each.usd,
    )
    template = stack.by_arn(
        "aws:ec2/launchTemplate:LaunchTemplate", launch["launchTemplateSpecification"]["launchTemplateId"]
    )
    yield Charge(item=f"GPU hosts ({market})", resource=resource.name, price=price, quantity=hours)
    disk = sum(mapping["ebs"]["volumeSize"] for mapping in template.inputs.get("blockDeviceMappings", ()))
    yield Charge(
        item="their disks", resource=resource.name, price=prices.of("disk"), quantity=disk * hours / stack.hours
    )
    if template.inputs["networkInterfaces"][0].get("associatePublicIpAddress") == "true":
        yield Charge(
            item="their public addresses", resource=resource.name, price=prices.of("public-address"), quantity=hours
        )


def _distribution(resource: Recorded, stack: Stack) -> Charges:
    prices, usage = stack.prices, stack.usage
    if usage.egress_gb:
        yield Charge(
            item="data to viewers",
            resource=resource.name,
            price=prices.of("cloudfront-egress"),
            quantity=usage.egress_gb,
        )
    if usage.requests:
        yield Charge(
            item="requests",
            resource=resource.name,
            price=prices.of("cloudfront-requests"),
            quantity=usage.requests / 1e6,
        )


def _bucket(resource: Recorded, stack: Stack) -> Charges:
    prices = stack.prices
    buckets = len(stack.evaluation.of_type(resource.type))
    storage, writes = prices.of("bucket-storage"), prices.of("bucket-writes")
    yield Charge(item="objects", resource=resource.name, price=storage, quantity=prices.assumed["bucket_gb"] / buckets)
    if resource.name == "assets" and stack.usage.films:
        yield Charge(
            item="the month's films",
            resource=resource.name,
            price=storage,
            quantity=stack.usage.films * prices.assumed["film_gb"],
            for_films=True,
        )
        yield Charge(
            item="writing them",
            resource=resource.name,
            price=writes,
            quantity=stack.finished_minutes * prices.assumed["bucket_writes_a_finished_minute"] / 1000,
            for_films=True,
        )


def _backups(resource: Recorded, stack: Stack) -> Charges:
    """What a plan keeps of what a selection names, once for each vault that it goes to."""
    prices = stack.prices
    (plan,) = (
        each
        for each in stack.evaluation.of_type("aws:backup/plan:Plan")
        if stack.state(each, "id") == resource.inputs["planId"]
    )
    copies = sum(len(rule.get("copyActions") or ()) for rule in plan.inputs["rules"])
    databases = [arn for arn in resource.inputs["resources"] if arn.startswith("arn:aws:rds:")]
    buckets = len(resource.inputs["resources"]) - len(databases)
    total = max(1, len(stack.evaluation.of_type("aws:s3/bucket:Bucket")))
    for item, key, held in (
        ("of the database", "backup-database", len(databases) * prices.assumed["backup_database_gb"]),
        ("of the buckets", "backup-bucket", buckets / total * prices.assumed["bucket_gb"]),
    ):
        yield Charge(item=item, resource=resource.name, price=prices.of(key), quantity=held)
        if copies:
            yield Charge(
                item=f"{item}, in the second region",
                resource=resource.name,
                price=prices.of(key),
                quantity=copies * held,
            )
    if copies:
        yield Charge(
            item="on their way there",
            resource=resource.name,
            price=prices.of("region-transfer"),
            quantity=copies * prices.assumed["backup_changes_gb"],
        )
    if stack.usage.films:
        yield Charge(
            item="of the month's films",
            resource=resource.name,
            price=prices.of("backup-bucket"),
            quantity=(1 + copies) * stack.usage.films * prices.assumed["film_gb"],
            for_films=True,
        )


def _repository(resource: Recorded, stack: Stack) -> Charges:
    yield Charge(
        item="images",
        resource=resource.name,
        price=stack.prices.of("image-storage"),
        quantity=stack.prices.assumed["image_gb"],
    )


def _cluster(resource: Recorded, stack: Stack) -> Charges:
    for setting in resource.inputs.get("settings") or ():
        if setting["name"] == "containerInsights" and setting["value"] != "disabled":
            yield Charge(
                item="Container Insights",
                resource=resource.name,
                price=stack.prices.of("container-insights"),
                quantity=1,
            )


def _alarm(resource: Recorded, stack: Stack) -> Charges:
    """An alarm on an expression is charged for every metric in it."""
    watched = sum("metric" in query for query in resource.inputs.get("metricQueries") or ()) or 1
    yield Charge(item="alarm", resource=resource.name, price=stack.prices.of("alarm-metric"), quantity=watched)


def _web_acl(resource: Recorded, stack: Stack) -> Charges:
    prices, name = stack.prices, resource.name
    yield Charge(item="web ACL", resource=name, price=prices.of("waf-acl"), quantity=1)
    yield Charge(
        item="its rules", resource=name, price=prices.of("waf-rule"), quantity=len(resource.inputs.get("rules") or ())
    )
    if stack.usage.requests:
        yield Charge(
            item="requests it looks at",
            resource=name,
            price=prices.of("waf-requests"),
            quantity=stack.usage.requests / 1e6,
        )


def _written(item: str, each: str) -> Callable[[Recorded, Stack], Charges]:
    """Lines of log for what viewers ask for; `each` is what a million requests leave, in GB."""

    def charges(resource: Recorded, stack: Stack) -> Charges:
        if stack.usage.requests:
            prices = stack.prices
            quantity = stack.usage.requests / 1e6 * prices.assumed[each]
            yield Charge(item=item, resource=resource.name, price=prices.of("log-ingestion"), quantity=quantity)

    return charges


#: Type → what it is charged for. Some yield nothing in some stacks; that is their finding, not an oversight.
CHARGED: Final[Mapping[str, Callable[[Recorded, Stack], Charges]]] = {
    "aws:autoscaling/group:Group": _group,
    "aws:backup/selection:Selection": _backups,
    "aws:cloudfront/distribution:Distribution": _distribution,
    "aws:cloudwatch/dashboard:Dashboard": _flat("dashboard", "dashboard"),
    "aws:cloudwatch/logDelivery:LogDelivery": _written("log of requests", "access_log_gb"),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": _flat("metric from logs", "custom-metric"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _alarm,
    "aws:ecr/repository:Repository": _repository,
    "aws:ecs/cluster:Cluster": _cluster,
    "aws:ecs/service:Service": _service,
    "aws:kms/key:Key": _flat("key", "key"),
    "aws:lb/loadBalancer:LoadBalancer": _load_balancer,
    "aws:rds/instance:Instance": _database,
    "aws:route53/zone:Zone": _flat("hosted zone", "hosted-zone"),
    "aws:s3/bucket:Bucket": _bucket,
    "aws:secretsmanager/secret:Secret": _flat("secret", "secret"),
    "aws:wafv2/webAcl:WebAcl": _web_acl,
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": _written("log of attacks", "firewall_log_gb"),
    "awsx:ec2:Vpc": _vpc,
}

#: Types of the AWS provider that cost nothing by themselves, at most for what passes through them, which is charged
#: where it starts. (`kind/name` stands for `aws:kind/name:Name`.)
_FREE_OF_AWS: Final = """
    acm/certificate acm/certificateValidation
    appautoscaling/policy appautoscaling/scheduledAction appautoscaling/target
    autoscaling/lifecycleHook
    backup/plan backup/vault backup/vaultLockConfiguration
    budgets/budget
    cloudfront/function cloudfront/keyGroup cloudfront/originAccessControl cloudfront/publicKey
    cloudfront/responseHeadersPolicy cloudfront/vpcOrigin
    cloudwatch/eventRule cloudwatch/eventTarget cloudwatch/logGroup cloudwatch/logResourcePolicy
    cloudwatch/logDeliveryDestination cloudwatch/logDeliverySource
    cloudwatch/queryDefinition
    costexplorer/anomalyMonitor costexplorer/anomalySubscription
    ec2/defaultSecurityGroup ec2/launchTemplate ec2/securityGroup
    ecr/lifecyclePolicy ecr/repositoryPolicy
    ecs/capacityProvider ecs/clusterCapacityProviders ecs/taskDefinition
    iam/instanceProfile iam/openIdConnectProvider iam/policy iam/role iam/rolePolicy iam/rolePolicyAttachment
    kms/alias
    lambda/function lambda/permission
    lb/listener lb/listenerCertificate lb/listenerRule lb/targetGroup
    rds/parameterGroup rds/subnetGroup
    route53/record
    s3/bucketCorsConfiguration s3/bucketLifecycleConfiguration s3/bucketOwnershipControls s3/bucketPolicy
    s3/bucketPublicAccessBlock s3/bucketServerSideEncryptionConfiguration s3/bucketVersioning
    scheduler/schedule
    secretsmanager/secretVersion
    sesv2/configurationSet sesv2/emailIdentity
    sns/topic sns/topicPolicy sns/topicSubscription
    sqs/queue sqs/queuePolicy sqs/redriveAllowPolicy
    vpc/securityGroupEgressRule vpc/securityGroupIngressRule
    wafv2/webAclAssociation
"""

FREE: Final = frozenset(
    {"docker:index/image:Image", "tls:index/privateKey:PrivateKey"}
    | {f"aws:{path}:{path.split('/')[1][0].upper()}{path.split('/')[1][1:]}" for path in _FREE_OF_AWS.split()}
)

#: Components and providers are the program's own structure.
FREE_PREFIXES: Final = ("film-studio:components:", "pulumi:", "random:", "command:local:")


def charges(resource: Recorded, stack: Stack) -> Charges:
    """What a resource is charged for. Raises `UnpricedError` for a type in neither table, `UnknownPriceError`."""
    priced = CHARGED.get(resource.type)
    if priced is not None:
        yield from priced(resource, stack)
    elif resource.type not in FREE and not resource.type.startswith(FREE_PREFIXES):
        raise UnpricedError(
            f"{resource.name} is a {resource.type}, whose price is not known: "
            "add the type to CHARGED or to FREE in tools/reports/cost/rates.py."
        )


def stage_of(evaluation: Evaluation) -> str:
    """The stage that the program's provider puts on everything as a tag."""
    tags = json.loads(evaluation.of_type("pulumi:providers:aws")[0].inputs.get("defaultTags", "{}")).get("tags", {})
    return str(tags.get("stage", ""))
