"""Which screen stands at which address."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.services import Services
from inspect_app.services.preferences import Appearance
from inspect_app.strings import strings
from inspect_app.ui.entry import Entry, EntryContext
from inspect_app.ui.hooks import Look, LookContext, ServicesContext, use_query, use_services
from inspect_app.ui.screens.asset import AssetScreen
from inspect_app.ui.screens.enrol import EnrolScreen
from inspect_app.ui.screens.form import FormScreen, PaperScreen
from inspect_app.ui.screens.forms import FormsScreen
from inspect_app.ui.screens.hazard import HazardScreen
from inspect_app.ui.screens.hazards import HazardsScreen
from inspect_app.ui.screens.inspection import InspectionScreen
from inspect_app.ui.screens.me import MeScreen
from inspect_app.ui.screens.not_found import NotFoundScreen
from inspect_app.ui.screens.record import RecordScreen
from inspect_app.ui.screens.registers import RegistersScreen
from inspect_app.ui.screens.review import ReviewScreen
from inspect_app.ui.screens.scan import ScanScreen
from inspect_app.ui.screens.start import StartScreen
from inspect_app.ui.screens.sync import SyncScreen
from inspect_app.ui.screens.sync_entry import SyncEntryScreen
from inspect_app.ui.screens.today import TodayScreen
from inspect_app.ui.screens.units import UnitsScreen
from inspect_app.ui.theme import ThemeKind, flet_mode, flet_theme
from inspect_app.ui.update import UpdateContext, use_update_ready
from inspect_app.ui.widgets.repair_dialog import repair_dialog


def _with_one_above(
    path: str, screen: Callable[[], ft.View], below: str, screen_below: Callable[[], ft.View]
) -> ft.Route:
    """A screen, and the one that opens above it: back leads from this to that."""
    return ft.Route(
        path=path, component=screen, children=[ft.Route(path=below, component=screen_below)]
    )


ROUTES = [
    ft.Route(
        component=TodayScreen,
        children=[
            ft.Route(path="start", component=StartScreen),
            ft.Route(path="registers", component=RegistersScreen),
            ft.Route(path="units", component=UnitsScreen),
            ft.Route(path="scan", component=ScanScreen),
            ft.Route(path="assets/:asset_id", component=AssetScreen),
            _with_one_above("inspections/:draft_id", InspectionScreen, "review", ReviewScreen),
            ft.Route(path="records/:inspection_id", component=RecordScreen),
            _with_one_above("hazards", HazardsScreen, ":hazard_id", HazardScreen),
            _with_one_above("forms", FormsScreen, ":form_id", FormScreen),
            ft.Route(path="paper/:form_id/:version/:unit_code", component=PaperScreen),
            _with_one_above("sync", SyncScreen, ":record_id", SyncEntryScreen),
            ft.Route(path="me", component=MeScreen),
            ft.Route(path="enrol", component=EnrolScreen),
            ft.Route(path=":nowhere+", component=NotFoundScreen),
        ],
    ),
]
DOOR_ROUTES = [ft.Route(path="/:anywhere*", component=EnrolScreen)]
"""Before enrolment every address leads to the door."""


@ft.component
def App(services: Services) -> ft.Control:
    return ServicesContext(services, Rooms)


@ft.component
def Rooms() -> ft.Control:
    """Dress the page in the person's language and colours, and open the right door."""
    appearance = use_query(lambda s: s.preferences.appearance(), hears_answers=False)
    services = use_services()
    is_enrolled = use_query(lambda s: s.enrolment.identity() is not None, hears_answers=False)
    is_entering, set_entering = ft.use_state(False)
    is_update_ready = use_update_ready()
    repair, set_repair = ft.use_state(lambda: services.device.repair())
    width_px, set_width_px = ft.use_state(lambda: int(ft.context.page.width or 390))

    def dress_again() -> None:
        page = ft.context.page
        dress(page, appearance)
        page.on_resize = lambda e: set_width_px(int(e.width))
        page.update()

    ft.use_effect(dress_again, [appearance])
    look = Look(strings(appearance.language), ThemeKind(appearance.theme), width_px)

    def read_repair(*_: object) -> None:
        services.device.repair_was_read()
        set_repair(None)

    ft.use_dialog(repair_dialog(look, repair, read_repair) if repair else None)
    entry = ft.use_memo(lambda: Entry(lambda: set_entering(True), lambda: set_entering(False)), [])
    return LookContext(
        look,
        lambda: UpdateContext(
            is_update_ready,
            lambda: EntryContext(entry, lambda: _router(is_enrolled and not is_entering)),
        ),
    )


def dress(page: ft.Page, appearance: Appearance) -> None:
    """Put language and colours on the page; before the first drawing, it begins in them."""
    kind = ThemeKind(appearance.theme)
    page.theme = flet_theme(kind)
    page.dark_theme = flet_theme(kind)
    page.theme_mode = flet_mode(kind)
    page.title = strings(appearance.language)("common.app_name")
    page.locale_configuration = _locales(appearance.language)


def _router(is_enrolled: bool) -> ft.Control:
    if is_enrolled:
        return ft.Router(ROUTES, manage_views=True, key="rooms")
    return ft.Router(DOOR_ROUTES, manage_views=True, key="door")


def _locales(language: str) -> ft.LocaleConfiguration:
    chosen = ft.Locale("zh", "CN") if language == "zh_CN" else ft.Locale("en", "GB")
    return ft.LocaleConfiguration(
        supported_locales=[ft.Locale("zh", "CN"), ft.Locale("en", "GB")], current_locale=chosen
    )
