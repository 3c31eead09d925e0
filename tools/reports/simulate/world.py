"""What a simulation assumes of AWS, and of luck."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class World:
    """What AWS and bad luck do. Rates are per hour and machine; (least, most) are drawn evenly.

    Starts: assumed, in the range that AWS and users report for tasks with images of 1 to 8 GB. Spot: EC2's spot advisor
    gives < 5 % a month to > 20 % for these types; the default here is far worse, on purpose.
    """

    fargate_start: tuple[float, float] = (40, 90)
    host_boot: tuple[float, float] = (60, 120)
    first_pull: tuple[float, float] = (60, 150)
    next_start: float = 15
    metric_delay: float = 60
    interruptions: float = 0.1
    crashes: float = 0.05
    failed_drains: float = 0.05
    """The share of interrupted workers that do not hand their message back in time."""
    host_idle: float = 900
    """ECS takes an empty host away after 15 minutes. Source: "Amazon ECS cluster auto scaling"."""
    losses: int = 4
    """Attempts of which nothing came, after which the API gives a job up (its reconciler's MAX_LOSSES)."""
    patience: float = 7200
    """So long the API believes that a job may still be in a queue that is not empty."""
    horizon: float = 48 * 3600
    droughts: tuple[tuple[float, float], ...] = ()
    """From when to when EC2 has no spot hosts to give; within `drought_notice` it takes back those that it gave."""
    drought_notice: float = 600
