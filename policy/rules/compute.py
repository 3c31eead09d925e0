"""Rules of what runs code: by digest, not root, nothing to write on, no secrets in sight, logs with an end."""

import re
from collections.abc import Iterator
from typing import Any, Final

from .model import Book, Graph, Resource, containers, items, listed, section

BOOK: Final = Book()

TASK: Final = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE: Final = "aws:ecs/service:Service"
FUNCTION: Final = "aws:lambda/function:Function"
LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
#: A name that says that its value is secret; the ARN of a secret and the id of a public key are none.
SECRET_NAME: Final = re.compile(r"(PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|ACCESS_KEY|API_KEY)(?!.*(_ARN|_ID|_NAME)$)")
#: Values that are secret whatever their name: a password in a URL, a PEM key, an AWS access key.
SECRET_VALUE: Final = re.compile(r"://[^/@:]*:[^/@]+@|PRIVATE KEY|\b(AKIA|ASIA)[A-Z0-9]{16}\b")
LONGEST_LOG_DAYS: Final = 400


@BOOK.on(TASK, rule="images-by-digest", description="What was built is what runs: images are named by their digest.")
def images_by_digest(definition: Resource, _stage: str) -> Iterator[str]:
    for container in containers(definition):
        if not re.search(r"@sha256:[0-9a-f]{64}$", str(container.get("image"))):
            yield f"runs '{container.get('image')}', which may change: use the image's repository digest."


@BOOK.on(
    TASK, rule="containers-confined", description="A container is not root, and writes to its scratch volume only."
)
def containers_confined(definition: Resource, _stage: str) -> Iterator[str]:
    for container in containers(definition):
        if container.get("readonlyRootFilesystem") is not True:
            yield "can change its own program: set readonlyRootFilesystem."
        if container.get("privileged"):
            yield "is root on its host: remove privileged."
        if str(container.get("user", "app")).split(":")[0] in ("0", "root"):
            yield "runs as root: leave user to the image, which names an ordinary one."
        parameters = section(container, "linuxParameters")
        if section(parameters, "capabilities").get("add"):
            yield "asks for capabilities of root: remove them."
    for volume in items(definition.inputs.get("volumes")):
        if volume.get("hostPath") in ("/", "/var/run/docker.sock"):
            yield f"mounts {volume['hostPath']} of its host: remove the volume."
    if definition.inputs.get("networkMode") == "host" or definition.inputs.get("pidMode") == "host":
        yield "shares its host's network or processes: use awsvpc or bridge."


@BOOK.on(TASK, FUNCTION, rule="no-plain-secrets", description="No secret stands in an environment.")
def no_plain_secrets(resource: Resource, _stage: str) -> Iterator[str]:
    for name, value in _environment(resource):
        if SECRET_NAME.search(name.upper()) and value:
            yield f"carries {name} in plain sight: let ECS inject it from Secrets Manager."
        elif SECRET_VALUE.search(str(value)):
            yield f"carries a secret in {name}: let ECS inject it from Secrets Manager."


def _environment(resource: Resource) -> Iterator[tuple[str, Any]]:
    if resource.type == FUNCTION:
        yield from section(resource.inputs, "environment", "variables").items()
        return
    for container in containers(resource):
        yield from ((str(entry.get("name")), entry.get("value")) for entry in items(container.get("environment")))


@BOOK.on(SERVICE, rule="deployments-roll-back", description="A version that does not start is taken back.")
def deployments_roll_back(service: Resource, stage: str) -> Iterator[str]:
    if section(service.inputs, "deploymentConfiguration").get("strategy") == "CANARY":
        guard, fix = section(service.inputs, "alarms"), "name alarms, with rollback: a canary has no circuit breaker"
    else:
        guard, fix = section(service.inputs, "deploymentCircuitBreaker"), "enable the circuit breaker with rollback"
    if guard.get("enable") is not True or guard.get("rollback") is not True:
        yield f"keeps a version that fails: {fix}."
    if stage == "production" and service.inputs.get("enableExecuteCommand"):
        yield "opens a shell into production: set remoteShell to false."


