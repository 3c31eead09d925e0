"""The kill switch, called as SNS calls it, against AWS's own request shapes."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from components.operation.kill_switch import handler as kill_switch

GROUPS = [
    {"group": "gpu24-spot-1", "cluster": "studio", "service": "worker-gpu24-spot", "scalable": True},
    {"group": "gpu48-ondemand-1", "cluster": "studio", "service": "worker-gpu48-ondemand", "scalable": False},
]
TOPIC = "arn:aws:sns:us-east-2:123456789012:film-studio-dev-alarms"
#: As AWS Budgets sends it through SNS.
EVENT = {
    "Records": [
        {
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": "arn:aws:sns:us-east-2:123456789012:film-studio-dev-spent:0b1c",
            "Sns": {
                "Type": "Notification",
                "MessageId": "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
                "TopicArn": "arn:aws:sns:us-east-2:123456789012:film-studio-dev-spent",
                "Subject": "AWS Budgets: film-studio-dev-month has exceeded your alert threshold",
                "Message": "AWS Budget Notification November 22, 2026\nAWS Account 123456789012\n",
                "Timestamp": "2026-11-22T08:00:00.000Z",
            },
        }
    ]
}


class Aws:
    """Clients that accept exactly the calls that were announced, with their parameters, in order."""

    def __init__(self) -> None:
        self.clients: dict[str, Any] = {}
        self.stubs: dict[str, Stubber] = {}
        for name in ("autoscaling", "application-autoscaling", "ecs", "sns"):
            client: Any = boto3.client(  # pyright: ignore[reportCallIssue, reportUnknownMemberType, reportUnknownVariableType] - names from a loop
                name,  # pyright: ignore[reportArgumentType]
                region_name="us-east-2",
                aws_access_key_id="x",
                aws_secret_access_key="x",
            )
            self.clients[name] = client
            self.stubs[name] = Stubber(client)
            self.stubs[name].activate()

    def closes(self, group: dict[str, Any], *, refused: str = "", suspending: str = "") -> None:
        """Announce what closes a group. `refused` is why its maximum is not changed, `suspending` why scaling stays."""
        bounds = {"AutoScalingGroupName": group["group"], "MinSize": 0, "MaxSize": 0}
        if refused:
            self.stubs["autoscaling"].add_client_error(
                "update_auto_scaling_group", "AccessDenied", refused, expected_params=bounds
            )
        else:
            self.stubs["autoscaling"].add_response("update_auto_scaling_group", {}, bounds)
        if suspending:
            self.stubs["application-autoscaling"].add_client_error("register_scalable_target", suspending)
        elif group["scalable"]:
            self.stubs["application-autoscaling"].add_response(
                "register_scalable_target",
                {},
                {
                    "ServiceNamespace": "ecs",
                    "ResourceId": f"service/{group['cluster']}/{group['service']}",
                    "ScalableDimension": "ecs:service:DesiredCount",
                    "MinCapacity": 0,
                    "SuspendedState": {"DynamicScalingOutSuspended": True, "ScheduledScalingSuspended": True},
                },
            )
        self.stubs["ecs"].add_response(
            "update_service", {}, {"cluster": group["cluster"], "service": group["service"], "desiredCount": 0}
        )

    def tells(self) -> list[str]:
        """The mails that go out, once they have."""
        told: list[str] = []
        client = self.clients["sns"]

        def keep(params: dict[str, Any], **_: Any) -> None:
            told.append(params["Message"])

        client.meta.events.register("provide-client-params.sns.Publish", keep)
        self.stubs["sns"].add_response("publish", {"MessageId": "1"})
        return told

    def all_were_called(self) -> None:
        for stub in self.stubs.values():
            stub.assert_no_pending_responses()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Aws:
    found = Aws()
    client: Callable[[str], Any] = found.clients.__getitem__
    monkeypatch.setattr(kill_switch.boto3, "client", client)
    monkeypatch.setenv("GPU_GROUPS", json.dumps(GROUPS))
    monkeypatch.setenv("ALARM_TOPIC_ARN", TOPIC)
    return found


def test_a_spent_budget_closes_every_group_and_its_service_and_tells_people(aws: Aws) -> None:
    for group in GROUPS:
        aws.closes(group)
    told = aws.tells()

    assert kill_switch.handler(EVENT, None) == {"stopped": ["gpu24-spot-1", "gpu48-ondemand-1"]}
    aws.all_were_called()
    assert "film-studio-dev-month has exceeded your alert threshold" in told[0]
    assert "gpu24-spot-1, gpu48-ondemand-1" in told[0]
    assert "budgetUsd" in told[0]


def test_one_group_that_refuses_does_not_keep_the_others_open_and_is_an_error(aws: Aws) -> None:
    aws.closes(GROUPS[0], refused="no permission")
    aws.closes(GROUPS[1])
    told = aws.tells()

    with pytest.raises(kill_switch.NotStoppedError, match=r"NOT stopped.*gpu24-spot-1: .*no permission"):
        kill_switch.handler(EVENT, None)
    aws.all_were_called()
    assert "gpu48-ondemand-1" in told[0]


def test_a_step_that_is_refused_keeps_none_of_the_others_from_being_done(aws: Aws) -> None:
    aws.closes(GROUPS[0], suspending="AccessDenied")
    aws.closes(GROUPS[1])
    aws.tells()

    with pytest.raises(kill_switch.NotStoppedError, match=r"gpu24-spot-1: .*AccessDenied"):
        kill_switch.handler(EVENT, None)
    aws.all_were_called()


def test_a_second_message_of_the_same_month_does_the_same_again(aws: Aws) -> None:
    for _ in range(2):
        for group in GROUPS:
            aws.closes(group)
        aws.tells()
    assert kill_switch.handler(EVENT, None) == kill_switch.handler(EVENT, None)
    aws.all_were_called()


def test_somebody_may_call_it_by_hand(aws: Aws) -> None:
    for group in GROUPS:
        aws.closes(group)
    told = aws.tells()
    kill_switch.handler({}, None)
    assert "called by hand" in told[0]


@pytest.mark.parametrize(
    "record", [{}, {"Sns": None}, {"Sns": {"Message": ""}}, {"Sns": {"Subject": " \n", "Message": "x"}}]
)
def test_a_message_that_says_nothing_stops_the_groups_like_any_other(aws: Aws, record: dict[str, Any]) -> None:
    for group in GROUPS:
        aws.closes(group)
    told = aws.tells()
    assert kill_switch.handler({"Records": [record]}, None) == {"stopped": ["gpu24-spot-1", "gpu48-ondemand-1"]}
    aws.all_were_called()
    assert "no subject" in told[0]
