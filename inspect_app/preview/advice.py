"""What is wrong with a form file and what to change, in the author's language."""

from __future__ import annotations

import re

from inspect_app.preview.source import Fault
from inspect_app.preview.words import words_in
from inspect_app.strings import Strings

_QUOTED = re.compile(r"'([^']*)'")
_NEAR = re.compile(r"did you mean '([^']*)'")
_EXPRESSION = re.compile(r"(?P<source>'.*'|\".*\") at (?P<at>\d+): (?P<reason>\w+)")


def advice(fault: Fault, language: str) -> str:
    """Return a sentence that says what is wrong and what to change."""
    say = words_in(language)
    near = _NEAR.search(fault.message)
    quoted = _QUOTED.findall(fault.message)
    said = say(
        f"rule.{fault.rule}" if f"rule.{fault.rule}" in say else "rule.other",
        name=quoted[0] if quoted else "",
        what=fault.message,
    )
    parts = [said, _about_expression(fault, say) if fault.rule == "expression" else ""]
    parts.append(say("near", name=near[1]) if near else "")
    return say("between").join(part for part in parts if part)


def place(fault: Fault, language: str) -> str:
    """Return `fire.yaml · FIRE-01 · 第 12 行`."""
    say = words_in(language)
    line = say("line", line=fault.line) if fault.line else ""
    return " · ".join(part for part in (fault.file, fault.item, line) if part)


def _about_expression(fault: Fault, say: Strings) -> str:
    found = _EXPRESSION.search(fault.message)
    if found is None or f"expression.{found['reason']}" not in say:
        return ""
    return say(f"expression.{found['reason']}", position=int(found["at"]) + 1)
