"""Proofs of operation: alarms watch what is there and wake somebody, and a month's money has an end."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tools.checks.model import Proofs
from tools.checks.view import View, items, listed, section

PROOFS: Final = Proofs()

ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPIC: Final = "aws:sns/topic:Topic"
SUBSCRIPTION: Final = "aws:sns/topicSubscription:TopicSubscription"
FUNCTION: Final = "aws:lambda/function:Function"
TARGET: Final = "aws:appautoscaling/target:Target"
#: Dimension of a metric → (type, input or output) that it names.
NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "QueueName": ("aws:sqs/queue:Queue", "name"),
    "DBInstanceIdentifier": ("aws:rds/instance:Instance", "identifier"),
    "ClusterName": ("aws:ecs/cluster:Cluster", "name"),
    "ServiceName": ("aws:ecs/service:Service", "name"),
    "LoadBalancer": ("aws:lb/loadBalancer:LoadBalancer", "arnSuffix"),
    "TargetGroup": ("aws:lb/targetGroup:TargetGroup", "arnSuffix"),
    "FunctionName": (FUNCTION, "name"),
    "AutoScalingGroupName": ("aws:autoscaling/group:Group", "name"),
}


def _metrics(alarm: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield alarm
    yield from (section(query, "metric") for query in items(alarm.get("metricQueries")))


@PROOFS.proof("Every alarm watches something of this stack, and does something when it goes off.")
def alarms_watch_what_is_there(view: View) -> Iterator[str]:
    known = {
        dimension: {str(view.output(resource, key)) for resource in view.of(type_)}
        for dimension, (type_, key) in NAMES.items()
    }
    for alarm in view.of(ALARM):
        if not listed(alarm.inputs.get("alarmActions")):
            yield f"{alarm.name} does nothing when it goes off: give it the topic, or a scaling policy."
        for metric in _metrics(alarm.inputs):
            for dimension, value in section(metric, "dimensions").items():
                if dimension in known and str(value) not in known[dimension]:
                    yield f"{alarm.name} watches {dimension} '{value}', which is nothing of this stack."


@PROOFS.proof("A budget tells somebody before it is spent, and stops the GPU groups when it is.")
def the_months_money_ends(view: View) -> Iterator[str]:
    if not view.is_watched:
        return
    topics = {str(view.output(topic, "arn")) for topic in view.of(TOPIC)}
    budgets = view.of("aws:budgets/budget:Budget")
    if not budgets:
        yield "there is no budget: nobody hears of money before the invoice."
    told: dict[float, set[str]] = {}
    for budget in budgets:
        for notice in items(budget.inputs.get("notifications")):
            if notice.get("thresholdType", "PERCENTAGE") == "PERCENTAGE":
                heard = set(map(str, listed(notice.get("subscriberSnsTopicArns"))))
                told.setdefault(float(notice.get("threshold") or 0), set()).update(heard & topics)
    for threshold in (50, 80, 100):
        if budgets and not told.get(threshold):
            yield f"nobody hears when {threshold} % of the budget is spent: notify the topic."
    if view.of("aws:autoscaling/group:Group") and not told.get(100, set()) & _stopping(view):
        yield "nothing stops the GPU groups when the budget is spent: let the notice at 100 % call the kill switch."
    yield from _left_open(view)


def _left_open(view: View) -> Iterator[str]:
    """Groups that the kill switch forgets, and services that scaling would start again behind its back."""
    scaled = {str(target.inputs.get("resourceId")).rsplit("/", 1)[-1] for target in view.of(TARGET)}
    for function in view.of(FUNCTION):
        text = section(function.inputs, "environment", "variables").get("GPU_GROUPS")
        closed = {str(each.get("group")): each for each in items(json.loads(text))} if isinstance(text, str) else {}
        for group in view.of("aws:autoscaling/group:Group") if text else ():
            entry = closed.get(str(view.output(group, "name")))
            if entry is None:
                yield f"{function.name} does not know {group.name}: it goes on when the budget is spent."
            elif entry.get("service") in scaled and not entry.get("scalable"):
                yield f"{function.name} closes {group.name} and leaves on what scales its service."


def _stopping(view: View) -> set[str]:
    """Topics that call a function of the stack, which lets them."""
    functions = {str(view.output(function, "arn")) for function in view.of(FUNCTION)}
    allowed = {str(permission.inputs.get("sourceArn")) for permission in view.of("aws:lambda/permission:Permission")}
    return {
        str(subscription.inputs.get("topic"))
        for subscription in view.of(SUBSCRIPTION)
        if subscription.inputs.get("protocol") == "lambda" and str(subscription.inputs.get("endpoint")) in functions
    } & allowed
