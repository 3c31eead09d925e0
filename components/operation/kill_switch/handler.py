"""Stops what costs most when the month's budget is spent: no GPU host starts until a person deploys again.

A Lambda function behind the spending topic. It reads `GPU_GROUPS` (JSON: a list of {"group", "cluster", "service",
"scalable"}) and `ALARM_TOPIC_ARN` from its environment. A job in the middle of a shot ends by itself: hosts and tasks
that work are protected, and go when they are done.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError


class NotStoppedError(RuntimeError):
    """Some group may still grow; the text says which and why. Lambda tries again, and an alarm tells people."""


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Entry point: one SNS event of a budget. Raises `NotStoppedError`."""
    reason = "; ".join(_subject(record) for record in event.get("Records", ())) or "called by hand"
    groups: list[dict[str, Any]] = json.loads(os.environ["GPU_GROUPS"])
    stopped, problems = stop(
        groups,
        autoscaling=boto3.client("autoscaling"),
        scaling=boto3.client("application-autoscaling"),
        ecs=boto3.client("ecs"),
    )
    text = report(reason, stopped, problems)
    print(json.dumps({"event": "spending stopped", "stopped": stopped, "problems": problems, "reason": reason}))  # noqa: T201 - a Lambda function's log
    boto3.client("sns").publish(
        TopicArn=os.environ["ALARM_TOPIC_ARN"], Subject="Budget spent: the GPU groups are stopped", Message=text
    )
    if problems:
        raise NotStoppedError(text)
    return {"stopped": stopped}


def stop(
    groups: Sequence[Mapping[str, Any]], *, autoscaling: Any, scaling: Any, ecs: Any
) -> tuple[list[str], list[str]]:
    """Close every group; the names of those closed, and what went wrong with the others. One failure stops nothing
    else: neither another group nor what is left to do for the same one."""
    stopped: list[str] = []
    problems: list[str] = []
    for group in groups:
        failed = [
            f"{group['group']}: {error}"
            for step in _steps(group, autoscaling=autoscaling, scaling=scaling, ecs=ecs)
            if (error := _tried(step)) is not None
        ]
        problems += failed
        if not failed:
            stopped.append(group["group"])
    return stopped, problems


def _steps(group: Mapping[str, Any], *, autoscaling: Any, scaling: Any, ecs: Any) -> Iterator[Callable[[], object]]:
    """The ceiling first: from there on nothing new starts, whatever follows fails."""
    yield lambda: autoscaling.update_auto_scaling_group(AutoScalingGroupName=group["group"], MinSize=0, MaxSize=0)
    if group["scalable"]:  # before the service, or scaling would order its tasks again
        yield lambda: scaling.register_scalable_target(
            ServiceNamespace="ecs",
            ResourceId=f"service/{group['cluster']}/{group['service']}",
            ScalableDimension="ecs:service:DesiredCount",
            MinCapacity=0,
            SuspendedState={"DynamicScalingOutSuspended": True, "ScheduledScalingSuspended": True},
        )
    yield lambda: ecs.update_service(cluster=group["cluster"], service=group["service"], desiredCount=0)


def _tried(step: Callable[[], object]) -> Exception | None:
    try:
        step()
    except (BotoCoreError, ClientError) as error:
        return error
    return None


def report(reason: str, stopped: Sequence[str], problems: Sequence[str]) -> str:
    """What people read in the mail."""
    lines = [f"The budget is spent ({reason})."]
    if stopped:
        lines.append(f"These GPU groups start nothing more: {', '.join(stopped)}. Work in progress ends by itself.")
    if problems:
        lines.append(f"NOT stopped, look at once: {' | '.join(problems)}")
    lines.append("To go on: raise budgetUsd in the stack's file, then run `pulumi up --refresh`.")
    return "\n".join(lines)


def _subject(record: Mapping[str, Any]) -> str:
    message: Mapping[str, Any] = record.get("Sns") or {}
    text = str(message.get("Subject") or message.get("Message") or "").strip()
    # Whatever it says, or does not: nothing about a message may keep the groups open.
    return text.partition("\n")[0][:200] or "no subject"
