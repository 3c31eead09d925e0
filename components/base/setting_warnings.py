"""What settings may be although somebody will be surprised by it: a sentence each, with the fix."""

import math
from collections.abc import Iterator
from typing import Final

from components.base.database_classes import arm_twin, is_arm
from components.base.idle_cost import idle_usd_month
from components.base.prices import UnknownPriceError
from components.base.setting_checks import NOTICE_SHARE, hours_of_work, worker_vcpu
from components.base.settings import Settings

#: A week at full work: what a month's budget should last for at least.
_HOURS_OF_WORK: Final = 7 * 24
#: vCPU of Fargate Spot that an account starts with, in each region. Source: Fargate, "Service quotas".
FIRST_FARGATE_VCPU: Final = 6


def warnings(settings: Settings) -> Iterator[str]:
    """What a preview and an update say of these settings before they go on."""
    if not settings.pages_origins:
        yield "pagesOrigins is empty: no browser may call the API. Set it to the site's origin when there is one."
    if settings.stage == "production" and not settings.protected:
        yield (
            f"protected is false in stack '{settings.stack}': nothing keeps its database, films and load balancer from "
            "being deleted, and the database leaves no last snapshot. That is the first step of its teardown "
            f"(docs/deploy.md); otherwise set it back: `pulumi config set --stack {settings.stack} protected true`."
        )
    if not settings.worker_count_max:
        yield (
            "workerCountMax is 0: nobody does scores, films and whatever else CPUs do, so jobs wait until their "
            f"messages expire. `pulumi config set --stack {settings.stack} workerCountMax 1` lets one worker start."
        )
    yield from _database(settings)
    if settings.alarms:
        try:
            idle = idle_usd_month(settings)
        except UnknownPriceError:
            return  # `./studio cost` names what has no price
        yield from _money(settings, idle)


def _database(settings: Settings) -> Iterator[str]:
    if is_arm(settings.database_class):
        return
    twin = arm_twin(settings.database_class)
    fix = (
        f"{twin} has the same memory for a tenth less"
        if twin
        else "no Graviton class has as much memory for less, so look whether the next smaller one does"
    )
    yield f"databaseClass is '{settings.database_class}', on Intel's processors: {fix}."


def _money(settings: Settings, idle: float) -> Iterator[str]:
    if idle > NOTICE_SHARE * settings.budget_usd:
        yield (
            f"budgetUsd is {settings.budget_usd}, of which idling takes ${idle:.2f}: somebody is told of "
            f"{NOTICE_SHARE:.0%} in every month, although nobody works. Raise it to at least "
            f"{math.ceil(idle / NOTICE_SHARE)}."
        )
    hours = hours_of_work(settings, idle)
    if hours < _HOURS_OF_WORK:
        vcpu = worker_vcpu(settings)
        quota = (
            f" And an account starts with {FIRST_FARGATE_VCPU} vCPU of Fargate Spot a region: `./studio quotas "
            f"{settings.stack}` says what yours allows."
            if vcpu > FIRST_FARGATE_VCPU
            else ""
        )
        yield (
            f"workerCountMax is {settings.worker_count_max}: at full work {vcpu:g} vCPU spend what budgetUsd "
            f"({settings.budget_usd}) leaves in {hours:.0f} hours, and only hosts with GPUs are stopped then. Lower "
            f"workerCountMax or workerCpu, or raise budgetUsd.{quota}"
        )
