"""CloudWatch's metric math, as far as the alarms of scaling policies use it.

Metric math spells arithmetic, comparisons (1 or 0), lists and calls as Python does, so Python's own parser reads it.
Source: CloudWatch User Guide, "Using math expressions with CloudWatch metrics".
"""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from tools.errors import StudioError

_ARITHMETIC: Final[Mapping[type[ast.operator], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
_COMPARISONS: Final[Mapping[type[ast.cmpop], Callable[[float, float], bool]]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
}


@dataclass(frozen=True, kw_only=True)
class Metric:
    """`name` is `visible`, `working` or `age` of the queue `of`, or `wanted` or `running` of the group `of`."""

    name: str
    of: str


@dataclass(frozen=True, kw_only=True)
class Formula:
    """What an alarm watches: the expression `watched`, over other expressions and over metrics, by id."""

    watched: str
    expressions: tuple[tuple[str, str], ...]
    metrics: tuple[tuple[str, Metric], ...]

    def value(self, measure: Callable[[Metric], float]) -> float:
        """Calculate it. Raises `StudioError`."""
        return self._of(self.watched, dict(self.expressions), dict(self.metrics), measure)

    def _of(
        self,
        name: str,
        expressions: Mapping[str, str],
        metrics: Mapping[str, Metric],
        measure: Callable[[Metric], float],
    ) -> float:
        if name in metrics:
            return measure(metrics[name])
        if name not in expressions:
            raise StudioError(f"'{name}' is neither a metric nor an expression of its alarm: give it a query.")
        return calculate(expressions[name], lambda inner: self._of(inner, expressions, metrics, measure))


def calculate(expression: str, value_of: Callable[[str], float]) -> float:
    """The value of an expression at one moment; `value_of` gives that of an id. Raises `StudioError`."""
    return _value(_parsed(expression), expression, value_of)


@cache
def _parsed(expression: str) -> ast.expr:
    try:
        return ast.parse(expression, mode="eval").body
    except SyntaxError as error:
        raise _unknown(expression, expression) from error


def _value(node: ast.expr, expression: str, value_of: Callable[[str], float]) -> float:
    def inner(each: ast.expr) -> float:
        return _value(each, expression, value_of)

    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return value_of(name)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return _ARITHMETIC[type(op)](inner(left), inner(right))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            return float(_COMPARISONS[type(op)](inner(left), inner(right)))
        case ast.Call(func=ast.Name(id=function), args=arguments):
            return _call(function, arguments, expression, inner)
        case _:
            raise _unknown(ast.unparse(node), expression)


def _call(function: str, arguments: Sequence[ast.expr], expression: str, inner: Callable[[ast.expr], float]) -> float:
    match function, arguments:
        case "FILL", [value, _]:  # here every metric reports each minute
            return inner(value)
        case "IF", [condition, then, otherwise]:
            return inner(then) if inner(condition) else inner(otherwise)
        case "MAX", [ast.List(elts=values)]:
            return max(inner(each) for each in values)
        case _:
            raise _unknown(f"{function}(…) with {len(arguments)} arguments", expression)


def _unknown(part: str, expression: str) -> StudioError:
    return StudioError(
        f"'{part}' in the expression '{expression}' of an alarm is unknown: "
        "teach it to tools/reports/simulate/metric_math.py."
    )


def formula_of(queries: Sequence[Mapping[str, Any]], metric_of: Callable[[Mapping[str, Any]], Metric]) -> Formula:
    """The formula of an alarm's registered `metricQueries`; `metric_of` reads one query's `metric`."""
    return Formula(
        watched=next(str(query["id"]) for query in queries if query.get("returnData")),
        expressions=tuple((str(query["id"]), str(query["expression"])) for query in queries if "expression" in query),
        metrics=tuple((str(query["id"]), metric_of(query["metric"])) for query in queries if "metric" in query),
    )
