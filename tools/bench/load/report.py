"""What a load says in the end."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from tools.errors import DONE, FAILED

#: Upper limits: what 100 streams may cost of the requests a second, and how much memory may stay.
STREAMS_MARK: Final = 0.15
MEMORY_MARK: Final = 0.20


@dataclass(frozen=True, kw_only=True)
class Route:
    """One kind of request. Times in milliseconds, as the client waited."""

    name: str
    requests: int
    p50: float
    p99: float


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """Exits with 1 where the API failed at a request or refused one that was right; figures depend on the machine."""

    seconds: float
    clients: int
    streams: int
    routes: tuple[Route, ...]
    requests_a_second: float
    """Without streams."""
    beside_streams: float
    """Requests a second while the streams were open."""
    cpu_milliseconds: float
    """Of the API, a request, without streams."""
    cpu_ratio: float
    """The same in multiples of a bare endpoint."""
    memory_before: int
    memory_peak: int
    memory_after: int
    events: int
    failures: Mapping[str, int]
    refused: Mapping[str, int]

    @property
    def exit_code(self) -> int:
        return FAILED if self.failures or self.refused else DONE

    @property
    def streams_cost(self) -> float:
        """Share of the requests a second."""
        return 1 - self.beside_streams / self.requests_a_second

    @property
    def memory_growth(self) -> float:
        return self.memory_after / self.memory_before - 1

    def document(self) -> Any:
        return asdict(self) | {"streams_cost": self.streams_cost, "memory_growth": self.memory_growth}

    def text(self) -> str:
        lines = [
            f"{self.clients} clients for {self.seconds:.0f} s, half of it beside {self.streams} open streams",
            "",
            f"requests a second   {self.requests_a_second:.0f}, beside the streams {self.beside_streams:.0f}",
            f"streams cost        {self.streams_cost:.0%} of them (mark {STREAMS_MARK:.0%}), for {self.events} events",
            f"CPU a request       {self.cpu_milliseconds:.2f} ms, {self.cpu_ratio:.1f} × a bare endpoint",
            f"memory of the API   {_megabytes(self.memory_before)} before, {_megabytes(self.memory_peak)} at most",
            f"memory kept         {_megabytes(self.memory_after)}: {self.memory_growth:+.0%} (mark {MEMORY_MARK:+.0%})",
            f"failed              {_listed(self.failures)}",
            f"refused             {_listed(self.refused)}",
            "",
            f"{'request':<14}{'number':>8}{'p50 ms':>9}{'p99 ms':>9}",
            *(f"{each.name:<14}{each.requests:>8}{each.p50:>9.1f}{each.p99:>9.1f}" for each in self.routes),
        ]
        return "\n".join(lines)


def route_of(name: str, milliseconds: Sequence[float]) -> Route:
    """`milliseconds` has at least one."""
    ordered = sorted(milliseconds)
    last = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return Route(name=name, requests=len(ordered), p50=round(statistics.median(ordered), 2), p99=round(last, 2))


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:.0f} MB"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} × {what}" for what, count in sorted(counts.items())) or "0"
