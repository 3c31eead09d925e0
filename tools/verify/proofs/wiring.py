"""Proofs of the wiring: what is set is read, what runs was built here, and what scales reaches what it scales."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from contracts.environment import API, APP_ROLE, DATABASE_NAME, MIGRATION, OWNER_ROLE, PLATFORM, SYSTEM_ROLE, WORKER
from contracts.outputs import DELIVERY_OUTPUTS, OUTPUTS
from tools.program.recording import Recorded
from tools.verify.proofs.fleets import FLEET, PROVIDER, waits_for_age
from tools.verify.proofs.model import Proofs
from tools.verify.proofs.view import BUCKET, DATABASE, SERVICE, Task, View, items, listed, section

PROOFS: Final = Proofs()

ROOT: Final = Path(__file__).resolve().parent.parent.parent.parent
TABLES: Final = {"film_studio": API, "film_studio.migrate": MIGRATION, "film_workers": WORKER}
LOGINS: Final = {
    "DATABASE_URL": APP_ROLE,
    "DATABASE_SYSTEM_URL": SYSTEM_ROLE,
    "DATABASE_OWNER_URL": OWNER_ROLE,
}
IMAGE: Final = "docker:index/image:Image"
#: Lines of a host's first boot without which it loses jobs or gives its credentials away.
FIRST_BOOT: Final = (
    "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
    "ECS_CONTAINER_STOP_TIMEOUT=110s",
    "ECS_AWSVPC_BLOCK_IMDS=true",
)


@PROOFS.proof("Every name that is set is read, and every name that is read is set.")
def names_set_are_names_read(view: View) -> Iterator[str]:
    for task in view.tasks:
        declared = TABLES.get(task.module, {})
        given = {*task.environment, *task.secrets}
        required = {name for name, variable in declared.items() if variable.required}
        for name in sorted(given - set(declared)):
            yield f"{task.name} sets {name}, which {task.module} does not read."
        for name in sorted(required - given):
            yield f"{task.name} does not set {name}, which {task.module} reads."
        for name in sorted(name for name, variable in declared.items() if variable.secret and name in task.environment):
            yield f"{task.name} carries {name} in plain sight: it is injected as a secret."
        for name in sorted(PLATFORM & set(task.environment)):
            yield f"{task.name} sets {name}, which belongs to the platform."
        for name in sorted(name for name, value in task.environment.items() if not value and name != "CORS_ORIGINS"):
            yield f"{task.name} sets {name} to nothing."
        together = {name for name in declared if name.startswith("DOWNLOAD_")}
        if together & given and together - given:
            yield f"{task.name} sets {sorted(together & given)} without {sorted(together - given)}."


@PROOFS.proof("A database URL names this stack's database, the login of its program, TLS, and no password.")
def database_urls_are_whole(view: View) -> Iterator[str]:
    database = next(iter(view.of(DATABASE)), None)
    for task in view.tasks:
        for name, login in LOGINS.items():
            value = task.environment.get(name)
            if value is None or database is None:
                continue
            url = urlsplit(value)
            wanted = (
                url.scheme == "postgresql",
                url.username == login,
                url.hostname == str(view.output(database, "address")).lower(),
                str(url.netloc).rsplit(":", 1)[-1] == str(view.output(database, "port")),
                url.path == f"/{DATABASE_NAME}",
            )
            if not all(wanted):
                yield f"{task.name}: {name} is '{value}', not postgresql://{login}@HOST:PORT/{DATABASE_NAME}."
            if url.password:
                yield f"{task.name}: {name} carries a password."
            mode = parse_qs(url.query).get("sslmode", [""])[0]
            if view.stage != "local" and mode != "verify-full":
                yield f"{task.name}: {name} does not check whom it talks to (sslmode={mode})."
        if view.stage != "local" and task.environment.get("DATABASE_AUTH", "iam") != "iam":
            yield f"{task.name} logs in with a password: tokens only, on AWS."


@PROOFS.proof("The owner's password comes from the database's own secret, to migrations only.")
def only_migrations_hold_the_owners_password(view: View) -> Iterator[str]:
    secrets = {
        str(secret.get("secretArn"))
        for database in view.of(DATABASE)
        for secret in items(view.output(database, "masterUserSecrets"))
    }
    for task in view.tasks:
        source = task.secrets.get("PGPASSWORD")
        if task.module == "film_studio.migrate":
            if source is None or not any(source == f"{arn}:password::" for arn in secrets):
                yield f"{task.name} gets its password from {source}: take the key 'password' of the database's secret."
        elif source is not None:
            yield f"{task.name} holds the owner's password."


@PROOFS.proof("Every address in an environment is that of something in this stack.")
def addresses_are_of_this_stack(view: View) -> Iterator[str]:
    hosts = {
        urlsplit(value if "://" in value else f"//{value}").hostname
        for state in view.evaluation.state.values()
        for value in state.values()
        if isinstance(value, str) and "." in value and " " not in value and len(value) < 300
    }
    hosts |= {
        alias for d in view.of("aws:cloudfront/distribution:Distribution") for alias in listed(d.inputs.get("aliases"))
    }
    for task in view.tasks:
        for name, value in task.environment.items():
            host = urlsplit(value).hostname if "://" in value else None
            if name != "CORS_ORIGINS" and host is not None and host not in hosts:
                yield f"{task.name}: {name} leads to {host}, which is nothing of this stack."
        bucket = task.environment.get("ASSETS_BUCKET")
        if bucket is not None and bucket not in {
            str(view.output(b, "id")) for b in view.of(BUCKET) if b.name == "assets"
        }:
            yield f"{task.name}: ASSETS_BUCKET is {bucket}, which is not the bucket of assets."


@PROOFS.proof("What runs was built here, for the machine that it runs on, and the program that it starts is in it.")
def what_runs_was_built_here(view: View) -> Iterator[str]:
    built = {str(view.output(image, "repoDigest")): image for image in view.of(IMAGE)}
    for task in view.tasks:
        image = built.get(str(task.container.get("image")))
        if image is None:
            yield f"{task.name} runs {task.container.get('image')}, which this deployment does not build."
            continue
        platform = str(section(image.inputs, "build").get("platform"))
        runs_on = section(task.definition.inputs, "runtimePlatform").get("cpuArchitecture")
        if {"linux/arm64": "ARM64", "linux/amd64": "X86_64"}.get(platform) != runs_on:
            yield f"{task.name} runs on {runs_on} what is built for {platform}."
        room = Path(str(section(image.inputs, "build").get("dockerfile"))).parent
        module = Path(*task.module.split("."))
        files = (ROOT / room / module / "__main__.py", (ROOT / room / module).with_suffix(".py"))
        if not any(file.is_file() for file in files):
            yield f"{task.name} starts '{task.module}', which is not in the image of {room}."


@PROOFS.proof("No image runs as root.")
def no_image_runs_as_root(view: View) -> Iterator[str]:
    for image in view.of(IMAGE):
        path = ROOT / str(section(image.inputs, "build").get("dockerfile"))
        if not path.is_file():
            yield f"image {image.name} is built from {path.name}, which is not there."
            continue
        user = _user(path.read_text(encoding="utf-8"), section(image.inputs, "build").get("target"))
        if user.split(":", maxsplit=1)[0] in ("0", "root"):
            yield f"image {image.name} runs as root: end {path.name} with USER and a number."


def _user(dockerfile: str, target: object) -> str:
    """Who runs a Dockerfile's stage `target` (None: the last): by its own USER, or by that of the stage it is from."""
    users: dict[str, str] = {}
    stage = ""
    for line in dockerfile.splitlines():
        if found := re.match(r"FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", line, re.IGNORECASE):
            stage = found[2] or f"stage {len(users)}"
            users[stage] = users.get(found[1], "root")
        elif found := re.match(r"USER\s+(\S+)", line, re.IGNORECASE):
            users[stage] = found[1]
    return users.get(str(target or stage), "root")


