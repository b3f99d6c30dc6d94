"""When something holds: expressions as in XLSForm, with XPath 1.0's meaning.

Names: `.` (this item's value), `unit_kind`, `unit.<attribute>`, `place_kind`,
`asset.<attribute>`, `count.<asset kind>` (how many were scanned), an item's code (its value; its
result where it has none), `<code>.result`, and the id of a section with rows (one node per row).
Seen from outside its rows or assets, an item's code is all its values. A name without a value is
the empty text, so that `${unit.boilers} = 0` is false while nobody has said how many there are.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from forms.context import Context, as_value
from forms.digests import ALGORITHMS, ENCODINGS
from forms.errors import ExpressionError
from forms.functions import FUNCTIONS, PATTERN_LENGTH_MAX
from forms.syntax import (
    COLUMN,
    CURRENT,
    PARENT,
    Binary,
    Call,
    Literal,
    Name,
    Negation,
    Node,
    parse_expression,
)
from forms.values import (
    Value,
    are_different,
    are_equal,
    divide,
    in_order,
    is_empty,
    remainder,
    single,
    to_boolean,
    to_number,
    to_text,
)

COMPILED_MAX = 4096
"""More than the expressions of all checklists together."""

_PREFIXES = ("unit.", "asset.", "count.")
PLAIN_NAMES = (CURRENT, PARENT, "unit_kind", "place_kind")


@dataclass(frozen=True, slots=True)
class Expression:
    source: str
    root: Node
    names: frozenset[str]
    """What the value depends on."""
    uses_today: bool

    @property
    def patterns(self) -> tuple[str, ...]:
        """Of every regex() in it."""
        calls = (node for node in _walk(self.root) if isinstance(node, Call))
        return tuple(
            to_text(pattern.value)
            for call in calls
            if call.function == "regex" and isinstance(pattern := call.arguments[1], Literal)
        )

    @property
    def lookups(self) -> tuple[tuple[str, str, str], ...]:
        """List, column and column of the key, of every pulldata() in it."""
        calls = (node for node in _walk(self.root) if isinstance(node, Call))
        return tuple(_lookup_in(call) for call in calls if call.function == LOOKUP)

    @property
    def is_constant(self) -> bool:
        return not self.names and not self.uses_today

    def value(self, context: Context) -> Value:
        return _evaluate(self.root, context)

    def is_true(self, context: Context) -> bool:
        return to_boolean(_evaluate(self.root, context))


@lru_cache(maxsize=COMPILED_MAX)
def compile_expression(source: str, has_columns: bool = False) -> Expression:
    """Read an expression and check its functions. Raises `ExpressionError`.

    With `has_columns`, for a choice filter, a bare name is a column of the choice.
    """
    root = parse_expression(source, has_columns)
    nodes = tuple(_walk(root))
    for node in nodes:
        if isinstance(node, Call):
            _check_call(node)
    return Expression(
        source=source,
        root=root,
        names=frozenset(node.name for node in nodes if isinstance(node, Name)),
        uses_today=any(isinstance(node, Call) and node.function in _CLOCK for node in nodes),
    )


def check_names(expression: Expression, codes: Container[str]) -> None:
    """Raises `ExpressionError` at the first name that is neither known nor an item's code."""
    for node in _walk(expression.root):
        if isinstance(node, Name) and not _is_known(node.name, codes):
            raise ExpressionError(node.position, "unknown_name", name=node.name)
        if isinstance(node, Call) and node.function == CHOICE_NAME:
            named = _reference_in(node.arguments[1])
            if named not in codes:
                raise ExpressionError(node.position, "unknown_name", name=named)


def holds(source: str | None, context: Context) -> bool:
    """True when there is no condition, or when it is met."""
    return source is None or compile_expression(source).is_true(context)


def _is_known(name: str, codes: Container[str]) -> bool:
    return (
        name in PLAIN_NAMES
        or name.startswith(COLUMN)
        or any(name.startswith(prefix) and name != prefix for prefix in _PREFIXES)
        or name.removesuffix(".result") in codes
    )


