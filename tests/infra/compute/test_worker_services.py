"""The CPU workers: from zero when work arrives, back to zero when none is left."""

from tools.program.evaluate import Evaluation, evaluate_stack


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
