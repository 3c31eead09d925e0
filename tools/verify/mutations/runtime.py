"""Mistakes in what runs code: tasks, images, services, scaling and the GPU fleet."""

import base64
import json
from collections.abc import Sequence
from typing import Any, Final

from tools.verify.mutations.mutation import REMOVED, Copy, Mutation

TASK: Final = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE: Final = "aws:ecs/service:Service"
FLEET: Final = "aws:autoscaling/group:Group"
PROVIDER: Final = "aws:ecs/capacityProvider:CapacityProvider"
TEMPLATE: Final = "aws:ec2/launchTemplate:LaunchTemplate"
ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
POLICY: Final = "aws:appautoscaling/policy:Policy"
TARGET: Final = "aws:appautoscaling/target:Target"
LOGS: Final = "aws:cloudwatch/logGroup:LogGroup"
REPOSITORY: Final = "aws:ecr/repository:Repository"
IMAGE: Final = "docker:index/image:Image"
PULUMI_PROVIDER: Final = "pulumi:providers:aws"


def _latest(copy: Copy) -> None:
    image = str(copy.output(IMAGE, "api", "repoDigest")).split("@", maxsplit=1)[0]
    copy.container("api", image=f"{image}:latest")


def _forgets_to_drain(copy: Copy) -> None:
    for template in copy.each(TEMPLATE):
        text = base64.b64decode(template.inputs["userData"]).decode()
        text = text.replace("ECS_ENABLE_SPOT_INSTANCE_DRAINING=true\n", "")
        template.inputs["userData"] = base64.b64encode(text.encode()).decode()


def _forgets_what_scales(copy: Copy) -> None:
    for function in copy.each("aws:lambda/function:Function"):
        variables = function.inputs["environment"]["variables"]
        groups = json.loads(variables["GPU_GROUPS"])
        for group in groups:
            group["scalable"] = group["scalable"] and "ondemand" not in group["service"]
        variables["GPU_GROUPS"] = json.dumps(groups)


def _untagged(copy: Copy) -> None:
    with copy.document(PULUMI_PROVIDER, None, "defaultTags") as given:
        del given["tags"]["stack"]


def _counts_waiting_only(copy: Copy) -> None:
    for alarm in copy.each(ALARM, "worker-idle"):
        for query in alarm.inputs["metricQueries"]:
            if "expression" in query:
                query["expression"] = "+".join(t for t in query["expression"].split("+") if "working" not in t)


def _twice(copy: Copy) -> None:
    copy.evaluation.resources.append(copy.each("aws:sqs/queue:Queue", "video")[0])


def _managed(name: str, killer: str, path: str, value: Any) -> Mutation:
    where = f"autoScalingGroupProvider.{path}"
    return Mutation(name=name, killer=killer, plant=lambda copy: copy.put(PROVIDER, None, where, value))


def _service(name: str, killer: str, path: str, value: Any, deployment: str = "rolling") -> Mutation:
    return Mutation(
        name=name, killer=killer, plant=lambda copy: copy.put(SERVICE, "api", path, value), deployment=deployment
    )


def _fleet(name: str, killer: str, path: str, value: Any) -> Mutation:
    return Mutation(name=name, killer=killer, plant=lambda copy: copy.put(FLEET, None, path, value))


def _container(name: str, killer: str, task: str, **changed: Any) -> Mutation:
    return Mutation(name=name, killer=killer, plant=lambda copy: copy.container(task, **changed))