@BOOK.over_all(rule="logs-end", description="Logs are kept for a while, and what writes them has a group that says so.")
def logs_end(graph: Graph) -> Iterator[tuple[Resource, str]]:
    kept: set[str] = set()
    for group in graph.of(LOG_GROUP):
        days = group.inputs.get("retentionInDays") or 0
        if not 0 < days <= LONGEST_LOG_DAYS:
            yield group, "keeps its logs for ever: set retentionInDays."
        kept.add(str(group.inputs.get("name")))
    for definition in graph.of(TASK):
        for container in containers(definition):
            options = section(container, "logConfiguration", "options")
            if options.get("awslogs-group") not in kept:
                yield definition, "logs nowhere, or to a group that nothing ends: give it a log group of the stack."
    for database in graph.of("aws:rds/instance:Instance"):
        for log in listed(database.inputs.get("enabledCloudwatchLogsExports")):
            name = f"/aws/rds/instance/{database.inputs.get('identifier')}/{log}"
            if name not in kept:
                yield database, f"exports its {log} log to a group that RDS keeps for ever: make {name} with an end."
    for function in graph.of(FUNCTION):
        named = (
            section(function.inputs, "loggingConfig").get("logGroup") or f"/aws/lambda/{function.inputs.get('name')}"
        )
        if named not in kept:
            yield function, f"logs to a group that Lambda keeps for ever: make {named} with an end."


@BOOK.on("aws:ecr/repository:Repository", rule="immutable-tags", description="A tag names one image, for ever.")
def immutable_tags(repository: Resource, _stage: str) -> Iterator[str]:
    mutability = repository.inputs.get("imageTagMutability")
    moving = [item.get("filter") for item in items(repository.inputs.get("imageTagMutabilityExclusionFilters"))]
    if mutability not in ("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"):
        yield "lets tags move: set imageTagMutability to IMMUTABLE."
    if any("*" in str(pattern) for pattern in moving):
        yield f"lets tags {moving} move: name the one tag of the build cache."
    if section(repository.inputs, "imageScanningConfiguration").get("scanOnPush") is not True:
        yield "takes images unseen: set scanOnPush."


@BOOK.on(FUNCTION, rule="functions-current", description="Functions run on a runtime that gets security fixes.")
def functions_current(function: Resource, _stage: str) -> Iterator[str]:
    runtime = str(function.inputs.get("runtime", ""))
    found = re.fullmatch(r"python3\.(\d+)", runtime)
    if found and int(found[1]) < 12:
        yield f"runs on {runtime}, whose support ends: use python3.13."


@BOOK.on(
    "aws:lambda/functionUrl:FunctionUrl", rule="no-public-functions", description="No function is a door of its own."
)
def no_public_functions(url: Resource, _stage: str) -> Iterator[str]:
    if url.inputs.get("authorizationType") != "AWS_IAM":
        yield "lets everybody call the function: set authorizationType to AWS_IAM."


@BOOK.on("aws:autoscaling/group:Group", rule="fleets-from-zero", description="An idle fleet costs nothing.")
def fleets_from_zero(group: Resource, _stage: str) -> Iterator[str]:
    if group.inputs.get("minSize") != 0:
        yield f"keeps {group.inputs.get('minSize')} hosts running: set minSize to 0."
    if group.inputs.get("desiredCapacity"):
        yield "starts hosts that nobody asked for: leave desiredCapacity to ECS."
    if group.inputs.get("capacityRebalance") is not False:
        yield "stops hosts in the middle of jobs to rebalance: set capacityRebalance to false."
    if group.inputs.get("protectFromScaleIn") is not True:
        yield "may stop hosts that hold tasks: set protectFromScaleIn."