@PROOFS.proof("A container writes to its scratch volume only, has time to hand its work back, and reaps its children.")
def containers_end_well(view: View) -> Iterator[str]:
    for task in view.tasks:
        volumes = {volume.get("name") for volume in items(task.definition.inputs.get("volumes"))}
        places = [mount.get("containerPath") for mount in items(task.container.get("mountPoints"))]
        if places != ["/tmp"] or len(volumes) != 1:  # noqa: S108 - the volume's own place
            yield f"{task.name} writes to {places}: one scratch volume at /tmp."
        least = 110 if task.module == "film_workers" else 30
        if (task.container.get("stopTimeout") or 30) < least:
            yield f"{task.name} is killed too soon after it is told to stop: give it {least} s (stopTimeout)."
        if section(dict(task.container), "linuxParameters").get("initProcessEnabled") is not True:
            yield f"{task.name} has no init process: signals do not reach the program."


def _is_followed(service: Recorded) -> bool:
    """Whether an update ends when the new version stands. A canary is waited for by the hooks: they know its stages."""
    if section(service.inputs, "deploymentConfiguration").get("strategy") == "CANARY":
        return all(service.hooks.get(when) for when in ("after_create", "after_update"))
    return service.inputs.get("waitForSteadyState") is True


@PROOFS.proof("The API is deployed beside its predecessor, after what it needs, and an update ends when it stands.")
def the_api_is_deployed_safely(view: View) -> Iterator[str]:
    definitions = {str(view.output(task.definition, "arn")) for task in view.tasks}
    before = [
        r.urn for r in view.of("aws:lb/listener:Listener", "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")
    ]
    before += [task.definition.urn for task in view.tasks if task.module == "film_studio.migrate"]
    for service in view.of(SERVICE):
        if service.inputs.get("taskDefinition") not in definitions:
            yield f"{service.name} runs a task definition that is not of this stack."
        clusters = {str(view.output(cluster, "arn")) for cluster in view.of("aws:ecs/cluster:Cluster")}
        if service.inputs.get("cluster") not in clusters:
            yield f"{service.name} runs in a cluster that is not of this stack."
    for task in view.tasks:
        for service in task.services if task.module == "film_studio" else ():
            if service.inputs.get("deploymentMinimumHealthyPercent") != 100:
                yield f"{service.name} stops the old version before the new one stands: minimum healthy 100 %."
            if not _is_followed(service):
                yield f"{service.name}: an update ends before the new version stands: wait for the steady state."
            if not 30 <= (service.inputs.get("healthCheckGracePeriodSeconds") or 0) <= 300:
                yield f"{service.name} gives a starting task no time: a grace period of 60 s."
            for urn in before:
                if urn not in service.dependencies:
                    yield f"{service.name} does not wait for {urn.rsplit('::', 1)[-1]} ({urn.rsplit('$', 1)[-1]})."
            spot = any(
                s.get("capacityProvider") == "FARGATE_SPOT"
                for s in items(service.inputs.get("capacityProviderStrategies"))
            )
            if view.stage == "production" and spot:
                yield f"{service.name} runs on spot capacity in production: two minutes' notice for everybody."
            if view.stage == "production" and (service.inputs.get("desiredCount") or 0) < 2:
                yield f"{service.name} is one task in production: a lost zone is an outage."


