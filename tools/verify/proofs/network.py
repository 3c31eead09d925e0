"""Proofs of who can connect to whom, over the security groups: the database and the workers are out of reach.

Places are security groups and the two sides of the world; a path is a chain of openings. A load balancer and CloudFront
hand on only to their targets, so what they stand before is reached through them and no other way.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, Final

from policy.rules.model import rule
from tools.program.recording import Recorded
from tools.program.stub_outputs import default_call
from tools.verify.proofs.view import DATABASE, GROUP, SERVICE, View, items, listed, section

INTERNET: Final = "the internet"
CLOUDFRONT: Final = "CloudFront"
INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
TEMPLATE: Final = "aws:ec2/launchTemplate:LaunchTemplate"
FUNCTION: Final = "aws:lambda/function:Function"
EDGE_LIST: Final = "com.amazonaws.global.cloudfront.origin-facing"


def members(view: View) -> dict[str, list[Recorded]]:
    """Security group's id → what stands in it."""
    found: dict[str, list[Recorded]] = {}
    for resource in view.evaluation.resources:
        for group in _groups_of(resource):
            found.setdefault(group, []).append(resource)
    return found


def _groups_of(resource: Recorded) -> list[str]:
    inputs = resource.inputs
    if resource.type == SERVICE:
        return [str(group) for group in listed(section(inputs, "networkConfiguration").get("securityGroups"))]
    if resource.type == DATABASE:
        return [str(group) for group in listed(inputs.get("vpcSecurityGroupIds"))]
    if resource.type == BALANCER:
        return [str(group) for group in listed(inputs.get("securityGroups"))]
    if resource.type == TEMPLATE:
        interfaces = items(inputs.get("networkInterfaces"))
        return [str(group) for interface in interfaces for group in listed(interface.get("securityGroups"))]
    if resource.type == FUNCTION:
        return [str(group) for group in listed(section(inputs, "vpcConfig").get("securityGroupIds"))]
    return []


def openings(view: View) -> dict[str, set[str]]:
    """Place → places that accept connections from it. A rule that names addresses lets the whole internet in."""
    edge = edge_list(view)
    found: dict[str, set[str]] = {INTERNET: {CLOUDFRONT} if edge else set()}
    for opening in view.of(INGRESS):
        source = opening.inputs.get("referencedSecurityGroupId")
        if source is None:
            source = CLOUDFRONT if edge and opening.inputs.get("prefixListId") == edge else INTERNET
        found.setdefault(str(source), set()).add(str(opening.inputs.get("securityGroupId")))
    for group in view.of(GROUP):
        if group.inputs.get("ingress"):
            found[INTERNET].add(str(view.output(group, "id")))
    return found


def edge_list(view: View) -> str | None:
    """Id of CloudFront's prefix list, where the program asked for it."""
    token = "aws:ec2/getManagedPrefixList:getManagedPrefixList"  # noqa: S105 - the name of a function
    for asked, arguments in view.evaluation.invokes:
        if asked == token and arguments.get("name") == EDGE_LIST:
            return str(default_call(token, arguments)["id"])
    return None


def path(edges: Mapping[str, set[str]], start: str, goals: set[str], *, without: frozenset[str]) -> list[str] | None:
    """A shortest chain of openings from `start` to one of `goals` that passes none of `without`; None without one."""
    came_from: dict[str, str] = {start: ""}
    waiting = deque([start])
    while waiting:
        place = waiting.popleft()
        if place in goals:
            chain = [place]
            while came_from[chain[-1]]:
                chain.append(came_from[chain[-1]])
            return chain[::-1]
        for following in sorted(edges.get(place, ())):
            if following not in came_from and following not in without:
                came_from[following] = place
                waiting.append(following)
    return None


def _named(view: View, chain: list[str]) -> str:
    return " → ".join(view.by_id[GROUP, place].name if (GROUP, place) in view.by_id else place for place in chain)


def _groups(view: View, types: set[str]) -> set[str]:
    return {group for group, inside in members(view).items() if any(resource.type in types for resource in inside)}


def _service_groups(view: View, modules: set[str]) -> set[str]:
    names = {service.urn for task in view.tasks if task.module in modules for service in task.services}
    return {group for group, inside in members(view).items() if any(resource.urn in names for resource in inside)}


