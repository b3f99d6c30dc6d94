"""That an item failed here before: on its card, and in the review while it was not seen again."""

from __future__ import annotations

from datetime import date

import flet as ft

from inspect_app.services.inspections import OpenInspection
from inspect_app.services.past_failures import PastFailure
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import SIZE_BODY
from inspect_app.ui.widgets.card import row_card
from inspect_app.ui.widgets.grade_badge import grade_badge


def carried_line(look: Look, slot_key: str, past: PastFailure, today: date) -> ft.Control:
    key = "inspection.failed_before_open" if past.is_open else "inspection.failed_before"
    grade = look.t(f"common.grade.{past.grade}")
    parts = [look.t(key, day=look.t.full_day(past.found_on), grade=grade)]
    if past.is_recent(today):
        parts.append(look.t("inspection.graver"))
    return ft.Text(
        f"↻ {look.t('review.listing').join(parts)}",
        key=f"carried-{slot_key}",
        size=SIZE_BODY,
        color=look.palette.serious,
        weight=look.palette.strong,
    )


def carried_rows(look: Look, opened: OpenInspection, keys: tuple[str, ...]) -> list[ft.Control]:
    """What is still open from before and was not looked at in this walk."""
    return [_row(look, opened, key, opened.carried[key]) for key in keys]


def _row(look: Look, opened: OpenInspection, key: str, past: PastFailure) -> ft.Control:
    code, _, asset_id = key.partition("@")
    asset = opened.assets.get(asset_id)
    thing = (asset.code if asset else asset_id) or ""
    since = look.t("review.since", day=look.t.full_day(past.found_on))
    return row_card(
        look,
        key=f"carried-{key}",
        title=look.t.of(opened.form.item(code).label),
        subtitle="  ".join(part for part in (code, thing, since) if part),
        leading=grade_badge(look, past.grade),
    )
