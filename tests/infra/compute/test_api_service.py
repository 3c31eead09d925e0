"""The API's service: behind its load balancer, deployed safely, scaled by requests and processor."""

from collections.abc import Callable
from typing import Any

from tools.program.evaluate import Evaluation, evaluate_stack

Container = Callable[[Evaluation, str], dict[str, Any]]


def test_the_api_stands_behind_an_internal_load_balancer(stack: Evaluation) -> None:
    balancer = stack.one("aws:lb/loadBalancer:LoadBalancer", "api").inputs
    assert balancer["internal"] is True
    assert balancer["idleTimeout"] == 120
    targets = stack.one("aws:lb/targetGroup:TargetGroup", "api").inputs
    assert targets["deregistrationDelay"] == 30
    assert targets["healthCheck"] == {
        "path": "/api/v1/health/started",
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
    assert service["waitForSteadyState"] is False  # the hooks wait, and say why
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


def test_traces_are_sent_where_somebody_collects_them(container: Container, dev: Evaluation) -> None:
    url = "https://collector.example.org"
    stack = evaluate_stack("dev", overrides={"film-studio:otlpEndpoint": f"{url}/"})
    for task in ("api", "worker"):
        environment = {entry["name"]: entry["value"] for entry in container(stack, task)["environment"]}
        assert environment["OTEL_EXPORTER_OTLP_ENDPOINT"] == url
        assert "OTEL" not in str(container(dev, task)["environment"])


def test_the_api_port_is_one_setting(container: Container) -> None:
    stack = evaluate_stack("local", overrides={"film-studio:apiPort": "8123"})
    environment = {entry["name"]: entry["value"] for entry in container(stack, "api")["environment"]}
    assert environment["PORT"] == "8123"
    assert container(stack, "api")["portMappings"][0]["containerPort"] == 8123
    assert stack.one("aws:ecs/service:Service", "api").inputs["loadBalancers"][0]["containerPort"] == 8123