_TASKS: Final = (
    Mutation(name=":latest instead of a digest", killer="rule images-by-digest", plant=_latest),
    _container(
        "an image that nobody built", "what_runs_was_built_here", "worker", image="example/worker@sha256:" + "0" * 64
    ),
    _container("a root container", "rule containers-confined", "api", user="0"),
    _container("a writable root file system", "rule containers-confined", "worker", readonlyRootFilesystem=False),
    _container("a privileged container", "rule containers-confined", "worker-gpu24-spot", privileged=True),
    _container("a worker entry point that does not exist", "what_runs_was_built_here", "worker",
               command=["python", "-m", "film_workers.main"]),
    _container("a second place to write", "containers_end_well", "api",
               mountPoints=[{"sourceVolume": "scratch", "containerPath": "/app"}]),
    _container("workers are killed before they hand back", "containers_end_well", "worker", stopTimeout=10),
    _container("signals do not reach the program", "containers_end_well", "api", linuxParameters=REMOVED),
    _container("a task that logs nowhere", "rule logs-end", "api", logConfiguration=REMOVED),
    _container("the API is never asked for its health", "health_is_asked_where_it_is_answered", "api",
               healthCheck=REMOVED),
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
        killer="rule no-plain-secrets",
        plant=lambda copy: copy.variable("migration", "PGPASSWORD", "correct horse"),
    ),
    Mutation(
        name="an access key in the environment",
        killer="rule no-plain-secrets",
        plant=lambda copy: copy.variable("worker", "RENDERERS", "AKIAABCDEFGHIJKLMNOP"),
    ),
    Mutation(
        name="moving tags",
        killer="rule immutable-tags",
        plant=lambda copy: copy.put(REPOSITORY, None, "imageTagMutability", "MUTABLE"),
    ),
    Mutation(
        name="logs for ever",
        killer="rule logs-end",
        plant=lambda copy: copy.put(LOGS, "worker", "retentionInDays", REMOVED),
    ),
    Mutation(
        name="PostgreSQL's logs for ever",
        killer="rule logs-end",
        plant=lambda copy: copy.drop(LOGS, "database-upgrade"),
    ),
    Mutation(
        name="a function on an old runtime",
        killer="rule functions-current",
        plant=lambda copy: copy.add("aws:lambda/function:Function", "old", {"name": "old", "runtime": "python3.8"}),
    ),
    Mutation(
        name="a function that everybody may call",
        killer="rule no-public-functions",
        plant=lambda copy: copy.add(
            "aws:lambda/functionUrl:FunctionUrl", "door", {"functionName": "x", "authorizationType": "NONE"}
        ),
    ),
)  # fmt: skip

