"""What lies over a walk: the basis of an item, a photo, a question."""

from __future__ import annotations

import json
from collections.abc import Callable

import flet as ft

from inspect_app.domain.evidence import Stroke
from inspect_app.domain.inspection import InspectionKind
from inspect_app.services import Services
from inspect_app.services.inspections import OpenInspection
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look
from inspect_app.ui.tasks import guarded
from inspect_app.ui.walk import Walk
from inspect_app.ui.walk_state import WalkState
from inspect_app.ui.widgets.basis_sheet import basis_sheet
from inspect_app.ui.widgets.confirm import confirm
from inspect_app.ui.widgets.photo_viewer import photo_viewer
from inspect_app.ui.widgets.signature_sheet import signature_sheet


def walk_dialog(
    look: Look, services: Services, opened: OpenInspection, state: WalkState
) -> ft.DialogControl | None:
    def close(*_: object) -> None:
        state.lay_over(None)

    match state.overlay:
        case ("basis", slot_key):
            return basis_sheet(look, opened.sheet.slot(slot_key).item, close)
        case ("photo", slot_key, sha256):
            return _photo(look, state.walk, slot_key, sha256, close)
        case ("sign", slot_key):
            return _signing(look, opened, state.walk, slot_key, close)
        case ("remove", asset_id):
            return _removal(look, services, opened, asset_id, close)
        case ("discard",):
            return _discarding(look, services, opened, close)
    return None


def _photo(
    look: Look, walk: Walk, slot_key: str, sha256: str, close: Callable[..., None]
) -> ft.DialogControl:
    def delete(*_: object) -> None:
        close()
        walk.detach(slot_key, sha256)

    return photo_viewer(look, walk.photo_bytes(sha256), close, delete)


def _signing(
    look: Look, opened: OpenInspection, walk: Walk, slot_key: str, close: Callable[..., None]
) -> ft.DialogControl:
    item = opened.sheet.slot(slot_key).item

    def signed(_name: str, strokes: tuple[Stroke, ...]) -> None:
        close()
        walk.enter(slot_key, json.dumps(strokes))

    return signature_sheet(look, look.t.of(item.label), None, signed, close)


def _removal(
    look: Look,
    services: Services,
    opened: OpenInspection,
    asset_id: str,
    close: Callable[..., None],
) -> ft.DialogControl:
    asset = opened.assets[asset_id]
    return confirm(
        look,
        look.t("inspection.remove_asset", code=asset.code),
        look.t("inspection.remove_asset_hint"),
        look.t("inspection.remove"),
        guarded(
            look.t, lambda: services.inspections.remove_asset(opened.draft.id, asset_id), close
        ),
        close,
    )


def discard_words(look: Look, opened: OpenInspection) -> str:
    is_register = opened.draft.kind is InspectionKind.register
    return look.t("inspection.discard_register" if is_register else "inspection.discard")


def _discarding(
    look: Look, services: Services, opened: OpenInspection, close: Callable[..., None]
) -> ft.DialogControl:
    page = ft.context.page
    words = discard_words(look, opened)

    def leave(_: object) -> None:
        close()
        page.navigate(paths.TODAY)

    return confirm(
        look,
        words,
        look.t("inspection.discard_hint", count=opened.draft.answered),
        words,
        guarded(look.t, lambda: services.inspections.discard(opened.draft.id), leave),
        close,
    )
