"""When something holds: expressions as in XLSForm, with XPath 1.0's meaning.

Names: `.` (this item's value), `unit_kind`, `unit.<attribute>`, `place_kind`,
`asset.<attribute>`, `count.<asset kind>` (how many were scanned), an item's code (its value; its
result where it has none) and `<code>.result`. A name without a value is the empty text, so that
`${unit.boilers} = 0` is false while nobody has said how many boilers there are.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from forms.errors import ExpressionError
from forms.functions import (
    FUNCTIONS,
    PATTERN_LENGTH_MAX,
    Value,
    are_equal,
    divide,
    remainder,
    to_boolean,
    to_number,
    to_text,
)
from forms.syntax import CURRENT, Binary, Call, Literal, Name, Negation, Node, parse_expression

COMPILED_MAX = 2048
"""More than the expressions of all checklists together."""

_PREFIXES = ("unit.", "asset.", "count.")
_PLAIN_NAMES = (CURRENT, "unit_kind", "place_kind")


@dataclass(frozen=True, slots=True)
class Context:
    """What the names of an expression stand for, on a given day."""

    today: date
    values: Mapping[str, object]

    def with_values(self, more: Mapping[str, object]) -> Context:
        return Context(self.today, {**self.values, **more})


@dataclass(frozen=True, slots=True)
class Expression:
    source: str
    root: Node
    names: frozenset[str]
    """What the value depends on."""
    uses_today: bool

    def value(self, context: Context) -> Value:
        return _evaluate(self.root, context)

    def is_true(self, context: Context) -> bool:
        return to_boolean(_evaluate(self.root, context))


@lru_cache(maxsize=COMPILED_MAX)
def compile_expression(source: str) -> Expression:
    """Read an expression and check its functions. Raises `ExpressionError`."""
    root = parse_expression(source)
    nodes = tuple(_walk(root))
    for node in nodes:
        if isinstance(node, Call):
            _check_call(node)
    return Expression(
        source=source,
        root=root,
        names=frozenset(node.name for node in nodes if isinstance(node, Name)),
        uses_today=any(isinstance(node, Call) and node.function == "today" for node in nodes),
    )


def check_names(expression: Expression, codes: Container[str]) -> None:
    """Raises `ExpressionError` at the first name that is neither known nor an item's code."""
    for node in _walk(expression.root):
        if isinstance(node, Name) and not _is_known(node.name, codes):
            raise ExpressionError(node.position, "unknown_name", name=node.name)


def holds(source: str | None, context: Context) -> bool:
    """True when there is no condition, or when it is met."""
    return source is None or compile_expression(source).is_true(context)


def _is_known(name: str, codes: Container[str]) -> bool:
    return (
        name in _PLAIN_NAMES
        or any(name.startswith(prefix) and name != prefix for prefix in _PREFIXES)
        or name.removesuffix(".result") in codes
    )


def _walk(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case Binary(_, left, right):
            yield from _walk(left)
            yield from _walk(right)
        case Negation(operand):
            yield from _walk(operand)
        case Call(_, arguments, _):
            for argument in arguments:
                yield from _walk(argument)


def _check_call(call: Call) -> None:
    fewest, most = _arity(call)
    if len(call.arguments) < fewest or (most is not None and len(call.arguments) > most):
        raise ExpressionError(call.position, "wrong_argument_count", function=call.function)
    if call.function == "regex":
        _check_pattern(call)


def _arity(call: Call) -> tuple[int, int | None]:
    if call.function in _LAZY_ARITY:
        return _LAZY_ARITY[call.function]
    if call.function not in FUNCTIONS:
        raise ExpressionError(call.position, "unknown_function", function=call.function)
    function = FUNCTIONS[call.function]
    return function.fewest, function.most


def _check_pattern(call: Call) -> None:
    """A pattern is written out, so that a bad one is found when the form is loaded."""
    pattern = call.arguments[1]
    if not isinstance(pattern, Literal) or len(str(pattern.value)) > PATTERN_LENGTH_MAX:
        raise ExpressionError(call.position, "bad_pattern")
    try:
        re.compile(to_text(pattern.value))
    except re.error as fault:
        raise ExpressionError(call.position, "bad_pattern", cause=str(fault)) from fault


def _evaluate(node: Node, context: Context) -> Value:
    match node:
        case Literal(value):
            return value
        case Name(name, _):
            return _as_value(context.values.get(name))
        case Negation(operand):
            return -to_number(_evaluate(operand, context))
        case Binary("and", left, right):
            return _is_true(left, context) and _is_true(right, context)
        case Binary("or", left, right):
            return _is_true(left, context) or _is_true(right, context)
        case Binary(sign, left, right):
            return _BINARY[sign](_evaluate(left, context), _evaluate(right, context))
        case Call("today", _, _):
            return context.today
        case Call("if", (condition, then, otherwise), _):
            return _evaluate(then if _is_true(condition, context) else otherwise, context)
        case Call("coalesce", arguments, _):
            return _coalesce(arguments, context)
    return FUNCTIONS[node.function].call(*(_evaluate(each, context) for each in node.arguments))


def _is_true(node: Node, context: Context) -> bool:
    return to_boolean(_evaluate(node, context))


def _coalesce(arguments: tuple[Node, ...], context: Context) -> Value:
    values = (_evaluate(each, context) for each in arguments)
    return next((value for value in values if value != ""), "")


def _as_value(content: object) -> Value:
    if content is None:
        return ""
    if isinstance(content, bool | str | date):
        return content
    if isinstance(content, int | float):
        return float(content)
    return str(content)


def _numeric(compute: Callable[[float, float], Value]) -> Callable[[Value, Value], Value]:
    return lambda left, right: compute(to_number(left), to_number(right))


_LAZY_ARITY: Mapping[str, tuple[int, int | None]] = {
    "today": (0, 0),
    "if": (3, 3),
    "coalesce": (1, None),
}

_BINARY: Mapping[str, Callable[[Value, Value], Value]] = {
    "=": are_equal,
    "!=": lambda left, right: not are_equal(left, right),
    "<": _numeric(operator.lt),
    "<=": _numeric(operator.le),
    ">": _numeric(operator.gt),
    ">=": _numeric(operator.ge),
    "+": _numeric(operator.add),
    "-": _numeric(operator.sub),
    "*": _numeric(operator.mul),
    "div": _numeric(divide),
    "mod": _numeric(remainder),
}
