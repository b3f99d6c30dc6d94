"""The parts of a frozen record: where it is on its way, who made it, each of its answers."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.domain.inspection import Inspection, InspectionKind
from inspect_app.services.ledger import Entry
from inspect_app.services.outbox_view import OutboxEntry, OutboxState
from inspect_app.ui.hooks import Look
from inspect_app.ui.record_lines import Line, RecordText
from inspect_app.ui.sightings import photos_key
from inspect_app.ui.theme import (
    SIZE_BODY,
    SIZE_ITEM,
    SIZE_SMALL,
    SIZE_TITLE,
    SPACE_1,
    SPACE_2,
    SPACE_3,
)
from inspect_app.ui.widgets.answer_row import result_colour, result_words
from inspect_app.ui.widgets.card import card, fact, small
from inspect_app.ui.widgets.grade_badge import grade_badge
from inspect_app.ui.widgets.ink import Ink
from inspect_app.ui.widgets.notice import NoticeKind, notice
from inspect_app.ui.widgets.photo_row import PhotoRow
from inspect_app.ui.widgets.photo_tile import OnPhoto

INK_PX = 180


def sync_notice(look: Look, entry: Entry, sending: OutboxEntry | None) -> ft.Control:
    """Say truthfully where the record and its photos are."""
    t = look.t
    if sending is None or sending.state is OutboxState.sent:
        is_here = entry.record.seq is not None or sending is not None
        return notice(look, t("review.sent" if is_here else "review.kept"), key="record-state")
    if sending.state is OutboxState.trouble:
        words = t("review.troubled", reason=t(sending.reason.key) if sending.reason else "")
        return notice(look, words, NoticeKind.refused, key="record-state")
    words = t("review.kept")
    if sending.photos_total:
        words += t("review.photos_sent", done=sending.photos_sent, total=sending.photos_total)
    return notice(look, words, key="record-state")


def facts_card(look: Look, inspection: Inspection, text: RecordText) -> ft.Control:
    t = look.t
    is_register = inspection.kind is InspectionKind.register
    who = t("review.filled_in_by" if is_register else "review.inspectors")
    rows = [
        fact(look, t("review.unit"), text.unit),
        fact(look, t("review.place"), inspection.place_name),
        fact(look, t("review.kind"), t(f"common.kind.{inspection.kind}")),
        fact(look, who, t("review.listing").join(inspection.inspectors)),
        fact(look, t("review.companion"), inspection.companion),
        fact(look, t("review.started"), t.moment(inspection.started_at)),
        fact(look, t("review.submitted"), t.moment(inspection.submitted_at)),
    ]
    shown = [row for row in rows if row.controls[1].value]
    return card(look, ft.Column(shown, spacing=SPACE_1, tight=True))


def failure_card(look: Look, line: Line, on_photo: OnPhoto) -> ft.Control:
    answer = line.answer
    head = [grade_badge(look, answer.grade)] if answer.grade else []
    parts: list[ft.Control] = [
        ft.Row([*head, small(look, f"{answer.item}  {line.group}")], spacing=SPACE_2, wrap=True),
        ft.Text(answer.note or line.label, size=SIZE_ITEM, weight=look.palette.strong),
        small(look, "  ".join(part for part in (line.label, line.value) if part)),
    ]
    if answer.photos:
        parts.append(PhotoRow(look, answer.photos, on_photo, key=photos_key(answer.photos)))
    column = ft.Column(parts, spacing=SPACE_2, tight=True, expand=True)
    return card(look, ft.Row([column]), key=f"failed-{answer.slot}", padding=SPACE_3)


def answers_card(look: Look, lines: list[Line], on_photo: OnPhoto) -> ft.Control:
    rows: list[ft.Control] = []
    for line in lines:
        rows += [_answer(look, line), *_photos(look, line, on_photo)]
    return card(look, ft.Column(rows, spacing=SPACE_3, tight=True), padding=SPACE_3)


def changing_card(look: Look, lines: list[Line], on_go: Callable[[str], None]) -> ft.Control:
    """The same while it can still change: what was entered is a button that leads to its slot."""
    rows: list[ft.Control] = []
    for line in lines:
        slot = line.answer.slot
        photos = _photos(look, line, lambda _, slot=slot: on_go(slot))
        if line.is_computed:
            rows.append(_answer(look, line))
            continue
        rows += [_leading(look, line, lambda _, slot=slot: on_go(slot)), *photos]
    return card(look, ft.Column(rows, spacing=SPACE_1, tight=True), padding=SPACE_3)


def _photos(look: Look, line: Line, on_photo: OnPhoto) -> list[ft.Control]:
    photos = line.answer.photos
    if not photos or line.is_file:
        return []
    return [PhotoRow(look, photos, on_photo, key=photos_key(photos))]


def _leading(look: Look, line: Line, on_click: Callable[..., None]) -> ft.Control:
    pencil = ft.Icon(ft.Icons.EDIT_OUTLINED, size=SIZE_TITLE, color=ft.Colors.PRIMARY)
    surface = ft.Container(
        ft.Row([ft.Container(_answer(look, line), expand=True), pencil], spacing=SPACE_2),
        key=f"change-{line.answer.slot}",
        padding=ft.Padding.symmetric(vertical=SPACE_1),
        ink=True,
        on_click=on_click,
    )
    return ft.Semantics(container=True, button=True, content=surface)


def _answer(look: Look, line: Line) -> ft.Control:
    answer = line.answer
    if answer.result is None:
        return _note(look, line)
    words: list[ft.Control] = [ft.Text(line.label, size=SIZE_BODY, weight=look.palette.text)]
    about = "  ".join(part for part in (answer.item, line.value, line.remark) if part)
    words.append(ft.Text(about, size=SIZE_SMALL, color=ft.Colors.ON_SURFACE_VARIANT))
    result = answer.result
    right = (
        ft.Text(
            result_words(look, result),
            size=SIZE_BODY,
            color=result_colour(look, result),
            weight=look.palette.strong,
        )
        if result
        else ft.Container()
    )
    return ft.Row(
        [ft.Column(words, spacing=0, tight=True, expand=True), right],
        key=f"answer-{answer.slot}",
        spacing=SPACE_2,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _note(look: Look, line: Line) -> ft.Control:
    """What is noted stands large under what it is; a signature as it was drawn."""
    words: list[ft.Control] = [small(look, line.label)]
    if line.value:
        words.append(ft.Text(line.value, size=SIZE_ITEM, weight=look.palette.text))
    if line.strokes:
        words.append(Ink(line.strokes, INK_PX, ft.Colors.ON_SURFACE))
    return ft.Row(
        [ft.Column(words, spacing=0, tight=True, expand=True)], key=f"answer-{line.answer.slot}"
    )
