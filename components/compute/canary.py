"""Watches a canary: a version that ECS takes back fails `pulumi up` with the reason; one that cannot start goes back.

A canary runs through ECS's stages: the new tasks start beside the former ones and get no request; then CANARY_PERCENT
of the requests for CANARY_MINUTES; then all of them, while the former tasks stay for BAKE_MINUTES; then those stop. An
alarm of the service takes the new version back at any time until then.

Sources: ECS API Reference, "ServiceDeployment" and "StopServiceDeployment"; ECS Developer Guide, "Amazon ECS canary
deployments", "How the Amazon ECS deployment circuit breaker detects failures" (it knows only rolling deployments, and a
stage without one may last 24 hours) and "Update the Amazon ECS deployment strategy".
"""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import pulumi

from components.base.hook_thread import in_hook_thread
from components.base.settings import Settings
from components.compute.deployment import (
    POLL_SECONDS,
    DeploymentError,
    Pause,
    Rollout,
    ask,
    clients,
    newest_stopped,
    stopped_tasks,
)

CANARY_PERCENT: Final = 10.0
CANARY_MINUTES: Final = 10
#: The alarms look at five minutes: a fault that shows only under all requests has set one off by then.
BAKE_MINUTES: Final = 5
#: An hour: CANARY_MINUTES and BAKE_MINUTES, and the rest for slow starts and for draining.
WATCH_POLLS: Final = 600
#: ECS lists a deployment a moment after it has accepted it.
LISTING_POLLS: Final = 20
#: Tasks that may stop by themselves before the version counts as broken: the least of ECS's own circuit breaker.
FAILED_TASKS: Final = 3

_ON_THE_WAY: Final = frozenset({"PENDING", "IN_PROGRESS"})
_TAKEN_BACK: Final = frozenset({"STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"})
#: Stop codes that say nothing about the program.
_NOT_ITS_FAULT: Final = frozenset({"UserInitiated", "SpotInterruption"})


def watch(rollout: Rollout, *, ecs: Any, logs: Any, pause: Pause = time.sleep) -> None:
    """Wait until ECS has shifted all requests to our task definition. Raises `DeploymentError` when it did not.

    For canaries neither `deployments` nor `rolloutState` tells how far they are; ECS's service deployments do.
    """
    revisions: dict[str, str] = {}
    given_up = ""
    deployment: Mapping[str, Any] | None = None
    for poll in range(WATCH_POLLS):
        deployment = _newest(rollout, revisions, ecs=ecs)
        if deployment is None:
            if poll >= LISTING_POLLS:
                raise DeploymentError(_not_ours(rollout, revisions))
        elif deployment["status"] == "SUCCESSFUL":
            return
        elif deployment["status"] in _TAKEN_BACK:
            raise DeploymentError(_taken_back(rollout, deployment, given_up, ecs=ecs, logs=logs))
        elif not given_up and deployment["status"] in _ON_THE_WAY:
            failed = _failed_tasks(rollout, deployment, ecs=ecs)
            if failed >= FAILED_TASKS:
                given_up = f"{failed} of its tasks stopped by themselves"
                _take_back(deployment, given_up, ecs=ecs)
        pause(POLL_SECONDS)
    late = f"it has not completed after {WATCH_POLLS * POLL_SECONDS // 60} minutes"
    if deployment is not None and deployment["status"] in _ON_THE_WAY:
        _take_back(deployment, late, ecs=ecs)
    raise DeploymentError(
        f"{_short(rollout.task_definition)} was to take over in service {rollout.service}, but {late} "
        f"(stage {_stage(deployment)}). ECS was asked to bring the former version back: look at its deployments."
        + newest_stopped(rollout, ecs=ecs, logs=logs)
    )


def check_switch(*, wanted: str, cluster: str, service: str, ecs: Any, elbv2: Any) -> None:
    """Refuse a switch between ways to deploy that ECS does not support, or that would leave requests without tasks.

    `wanted` is the setting apiDeployment. ECS has to know both target groups before it can deploy a canary, and to have
    stopped doing so before it forgets one. A rolling service puts its tasks into the first group, while the rule's
    weights stay as the last canary left them. Raises `DeploymentError`.
    """
    active = _active(cluster, service, ecs=ecs)
    if active is None:
        return
    second = _second(active)
    is_canary = active.get("deploymentConfiguration", {}).get("strategy") == "CANARY"
    if wanted == "canary" and second is None:
        raise DeploymentError(
            f"apiDeployment is 'canary', but service {service} has no second target group yet, and ECS wants a rolling "
            "deployment that gives it one: set apiDeployment to 'canary-ready', deploy, then set it to 'canary'."
        )
    if wanted == "rolling" and is_canary:
        raise DeploymentError(
            f"apiDeployment is 'rolling', but service {service} still deploys canaries: set it to 'canary-ready', "
            "deploy, then set it to 'rolling'."
        )
    if wanted != "canary" and second is not None and _has_requests(second, elbv2=elbv2):
        raise DeploymentError(
            f"apiDeployment is {wanted!r}, but the requests for service {service} go to its second target group, where "
            "rolling deployments put no tasks. A canary makes the groups change places: leave apiDeployment at "
            "'canary', deploy once more (aws ecs update-service --force-new-deployment), then switch."
        )


def check_new_rule(*, cluster: str, service: str, ecs: Any, elbv2: Any) -> None:
    """Refuse a listener beside the former while the requests are in the second group: its rule begins with the first,
    where a canary has left no tasks, and CloudFront would move there. Raises `DeploymentError`."""
    active = _active(cluster, service, ecs=ecs)
    second = _second(active) if active is not None else None
    if second is not None and _has_requests(second, elbv2=elbv2):
        raise DeploymentError(
            f"The domain comes or goes, and with it the listener, but the requests for service {service} go to its "
            "second target group, where a canary has left them: a new listener begins with the first. A canary makes "
            "the groups change places: leave domain as it was, deploy once more (aws ecs update-service "
            "--force-new-deployment), then change it."
        )


