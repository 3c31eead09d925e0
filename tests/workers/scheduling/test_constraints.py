"""A model made without OR-Tools' Python half is the one that it makes, and is solved alike."""

import subprocess
import sys
from collections.abc import Iterable

import pytest
from film_workers.scheduling import model
from film_workers.scheduling.constraints import Constraints, Literal, Solver, Status, Variable
from film_workers.scheduling.model import ScheduleModel
from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import BoundedLinearExpression, SatParameters

from contracts.recipes.schedule import ScheduleRecipe
from tools.bench.schedule import generated_board


class ByOrTools:
    """The same words, said by OR-Tools' own model."""

    def __init__(self) -> None:
        self._model = cp_model.CpModel()
        self.proto = self._model.proto
        self.variable = self._model.new_bool_var
        self.add_exactly_one = self._model.add_exactly_one
        self.add_at_most_one = self._model.add_at_most_one
        self.add_all = self._model.add_bool_and
        self.add_implication = self._model.add_implication
        self.minimize = self._model.minimize
        self.clear_objective = self._model.clear_objective

    def add(self, fact: BoundedLinearExpression | bool, *, where: Variable | None = None) -> None:
        made = self._model.add(fact)
        if where is not None:
            made.only_enforce_if(where)  # pyright: ignore[reportUnknownMemberType] - of its own stubs

    def add_any(self, target: Variable, of: Iterable[Literal]) -> None:
        self._model.add_max_equality(target, of)

    def add_both(self, target: Variable, first: Literal, second: Literal) -> None:
        self._model.add_min_equality(target, [first, second])

    def hint(self, values: Iterable[tuple[Variable, bool]]) -> None:
        self._model.clear_hints()
        for variable, value in values:
            self._model.add_hint(variable, value)

    def assume(self, literals: Iterable[Literal]) -> None:
        self._model.clear_assumptions()
        self._model.add_assumptions(literals)


def asked(recipe: ScheduleRecipe) -> Constraints:
    """Everything that a search asks of a model, twice what replaces what was asked before."""
    schedule = ScheduleModel(recipe)
    made = schedule.model
    made.add_all(list(schedule.limits.values()))
    made.add(schedule.cost >= schedule.floor)
    made.add(True)
    for _ in range(2):
        schedule.start_here()
        made.minimize(schedule.cost)
        made.assume([*schedule.limits.values(), ~schedule.on[0][0]])
    return made


def test_the_model_of_a_board_is_the_one_that_or_tools_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = generated_board()
    ours = str(asked(recipe).proto)
    monkeypatch.setattr(model, "Constraints", ByOrTools)
    assert len(ours) > 10_000
    assert str(asked(recipe).proto) == ours


@pytest.mark.parametrize("cost", [0, 7])
def test_a_cost_that_is_a_number_is_an_objective_too(cost: int) -> None:
    ours, theirs = Constraints(), ByOrTools()
    ours.minimize(cost)
    theirs.minimize(cost)
    assert str(ours.proto) == str(theirs.proto)


def test_what_cannot_hold_has_no_solution_and_no_value() -> None:
    made = Constraints()
    one = made.variable("one")
    made.add(one >= 1)
    made.add(False, where=one)
    solver = Solver(SatParameters())
    with pytest.raises(RuntimeError, match="nothing was solved"):
        solver.value(one)
    assert solver.solve(made) == Status.INFEASIBLE


def test_looking_for_a_schedule_loads_no_pandas() -> None:
    """The worker's image has none."""
    program = (
        "import sys; sys.modules['pandas'] = None\n"
        "from film_workers.scheduling.search import best_order\n"
        "assert 'ortools.sat.python.cp_model' not in sys.modules"
    )
    paths = [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{program}"]
    ended = subprocess.run(paths, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
