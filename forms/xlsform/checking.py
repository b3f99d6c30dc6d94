"""What no cell may hold, whatever its column: formulas, errors, and text that acts as one."""

from __future__ import annotations

import re
from dataclasses import replace

from forms.xlsform.cells import Cell, Table
from forms.xlsform.faults import FaultKind, Findings, RemarkKind

FORMULA_SIGNS = ("=", "@", "+", "-")
_CONSTANTS = {"=TRUE()": "TRUE", "=FALSE()": "FALSE"}
"""How LibreOffice writes the two truth values."""
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_ACTING = re.compile(r"[|!]|[A-Za-z_][\w.]*\(")
"""Calls a function, or asks another program or sheet for something."""
_SUM = re.compile(r"[=@](?=.*\d)[\s\dA-Z$:.,;%()+*/^&<>=\"-]*", re.DOTALL)
"""Nothing but numbers, cells and signs: it is computed where it is typed in."""
_EXPRESSIONS = re.compile(
    r"relevan|constraint$|calculat|required$|default$|filter|count|read.?only|param", re.IGNORECASE
)
_COMPUTED = "version"


def checked(table: Table, findings: Findings) -> Table:
    """The table with plain values in place of constants; everything else is noted."""
    headings = {cell.column: cell.text for cell in table.header}
    header = tuple(_checked(cell, table, cell.text, findings) for cell in table.header)
    rows = tuple(
        tuple(_checked(cell, table, headings.get(cell.column, ""), findings) for cell in row)
        for row in table.rows
    )
    return replace(table, header=header, rows=rows)


def _checked(cell: Cell, table: Table, heading: str, findings: Findings) -> Cell:
    place = table.place(cell, heading)
    if cell.is_error:
        findings.fault(place, FaultKind.error_value, text=cell.text)
    elif cell.is_formula and cell.text.upper() in _CONSTANTS:
        return replace(cell, text=_CONSTANTS[cell.text.upper()], is_formula=False)
    elif cell.is_formula and cell.computed and _is_version(table, heading):
        findings.remark(place, RemarkKind.formula_value, text=cell.computed)
        return replace(cell, text=cell.computed, is_formula=False)
    elif cell.is_formula:
        findings.fault(place, FaultKind.formula, text=cell.text[:60])
    elif _acts(cell.text, heading):
        findings.fault(place, FaultKind.formula_text, text=cell.text[:60])
    return cell


def _is_version(table: Table, heading: str) -> bool:
    """The one cell that published templates compute, from the clock."""
    return table.name.strip().lower() == "settings" and heading.strip().lower() == _COMPUTED


def _acts(text: str, heading: str) -> bool:
    """Whether the text is a formula in all but the cell's type; words behind such a sign are not.

    An expression may begin with a sign; exported, it and all words are text that is not computed.
    """
    if not text.startswith(FORMULA_SIGNS) or _NUMBER.fullmatch(text):
        return False
    if text.startswith(("+", "-")) and _EXPRESSIONS.search(heading.strip()):
        return False
    return bool(_SUM.fullmatch(text) or _ACTING.search(text))
