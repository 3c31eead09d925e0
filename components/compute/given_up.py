"""Ends services on capacity that a stack gives up, before their cluster stops offering it.

Pulumi changes what stays before it deletes what goes, and ECS refuses to let go of a capacity provider that a service
uses: without this the update would fail, and so would every one after it.
"""

import time
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pulumi

from components.base.hook_thread import in_hook_thread
from components.base.settings import Settings
from components.compute.deployment import POLL_SECONDS, DeploymentError, Pause, ask, clients

#: What DescribeServices takes at once.
_AT_ONCE = 10
#: Twenty minutes: a worker that is told to stop hands its job back within two, and its host is drained.
_POLLS = 200


def end_services(cluster: str, providers: Collection[str], *, ecs: Any, pause: Pause = time.sleep) -> None:
    """Delete each service that uses one of the capacity providers, and wait until it is gone. Its workers hand their
    jobs back. Raises `DeploymentError`."""
    ending = [each["serviceName"] for each in _services(cluster, ecs=ecs) if _uses(each, providers)]
    for name in ending:
        ask(ecs.delete_service, f"end service {name}", cluster=cluster, service=name, force=True)
    for _ in range(_POLLS):
        left = [each["serviceName"] for each in _services(cluster, ecs=ecs) if each["serviceName"] in ending]
        if not left:
            return
        pause(POLL_SECONDS)
    raise DeploymentError(
        f"{', '.join(ending)} will not end: run `pulumi up` again when no task of it runs in cluster {cluster}."
    )


def capacity_hooks(settings: Settings, cluster: pulumi.Output[str]) -> pulumi.ResourceHookBinding | None:
    """Hooks for the list of what a cluster offers; None on the laptop."""
    if settings.stage == "local":
        return None

    async def before(arguments: pulumi.ResourceHookArgs) -> None:
        gone = _offered(arguments.old_inputs) - _offered(arguments.new_inputs)
        if gone:
            name = await cluster.future()
            await in_hook_thread(end_services, str(name), gone, **clients(settings.region, "ecs"))

    return pulumi.ResourceHookBinding(before_update=[pulumi.ResourceHook("capacity-given-up", before)])


def _offered(inputs: Mapping[str, Any] | None) -> set[str]:
    return {name for name in (inputs or {}).get("capacityProviders") or () if isinstance(name, str)}


def _services(cluster: str, *, ecs: Any) -> Iterator[Mapping[str, Any]]:
    """Those that run, or whose last tasks are ending."""
    arns: list[str] = []
    page: Mapping[str, Any] = {"nextToken": ""}
    while "nextToken" in page:
        following = {"nextToken": page["nextToken"]} if page["nextToken"] else {}
        page = ask(ecs.list_services, "list the services", cluster=cluster, **following)
        arns += page["serviceArns"]
    for start in range(0, len(arns), _AT_ONCE):
        some = arns[start : start + _AT_ONCE]
        found = ask(ecs.describe_services, "look at the services", cluster=cluster, services=some)["services"]
        yield from (each for each in found if each["status"] != "INACTIVE")


def _uses(service: Mapping[str, Any], providers: Collection[str]) -> bool:
    return any(each["capacityProvider"] in providers for each in service.get("capacityProviderStrategy", ()))
