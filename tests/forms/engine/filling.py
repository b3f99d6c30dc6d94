"""Forms filled in by the field's own engines: ODK Collect's (JavaRosa) and ODK Web Forms'."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import unescape

from pyxform.xls2xform import convert

from forms.answers import slot_of
from forms.definition import Form
from forms.xlsform.exporting import export_form
from tests.node_programs import TIMEOUT_S, Programs
from webapp.layout import REPOSITORY

WEB_FORMS = Programs(Path(__file__).parent, ("engine.mjs",))
COLLECT = [sys.executable, "-m", "tests.forms.engine.java_rosa"]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_CALCULATED = re.compile(r'<bind nodeset="([^"]+)"[^>]*? calculate="([^"]*)"')
_STEP = re.compile(r"/([^/\[]+)(?:\[(\d+)\])?")


class Entry(NamedTuple):
    """One thing that a person enters; in a row where `row` says so."""

    code: str
    text: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    value: str
    is_relevant: bool
    refused: str
    """`constraint`, `required` or nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    taken: tuple[bool, ...]
    """Whether the form asked for each entry when it came."""
    seen: Mapping[str, Seen]
    """By slot: the item's code, and its row."""
    error: str = ""
    """Why the engine could not go on."""


class Filling(NamedTuple):
    """A form's XForm, and what is entered: first how many rows, then answers."""

    xml: str
    rows: Mapping[str, int]
    entries: tuple[Entry, ...]
    asked: tuple[tuple[str, str], ...] = ()
    """Code and row of what is computed singly where the engine can: it stops at its first fault."""


def xform_of(form: Form, folder: Path) -> str:
    """As our export and pyxform write it."""
    workbook = folder / f"{form.id}.xlsx"
    export_form(form, workbook)
    return convert(str(workbook)).xform


def by_collect(fillings: Sequence[Filling]) -> list[Outcome]:
    """As JavaRosa has it; its clock is the machine's."""
    forms = [
        whole | {"xml": _without(each).xml}
        for whole, each in zip(_forms(fillings), fillings, strict=True)
    ]
    done = subprocess.run(
        COLLECT,
        input=json.dumps({"forms": forms}),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=TIMEOUT_S,
    )
    return _outcomes(done)


def by_web_forms(fillings: Sequence[Filling]) -> list[Outcome]:
    """As @getodk/xforms-engine has it, at noon of `NOW`."""
    os.environ["TZ"] = "UTC"
    order = {"now": NOW.isoformat(), "forms": _forms(fillings)}
    return _outcomes(WEB_FORMS.run("engine.mjs", given=json.dumps(order)))


def _forms(fillings: Sequence[Filling]) -> list[dict[str, object]]:
    return [{"xml": each.xml, "steps": _steps(each), "asked": _asked(each)} for each in fillings]


def _asked(filling: Filling) -> dict[str, str]:
    places = _places(filling.xml)
    sources = {
        found.group(1): _plain(found.group(2)) for found in _CALCULATED.finditer(filling.xml)
    }
    return {
        _in_row(places[code], row): sources[places[code].replace("[]", "")]
        for code, row in filling.asked
    }


def _plain(attribute: str) -> str:
    return unescape(attribute, {"&quot;": '"', "&apos;": "'", "&#10;": "\n"})


def _without(filling: Filling) -> Filling:
    """The form with nothing computed where it is asked."""
    places = _places(filling.xml)
    paths = {places[code].replace("[]", "") for code, _ in filling.asked}

    def left_out(found: re.Match[str]) -> str:
        return found.group() if found.group(1) not in paths else f'<bind nodeset="{found.group(1)}"'

    return filling._replace(xml=_CALCULATED.sub(left_out, filling.xml))


def _outcomes(done: subprocess.CompletedProcess[str]) -> list[Outcome]:
    assert done.returncode == 0, done.stderr[-4000:]
    return [_outcome(each) for each in json.loads(done.stdout)]


def _steps(filling: Filling) -> list[dict[str, object]]:
    places = _places(filling.xml)
    rows = [
        {"reference": places[section], "rows": count} for section, count in filling.rows.items()
    ]
    entered = [
        {"reference": _in_row(places[each.code], each.row), "text": each.text}
        for each in filling.entries
    ]
    return rows + entered


def _places(xml: str) -> dict[str, str]:
    """The path of each name; a repeat's ends with a mark where its row's number belongs."""
    repeats = set(re.findall(r'<repeat [^>]*nodeset="([^"]+)"', xml))
    paths = set(re.findall(r'(?:nodeset|ref)="(/[^"]+)"', xml)) | repeats
    places = {}
    for path in paths:
        steps = path.split("/")[1:]
        marked = ""
        for number, step in enumerate(steps, 1):
            is_row = "/" + "/".join(steps[:number]) in repeats
            marked += f"/{step}[]" if is_row and number < len(steps) else f"/{step}"
        places[steps[-1]] = marked
    return places


def _in_row(place: str, row: str) -> str:
    return place.replace("[]", f"[{row}]")


def _outcome(plain: Mapping[str, object]) -> Outcome:
    if "error" in plain:
        return Outcome((), {}, str(plain["error"]))
    seen = {
        _slot(reference): Seen(each["value"], each["relevant"], each["refused"])
        for reference, each in plain["seen"].items()
    }
    return Outcome(tuple(plain["taken"]), seen)


def _slot(reference: str) -> str:
    steps = _STEP.findall(reference)
    return slot_of(steps[-1][0], next((row for _, row in steps if row), ""))
