"""What no cell may hold, whatever its column: formulas, errors, and text that acts as one."""

from __future__ import annotations

import re
from dataclasses import replace

from forms.xlsform.cells import Cell, Table
from forms.xlsform.faults import FaultKind, Findings, RemarkKind

_CONSTANTS = {"=TRUE()": "TRUE", "=FALSE()": "FALSE"}
"""How LibreOffice writes the two truth values."""
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_SIGNED_WORDS = re.compile(r"[+-][^(!|=@\"'&*/^]*")
"""A dash or a plus before words, as in a list or a number: it calls, links and joins nothing."""
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
    """Whether a spreadsheet would take the text for a formula when it is exported again."""
    if text.startswith(("=", "@")):
        return True
    if not text.startswith(("+", "-")) or _EXPRESSIONS.search(heading.strip()):
        return False
    return not (_NUMBER.fullmatch(text) or _SIGNED_WORDS.fullmatch(text))
