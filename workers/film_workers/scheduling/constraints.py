"""A model for CP-SAT and its solver, with what schedules are asked of, over OR-Tools' compiled half.

`ortools.sat.python.cp_model` says the same things, and loads pandas for tables of variables that nobody here has: a
tenth of the image. What it makes of each call is the same model, which `tests/workers/scheduling/` compares.
"""

import threading
from collections.abc import Iterable
from importlib import import_module
from typing import Any, Final

from ortools.sat.python import cp_model_helper as cp_sat
from ortools.util.python.sorted_interval_list import Domain

Expression = cp_sat.LinearExpr | int
Literal = cp_sat.Literal
Variable = cp_sat.IntVar
Status = cp_sat.CpSolverStatus
_Logic = cp_sat.BoolArgumentConstraint
_Extreme = cp_sat.LinearArgumentConstraint
#: Its types leave out what a model is made by.
_UNTYPED: Final[Any] = import_module(cp_sat.__name__)


class Constraints:
    """Variables that are true or false, what holds between them, and what is to be small."""

    def __init__(self) -> None:
        self._model: Final[Any] = _UNTYPED.CpBaseModel(None)
        #: What the solver is given: OR-Tools' message `CpModelProto`.
        self.proto: Final[Any] = self._model.model_proto

    def variable(self, name: str) -> Variable:
        return Variable(self.proto).with_name(name).with_domain(Domain(0, 1))

    def add(self, fact: cp_sat.BoundedLinearExpression | bool, *, where: Variable | None = None) -> None:
        """A comparison of expressions, which holds always or where a variable is true; a comparison of plain numbers is
        True or False."""
        if isinstance(fact, cp_sat.BoundedLinearExpression):
            made = self._model._add_bounded_linear_expression(fact)
        else:
            made = self._model._add_bool_argument_constraint(_Logic.bool_or, [True] if fact else [])
        if where is not None:
            made.only_enforce_if(where)

    def add_exactly_one(self, literals: Iterable[Literal]) -> None:
        self._model._add_bool_argument_constraint(_Logic.exactly_one, literals)

    def add_at_most_one(self, literals: Iterable[Literal]) -> None:
        self._model._add_bool_argument_constraint(_Logic.at_most_one, literals)

    def add_all(self, literals: Iterable[Literal]) -> None:
        self._model._add_bool_argument_constraint(_Logic.bool_and, literals)

    def add_implication(self, first: Literal, second: Literal) -> None:
        self._model._add_bool_argument_constraint(_Logic.bool_and, second).only_enforce_if(first)

    def add_any(self, target: Variable, of: Iterable[Literal]) -> None:
        """`target` is whether any of the literals is true."""
        self._model._add_linear_argument_constraint(_Extreme.max, target, of)

    def add_both(self, target: Variable, first: Literal, second: Literal) -> None:
        """`target` is whether both are true."""
        self._model._add_linear_argument_constraint(_Extreme.min, target, [first, second])

    def hint(self, values: Iterable[tuple[Variable, bool]]) -> None:
        """Where the search begins, in place of where it began before."""
        self.proto.clear_solution_hint()
        for variable, value in values:
            self.proto.solution_hint.vars.append(variable.index)
            self.proto.solution_hint.values.append(int(value))

    def assume(self, literals: Iterable[Literal]) -> None:
        """What a search takes for true, in place of what it took before."""
        self.proto.assumptions.clear()
        for literal in literals:
            self.proto.assumptions.append(self._model.get_or_make_boolean_index(literal))

    def minimize(self, cost: Expression) -> None:
        self.clear_objective()
        objective = self.proto.objective
        objective.scaling_factor = 1.0
        if isinstance(cost, int):
            objective.offset = cost
            return
        flat: Any = _UNTYPED.FlatIntExpr(cost)
        for variable in flat.vars:
            objective.vars.append(variable.index)
        objective.offset = flat.offset
        objective.coeffs.extend(flat.coeffs)

    def clear_objective(self) -> None:
        self.proto.clear_objective()
        self.proto.clear_floating_point_objective()


class Better(cp_sat.SolutionCallback):
    """Told of each solution that is better than all before, from the solver's thread."""

    def OnSolutionCallback(self) -> None:  # noqa: N802 - the solver calls it so
        self.found()

    def found(self) -> None:
        raise NotImplementedError

    def value(self, literal: Literal) -> bool:
        return self.BooleanValue(literal)  # pyright: ignore[reportUnknownMemberType] - of its own stubs


class Solver:
    """One search, stopped from another thread. Raises `RuntimeError` for what no solution has been found of."""

    def __init__(self, parameters: cp_sat.SatParameters) -> None:
        self._parameters: Final = parameters
        self._response: Any = None
        self._running: Any = None
        self._lock: Final = threading.Lock()

    def solve(self, model: Constraints, better: Better | None = None) -> Status:
        running: Any = _UNTYPED.SolveWrapper()
        with self._lock:
            self._running = running
        running.set_parameters(self._parameters)
        if better is not None:
            running.add_solution_callback(better)
        self._response = running.solve(model.proto)
        if better is not None:
            running.clear_solution_callback(better)
        with self._lock:
            self._running = None
        return self._response.status

    def stop(self) -> None:
        with self._lock:
            if self._running is not None:
                self._running.stop_search()

    def value(self, literal: Literal) -> bool:
        return _UNTYPED.ResponseHelper.boolean_value(self._answered, literal)

    @property
    def cost(self) -> float:
        return self._answered.objective_value

    @property
    def bound(self) -> float:
        """Nothing costs less."""
        return self._answered.best_objective_bound

    @property
    def _answered(self) -> Any:
        if self._response is None:
            raise RuntimeError("nothing was solved")
        return self._response