_WIRING: Final = (
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
        name="DATABASE_URL holds only the password",
        killer="database_urls_are_whole",
        plant=lambda copy: copy.variable("api", "DATABASE_URL", "correct-horse-battery"),
    ),
    Mutation(
        name="the API logs in as the owner",
        killer="database_urls_are_whole",
        plant=lambda copy: copy.variable(
            "api",
            "DATABASE_URL",
            "postgresql://film_studio_owner@{address}:5432/film_studio?sslmode=verify-full".format(
                address=copy.output("aws:rds/instance:Instance", "database", "address")
            ),
        ),
    ),
    Mutation(
        name="the API takes any certificate for the database's",
        killer="database_urls_are_whole",
        plant=lambda copy: copy.variable(
            "api",
            "DATABASE_URL",
            "postgresql://film_studio_app@{address}:5432/film_studio?sslmode=require".format(
                address=copy.output("aws:rds/instance:Instance", "database", "address")
            ),
        ),
    ),
    Mutation(
        name="the API holds the owner's password",
        killer="only_migrations_hold_the_owners_password",
        plant=lambda copy: copy.container("api", secrets=[{"name": "PGPASSWORD", "valueFrom": "arn:aws:x:password::"}]),
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
    Mutation(
        name="the video queue's URL is the voice queue's",
        killer="queue_variables_name_their_queues",
        plant=lambda copy: copy.variable("api", "VIDEO_QUEUE_URL", copy.output("aws:sqs/queue:Queue", "voice", "url")),
    ),
    Mutation(
        name="nobody takes shots",
        killer="every_queue_of_work_is_served",
        plant=lambda copy: copy.variable("worker", "WORK_QUEUES", "jobs,voice"),
    ),
    Mutation(
        name="workers may never start",
        killer="every_queue_of_work_is_served",
        plant=lambda copy: copy.put(TARGET, "worker", "maxCapacity", 0),
    ),
    Mutation(
        name="an output that nobody was promised",
        killer="outputs_are_as_promised",
        plant=lambda copy: copy.evaluation.outputs.update(databasePassword="x"),
    ),
    Mutation(name="no stack tag", killer="rule tags", plant=_untagged),
    Mutation(
        name="GPU hosts without tags", killer="rule tags", plant=lambda copy: copy.put(FLEET, "gpu24-spot", "tags", [])
    ),
    Mutation(
        name="a queue in another region",
        killer="one_provider_makes_everything",
        plant=lambda copy: copy.options(
            "aws:sqs/queue:Queue",
            "video",
            provider="urn:pulumi:production::film-studio::pulumi:providers:aws::default::id",
        ),
    ),
    Mutation(
        name="a name that every environment shares",
        killer="names_carry_project_and_stack",
        plant=lambda copy: copy.put("aws:sqs/queue:Queue", "video", "name", "film-studio-video"),
    ),
    Mutation(
        name="two queues of one name",
        killer="names_are_unique_and_fit",
        plant=lambda copy: copy.put("aws:sqs/queue:Queue", "video", "name", "film-studio-production-voice"),
    ),
    Mutation(
        name="an input that the provider does not know",
        killer="inputs_hold_against_the_sdk",
        plant=lambda copy: copy.put("aws:sqs/queue:Queue", "video", "visibilityTimeout", 120),
    ),
    Mutation(
        name="a word where the provider wants a switch",
        killer="inputs_hold_against_the_sdk",
        plant=lambda copy: copy.put("aws:rds/instance:Instance", None, "multiAz", "yes"),
    ),
    Mutation(name="a resource registered twice", killer="the_tree_is_whole", plant=_twice),
    Mutation(
        name="a resource outside of every component",
        killer="the_tree_is_whole",
        plant=lambda copy: copy.options("aws:sqs/queue:Queue", "video", parent=""),
    ),
    Mutation(
        name="the signing key in the state in plain text",
        killer="secrets_are_marked",
        plant=lambda copy: copy.options(
            "aws:secretsmanager/secretVersion:SecretVersion", "download-signing-key", secrets=frozenset[str]()
        ),
    ),
)

_DEPLOYMENT: Final = (
    _service("no circuit breaker", "rule deployments-roll-back", "deploymentCircuitBreaker", REMOVED),
    _service(
        "a breaker that does not roll back", "rule deployments-roll-back", "deploymentCircuitBreaker.rollback", False
    ),
    _service("a canary that no alarm takes back", "rule deployments-roll-back", "alarms.rollback", False, "canary"),
    Mutation(
        name="a canary that nobody waits for",
        killer="the_api_is_deployed_safely",
        plant=lambda copy: copy.options(SERVICE, "api", hooks={}),
        deployment="canary",
    ),
    _service("a shell into production", "rule deployments-roll-back", "enableExecuteCommand", True),
    _service("an outage at each deployment", "the_api_is_deployed_safely", "deploymentMinimumHealthyPercent", 0),
    _service("an update that does not wait", "the_api_is_deployed_safely", "waitForSteadyState", False),
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
)

_SCALING: Final = (
    Mutation(
        name="workers that nothing starts",
        killer="workers_scale_with_their_queues",
        plant=lambda copy: copy.drop(ALARM, "worker-work"),
    ),
    Mutation(
        name="workers that nothing stops",
        killer="workers_scale_with_their_queues",
        plant=lambda copy: copy.put(ALARM, "worker-idle", "alarmActions", []),
    ),
    Mutation(
        name="a worker stopped in the middle of a shot",
        killer="workers_scale_with_their_queues",
        plant=_counts_waiting_only,
    ),
    Mutation(
        name="workers that always run",
        killer="workers_scale_with_their_queues",
        plant=lambda copy: copy.put(TARGET, "worker", "minCapacity", 1),
    ),
    Mutation(
        name="a deployment undoes scaling",
        killer="workers_scale_with_their_queues",
        plant=lambda copy: copy.options(SERVICE, "worker", ignore_changes=()),
    ),
    Mutation(
        name="more workers than the maximum",
        killer="workers_scale_with_their_queues",
        plant=lambda copy: copy.put(
            POLICY, "worker-out", "stepScalingPolicyConfiguration.stepAdjustments.2.scalingAdjustment", 500
        ),
    ),
)