def _walk(node: Node) -> Iterator[Node]:
    """From left to right, without recursion: a chain of operators is as deep as it is long."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        match node:
            case Binary(_, left, right):
                waiting += (right, left)
            case Negation(operand):
                waiting.append(operand)
            case Call(_, arguments, _):
                waiting += reversed(arguments)


def _check_call(call: Call) -> None:
    fewest, most = _arity(call)
    if len(call.arguments) < fewest or (most is not None and len(call.arguments) > most):
        raise ExpressionError(call.position, "wrong_argument_count", function=call.function)
    match call.function:
        case "regex":
            _check_pattern(call)
        case "position" if call.arguments and call.arguments != (Name(PARENT, 0),):
            raise ExpressionError(call.position, "outside", text="position")
        case "indexed-repeat" if not all(isinstance(each, Name) for each in call.arguments[:2]):
            raise ExpressionError(call.position, "outside", text="indexed-repeat")
        case "digest" if not _is_known_digest(*call.arguments[1:]):
            raise ExpressionError(call.position, "outside", text="digest")
        case "pulldata" if not all(_is_text(each) for each in call.arguments[:3]):
            raise ExpressionError(call.position, "outside", text=LOOKUP)
        case "jr:choice-name" if not _reference_in(call.arguments[1]):
            raise ExpressionError(call.position, "outside", text=CHOICE_NAME)


def _arity(call: Call) -> tuple[int, int | None]:
    if call.function in _FORM_FUNCTIONS:
        return _FORM_FUNCTIONS[call.function][:2]
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
            return as_value(context.values.get(name))
        case Negation(operand):
            return -to_number(_evaluate(operand, context))
        case Binary():
            return _joined(node, context)
    if node.function in _FORM_FUNCTIONS:
        return _FORM_FUNCTIONS[node.function][2](node.arguments, context)
    return FUNCTIONS[node.function].call(*(_evaluate(each, context) for each in node.arguments))


def _joined(node: Binary, context: Context) -> Value:
    """The chain that ends in `node`, from its first operand on; `and`, `or` may settle it."""
    chain = [node]
    while isinstance(chain[-1].left, Binary):
        chain.append(chain[-1].left)
    value = _evaluate(chain[-1].left, context)
    for link in reversed(chain):
        if link.operator == "and":
            value = to_boolean(value) and _is_true(link.right, context)
        elif link.operator == "or":
            value = to_boolean(value) or _is_true(link.right, context)
        else:
            value = _BINARY[link.operator](value, _evaluate(link.right, context))
    return value


def _is_true(node: Node, context: Context) -> bool:
    return to_boolean(_evaluate(node, context))


def _if(arguments: tuple[Node, ...], context: Context) -> Value:
    condition, then, otherwise = arguments
    return _evaluate(then if _is_true(condition, context) else otherwise, context)


def _coalesce(arguments: tuple[Node, ...], context: Context) -> Value:
    values = (_evaluate(each, context) for each in arguments)
    return next((value for value in values if not is_empty(value)), "")


def _once(arguments: tuple[Node, ...], context: Context) -> Value:
    """The value that is there already, else the computed one."""
    kept = single(as_value(context.values.get(CURRENT)))
    return kept if to_text(kept) != "" else _evaluate(arguments[0], context)


def _position(arguments: tuple[Node, ...], context: Context) -> Value:
    """Of the row; of the item itself, which stands alone where it stands, it is one."""
    return float(context.names.position) if arguments else 1.0


def _indexed(arguments: tuple[Node, ...], context: Context) -> Value:
    """The value in one row, counted from 1; empty text where there is no such row."""
    assert isinstance(arguments[0], Name), "compile_expression has checked it"
    values = context.names.every(arguments[0].name)
    index = to_number(_evaluate(arguments[2], context))
    return values[int(index) - 1] if 1 <= index < len(values) + 1 else ""


def _choice_name(arguments: tuple[Node, ...], context: Context) -> Value:
    """The words of each value that is chosen, with commas between."""
    name = _reference_in(arguments[1])
    return context.names.label(name, to_text(_evaluate(arguments[0], context)))


def _found(arguments: tuple[Node, ...], context: Context) -> Value:
    """A cell of one of the form's choice lists."""
    table, column, key_column = _lookup_in(Call(LOOKUP, arguments, 0))
    key = to_text(_evaluate(arguments[3], context))
    return context.names.found(table, column, key_column, key)


def _lookup_in(call: Call) -> tuple[str, str, str]:
    table, column, key_column = (
        str(each.value) for each in call.arguments[:3] if isinstance(each, Literal)
    )
    return table, column, key_column


def _is_known_digest(algorithm: Node, *encoding: Node) -> bool:
    """Both are written out, so that one that there is not is found when the form is loaded."""
    asked = ((algorithm, ALGORITHMS), *((each, ENCODINGS) for each in encoding))
    return all(isinstance(each, Literal) and each.value in known for each, known in asked)


def _is_text(node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, str)


def _reference_in(node: Node) -> str:
    """The item that jr:choice-name() names in quotes, or without: '${kind}'."""
    if isinstance(node, Name):
        return node.name
    found = _REFERENCE.fullmatch(str(node.value)) if isinstance(node, Literal) else None
    return found.group(1) if found else ""


def _numeric(compute: Callable[[float, float], Value]) -> Callable[[Value, Value], Value]:
    return lambda left, right: compute(to_number(left), to_number(right))


CHOICE_NAME = "jr:choice-name"
LOOKUP = "pulldata"
_CLOCK = frozenset({"today", "now"})
_REFERENCE = re.compile(r"\s*\$\{\s*([^${}\s]+)\s*\}\s*")

_FormFunction = tuple[int, int | None, Callable[[tuple[Node, ...], Context], Value]]

_FORM_FUNCTIONS: Mapping[str, _FormFunction] = {
    "today": (0, 0, lambda _, context: context.today),
    "now": (0, 0, lambda _, context: context.moment),
    "if": (3, 3, _if),
    "coalesce": (1, None, _coalesce),
    "once": (1, 1, _once),
    "position": (0, 1, _position),
    "indexed-repeat": (3, 3, _indexed),
    CHOICE_NAME: (2, 2, _choice_name),
    LOOKUP: (4, 4, _found),
}
"""Fewest and most arguments, and the function of their unevaluated trees."""

SUPPORTED = frozenset(FUNCTIONS) | frozenset(_FORM_FUNCTIONS)
"""Every function of the subset."""

_BINARY: Mapping[str, Callable[[Value, Value], Value]] = {
    "=": are_equal,
    "!=": are_different,
    "<": in_order(operator.lt),
    "<=": in_order(operator.le),
    ">": in_order(operator.gt),
    ">=": in_order(operator.ge),
    "+": _numeric(operator.add),
    "-": _numeric(operator.sub),
    "*": _numeric(operator.mul),
    "div": _numeric(divide),
    "mod": _numeric(remainder),
}
