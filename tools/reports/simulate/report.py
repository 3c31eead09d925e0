"""What a simulation says: jobs and their fate, waits, machines, money; as text, JSON and a plot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.errors import DONE, FAILED
from tools.reports.simulate.clock import moment
from tools.reports.simulate.model import Fleet
from tools.reports.simulate.state import Record, Sample


@dataclass(frozen=True, kw_only=True)
class SimulationReport:
    """Figures of one run. Times are in seconds; `wait` is from arrival to the first worker."""

    stack: str
    trace: str
    seed: int
    jobs: int
    done: int
    dead: int
    """Poison: set aside in a dead-letter queue and reported, as it should be."""
    lost: int
    """Jobs that can succeed and did not. Zero, or the fleet is wrong."""
    unresolved_poison: int
    duplicated: int
    """Jobs that two workers were at, or that were done again."""
    stopped_at_work: int
    interruptions: int
    crashes: int
    wait_median: float
    wait_p95: float
    wait_longest: float
    oldest_age: float
    workers_at_most: int
    machine_hours: float
    wasted_share: float
    usd: float
    on_demand_hours: float
    on_demand_usd: float
    """Of `usd`, what hosts cost that stood in for spot."""
    hours: float
    notes: tuple[str, ...]
    samples: Sequence[Sample] = field(repr=False)
    """The curves, by the minute."""

    @property
    def is_sound(self) -> bool:
        return self.lost == 0 and self.unresolved_poison == 0

    @property
    def exit_code(self) -> int:
        return DONE if self.is_sound else FAILED

    def document(self) -> dict[str, Any]:
        """As JSON: every figure, and the curves by the minute (seconds, messages, workers, wanted, age, USD, workers on
        on-demand hosts)."""
        figures = {
            key: round(value, 4) if isinstance(value, float) else value
            for key, value in vars(self).items()
            if key != "samples"
        }
        curve = [
            [
                each.at,
                each.backlog,
                each.running,
                each.desired,
                round(each.oldest_age, 1),
                round(each.usd, 5),
                each.on_demand,
            ]
            for each in self.samples
        ]
        return {**figures, "notes": list(self.notes), "curve": curve}

    def text(self) -> str:
        verdict = "No job is lost." if self.is_sound else "JOBS ARE LOST: do not deploy this."
        waits = (_span(each) for each in (self.wait_median, self.wait_p95, self.wait_longest))
        rows = [
            ("jobs", f"{self.jobs} arrive, {self.done} done, {self.dead} poison set aside, {self.lost} lost"),
            ("done twice", f"{self.duplicated}"),
            ("wait", "median {}, 95 % within {}, longest {}".format(*waits)),
            ("oldest message", f"{_span(self.oldest_age)} at most"),
            ("workers", f"{self.workers_at_most} at most, {self.machine_hours:.1f} hours in all"),
            ("in vain", f"{self.wasted_share:.1%} of these hours"),
            ("spot", f"took back {self.interruptions} machines"),
            ("crashes", f"{self.crashes} workers died"),
            ("scaling", f"stopped {self.stopped_at_work} workers in the middle of a job"),
            ("on demand", f"{self.on_demand_hours:.1f} host hours for ${self.on_demand_usd:.3f}"),
            ("money", f"${self.usd:.3f} in {self.hours:.1f} hours, on-demand hosts included"),
        ]
        lines = [f"{self.stack}, trace {self.trace}, seed {self.seed}", ""]
        lines += [f"{name:<16}{value}" for name, value in rows]
        return "\n".join([*lines, "", verdict, *self.notes])


def report_of(fleet: Fleet, record: Record, *, trace: str, seed: int, begins: float = 0.0) -> SimulationReport:
    """Boil a record down to its figures. `begins` is the second of the week at which it was played."""
    waits = sorted(
        state.began - state.job.at for state in record.jobs if state.began is not None and not state.job.poison
    )
    outcomes = [(state.outcome, bool(state.job.poison)) for state in record.jobs]
    return SimulationReport(
        stack=fleet.stack,
        trace=trace,
        seed=seed,
        jobs=len(record.jobs),
        done=sum(outcome == "done" for outcome, _ in outcomes),
        dead=sum(outcome == "dead" for outcome, _ in outcomes),
        lost=sum(outcome == "lost" and not poison for outcome, poison in outcomes),
        unresolved_poison=sum(outcome == "lost" and poison for outcome, poison in outcomes),
        duplicated=sum(state.duplicated or state.runs > 1 for state in record.jobs if not state.job.poison),
        stopped_at_work=record.stopped_at_work,
        interruptions=record.interruptions,
        crashes=record.crashes,
        wait_median=_at(waits, 0.5),
        wait_p95=_at(waits, 0.95),
        wait_longest=waits[-1] if waits else 0.0,
        oldest_age=max((sample.oldest_age for sample in record.samples), default=0.0),
        workers_at_most=max((sample.running for sample in record.samples), default=0),
        machine_hours=record.task_seconds / 3600,
        wasted_share=record.wasted_seconds / record.task_seconds if record.task_seconds else 0.0,
        usd=record.usd,
        on_demand_hours=record.on_demand_seconds / 3600,
        on_demand_usd=record.on_demand_usd,
        hours=record.ended / 3600,
        notes=(*fleet.notes, *_by_the_clock(fleet, begins)),
        samples=tuple(record.samples),
    )


def _by_the_clock(fleet: Fleet, begins: float) -> Iterator[str]:
    """What schedules did to it, where the stack has any."""
    warm = [service.name for service in fleet.services if service.schedule]
    if warm:
        yield f"By gpuWarmHours one worker of {', '.join(warm)} stands ready in these hours, and is paid in them."
    if fleet.api:
        yield "By officeHours nobody hands in anything while the API is closed: what would come waits for its opening."
    if warm or fleet.api:
        yield f"The trace begins at {moment(begins)}, by the clock of these hours; --begin names another moment."


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
