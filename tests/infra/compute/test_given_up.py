"""Capacity that a stack gives up: its services end before the cluster lets go of it, and no other does."""

from typing import Any

import pytest

from components.compute import given_up
from components.compute.deployment import DeploymentError
from components.compute.given_up import end_services
from tests.infra.compute.recorded_aws import ACCOUNT, Aws
from tools.program.evaluate import Evaluation

CLUSTER = "film-studio-dev"
GONE = "film-studio-dev-gpu24-spot"


def service(name: str, provider: str, status: str = "ACTIVE") -> dict[str, Any]:
    strategy = [{"capacityProvider": provider, "weight": 1}]
    return {"serviceName": name, "status": status, "capacityProviderStrategy": strategy}


def has(aws: Aws, *services: dict[str, Any]) -> None:
    """The cluster lists these, a page each."""
    arns = [f"{ACCOUNT}:service/{CLUSTER}/{each['serviceName']}" for each in services]
    for place, arn in enumerate(arns):
        token = {"nextToken": str(place + 1)} if place + 1 < len(arns) else {}
        asked = {"cluster": CLUSTER, **({"nextToken": str(place)} if place else {})}
        aws.of_ecs.add_response("list_services", {"serviceArns": [arn], **token}, asked)
    aws.of_ecs.add_response("describe_services", {"services": list(services)}, {"cluster": CLUSTER, "services": arns})


@pytest.fixture
def aws() -> Aws:
    """ECS with a service that has to end, which it is told to, and one that stays."""
    aws = Aws()
    has(aws, service("api", "FARGATE_SPOT"), service("worker-gpu24-spot", GONE))
    aws.of_ecs.add_response("delete_service", {}, {"cluster": CLUSTER, "service": "worker-gpu24-spot", "force": True})
    return aws


def test_what_uses_capacity_that_goes_is_ended_and_waited_for(aws: Aws) -> None:
    has(aws, service("api", "FARGATE_SPOT"), service("worker-gpu24-spot", GONE, "DRAINING"))
    has(aws, service("api", "FARGATE_SPOT"), service("worker-gpu24-spot", GONE, "INACTIVE"))
    end_services(CLUSTER, {GONE}, ecs=aws.ecs, pause=aws.pause)
    aws.all_were_called()
    assert aws.pauses == 1


def test_what_does_not_end_is_named(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given_up, "_POLLS", 1)
    has(aws, service("worker-gpu24-spot", GONE, "DRAINING"))
    with pytest.raises(DeploymentError, match="worker-gpu24-spot will not end: run `pulumi up` again"):
        end_services(CLUSTER, {GONE}, ecs=aws.ecs, pause=aws.pause)


def test_a_cluster_looks_before_it_offers_less(cloud: Evaluation) -> None:
    offered = cloud.one("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")
    assert offered.hooks == {"before_update": ("capacity-given-up",)}
