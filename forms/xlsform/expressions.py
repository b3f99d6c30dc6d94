"""Expressions of a workbook: in our subset, or refused by the name of what is outside."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyxform import aliases
from pyxform.utils import default_is_dynamic

from forms.errors import ExpressionError
from forms.logic import SUPPORTED, Expression, compile_expression
from forms.patterns import is_endless
from forms.syntax import COLUMN, CURRENT, PARENT
from forms.xlsform.columns import Row, Tokens
from forms.xlsform.faults import FaultKind, Findings, Place
from forms.xlsform.own_columns import original

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_REFERENCE = re.compile(r"\$\{\s*([^${}\s]+)\s*\}")
_CALL = re.compile(r"[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?(?=\s*\()")
_SELF = (CURRENT, PARENT)
_OPERATORS = frozenset({"and", "or", "div", "mod"})
_PATHS: Mapping[str, re.Pattern[str]] = {
    "${last-saved#…}": re.compile(r"\$\{\s*last-saved#"),
    "instance(…)": re.compile(r"\binstance\s*\("),
    "current()": re.compile(r"\bcurrent\s*\("),
    "../": re.compile(r"\.\./"),
    "/": re.compile(r"(?:^|[\s(,=<>])/[A-Za-z_]"),
    "[ ]": re.compile(r"\["),
    "|": re.compile(r"\|"),
}
"""XPath beyond questions and functions: by what a person would look for in the cell."""
CELLS: frozenset[Tokens] = frozenset(
    {
        ("bind", "relevant"),
        ("bind", "required"),
        ("bind", "constraint"),
        ("bind", "calculate"),
        ("bind", "readonly"),
        ("control", "jr:count"),
        ("choice_filter",),
    }
)
FILTER: Tokens = ("choice_filter",)
DEFAULT: Tokens = ("default",)
_TRUE, _FALSE = "true()", "false()"


def expression_in(row: Row, findings: Findings, *tokens: str) -> str | None:
    """The expression of a cell, None where it is empty; what is outside is noted at the cell."""
    source = row.text(*tokens)
    if not source:
        return None
    ours = original(row, "::".join(tokens), source)
    if ours is not None:
        return ours or None
    source = aliases.BINDING_CONVERSIONS.get(source, source)
    check(source, row.place(*tokens), findings, has_columns=tokens == FILTER)
    return source


def names_in(row: Row, tokens: Tokens) -> frozenset[str]:
    """The questions that a cell names; none where it cannot be read: that is noted already."""
    text = row.text(*tokens)
    is_dynamic = tokens == DEFAULT and default_is_dynamic(text, row.text("type"))
    if not (tokens in CELLS or is_dynamic) or text in aliases.BINDING_CONVERSIONS:
        return frozenset()
    try:
        names = compile_expression(text, tokens == FILTER).names
    except ExpressionError:
        return frozenset()
    return frozenset(name for name in names if name not in _SELF and not name.startswith(COLUMN))


def references_in(row: Row, tokens: Tokens) -> set[str]:
    """The questions that a cell names as `${name}`, whether it can be read or not."""
    is_read = tokens in CELLS or tokens == DEFAULT
    return set(_REFERENCE.findall(_QUOTED.sub("''", row.text(*tokens)))) if is_read else set()


def check(
    source: str, place: Place, findings: Findings, has_columns: bool = False
) -> Expression | None:
    bare = _QUOTED.sub("''", source)
    for name, pattern in _PATHS.items():
        if pattern.search(bare):
            findings.fault(place, FaultKind.outside_expression, name=name)
            return None
    try:
        expression = compile_expression(source, has_columns)
    except ExpressionError as error:
        _note(error, source, place, findings)
        return None
    for pattern in filter(is_endless, expression.patterns):
        findings.fault(place, FaultKind.outside_pattern, name=pattern)
    return expression


def truth(source: str | None) -> bool | str:
    """Yes and no as truth values, anything else as a condition; nothing is no."""
    if source is None or source == _FALSE:
        return False
    return True if source == _TRUE else source


def both(first: str | None, second: str | None) -> str | None:
    """Where both hold."""
    if first is None or second is None:
        return first or second
    return f"({first}) and ({second})"


def calls_in(source: str) -> set[str]:
    """The functions that an expression calls, whether they are known or not."""
    return set(_CALL.findall(_QUOTED.sub("''", source))) - _OPERATORS


def _note(error: ExpressionError, source: str, place: Place, findings: Findings) -> None:
    if error.reason == "unknown_function":
        findings.fault(place, FaultKind.outside_function, name=error.params.get("function", ""))
        return
    namespaced = sorted(name for name in calls_in(source) if ":" in name and name not in SUPPORTED)
    if namespaced:
        findings.fault(place, FaultKind.outside_function, name=namespaced[0])
        return
    if error.reason == "outside":
        findings.fault(place, FaultKind.outside_expression, name=error.params.get("text", ""))
        return
    part = source[error.position : error.position + 20]
    findings.fault(
        place,
        FaultKind.outside_expression,
        name=error.reason.replace("_", " "),
        at=error.position + 1,
        text=part,
    )
