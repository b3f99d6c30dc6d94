"""The walk: one item is one card, every tap is kept before it shows, the next step at the thumb."""

from __future__ import annotations

import flet as ft

from inspect_app.errors import AppError
from inspect_app.services import Services
from inspect_app.services.inspections import OpenInspection
from inspect_app.services.scanning import AssetCard, ScanHit
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look, use_look, use_services
from inspect_app.ui.scan_next import scan, why_not
from inspect_app.ui.tasks import notify, start
from inspect_app.ui.theme import SPACE_1, SPACE_2, SPACE_4, TOUCH
from inspect_app.ui.walk_state import WalkState, slot_at, use_walk_state
from inspect_app.ui.widgets.frame import CONTENT_WIDTH_PX, page_view
from inspect_app.ui.widgets.gone import gone_view
from inspect_app.ui.widgets.section_index import INDEX_WIDTH_PX, section_index
from inspect_app.ui.widgets.walk_bar import WalkBar, slot_to_photograph
from inspect_app.ui.widgets.walk_dialogs import discard_words, walk_dialog
from inspect_app.ui.widgets.walk_list import RowKeeper, walk_rows
from inspect_app.ui.widgets.walk_progress import ProgressLine, ProgressText

KEPT_BUILT_PX = 100_000
"""Only what is built can be scrolled to by its key; three hundred cards are half of this."""
SCROLL_HEARD_MS = 300
"""That a finger moves the list is wanted, not every pixel of the way."""
UNFOLDED_PX = 360
"""What a failed answer unfolds: the last card too must have it above the thumb's buttons."""


@ft.component
def InspectionScreen() -> ft.View:
    draft_id = ft.use_route_params()["draft_id"]
    look, services = use_look(), use_services()
    state = use_walk_state(draft_id)
    opened = state.opened
    keeper = ft.use_memo(RowKeeper, [])
    remove = ft.use_callback(lambda asset_id: state.lay_over(("remove", asset_id)), [])
    is_gone = isinstance(opened, AppError)
    discard = "" if is_gone else discard_words(look, opened)
    menu = ft.use_memo(lambda: _menu(look, discard, state), [look, discard])
    ft.use_dialog(None if is_gone else walk_dialog(look, services, opened, state))
    if is_gone:
        return gone_view(look, opened)
    state.rows.current = ft.ListView(
        key="walk",
        controls=walk_rows(
            keeper,
            look,
            opened,
            state.folded,
            state.saving,
            state.walk,
            services.clock.today(),
            state.fold,
            remove,
        ),
        expand=True,
        padding=_padding(look),
        cache_extent=KEPT_BUILT_PX,
        on_size_change=state.laid_out,
        on_scroll=state.scrolled,
        scroll_interval=SCROLL_HEARD_MS,
    )
    return page_view(
        look,
        _title(look, opened),
        _body(look, opened, state),
        action=_bar(look, services, opened, state),
        actions=[ProgressText(look, state.walk.parts), menu],
    )


def _title(look: Look, opened: OpenInspection) -> str:
    """Return `消防 · 3号楼`; without a place, the unit's name."""
    where = opened.draft.place_name or opened.unit.name
    return f"{look.t.of(opened.form.label)} · {where}"


def _menu(look: Look, discard: str, state: WalkState) -> ft.Control:
    return ft.PopupMenuButton(
        key="walk-menu",
        icon=ft.Icon(ft.Icons.MORE_VERT, semantics_label=look.t("common.more")),
        width=TOUCH,
        height=TOUCH,
        items=[
            ft.PopupMenuItem(
                discard,
                key="discard",
                height=TOUCH,
                on_click=lambda _: state.lay_over(("discard",)),
            )
        ],
    )


def _body(look: Look, opened: OpenInspection, state: WalkState) -> ft.Control:
    sheet, parts = opened.sheet, state.walk.parts
    walked: ft.Control = state.rows.current
    if look.is_wide:
        shown = (slot for slot in sheet.slots if slot.item.is_shown)
        first = {slot.section: slot.key for slot in reversed(tuple(shown))}
        sections = [section for section in sheet.sections if section.key in first]
        index = section_index(
            look, parts, sections, opened.assets, lambda key: state.go_to(first[key])
        )
        walked = ft.Row(
            [index, ft.VerticalDivider(width=1), walked],
            expand=True,
            spacing=0,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    return ft.Column([ProgressLine(parts), walked], expand=True, spacing=0)


def _padding(look: Look) -> ft.Padding:
    """Lines do not get longer than they can be read, however wide the screen."""
    free = look.width_px - CONTENT_WIDTH_PX - (INDEX_WIDTH_PX if look.is_wide else 0)
    side = max(SPACE_4 if look.is_wide else SPACE_2 + SPACE_1, free / 2)
    return ft.Padding.only(left=side, right=side, bottom=UNFOLDED_PX)


def _bar(look: Look, services: Services, opened: OpenInspection, state: WalkState) -> ft.Control:
    draft_id, t, walk = opened.draft.id, look.t, state.walk

    def photograph() -> None:
        if slot := slot_to_photograph(walk.opened()):
            walk.shoot(slot.key)

    def go_on() -> None:
        now = walk.opened()
        here = slot_at(now)
        state.go_to(now.sheet.next_unanswered(here.key if here else None) or now.draft.at_slot)

    def scan_next() -> None:
        now = walk.opened()
        last = now.assets[now.draft.assets[-1]].code if now.draft.assets else ""
        start(t, lambda: scan(services, t, last), walk_on)

    def walk_on(hit: ScanHit | None) -> None:
        refusal = why_not(t, hit, walk.opened()) if hit else ""
        if refusal:
            notify(refusal)
        elif isinstance(hit, AssetCard):
            services.host.tick()
            add = services.inspections.add_asset
            state.go_to(add(draft_id, hit.asset, was_typed=hit.was_typed))

    return WalkBar(
        look,
        walk.parts,
        bool(opened.form.asset_kinds()),
        photograph,
        go_on,
        scan_next,
        lambda: ft.context.page.navigate(paths.review(draft_id)),
    )
