"""Alarms: what each watches, when it speaks, and that somebody reads it."""

import ast
import json
import re
from dataclasses import fields
from typing import Any

import pytest

from components.operation.log_queries import QUERIES
from runtime import log_events
from runtime.log_events import JobSucceeded
from runtime.logging import event_name
from tools.program.evaluate import ROOT, Evaluation, Recorded, evaluate_stack
from tools.program.gpu_renderer import evaluate_with

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def alarm(evaluation: Evaluation, name: str) -> dict[str, Any]:
    return evaluation.one(ALARM, name).inputs


def watched(resource: Recorded) -> list[tuple[str, dict[str, str]]]:
    """(metric, dimensions) of everything that an alarm looks at."""
    inputs = resource.inputs
    if "metricName" in inputs:
        return [(inputs["metricName"], inputs.get("dimensions", {}))]
    return [
        (query["metric"]["metricName"], query["metric"].get("dimensions", {}))
        for query in inputs["metricQueries"]
        if "metric" in query
    ]


def test_every_alarm_that_wakes_a_person_goes_to_a_topic_that_somebody_reads(cloud: Evaluation) -> None:
    topics = {cloud.state[topic.urn]["arn"] for topic in cloud.of_type("aws:sns/topic:Topic")}
    subscribed = {s.inputs["topic"]: s.inputs for s in cloud.of_type("aws:sns/topicSubscription:TopicSubscription")}
    assert topics == set(subscribed)
    people = cloud.state[cloud.one("aws:sns/topic:Topic", "alarms").urn]["arn"]
    assert subscribed[people]["protocol"] == "email"
    assert subscribed[people]["endpoint"] == "operator@film-studio.internal"
    for each in cloud.of_type(ALARM):
        if not each.name.endswith(("-work", "-idle")):  # these start and stop workers
            assert each.inputs["alarmActions"] == [people], each.name
            assert each.inputs["okActions"] == [people], each.name
            assert len(each.inputs["alarmDescription"]) > 20, each.name


def test_urgent_alarms_reach_the_pager_too_and_its_address_is_a_secret() -> None:
    page = "https://events.pager.example.net/integration/0123/enqueue"
    stack = evaluate_stack("dev", secrets={"film-studio:pagerUrl": page})
    mail, pager = (
        stack.state[stack.one("aws:sns/topic:Topic", name).urn]["arn"] for name in ("alarms", "urgent-alarms")
    )
    subscription = stack.one("aws:sns/topicSubscription:TopicSubscription", "urgent-alarms-pager")
    assert (subscription.inputs["protocol"], subscription.inputs["topic"]) == ("https", pager)
    assert "endpoint" in subscription.secrets
    told = {
        each.name: each.inputs["alarmActions"] for each in stack.of_type(ALARM) if mail in each.inputs["alarmActions"]
    }
    database = {"database-connections", "database-storage"}
    urgent = {"api-errors", "api-tasks", "api-unhealthy", *database, "events-age", "kill-switch-errors"}
    assert {name for name, topics in told.items() if topics == [mail, pager]} == urgent
    assert {name for name, topics in told.items() if topics == [mail]} == set(told) - urgent
    for name in told:
        assert alarm(stack, name)["alarmDescription"].startswith("Urgent. " if name in urgent else "Soon. ")


def test_every_runbook_is_some_alarms_and_is_named_where_it_can_be_read() -> None:
    folder = "https://git.example.org/studio/blob/main/docs/runbooks"
    stack = evaluate_with("production", overrides={"film-studio:runbookUrl": f"{folder}/"})
    texts = [str(each.inputs["alarmDescription"]) for each in stack.of_type(ALARM)]
    named = {text.removesuffix(".md").rsplit("/", 1)[1] for text in texts if f"Runbook: {folder}/" in text}
    assert named == {path.stem for path in (ROOT / "docs" / "runbooks").glob("*.md")}


def test_saved_queries_ask_for_events_and_fields_that_the_programs_log() -> None:
    events = {
        event_name(each): each
        for each in vars(log_events).values()
        if isinstance(each, type) and issubclass(each, log_events.LogEvent)
    }
    bound = {"level", "request_id", "trace_id", "job", "kind", "@timestamp", "@log"}
    fields_of_all = {field.name for each in events.values() for field in fields(each)} | bound
    for name, text in QUERIES.items():
        asked = {event: events[event] for event in re.findall(r"event = '(\w+)'", text)}
        known = {field.name for each in asked.values() for field in fields(each)} | bound if asked else fields_of_all
        named: set[str] = set()
        for column in re.findall(r"(?:fields|by) (.+)", text):
            named |= {each.strip() for each in column.split(",")}
        named |= set(re.findall(r"(?:avg|max|latest|pct)\((\w+)", text))
        assert named - {"", "event"} <= known, name


