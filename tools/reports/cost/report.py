"""Adds the charges up: free allowances taken once for the whole stack, per month and per finished minute."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from components.base import prices as price_file
from tools.errors import DONE
from tools.program.recording import Evaluation
from tools.reports.cost.rates import Charge, Stack, Usage, charges, hosts, market_of, stage_of, tasks

__all__ = ["CostReport", "Line", "Usage", "Worst", "cost_of"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a bill: `quantity` is what is billed, the free allowance already taken off."""

    item: str
    resource: str
    quantity: float
    unit: str
    unit_price_usd: float
    usd_month: float
    source: str


@dataclass(frozen=True, kw_only=True)
class Worst:
    """USD for an hour in which everything runs that may: the maxima in the settings are what caps it.

    `idle` is what runs anyhow; `tasks` those on Fargate that scaling adds; `spot_hosts` and `on_demand_hosts` say how
    many GPU hosts `gpu` pays, at the dearest type of each group. Data to viewers and requests have no maximum.
    """

    idle: float
    tasks: float
    gpu: float
    spot_hosts: int
    on_demand_hosts: int

    @property
    def usd_hour(self) -> float:
        return self.idle + self.tasks + self.gpu

    def text(self) -> str:
        hosts = f"{self.spot_hosts} on spot, {self.on_demand_hosts} on demand"
        return (
            f"At most ${self.usd_hour:,.2f} in an hour in which all runs that may: ${self.idle:,.2f} idles, "
            f"${self.tasks:,.2f} for more tasks, ${self.gpu:,.2f} for GPU hosts ({hosts})"
        )


@dataclass(frozen=True, kw_only=True)
class CostReport:
    """A stack's month. `usd_per_finished_minute` is what one more minute of film adds, None without films; `worst` is
    None where AWS bills nothing."""

    stack: str
    dated: str
    usage: Usage
    lines: tuple[Line, ...]
    total_usd_month: float
    usd_per_finished_minute: float | None
    worst: Worst | None
    notes: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        return DONE

    def document(self) -> dict[str, Any]:
        """As JSON: `stack`, `total_usd_month`, `lines`, and on what they rest."""
        return {
            "stack": self.stack,
            "total_usd_month": round(self.total_usd_month, 2),
            "usd_per_finished_minute": None
            if self.usd_per_finished_minute is None
            else round(self.usd_per_finished_minute, 5),
            "worst_usd_hour": {
                key: round(value, 4)
                for key, value in ({"total": self.worst.usd_hour, **asdict(self.worst)} if self.worst else {}).items()
            },
            "prices_dated": self.dated,
            "usage": asdict(self.usage),
            "lines": [
                {**asdict(line), "quantity": round(line.quantity, 4), "usd_month": round(line.usd_month, 4)}
                for line in self.lines
            ],
            "notes": list(self.notes),
        }

    def text(self) -> str:
        rows = [
            (
                f"{line.resource}: {line.item}",
                f"{line.quantity:,.2f} {line.unit}",
                f"{line.unit_price_usd:g}",
                f"{line.usd_month:,.2f}",
            )
            for line in sorted(self.lines, key=lambda line: -line.usd_month)
            if line.usd_month >= 0.005
        ]
        hidden = len(self.lines) - len(rows)
        widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
        shown = [
            f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  × {row[2]:>{widths[2]}}  {row[3]:>{widths[3]}}"
            for row in rows
        ]
        if hidden:
            shown.append(f"({hidden} more that come to nothing, most within free allowances)")
        total = [f"{self.stack}: ${self.total_usd_month:,.2f} a month, at prices of {self.dated}"]
        if self.usd_per_finished_minute is not None:
            total.append(f"${self.usd_per_finished_minute:.4f} for each finished minute of film on top of what idles")
        if self.worst is not None:
            total.append(self.worst.text())
        return "\n".join([*shown, "", *total, *self.notes])


