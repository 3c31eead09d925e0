"""What the API's number of tasks follows: requests a minute and task, and the processor's load."""

from typing import Final

import pulumi
import pulumi_aws.appautoscaling as scaling

from components.edge.load_balancer import LoadBalancer

REQUESTS_A_MINUTE_AND_TASK: Final = 600
CPU_PERCENT: Final = 60
OUT_SECONDS: Final = 60
IN_SECONDS: Final = 300

Tracking = scaling.PolicyTargetTrackingScalingPolicyConfigurationArgs
_Predefined = scaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs
_Customized = scaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationArgs
_Query = scaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricArgs
_Stat = scaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatArgs
_Metric = scaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatMetricArgs
_Dimension = scaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatMetricDimensionArgs  # noqa: E501 - its name


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
            predefined=_Predefined(
                predefined_metric_type="ALBRequestCountPerTarget", resource_label=load_balancer.resource_label
            ),
        )
    groups = load_balancer.target_group_suffixes
    total = _Query(
        id="total",
        label="Requests a task",
        expression="+".join(f"FILL({label},0)" for label in groups),
        return_data=True,
    )
    return _tracking(
        REQUESTS_A_MINUTE_AND_TASK,
        customized=_Customized(
            metrics=[total, *(_requests(label, load_balancer.arn_suffix, groups[label]) for label in groups)]
        ),
    )


def by_processor() -> Tracking:
    return _tracking(CPU_PERCENT, predefined=_Predefined(predefined_metric_type="ECSServiceAverageCPUUtilization"))


def _requests(label: str, balancer: pulumi.Input[str], group: pulumi.Input[str]) -> _Query:
    return _Query(
        id=label,
        return_data=False,
        metric_stat=_Stat(
            stat="Sum",
            metric=_Metric(
                namespace="AWS/ApplicationELB",
                metric_name="RequestCountPerTarget",
                dimensions=[
                    _Dimension(name="LoadBalancer", value=balancer),
                    _Dimension(name="TargetGroup", value=group),
                ],
            ),
        ),
    )


def _tracking(
    target: float, *, predefined: _Predefined | None = None, customized: _Customized | None = None
) -> Tracking:
    return Tracking(
        target_value=target,
        scale_out_cooldown=OUT_SECONDS,
        scale_in_cooldown=IN_SECONDS,
        predefined_metric_specification=predefined,
        customized_metric_specification=customized,
    )