@PROOFS.proof(
    "A service that starts from zero starts when any of its queues has work, and stops only when all are empty."
)
def workers_scale_with_their_queues(view: View) -> Iterator[str]:
    for task in view.tasks:
        for service in task.services if task.module == "film_workers" else ():
            target = _target(view, service)
            if target is None:
                continue
            if "desiredCount" not in service.ignore_changes:
                yield f"{service.name}: a deployment would undo what scaling decided: ignore desiredCount."
            yield from _scaling(view, task, service, target)


def _target(view: View, service: Recorded) -> Recorded | None:
    name = str(service.inputs.get("name"))
    return next(
        (
            target
            for target in view.of("aws:appautoscaling/target:Target")
            if str(target.inputs.get("resourceId")).rsplit("/", 1)[-1] == name
        ),
        None,
    )


def _scaling(view: View, task: Task, service: Recorded, target: Recorded) -> Iterator[str]:
    if target.inputs.get("minCapacity") != 0 and view.stage != "local":
        yield f"{service.name} never stops: idle workers cost money (workerCountMin 0)."
    policies = [
        policy
        for policy in view.of("aws:appautoscaling/policy:Policy")
        if policy.inputs.get("resourceId") == target.inputs.get("resourceId")
    ]
    starts = stops = False
    for policy in policies:
        config = section(policy.inputs, "stepScalingPolicyConfiguration")
        counts = [int(step.get("scalingAdjustment") or 0) for step in items(config.get("stepAdjustments"))]
        if config.get("adjustmentType") != "ExactCapacity":
            yield f"{policy.name} adds to what runs: the number of workers follows the backlog (ExactCapacity)."
        if counts and max(counts) > (target.inputs.get("maxCapacity") or 0):
            yield f"{policy.name} asks for {max(counts)} workers, more than the maximum."
        for alarm in view.of("aws:cloudwatch/metricAlarm:MetricAlarm"):
            if view.output(policy, "arn") not in listed(alarm.inputs.get("alarmActions")):
                continue
            if not waits_for_age(alarm):  # whether it may wait so long is proven in `fleets`
                yield from _backlog(view, task, alarm)
            up = str(alarm.inputs.get("comparisonOperator")).startswith("GreaterThan")
            starts |= up and bool(counts) and min(counts) > 0
            stops |= not up and counts == [0] and (alarm.inputs.get("evaluationPeriods") or 0) >= 5
    if not starts:
        yield f"{service.name} is never started: no alarm on its queues leads to a policy that adds workers."
    if not stops:
        yield f"{service.name} is never stopped, or too soon: after ten idle minutes, to zero."


