"""What the API's number of tasks follows: requests a minute and task, and the processor's load."""

from typing import Final

import pulumi
import pulumi_aws.appautoscaling as scaling

from components.base import metrics
from components.edge.load_balancer import LoadBalancer

REQUESTS_A_MINUTE_AND_TASK: Final = 600
CPU_PERCENT: Final = 60
OUT_SECONDS: Final = 60
IN_SECONDS: Final = 300

Tracking = scaling.PolicyTargetTrackingScalingPolicyConfigurationArgsDict
_Predefined = scaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgsDict
_Customized = scaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationArgsDict
_Query = scaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricArgsDict


def by_requests(load_balancer: LoadBalancer) -> Tracking:
    """Requests a minute and task.

    AWS's own metric is that of one target group, and not supported where two change places (ECS Developer Guide, "Use a
    target metric to scale Amazon ECS services"). There it is the sum over both, as in AWS's sample for blue/green
    services: each group counts its requests over its own tasks, an idle one counts none, and while both versions run
    each has the full number of tasks. The processor alone would not do: its average is over the tasks of both versions,
    so it halves when a deployment begins.
    """
    if load_balancer.shift is None:
        return _tracking(
            REQUESTS_A_MINUTE_AND_TASK,
            predefined={
                "predefined_metric_type": "ALBRequestCountPerTarget",
                "resource_label": load_balancer.resource_label,
            },
        )
    groups = load_balancer.target_group_suffixes
    total: _Query = {
        "id": "total",
        "label": "Requests a task",
        "expression": metrics.total(groups),
        "return_data": True,
    }
    return _tracking(
        REQUESTS_A_MINUTE_AND_TASK,
        customized={
            "metrics": [total, *(_requests(label, load_balancer.arn_suffix, groups[label]) for label in groups)]
        },
    )


def by_processor() -> Tracking:
    return _tracking(CPU_PERCENT, predefined={"predefined_metric_type": "ECSServiceAverageCPUUtilization"})


def _requests(label: str, balancer: pulumi.Input[str], group: pulumi.Input[str]) -> _Query:
    return {
        "id": label,
        "return_data": False,
        "metric_stat": {
            "stat": "Sum",
            "metric": {
                "namespace": "AWS/ApplicationELB",
                "metric_name": "RequestCountPerTarget",
                "dimensions": [
                    {"name": "LoadBalancer", "value": balancer},
                    {"name": "TargetGroup", "value": group},
                ],
            },
        },
    }


def _tracking(
    target: float, *, predefined: _Predefined | None = None, customized: _Customized | None = None
) -> Tracking:
    tracking: Tracking = {
        "target_value": target,
        "scale_out_cooldown": OUT_SECONDS,
        "scale_in_cooldown": IN_SECONDS,
    }
    if predefined is not None:
        tracking["predefined_metric_specification"] = predefined
    if customized is not None:
        tracking["customized_metric_specification"] = customized
    return tracking
