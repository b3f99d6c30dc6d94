"""Every form on this device, to be read without beginning an inspection."""

from __future__ import annotations

import flet as ft

from inspect_app.services import Services
from inspect_app.strings import Strings
from inspect_app.ui import paths
from inspect_app.ui.hooks import use_look
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.theme import SPACE_4
from inspect_app.ui.widgets.card import section
from inspect_app.ui.widgets.empty_state import empty_state
from inspect_app.ui.widgets.form_row import FormRow, FormTold
from inspect_app.ui.widgets.frame import page_view, readable_width


def _read(services: Services, t: Strings) -> tuple[FormTold, ...]:
    return tuple(FormTold.of(form, t) for form in services.catalog.forms())


@ft.component
def FormsScreen() -> ft.View:
    look, page = use_look(), ft.context.page
    t = look.t
    told = use_shown_query(lambda s: _read(s, t), t.language)
    choose = ft.use_callback(lambda form_id: page.navigate(paths.form(form_id)), [])
    groups = [
        section(look, t(name), [FormRow(look, each, choose, key=each.id) for each in rows])
        for name, rows in _grouped(told)
    ]
    nothing = empty_state(look, ft.Icons.CHECKLIST, t("form.empty"), t("form.empty_hint"))
    return page_view(look, t("form.title"), readable_width(*(groups or [nothing]), spacing=SPACE_4))


def _grouped(told: tuple[FormTold, ...]) -> list[tuple[str, list[FormTold]]]:
    """The checklists first; a group without forms is left out."""
    checklists = [each for each in told if not each.is_register]
    registers = [each for each in told if each.is_register]
    groups = [("form.checklists", checklists), ("form.registers", registers)]
    return [group for group in groups if group[1]]
