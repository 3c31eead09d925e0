"""The budget, the detector of anomalies, and what the kill switch may touch."""

import json
from collections.abc import Callable
from typing import Any

from tools.program.evaluate import ROOT, Evaluation, evaluate_stack

Rights = Callable[[Evaluation, str], dict[str, set[tuple[str, ...]]]]


def _topic(evaluation: Evaluation, name: str) -> str:
    return evaluation.state[evaluation.one("aws:sns/topic:Topic", name).urn]["arn"]


def test_the_budget_is_the_stacks_own_and_told_at_half_at_eighty_and_in_full(cloud: Evaluation) -> None:
    budget = cloud.one("aws:budgets/budget:Budget").inputs
    assert (budget["limitAmount"], budget["limitUnit"], budget["timeUnit"]) == (
        {"dev": "75", "production": "1100"}[cloud.stack],
        "USD",
        "MONTHLY",
    )
    told = {(n["notificationType"], n["threshold"]): n["subscriberSnsTopicArns"] for n in budget["notifications"]}
    people, function = [_topic(cloud, "alarms")], [_topic(cloud, "spent")]
    assert told == {
        ("ACTUAL", 50): people,
        ("ACTUAL", 80): people,
        ("FORECASTED", 100): people,
        ("ACTUAL", 100): function,
    }
    assert all(n["subscriberEmailAddresses"] == ["operator@film-studio.internal"] for n in budget["notifications"])


def test_a_budget_counts_the_account_until_the_tag_is_told_to_count() -> None:
    assert "costFilters" not in evaluate_stack("dev").one("aws:budgets/budget:Budget").inputs
    stack = evaluate_stack("dev", overrides={"film-studio:budgetScope": "stack"})
    assert stack.one("aws:budgets/budget:Budget").inputs["costFilters"] == [
        {"name": "TagKeyValue", "values": ["user:stack$dev"]}
    ]


def test_surprises_on_the_bill_are_told_at_once(cloud: Evaluation) -> None:
    monitor = cloud.one("aws:costexplorer/anomalyMonitor:AnomalyMonitor")
    assert json.loads(monitor.inputs["monitorSpecification"])["Tags"]["Values"] == [cloud.stack]
    subscription = cloud.one("aws:costexplorer/anomalySubscription:AnomalySubscription").inputs
    assert subscription["monitorArnLists"] == [cloud.state[monitor.urn]["arn"]]
    assert subscription["subscribers"] == [{"type": "SNS", "address": _topic(cloud, "alarms")}]
    assert subscription["frequency"] == "IMMEDIATE"


def test_the_kill_switch_hears_of_a_spent_budget_and_of_nothing_else(cloud: Evaluation) -> None:
    function = cloud.one("aws:lambda/function:Function")
    arn = cloud.state[function.urn]["arn"]
    listening = [
        s.inputs
        for s in cloud.of_type("aws:sns/topicSubscription:TopicSubscription")
        if s.inputs["protocol"] == "lambda"
    ]
    assert [(s["topic"], s["endpoint"]) for s in listening] == [(_topic(cloud, "spent"), arn)]
    permission = cloud.one("aws:lambda/permission:Permission").inputs
    assert (permission["principal"], permission["sourceArn"], permission["action"]) == (
        "sns.amazonaws.com",
        _topic(cloud, "spent"),
        "lambda:InvokeFunction",
    )


def test_the_kill_switch_knows_every_group_and_the_service_that_fills_it(cloud: Evaluation) -> None:
    variables: dict[str, Any] = cloud.one("aws:lambda/function:Function").inputs["environment"]["variables"]
    groups = cloud.of_type("aws:autoscaling/group:Group")
    assert json.loads(variables["GPU_GROUPS"]) == [
        {
            "group": cloud.state[group.urn]["name"],
            "cluster": f"film-studio-{cloud.stack}",
            "service": f"film-studio-{cloud.stack}-worker-{group.name}",
            "scalable": False,  # no renderer needs a GPU, so nothing scales the groups
        }
        for group in groups
    ]
    assert variables["ALARM_TOPIC_ARN"] == _topic(cloud, "alarms")


def test_the_kill_switch_can_close_those_groups_and_do_nothing_more(production: Evaluation, rights: Rights) -> None:
    groups = production.of_type("aws:autoscaling/group:Group")
    services = [s for s in production.of_type("aws:ecs/service:Service") if s.name.startswith("worker-gpu")]
    log = production.state[production.one("aws:cloudwatch/logGroup:LogGroup", "kill-switch").urn]["arn"]
    assert rights(production, "kill-switch") == {
        **{production.state[g.urn]["arn"]: {("autoscaling:UpdateAutoScalingGroup",)} for g in groups},
        **{production.state[s.urn]["arn"]: {("ecs:DescribeServices", "ecs:UpdateService")} for s in services},
        f"{log}:*": {("logs:CreateLogStream", "logs:PutLogEvents")},
        _topic(production, "alarms"): {("sns:Publish",)},
    }


def test_what_is_deployed_is_the_one_file_that_is_tested(cloud: Evaluation) -> None:
    function = cloud.one("aws:lambda/function:Function").inputs
    (name,) = [key for key in function["code"]["assets"] if not key.startswith("$")]
    path = function["code"]["assets"][name]["path"]
    module, entry = function["handler"].split(".")
    assert name == f"{module}.py"
    assert f"def {entry}(" in (ROOT / path).read_text()
    assert (function["runtime"], function["architectures"]) == ("python3.13", ["arm64"])


def test_the_functions_log_has_a_group_with_an_end(cloud: Evaluation) -> None:
    function = cloud.one("aws:lambda/function:Function").inputs
    group = cloud.one("aws:cloudwatch/logGroup:LogGroup", "kill-switch").inputs
    assert group["name"] == f"/aws/lambda/{function['name']}"
    assert function["loggingConfig"]["logGroup"] == group["name"]


def test_an_account_that_does_not_pay_may_look_at_its_services_or_leave_it() -> None:
    monitor = "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
    assert evaluate_stack("dev").one(monitor).inputs["monitorType"] == "CUSTOM"
    account = evaluate_stack("dev", overrides={"film-studio:anomalies": "account"}).one(monitor).inputs
    assert (account["monitorType"], account["monitorDimension"]) == ("DIMENSIONAL", "SERVICE")
    assert "monitorSpecification" not in account
    assert evaluate_stack("dev", overrides={"film-studio:anomalies": "none"}).of_type(monitor) == []
