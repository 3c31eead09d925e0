"""Mistakes in what watches a stack and what stops it: alarms, logs, the budget and its kill switch."""

import json
from collections.abc import Sequence
from typing import Final

from tools.verify.mutations.mutation import REMOVED, Copy, Mutation, Planted

LOGS: Final = "aws:cloudwatch/logGroup:LogGroup"
ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPIC: Final = "aws:sns/topic:Topic"
SUBSCRIPTION: Final = "aws:sns/topicSubscription:TopicSubscription"


def _forgets_what_scales(copy: Copy) -> None:
    for function in copy.each("aws:lambda/function:Function"):
        variables = function.inputs["environment"]["variables"]
        groups = json.loads(variables["GPU_GROUPS"])
        for group in groups:
            group["scalable"] = group["scalable"] and "ondemand" not in group["service"]
        variables["GPU_GROUPS"] = json.dumps(groups)


def _nobody_at_the_end(copy: Copy) -> None:
    for budget in copy.each("aws:budgets/budget:Budget"):
        kept = [n for n in budget.inputs["notifications"] if n["threshold"] != 100]
        budget.inputs["notifications"] = kept


def _budget_may_not_publish(copy: Copy) -> None:
    with copy.document("aws:sns/topicPolicy:TopicPolicy", "spent", "policy") as policy:
        policy["Statement"][0]["Principal"]["Service"] = ["cloudwatch.amazonaws.com"]


MISTAKES: Final[Sequence[Planted]] = (
    Mutation(
        name="a task that logs nowhere",
        killer="logs_end",
        plant=lambda copy: copy.container("api", logConfiguration=REMOVED),
    ),
    Mutation(
        name="logs for ever",
        killer="logs_end",
        plant=lambda copy: copy.put(LOGS, "worker", "retentionInDays", REMOVED),
    ),
    Mutation(
        name="PostgreSQL's logs for ever",
        killer="logs_end",
        plant=lambda copy: copy.drop(LOGS, "database-upgrade"),
    ),
    Mutation(
        name="a function on an old runtime",
        killer="functions_current",
        plant=lambda copy: copy.add("aws:lambda/function:Function", "old", {"name": "old", "runtime": "python3.8"}),
    ),
    Mutation(
        name="a function that everybody may call",
        killer="no_public_functions",
        plant=lambda copy: copy.add(
            "aws:lambda/functionUrl:FunctionUrl", "door", {"functionName": "x", "authorizationType": "NONE"}
        ),
    ),
    Mutation(
        name="a kill switch that leaves on-demand scaling on",
        killer="the_months_money_ends",
        gpu=True,
        plant=_forgets_what_scales,
    ),
    Mutation(
        name="nobody hears of dead letters",
        killer="somebody_hears_of_dead_letters",
        plant=lambda copy: copy.drop(ALARM, "video-dead-letters"),
    ),
    Mutation(
        name="nobody hears when work waits",
        killer="somebody_hears_of_dead_letters",
        plant=lambda copy: copy.drop(ALARM, "jobs-age"),
    ),
    *(
        Mutation(
            name=f"nobody hears of the database's {what}",
            killer="somebody_hears_of_the_database",
            plant=lambda copy, what=what: copy.drop(ALARM, f"database-{what}"),
        )
        for what in ("memory", "swap", "credits")
    ),
    Mutation(
        name="a topic without subscribers",
        killer="every_topic_has_a_listener",
        plant=lambda copy: copy.drop(SUBSCRIPTION, "alarms-mail"),
    ),
    Mutation(
        name="a topic under AWS's own key, with which no alarm may publish",
        killer="senders_reach_their_topics",
        plant=lambda copy: copy.put(TOPIC, "alarms", "kmsMasterKeyId", "alias/aws/sns"),
    ),
    Mutation(
        name="the budget may not call the kill switch",
        killer="senders_reach_their_topics",
        plant=_budget_may_not_publish,
    ),
    Mutation(
        name="an alarm that does nothing",
        killer="alarms_watch_what_is_there",
        plant=lambda copy: copy.put(ALARM, "database-cpu", "alarmActions", []),
    ),
    Mutation(
        name="an alarm that leaves whom it wakes alone",
        killer="alarms_have_runbooks",
        plant=lambda copy: copy.put(ALARM, "api-errors", "alarmDescription", "Urgent. The API answers with errors."),
    ),
    Mutation(
        name="a runbook that nobody wrote",
        killer="alarms_have_runbooks",
        plant=lambda copy: copy.put(
            ALARM, "jobs-age", "alarmDescription", "Soon. Work. Runbook: docs/runbooks/jobs.md"
        ),
    ),
    Mutation(
        name="an alarm that does not say how urgent it is",
        killer="alarms_have_runbooks",
        plant=lambda copy: copy.put(ALARM, "jobs-age", "alarmDescription", "Runbook: docs/runbooks/queue-age.md"),
    ),
    Mutation(
        name="an alarm on another stack's queue",
        killer="alarms_watch_what_is_there",
        plant=lambda copy: copy.put(ALARM, "jobs-age", "dimensions.QueueName", "film-studio-dev-jobs"),
    ),
    Mutation(
        name="no budget",
        killer="the_months_money_ends",
        plant=lambda copy: copy.drop("aws:budgets/budget:Budget"),
    ),
    Mutation(
        name="a budget that tells nobody when it is spent", killer="the_months_money_ends", plant=_nobody_at_the_end
    ),
    Mutation(
        name="a spent budget stops nothing",
        killer="the_months_money_ends",
        plant=lambda copy: copy.drop(SUBSCRIPTION, "spent-function"),
    ),
    Mutation(
        name="a kill switch that may not be called",
        killer="the_months_money_ends",
        plant=lambda copy: copy.drop("aws:lambda/permission:Permission", "spent-calls"),
    ),
)
