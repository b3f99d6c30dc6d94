"""The checklists of the library, loaded once for all of their tests."""

from forms.definition import Purpose
from forms.sheet import Sheet
from tests.forms.factories import TODAY
from tests.library import library

FORMS = {form.id: form for form in library() if form.purpose is Purpose.checklist}

ITEMS = [item for form in FORMS.values() for item in form.items()]


def item(code):
    return next(each for each in ITEMS if each.code == code)


def a_sheet(form, unit_kind="primary", assets=(), place_kind="", **attributes):
    return Sheet.of(
        FORMS[form],
        unit_kind=unit_kind,
        unit_attributes=attributes,
        place_kind=place_kind,
        assets=assets,
        today=TODAY,
    )


def codes(sheet):
    return {slot.item.code for slot in sheet.slots}
