"""What chaos says in the end: all zeros, or what was lost."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tools.errors import DONE, FAILED


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one disturbance did to its film. `lost` jobs failed or are missing, `doubled` ones were counted as done more
    than once, `stuck` ones were not over in time; `wrong` files differ from those of the undisturbed film."""

    name: str
    what: str
    left: int
    """Jobs that were not over when it came."""
    jobs: int
    lost: int
    doubled: int
    stuck: int
    wrong: int
    recovered_seconds: float | None
    """From its end until the next job was done; None where none was any more, or nothing was left to do."""
    film_seconds: float
    notes: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.stuck or self.wrong)


@dataclass(frozen=True, kw_only=True)
class ChaosReport:
    """Exits with 1 unless everything is zero."""

    undisturbed_seconds: float
    outcomes: Sequence[Outcome]

    @property
    def exit_code(self) -> int:
        return DONE if all(outcome.is_clean for outcome in self.outcomes) else FAILED

    def document(self) -> Any:
        return asdict(self)

    def text(self) -> str:
        width = max(len(outcome.what) for outcome in self.outcomes)
        lines = [
            f"{self.outcomes[0].jobs} jobs a film, which takes {self.undisturbed_seconds:.0f} s undisturbed",
            "",
            f"{'':<{width}}{'left':>6}{'lost':>6}{'doubled':>9}{'stuck':>7}{'wrong':>7}{'recovered':>11}{'film':>7}",
        ]
        for each in self.outcomes:
            recovered = "" if each.recovered_seconds is None else f"{each.recovered_seconds:.1f} s"
            lines.append(
                f"{each.what:<{width}}{each.left:>6}{each.lost:>6}{each.doubled:>9}{each.stuck:>7}{each.wrong:>7}"
                f"{recovered:>11}{each.film_seconds:>5.0f} s"
            )
            lines += [f"  {note}" for note in each.notes]
        return "\n".join(lines)
