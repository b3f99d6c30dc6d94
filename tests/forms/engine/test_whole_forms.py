"""Whole forms of others, filled in at random: here, by ODK Collect's engine and by ODK Web Forms'.

Theirs read the XForm that pyxform makes of the very workbook; ours is what the import made of it.
What is asked, what it holds and what is refused must be what one of the two says.
"""

import re
from collections import Counter
from random import Random

import pytest
from pyxform.xls2xform import convert

from forms.logic import compile_expression
from forms.values import to_text
from forms.xlsform.faults import RemarkKind, XlsFormRefused
from forms.xlsform.importing import import_form
from forms.xlsform.question_types import META, RANGE, meaning_of
from tests.forms.engine.filling import Filling, by_collect, by_web_forms
from tests.forms.engine.walker import Walker
from tests.forms.xlsform.corpus import sheets_into, tables_into

SEED = 3
FEWEST = 140
"""Of the forms that are imported whole; the names of the others are not unique in the XForm."""
BIND = re.compile(r'<bind nodeset="[^"]*?([^"/]+)"')
SPELT = (
    (re.compile(r"(\d)\.0(?=[ ;]|$)"), r"\1"),
    (re.compile(r"; "), ";"),
    (re.compile(r"(:\d\d)\.000"), r"\1"),
    (re.compile(r"Z$|\+00:00$"), ""),
)
"""Places and times are written with other digits, and mean the same."""


@pytest.fixture(scope="module")
def walks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    found = []
    for path in sheets_into(folder) + tables_into(folder):
        try:
            imported = import_form(path)
        except XlsFormRefused:
            continue
        xml = convert(str(path)).xform
        is_renamed = any(each.kind is RemarkKind.name_changed for each in imported.remarks)
        if is_renamed or max(Counter(set(BIND.findall(xml))).values()) > 1 or _reads_files(xml):
            continue
        walker = Walker(imported.form, Random(SEED))
        found.append((path.name, walker, Filling(xml, walker.rows, tuple(walker.entries))))
    return found


def _reads_files(xml):
    """The engine would fetch them from a server."""
    return 'src="jr://file' in xml


def ours(walker):
    """By slot: its value and what is refused; None where it is not to be compared."""
    found = {}
    for section in walker.sheet.sections:
        for slot in section.slots:
            value = slot.answer.value if slot.answer else None
            text = to_text(float(value)) if isinstance(value, int | float) else value or ""
            is_missing = slot.item.is_asked and slot.is_required and text == ""
            refused = "constraint" if slot.is_violated else "required" if is_missing else ""
            # A range's ends are the widget's there.
            is_range = dict(slot.item.kept).get("type") == RANGE
            is_told = not (section.is_spare or is_gone(slot) or is_of_the_device(slot.item))
            found[slot.key] = (text, None if is_range else refused) if is_told else None
    return found


def is_of_the_device(item):
    """What the clock or the device tells differs from run to run."""
    kept = dict(item.kept).get("type", "")
    sources = (item.calculation, item.default_from)
    asks_clock = any(compile_expression(each).uses_today for each in sources if each)
    return asks_clock or (bool(kept) and meaning_of(kept).special == META)


def is_gone(slot):
    """A choice that is offered no more: here it is kept and refused, there the screen clears it."""
    return slot.is_violated and slot.item.choice_filter is not None


def difference(mine, outcome, slot):
    """What differs from one engine; nothing where it agrees."""
    seen = outcome.seen.get(slot)
    if seen is None:
        return "" if mine is None else "is not there"
    if (mine is not None) != seen.is_relevant:
        return f"relevant: {seen.is_relevant}"
    if mine is None:
        return ""
    text, refused = mine
    if spelt(text) != spelt(seen.value):
        return f"{text!r} is {seen.value!r} there"
    return "" if refused in (None, seen.refused) else f"{refused!r} is {seen.refused!r} there"


def spelt(text):
    for pattern, instead in SPELT:
        text = pattern.sub(instead, text)
    return text


def test_whole_forms_come_to_the_same(walks):
    fillings = [filling for _, _, filling in walks]
    collect, web = by_collect(fillings), by_web_forms(fillings)

    differ = []
    for (name, walker, _), *both in zip(walks, collect, web, strict=True):
        able = [outcome for outcome in both if not outcome.error]
        assert able, (name, both)
        mine = ours(walker)
        codes = {item.code for item in walker.sheet.form.items()}
        slots = set(both[0].seen) | set(both[1].seen)
        for slot in sorted(each for each in slots if each.split("@")[0] in codes):
            if slot in mine and mine[slot] is None:
                continue
            said = [difference(mine.get(slot), outcome, slot) for outcome in able]
            if all(said):
                differ.append(f"{name} {slot}: {said}")

    assert not differ, "\n".join(differ)
    assert len(walks) >= FEWEST
