"""Proofs of the roles: each may do what its program calls (`contracts.aws_calls`) and nothing more, both ways."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from components.base.account import Account
from components.base.stages import PULL_REQUESTS
from components.identity import boundaries
from components.identity.ownership import owner_of
from contracts import aws_calls
from policy.rules.identity import BOUNDARIES
from policy.rules.model import rule
from tools.program.access import Call, may
from tools.program.recording import Recorded
from tools.verify.proofs.view import (
    BUCKET,
    DATABASE,
    ROLE,
    SERVICE,
    Grant,
    Task,
    View,
    items,
    listed,
    section,
    statements,
)

FUNCTION: Final = "aws:lambda/function:Function"
AUTO_SCALING: Final = "aws:autoscaling/group:Group"
TARGET: Final = "aws:appautoscaling/target:Target"
#: What mail is sent with, by its name in `contracts.aws_calls`.
MAIL: Final = {
    "identity": "aws:sesv2/emailIdentity:EmailIdentity",
    "configuration": "aws:sesv2/configurationSet:ConfigurationSet",
}
#: Where the rights of pipelines are kept.
GITHUB: Final = "/github/"
HOST_POLICY: Final = boundaries.HOST_POLICY
SHIFT_POLICY: Final = boundaries.SHIFT_POLICY
PULL: Final = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_SESSIONS: Final = frozenset(Grant(action=action, resource="*") for action in aws_calls.HOST_SESSIONS)
LOG: Final = ("logs:CreateLogStream", "logs:PutLogEvents")


def needed(view: View, task: Task) -> set[Grant]:
    """What the program of a task calls, as IAM names it in this stack."""
    found = {
        Grant(action=action, resource=arn)
        for call in aws_calls.CALLS.get(task.module, ())
        for place in call.on
        for arn in _arns(view, task, place)
        for action in call.actions
    }
    if any(service.inputs.get("enableExecuteCommand") for service in task.services):
        found |= {Grant(action=action, resource="*") for action in aws_calls.REMOTE_SHELL}
    return found


#: Secrets that only some stacks have, by the variable that names them.
_NAMED_BY: Final = {
    "signing-key": "DOWNLOAD_SIGNING_KEY_SECRET_ARN",
    "oidc-client": "OIDC_CLIENT_SECRET_ARN",
    "writer-key": "WRITER_KEY_SECRET_ARN",
}


def _arns(view: View, task: Task, place: str) -> Iterable[str]:
    """ARNs of what `contracts.aws_calls` names; none where this stack does without."""
    kind, _, name = place.partition(":")
    if kind == "bucket":
        bucket, _, prefix = name.partition("/")
        return [_arn(view, BUCKET, bucket) + (f"/{prefix}" if prefix else "")]
    if kind == "secret":
        return [_arn(view, "aws:secretsmanager/secret:Secret", name)]
    if kind in _NAMED_BY:
        return [arn for arn in [task.environment.get(_NAMED_BY[kind])] if arn]
    if kind == "model":
        return _models(view, task)
    if kind == "mail":
        sends = task.environment.get("MAIL_CONFIGURATION_SET")
        return [str(view.output(each, "arn")) for each in view.of(MAIL[name])] if sends else []
    return _arns_of_work(view, task, kind, name)


def _models(view: View, task: Task) -> Iterable[str]:
    """The model that a task asks on Bedrock; with a profile, whose id begins with a word of its own, both."""
    service, _, model = task.environment.get("WRITER_MODEL", "").partition(":")
    if service != "bedrock":
        return []
    region, account = task.environment["AWS_REGION"], view.account_id
    word, _, rest = model.partition(".")
    if word in ("us", "us-gov", "eu", "apac", "jp", "au", "ca", "global"):
        profile = f"arn:aws:bedrock:{region}:{account}:inference-profile/{model}"
        return [profile, f"arn:aws:bedrock:*::foundation-model/{rest}"]
    return [f"arn:aws:bedrock:{region}::foundation-model/{model}"]


def _arns_of_work(view: View, task: Task, kind: str, name: str) -> Iterable[str]:
    if kind == "login":
        return _logins(view, name) if task.environment.get("DATABASE_AUTH") == "iam" else []
    if kind == "task":
        cluster = next(iter(view.of("aws:ecs/cluster:Cluster")), None)
        arn = str(view.output(cluster, "arn")) if cluster else "no cluster"
        return [f"{arn.replace(':cluster/', ':task/')}/*"]
    names = task.work_queues if name == "own" else [name]
    queues = [view.work[own] for own in names if own in view.work]
    return [
        str(view.dead_letters_of(queue) if kind == "dead-letters" else view.output(queue, "arn")) for queue in queues
    ]


def _arn(view: View, type_: str, name: str) -> str:
    found = [resource for resource in view.of(type_) if resource.name == name]
    return str(view.output(found[0], "arn")) if found else f"no {name} in this stack"


def _logins(view: View, user: str) -> Iterator[str]:
    for database in view.of(DATABASE):
        _, partition, _, region, account, *_ = str(view.output(database, "arn")).split(":")
        resource_id = view.output(database, "resourceId")
        yield f"arn:{partition}:rds-db:{region}:{account}:dbuser:{resource_id}/{user}"


def _starter_needs(view: View, task: Task) -> set[Grant]:
    """What ECS does in a task's name before it runs: pull the image, make a log stream, inject secrets."""
    repository = str(task.container.get("image")).split("@", maxsplit=1)[0]
    options = section(dict(task.container), "logConfiguration", "options")
    group = str(options.get("awslogs-group"))
    found = {Grant(action="ecr:GetAuthorizationToken", resource="*")}
    for candidate in view.of("aws:ecr/repository:Repository"):
        if view.output(candidate, "repositoryUrl") == repository:
            found |= {Grant(action=action, resource=str(view.output(candidate, "arn"))) for action in PULL}
    found |= _log_of(view, group)
    for source in task.secrets.values():
        arn = ":".join(source.split(":")[:7])
        found.add(Grant(action="secretsmanager:GetSecretValue", resource=arn))
    return found


