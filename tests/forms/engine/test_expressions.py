"""Our expressions beside those of the field's own engines: JavaRosa and ODK Web Forms'.

Both are told the same form and answers. The two do not agree with each other everywhere; ours must
give what one of them gives. Where it gives what neither does, NOTED says by what definition.
"""

import re
from random import Random

import pytest

from forms.answers import Answer, slot_of
from forms.sheet import Sheet
from tests.forms.engine.expressions import COUNTS, ENTRIES, ROW, Writer, form_of
from tests.forms.engine.filling import NOW, Filling, by_collect, by_web_forms, xform_of
from tests.forms.test_arguments import DAYS, GIVEN, NODES, cases, with_argument
from tests.forms.test_functions import CASES, COMPARISONS

DRAWN, SEED = 500, 20261126
END = "|"
"""Behind every text: an engine stores no empty one, and NaN as none."""
OF_THE_FORM = re.compile(r"once\(|'weight'|'nowhere'")
"""What stands for an item's own value, and lists that a form is refused for."""
REFUSES = ("org.javarosa", "java.lang.NumberFormatException")
STOPS_WEB_FORMS = re.compile(
    r"\bcount(-non-empty)?\((?!\$)|decimal-date-time\(true|'2026-02-30'"
    r"|(distance|area|geofence)\((?!'\d+ \d)|'91 1'|enclosed-area"
)
"""It loads no form in which such a calculation stands: no nodes to count, no day, no place.

It knows no enclosed-area() either, which is area().
"""

NOTED = {
    r"^number\('1970-01-01T": "text that names a moment is that moment, as text of a day is a day",
    r"^decimal-time\('18:00:00.000\+08:00": "18:00 is what the clock says, whatever the device's",
    r"\bdate-time\(.*(date\(|day\(|\$\{day\}|-\d\d'\))": "a moment is one at midnight, too",
    r"^\$\{none\} < true": "XPath 1.0 §3.4: beside a truth value nodes are one",
    r"^(distance|area|enclosed-area)\((' 2 '|\$\{readings\}|.*'91 1')": "no such place",
    r"^pulldata\('kinds','label','name',true": "a key is compared as text",
}
"""Pattern of the expression, and what ours goes by."""
NOT_SAID = ("", "Invalid Date", None)
"""Of an argument that is no day, or not of the type that is asked for; JavaRosa raises. Here an
expression never stops a form: it gives what the converted argument gives (XPath 1.0 §3.2), or
nothing."""


def tables():
    return [source for source, _ in CASES + COMPARISONS]


def arguments():
    converted = [source for source, _ in cases()]
    shapes = (*NODES, *DAYS)
    return converted + [with_argument(each, given) for each in shapes for given in GIVEN.values()]


def drawn():
    writer = Writer(Random(SEED))
    return [writer.expression() for _ in range(DRAWN)]


def ours(form, sources):
    answers = {}
    for code, text, row in ENTRIES:
        value = float(text) if form.item(code).answer.is_numeric else text
        answers[slot_of(code, row)] = Answer(code, row, value=value)
    sheet = Sheet.of(form, unit_kind="primary", answers=answers, today=NOW.date(), now=NOW)
    found = (sheet.slot(f"e{number}@{ROW}").answer for number in range(len(sources)))
    return [str(answer.value).removesuffix(END) for answer in found]


def theirs(by, sources, folder, is_single):
    asked = tuple((f"e{number}", ROW) for number in range(len(sources))) if is_single else ()
    filling = Filling(xform_of(form_of(sources), folder), COUNTS, ENTRIES, asked)
    (outcome,) = by([filling])
    assert not outcome.error, outcome.error
    assert all(outcome.taken)
    seen = [outcome.seen[f"e{number}@{ROW}"] for number in range(len(sources))]
    return [each.refused or each.value.removesuffix(END) for each in seen]


def is_same(one, other):
    if one == other or (one, other) == ("NaN", ""):
        return True
    try:
        return other is not None and float(one) == pytest.approx(float(other), rel=1e-9, abs=1e-9)
    except ValueError:
        return False


@pytest.mark.parametrize("written", [tables, arguments, drawn])
def test_expression_gives_what_one_of_the_fields_engines_gives(written, tmp_path):
    sources = [each for each in dict.fromkeys(written()) if not OF_THE_FORM.search(each)]
    own = dict(zip(sources, ours(form_of(sources), sources), strict=True))
    collect = dict(zip(sources, theirs(by_collect, sources, tmp_path, True), strict=True))
    rest = [each for each in sources if not is_same(own[each], collect[each])]
    asked = [each for each in rest if not STOPS_WEB_FORMS.search(each)]
    web = dict(zip(asked, theirs(by_web_forms, asked, tmp_path, False), strict=True))

    differ = [
        f"{each}: ours {own[each]!r}, Collect {collect[each]!r}, Web Forms {web.get(each)!r}"
        for each in rest
        if not is_same(own[each], web.get(each))
        and not (collect[each].startswith(REFUSES) and web.get(each) in NOT_SAID)
        and not any(re.search(pattern, each) for pattern in NOTED)
    ]

    assert not differ, "\n".join(differ)


def test_what_is_noted_is_drawn_or_tabled():
    every = [*tables(), *arguments(), *drawn()]
    assert all(any(re.search(pattern, each) for each in every) for pattern in NOTED)
