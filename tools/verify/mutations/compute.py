"""Mistakes in what runs code: tasks, images, services and their deployment."""

from collections.abc import Sequence
from typing import Any, Final

from tools.verify.mutations.mutation import REMOVED, Copy, Mutation, Planted, Source

SERVICE: Final = "aws:ecs/service:Service"
TASK: Final = "aws:ecs/taskDefinition:TaskDefinition"
REPOSITORY: Final = "aws:ecr/repository:Repository"
IMAGE: Final = "docker:index/image:Image"


def _latest(copy: Copy) -> None:
    image = str(copy.output(IMAGE, "api", "repoDigest")).split("@", maxsplit=1)[0]
    copy.container("api", image=f"{image}:latest")


def _service(name: str, killer: str, path: str, value: Any, deployment: str = "rolling") -> Mutation:
    return Mutation(
        name=name, killer=killer, plant=lambda copy: copy.put(SERVICE, "api", path, value), deployment=deployment
    )


def _container(name: str, killer: str, task: str, **changed: Any) -> Mutation:
    return Mutation(name=name, killer=killer, plant=lambda copy: copy.container(task, **changed))


MISTAKES: Final[Sequence[Planted]] = (
    Mutation(
        name="public addresses for production's tasks",
        killer="no_public_tasks",
        plant=lambda copy: copy.put(SERVICE, "api", "networkConfiguration.assignPublicIp", True),
    ),
    Mutation(name=":latest instead of a digest", killer="images_by_digest", plant=_latest),
    _container(
        "an image that nobody built", "what_runs_was_built_here", "worker", image="example/worker@sha256:" + "0" * 64
    ),
    _container("a root container", "containers_confined", "api", user="0"),
    _container("a writable root file system", "containers_confined", "worker", readonlyRootFilesystem=False),
    _container(
        "a writable root without a shell",
        "shells_open_where_they_are_promised",
        "worker",
        readonlyRootFilesystem=False,
    ),
    Mutation(
        name="a shell that cannot be opened",
        killer="shells_open_where_they_are_promised",
        plant=lambda copy: copy.put(SERVICE, "api", "enableExecuteCommand", True),
    ),
    Source(
        name="program: GPU hosts run the image for CPUs",
        killer="gpu_tasks_run_the_gpu_image",
        file="components/compute/workers.py",
        old="args.gpu_image if gpus else args.image",
        new="args.image",
    ),
    Mutation(
        name="letters lead to a site that may not call",
        killer="addresses_are_of_this_stack",
        plant=lambda copy: copy.variable("api", "SITE_URL", "https://elsewhere.example/studio"),
    ),
    Mutation(
        name="an image with the context of all",
        killer="images_have_contexts_of_their_own",
        plant=lambda copy: copy.put(IMAGE, "api", "build.dockerfile", "Dockerfile"),
    ),
    _container("a privileged container", "containers_confined", "worker-gpu24-spot", privileged=True),
    _container(
        "a worker entry point that does not exist",
        "what_runs_was_built_here",
        "worker",
        command=["python", "-m", "film_workers.main"],
    ),
    _container(
        "a second place to write",
        "containers_end_well",
        "api",
        mountPoints=[{"sourceVolume": "scratch", "containerPath": "/app"}],
    ),
    _container("workers are killed before they hand back", "containers_end_well", "worker", stopTimeout=10),
    _container("signals do not reach the program", "containers_end_well", "api", linuxParameters=REMOVED),
    Mutation(
        name="an image built for another machine",
        killer="what_runs_was_built_here",
        plant=lambda copy: copy.put(TASK, "api", "runtimePlatform.cpuArchitecture", "X86_64"),
    ),
    Mutation(
        name="an image that runs as root",
        killer="no_image_runs_as_root",
        plant=lambda copy: copy.put(IMAGE, "worker", "build.target", "packages"),
    ),
    Mutation(
        name="an image built from nothing",
        killer="no_image_runs_as_root",
        plant=lambda copy: copy.put(IMAGE, "api", "build.dockerfile", "backend/Dockerfile.old"),
    ),
    Mutation(
        name="a secret in the environment",
        killer="no_plain_secrets",
        plant=lambda copy: copy.variable("migration", "PGPASSWORD", "correct horse"),
    ),
    Mutation(
        name="an access key in the environment",
        killer="no_plain_secrets",
        plant=lambda copy: copy.variable("worker", "RENDERERS", "AKIAABCDEFGHIJKLMNOP"),
    ),
    Mutation(
        name="moving tags",
        killer="immutable_tags",
        plant=lambda copy: copy.put(REPOSITORY, None, "imageTagMutability", "MUTABLE"),
    ),
    Mutation(
        name="VIDEO_QUEUE_URL set, SQS_VIDEO_QUEUE read",
        killer="names_set_are_names_read",
        plant=lambda copy: copy.variable("api", "SQS_VIDEO_QUEUE", None, was="VIDEO_QUEUE_URL"),
    ),
    Mutation(
        name="a name that is read and not set",
        killer="names_set_are_names_read",
        plant=lambda copy: copy.variable("worker", "ASSETS_BUCKET", None),
    ),
    Mutation(
        name="an invented Redis endpoint",
        killer="addresses_are_of_this_stack",
        plant=lambda copy: copy.variable("api", "REDIS_URL", "redis://cache.example.internal:6379"),
    ),
    Mutation(
        name="the bucket of another kind",
        killer="addresses_are_of_this_stack",
        plant=lambda copy: copy.variable(
            "worker", "ASSETS_BUCKET", copy.output("aws:s3/bucket:Bucket", "marketing", "id")
        ),
    ),
    _service("no circuit breaker", "deployments_roll_back", "deploymentCircuitBreaker", REMOVED),
    _service("a breaker that does not roll back", "deployments_roll_back", "deploymentCircuitBreaker.rollback", False),
    _service("a canary that no alarm takes back", "deployments_roll_back", "alarms.rollback", False, "canary"),
    Mutation(
        name="a canary that nobody waits for",
        killer="the_api_is_deployed_safely",
        plant=lambda copy: copy.options(SERVICE, "api", hooks={}),
        deployment="canary",
    ),
    _service("a shell into production", "deployments_roll_back", "enableExecuteCommand", True),
    _service("an outage at each deployment", "the_api_is_deployed_safely", "deploymentMinimumHealthyPercent", 0),
    _service("an update that fails without a reason", "the_api_is_deployed_safely", "waitForSteadyState", True),
    Mutation(
        name="an update that nobody waits for",
        killer="the_api_is_deployed_safely",
        plant=lambda copy: copy.options(SERVICE, "api", hooks={}),
    ),
    Mutation(
        name="a push that hangs and says nothing",
        killer="builds_are_watched",
        plant=lambda copy: copy.options("docker:index/image:Image", "worker", hooks={}),
    ),
    _service("a capacity that cannot change", "capacity_can_change", "forceNewDeployment", REMOVED),
    Mutation(
        name="workers before the migration",
        killer="workers_come_after_the_migration",
        plant=lambda copy: copy.options(SERVICE, "worker", dependencies=frozenset[str]()),
    ),
    Mutation(
        name="capacity that cannot be given up",
        killer="capacity_can_be_given_up",
        plant=lambda copy: copy.options(
            "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "cluster", hooks={}
        ),
    ),
    Mutation(
        name="workers whose new image nobody tries",
        killer="new_workers_are_tried_first",
        plant=lambda copy: copy.options(SERVICE, "worker", hooks={}),
    ),
    Mutation(
        name="GPU workers whose new image nobody tries",
        killer="new_workers_are_tried_first",
        plant=lambda copy: copy.options(SERVICE, "worker-gpu24-spot", hooks={}),
        gpu=True,
    ),
    Mutation(
        name="GPU workers on demand before the trial on spot",
        killer="new_workers_are_tried_first",
        plant=lambda copy: copy.options(SERVICE, "worker-gpu24-ondemand", dependencies=frozenset[str]()),
        gpu=True,
    ),
    _service("one API task in production", "the_api_is_deployed_safely", "desiredCount", 1),
    _service(
        "production's API on spot capacity",
        "the_api_is_deployed_safely",
        "capacityProviderStrategies",
        [{"capacityProvider": "FARGATE_SPOT", "weight": 1}],
    ),
    Mutation(
        name="the API before its migrations",
        killer="the_api_is_deployed_safely",
        plant=lambda copy: copy.options(SERVICE, "api", dependencies=frozenset[str]()),
    ),
    Source(
        name="program: images by tag",
        killer="images_by_digest",
        file="components/compute/images.py",
        old="self.reference = image.repo_digest",
        new="self.reference = image.image_name",
    ),
)
