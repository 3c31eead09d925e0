"""Capacity by the clock: what a scaling target may have while its hours are open, and while they are not."""

from typing import Final

import pulumi_aws as aws

from components.base.component import Component
from components.base.hours import Hours
from components.base.naming import Names

#: Of a target whose capacity goes by the clock: each look would find what the last hour has set.
BY_THE_CLOCK: Final = ["minCapacity", "maxCapacity"]


def open_and_close(
    of: Component,
    label: str,
    target: aws.appautoscaling.Target,
    hours: Hours,
    *,
    names: Names,
    opened: tuple[int, int],
    closed: tuple[int, int],
) -> None:
    """Set least and most capacity of a target when the hours open and when they close. AWS scales to them at once, and
    stops nothing that protects itself."""
    for word, hour, (least, most) in (("open", hours.opens, opened), ("close", hours.closes, closed)):
        aws.appautoscaling.ScheduledAction(
            f"{label}-{word}",
            name=names.of(label, word),
            service_namespace=target.service_namespace,
            scalable_dimension=target.scalable_dimension,
            resource_id=target.resource_id,
            schedule=hours.cron(hour),
            timezone=hours.zone,
            scalable_target_action={"min_capacity": least, "max_capacity": most},
            opts=of.child(),
        )