def _log_of(view: View, group: str) -> set[Grant]:
    """What writing to a log group of the stack takes."""
    return {
        Grant(action=action, resource=f"{view.output(candidate, 'arn')}:*")
        for candidate in view.of("aws:cloudwatch/logGroup:LogGroup")
        if candidate.inputs.get("name") == group
        for action in LOG
    }


def _difference(who: str, given: set[Grant], wanted: set[Grant], reason: str) -> Iterator[str]:
    for grant in given - wanted:
        yield f"{who} may {grant.action} on {grant.resource}, which {reason} never does: take the right away."
    for grant in wanted - given:
        yield f"{who} may not {grant.action} on {grant.resource}, which {reason} does: grant it."


@rule("identity", "Each program may make the AWS calls that it makes, on what it makes them on, and no others.")
def programs_may_do_what_they_call(view: View) -> Iterator[str]:
    for task in view.tasks:
        if task.module not in aws_calls.CALLS:
            yield f"{task.name} starts '{task.module}', of which contracts/aws_calls.py says nothing."
        role = view.role(task.definition.inputs.get("taskRoleArn"))
        if role is None:
            yield f"{task.name} acts in no role of this stack."
            continue
        yield from _difference(role.name, view.grants[role.urn], needed(view, task), task.module)


@rule("identity", "Each function may make the AWS calls that it makes, write its log, and do nothing else.")
def functions_may_do_what_they_call(view: View) -> Iterator[str]:
    for function in view.of(FUNCTION):
        role = view.role(function.inputs.get("role"))
        if role is None:
            yield f"{function.name} acts in no role of this stack."
            continue
        files = _files_of(function)
        for file in files - aws_calls.FUNCTIONS.keys():
            yield f"{function.name} is made of {file}, of which contracts/aws_calls.py says nothing."
        wanted = _log_of(view, str(section(function.inputs, "loggingConfig").get("logGroup")))
        wanted |= {
            Grant(action=action, resource=arn)
            for file in files
            for call in aws_calls.FUNCTIONS.get(file, ())
            for place in call.on
            for arn in _arns_of_function(view, function, place)
            for action in call.actions
        }
        yield from _difference(role.name, view.grants[role.urn], wanted, f"the function {function.name}")


def _files_of(function: Recorded) -> set[str]:
    """Paths, from the root of the repository, of what is uploaded as the function's code."""
    assets = section(function.inputs, "code", "assets")
    files = (section(assets, name) for name in assets if not name.startswith("$"))
    return {str(file["path"]) for file in files if "path" in file}


def _arns_of_function(view: View, function: Recorded, place: str) -> Iterable[str]:
    """ARNs of what `contracts.aws_calls` names, by what the function's own variables say."""
    variables = section(function.inputs, "environment", "variables")
    if place == "topic:own":
        return [str(variables.get("ALARM_TOPIC_ARN"))]
    groups = json.loads(str(variables.get("GPU_GROUPS", "[]")))
    if place == "groups:own":
        names = {entry["group"] for entry in groups}
        return [str(view.output(g, "arn")) for g in view.of(AUTO_SCALING) if view.output(g, "name") in names]
    if place == "services:own":
        names = {entry["service"] for entry in groups}
        return [str(view.output(s, "arn")) for s in view.of(SERVICE) if s.inputs.get("name") in names]
    names = {f"service/{entry['cluster']}/{entry['service']}" for entry in groups if entry["scalable"]}
    return [str(view.output(t, "arn")) for t in view.of(TARGET) if t.inputs.get("resourceId") in names]


