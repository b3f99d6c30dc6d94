import json
from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from forms.definition import Basis, Form, Grade, Text
from forms.errors import UnknownItem
from tests.forms.factories import a_form, a_full_form, a_section, a_text, an_item


def test_text_falls_back_to_chinese_for_an_unknown_language():
    text = Text("灭火器", "Extinguisher")

    assert [text.in_(each) for each in ("zh_CN", "en", "fr")] == [
        "灭火器",
        "Extinguisher",
        "灭火器",
    ]


def test_grades_rank_and_rise_to_major_at_most():
    assert [grade.rank for grade in Grade] == [1, 2, 3]
    assert [grade.raised for grade in Grade] == [Grade.serious, Grade.major, Grade.major]


def test_form_survives_json_unchanged():
    form = a_full_form()

    again = Form.from_dict(json.loads(json.dumps(form.to_dict())))

    assert again == form
    assert again.digest() == form.digest()


def test_unknown_fields_from_a_newer_version_are_ignored():
    plain = a_full_form().to_dict() | {"colour": "red"}
    plain["sections"][0]["items"][0]["smell"] = "burnt"

    assert Form.from_dict(plain) == a_full_form()


def test_digest_changes_with_any_word():
    form = a_form(a_section(items=[an_item()]))
    other = a_form(a_section(items=[replace(an_item(), method=a_text("目测", "Look"))]))

    assert form.digest() != other.digest()


def test_form_finds_items_and_kinds():
    form = a_full_form()

    assert [item.code for item in form.items()] == ["FIRE-02", "FIRE-09", "FIRE-20"]
    assert form.item("FIRE-09").grade is Grade.serious
    assert form.asset_kinds() == ("FX",)
    assert form.suits("canteen")
    assert not form.suits("bus_operator")


def test_unknown_item_is_named():
    with pytest.raises(UnknownItem) as raised:
        a_form().item("FIRE-99")

    assert raised.value.key == "forms.unknown_item"
    assert raised.value.params == {"form": "fire", "item": "FIRE-99"}


@pytest.mark.parametrize(
    ("day", "is_in_force"),
    [
        (date(2025, 10, 31), False),
        (date(2025, 11, 1), True),
        (date(2026, 4, 30), True),
        (date(2026, 5, 1), False),
    ],
)
def test_basis_is_in_force_on_its_first_and_last_day(day, is_in_force):
    basis = Basis(a_text(), date(2025, 11, 1), date(2026, 4, 30))

    assert basis.is_in_force(day) is is_in_force


def test_definitions_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        an_item().code = "FIRE-02"