def cost_of(evaluation: Evaluation, usage: Usage | None = None) -> CostReport:
    """Price everything that an evaluation registers, for a month of that usage.

    Raises `rates.UnpricedError` for a type that nobody priced, `components.base.prices.UnknownPriceError` for a size
    without a price, `ValueError` for GPU hours where no group offers them.
    """
    usage = usage or Usage()
    prices = price_file.load()
    if stage_of(evaluation) == "local":
        note = "This stack runs on this machine: AWS bills nothing for it."
        return CostReport(
            stack=evaluation.stack,
            dated=prices.dated,
            usage=usage,
            lines=(),
            total_usd_month=0,
            usd_per_finished_minute=None,
            worst=None,
            notes=(note,),
        )
    stack = Stack(evaluation, prices, usage)
    notes = [*_gpu_notes(stack), *_hours_notes(stack)]
    found = [charge for resource in evaluation.resources for charge in charges(resource, stack)]
    lines = _lines(found)
    films = sum(line.usd_month for line, charge in zip(lines, found, strict=True) if charge.for_films)
    return CostReport(
        stack=evaluation.stack,
        dated=prices.dated,
        usage=usage,
        lines=tuple(lines),
        total_usd_month=sum(line.usd_month for line in lines),
        usd_per_finished_minute=films / stack.finished_minutes if stack.finished_minutes else None,
        worst=_worst(evaluation, prices),
        notes=tuple(notes),
    )


def _worst(evaluation: Evaluation, prices: price_file.PriceList) -> Worst:
    """From the same charges, for an hour: nobody asks for films or data, and every maximum is reached."""
    stack = Stack(evaluation, prices, Usage())
    idle = _lines([charge for resource in evaluation.resources for charge in charges(resource, stack)])
    services = evaluation.of_type("aws:ecs/service:Service")
    groups = evaluation.of_type("aws:autoscaling/group:Group")
    more = [
        charge
        for service in services
        for charge in tasks(service, stack, hours=stack.tasks_at_most(service) - stack.tasks_at_least(service))
    ]
    gpu = [
        charge
        for group in groups
        for charge in hosts(group, stack, hours=group.inputs["maxSize"] - group.inputs["minSize"], dearest=True)
    ]

    def most(market: str) -> int:
        return sum(group.inputs["maxSize"] for group in groups if market_of(group) == market)

    return Worst(
        idle=sum(line.usd_month for line in idle) / prices.hours_a_month,
        tasks=sum(line.usd_month for line in _lines(more)),
        gpu=sum(line.usd_month for line in _lines(gpu)),
        spot_hosts=most("spot"),
        on_demand_hosts=most("ondemand"),
    )


def _gpu_notes(stack: Stack) -> list[str]:
    usage = stack.usage
    if not usage.gpu_hours:
        return []
    groups = stack.gpu_groups(usage.gpu_market)
    if not groups:
        raise ValueError(
            f"{stack.evaluation.stack} has no GPU group that buys {usage.gpu_market}: "
            "take the other --gpu-market, or set gpuClasses and gpuMarkets."
        )
    notes = [
        f"GPU hours are spread evenly over {', '.join(group.name for group in groups)}, at the cheapest type of each."
    ]
    most = sum(group.inputs["maxSize"] for group in groups) * stack.hours
    if not most:
        notes.append("These groups are at max 0 now: the GPU lines are what they would cost, not what they can.")
    elif usage.gpu_hours * stack.prices.assumed["gpu_billed_share"] > most:
        notes.append(f"That is more than these groups can: their maxima come to {most:,.0f} hours a month (gpuMax).")
    return notes


def _hours_notes(stack: Stack) -> list[str]:
    """What a schedule saves, and what it costs, of a month."""
    saved = [
        charge
        for service in stack.evaluation.of_type("aws:ecs/service:Service")
        for charge in tasks(
            service, stack, hours=stack.tasks_at_least(service) * stack.hours - stack.hours_at_least(service)
        )
    ]
    warm = [
        charge
        for group in stack.evaluation.of_type("aws:autoscaling/group:Group")
        for charge in hosts(group, stack, hours=stack.warm_hours(group))
    ]
    notes: list[str] = []
    if saved:
        usd = sum(line.usd_month for line in _lines(saved))
        notes.append(f"Without officeHours it would be ${usd:,.2f} more a month.")
    if warm:
        usd = sum(line.usd_month for line in _lines(warm))
        notes.append(f"gpuWarmHours is ${usd:,.2f} of it: hosts that stand ready, whether they work or not.")
    return notes


def _lines(found: Sequence[Charge]) -> list[Line]:
    """A line a charge, in order; what a price leaves free goes to the first that ask for it."""
    lines: list[Line] = []
    left: dict[str, float] = {}
    for charge in found:
        price = charge.price
        free = min(left.setdefault(price.key, price.free), charge.quantity)
        left[price.key] -= free
        billed = charge.quantity - free
        lines.append(
            Line(
                item=charge.item,
                resource=charge.resource,
                quantity=billed,
                unit=price.unit,
                unit_price_usd=price.usd,
                usd_month=billed * price.usd,
                source=price.source,
            )
        )
    return lines