@rule("identity", "What starts a task may pull its image, write its log and read its secrets, and nothing else.")
def starters_may_start(view: View) -> Iterator[str]:
    for task in view.tasks:
        role = view.role(task.definition.inputs.get("executionRoleArn"))
        if role is None:
            yield f"{task.name} is started in no role of this stack."
            continue
        yield from _difference(role.name, view.grants[role.urn], _starter_needs(view, task), f"starting {task.name}")


@rule("identity", "Every task has roles of its own: a right given to one program is not another's.")
def no_two_programs_share_a_role(view: View) -> Iterator[str]:
    seen: dict[str, str] = {}
    for task in view.tasks:
        for key in ("taskRoleArn", "executionRoleArn"):
            arn = str(task.definition.inputs.get(key))
            if arn in seen:
                yield f"{task.name} and {seen[arn]} share the role {arn}."
            seen[arn] = task.name


@rule("identity", "No right goes beyond the boundary that a role carries where GitHub deploys it: it would be none.")
def rights_stay_within_the_boundary(view: View) -> Iterator[str]:
    for provider in view.of("pulumi:providers:aws"):
        account = Account(account_id=view.account_id, region=str(provider.inputs.get("region")))
        environment = PULL_REQUESTS if view.stage == "pr" else view.stack
        owner = owner_of(environment, account=account, project=view.evaluation.project)
        ceiling = {"Version": "2012-10-17", "Statement": list(boundaries.ceiling(owner))}
        context = {
            **{f"aws:ResourceTag/{name}": value for name, value in owner.tags.items()},
            "secretsmanager:ResourceTag/aws:rds:primaryDBInstanceArn": owner.arns(
                f"arn:aws:rds:{{region}}:{{account}}:db:{view.prefix}-database"
            )[0],
        }
        for role in (role for role in view.of(ROLE) if not _by_pipelines(role)):
            for grant in view.grants[role.urn]:
                call = Call(action=grant.action, resource=grant.resource, context=context)
                if not may(call, rights=[ceiling]):
                    yield (
                        f"{role.name} may {grant.action} on {grant.resource}, which its boundary takes away where "
                        "GitHub deploys: add it to components/identity/boundaries.py."
                    )
            for policy in sorted(_attached(view, role) - set(boundaries.MANAGED_POLICIES)):
                yield f"{role.name} takes {policy}, which no deploy role may attach: see boundaries.MANAGED_POLICIES."
            for service in _services(role) - {f"{service}.amazonaws.com" for service in boundaries.SERVICES}:
                yield f"{role.name} is for {service}, to which no deploy role may pass it: see boundaries.SERVICES."


def _attached(view: View, role: Recorded) -> set[str]:
    attachments = view.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    return {str(a.inputs.get("policyArn")) for a in attachments if a.inputs.get("role") == role.inputs.get("name")}


def _services(role: Recorded) -> set[str]:
    found = statements(role.inputs.get("assumeRolePolicy"))
    return {str(name) for statement in found for name in listed(section(statement, "Principal").get("Service"))}


@rule("identity", "Each role is taken on by the service that acts in it, and by no other.")
def roles_are_taken_on_by_what_acts_in_them(view: View) -> Iterator[str]:
    acting: dict[str, str] = {}
    for task in view.tasks:
        for key in ("taskRoleArn", "executionRoleArn"):
            acting[str(task.definition.inputs.get(key))] = "ecs-tasks.amazonaws.com"
    acting |= {str(function.inputs.get("role")): "lambda.amazonaws.com" for function in view.of(FUNCTION)}
    hosts = {str(profile.inputs.get("role")) for profile in view.of("aws:iam/instanceProfile:InstanceProfile")}
    for role in view.of(ROLE):
        arn = str(view.output(role, "arn"))
        if role.inputs.get("name") in hosts:
            acting[arn] = "ec2.amazonaws.com"
        elif _shifts(view, role):
            acting[arn] = "ecs.amazonaws.com"
        if arn in acting and _services(role) != {acting[arn]}:
            yield f"{role.name} is for {sorted(_services(role))}, but {acting[arn]} acts in it: let that take it on."


@rule("identity", "Either every role of a stack carries the stack's boundary, or none does.")
def roles_share_one_boundary(view: View) -> Iterator[str]:
    roles = [role for role in view.of(ROLE) if not _by_pipelines(role)]
    carried = {str(role.inputs.get("permissionsBoundary", "")) for role in roles}
    if len(carried) > 1:
        for role in roles:
            if "permissionsBoundary" not in role.inputs:
                yield f"{role.name} carries no boundary, which others do: no deploy role could make or change it."


