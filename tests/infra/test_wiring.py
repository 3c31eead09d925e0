"""Each component makes exactly what it says: the inputs that decide behaviour, cost and safety."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from tools.program.evaluate import Evaluation, evaluate_stack

Container = Callable[[Evaluation, str], dict[str, Any]]

DAY = 24 * 3600


# --- Queues -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["jobs", "video", "voice", "events"])
def test_every_queue_hands_over_to_a_dead_letter_queue_of_its_own(stack: Evaluation, name: str) -> None:
    queue = stack.one("aws:sqs/queue:Queue", name)
    dead_letters = stack.one("aws:sqs/queue:Queue", f"{name}-dead-letters")
    redrive = json.loads(queue.inputs["redrivePolicy"])
    assert redrive == {"deadLetterTargetArn": stack.state[dead_letters.urn]["arn"], "maxReceiveCount": 5}
    allow = stack.one("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", f"{name}-dead-letters").inputs
    assert allow["queueUrl"] == stack.state[dead_letters.urn]["url"]
    assert json.loads(allow["redriveAllowPolicy"]) == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [stack.state[queue.urn]["arn"]],
    }


def test_queues_keep_messages_four_days_and_dead_letters_fourteen(stack: Evaluation) -> None:
    for queue in stack.of_type("aws:sqs/queue:Queue"):
        expected = 14 * DAY if queue.name.endswith("-dead-letters") else 4 * DAY
        assert queue.inputs["messageRetentionSeconds"] == expected


def test_queues_are_encrypted_and_refuse_plain_text(stack: Evaluation) -> None:
    queues = stack.of_type("aws:sqs/queue:Queue")
    assert all(queue.inputs["sqsManagedSseEnabled"] is True for queue in queues)
    policies = {
        policy.inputs["queueUrl"]: json.loads(policy.inputs["policy"])
        for policy in stack.of_type("aws:sqs/queuePolicy:QueuePolicy")
    }
    for queue in queues:
        state = stack.state[queue.urn]
        assert policies[state["url"]]["Statement"] == [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": ["sqs:*"],
                "Resource": [state["arn"]],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ]


def test_a_message_stays_hidden_as_long_as_the_worker_thinks(stack: Evaluation, container: Container) -> None:
    environment = {entry["name"]: entry["value"] for entry in container(stack, "worker")["environment"]}
    hidden = {stack.one("aws:sqs/queue:Queue", name).inputs["visibilityTimeoutSeconds"] for name in ("jobs", "video")}
    assert hidden == {int(environment["VISIBILITY_SECONDS"])}


# --- Buckets ------------------------------------------------------------------------------------------------


def test_buckets_are_closed_encrypted_and_versioned(stack: Evaluation) -> None:
    for name in ("assets", "characters", "marketing"):
        bucket = stack.state[stack.one("aws:s3/bucket:Bucket", name).urn]["id"]
        block = stack.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name).inputs
        assert block == {
            "bucket": bucket,
            "blockPublicAcls": True,
            "blockPublicPolicy": True,
            "ignorePublicAcls": True,
            "restrictPublicBuckets": True,
        }
        encryption = stack.one(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", name
        ).inputs
        assert encryption["rules"][0]["applyServerSideEncryptionByDefault"]["sseAlgorithm"] == "AES256"
        versioning = stack.one("aws:s3/bucketVersioning:BucketVersioning", name).inputs
        assert versioning["versioningConfiguration"]["status"] == "Enabled"
        ownership = stack.one("aws:s3/bucketOwnershipControls:BucketOwnershipControls", name).inputs
        assert ownership["rule"]["objectOwnership"] == "BucketOwnerEnforced"


def test_no_film_is_ever_moved_to_an_archive(stack: Evaluation) -> None:
    for configuration in stack.of_type("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"):
        for rule in configuration.inputs["rules"]:
            assert "transitions" not in rule
            assert rule.get("expiration", {}).keys() <= {"expiredObjectDeleteMarker"}


def test_pages_put_and_get_through_presigned_urls_from_their_own_origin_only() -> None:
    stack = evaluate_stack("dev", overrides={"film-studio:pagesOrigins": '["https://owner.github.io"]'})
    for cors in stack.of_type("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"):
        (rule,) = cors.inputs["corsRules"]
        assert rule["allowedOrigins"] == ["https://owner.github.io"]
        assert rule["allowedMethods"] == ["GET", "HEAD", "PUT"]
        assert rule["exposeHeaders"] == ["ETag"]
    headers = stack.one("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy").inputs["corsConfig"]
    assert headers["accessControlAllowOrigins"] == {"items": ["https://owner.github.io"]}
    assert headers["accessControlAllowCredentials"] is False
    assert headers["originOverride"] is False


# --- Database -----------------------------------------------------------------------------------------------


def test_the_database_is_encrypted_private_and_logs_in_with_tokens(stack: Evaluation) -> None:
    database = stack.one("aws:rds/instance:Instance", "database").inputs
    assert database["engine"] == "postgres"
    assert database["engineVersion"] == "18"
    assert database["engineLifecycleSupport"] == "open-source-rds-extended-support-disabled"
    assert database["storageEncrypted"] is True
    assert database["publiclyAccessible"] is False
    assert database["iamDatabaseAuthenticationEnabled"] is True
    assert database["manageMasterUserPassword"] is True
    assert "password" not in database
    assert database["dbName"] == "film_studio"
    assert database["username"] == "film_studio_owner"
    parameters = stack.one("aws:rds/parameterGroup:ParameterGroup", "database").inputs
    assert [(item["name"], item["value"]) for item in parameters["parameters"]] == [("rds.force_ssl", "1")]


def test_the_database_has_its_stages_size(dev: Evaluation, production: Evaluation) -> None:
    small = dev.one("aws:rds/instance:Instance").inputs
    assert (small["instanceClass"], small["allocatedStorage"], small["multiAz"]) == ("db.t4g.micro", 20, False)
    large = production.one("aws:rds/instance:Instance").inputs
    assert (large["instanceClass"], large["allocatedStorage"], large["multiAz"]) == ("db.t4g.medium", 50, True)
    assert (large["maxAllocatedStorage"], large["backupRetentionPeriod"]) == (200, 14)


def test_the_database_lives_in_subnets_without_a_way_out(stack: Evaluation) -> None:
    vpc = stack.one("awsx:ec2:Vpc")
    subnets = stack.one("aws:rds/subnetGroup:SubnetGroup").inputs["subnetIds"]
    assert subnets == stack.state[vpc.urn]["isolatedSubnetIds"]
    assert len(subnets) >= 2


# --- Images and tasks ---------------------------------------------------------------------------------------


def test_images_are_built_for_the_machines_that_run_them(stack: Evaluation) -> None:
    api = stack.one("docker:index/image:Image", "api").inputs["build"]
    worker = stack.one("docker:index/image:Image", "worker").inputs["build"]
    assert (api["context"], api["dockerfile"], api["platform"]) == (".", "backend/Dockerfile", "linux/arm64")
    assert (worker["context"], worker["dockerfile"], worker["platform"]) == (".", "workers/Dockerfile", "linux/amd64")
    for task, architecture in (("api", "ARM64"), ("migration", "ARM64"), ("worker", "X86_64")):
        definition = stack.one("aws:ecs/taskDefinition:TaskDefinition", task).inputs
        assert definition["runtimePlatform"]["cpuArchitecture"] == architecture


def test_every_task_runs_the_image_that_was_built_by_its_digest(stack: Evaluation, container: Container) -> None:
    for definition in stack.of_type("aws:ecs/taskDefinition:TaskDefinition"):
        image = stack.one("docker:index/image:Image", "api" if definition.name in ("api", "migration") else "worker")
        assert container(stack, definition.name)["image"] == stack.state[image.urn]["repoDigest"]
        assert "@sha256:" in container(stack, definition.name)["image"]


def test_only_the_build_cache_tag_may_move(stack: Evaluation) -> None:
    for repository in stack.of_type("aws:ecr/repository:Repository"):
        assert repository.inputs["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
        assert repository.inputs["imageTagMutabilityExclusionFilters"] == [
            {"filter": "cache", "filterType": "WILDCARD"}
        ]
        assert repository.inputs["imageScanningConfiguration"] == {"scanOnPush": True}


@pytest.mark.parametrize(
    ("task", "command"),
    [
        ("api", ["python", "-m", "film_studio"]),
        ("migration", ["python", "-m", "film_studio.migrate"]),
        ("worker", ["python", "-m", "film_workers"]),
    ],
)
def test_every_container_starts_its_program(
    stack: Evaluation, container: Container, task: str, command: list[str]
) -> None:
    assert container(stack, task)["command"] == command


def test_containers_write_to_scratch_only_and_log_to_a_group_with_an_end(
    stack: Evaluation, container: Container
) -> None:
    retention = {
        g.inputs["name"]: g.inputs["retentionInDays"] for g in stack.of_type("aws:cloudwatch/logGroup:LogGroup")
    }
    for definition in stack.of_type("aws:ecs/taskDefinition:TaskDefinition"):
        made = container(stack, definition.name)
        assert made["readonlyRootFilesystem"] is True
        assert [mount["containerPath"] for mount in made["mountPoints"]] == ["/tmp"]
        assert made["linuxParameters"] == {"initProcessEnabled": True}
        assert retention[made["logConfiguration"]["options"]["awslogs-group"]] in (1, 7, 30)


def test_the_owners_password_reaches_the_migration_from_the_databases_own_secret(
    stack: Evaluation, container: Container
) -> None:
    database = stack.state[stack.one("aws:rds/instance:Instance").urn]
    secret = database["masterUserSecrets"][0]["secretArn"]
    assert container(stack, "migration")["secrets"] == [{"name": "PGPASSWORD", "valueFrom": f"{secret}:password::"}]


# --- The API ------------------------------------------------------------------------------------------------


def test_the_api_stands_behind_an_internal_load_balancer(stack: Evaluation) -> None:
    balancer = stack.one("aws:lb/loadBalancer:LoadBalancer", "api").inputs
    assert balancer["internal"] is True
    assert balancer["idleTimeout"] == 120
    targets = stack.one("aws:lb/targetGroup:TargetGroup", "api").inputs
    assert targets["deregistrationDelay"] == 30
    assert targets["healthCheck"] == {
        "path": "/api/v1/health/ready",
        "matcher": "200",
        "interval": 15,
        "timeout": 5,
        "healthyThreshold": 2,
        "unhealthyThreshold": 3,
    }


def test_a_bad_deployment_of_the_api_is_rolled_back(stack: Evaluation) -> None:
    service = stack.one("aws:ecs/service:Service", "api").inputs
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert (service["deploymentMinimumHealthyPercent"], service["deploymentMaximumPercent"]) == (100, 200)
    assert service["waitForSteadyState"] is True
    assert service["healthCheckGracePeriodSeconds"] == 60


def test_the_api_comes_after_the_listener_the_capacity_and_the_migrations_definition(stack: Evaluation) -> None:
    dependencies = stack.one("aws:ecs/service:Service", "api").dependencies
    for type_, name in (
        ("aws:lb/listener:Listener", "api"),
        ("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "cluster"),
        ("aws:ecs/taskDefinition:TaskDefinition", "migration"),
    ):
        assert stack.one(type_, name).urn in dependencies
    order = [resource.urn for resource in stack.resources]
    migration = stack.one("aws:ecs/taskDefinition:TaskDefinition", "migration").urn
    assert order.index(migration) < order.index(stack.one("aws:ecs/service:Service", "api").urn)


def test_production_scales_the_api_on_requests_and_processor(production: Evaluation) -> None:
    target = production.one("aws:appautoscaling/target:Target", "api").inputs
    assert (target["minCapacity"], target["maxCapacity"]) == (2, 6)
    values = {
        policy.name: policy.inputs["targetTrackingScalingPolicyConfiguration"]["targetValue"]
        for policy in production.of_type("aws:appautoscaling/policy:Policy")
        if policy.name.startswith("api-")
    }
    assert values == {"api-requests": 600, "api-cpu": 60}
    assert "desiredCount" in production.one("aws:ecs/service:Service", "api").ignore_changes


def test_production_runs_the_api_on_demand_and_without_a_shell(production: Evaluation, dev: Evaluation) -> None:
    service = production.one("aws:ecs/service:Service", "api").inputs
    assert service["capacityProviderStrategies"] == [{"capacityProvider": "FARGATE", "weight": 1}]
    assert not any(s.inputs["enableExecuteCommand"] for s in production.of_type("aws:ecs/service:Service"))
    assert dev.one("aws:ecs/service:Service", "api").inputs["capacityProviderStrategies"][0]["capacityProvider"] == (
        "FARGATE_SPOT"
    )


def test_the_api_port_is_one_setting(container: Container) -> None:
    stack = evaluate_stack("local", overrides={"film-studio:apiPort": "8123"})
    environment = {entry["name"]: entry["value"] for entry in container(stack, "api")["environment"]}
    assert environment["PORT"] == "8123"
    assert container(stack, "api")["portMappings"][0]["containerPort"] == 8123
    assert stack.one("aws:ecs/service:Service", "api").inputs["loadBalancers"][0]["containerPort"] == 8123


# --- Workers ------------------------------------------------------------------------------------------------


def test_the_laptop_always_has_two_workers(local: Evaluation) -> None:
    service = local.one("aws:ecs/service:Service", "worker").inputs
    assert service["desiredCount"] == 2
    assert local.of_type("aws:appautoscaling/policy:Policy") == []


def test_cpu_workers_run_on_fargate_spot_from_zero(cloud: Evaluation) -> None:
    service = cloud.one("aws:ecs/service:Service", "worker")
    assert service.inputs["desiredCount"] == 0
    assert service.inputs["capacityProviderStrategies"] == [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
    assert service.ignore_changes == ("desiredCount",)
    assert cloud.one("aws:appautoscaling/target:Target", "worker").inputs["minCapacity"] == 0


def test_workers_start_by_what_waits_and_what_is_in_work(production: Evaluation) -> None:
    policy = production.one("aws:appautoscaling/policy:Policy", "worker-out").inputs["stepScalingPolicyConfiguration"]
    assert policy["adjustmentType"] == "ExactCapacity"
    assert policy["stepAdjustments"] == [
        {"scalingAdjustment": 1, "metricIntervalLowerBound": "0", "metricIntervalUpperBound": "4"},
        {"scalingAdjustment": 2, "metricIntervalLowerBound": "4", "metricIntervalUpperBound": "14"},
        {"scalingAdjustment": 8, "metricIntervalLowerBound": "14"},
    ]
    alarm = production.one("aws:cloudwatch/metricAlarm:MetricAlarm", "worker-work").inputs
    assert (alarm["comparisonOperator"], alarm["threshold"]) == ("GreaterThanOrEqualToThreshold", 1)
    queries = {query["id"]: query for query in alarm["metricQueries"]}
    assert queries["backlog"]["expression"] == "+".join(
        f"FILL({queue}_{state},0)" for queue in ("jobs", "video", "voice") for state in ("visible", "working")
    )
    assert queries["video_working"]["metric"] == {
        "namespace": "AWS/SQS",
        "metricName": "ApproximateNumberOfMessagesNotVisible",
        "dimensions": {"QueueName": "film-studio-production-video"},
        "period": 60,
        "stat": "Maximum",
    }


def test_workers_stop_after_ten_idle_minutes(production: Evaluation) -> None:
    alarm = production.one("aws:cloudwatch/metricAlarm:MetricAlarm", "worker-idle").inputs
    assert (alarm["comparisonOperator"], alarm["threshold"]) == ("LessThanThreshold", 1)
    assert alarm["evaluationPeriods"] == alarm["datapointsToAlarm"] == 10
    policy = production.one("aws:appautoscaling/policy:Policy", "worker-in")
    assert alarm["alarmActions"] == [production.state[policy.urn]["arn"]]
    assert policy.inputs["stepScalingPolicyConfiguration"]["stepAdjustments"] == [
        {"scalingAdjustment": 0, "metricIntervalUpperBound": "0"}
    ]


def test_a_stack_with_fewer_workers_than_steps_never_asks_for_more_than_it_has() -> None:
    stack = evaluate_stack("dev", overrides={"film-studio:workerCountMax": "1"})
    steps = stack.one("aws:appautoscaling/policy:Policy", "worker-out").inputs["stepScalingPolicyConfiguration"]
    assert {step["scalingAdjustment"] for step in steps["stepAdjustments"]} == {1}


# --- GPU groups ---------------------------------------------------------------------------------------------


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
        assert template.inputs["blockDeviceMappings"][0]["ebs"]["encrypted"] == "true"


def test_a_gpu_worker_reserves_its_gpu(production: Evaluation, container: Container) -> None:
    made = container(production, "worker-gpu24-spot")
    assert made["resourceRequirements"] == [{"type": "GPU", "value": "1"}]
    definition = production.one("aws:ecs/taskDefinition:TaskDefinition", "worker-gpu24-spot").inputs
    assert definition["requiresCompatibilities"] == ["EC2"]
    assert definition["networkMode"] == "bridge"
