"""The card of a checklist that can be begun."""

from inspect_app.ui.widgets.form_card import DOMAIN_ICONS
from tests.library import library


def test_every_checklist_has_an_icon_of_its_own():
    domains = {form.domain for form in library()}

    assert domains == set(DOMAIN_ICONS)
    assert len(set(DOMAIN_ICONS.values())) == len(DOMAIN_ICONS)
