"""Makes a deployment tell the truth: migrations run before the API, and what ECS rolled back fails `pulumi up`.

Both are resource hooks, which Pulumi calls around the update of an ECS service. What they do stands in `run_once`
and `verify`, plain functions of AWS clients.
"""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pulumi

from components.base.hook_thread import in_hook_thread
from components.base.settings import Settings
from components.compute.cluster import Cluster
from components.compute.task import Task

#: How many of a task's last log lines stand in an error.
LOG_LINES = 20
POLL_SECONDS = 6
#: Long enough for a task to be placed, to pull its image and to rewrite a large table.
MIGRATION_POLLS = 600
#: A quarter of an hour. A host is there five minutes after its order; where none has come by then, spot has none to
#: give, the quota is used up, or every host of the group has work.
HOST_POLLS = 150
#: A deployment waits for the former tasks to be drained.
ROLLOUT_POLLS = 300

Pause = Callable[[float], None]


class DeploymentError(RuntimeError):
    """What was deployed does not run; the text says why and quotes the task's last log lines."""


_NOTHING: Mapping[str, Any] = {}
#: Stop codes of a task whose spot host AWS has taken back.
_HOST_TAKEN_AWAY = frozenset({"SpotInterruption", "TerminationNotice"})


@dataclass(frozen=True, kw_only=True)
class Run:
    """A one-off task, as RunTask wants it."""

    cluster: str
    task_definition: str
    container: str
    log_group: str
    subnets: Sequence[str] = ()
    security_groups: Sequence[str] = ()
    assign_public_ip: bool = False
    capacity_provider: str = ""
    """Whose hosts run it, with the network of the host; empty: Fargate, with an address of its own."""
    what: str = "migration"
    failed: str = "The migration failed and nothing was deployed"
    command: Sequence[str] = ()
    """In place of the one in the task definition."""


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """A service after its update. `must_complete` is False for workers: they may finish a job of an hour first."""

    cluster: str
    service: str
    task_definition: str
    container: str
    log_group: str
    must_complete: bool
    at_least: int = 0
    """Tasks with which it serves: fewer would be an outage that no deployment ends, because scaling owns the count."""


def run_once(run: Run, *, ecs: Any, logs: Any, pause: Pause = time.sleep) -> str | None:
    """Run a task and wait for its end. Returns why it never ran to its end where no host came for it, or one was taken
    away: that says nothing of the task. Raises `DeploymentError` unless it exits with 0."""
    instead = {"containerOverrides": [{"name": run.container, "command": list(run.command)}]}
    started = ask(
        ecs.run_task,
        f"run the {run.what} task",
        cluster=run.cluster,
        taskDefinition=run.task_definition,
        count=1,
        startedBy="pulumi up",
        **({"overrides": instead} if run.command else {}),
        **_place(run),
    )
    if not started["tasks"]:
        reasons = "; ".join(
            f"{failure.get('reason', 'no reason')} {failure.get('detail', '')}".strip()
            for failure in started.get("failures", ())
        )
        raise DeploymentError(f"The {run.what} task was never started: {reasons or 'ECS gave no reason'}.")
    arn = started["tasks"][0]["taskArn"]
    if run.capacity_provider and (lacks := _lacks_a_host(arn, run, ecs=ecs, pause=pause)):
        return lacks
    task = _stopped(arn, run, ecs=ecs, pause=pause)
    container = _container(task, run.container)
    if container.get("exitCode") == 0:
        return None
    if run.capacity_provider and task.get("stopCode") in _HOST_TAKEN_AWAY:
        return f"its host was taken away before it had ended ({_why(task, container)})"
    raise DeploymentError(
        f"{run.failed}: {_why(task, container)}."
        + _last_words(task, container=run.container, log_group=run.log_group, logs=logs)
    )