def _backlog(view: View, task: Task, alarm: Recorded) -> Iterator[str]:
    queries = {str(query.get("id")): query for query in items(alarm.inputs.get("metricQueries"))}
    returned = [query for query in queries.values() if query.get("returnData")]
    expression = str(returned[0].get("expression")) if len(returned) == 1 else ""
    counted = {
        (section(query, "metric", "dimensions").get("QueueName"), section(query, "metric").get("metricName"))
        for name, query in queries.items()
        if re.search(rf"\b{re.escape(name)}\b", expression)
    }
    for queue in task.work_queues:
        for state in ("Visible", "NotVisible"):
            metric = f"ApproximateNumberOfMessages{state}"
            if queue in view.work and (view.work[queue].inputs.get("name"), metric) not in counted:
                yield f"{alarm.name} does not count {metric} of {queue}: work there starts nobody, or is cut off."


@PROOFS.proof(
    "Every host template belongs to a group, every group to a provider, every provider to the cluster and a service."
)
def every_fleet_is_wired_through(view: View) -> Iterator[str]:
    templates = {str(view.output(t, "id")): t.name for t in view.of("aws:ec2/launchTemplate:LaunchTemplate")}
    used: set[str] = set()
    for group in view.of(FLEET):
        specification = section(group.inputs, "mixedInstancesPolicy", "launchTemplate", "launchTemplateSpecification")
        used.add(str(specification.get("launchTemplateId")))
    groups = {str(view.output(group, "arn")): group.name for group in view.of(FLEET)}
    served = {str(section(p.inputs, "autoScalingGroupProvider").get("autoScalingGroupArn")) for p in view.of(PROVIDER)}
    offers = view.of("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")
    offered = {str(name) for offer in offers for name in listed(offer.inputs.get("capacityProviders"))}
    asked = {
        str(strategy.get("capacityProvider"))
        for service in view.of(SERVICE)
        for strategy in items(service.inputs.get("capacityProviderStrategies"))
    }
    providers = {str(provider.inputs.get("name")) for provider in view.of(PROVIDER)}
    for what, missing in (
        ("belongs to no group", {templates[key] for key in templates.keys() - used}),
        ("belongs to no capacity provider", {groups[key] for key in groups.keys() - served}),
        ("is not offered by the cluster", (providers | asked) - offered),
        ("is asked for by no service", providers - asked),
    ):
        for name in sorted(missing):
            yield f"{name} {what}: it would never run anything."
    for service in view.of(SERVICE):
        if not items(service.inputs.get("capacityProviderStrategies")):
            yield f"{service.name} names no capacity: it would take the cluster's default."


@PROOFS.proof(
    "A host that holds a job is neither stopped by scaling nor taken away undrained, and keeps its credentials."
)
def hosts_keep_their_jobs(view: View) -> Iterator[str]:
    for provider in view.of(PROVIDER):
        managed = section(provider.inputs, "autoScalingGroupProvider")
        for switch in ("managedTerminationProtection", "managedDraining"):
            if managed.get(switch) != "ENABLED":
                yield f"{provider.name}: {switch} is {managed.get(switch)}: scaling would stop hosts that hold jobs."
        if section(managed, "managedScaling").get("status") != "ENABLED":
            yield f"{provider.name}: nobody starts its hosts: enable managed scaling."
    for group in view.of(FLEET):
        marks = {tag.get("key") for tag in items(group.inputs.get("tags"))}
        if "AmazonECSManaged" not in marks:
            yield f"{group.name} lacks the mark AmazonECSManaged: each update would take it from ECS."
        if "desiredCapacity" not in group.ignore_changes:
            yield f"{group.name}: an update would undo what ECS decided: ignore desiredCapacity."
    for template in view.of("aws:ec2/launchTemplate:LaunchTemplate"):
        lines = base64.b64decode(str(template.inputs.get("userData", ""))).decode().splitlines()
        clusters = {f"ECS_CLUSTER={cluster.inputs.get('name')}" for cluster in view.of("aws:ecs/cluster:Cluster")}
        if not clusters & set(lines):
            yield f"{template.name}: hosts join no cluster of this stack."
        for line in FIRST_BOOT:
            if line not in lines:
                yield f"{template.name}: the first boot lacks {line}."


@PROOFS.proof("The outputs are those that contracts/outputs.py promises.")
def outputs_are_as_promised(view: View) -> Iterator[str]:
    delivers = any(resource.type.endswith(":Delivery") for resource in view.evaluation.resources)
    promised = {*OUTPUTS, *(DELIVERY_OUTPUTS if delivers else ())}
    for name in sorted(promised ^ set(view.evaluation.outputs)):
        yield f"output {name} is {'promised and missing' if name in promised else 'there and promised to nobody'}."
    if view.evaluation.secret_outputs:
        yield f"outputs {sorted(view.evaluation.secret_outputs)} are secret: hand out ARNs."
