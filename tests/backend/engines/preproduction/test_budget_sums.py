"""A budget adds up whatever stands in it, and drawing it again loses nothing that a person wrote."""

import csv
import io
from collections.abc import Sequence

import pytest
from film_studio.engines.preproduction.budget.chart import ACCOUNTS
from film_studio.engines.preproduction.budget.documents import money
from film_studio.engines.preproduction.budget.drawn import Rendered, of_renders
from film_studio.engines.preproduction.budget.lines import (
    AddLine,
    BudgetSettings,
    ChangeLine,
    Fringe,
    Line,
    LineError,
    RemoveLine,
    drawn_again,
    edited,
)
from film_studio.engines.preproduction.budget.sums import share, top_sheet
from film_studio.kit.spreadsheet import csv_of
from hypothesis import given, settings
from hypothesis import strategies as st

SETTINGS = BudgetSettings(
    fringes=(Fringe(name="Payroll tax", percent=7.65), Fringe(name="Pension", percent=12.5)),
    contingency=10,
    overhead=5,
    bond=2,
)


def line(number: int, account: str = "1400", **more: object) -> Line:
    return Line.model_validate({"id": number, "account": account, "description": f"Line {number}", **more})


LINES = st.lists(
    st.builds(
        line,
        st.integers(1, 99),
        st.sampled_from(ACCOUNTS),
        amount=st.floats(0, 500).map(lambda amount: round(amount, 2)),
        times=st.integers(1, 9),
        rate=st.integers(0, 1_000_000),
        fringes=st.sets(st.sampled_from(["Payroll tax", "Pension"])).map(tuple),
    ),
    max_size=12,
)


@given(LINES)
@settings(max_examples=60)
def test_every_level_is_the_sum_of_the_one_below_it(lines: Sequence[Line]) -> None:
    sheet = top_sheet(lines, SETTINGS)
    for section in sheet.sections:
        assert section.total == sum(account.total for account in section.accounts)
        for account in section.accounts:
            if account.number in ACCOUNTS:
                assert account.total == sum(each.cost for each in lines if each.account == account.number)
    fringes = sum(account.total for section in sheet.sections for account in section.accounts)
    fringes -= sum(each.cost for each in lines)
    exact = sum(each.cost * (0.0765 * ("Payroll tax" in each.fringes) + 0.125 * ("Pension" in each.fringes))
                for each in lines)  # fmt: skip
    assert fringes == pytest.approx(exact, abs=4.01)  # each fringe is rounded once a section
    assert sheet.above + sheet.below == sum(section.total for section in sheet.sections)
    assert sheet.contingency == share(sheet.below, 10)
    assert sheet.grand_total == sheet.above + sheet.below + sheet.contingency + sheet.overhead + sheet.bond


def test_a_small_budget_as_it_is_worked_out_by_hand() -> None:
    sheet = top_sheet(
        [
            line(1, "1400", amount=12, rate=50_000, fringes=("Payroll tax",)),
            line(2, "2100", amount=2, times=3, rate=12_345, unit="day"),
            line(3, "3600", amount=1.5, rate=33),  # 49.5 hundredths
        ],
        SETTINGS,
    )
    totals = {account.number: account.total for section in sheet.sections for account in section.accounts}
    assert {number: total for number, total in totals.items() if total} == {
        "1400": 600_000,
        "1900": 45_900,
        "2100": 74_070,
        "3600": 50,
    }
    assert (sheet.above, sheet.below) == (645_900, 74_120)
    assert (sheet.contingency, sheet.overhead, sheet.bond) == (7_412, 36_001, 14_400)
    assert sheet.grand_total == 777_833
    assert money(sheet.grand_total) == "7778.33"


@given(LINES, st.lists(st.sampled_from("ABCDE"), unique=True), st.lists(st.sampled_from("ABCDE"), unique=True))
@settings(max_examples=60)
def test_drawn_again_people_s_lines_and_choices_stay(
    written: Sequence[Line], before: Sequence[str], after: Sequence[str]
) -> None:
    def drawn(keys: Sequence[str], rate: int) -> list[Line]:
        return [line(1, source="cast", key=key, rate=rate) for key in keys]

    people = [each.model_copy(update={"id": place}) for place, each in enumerate(written, 1)]
    first = list(drawn_again(people, drawn(before, 100), len(people) + 1))
    if before:
        chosen = next(each for each in first if each.key == before[0])
        first = list(
            edited(first, ChangeLine(edit="change", line=chosen.id, account="2100", fringes=("Pension",)), SETTINGS, 1)
        )
    second = drawn_again(first, drawn(after, 200), max((each.id for each in first), default=0) + 1)
    assert [each for each in second if each.source == "person"] == people
    assert sorted(each.key for each in second if each.source == "cast") == sorted(after)
    assert len({each.id for each in second}) == len(second)
    assert all(each.rate == 200 for each in second if each.source == "cast")
    if before and before[0] in after:
        (kept,) = [each for each in second if each.key == before[0]]
        assert (kept.account, kept.fringes) == ("2100", ("Pension",))


def test_what_does_not_fit_says_why() -> None:
    lines = [line(1), line(2, source="cast", key="cast:MARA")]
    for edit, words in (
        (RemoveLine(edit="remove", line=9), "line 9 is not in this budget any more"),
        (ChangeLine(edit="change", line=2, rate=5), "rate: this line is drawn from the cast"),
        (ChangeLine(edit="change", line=1, fringes=("Tax",)), "fringes: Tax is not among the budget's"),
        (
            AddLine(edit="add", account="1100", description="Rights", amount=100_000, rate=1_000_000_000),
            "a line comes to 1,000,000,000 at most",
        ),
    ):
        with pytest.raises(LineError, match=words):
            edited(lines, edit, SETTINGS, 3)
    added = edited(lines, AddLine(edit="add", account="1100", description="Rights", before=2), SETTINGS, 3)
    assert [each.id for each in added] == [1, 3, 2]


def test_rendering_is_priced_in_the_budget_s_currency() -> None:
    done = [Rendered(queue="video", seconds=7200, usd_hour=0.526), Rendered(queue="voice", seconds=1, usd_hour=None)]
    lines, missing = of_renders(done, BudgetSettings(currency="EUR", usd_rate=0.9))
    assert [(each.account, each.cost, each.key) for each in lines] == [("5500", 95, "renders:video")]
    assert missing == ["What an hour of the workers of voice costs is not known to this studio"]
    lines, missing = of_renders(done, BudgetSettings(currency="EUR"))
    assert not lines
    assert "say what a dollar costs in EUR" in missing[0]


def test_no_cell_is_a_formula_to_a_spreadsheet() -> None:
    (row,) = csv.reader(io.StringIO(csv_of([["=1+1", -5, "plain, with a comma", "@x"]])))
    assert row == ["'=1+1", "-5", "plain, with a comma", "'@x"]