def verify(rollout: Rollout, *, ecs: Any, logs: Any, pause: Pause = time.sleep) -> None:
    """Wait until our task definition is what the service runs. Raises `DeploymentError` when it is not."""
    for _ in range(ROLLOUT_POLLS):
        found = ask(
            ecs.describe_services,
            "look at the service",
            cluster=rollout.cluster,
            services=[rollout.service],
        )
        if not found["services"]:
            raise DeploymentError(f"Service {rollout.service} does not exist in cluster {rollout.cluster}.")
        service = found["services"][0]
        deployments: list[dict[str, Any]] = service["deployments"]
        primary = next((each for each in deployments if each["status"] == "PRIMARY"), _NOTHING)
        ours = primary.get("taskDefinition") == rollout.task_definition
        state = primary.get("rolloutState")
        if ours and state == "COMPLETED":
            return
        if not ours or state == "FAILED":
            raise DeploymentError(_rolled_back(rollout, service, primary, ecs=ecs, logs=logs))
        if not rollout.must_complete and not primary.get("failedTasks"):
            return
        pause(POLL_SECONDS)
    raise DeploymentError(
        f"Service {rollout.service} has not completed its deployment after "
        f"{ROLLOUT_POLLS * POLL_SECONDS // 60} minutes. It goes on in ECS: look at the service's events, then run "
        "`pulumi up` again." + newest_stopped(rollout, ecs=ecs, logs=logs)
    )


def start(rollout: Rollout, *, ecs: Any) -> None:
    """Start a service that was stopped by hand, as for a restore: ECS calls no task at all a deployment that completed.
    Raises `DeploymentError`."""
    found = ask(ecs.describe_services, "look at the service", cluster=rollout.cluster, services=[rollout.service])
    if any(service["desiredCount"] < rollout.at_least for service in found["services"]):
        ask(
            ecs.update_service,
            "start the service's tasks again",
            cluster=rollout.cluster,
            service=rollout.service,
            desiredCount=rollout.at_least,
            forceNewDeployment=True,  # so that ECS looks whether they run
        )


def _place(run: Run) -> dict[str, Any]:
    """Where it runs, as RunTask wants it."""
    if run.capacity_provider:
        return {"capacityProviderStrategy": [{"capacityProvider": run.capacity_provider, "weight": 1}]}
    return {
        "launchType": "FARGATE",
        "networkConfiguration": {
            "awsvpcConfiguration": {
                "subnets": list(run.subnets),
                "securityGroups": list(run.security_groups),
                "assignPublicIp": "ENABLED" if run.assign_public_ip else "DISABLED",
            }
        },
    }


def _lacks_a_host(arn: str, run: Run, *, ecs: Any, pause: Pause) -> str | None:
    """Wait for a host that takes the task; where none comes, take the task back, and say so."""
    for _ in range(HOST_POLLS):
        found = ask(ecs.describe_tasks, f"look at the {run.what} task", cluster=run.cluster, tasks=[arn])["tasks"]
        task: Mapping[str, Any] = found[0] if found else _NOTHING
        if task.get("containerInstanceArn"):
            return None
        if task.get("lastStatus") == "STOPPED":
            return f"ECS found no host for it ({_why(task, _container(task, run.container))})"
        pause(POLL_SECONDS)
    ask(
        ecs.stop_task,
        f"take the {run.what} task back, which waits for a host",
        cluster=run.cluster,
        task=arn,
        reason="No host came for it",
    )
    return f"no host of {run.capacity_provider} took it within {HOST_POLLS * POLL_SECONDS // 60} minutes"


def _stopped(arn: str, run: Run, *, ecs: Any, pause: Pause) -> Mapping[str, Any]:
    for _ in range(MIGRATION_POLLS):
        found = ask(ecs.describe_tasks, f"look at the {run.what} task", cluster=run.cluster, tasks=[arn])
        if found["tasks"] and found["tasks"][0]["lastStatus"] == "STOPPED":
            return found["tasks"][0]
        pause(POLL_SECONDS)
    raise DeploymentError(
        f"The {run.what} has not ended after {MIGRATION_POLLS * POLL_SECONDS // 60} minutes and still runs as {arn}: "
        f"read its log in {run.log_group}, wait for it or stop it, then run `pulumi up` again."
    )


