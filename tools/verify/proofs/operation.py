"""Proofs of operation: alarms watch what is there and wake somebody, and a month's money has an end."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from components.operation.alarms import RUNBOOKS, Severity
from policy.rules.model import rule
from tools.program.access import Call, may
from tools.program.evaluate import ROOT
from tools.program.recording import Recorded
from tools.verify.proofs.view import DATABASE, View, items, listed, section, statements

ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPIC: Final = "aws:sns/topic:Topic"
TOPIC_POLICY: Final = "aws:sns/topicPolicy:TopicPolicy"
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
    "BackupVaultName": ("aws:backup/vault:Vault", "name"),
    "FunctionName": (FUNCTION, "name"),
    "AutoScalingGroupName": ("aws:autoscaling/group:Group", "name"),
}


def _watches(alarm: Recorded, queue: str, metrics: tuple[str, ...]) -> bool:
    inputs = alarm.inputs
    single = [{"namespace": inputs.get("namespace"), "metricName": inputs.get("metricName"), **_dimensions(inputs)}]
    queried: list[dict[str, Any]] = [
        {**query["metric"], **_dimensions(query["metric"])}
        for query in items(inputs.get("metricQueries"))
        if "metric" in query
    ]
    return any(
        metric.get("namespace") == "AWS/SQS" and metric.get("metricName") in metrics and metric.get("queue") == queue
        for metric in (*single, *queried)
    )


def _dimensions(metric: dict[str, Any]) -> dict[str, Any]:
    return {"queue": section(metric, "dimensions").get("QueueName")}


@rule("operation", "Somebody is told of every dead letter, and of work that waits too long.")
def somebody_hears_of_dead_letters(view: View) -> Iterator[str]:
    if not view.is_watched:
        return
    topics = {str(view.output(topic, "arn")) for topic in view.of("aws:sns/topic:Topic")}
    alarms = [
        alarm
        for alarm in view.of("aws:cloudwatch/metricAlarm:MetricAlarm")
        if set(map(str, listed(alarm.inputs.get("alarmActions")))) & topics
    ]
    for name, queue in view.work.items():
        dead = view.queues.get(str(view.dead_letters_of(queue)))
        waits = ("ApproximateAgeOfOldestMessage",)
        letters = ("ApproximateNumberOfMessagesVisible",)
        if dead is not None and not any(_watches(alarm, str(dead.inputs["name"]), letters) for alarm in alarms):
            yield f"nobody hears of dead letters of {name}: add an alarm on {dead.inputs['name']} to the topic."
        if not any(_watches(alarm, str(queue.inputs["name"]), waits) for alarm in alarms):
            yield f"nobody hears when {name} waits: add an alarm on the age of its oldest message."


@rule("operation", "Somebody is told before the database has no memory, no disk, no connection or no credit left.")
def somebody_hears_of_the_database(view: View) -> Iterator[str]:
    if not view.is_watched:
        return
    watched = {
        (str(section(metric, "dimensions").get("DBInstanceIdentifier")), str(metric.get("metricName")))
        for alarm in view.of(ALARM)
        for metric in _metrics(alarm.inputs)
    }
    for database in view.of(DATABASE):
        wanted = {"FreeableMemory", "SwapUsage", "FreeStorageSpace", "DatabaseConnections", "CPUUtilization"}
        if str(database.inputs.get("instanceClass")).startswith("db.t"):
            wanted.add("CPUCreditBalance")
        for metric in sorted(wanted):
            if (str(database.inputs.get("identifier")), metric) not in watched:
                yield f"nobody hears of {metric} of {database.name}: add an alarm."


@rule("operation", "Every topic has somebody who listens.")
def every_topic_has_a_listener(view: View) -> Iterator[str]:
    subscriptions = view.of("aws:sns/topicSubscription:TopicSubscription")
    listening = {str(subscription.inputs.get("topic")) for subscription in subscriptions}
    for topic in view.of("aws:sns/topic:Topic"):
        if str(view.output(topic, "arn")) not in listening:
            yield f"{topic.name} tells nobody: subscribe somebody."
    for subscription in subscriptions:
        if not subscription.inputs.get("endpoint"):
            yield f"{subscription.name} has no endpoint."


def _metrics(alarm: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield alarm
    yield from (section(query, "metric") for query in items(alarm.get("metricQueries")))


@rule("operation", "Every alarm watches something of this stack, and does something when it goes off.")
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


@rule("operation", "Every alarm that tells a person says how urgent it is and names its runbook, which is there.")
def alarms_have_runbooks(view: View) -> Iterator[str]:
    topics = {str(view.output(topic, "arn")) for topic in view.of(TOPIC)}
    for alarm in view.of(ALARM):
        if not topics & set(map(str, listed(alarm.inputs.get("alarmActions")))):
            continue  # it starts and stops tasks
        said = str(alarm.inputs.get("alarmDescription"))
        if not said.startswith(tuple(f"{severity.value}. " for severity in Severity)):
            yield f"{alarm.name} does not say how urgent it is: begin its text with the severity."
        page = re.search(r"Runbook: \S*?([\w-]+\.md)$", said)
        if page is None or not (ROOT / RUNBOOKS / page[1]).is_file():
            yield f"{alarm.name} names no runbook that is there: write {RUNBOOKS}/{alarm.name}.md."


@rule("operation", "Alarms, the budget and the detector of anomalies may publish to their topics.")
def senders_reach_their_topics(view: View) -> Iterator[str]:
    account = {"aws:SourceAccount": view.account_id, "aws:SecureTransport": "true"}
    for topic in view.of(TOPIC):
        arn = str(view.output(topic, "arn"))
        policies = [p.inputs.get("policy") for p in view.of(TOPIC_POLICY) if p.inputs.get("arn") == arn]
        for sender in sorted(_senders(view, arn)):
            publish = Call(action="sns:Publish", resource=arn, context=account)
            if not may(publish, rights=[_said_to(policy, sender) for policy in policies]):
                yield f"{sender} may not publish to {topic.name}: nobody would hear. Name it in the topic's policy."
            key = topic.inputs.get("kmsMasterKeyId")
            if key and not _may_encrypt(view, str(key), sender, account):
                yield (
                    f"{topic.name} is encrypted with {key}, which {sender} may not use, so nobody would hear: take a "
                    "key of the stack's whose policy allows it kms:GenerateDataKey and kms:Decrypt."
                )


def _senders(view: View, topic: str) -> set[str]:
    """Services that send to a topic in this stack."""
    alarms = [listed(alarm.inputs.get(f"{state}Actions")) for alarm in view.of(ALARM) for state in ("alarm", "ok")]
    notices = [
        listed(notice.get("subscriberSnsTopicArns"))
        for budget in view.of("aws:budgets/budget:Budget")
        for notice in items(budget.inputs.get("notifications"))
    ]
    anomalies = [
        [subscriber.get("address")]
        for subscription in view.of("aws:costexplorer/anomalySubscription:AnomalySubscription")
        for subscriber in items(subscription.inputs.get("subscribers"))
    ]
    found = {"cloudwatch": alarms, "budgets": notices, "costalerts": anomalies}
    return {f"{service}.amazonaws.com" for service, told in found.items() if any(topic in each for each in told)}


def _said_to(policy: Any, service: str) -> dict[str, Any]:
    """What a resource's policy says to a service, without saying to whom."""
    found: list[dict[str, Any]] = []
    for statement in statements(policy):
        principal = statement.get("Principal")
        if principal == "*" or service in listed(section(statement, "Principal").get("Service")):
            found.append({key: value for key, value in statement.items() if key != "Principal"})
    return {"Statement": found}


def _may_encrypt(view: View, key: str, service: str, context: Mapping[str, str]) -> bool:
    for candidate in view.of("aws:kms/key:Key"):
        if key in (view.output(candidate, "id"), view.output(candidate, "arn")):
            rights = [_said_to(candidate.inputs.get("policy"), service)]
            calls = [Call(action=action, context=context) for action in ("kms:GenerateDataKey", "kms:Decrypt")]
            return all(may(call, rights=rights) for call in calls)
    return False


@rule("operation", "A budget tells somebody before it is spent, and stops the GPU groups when it is.")
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
