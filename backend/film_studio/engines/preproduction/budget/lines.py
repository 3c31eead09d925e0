"""A budget as it is stored, and every way in which a person changes it: pure functions.

Money is in hundredths of the budget's currency, in whole numbers, so that sums are exact.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from film_studio.engines.preproduction.budget.chart import ACCOUNTS
from film_studio.kit.schemas import Body, Name

MOST_LINES: Final = 5_000
MOST_FRINGES: Final = 50
#: Ten million of a currency for a unit, and a milliard for a line: sums of so many lines stay exact in JSON.
MOST_RATE: Final = 1_000_000_000
MOST_TOTAL: Final = 100_000_000_000


def _takes_lines(number: str) -> str:
    if number not in ACCOUNTS:
        raise ValueError(f"{number} takes no lines; choose one of {', '.join(ACCOUNTS)}")
    return number


AccountNumber = Annotated[
    str,
    AfterValidator(_takes_lines),
    Field(json_schema_extra={"enum": list(ACCOUNTS)}, description="Of the chart of accounts, but for fringes"),
]
Source = Literal["person", "cast", "schedule", "renders"]
Amount = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False, description="How many units")]
Times = Annotated[int, Field(ge=1, le=10_000, description="For how many: three extras for two days are 2 × 3")]
Rate = Annotated[int, Field(ge=0, le=MOST_RATE, description="For one unit, in hundredths of the currency")]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Fringes = Annotated[tuple[Name, ...], Field(max_length=MOST_FRINGES, description="Names of those that are due on it")]


class LineError(ValueError):
    """An edit that the budget does not take; the text says why and what to do."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class Line(_Part):
    """What something costs: amount × times × rate."""

    id: int = Field(ge=1, description="In its budget; never given to another line")
    account: AccountNumber
    description: Name
    amount: Amount = 1
    unit: Name = Field(default="allowance", description="What the rate is for: day, week, mile, allowance")
    times: Times = 1
    rate: Rate = 0
    fringes: Fringes = ()
    source: Source = Field(
        default="person",
        description="A person wrote it, or it was drawn: from the schedule's cast, its moves and nights, or renders",
    )
    key: str = Field(default="", description="Of a drawn line: what it is for, by which it is found when drawn again")

    @property
    def cost(self) -> int:
        """In hundredths, halves rounded up."""
        exact = Decimal(str(self.amount)) * self.times * self.rate
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def _named_once(fringes: tuple["Fringe", ...]) -> tuple["Fringe", ...]:
    """What is said last of a fringe holds."""
    return tuple({fringe.name.casefold(): fringe for fringe in fringes}.values())


class Fringe(_Part):
    """What is due on pay beside it: a payroll tax, a pension, holiday pay."""

    name: Name
    percent: Percent


class BudgetSettings(Body):
    """What holds for all of a budget."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    currency: str = Field(default="USD", pattern="^[A-Z]{3}$", description="Its code after ISO 4217")
    usd_rate: float | None = Field(
        default=None,
        gt=0,
        le=1_000_000,
        allow_inf_nan=False,
        description="What a US dollar costs in the currency, for what rendering costs; null: not known",
    )
    fringes: Annotated[tuple[Fringe, ...], AfterValidator(_named_once)] = Field(default=(), max_length=MOST_FRINGES)
    contingency: Percent = Field(default=10, description="Of what is below the line")
    overhead: Percent = Field(default=0, description="Of what is above and below the line")
    bond: Percent = Field(default=0, description="Completion bond: of what is above and below the line")


class AddLine(_Part):
    """Write a line, at the end of its account or before another one."""

    edit: Literal["add"]
    account: AccountNumber
    description: Name
    amount: Amount = 1
    unit: Name = "allowance"
    times: Times = 1
    rate: Rate = 0
    fringes: Fringes = ()
    before: int | None = Field(default=None, ge=1, description="The line that it comes before; null: at the end")


class ChangeLine(_Part):
    """Change a line; what is left out stays. Of a drawn line, account and fringes are a person's to choose."""

    edit: Literal["change"]
    line: int = Field(ge=1)
    account: AccountNumber | None = None
    description: Name | None = None
    amount: Amount | None = None
    unit: Name | None = None
    times: Times | None = None
    rate: Rate | None = None
    fringes: Fringes | None = None