def _rolled_back(
    rollout: Rollout, service: Mapping[str, Any], primary: Mapping[str, Any], *, ecs: Any, logs: Any
) -> str:
    ours: Mapping[str, Any] = next(
        (each for each in service["deployments"] if each["taskDefinition"] == rollout.task_definition), primary
    )
    reason = ours.get("rolloutStateReason") or primary.get("rolloutStateReason") or "ECS gave no reason"
    now = primary.get("taskDefinition", "nothing").rsplit("/", 1)[-1]
    return (
        f"ECS did not keep {rollout.task_definition.rsplit('/', 1)[-1]} in service {rollout.service}, which "
        f"runs {now}: {reason.rstrip('.')}." + newest_stopped(rollout, ecs=ecs, logs=logs)
    )


def newest_stopped(rollout: Rollout, *, ecs: Any, logs: Any) -> str:
    """Why the newest stopped task of our task definition stopped, and what it said last."""
    ours = stopped_tasks(rollout, ecs=ecs)
    if not ours:
        return " No task of it has stopped within the last hour: the service's events say why."
    newest = max(ours, key=lambda task: str(task.get("stoppedAt") or task.get("stoppingAt") or ""))
    container = _container(newest, rollout.container)
    words = _last_words(newest, container=rollout.container, log_group=rollout.log_group, logs=logs)
    return f" Its newest task stopped: {_why(newest, container)}.{words}"


def stopped_tasks(rollout: Rollout, *, ecs: Any) -> list[Mapping[str, Any]]:
    """Tasks of our task definition that stopped within the last hour; ECS remembers none longer."""
    arns = ask(
        ecs.list_tasks,
        "list stopped tasks",
        cluster=rollout.cluster,
        serviceName=rollout.service,
        desiredStatus="STOPPED",
    )["taskArns"]
    if not arns:
        return []
    tasks = ask(ecs.describe_tasks, "look at stopped tasks", cluster=rollout.cluster, tasks=arns[:100])["tasks"]
    return [task for task in tasks if task.get("taskDefinitionArn") == rollout.task_definition]


