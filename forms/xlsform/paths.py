"""Paths to other questions (`../kind`, `/data/unit/kind`) as the names that they come to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from forms.xlsform.columns import Row, Tokens
from forms.xlsform.expressions import CELLS, DEFAULT, FILTER
from forms.xlsform.survey import Branch, Question

_QUOTED = re.compile(r"(\"[^\"]*\"|'[^']*')")
_STEP = r"(?:\.\.?|[A-Za-z_一-鿿][\w.-]*)"
_PATH = re.compile(
    rf"(?P<current>current\(\)\s*/\s*)?(?P<steps>(?:\.\.?(?=\s*/)|\.\.)(?:\s*/\s*{_STEP})*)"
    rf"|(?P<absolute>(?<![\w\]\)/.-])/{_STEP}(?:/{_STEP})+)"
)
"""Child steps and steps up; what has more in it (predicates, axes, wildcards) stays as it is."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands: what encloses it, the outermost first."""

    around: tuple[Branch, ...]
    itself: Branch | Question


def resolve_paths(root: Branch, codes: Mapping[int, str]) -> None:
    """Put names for each path that leads to a question or repeat; the rest is left as it is."""
    for place in _places(root, ()):
        row = place.itself.row
        assert row is not None, "only the root has none"
        changed = {tokens: _rewritten(row, tokens, place, root, codes) for tokens in row.cells}
        cells = {
            tokens: replace(cell, text=changed[tokens]) if changed[tokens] != cell.text else cell
            for tokens, cell in row.cells.items()
        }
        place.itself.row = replace(row, cells=cells)


def _rewritten(
    row: Row, tokens: Tokens, place: _Place, root: Branch, codes: Mapping[int, str]
) -> str:
    text = row.cells[tokens].text
    if not (tokens in CELLS or tokens == DEFAULT) or ("/" not in text and ".." not in text):
        return text

    def named(found: re.Match[str]) -> str:
        return _name(found, tokens == FILTER, place, root, codes) or found.group()

    return "".join(
        piece if piece[:1] in ("'", '"') else _PATH.sub(named, piece)
        for piece in _QUOTED.split(text)
    )


def _name(
    found: re.Match[str], is_filter: bool, place: _Place, root: Branch, codes: Mapping[int, str]
) -> str:
    """In a choice filter only what begins with current() starts at the question."""
    if found.group("absolute"):
        steps = found.group("absolute").split("/")[2:]
        return _reached(root, (), steps, codes)
    if is_filter and not found.group("current"):
        return ""
    steps = [step.strip() for step in found.group("steps").split("/") if step.strip() != "."]
    ups = next((at for at, step in enumerate(steps) if step != ".."), len(steps))
    if not 0 < ups <= len(place.around) + 1:
        return ""
    # The first step up leads from the question itself to what encloses it.
    around = place.around[: len(place.around) - ups + 1]
    return _reached(root, around, steps[ups:], codes)


def _reached(
    root: Branch,
    around: tuple[Branch, ...],
    steps: list[str],
    codes: Mapping[int, str],
) -> str:
    """`..` for the row of a repeat that the question stands in, else a name; empty if nowhere."""
    at: Branch | Question = around[-1] if around else root
    if not steps:
        return ".." if isinstance(at, Branch) and at.is_repeat else ""
    for step in steps:
        found = [each for each in _children(at) if each.row and each.row.text("name") == step]
        if not found:
            return ""
        at = found[0]
    assert at.row is not None
    if isinstance(at, Question):
        return f"${{{codes[at.row.number]}}}"
    return f"${{{at.name}}}" if at.is_repeat else ""


def _places(branch: Branch, around: tuple[Branch, ...]) -> Iterator[_Place]:
    for child in branch.children:
        yield _Place(around, child)
        if isinstance(child, Branch):
            yield from _places(child, (*around, child))


def _children(at: Branch | Question) -> list[Branch | Question]:
    return at.children if isinstance(at, Branch) else []