def rule_hooks(settings: Settings, *, cluster: str, service: str) -> pulumi.ResourceHookBinding | None:
    """Hooks for the rule whose weights ECS moves; None on the laptop. Previews refuse what updates do."""
    if settings.stage == "local":
        return None

    async def may_begin(_: pulumi.ResourceHookArgs) -> None:
        found = clients(settings.region, "ecs", "elbv2")
        await in_hook_thread(check_new_rule, cluster=cluster, service=service, **found)

    return pulumi.ResourceHookBinding(
        before_create=[pulumi.ResourceHook("new-rule", may_begin, pulumi.ResourceHookOptions(on_dry_run=True))]
    )


def _active(cluster: str, service: str, *, ecs: Any) -> Mapping[str, Any] | None:
    """The service as ECS has it; None where there is none yet, or no cluster."""
    try:
        found = ask(ecs.describe_services, "look at the service", cluster=cluster, services=[service])["services"]
    except DeploymentError as error:
        if "ClusterNotFoundException" in str(error):
            return None
        raise
    return next((each for each in found if each["status"] == "ACTIVE"), None)


def _second(active: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The second target group and the rule that weighs both; None where the service has one group alone."""
    balancers: list[dict[str, Any]] = active.get("loadBalancers") or [{}]
    return balancers[0].get("advancedConfiguration")


def _has_requests(second: Mapping[str, Any], *, elbv2: Any) -> bool:
    rules = ask(elbv2.describe_rules, "look at the listener's rule", RuleArns=[second["productionListenerRule"]])[
        "Rules"
    ]
    return any(
        group["TargetGroupArn"] == second["alternateTargetGroupArn"] and group.get("Weight", 1) > 0
        for rule in rules
        for action in rule["Actions"]
        for group in action.get("ForwardConfig", {}).get("TargetGroups", ())
    )


def _newest(rollout: Rollout, revisions: dict[str, str], *, ecs: Any) -> Mapping[str, Any] | None:
    """The service's newest deployment in full if it is ours. `revisions` keeps each revision's task definition."""
    briefs: list[dict[str, Any]] = ask(
        ecs.list_service_deployments, "list the deployments", cluster=rollout.cluster, service=rollout.service
    )["serviceDeployments"]
    if not briefs:
        return None
    newest = max(briefs, key=lambda brief: brief["createdAt"])
    revision = str(newest["targetServiceRevisionArn"])
    if revision not in revisions:
        found = ask(ecs.describe_service_revisions, "look at the new version", serviceRevisionArns=[revision])
        revisions[revision] = found["serviceRevisions"][0]["taskDefinition"]
    if revisions[revision] != rollout.task_definition:
        return None
    arn = newest["serviceDeploymentArn"]
    return ask(ecs.describe_service_deployments, "look at the deployment", serviceDeploymentArns=[arn])[
        "serviceDeployments"
    ][0]


def _failed_tasks(rollout: Rollout, deployment: Mapping[str, Any], *, ecs: Any) -> int:
    """How many tasks of this deployment stopped by themselves."""
    if deployment.get("lifecycleStage") == "CLEAN_UP":
        return 0  # the former version's tasks stop now, which may be of the same task definition
    since: datetime = deployment["createdAt"]
    return sum(
        task["createdAt"] >= since and task.get("stopCode") not in _NOT_ITS_FAULT
        for task in stopped_tasks(rollout, ecs=ecs)
    )


def _take_back(deployment: Mapping[str, Any], why: str, *, ecs: Any) -> None:
    try:
        ask(
            ecs.stop_service_deployment,
            "have ECS bring the former version back",
            serviceDeploymentArn=deployment["serviceDeploymentArn"],
            stopType="ROLLBACK",
        )
    except DeploymentError as error:
        raise DeploymentError(f"The new version failed: {why}. {error}") from error


def _taken_back(rollout: Rollout, deployment: Mapping[str, Any], given_up: str, *, ecs: Any, logs: Any) -> str:
    alarms: list[str] = deployment.get("alarms", {}).get("triggeredAlarmNames", [])
    reasons = [
        given_up,
        f"alarm {', '.join(alarms)}" if alarms else "",
        deployment.get("rollback", {}).get("reason", ""),
        deployment.get("statusReason", ""),
    ]
    why = "; ".join(dict.fromkeys(reason.rstrip(".") for reason in reasons if reason)) or "ECS gave no reason"
    now = {
        "ROLLBACK_SUCCESSFUL": "The former version has all requests again.",
        "ROLLBACK_FAILED": "THE ROLLBACK FAILED TOO: see which version has the requests.",
    }.get(deployment["status"], "ECS stopped it where it was: see which version has the requests.")
    return (
        f"ECS did not keep {_short(rollout.task_definition)} in service {rollout.service} "
        f"(stage {_stage(deployment)}): {why}. {now}" + newest_stopped(rollout, ecs=ecs, logs=logs)
    )


def _not_ours(rollout: Rollout, revisions: Mapping[str, str]) -> str:
    other = _short([*revisions.values()][-1]) if revisions else "nothing"
    return (
        f"ECS has not begun to deploy {_short(rollout.task_definition)} in service {rollout.service}, whose newest "
        f"deployment is of {other}. Look at the service's deployments, then run `pulumi up` again."
    )


def _stage(deployment: Mapping[str, Any] | None) -> str:
    return str((deployment or {}).get("lifecycleStage", "unknown"))


def _short(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]
