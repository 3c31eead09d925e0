"""Rules of what runs code: by digest, not root, nothing to write on, no secrets in sight, fleets from zero."""

import re
from collections.abc import Iterator
from typing import Any, Final

from .model import Resource, containers, items, rule, section

TASK: Final = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE: Final = "aws:ecs/service:Service"
FUNCTION: Final = "aws:lambda/function:Function"
#: Names whose values are secret; the ARN of a secret and the id of a public key are not.
SECRET_NAME: Final = re.compile(r"(PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|ACCESS_KEY|API_KEY)(?!.*(_ARN|_ID|_NAME)$)")
#: Values that are secret whatever their name: a password in a URL, a PEM key, an AWS access key.
SECRET_VALUE: Final = re.compile(r"://[^/@:]*:[^/@]+@|PRIVATE KEY|\b(AKIA|ASIA)[A-Z0-9]{16}\b")


@rule("compute", "Production's tasks have no public addresses.", on="aws:ecs/service:Service")
def no_public_tasks(service: Resource, stage: str) -> Iterator[str]:
    if stage == "production" and section(service.inputs, "networkConfiguration").get("assignPublicIp"):
        yield "gives its tasks public addresses in production: use private subnets and the NAT gateway."


@rule("compute", "Hosts give credentials to token holders only.", on="aws:ec2/launchTemplate:LaunchTemplate")
def imdsv2(template: Resource, stage: str) -> Iterator[str]:
    options = section(template.inputs, "metadataOptions")
    if options.get("httpTokens") != "required":
        yield "answers metadata requests without a token (IMDSv1): set httpTokens to required."
    if options.get("httpPutResponseHopLimit") != 1:
        yield "lets containers reach the host's credentials: set httpPutResponseHopLimit to 1."
    for interface in items(template.inputs.get("networkInterfaces")):
        if stage == "production" and str(interface.get("associatePublicIpAddress")).lower() == "true":
            yield "gives hosts public addresses in production: use private subnets."
    if template.inputs.get("keyName"):
        yield "lets people in by SSH key: use ECS Exec in development, logs elsewhere."


@rule("compute", "Disks of hosts are encrypted.", on="aws:ec2/launchTemplate:LaunchTemplate")
def host_disks_encrypted(template: Resource, _stage: str) -> Iterator[str]:
    disks = items(template.inputs.get("blockDeviceMappings"))
    if not disks:
        yield "leaves its disk to the image: add a block device mapping that is encrypted."
    for disk in disks:
        if str(section(disk, "ebs").get("encrypted")).lower() != "true":
            yield f"stores {disk.get('deviceName')} in plain text: set encrypted."


@rule("compute", "What was built is what runs: images are named by their digest.", on=TASK)
def images_by_digest(definition: Resource, _stage: str) -> Iterator[str]:
    for container in containers(definition):
        if not re.search(r"@sha256:[0-9a-f]{64}$", str(container.get("image"))):
            yield f"runs '{container.get('image')}', which may change: use the image's repository digest."


@rule("compute", "A container is not root, and in production writes to its scratch volume only.", on=TASK)
def containers_confined(definition: Resource, stage: str) -> Iterator[str]:
    for container in containers(definition):
        if stage == "production" and container.get("readonlyRootFilesystem") is not True:
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


@rule("compute", "No secret stands in an environment.", on=(TASK, FUNCTION))
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


@rule("compute", "A version that does not start is taken back.", on=SERVICE)
def deployments_roll_back(service: Resource, stage: str) -> Iterator[str]:
    if section(service.inputs, "deploymentConfiguration").get("strategy") == "CANARY":
        guard, fix = section(service.inputs, "alarms"), "name alarms, with rollback: a canary has no circuit breaker"
    else:
        guard, fix = section(service.inputs, "deploymentCircuitBreaker"), "enable the circuit breaker with rollback"
    if guard.get("enable") is not True or guard.get("rollback") is not True:
        yield f"keeps a version that fails: {fix}."
    if stage == "production" and service.inputs.get("enableExecuteCommand"):
        yield "opens a shell into production: set remoteShell to false."


@rule("compute", "A tag names one image, for ever.", on="aws:ecr/repository:Repository")
def immutable_tags(repository: Resource, _stage: str) -> Iterator[str]:
    mutability = repository.inputs.get("imageTagMutability")
    moving = [item.get("filter") for item in items(repository.inputs.get("imageTagMutabilityExclusionFilters"))]
    if mutability not in ("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"):
        yield "lets tags move: set imageTagMutability to IMMUTABLE."
    if any("*" in str(pattern) for pattern in moving):
        yield f"lets tags {moving} move: name the one tag of the build cache."
    if section(repository.inputs, "imageScanningConfiguration").get("scanOnPush") is not True:
        yield "takes images unseen: set scanOnPush."


@rule("compute", "An idle fleet costs nothing.", on="aws:autoscaling/group:Group")
def fleets_from_zero(group: Resource, _stage: str) -> Iterator[str]:
    if group.inputs.get("minSize") != 0:
        yield f"keeps {group.inputs.get('minSize')} hosts running: set minSize to 0."
    if group.inputs.get("desiredCapacity"):
        yield "starts hosts that nobody asked for: leave desiredCapacity to ECS."
    if group.inputs.get("capacityRebalance") is not False:
        yield "stops hosts in the middle of jobs to rebalance: set capacityRebalance to false."
    if group.inputs.get("protectFromScaleIn") is not True:
        yield "may stop hosts that hold tasks: set protectFromScaleIn."
