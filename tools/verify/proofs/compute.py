"""Proofs of what runs code: what is set is read, what runs was built here, and a deployment is a safe one."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from contracts.environment import API, MIGRATION, PLATFORM, WORKER
from policy.rules.model import rule
from tools.program.recording import Recorded
from tools.verify.proofs.view import BUCKET, SERVICE, View, items, listed, section

ROOT: Final = Path(__file__).resolve().parent.parent.parent.parent
TABLES: Final = {"film_studio": API, "film_studio.migrate": MIGRATION, "film_workers": WORKER}
IMAGE: Final = "docker:index/image:Image"


@rule("compute", "Every name that is set is read, and every name that is read is set.")
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
        for name in sorted(name for name, value in task.environment.items() if not value):
            yield f"{task.name} sets {name} to nothing."
        together = {name for name in declared if name.startswith("DOWNLOAD_")}
        if together & given and together - given:
            yield f"{task.name} sets {sorted(together & given)} without {sorted(together - given)}."


@rule("compute", "A shell opens where one is promised, and every other container can write nowhere but to its scratch.")
def shells_open_where_they_are_promised(view: View) -> Iterator[str]:
    for task in view.tasks:
        promised = any(service.inputs.get("enableExecuteCommand") for service in task.services)
        is_fixed = task.container.get("readonlyRootFilesystem") is True
        if promised and is_fixed:
            yield f"{task.name} promises a shell, which needs a writable root: unset readonlyRootFilesystem."
        if not promised and not is_fixed:
            yield f"{task.name} can change its own program, and nobody has a shell: set readonlyRootFilesystem."


@rule("compute", "What needs a GPU runs the image that asks for the driver, and nothing else does.")
def gpu_tasks_run_the_gpu_image(view: View) -> Iterator[str]:
    targets = {
        str(view.output(image, "repoDigest")): section(image.inputs, "build").get("target") for image in view.of(IMAGE)
    }
    for task in view.tasks:
        needs = any(each.get("type") == "GPU" for each in items(task.container.get("resourceRequirements")))
        target = targets.get(str(task.container.get("image")))
        if needs != (target == "gpu"):
            yield f"{task.name} runs the target {target or 'for CPUs'}: tasks with a GPU run 'gpu', others do not."


@rule("compute", "An image is made anew by what goes into it, and by nothing else.")
def images_have_contexts_of_their_own(view: View) -> Iterator[str]:
    for image in view.of(IMAGE):
        file = ROOT / str(section(image.inputs, "build").get("dockerfile"))
        if not file.with_name(f"{file.name}.dockerignore").is_file():
            yield f"{image.name}: without {file.name}.dockerignore beside its Dockerfile every change makes it anew."


#: Addresses of what others run, which a stack's settings name.
_OTHERS: Final = frozenset({"CORS_ORIGINS", "OIDC_ISSUER", "OTEL_EXPORTER_OTLP_ENDPOINT", "SITE_URL", "WRITER_URL"})


@rule("compute", "Every address in an environment is that of something in this stack, or of what its settings name.")
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
        # On a laptop a task is reached where it listens; 0.0.0.0 leads nowhere.
        own = {task.environment.get("BIND_HOST")} - {"0.0.0.0"}  # noqa: S104
        for name, value in task.environment.items():
            host = urlsplit(value).hostname if "://" in value else None
            if name not in _OTHERS and host is not None and host not in hosts | own:
                yield f"{task.name}: {name} leads to {host}, which is nothing of this stack."
        site = urlsplit(task.environment.get("SITE_URL", ""))
        callers = task.environment.get("CORS_ORIGINS", "").split(",")
        if site.hostname and f"{site.scheme}://{site.netloc}" not in callers:
            yield f"{task.name}: SITE_URL leads to {site.hostname}, which may not call the API."
        bucket = task.environment.get("ASSETS_BUCKET")
        if bucket is not None and bucket not in {
            str(view.output(b, "id")) for b in view.of(BUCKET) if b.name == "assets"
        }:
            yield f"{task.name}: ASSETS_BUCKET is {bucket}, which is not the bucket of assets."


@rule("compute", "What runs was built here, for the machine that it runs on, and the program that it starts is in it.")
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


@rule("compute", "No image runs as root.")
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


@rule(
    "compute", "A container writes to its scratch volume only, has time to hand its work back, and reaps its children."
)
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
    """Whether hooks say how an update ended, and why. Where the provider waits it fails first, and they never run."""
    waits = service.inputs.get("waitForSteadyState") is True
    return not waits and all(service.hooks.get(when) for when in ("after_create", "after_update"))


@rule("compute", "A build that stands still is spoken of: Pulumi waits for it without an end.")
def builds_are_watched(view: View) -> Iterator[str]:
    around = ("before_create", "before_update", "after_create", "after_update")
    for image in view.of(IMAGE):
        if view.stage != "local" and not all(image.hooks.get(when) for when in around):
            yield f"The image {image.name} is built unwatched: a push that hangs would say nothing, for ever."


@rule("compute", "The API is deployed beside its predecessor, after what it needs, and an update ends when it stands.")
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
            if view.stage != "local" and not _is_followed(service):
                yield f"{service.name}: nobody says how an update ended: hooks wait for it, and not the provider."
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


@rule("compute", "A service on a live stack can move to another capacity.")
def capacity_can_change(view: View) -> Iterator[str]:
    for service in view.of(SERVICE):
        if service.inputs.get("capacityProviderStrategies") and service.inputs.get("forceNewDeployment") is not True:
            yield f"{service.name}: the provider refuses another capacity: set forceNewDeployment."


@rule("compute", "A new image of workers checks itself before a service runs it, on a GPU where it needs one.")
def new_workers_are_tried_first(view: View) -> Iterator[str]:
    fleets = {str(view.output(group, "arn")): group for group in view.of("aws:autoscaling/group:Group")}
    fleet_of = {
        provider.inputs.get("name"): fleets.get(
            str(section(provider.inputs, "autoScalingGroupProvider").get("autoScalingGroupArn"))
        )
        for provider in view.of("aws:ecs/capacityProvider:CapacityProvider")
    }
    fleet = {
        service.urn: fleet_of.get(items(service.inputs.get("capacityProviderStrategies"))[0].get("capacityProvider"))
        for service in view.of(SERVICE)
    }
    workers = [service for task in view.tasks if task.module == "film_workers" for service in task.services]
    for service in workers if view.stage != "local" else ():
        hosts = fleet[service.urn]
        if hosts is not None and not hosts.inputs.get("maxSize"):
            continue  # no host may run, and so no worker
        on_like_hosts = [each for each in workers if _instance_types(fleet[each.urn]) == _instance_types(hosts)]
        before = [each for each in on_like_hosts if each.urn in service.dependencies]
        if not any(_is_tried(each) for each in (service, *before)):
            yield f"{service.name}: nobody tries its image before it changes: a hook, or one of its class before it."


def _is_tried(service: Recorded) -> bool:
    return all(
        any(hook.endswith("-check") for hook in service.hooks.get(when, ()))
        for when in ("before_create", "before_update")
    )


def _instance_types(group: Recorded | None) -> list[Any]:
    """Of a group's hosts; none on Fargate."""
    template = section(group.inputs, "mixedInstancesPolicy", "launchTemplate") if group is not None else {}
    return [override.get("instanceType") for override in items(template.get("overrides"))]


@rule("compute", "Services end before their cluster lets go of the capacity that they use.")
def capacity_can_be_given_up(view: View) -> Iterator[str]:
    for offered in view.of("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"):
        if view.stage != "local" and "capacity-given-up" not in offered.hooks.get("before_update", ()):
            yield f"{offered.name}: ECS would refuse to offer less while a service uses it: a hook before the update."


@rule("compute", "Nothing runs new code before the migration has passed.")
def workers_come_after_the_migration(view: View) -> Iterator[str]:
    migrates = {service.urn for task in view.tasks if task.module == "film_studio" for service in task.services}
    for task in view.tasks:
        for service in task.services if task.module == "film_workers" else ():
            if not migrates <= service.dependencies:
                yield f"{service.name} does not wait for the API, whose update runs the migration: depends_on."
