"""One form, read only: what it asks, how and why; where the code of a printed form leads."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

import flet as ft

from forms.definition import Form, Section
from forms.terms import UNIT_KINDS
from forms.wording import blanked
from inspect_app.domain.tag import ANY_UNIT
from inspect_app.domain.unit import Unit
from inspect_app.errors import FormUnknown
from inspect_app.services import Services
from inspect_app.ui import paths
from inspect_app.ui.begin import usual_kind
from inspect_app.ui.hooks import Look, use_look, use_services
from inspect_app.ui.shown import use_shown_query
from inspect_app.ui.tasks import guarded
from inspect_app.ui.theme import SIZE_ITEM, SPACE_1, SPACE_2, SPACE_3, SPACE_4, TOUCH
from inspect_app.ui.widgets.card import small
from inspect_app.ui.widgets.form_item import FormItem, asset_kind_words
from inspect_app.ui.widgets.frame import CONTENT_WIDTH_PX, page_view, primary_action
from inspect_app.ui.widgets.gone import gone_view
from inspect_app.ui.widgets.notice import NoticeKind, notice
from inspect_app.ui.widgets.unit_title import unit_at_hand


@ft.component
def FormScreen() -> ft.View:
    form_id = ft.use_route_params()["form_id"]
    look = use_look()
    form, unit = use_shown_query(lambda s: (s.catalog.form(form_id), unit_at_hand(s)), form_id)
    unfolded, set_unfolded = ft.use_state(frozenset())
    if form is None:
        return gone_view(look, FormUnknown(form=form_id))
    return _form_view(look, form, unit, (), unfolded, set_unfolded)


@ft.component
def PaperScreen() -> ft.View:
    """Where the code of a printed form leads: to that form, with the paper's unit at hand."""
    given = ft.use_route_params()
    form_id, version, code = given["form_id"], given["version"], unquote(given["unit_code"])
    look, services = use_look(), use_services()
    printed, newest, unit = use_shown_query(
        lambda s: (s.catalog.form(form_id, version), s.catalog.form(form_id), _unit(s, code)),
        (form_id, version, code),
    )
    unfolded, set_unfolded = ft.use_state(frozenset())
    ft.use_effect(lambda: unit and services.preferences.choose_unit(unit.id), [code])
    ft.use_effect(lambda: _want(services, form_id, version), [form_id, version])
    form = printed or newest
    if form is None or newest is None:
        return gone_view(look, FormUnknown(form=form_id))
    told = [_paper_notice(look, printed, newest, version)]
    if unit is None and code != ANY_UNIT:
        words = look.t("form.paper_unit_unknown", code=code)
        told.append(notice(look, words, NoticeKind.warned, key="paper-unit"))
    return _form_view(look, form, unit, told, unfolded, set_unfolded)


def _want(services: Services, form_id: str, version: str) -> None:
    """Paper may be older than this phone: its version is asked for at once."""
    if services.catalog.want(form_id, version):
        services.sync.nudge()


def _unit(services: Services, code: str) -> Unit | None:
    return unit_at_hand(services) if code == ANY_UNIT else services.catalog.unit_by_code(code)


def _paper_notice(look: Look, printed: Form | None, newest: Form, version: str) -> ft.Control:
    t = look.t
    if printed is None:
        words, kind = t("form.paper_differs", version=newest.version), NoticeKind.warned
    elif printed.version == newest.version:
        words, kind = t("form.paper_same"), NoticeKind.told
    else:
        words, kind = t("form.paper_older", version=newest.version), NoticeKind.told
    return notice(look, f"{t('form.paper', version=version)}\n{words}", kind, key="paper")


def _form_view(
    look: Look,
    form: Form,
    unit: Unit | None,
    told: Sequence[ft.Control],
    unfolded: frozenset[str],
    set_unfolded: object,
) -> ft.View:
    t = look.t
    codes = frozenset(item.code for item in form.items() if item.is_shown)
    is_all = unfolded == codes
    turn_all = ft.TextButton(
        t("form.fold_all") if is_all else t("form.unfold_all"),
        key="turn-all",
        height=TOUCH,
        on_click=lambda _: set_unfolded(frozenset() if is_all else codes),
    )
    turn = ft.use_callback(lambda code: set_unfolded(lambda now: now ^ {code}), [])
    rows: list[ft.Control] = [_about(look, form, turn_all), *told]
    for section in form.sections:
        items = [item for item in section.items if item.is_shown]
        if not items:
            continue
        rows.append(_heading(look, section))
        rows += [FormItem(look, item, item.code in unfolded, turn, key=item.code) for item in items]
    side = max(SPACE_4, (look.width_px - CONTENT_WIDTH_PX) / 2)
    body = ft.ListView(
        key="form",
        controls=rows,
        expand=True,
        spacing=SPACE_2,
        padding=ft.Padding.symmetric(horizontal=side, vertical=SPACE_3),
    )
    return page_view(look, t.of(form.label), body, action=_begin(look, form, unit))


def _about(look: Look, form: Form, turn_all: ft.Control) -> ft.Control:
    t = look.t
    count = sum(1 for _ in form.items())
    kinds = [t(f"common.unit_kind.{kind}") for kind in form.unit_kinds]
    is_for_all = set(form.unit_kinds) >= set(UNIT_KINDS)
    suits = t("form.suits_all") if is_for_all else t("form.suits", kinds=t("form.and").join(kinds))
    about = t("form.about", version=form.version, count=count)
    words = ft.Column(
        [
            ft.Text(about, key="form-about", size=SIZE_ITEM, weight=look.palette.strong),
            small(look, suits),
        ],
        spacing=SPACE_1,
        tight=True,
        expand=True,
    )
    return ft.Row([words, turn_all], spacing=SPACE_2)


def _heading(look: Look, section: Section) -> ft.Control:
    t = look.t
    notes = []
    if section.asset_kind:
        notes.append(t("form.per_asset", kind=asset_kind_words(t, section.asset_kind)))
    if section.repeat:
        notes.append(t("form.per_row", row=t.of(blanked(section.repeat.label))))
    if section.relevant:
        notes.append(t("form.section_if"))
    title = ft.Text(
        t.of(blanked(section.label)), size=SIZE_ITEM, weight=look.palette.strong, expand=True
    )
    return ft.Container(
        key=f"form-section-{section.id}",
        content=ft.Column([title, *(small(look, note) for note in notes)], spacing=0, tight=True),
        padding=ft.Padding.only(top=SPACE_3),
    )


def _begin(look: Look, form: Form, unit: Unit | None) -> ft.Control:
    t, services, page = look.t, use_services(), ft.context.page
    if unit is None:
        return primary_action(
            t("form.choose_unit"), lambda _: page.navigate(paths.UNITS), key="choose-unit"
        )
    identity = services.enrolment.identity()
    kind = usual_kind(identity.person if identity else None)
    is_for_unit = form.suits(str(unit.kind))
    words = "form.begin" if is_for_unit else "form.not_for_unit"
    return primary_action(
        t(words, unit=unit.name),
        guarded(
            t,
            lambda: services.inspections.start(unit.id, form.id, kind, version=str(form.version)),
            lambda draft: page.navigate(paths.inspection(draft.id)),
        ),
        key="begin-form",
        disabled=not is_for_unit,
    )