def _worker_groups(view: View) -> set[str]:
    """Where workers run: their services' groups, and every host's."""
    return _service_groups(view, {"film_workers"}) | _groups(view, {TEMPLATE})


@rule(
    "network", "Every path from the internet to the database leads through CloudFront, the load balancer and the API."
)
def the_database_is_behind_the_api(view: View) -> Iterator[str]:
    edges, goals = openings(view), _groups(view, {DATABASE})
    if not goals:
        yield "no database stands in a security group: it would get the VPC's default group."
    for what, gate in (
        ("CloudFront", frozenset({CLOUDFRONT})),
        ("the load balancer", frozenset(_groups(view, {BALANCER}))),
        ("the API", frozenset(_service_groups(view, {"film_studio"}))),
    ):
        if chain := path(edges, INTERNET, goals, without=gate - goals):
            yield f"the internet reaches the database around {what}: {_named(view, chain)}."
    for database in view.of(DATABASE):
        if database.inputs.get("publiclyAccessible") is not False:
            yield f"{database.name} has a public address."


@rule("network", "Nothing can open a connection to a worker or to a host.")
def nobody_calls_workers(view: View) -> Iterator[str]:
    edges, goals = openings(view), _worker_groups(view)
    if not goals:
        yield "no worker stands in a security group."
    for source, targets in edges.items():
        for group in sorted(targets & goals):
            yield f"{_named(view, [source, group])}: a worker accepts connections."
    if chain := path(edges, INTERNET, goals, without=frozenset()):
        yield f"the internet reaches a worker: {_named(view, chain)}."


@rule("network", "The internet reaches CloudFront, CloudFront the load balancer, and each only that.")
def only_the_edge_is_public(view: View) -> Iterator[str]:
    edges = openings(view)
    for group in sorted(edges[INTERNET] - {CLOUDFRONT}):
        yield f"{_named(view, [INTERNET, group])}: opened to addresses, not to a group or CloudFront's list."
    balancers = _groups(view, {BALANCER})
    for group in sorted(edges.get(CLOUDFRONT, set()) - balancers):
        yield f"{_named(view, [CLOUDFRONT, group])}: only the load balancer answers CloudFront."
    inside = members(view)
    for group in sorted(balancers):
        others = [r.name for r in inside[group] if r.type != BALANCER]
        if others:
            yield f"{', '.join(others)} shares the load balancer's group, and with it its door."


@rule("network", "Another port is another opening, so that the former one stays until nothing uses it.")
def openings_are_called_by_their_port(view: View) -> Iterator[str]:
    for opening in view.of(INGRESS):
        port = opening.inputs.get("fromPort")
        if not opening.name.endswith(f"-{port}"):
            yield f"{opening.name} moves to another port in place and shuts out what still runs: call it by {port}."


@rule("network", "Only programs that carry a database URL can connect to the database.")
def only_its_programs_reach_the_database(view: View) -> Iterator[str]:
    edges, goals = openings(view), _groups(view, {DATABASE})
    workers = _worker_groups(view)
    migrations = {str(view.output(g, "id")) for g in view.of(GROUP) if g.name == "migration"}
    may = _service_groups(view, {"film_studio"}) | migrations
    for source, targets in edges.items():
        if targets & goals and source not in may:
            who = "a worker" if source in workers else _named(view, [source])
            yield f"the database accepts {who}: only the API and migrations hold a login."
    for task in view.tasks:
        if task.module == "film_workers" and any(name.startswith("DATABASE") for name in task.environment):
            yield f"{task.name} carries a database URL: workers report over the events queue."


