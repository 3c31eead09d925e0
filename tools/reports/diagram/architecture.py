"""What a diagram shows of a stack, read from its registrations: machines by subnet, stores, and who may do what."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tools.program.recording import Evaluation, Recorded
from tools.reports.cost.rates import stage_of
from tools.reports.preview.rights import Grant, grants

TASK_DEFINITION: Final = "aws:ecs/taskDefinition:TaskDefinition"
GROUP: Final = "aws:autoscaling/group:Group"

#: Action → how an arrow says it. Actions that are not here belong to one that is (deleting what was received).
VERBS: Final[Mapping[str, str]] = {
    "s3:GetObject": "reads",
    "s3:PutObject": "writes",
    "secretsmanager:GetSecretValue": "reads",
    "secretsmanager:PutSecretValue": "sets",
    "sqs:ReceiveMessage": "receives from",
    "sqs:SendMessage": "sends to",
}
#: Kind of resource, as `rights.called` says it → where arrows to it end.
STORES: Final[Mapping[str, str]] = {"queue": "queues", "bucket": "buckets", "secret": "secrets"}


@dataclass(frozen=True, kw_only=True)
class Machine:
    """Something in the network. `kind` is load balancer, service, task, hosts or database."""

    key: str
    kind: str
    title: str
    rows: tuple[str, ...]
    subnets: str
    """public, private or isolated."""
    firewalls: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Store:
    """A service of the region that holds things."""

    key: str
    title: str
    rows: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Link:
    """Who reaches whom: keys of both ends, and the words on the arrow, a line each."""

    source: str
    target: str
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Architecture:
    stack: str
    where: str
    """`in` a region of AWS, or `on this machine`."""
    viewers: tuple[str, ...]
    edge: tuple[str, ...]
    """What the edge does, a line each; empty where there is none."""
    firewall: tuple[str, ...]
    """The web application firewall's rules; empty where there is none."""
    machines: tuple[Machine, ...]
    way_out: str
    stores: tuple[Store, ...]
    links: tuple[Link, ...]


def architecture(evaluation: Evaluation) -> Architecture:
    """Read a stack. What it does not register is not drawn."""
    machines = _machines(evaluation)
    stores = _stores(evaluation)
    known = {each.key for each in (*machines, *stores)}
    links = [*_edge_links(evaluation), *_network_links(evaluation, machines), *_grant_links(evaluation, machines)]
    merged_machines, merged_links = _merge_alike(machines, links)
    return Architecture(
        stack=evaluation.stack,
        where="on this machine"
        if stage_of(evaluation) == "local"
        else f"in {evaluation.of_type('pulumi:providers:aws')[0].inputs['region']}",
        viewers=_viewers(evaluation),
        edge=_edge(evaluation),
        firewall=_rules(evaluation),
        machines=merged_machines,
        way_out=_way_out(evaluation),
        stores=stores,
        links=tuple(link for link in merged_links if link.target in known or link.target in ("edge", "entry")),
    )


