"""What small mistakes a Python file invites, one change of the syntax tree each.

What no test could ever notice is left out: docstrings, type annotations, decorators, `__all__`, what is logged, the
words of an error, and a field's bounds, which refuse what none of our programs makes.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

Operator = Literal["comparison", "arithmetic", "sign", "number", "boolean", "condition", "call", "return", "arguments"]

_COMPARISONS: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_ARITHMETIC: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}  # fmt: skip
_EMPTY: Final = {"int": "0", "float": "0.0", "str": "''", "tuple": "()", "list": "[]", "bytes": "b''"}
#: The order of these calls' arguments means nothing.
_SYMMETRIC: Final = frozenset({"min", "max", "gcd", "maximum", "minimum", "isclose"})
#: Calls whose arguments no behaviour follows from.
_UNSEEN_CALLS: Final = frozenset({"Field", "TypeVar", "ParamSpec", "NewType", "cast"})
_UNSEEN_KEYWORDS: Final = frozenset({"strict", "description", "maxsize", "capture_output", "timeout"})
#: Below it a number counts something and is one off; from it on it measures something and is far off.
_COUNTED: Final = 16
_LOGS: Final = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
_LOGGERS: Final = frozenset({"log", "_log", "logger", "_logger", "logging"})


@dataclass(frozen=True, slots=True)
class Mistake:
    """One change of a file: `before` becomes `after` in `line`. `function` is the outermost one around it, by its
    qualified name, or the constant's name. `constant`: made once, as a constant or by a function that keeps its
    results, so that it need not be called again by a test that depends on it."""

    number: int
    operator: Operator
    line: int
    function: str
    constant: bool
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the tree a node hangs: in `parent.field`, or in that list at `index`."""

    parent: ast.AST
    field: str
    index: int | None = None

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


@dataclass(frozen=True, slots=True)
class _Site:
    """A change that could be made."""

    mistake: Mistake
    plant: Callable[[], None]


def mistakes(source: str) -> list[Mistake]:
    """Every mistake that can be planted in a file's text, numbered in the order of the text."""
    return [site.mistake for site in _Sites(source).found]


def planted(source: str, number: int) -> ast.Module:
    """The file's tree with one mistake of `mistakes(source)` in it."""
    sites = _Sites(source)
    sites.found[number].plant()
    return ast.fix_missing_locations(sites.tree)