@rule("network", "Every connection that the programs need is open on both sides, on the port that listens.")
def what_must_connect_can(view: View) -> Iterator[str]:
    api = next((task for task in view.tasks if task.module == "film_studio"), None)
    database = next(iter(view.of(DATABASE)), None)
    if api is None or database is None or not api.services:
        yield "there is no API service or no database."
        return
    port = int(api.environment.get("PORT", "0") or 0)
    database_port = int(database.inputs.get("port") or 5432)
    callers = _service_groups(view, {"film_studio"})
    migrations = {str(view.output(group, "id")) for group in view.of(GROUP) if group.name == "migration"}
    databases = _groups(view, {DATABASE})
    balancers = _groups(view, {BALANCER})
    for name, sources, targets, number in (
        ("the load balancer to the API", balancers, callers, port),
        ("the API to the database", callers, databases, database_port),
        ("migrations to the database", migrations, databases, database_port),
    ):
        if not _both_sides(view, sources, targets, number):
            yield f"{name} is closed: open port {number} out of the one and into the other (Firewall.accept)."
    for group in sorted(callers | migrations | _worker_groups(view)):
        if not any(_to_everywhere(rule.inputs) for rule in view.of(EGRESS) if rule.inputs["securityGroupId"] == group):
            yield f"{_named(view, [group])} cannot call AWS: let it reach HTTPS (Firewall.reach_https)."


def _both_sides(view: View, sources: set[str], targets: set[str], port: int) -> bool:
    def opens(rule: Recorded, near: set[str], far: set[str]) -> bool:
        inputs = rule.inputs
        return (
            inputs.get("securityGroupId") in near
            and inputs.get("referencedSecurityGroupId") in far
            and inputs.get("ipProtocol") == "tcp"
            and inputs.get("fromPort") == inputs.get("toPort") == port
        )

    return any(opens(rule, targets, sources) for rule in view.of(INGRESS)) and any(
        opens(rule, sources, targets) for rule in view.of(EGRESS)
    )


def _to_everywhere(inputs: Mapping[str, Any]) -> bool:
    return (inputs.get("cidrIpv4"), inputs.get("fromPort"), inputs.get("toPort")) == ("0.0.0.0/0", 443, 443)


@rule("network", "The database has no way out, the load balancer no public address, production's tasks neither.")
def each_stands_in_its_subnets(view: View) -> Iterator[str]:
    for vpc in view.of("awsx:ec2:Vpc"):
        public = set(listed(view.output(vpc, "publicSubnetIds")))
        isolated = set(listed(view.output(vpc, "isolatedSubnetIds")))
        for subnets in view.of("aws:rds/subnetGroup:SubnetGroup"):
            if not set(listed(subnets.inputs.get("subnetIds"))) <= isolated:
                yield f"{subnets.name}: the database's subnets lead out; take the isolated ones."
        for balancer in view.of(BALANCER):
            if set(listed(balancer.inputs.get("subnets"))) & public:
                yield f"{balancer.name}: the load balancer stands in public subnets."
        if view.stage == "production":
            for service in view.of(SERVICE):
                if set(listed(section(service.inputs, "networkConfiguration").get("subnets"))) & public:
                    yield f"{service.name}: tasks stand in public subnets in production."
            for group in view.of("aws:autoscaling/group:Group"):
                if set(listed(group.inputs.get("vpcZoneIdentifiers"))) & public:
                    yield f"{group.name}: hosts stand in public subnets in production."
    for database in view.of(DATABASE):
        own = {view.output(subnets, "name") for subnets in view.of("aws:rds/subnetGroup:SubnetGroup")}
        if database.inputs.get("dbSubnetGroupName") not in own:
            yield f"{database.name}: the database stands in the default VPC; give it the stack's subnet group."


@rule("network", "The VPC's default group lets nothing in or out, and nothing stands in it.")
def the_default_group_is_shut(view: View) -> Iterator[str]:
    if not view.of("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"):
        yield "the VPC's default group is as AWS makes it, open among its members: take it over, without rules."
    inside = members(view)
    known = {str(view.output(group, "id")) for group in view.of(GROUP)}
    for group in sorted(inside.keys() - known):
        yield f"{', '.join(r.name for r in inside[group])} stands in {group}, which is not a group of this stack."


@rule("network", "Another zone, or a NAT gateway, moves no subnet that is there.")
def subnets_stay_where_they_are(view: View) -> Iterator[str]:
    for vpc in view.of("awsx:ec2:Vpc"):
        kinds = [spec.get("type") for spec in items(vpc.inputs.get("subnetSpecs"))]
        if sorted(map(str, kinds)) != ["Isolated", "Private", "Public"]:
            yield f"{vpc.name} has subnets of {kinds}: a kind that comes later moves the others; make all three."
        if not vpc.inputs.get("availabilityZoneCidrMask"):
            yield f"{vpc.name} shares its addresses among its zones: one more moves all; set availabilityZoneCidrMask."