def part(inputs: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A nested input; empty where the program leaves it out."""
    return inputs.get(name) or {}


# --- Nodes ----------------------------------------------------------------------------------------------------


def _machines(evaluation: Evaluation) -> list[Machine]:
    kinds = _subnet_kinds(evaluation)
    found: list[Machine] = []
    for balancer in evaluation.of_type("aws:lb/loadBalancer:LoadBalancer"):
        inside = balancer.inputs.get("internal")
        found.append(
            Machine(
                key="entry",
                kind="load balancer",
                title="Load balancer",
                rows=("internal" if inside else "PUBLIC",),
                subnets=_kind_of(balancer.inputs["subnets"], kinds),
                firewalls=frozenset(balancer.inputs.get("securityGroups") or ()),
            )
        )
    found += [_service(service, evaluation, kinds) for service in evaluation.of_type("aws:ecs/service:Service")]
    found += _lone_tasks(evaluation, found)
    for database in evaluation.of_type("aws:rds/instance:Instance"):
        found.append(
            Machine(
                key=f"database {database.name}",
                kind="database",
                title=f"PostgreSQL {database.inputs.get('engineVersion', '')}".strip(),
                rows=(
                    f"{database.inputs['instanceClass']}{', standby' if database.inputs.get('multiAz') else ''}",
                    f"{database.inputs['allocatedStorage']} GB, "
                    + ("encrypted" if database.inputs.get("storageEncrypted") else "NOT ENCRYPTED"),
                ),
                subnets=_kind_of(_database_subnets(evaluation, database), kinds),
                firewalls=frozenset(database.inputs.get("vpcSecurityGroupIds") or ()),
            )
        )
    return found


def _subnet_kinds(evaluation: Evaluation) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for vpc in evaluation.of_type("awsx:ec2:Vpc"):
        state = evaluation.state[vpc.urn]
        for kind in ("public", "private", "isolated"):
            kinds |= dict.fromkeys(state.get(f"{kind}SubnetIds") or (), kind)
    return kinds


def _kind_of(subnets: Iterable[Any], kinds: Mapping[str, str]) -> str:
    return next((kinds[str(subnet)] for subnet in subnets if str(subnet) in kinds), "unknown")


def _database_subnets(evaluation: Evaluation, database: Recorded) -> Sequence[str]:
    name = database.inputs.get("dbSubnetGroupName")
    groups = evaluation.of_type("aws:rds/subnetGroup:SubnetGroup")
    return next((group.inputs["subnetIds"] for group in groups if group.inputs.get("name") == name), ())


def _service(service: Recorded, evaluation: Evaluation, kinds: Mapping[str, str]) -> Machine:
    definition = _definition(evaluation, service.inputs["taskDefinition"])
    strategies: Sequence[Mapping[str, Any]] = service.inputs.get("capacityProviderStrategies") or ()
    provider = str(strategies[0]["capacityProvider"]) if strategies else "FARGATE"
    target = next(
        (
            each.inputs
            for each in evaluation.of_type("aws:appautoscaling/target:Target")
            if str(each.inputs["resourceId"]).endswith(f"/{service.inputs['name']}")
        ),
        None,
    )
    count = (
        f"{target['minCapacity']} to {target['maxCapacity']}" if target else str(service.inputs.get("desiredCount", 1))
    )
    if provider.startswith("FARGATE"):
        size = f"{int(definition.inputs['cpu']) / 1024:g} vCPU, {int(definition.inputs['memory']) / 1024:g} GB"
        network = part(service.inputs, "networkConfiguration")
        return Machine(
            key=f"service {service.name}",
            kind="service",
            title="API" if service.name == "api" else service.name.replace("-", " ").capitalize(),
            rows=(
                f"Fargate{' Spot' if provider == 'FARGATE_SPOT' else ''}, {size}",
                f"{count} task{'' if count == '1' else 's'}",
            ),
            subnets=_kind_of(network.get("subnets") or (), kinds),
            firewalls=frozenset(network.get("securityGroups") or ()),
        )
    group = _group(evaluation, provider)
    launch = group.inputs["mixedInstancesPolicy"]["launchTemplate"]
    types = ", ".join(str(each["instanceType"]).removesuffix(".xlarge") for each in launch["overrides"])
    return Machine(
        key=f"service {service.name}",
        kind="hosts",
        title=service.name,
        rows=(f"{group.name}: {types}, 0 to {group.inputs['maxSize']}",),
        subnets=_kind_of(group.inputs["vpcZoneIdentifiers"], kinds),
        firewalls=frozenset(),
    )


def _definition(evaluation: Evaluation, arn: object) -> Recorded:
    return next(each for each in evaluation.of_type(TASK_DEFINITION) if evaluation.state[each.urn]["arn"] == arn)


def _group(evaluation: Evaluation, provider_name: str) -> Recorded:
    provider = next(
        each
        for each in evaluation.of_type("aws:ecs/capacityProvider:CapacityProvider")
        if each.inputs["name"] == provider_name
    )
    arn = provider.inputs["autoScalingGroupProvider"]["autoScalingGroupArn"]
    return next(each for each in evaluation.of_type(GROUP) if evaluation.state[each.urn]["arn"] == arn)


def _lone_tasks(evaluation: Evaluation, services: Sequence[Machine]) -> list[Machine]:
    """Tasks that no service runs: started once for each deployment. They stand where the services stand."""
    running = {str(each.inputs["taskDefinition"]) for each in evaluation.of_type("aws:ecs/service:Service")}
    where = next((each.subnets for each in services if each.kind == "service"), "unknown")
    return [
        Machine(
            key=f"task {definition.name}",
            kind="task",
            title=definition.name.capitalize(),
            rows=("a task before each deployment",),
            subnets=where,
            firewalls=frozenset(
                str(evaluation.state[group.urn]["id"])
                for group in evaluation.of_type("aws:ec2/securityGroup:SecurityGroup")
                if group.name == definition.name
            ),
        )
        for definition in evaluation.of_type(TASK_DEFINITION)
        if evaluation.state[definition.urn]["arn"] not in running
    ]


def _stores(evaluation: Evaluation) -> tuple[Store, ...]:
    queues = evaluation.of_type("aws:sqs/queue:Queue")
    dead = {str(evaluation.state[each.urn]["arn"]) for each in queues if "redrivePolicy" not in each.inputs}
    rows: list[str] = []
    for queue in queues:
        policy = json.loads(queue.inputs.get("redrivePolicy") or "{}")
        if policy.get("deadLetterTargetArn") in dead:
            rows.append(f"{queue.name} (dead letters after {policy['maxReceiveCount']})")
    cdn = {
        str(origin["domainName"]).split(".", maxsplit=1)[0]
        for each in evaluation.of_type("aws:cloudfront/distribution:Distribution")
        for origin in each.inputs["origins"]
    }
    buckets = [
        f"{each.name}{' (behind CloudFront)' if str(evaluation.state[each.urn]['id']) in cdn else ''}"
        for each in evaluation.of_type("aws:s3/bucket:Bucket")
    ]
    alarms = len(evaluation.of_type("aws:cloudwatch/metricAlarm:MetricAlarm"))
    groups = evaluation.of_type("aws:cloudwatch/logGroup:LogGroup")
    days = sorted({int(each.inputs.get("retentionInDays") or 0) for each in groups})
    watching = [f"{len(groups)} log groups, {', '.join(map(str, days))} days"] if groups else []
    watching += [f"{alarms} alarms"] if alarms else []
    watching += [
        f"budget ${each.inputs.get('limitAmount')}" for each in evaluation.of_type("aws:budgets/budget:Budget")
    ]
    candidates = (
        ("queues", "SQS queues", rows),
        ("buckets", "S3 buckets", buckets),
        ("secrets", "Secrets Manager", [each.name for each in evaluation.of_type("aws:secretsmanager/secret:Secret")]),
        ("images", "ECR images", [each.name for each in evaluation.of_type("aws:ecr/repository:Repository")]),
        ("watching", "CloudWatch", watching),
    )
    return tuple(Store(key=key, title=title, rows=tuple(found)) for key, title, found in candidates if found)


def _viewers(evaluation: Evaluation) -> tuple[str, ...]:
    pages = [
        str(origin)
        for policy in evaluation.of_type("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")
        for origin in part(part(policy.inputs, "corsConfig"), "accessControlAllowOrigins").get("items") or ()
    ]
    return ("Browsers, curl, NLEs", *(f"page {each.removeprefix('https://')}" for each in dict.fromkeys(pages)))


def _edge(evaluation: Evaluation) -> tuple[str, ...]:
    lines: list[str] = []
    for distribution in evaluation.of_type("aws:cloudfront/distribution:Distribution"):
        behaviors: list[dict[str, Any]] = list(distribution.inputs.get("orderedCacheBehaviors") or ())
        for behavior in behaviors:
            signed = " (signed URLs)" if behavior.get("trustedKeyGroups") else ""
            lines.append(f"{behavior['pathPattern']}{signed}")
        lines.append("everything else: the API")
    return tuple(lines)


def _rules(evaluation: Evaluation) -> tuple[str, ...]:
    rules: list[dict[str, Any]] = [
        rule for each in evaluation.of_type("aws:wafv2/webAcl:WebAcl") for rule in each.inputs.get("rules") or ()
    ]
    return tuple(str(rule["name"]) for rule in rules)


def _way_out(evaluation: Evaluation) -> str:
    for vpc in evaluation.of_type("awsx:ec2:Vpc"):
        strategy = part(vpc.inputs, "natGateways").get("strategy")
        if strategy in ("Single", "OnePerAz"):
            return "NAT gateway: the way out of private tasks"
    return "No NAT gateway: tasks have public addresses, and no port is open"


# --- Arrows ---------------------------------------------------------------------------------------------------


def _edge_links(evaluation: Evaluation) -> list[Link]:
    if not evaluation.of_type("aws:cloudfront/distribution:Distribution"):
        return [Link(source="viewers", target="entry", words=("HTTP",))]
    found = [
        Link(source="viewers", target="edge", words=("HTTPS",)),
        Link(source="edge", target="entry", words=("VPC origin",)),
    ]
    for distribution in evaluation.of_type("aws:cloudfront/distribution:Distribution"):
        served = [origin for origin in distribution.inputs["origins"] if origin.get("originAccessControlId")]
        if served:
            names = ", ".join(str(origin["originId"]) for origin in served)
            words = (f"origin access control: {names}",)
            found.append(Link(source="edge", target="buckets", words=words))
    return found


def _network_links(evaluation: Evaluation, machines: Sequence[Machine]) -> list[Link]:
    """Connections that security groups let in, between machines that are drawn."""
    owner = {group: machine.key for machine in machines for group in machine.firewalls}
    return [
        Link(
            source=owner[rule.inputs["referencedSecurityGroupId"]],
            target=owner[rule.inputs["securityGroupId"]],
            words=(str(rule.inputs["fromPort"]),),
        )
        for rule in evaluation.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        if rule.inputs.get("referencedSecurityGroupId") in owner and rule.inputs.get("securityGroupId") in owner
    ]


def _grant_links(evaluation: Evaluation, machines: Sequence[Machine]) -> list[Link]:
    """What the roles of running tasks may do, one arrow for each machine and store."""
    roles = {role.inputs.get("name", role.name): role.name for role in evaluation.of_type("aws:iam/role:Role")}
    definitions = {each.name: each for each in evaluation.of_type(TASK_DEFINITION)}
    told: dict[str, list[Grant]] = defaultdict(list)
    for grant in sorted(grants(evaluation)):
        told[grant.role].append(grant)
    found: list[Link] = []
    for machine in machines:
        definition = definitions.get(machine.key.partition(" ")[2])
        if definition is None or machine.kind == "database":
            continue
        role = roles.get(str(definition.inputs.get("taskRoleArn", "")).rsplit("/", 1)[-1], "")
        words = _words(told[role])
        found += [Link(source=machine.key, target=store, words=tuple(words[store])) for store in sorted(words)]
    return found


def _words(found: Sequence[Grant]) -> dict[str, list[str]]:
    """Store → lines such as `receives from jobs, video`."""
    objects: dict[tuple[str, str], list[str]] = defaultdict(list)
    for grant in found:
        kind, _, name = grant.on.partition(" ")
        verb = VERBS.get(grant.action)
        if grant.effect == "Allow" and verb is not None and kind in STORES:
            if name.endswith("-dead-letters"):
                verb, name = "sets aside in", "dead letters"
            elif kind == "bucket":
                name = name.partition("/")[2].removesuffix("/*") or name
            if name not in objects[STORES[kind], verb]:
                objects[STORES[kind], verb].append(name)
    lines: dict[str, list[str]] = defaultdict(list)
    for (store, verb), names in objects.items():
        lines[store].append(f"{verb} {', '.join(names)}")
    return lines


def _merge_alike(machines: Sequence[Machine], links: Sequence[Link]) -> tuple[tuple[Machine, ...], list[Link]]:
    """Groups of hosts that may do the same things become one node with a row each."""

    def rights_of(machine: Machine) -> frozenset[tuple[str, tuple[str, ...]]]:
        return frozenset((link.target, link.words) for link in links if link.source == machine.key)

    alike: dict[tuple[str, frozenset[tuple[str, tuple[str, ...]]]], list[Machine]] = defaultdict(list)
    for machine in machines:
        if machine.kind == "hosts":
            alike[machine.subnets, rights_of(machine)].append(machine)
    first = {members[0].key: members for members in alike.values()}
    gone = {machine.key for members in alike.values() for machine in members[1:]}
    merged: list[Machine] = []
    for machine in machines:
        if machine.key in first:
            rows = tuple(row for member in first[machine.key] for row in member.rows)
            merged.append(
                Machine(
                    key=machine.key,
                    kind="hosts",
                    title="GPU workers",
                    rows=("EC2 hosts behind ECS", *rows),
                    subnets=machine.subnets,
                    firewalls=machine.firewalls,
                )
            )
        elif machine.key not in gone:
            merged.append(machine)
    return tuple(merged), [link for link in links if link.source not in gone]
