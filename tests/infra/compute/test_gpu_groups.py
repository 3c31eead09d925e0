"""The GPU groups: one size of memory and one market each, empty while no renderer needs them."""

import base64
import json
from collections.abc import Callable
from typing import Any

from tools.program.evaluate import Evaluation, evaluate_stack

Container = Callable[[Evaluation, str], dict[str, Any]]


def test_gpu_groups_stay_empty_and_say_why(cloud: Evaluation) -> None:
    groups = cloud.of_type("aws:autoscaling/group:Group")
    assert groups
    assert {(group.inputs["minSize"], group.inputs["maxSize"]) for group in groups} == {(0, 0)}
    assert any("stay at max 0, because no chosen renderer needs a GPU" in text for _, text in cloud.messages)
    assert "stay at max 0" in cloud.outputs["renderers"]["gpu"]
    for service in cloud.of_type("aws:ecs/service:Service"):
        if service.name.startswith("worker-gpu"):
            assert service.inputs["desiredCount"] == 0


def test_every_gpu_group_has_one_size_of_memory_and_one_market(production: Evaluation) -> None:
    found = {
        group.name: (
            [
                override["instanceType"]
                for override in group.inputs["mixedInstancesPolicy"]["launchTemplate"]["overrides"]
            ],
            group.inputs["mixedInstancesPolicy"]["instancesDistribution"]["onDemandPercentageAboveBaseCapacity"],
        )
        for group in production.of_type("aws:autoscaling/group:Group")
    }
    assert found == {
        "gpu24-spot": (["g6.xlarge", "g5.xlarge"], 0),
        "gpu24-ondemand": (["g6.xlarge", "g5.xlarge"], 100),
        "gpu48-spot": (["g6e.xlarge"], 0),
        "gpu48-ondemand": (["g6e.xlarge"], 100),
    }


def test_every_gpu_group_is_offered_by_the_cluster_and_used_by_a_service(production: Evaluation) -> None:
    offered = production.one("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").inputs["capacityProviders"]
    providers = {p.inputs["name"]: p for p in production.of_type("aws:ecs/capacityProvider:CapacityProvider")}
    assert set(offered) == {"FARGATE", "FARGATE_SPOT", *providers}
    used = {
        strategy["capacityProvider"]
        for service in production.of_type("aws:ecs/service:Service")
        for strategy in service.inputs["capacityProviderStrategies"]
    }
    assert set(providers) <= used
    groups = {production.state[g.urn]["arn"] for g in production.of_type("aws:autoscaling/group:Group")}
    served = {p.inputs["autoScalingGroupProvider"]["autoScalingGroupArn"] for p in providers.values()}
    assert served == groups


def test_an_image_that_was_pinned_is_brought_to_the_hosts_that_run_and_the_newest_waits_for_others() -> None:
    pinned = evaluate_stack("production", overrides={"film-studio:gpuImageId": "ami-0123456789abcdef0"})
    for group in pinned.of_type("aws:autoscaling/group:Group"):
        preferences = group.inputs["instanceRefresh"]["preferences"]
        # ECS protects a host with a task on it, which each host in use has.
        assert preferences["scaleInProtectedInstances"] == "Refresh"
        assert preferences["skipMatching"] is True
    for provider in pinned.of_type("aws:ecs/capacityProvider:CapacityProvider"):
        assert provider.inputs["autoScalingGroupProvider"]["managedDraining"] == "ENABLED"
    newest = evaluate_stack("production").of_type("aws:autoscaling/group:Group")
    assert not any("instanceRefresh" in group.inputs for group in newest)


def test_no_running_gpu_job_is_stopped_by_scaling_or_rebalancing(cloud: Evaluation) -> None:
    for provider in cloud.of_type("aws:ecs/capacityProvider:CapacityProvider"):
        settings = provider.inputs["autoScalingGroupProvider"]
        assert settings["managedTerminationProtection"] == "ENABLED"
        assert settings["managedDraining"] == "ENABLED"
        assert settings["managedScaling"]["targetCapacity"] == 100
        assert settings["managedScaling"]["instanceWarmupPeriod"] == 120
    for group in cloud.of_type("aws:autoscaling/group:Group"):
        assert group.inputs["capacityRebalance"] is False
        assert group.inputs["protectFromScaleIn"] is True
        assert {"key": "AmazonECSManaged", "value": "true", "propagateAtLaunch": True} in group.inputs["tags"]


def test_gpu_hosts_keep_their_credentials_to_themselves_and_join_the_cluster(cloud: Evaluation) -> None:
    for template in cloud.of_type("aws:ec2/launchTemplate:LaunchTemplate"):
        assert template.inputs["metadataOptions"] == {
            "httpEndpoint": "enabled",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
        }
        first_boot = base64.b64decode(template.inputs["userData"]).decode()
        for line in (
            f"ECS_CLUSTER=film-studio-{cloud.stack}",
            "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
            "ECS_CONTAINER_STOP_TIMEOUT=110s",
            "ECS_AWSVPC_BLOCK_IMDS=true",
        ):
            assert line in first_boot.splitlines()
        # Docker and the agent start after it, so that they find their settings.
        assert first_boot.startswith("#cloud-boothook\n#!/bin/bash\n")
        assert template.inputs["blockDeviceMappings"][0]["ebs"]["encrypted"] == "true"


def test_a_gpu_worker_reserves_its_gpu(production: Evaluation, container: Container) -> None:
    made = container(production, "worker-gpu24-spot")
    assert made["resourceRequirements"] == [{"type": "GPU", "value": "1"}]
    definition = production.one("aws:ecs/taskDefinition:TaskDefinition", "worker-gpu24-spot").inputs
    assert definition["requiresCompatibilities"] == ["EC2"]
    assert definition["networkMode"] == "bridge"


def test_a_session_on_a_host_needs_no_port_and_no_key(dev: Evaluation) -> None:
    role = dev.one("aws:iam/role:Role", "gpu24-spot-host")
    policy = json.loads(dev.one("aws:iam/rolePolicy:RolePolicy", "gpu24-spot-host").inputs["policy"])
    (sessions,) = policy["Statement"]
    assert dev.one("aws:iam/rolePolicy:RolePolicy", "gpu24-spot-host").inputs["role"] == role.inputs["name"]
    assert set(sessions["Action"]) == {
        "ssm:UpdateInstanceInformation",
        *(f"ssmmessages:{verb}{end}Channel" for verb in ("Create", "Open") for end in ("Control", "Data")),
    }
    assert "keyName" not in dev.one("aws:ec2/launchTemplate:LaunchTemplate").inputs


def test_hosts_start_from_the_image_that_is_pinned_and_else_from_the_newest(dev: Evaluation) -> None:
    pinned = evaluate_stack("dev", overrides={"film-studio:gpuImageId": "ami-0123456789abcdef0"})
    assert pinned.one("aws:ec2/launchTemplate:LaunchTemplate").inputs["imageId"] == "ami-0123456789abcdef0"
    assert dev.one("aws:ec2/launchTemplate:LaunchTemplate").inputs["imageId"] != "ami-0123456789abcdef0"