def test_saved_queries_look_through_the_logs_of_every_program(cloud: Evaluation) -> None:
    programs = {
        each.inputs["name"]
        for each in cloud.of_type("aws:cloudwatch/logGroup:LogGroup")
        if each.inputs["name"].startswith(f"/film-studio/{cloud.stack}/")
    }
    queries = cloud.of_type("aws:cloudwatch/queryDefinition:QueryDefinition")
    assert {each.inputs["name"] for each in queries} == {f"film-studio-{cloud.stack}-{name}" for name in QUERIES}
    for query in queries:
        assert set(query.inputs["logGroupNames"]) == programs


def test_every_queue_has_an_alarm_on_its_dead_letters_and_one_on_its_age(cloud: Evaluation) -> None:
    for queue in cloud.of_type("aws:sqs/queue:Queue"):
        name = queue.inputs["name"]
        expected = "ApproximateNumberOfMessagesVisible" if "dead-letters" in name else "ApproximateAgeOfOldestMessage"
        found = [
            each
            for each in cloud.of_type(ALARM)
            if (expected, {"QueueName": name}) in watched(each) and each.name.endswith(("-age", "-dead-letters"))
        ]
        assert len(found) == 1, name
        if "dead-letters" in name:
            assert (found[0].inputs["comparisonOperator"], found[0].inputs["threshold"]) == ("GreaterThanThreshold", 0)


def test_errors_count_whether_the_api_answered_them_or_nobody_did(cloud: Evaluation) -> None:
    errors = cloud.one(ALARM, "api-errors")
    assert {metric for metric, _ in watched(errors)} == {"HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count"}
    expression = next(query["expression"] for query in errors.inputs["metricQueries"] if "expression" in query)
    assert expression == "FILL(answered,0)+FILL(unanswered,0)"


def test_slow_answers_are_measured_at_the_nineteenth_of_twenty(cloud: Evaluation) -> None:
    latency = alarm(cloud, "api-latency")
    assert (latency["extendedStatistic"], latency["threshold"]) == ("p95", 1)
    assert "statistic" not in latency


def test_an_api_without_any_task_is_an_alarm_though_nothing_reports(cloud: Evaluation) -> None:
    tasks = alarm(cloud, "api-tasks")
    assert tasks["treatMissingData"] == "breaching"
    assert tasks["statistic"] == "SampleCount"
    assert tasks["threshold"] == cloud.one("aws:ecs/service:Service", "api").inputs["desiredCount"]


@pytest.mark.parametrize(("stack", "bytes_free", "connections"), [("dev", 2, 89), ("production", 5, 360)])
def test_the_database_speaks_before_its_disk_or_its_connections_are_gone(
    stack: str, bytes_free: int, connections: int, request: pytest.FixtureRequest
) -> None:
    evaluation: Evaluation = request.getfixturevalue(stack)
    storage = alarm(evaluation, "database-storage")
    assert storage["threshold"] == bytes_free * 1024**3
    assert storage["comparisonOperator"] == "LessThanThreshold"
    assert alarm(evaluation, "database-connections")["threshold"] == connections
    assert alarm(evaluation, "database-cpu")["threshold"] == 80


def test_the_databases_memory_swap_and_credits_are_watched_by_its_class() -> None:
    small = evaluate_stack("dev")
    assert alarm(small, "database-memory")["threshold"] == pytest.approx(0.05 * 1024**3)
    assert alarm(small, "database-swap")["threshold"] == 256 * 1024**2
    credits_left = alarm(small, "database-credits")
    assert (credits_left["metricName"], credits_left["comparisonOperator"]) == ("CPUCreditBalance", "LessThanThreshold")
    assert credits_left["period"] * credits_left["evaluationPeriods"] == 3 * 3600

    chosen = {"film-studio:databaseClass": "db.m8g.large", "film-studio:budgetUsd": "1000"}
    names = {each.name for each in evaluate_stack("dev", overrides=chosen).of_type(ALARM)}
    assert "database-memory" in names
    assert "database-credits" not in names


def test_a_deployment_that_answers_with_errors_or_slowly_is_rolled_back(cloud: Evaluation) -> None:
    alarms = cloud.one("aws:ecs/service:Service", "api").inputs["alarms"]
    prefix = f"film-studio-{cloud.stack}"
    assert alarms == {
        "enable": True,
        "rollback": True,
        "alarmNames": [f"{prefix}-api-errors", f"{prefix}-api-latency"],
    }


def test_the_laptop_has_no_alarms_and_its_api_none_to_roll_back_on(local: Evaluation) -> None:
    assert local.of_type(ALARM) == []
    assert local.of_type("aws:sns/topic:Topic") == []
    assert "alarms" not in local.one("aws:ecs/service:Service", "api").inputs