def _container(task: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The task's container of that name; empty where ECS does not list it."""
    containers: list[dict[str, Any]] = task["containers"]
    return next((each for each in containers if each["name"] == name), _NOTHING)


def _why(task: Mapping[str, Any], container: Mapping[str, Any]) -> str:
    parts = [task.get("stoppedReason") or task.get("stopCode") or "no reason given"]
    if container.get("reason"):
        parts.append(container["reason"])
    if "exitCode" in container:
        parts.append(f"exit code {container['exitCode']}")
    return "; ".join(part.rstrip(".") for part in parts)


def _last_words(task: Mapping[str, Any], *, container: str, log_group: str, logs: Any) -> str:
    """The task's last log lines; where the log cannot be read, a sentence that says so."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as in `ask`

    stream = f"{container}/{container}/{task['taskArn'].rsplit('/', 1)[-1]}"
    try:
        events = logs.get_log_events(
            logGroupName=log_group, logStreamName=stream, limit=LOG_LINES, startFromHead=False
        )["events"]
    except (BotoCoreError, ClientError) as error:
        return f" (Its log {log_group}, stream {stream}, could not be read: {error})"
    if not events:
        return f" It wrote nothing to its log ({log_group}, stream {stream})."
    return "\nIts last log lines:\n" + "\n".join(f"  {event['message'].rstrip()}" for event in events)


def ask(call: Callable[..., Any], what: str, **parameters: Any) -> Any:
    """Call AWS. Raises `DeploymentError`, which says what could not be done and what to do about a missing right."""
    # Loaded when a hook runs, so that a preview does not pay for it.
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        return call(**parameters)
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        fix = (
            " Give the role that deploys this right (components/identity/github_roles.py lists what it has)."
            if "AccessDenied" in code or code == "UnauthorizedOperation"
            else ""
        )
        raise DeploymentError(f"Could not {what}: {error}.{fix}") from error
    except BotoCoreError as error:
        raise DeploymentError(f"Could not {what}: {error}.") from error


# --- The hooks ----------------------------------------------------------------------------------------------


def service_hooks(
    settings: Settings,
    task: Task,
    *,
    cluster: Cluster,
    service: str,
    must_complete: bool,
    at_least: int = 0,
    check: Callable[..., None] = verify,
    switch: Callable[..., None] | None = None,
    migration: Mapping[str, Any] | None = None,
    trial: Mapping[str, Any] | None = None,
    gate: Callable[..., None] | None = None,
    gated: Mapping[str, Any] | None = None,
) -> pulumi.ResourceHookBinding | None:
    """Hooks for the service that runs `task`; None on the laptop, which has no ECS and runs migrations itself.

    `check` follows the deployment and is called like `verify`; `switch` may refuse an update before it begins, and is
    called with `cluster`, `service` and clients. `gate` may refuse the image before anything runs it, and is called
    with `gated` and a client of ECR. `migration`, and `trial`, which tries the new definition, hold fields of `Run`.
    Outputs are known by the time at which Pulumi calls, because the service depends on what they belong to.
    """
    if settings.stage == "local":
        return None
    region = settings.region
    rollout = {
        "cluster": cluster.name,
        "service": service,
        "task_definition": task.arn,
        "container": task.label,
        "log_group": task.log_group.name,
        "must_complete": must_complete,
        "at_least": at_least,
    }

    async def may_switch(_: pulumi.ResourceHookArgs) -> None:
        if switch is not None:
            place = await _known({"cluster": cluster.name, "service": service})
            await in_hook_thread(switch, **place, **clients(region, "ecs", "elbv2"))

    def running(task_of: Mapping[str, Any]) -> Callable[[pulumi.ResourceHookArgs], Awaitable[None]]:
        async def before(_: pulumi.ResourceHookArgs) -> None:
            run = Run(**await _known(task_of))
            untried = await in_hook_thread(run_once, run, **clients(region, "ecs", "logs"))
            if untried:
                pulumi.warn(
                    f"The {run.what} of {service} did not run: {untried}. The service is changed all the same. What is "
                    "wrong with its image shows when work starts its first task: jobs then wait, and ECS does not "
                    "bring the former version back."
                )

        return before

    async def after(_: pulumi.ResourceHookArgs) -> None:
        made = Rollout(**await _known(rollout))
        found = clients(region, "ecs", "logs")
        await in_hook_thread(start, made, ecs=found["ecs"])
        await in_hook_thread(check, made, **found)

    async def may_run(_: pulumi.ResourceHookArgs) -> None:
        if gate is not None:
            await in_hook_thread(gate, **await _known(gated or {}), **clients(region, "ecr"))

    last = [pulumi.ResourceHook(f"{task.label}-verify", after)]
    first = [
        pulumi.ResourceHook(f"{task.label}-{label}", running(task_of))
        for label, task_of in (("migrate", migration), ("check", trial))
        if task_of
    ]
    if gate:
        first.insert(0, pulumi.ResourceHook(f"{task.label}-findings", may_run))
    guard = [pulumi.ResourceHook(f"{task.label}-switch", may_switch)] if switch else []
    return pulumi.ResourceHookBinding(
        before_create=first or None, before_update=[*guard, *first] or None, after_create=last, after_update=last
    )


async def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    found = await pulumi.Output.all(**values).future()
    return dict(found or {})


def clients(region: str, *services: str) -> dict[str, Any]:
    """AWS clients with the credentials of whoever runs `pulumi up`."""
    import boto3  # noqa: PLC0415 - a preview has no use for it
    from botocore.session import Session  # noqa: PLC0415

    described = Session()
    # Each hook asks for clients of its own, and without this each would read and parse what AWS says of its services.
    described.register_component("data_loader", _descriptions())
    profile = pulumi.Config("aws").get("profile")
    session = boto3.Session(region_name=region, profile_name=profile, botocore_session=described)
    create: Callable[[str], Any] = session.client  # pyright: ignore[reportUnknownMemberType, reportAssignmentType] - boto3-stubs list every service
    return {service: create(service) for service in services}


@cache
def _descriptions() -> Any:
    """What botocore has read of AWS's services."""
    from botocore.loaders import Loader  # noqa: PLC0415

    return Loader()