class RemoveLine(_Part):
    """Take a line out. A drawn one comes back when it is drawn again."""

    edit: Literal["remove"]
    line: int = Field(ge=1)


LineEdit = Annotated[AddLine | ChangeLine | RemoveLine, Field(discriminator="edit")]
_DRAWN_STAYS: Final = ("description", "amount", "unit", "times", "rate")


def edited(lines: Sequence[Line], edit: LineEdit, settings: BudgetSettings, next_id: int) -> tuple[Line, ...]:
    """The lines after an edit; a new one is called `next_id`. Raises `LineError`."""
    match edit:
        case AddLine():
            if len(lines) >= MOST_LINES:
                raise LineError(f"a budget has at most {MOST_LINES} lines; this one has them")
            line = Line(id=next_id, **edit.model_dump(exclude={"edit", "before"}))
            _check(line, settings)
            place = len(lines) if edit.before is None else _place(lines, edit.before)
            changed = (*lines[:place], line, *lines[place:])
        case ChangeLine():
            place = _place(lines, edit.line)
            line = lines[place]
            said = edit.model_dump(exclude={"edit", "line"}, exclude_none=True)
            fixed = [name for name in _DRAWN_STAYS if name in said and said[name] != getattr(line, name)]
            if line.source != "person" and fixed:
                raise LineError(
                    f"{fixed[0]}: this line is drawn from the {line.source}; change it there, and draw again"
                )
            line = line.model_copy(update=said)
            _check(line, settings)
            changed = (*lines[:place], line, *lines[place + 1 :])
        case RemoveLine():
            place = _place(lines, edit.line)
            changed = (*lines[:place], *lines[place + 1 :])
    return tuple(changed)


def drawn_again(lines: Sequence[Line], drawn: Sequence[Line], next_id: int) -> tuple[Line, ...]:
    """The lines of people as they are, and `drawn` in place of those drawn before: a line for the same thing stays
    where it is, with the account and the fringes that somebody chose for it. `drawn` have keys, each once."""
    fresh = {line.key: line for line in drawn}
    found: list[Line] = []
    for line in lines:
        if line.source == "person":
            found.append(line)
        elif (same := fresh.pop(line.key, None)) is not None:
            found.append(same.model_copy(update={"id": line.id, "account": line.account, "fringes": line.fringes}))
    room = MOST_LINES - len(found)
    new = list(fresh.values())[:room]
    return (*found, *(line.model_copy(update={"id": next_id + index}) for index, line in enumerate(new)))


def without_fringes_of(lines: Sequence[Line], settings: BudgetSettings) -> tuple[Line, ...]:
    """The lines without fringes that the settings do not name any more."""
    named = {fringe.name for fringe in settings.fringes}
    return tuple(
        line.model_copy(update={"fringes": tuple(name for name in line.fringes if name in named)}) for line in lines
    )


def _check(line: Line, settings: BudgetSettings) -> None:
    if line.cost > MOST_TOTAL:
        raise LineError(f"rate: a line comes to {MOST_TOTAL // 100:,} at most; this one is more, split it")
    named = [fringe.name for fringe in settings.fringes]
    for name in line.fringes:
        if name not in named:
            raise LineError(f"fringes: {name} is not among the budget's ({', '.join(named) or 'it has none yet'})")


def _place(lines: Sequence[Line], number: int) -> int:
    for place, line in enumerate(lines):
        if line.id == number:
            return place
    raise LineError(f"line {number} is not in this budget any more; read it again")