def test_the_seconds_of_a_shot_come_from_the_workers_own_log(cloud: Evaluation) -> None:
    groups = {group.name: group.inputs["name"] for group in cloud.of_type("aws:cloudwatch/logGroup:LogGroup")}
    filters = cloud.of_type("aws:cloudwatch/logMetricFilter:LogMetricFilter")
    workers = {t.name for t in cloud.of_type("aws:ecs/taskDefinition:TaskDefinition") if t.name.startswith("worker")}
    assert {each.inputs["logGroupName"] for each in filters} == {groups[worker] for worker in workers}
    transformation = filters[0].inputs["metricTransformation"]
    first_frame = cloud.one(ALARM, "first-frame")
    assert (transformation["name"], transformation["value"]) == ("ShotSeconds", "$.seconds")
    assert ("ShotSeconds", {}) in watched(first_frame)
    assert {q["metric"]["namespace"] for q in first_frame.inputs["metricQueries"] if "metric" in q} == {
        "AWS/SQS",
        transformation["namespace"],
    }


def test_workers_log_the_line_that_the_filter_looks_for(cloud: Evaluation) -> None:
    pattern = cloud.of_type("aws:cloudwatch/logMetricFilter:LogMetricFilter")[0].inputs["pattern"]
    assert pattern == f'{{ ($.event = "{event_name(JobSucceeded)}") && ($.kind = "shot") && ($.cached IS FALSE) }}'
    assert {field.name for field in fields(JobSucceeded)} >= {"seconds", "cached"}
    (consumer,) = (ROOT / "workers/film_workers").rglob("consumer.py")
    calls = [node for node in ast.walk(ast.parse(consumer.read_text())) if isinstance(node, ast.Call)]
    assert "JobSucceeded" in {ast.unparse(call.func) for call in calls}
    bound = [
        keyword.arg for call in calls if ast.unparse(call.func) == "bound_contextvars" for keyword in call.keywords
    ]
    assert "kind" in bound


def test_gpu_hours_are_counted_over_a_day_and_over_all_groups(production: Evaluation) -> None:
    hours = production.one(ALARM, "gpu-hours")
    groups = {production.state[g.urn]["name"] for g in production.of_type("aws:autoscaling/group:Group")}
    assert {dimensions["AutoScalingGroupName"] for _, dimensions in watched(hours)} == groups
    assert hours.inputs["threshold"] == 24
    assert {q["metric"]["period"] for q in hours.inputs["metricQueries"] if "metric" in q} == {86400}
    assert {q["metric"]["stat"] for q in hours.inputs["metricQueries"] if "metric" in q} == {"Sum"}
    for group in production.of_type("aws:autoscaling/group:Group"):
        assert "GroupInServiceInstances" in group.inputs["enabledMetrics"]
        assert group.inputs["metricsGranularity"] == "1Minute"


def test_groups_that_may_not_grow_have_no_alarm_on_being_full(production: Evaluation) -> None:
    assert [each.name for each in production.of_type(ALARM) if each.name.endswith("-at-max")] == []


def test_topics_take_messages_from_aws_in_this_account_and_over_tls_alone(cloud: Evaluation) -> None:
    policies = cloud.of_type("aws:sns/topicPolicy:TopicPolicy")
    assert len(policies) == 2
    for policy in policies:
        allow, deny = json.loads(policy.inputs["policy"])["Statement"]
        assert allow["Principal"] == {
            "Service": ["cloudwatch.amazonaws.com", "budgets.amazonaws.com", "costalerts.amazonaws.com"]
        }
        assert allow["Action"] == ["sns:Publish"]
        assert allow["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
        assert (deny["Effect"], deny["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_one_dashboard_shows_every_queue_the_database_and_the_gpu_hosts(cloud: Evaluation) -> None:
    (dashboard,) = cloud.of_type("aws:cloudwatch/dashboard:Dashboard")
    assert dashboard.inputs["dashboardName"] == f"film-studio-{cloud.stack}"
    widgets = json.loads(dashboard.inputs["dashboardBody"])["widgets"]
    places = {(widget["x"], widget["y"]) for widget in widgets}
    assert len(places) == len(widgets)
    assert max(x for x, _ in places) + 8 <= 24
    text = json.dumps(widgets)
    shown = [queue.inputs["name"] for queue in cloud.of_type("aws:sqs/queue:Queue")]
    shown += [cloud.state[group.urn]["name"] for group in cloud.of_type("aws:autoscaling/group:Group")]
    shown.append(f"film-studio-{cloud.stack}-database")
    assert [name for name in shown if f'"{name}"' not in text] == []


def test_every_log_group_is_emptied_after_the_days_that_the_stack_says(cloud: Evaluation) -> None:
    days = {"dev": 7, "production": 30}[cloud.stack]
    assert {g.inputs["retentionInDays"] for g in cloud.of_type("aws:cloudwatch/logGroup:LogGroup")} == {days}
