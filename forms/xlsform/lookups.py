"""Cells of a list by key: XLSForm's paths into instances, and pulldata() as we have it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from forms.logic import LOOKUP
from forms.tables import LABEL
from forms.xlsform.columns import Row, Tokens
from forms.xlsform.expressions import CELLS, DEFAULT
from forms.xlsform.survey import Branch

TRANSLATED = "itextId"
"""The column in which pyxform says under what name a choice's words are translated."""
_ITEXT = re.compile(r"(?<![\w.-])jr:itext\s*\(\s*$")
_CLOSING = re.compile(r"\s*\)")
_COLUMN = r"[A-Za-z_][\w.-]*"
_INSTANCE = re.compile(
    r"instance\s*\(\s*(?P<quote>['\"])(?P<table>[^'\"]+)(?P=quote)\s*\)\s*/\s*root\s*/\s*item\s*\["
)
_PICKED = re.compile(rf"\s*/\s*(?P<column>{_COLUMN})(?![\w.(/\[-])")
_KEY_FIRST = re.compile(rf"\s*(?:\./)?(?P<key>{_COLUMN})\s*=(?P<wanted>.*)", re.DOTALL)
_KEY_LAST = re.compile(rf"(?P<wanted>.*[^<>!=])=\s*(?:\./)?(?P<key>{_COLUMN})\s*", re.DOTALL)
_CALL = re.compile(rf"(?<![\w.-]){LOOKUP}\s*\(")
_TEXT = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\")\s*")
_JOINED = re.compile(r"(?<![\w.-])(?:and|or)(?![\w.-])|[|\[]")

Renamed = Callable[[str, str], str | None]
"""From what a workbook calls a table, and a column of it, to ours; None where it is not there."""


def with_lookups(text: str, renamed: Renamed) -> str:
    """Paths into a list as pulldata(); what is written differently, or leads nowhere, stays."""
    for found in reversed(list(_INSTANCE.finditer(_masked(text)))):
        opened = _INSTANCE.match(text, found.start())
        end = _closing(text, found.end() - 1)
        picked = _PICKED.match(text, end) if end else None
        if opened is None or picked is None:
            continue
        wanted = _wanted(text[found.end() : end - 1])
        if wanted is None:
            continue
        key, value = wanted
        before, column, after = _label(text[: found.start()], picked, text[picked.end() :])
        call = _call([opened.group("table"), column, key], value, renamed)
        if call is not None:
            text = before + call + after
    return text


def _label(before: str, picked: re.Match[str], after: str) -> tuple[str, str, str]:
    """The column and what stands around; a label may be written as what is translated."""
    column = picked.group("column")
    opening, closing = _ITEXT.search(before), _CLOSING.match(after)
    if column != TRANSLATED or opening is None or closing is None:
        return before, column, after
    return before[: opening.start()], LABEL, after[closing.end() :]


def with_instances(text: str) -> str:
    """The other way round, for ODK: a list of the workbook is an instance there."""

    def path(names: list[str], wanted: str) -> str:
        table, column, key = names
        item = f"instance('{table}')/root/item[{key} = {wanted.strip()}]"
        if column != LABEL:
            return f"{item}/{column}"
        # Our choices are written in two languages: there a label stands among the translations,
        # and what is not among them would be shown as "[itext:]".
        named = f"{item}/{TRANSLATED}"
        return f"if({named} = '', '', jr:itext({named}))"

    return _with_calls(text, path)


def tables_in(text: str) -> frozenset[str]:
    """The files that pulldata() asks in a workbook's cell."""
    found: set[str] = set()
    _with_calls(text, lambda names, _: found.add(names[0]))
    return frozenset(found)


def with_tables(text: str, renamed: Renamed) -> str:
    """pulldata() with our names of tables and columns; where one is not there it stays."""
    return _with_calls(text, lambda names, wanted: _call(names, wanted, renamed))


def _call(names: list[str], wanted: str, renamed: Renamed) -> str | None:
    table, *columns = names
    ours = [renamed(table, ""), *(renamed(table, column) for column in columns)]
    said = ", ".join(f"'{each}'" for each in ours)
    return None if None in ours else f"{LOOKUP}({said}, {wanted.strip()})"


def rewrite(branch: Branch, changed: Callable[[Row, Tokens, str], str]) -> None:
    """Put other words into the cells with expressions, in place."""
    for child in branch.children:
        if child.row is not None:
            child.row = _rewritten(child.row, changed)
        if isinstance(child, Branch):
            rewrite(child, changed)


def _rewritten(row: Row, changed: Callable[[Row, Tokens, str], str]) -> Row:
    cells = {
        tokens: replace(cell, text=changed(row, tokens, cell.text))
        if tokens in CELLS or tokens == DEFAULT
        else cell
        for tokens, cell in row.cells.items()
    }
    return replace(row, cells=cells)


def _wanted(predicate: str) -> tuple[str, str] | None:
    """Column and what it must be, of a predicate that asks for nothing else."""
    if _JOINED.search(_masked(predicate)):
        return None
    for pattern in (_KEY_FIRST, _KEY_LAST):
        found = pattern.fullmatch(predicate)
        if found and found.group("wanted").strip() and "=" not in _masked(found.group("wanted")):
            return found.group("key"), found.group("wanted").strip()
    return None


def _with_calls(text: str, change: Callable[[list[str], str], object]) -> str:
    """Each call in other words, the innermost first: of its three names and the key it asks for."""
    for found in reversed(list(_CALL.finditer(_masked(text)))):
        end = _closing(text, found.end() - 1)
        *named, wanted = _arguments(text[found.end() : end - 1]) if end else ("",)
        names = [_TEXT.fullmatch(each) for each in named]
        if len(names) != 3 or not all(names):
            continue
        changed = change([(each.group(1) or each.group(2) or "") for each in names if each], wanted)
        if isinstance(changed, str):
            text = text[: found.start()] + changed + text[end:]
    return text


def _arguments(inside: str) -> list[str]:
    depth, parts, start = 0, [], 0
    for at, sign in enumerate(_masked(inside)):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            parts.append(inside[start:at])
            start = at + 1
    return [*parts, inside[start:]]


def _closing(text: str, opening: int) -> int:
    """Behind the bracket that closes the one at `opening`; 0 where there is none."""
    depth = 0
    for at, sign in enumerate(_masked(text)[opening:], opening):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0:
            return at + 1
    return 0


_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def _masked(text: str) -> str:
    """As long as the text, without what its quotes hold: no bracket or comma in them counts."""
    return _QUOTED.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    quote = found.group()[0]
    return quote + "_" * (len(found.group()) - 2) + quote