class _Sites:
    """Walks a file's tree once and gathers what could be changed."""

    def __init__(self, source: str) -> None:
        self.tree = ast.parse(source)
        self.found: list[_Site] = []
        self._function: list[str] = []
        self._inside = False
        self._kept = False
        self._constant = ""
        self._returns: list[str] = []
        self._body(self.tree, self.tree.body, "body")

    # --- statements ---------------------------------------------------------------------------------------------

    def _body(self, parent: ast.AST, statements: Sequence[ast.stmt], field: str) -> None:
        for index, statement in enumerate(statements):
            self._statement(statement, _Place(parent, field, index))

    def _statement(self, node: ast.stmt, place: _Place) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._definition(node)
            case ast.ClassDef():
                self._named(node.name, lambda: self._body(node, node.body, "body"))
            case ast.AnnAssign() | ast.Assign():
                self._assignment(node)
            case ast.Expr():
                self._dropped(node, place)
            case ast.Return(value=ast.expr() as value):
                self._return(node, value)
            case ast.AugAssign():
                other = _ARITHMETIC.get(type(node.op))
                if other is not None:
                    self._offer("arithmetic", node, place, ast.AugAssign(node.target, other(), node.value))
                self._children(node)
            case ast.If() | ast.While() if not _is_guard(node.test):
                self._condition(node, node.test)
                self._children(node)
            case ast.If() | ast.While() | ast.Raise() | ast.Assert() | ast.Import() | ast.ImportFrom():
                pass
            case _:
                self._children(node)

    def _dropped(self, node: ast.Expr, place: _Place) -> None:
        if isinstance(node.value, ast.Constant) or (isinstance(node.value, ast.Call) and _is_log(node.value)):
            return
        if isinstance(node.value, ast.Call | ast.Await):
            self._offer("call", node, place, ast.Pass())
        self._expression(node.value, _Place(node, "value"))

    def _definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        outermost, self._inside = not self._inside, True
        self._kept = self._kept or any("cache" in ast.unparse(decorator) for decorator in node.decorator_list)
        if outermost:
            self._function.append(node.name)
        self._returns.append(ast.unparse(node.returns) if node.returns else "")
        for index, default in enumerate(node.args.defaults):
            self._expression(default, _Place(node.args, "defaults", index))
        for index, default in enumerate(node.args.kw_defaults):
            if default is not None:
                self._expression(default, _Place(node.args, "kw_defaults", index))
        self._body(node, node.body, "body")
        self._returns.pop()
        if outermost:
            self._function.pop()
            self._inside = self._kept = False

    def _named(self, name: str, walk: Callable[[], None]) -> None:
        if self._inside:
            walk()
            return
        self._function.append(name)
        walk()
        self._function.pop()

    def _assignment(self, node: ast.AnnAssign | ast.Assign) -> None:
        targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
        names = [ast.unparse(target) for target in targets]
        if node.value is None or "__all__" in names or "__slots__" in names:
            return
        value = node.value
        if self._inside:
            self._expression(value, _Place(node, "value"))
            return
        self._constant = names[0]
        self._expression(value, _Place(node, "value"))
        self._constant = ""

    def _return(self, node: ast.Return, value: ast.expr) -> None:
        self._expression(value, _Place(node, "value"))
        if isinstance(value, ast.Constant):
            return
        declared = self._returns[-1].split("[")[0] if self._returns else ""
        for text in ("True", "False") if declared == "bool" else (_EMPTY.get(declared, "None"),):
            if ast.unparse(value) != text:
                self._offer("return", value, _Place(node, "value"), ast.parse(text, mode="eval").body)

    def _condition(self, node: ast.If | ast.While | ast.IfExp, test: ast.expr) -> None:
        """Negates a bare condition; a comparison and a `not` have their own mistakes."""
        if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant):
            self._offer("condition", test, _Place(node, "test"), ast.UnaryOp(ast.Not(), test))

    # --- expressions --------------------------------------------------------------------------------------------

    def _children(self, node: ast.AST) -> None:
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                for index, each in enumerate(cast("list[object]", value)):
                    self._child(each, _Place(node, field, index))
            else:
                self._child(value, _Place(node, field))

    def _child(self, value: object, place: _Place) -> None:
        if isinstance(value, ast.stmt):
            self._statement(value, place)
        elif isinstance(value, ast.expr):
            self._expression(value, place)
        elif isinstance(value, ast.AST):
            self._children(value)

    def _expression(self, node: ast.expr, place: _Place) -> None:
        match node:
            case ast.Compare(ops=[operator]):
                self._offer(
                    "comparison",
                    node,
                    place,
                    ast.Compare(node.left, [_COMPARISONS[type(operator)]()], node.comparators),
                )
            case ast.Compare():
                for index, operator in enumerate(node.ops):
                    ops: list[ast.cmpop] = [*node.ops[:index], _COMPARISONS[type(operator)](), *node.ops[index + 1 :]]
                    self._offer("comparison", node, place, ast.Compare(node.left, ops, node.comparators))
            case ast.BinOp() if type(node.op) in _ARITHMETIC:
                self._offer("arithmetic", node, place, ast.BinOp(node.left, _ARITHMETIC[type(node.op)](), node.right))
            case ast.UnaryOp(op=ast.USub()):
                self._offer("sign", node, place, node.operand)
            case ast.UnaryOp(op=ast.Not()):
                self._offer("boolean", node, place, node.operand)
            case ast.BoolOp():
                other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
                self._offer("boolean", node, place, ast.BoolOp(other, node.values))
            case ast.IfExp():
                self._condition(node, node.test)
            case ast.Constant():
                self._number(node, place)
            case ast.Call():
                self._call(node, place)
                return
            case ast.FormattedValue():
                self._expression(node.value, _Place(node, "value"))
                return
            case _:
                pass
        self._children(node)

    def _number(self, node: ast.Constant, place: _Place) -> None:
        value = node.value
        if isinstance(value, bool):
            self._offer("boolean", node, place, ast.Constant(not value))
        elif isinstance(value, int):
            counted = (value + 1, value - 1) if value else (1,)
            for each in counted if value < _COUNTED else (value * 2, value // 2):
                self._offer("number", node, place, ast.Constant(each))
        elif isinstance(value, float):
            changed = (value * 2, value / 2) if value else (1.0,)
            for each in changed:
                self._offer("number", node, place, ast.Constant(each))

    def _call(self, node: ast.Call, place: _Place) -> None:
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in _UNSEEN_CALLS or _is_log(node):
            return
        self._expression(node.func, _Place(node, "func"))
        plain = [argument for argument in node.args if not isinstance(argument, ast.Starred)]
        if len(plain) == len(node.args) > 1 and name not in _SYMMETRIC:
            first, second, *rest = node.args
            if ast.dump(first) != ast.dump(second):
                self._offer("arguments", node, place, ast.Call(node.func, [second, first, *rest], node.keywords))
        for index, argument in enumerate(node.args):
            self._expression(argument, _Place(node, "args", index))
        for keyword in node.keywords:
            if keyword.arg not in _UNSEEN_KEYWORDS:
                self._expression(keyword.value, _Place(keyword, "value"))

    def _offer(self, operator: Operator, old: ast.AST, place: _Place, new: ast.AST) -> None:
        def plant() -> None:
            place.put(ast.copy_location(new, old))

        mistake = Mistake(
            number=len(self.found),
            operator=operator,
            line=getattr(old, "lineno", 0),
            function=".".join(self._function) if self._inside or not self._constant else self._constant,
            constant=not self._inside or self._kept,
            before=ast.unparse(old),
            after=ast.unparse(new),
        )
        self.found.append(_Site(mistake, plant))


def _is_guard(test: ast.expr) -> bool:
    """Whether a condition asks how the file is read, and not what it does."""
    return ast.unparse(test) in {"TYPE_CHECKING", "__name__ == '__main__'"}


def _is_log(call: ast.Call) -> bool:
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in _LOGS:
        return False
    return isinstance(function.value, ast.Name) and function.value.id in _LOGGERS