_GPU: Final = (
    _fleet("one GPU always runs", "rule fleets-from-zero", "minSize", 1),
    _fleet("capacity rebalancing on", "rule fleets-from-zero", "capacityRebalance", True),
    _fleet("hosts that hold tasks are scaled in", "rule fleets-from-zero", "protectFromScaleIn", False),
    _fleet("GPU hosts that no renderer uses", "gpus_are_spent_on_purpose", "maxSize", 4),
    _fleet(
        "spot groups that buy on demand",
        "gpus_are_spent_on_purpose",
        "mixedInstancesPolicy.instancesDistribution.onDemandPercentageAboveBaseCapacity",
        50,
    ),
    _managed("no termination protection", "hosts_keep_their_jobs", "managedTerminationProtection", "DISABLED"),
    _managed("no draining", "hosts_keep_their_jobs", "managedDraining", "DISABLED"),
    _managed("nobody starts GPU hosts", "hosts_keep_their_jobs", "managedScaling.status", "DISABLED"),
    Mutation(name="spot hosts leave undrained", killer="hosts_keep_their_jobs", plant=_forgets_to_drain),
    Mutation(
        name="a launch template without a group",
        killer="every_fleet_is_wired_through",
        plant=lambda copy: copy.drop(FLEET, "gpu24-spot"),
    ),
    Mutation(
        name="a GPU group without a provider",
        killer="every_fleet_is_wired_through",
        plant=lambda copy: copy.drop(PROVIDER, "gpu48-spot"),
    ),
    Mutation(
        name="a GPU provider without a service",
        killer="every_fleet_is_wired_through",
        plant=lambda copy: copy.drop(SERVICE, "worker-gpu48-ondemand"),
    ),
    Mutation(
        name="one shot starts hosts of two classes",
        killer="gpus_are_spent_on_purpose",
        gpu=True,
        plant=lambda copy: copy.put(FLEET, "gpu48-spot", "maxSize", 3),
    ),
    Mutation(
        name="hosts on demand while spot delivers",
        killer="relief_waits_for_spot",
        gpu=True,
        plant=lambda copy: copy.put(
            ALARM, "worker-gpu24-ondemand-work", "metricQueries.0.expression", "FILL(video_age,0)"
        ),
    ),
    Mutation(
        name="hosts on demand before spot can come",
        killer="relief_waits_for_spot",
        gpu=True,
        plant=lambda copy: copy.put(ALARM, "worker-gpu24-ondemand-work", "threshold", 60),
    ),
    Mutation(
        name="on-demand hosts that nothing starts",
        killer="workers_scale_with_their_queues",
        gpu=True,
        plant=lambda copy: copy.drop(ALARM, "worker-gpu24-ondemand-work"),
    ),
    Mutation(
        name="spot hosts that wait until work is old",
        killer="relief_waits_for_spot",
        gpu=True,
        plant=lambda copy: copy.put(
            ALARM,
            "worker-gpu24-spot-work",
            "metricQueries",
            copy.each(ALARM, "worker-gpu24-ondemand-work")[0].inputs["metricQueries"],
        ),
    ),
    Mutation(
        name="a kill switch that leaves on-demand scaling on",
        killer="the_months_money_ends",
        gpu=True,
        plant=_forgets_what_scales,
    ),
    Mutation(
        name="a GPU host without a reserved GPU",
        killer="gpus_are_spent_on_purpose",
        plant=lambda copy: copy.container("worker-gpu24-spot", resourceRequirements=REMOVED),
    ),
)

MISTAKES: Final[Sequence[Mutation]] = (*_TASKS, *_WIRING, *_DEPLOYMENT, *_SCALING, *_GPU)
