"""What a form of the ODK world says beyond our own language: kept as it stands, for export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forms.xlsform.columns import OWN, Row, Tokens, slip_of
from forms.xlsform.faults import FaultKind, Findings, RemarkKind

Kept = tuple[tuple[str, str], ...]
"""Headings with their cells, in the order of the headings."""

REFUSED_COLUMNS: Mapping[Tokens, str] = {
    ("trigger",): "trigger",
    ("bind", "entities:saveto"): "save_to",
    ("bind", "saveto"): "save_to",
    ("bind", "jr:preload"): "jr:preload",
    ("intent",): "intent",
    ("control", "intent"): "intent",
}
"""They make something happen that would not happen here."""


def kept_of(row: Row, known: Iterable[Tokens | str], findings: Findings) -> Kept:
    """Every cell that `known` (whole headings, or first parts) does not account for."""
    whole = {each for each in known if isinstance(each, tuple)}
    firsts = {each for each in known if isinstance(each, str)} | {OWN}
    kept = []
    for tokens, cell in row.cells.items():
        if tokens[0] in firsts or tokens in whole:
            continue
        heading = row.headings[tokens].text
        if tokens in REFUSED_COLUMNS:
            place = row.place(*tokens)
            findings.fault(place, FaultKind.outside_column, name=REFUSED_COLUMNS[tokens])
            continue
        if len(tokens) == 1 and (meant := slip_of(heading)):
            place = row.place(*tokens)
            findings.fault(place, FaultKind.outside_column, name=heading, meant=meant)
            continue
        findings.remark(row.place(*tokens), RemarkKind.column_kept, name=heading)
        kept.append(("::".join(tokens), cell.text))
    return tuple(kept)
