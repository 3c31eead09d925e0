"""Mistakes in operation: alarms that wake nobody, money without an end."""

from collections.abc import Sequence
from typing import Any, Final

from tools.verify.mutations.mutation import REMOVED, Copy, Mutation

ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPIC: Final = "aws:sns/topic:Topic"
SUBSCRIPTION: Final = "aws:sns/topicSubscription:TopicSubscription"


def _another_firewall(copy: Copy) -> None:
    inputs: dict[str, Any] = {"scope": "REGIONAL", "name": "film-studio-production-other", "rules": []}
    copy.add("aws:wafv2/webAcl:WebAcl", "other", inputs)


def _nobody_at_the_end(copy: Copy) -> None:
    for budget in copy.each("aws:budgets/budget:Budget"):
        kept = [n for n in budget.inputs["notifications"] if n["threshold"] != 100]
        budget.inputs["notifications"] = kept


def _budget_may_not_publish(copy: Copy) -> None:
    with copy.document("aws:sns/topicPolicy:TopicPolicy", "spent", "policy") as policy:
        policy["Statement"][0]["Principal"]["Service"] = ["cloudwatch.amazonaws.com"]


MISTAKES: Final[Sequence[Mutation]] = (
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
    Mutation(name="a web firewall of another place", killer="production_has_a_web_firewall", plant=_another_firewall),
    Mutation(
        name="production without a web firewall",
        killer="production_has_a_web_firewall",
        plant=lambda copy: copy.put("aws:cloudfront/distribution:Distribution", None, "webAclId", REMOVED),
    ),
)