@rule(
    "identity", "Hosts join the cluster, ECS shifts requests, and nothing else; no other role takes a policy of AWS's."
)
def hosts_may_join_the_cluster(view: View) -> Iterator[str]:
    roles = {str(role.inputs.get("name")): role for role in view.of(ROLE)}
    hosts = {str(profile.inputs.get("role")) for profile in view.of("aws:iam/instanceProfile:InstanceProfile")}
    attached: dict[str, set[str]] = {}
    for attachment in view.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment"):
        attached.setdefault(str(attachment.inputs.get("role")), set()).add(str(attachment.inputs.get("policyArn")))
    for host in sorted(hosts):
        if attached.get(host) != {HOST_POLICY}:
            yield f"{host} takes {sorted(attached.get(host, set()))}: hosts need {HOST_POLICY} and nothing else."
        if host in roles and view.grants[roles[host].urn] - _SESSIONS:
            yield f"{host} has rights beyond sessions on it: tasks on a host act in their own roles."
    shifting = {name for name, role in roles.items() if _shifts(view, role)}
    for name in sorted(shifting):
        if attached.get(name) != {SHIFT_POLICY} or view.grants[roles[name].urn]:
            yield f"{name} takes {sorted(attached.get(name, set()))}: ECS needs {SHIFT_POLICY} and nothing else."
    for name, policies in attached.items():
        if name not in hosts | shifting and not _by_pipelines(roles.get(name)):
            yield f"{name} takes {', '.join(sorted(policies))}: give the rights that its code uses."
    for role in roles.values():
        if role.inputs.get("managedPolicyArns") or role.inputs.get("inlinePolicies"):
            yield f"{role.name} carries policies inside: make each a grant of the resource in question."


def _by_pipelines(role: Recorded | None) -> bool:
    """Roles that a pipeline takes on by a token; what they need is generated from the program's resource types."""
    if role is None:
        return False
    found = statements(role.inputs.get("assumeRolePolicy"))
    return any("Federated" in section(statement, "Principal") for statement in found)


@rule("identity", "Every right names something that the stack has.")
def rights_name_what_exists(view: View) -> Iterator[str]:
    services = {"sqs", "s3", "ecr", "logs", "sns"}
    known = {arn for arn in view.by_arn if ":" in arn}
    # What a pipeline may do, and what limits roles, is about stacks that are yet to be made.
    ahead = (BOUNDARIES, GITHUB)
    policies = [*view.of("aws:iam/rolePolicy:RolePolicy"), *view.of("aws:iam/policy:Policy")]
    for policy in (each for each in policies if each.inputs.get("path") not in ahead):
        for statement in statements(policy.inputs.get("policy")):
            for arn in map(str, listed(statement.get("Resource"))):
                if arn.split(":")[2:3] and arn.split(":")[2] in services and "*" not in arn.split(":")[5]:
                    base = re.sub(r"(/[^:]*\*|:\*)$", "", arn) if arn.split(":")[2] in ("s3", "logs") else arn
                    if base not in known:
                        yield f"{policy.name} names {arn}, which is nothing of this stack."


@rule("identity", "Every role is somebody's.")
def every_role_is_used(view: View) -> Iterator[str]:
    used = {str(task.definition.inputs.get(key)) for task in view.tasks for key in ("taskRoleArn", "executionRoleArn")}
    used |= {str(function.inputs.get("role")) for function in view.of(FUNCTION)}
    used |= {str(resource.inputs.get("roleArn")) for resource in view.evaluation.resources}
    used |= {str(selection.inputs.get("iamRoleArn")) for selection in view.of("aws:backup/selection:Selection")}
    names = {str(profile.inputs.get("role")) for profile in view.of("aws:iam/instanceProfile:InstanceProfile")}
    for role in view.of(ROLE):
        arn, name = str(view.output(role, "arn")), str(role.inputs.get("name"))
        mentioned = arn in used or name in names or _by_pipelines(role) or _mentioned(view, role, arn)
        if not mentioned:
            yield f"nothing acts in {role.name}: remove it."


def _mentioned(view: View, role: Recorded, arn: str) -> bool:
    """Whether some service acts in it by a nested setting (a schedule's target, a canary's role)."""
    nested = [section(r.inputs, "target") for r in view.evaluation.resources if r.parent != role.urn]
    return any(target.get("roleArn") == arn for target in nested) or _shifts(view, role)


def _shifts(view: View, role: Recorded) -> bool:
    """Whether ECS acts in it to shift requests between target groups."""
    return any(
        section(balancer, "advancedConfiguration").get("roleArn") == view.output(role, "arn")
        for service in view.of("aws:ecs/service:Service")
        for balancer in items(service.inputs.get("loadBalancers"))
    )
