"""The card of a checklist that can be begun."""

from forms.files import load_library
from inspect_app.ui.widgets.form_card import DOMAIN_ICONS


def test_every_checklist_has_an_icon_of_its_own():
    domains = {form.domain for form in load_library()}

    assert domains == set(DOMAIN_ICONS)
    assert len(set(DOMAIN_ICONS.values())) == len(DOMAIN_ICONS)
