"""Queues: what each keeps, for how long, and where what cannot be done goes."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tools.program.evaluate import Evaluation

Container = Callable[[Evaluation, str], dict[str, Any]]
DAY = 24 * 3600


@pytest.mark.parametrize("name", ["jobs", "video", "voice", "events"])
def test_every_queue_hands_over_to_a_dead_letter_queue_of_its_own(stack: Evaluation, name: str) -> None:
    queue = stack.one("aws:sqs/queue:Queue", name)
    dead_letters = stack.one("aws:sqs/queue:Queue", f"{name}-dead-letters")
    redrive = json.loads(queue.inputs["redrivePolicy"])
    assert redrive == {"deadLetterTargetArn": stack.state[dead_letters.urn]["arn"], "maxReceiveCount": 5}
    allow = stack.one("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", f"{name}-dead-letters").inputs
    assert allow["queueUrl"] == stack.state[dead_letters.urn]["url"]
    assert json.loads(allow["redriveAllowPolicy"]) == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [stack.state[queue.urn]["arn"]],
    }


def test_queues_keep_messages_four_days_and_dead_letters_fourteen(stack: Evaluation) -> None:
    for queue in stack.of_type("aws:sqs/queue:Queue"):
        expected = 14 * DAY if queue.name.endswith("-dead-letters") else 4 * DAY
        assert queue.inputs["messageRetentionSeconds"] == expected


def test_queues_are_encrypted_and_refuse_plain_text(stack: Evaluation) -> None:
    queues = stack.of_type("aws:sqs/queue:Queue")
    assert all(queue.inputs["sqsManagedSseEnabled"] is True for queue in queues)
    policies = {
        policy.inputs["queueUrl"]: json.loads(policy.inputs["policy"])
        for policy in stack.of_type("aws:sqs/queuePolicy:QueuePolicy")
    }
    for queue in queues:
        state = stack.state[queue.urn]
        assert policies[state["url"]]["Statement"] == [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": ["sqs:*"],
                "Resource": [state["arn"]],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ]


def test_a_message_stays_hidden_as_long_as_the_worker_thinks(stack: Evaluation, container: Container) -> None:
    environment = {entry["name"]: entry["value"] for entry in container(stack, "worker")["environment"]}
    hidden = {stack.one("aws:sqs/queue:Queue", name).inputs["visibilityTimeoutSeconds"] for name in ("jobs", "video")}
    assert hidden == {int(environment["VISIBILITY_SECONDS"])}
