"""A frozen inspection: where it is, what was found, who signed; nothing here can be changed."""

from __future__ import annotations

import flet as ft

from inspect_app.domain.inspection import InspectionKind
from inspect_app.errors import AppError
from inspect_app.services import Services
from inspect_app.services.ledger import Entry
from inspect_app.services.outbox_view import OutboxEntry
from inspect_app.ui.hooks import Look, use_look, use_query, use_services
from inspect_app.ui.record_lines import RecordText, record_text, totals_in
from inspect_app.ui.theme import SPACE_3, SPACE_4, SPACE_5
from inspect_app.ui.widgets.card import card, fact, section
from inspect_app.ui.widgets.frame import page_view
from inspect_app.ui.widgets.gone import gone_view
from inspect_app.ui.widgets.notice import NoticeKind, notice
from inspect_app.ui.widgets.photo_tile import OnPhoto
from inspect_app.ui.widgets.photo_viewer import use_viewer
from inspect_app.ui.widgets.record_parts import (
    answers_card,
    facts_card,
    failure_card,
    sync_notice,
)
from inspect_app.ui.widgets.signature_card import signature_card
from inspect_app.ui.widgets.totals_row import score_card, totals_card

DIGEST_SHOWN = 16
"""Enough to compare two records by eye; the whole digest is in the record."""


@ft.component
def RecordScreen() -> ft.View:
    inspection_id = ft.use_route_params()["inspection_id"]
    look, services = use_look(), use_services()
    entry = use_query(lambda s: _entry_or_error(s, inspection_id), inspection_id)
    sending = use_query(lambda s: _sending(s, inspection_id), inspection_id)
    show_photo = use_viewer(look)
    if isinstance(entry, AppError):
        return gone_view(look, entry)
    text = record_text(services, entry.inspection, look.t)
    left = _summary(look, entry, sending, text)
    right = _findings(look, text, show_photo)
    if look.is_wide:
        body: ft.Control = ft.Row(
            [_column(left), ft.VerticalDivider(width=1), _column(right)],
            expand=True,
            spacing=0,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    else:
        first = 2 + bool(entry.inspection.score)
        body = _column([*left[:first], *right, *left[first:]])
    is_register = entry.inspection.kind is InspectionKind.register
    title = look.t("review.entry_of" if is_register else "review.record_of", form=text.title)
    return page_view(look, title, body)


def _summary(
    look: Look, entry: Entry, sending: OutboxEntry | None, text: RecordText
) -> list[ft.Control]:
    """Return the state and the totals first, then facts, signatures and the digest."""
    t, inspection = look.t, entry.inspection
    signatures = [
        signature_card(look, signature.role, signature) for signature in inspection.signatures
    ]
    if inspection.refusal:
        words = t("review.refused", reason=inspection.refusal.reason)
        signatures.append(notice(look, words, NoticeKind.warned))
    digest = fact(look, t("review.digest"), entry.record.digest[:DIGEST_SHOWN])
    number = fact(look, t("review.number"), inspection.id)
    is_register = inspection.kind is InspectionKind.register
    totals = [] if is_register else [totals_card(look, totals_in(inspection))]
    if inspection.score:
        totals.append(score_card(look, inspection.score))
    signed = [section(look, t("review.signatures"), signatures)] if signatures else []
    return [
        sync_notice(look, entry, sending),
        *totals,
        section(look, t("review.about"), [facts_card(look, inspection, text)]),
        *signed,
        card(look, ft.Column([number, digest], tight=True), key="digest"),
    ]


def _findings(look: Look, text: RecordText, on_photo: OnPhoto) -> list[ft.Control]:
    """Return the failures first, then every other answer by section."""
    parts: list[ft.Control] = []
    failures = [failure_card(look, line, on_photo) for line in text.failures]
    if failures:
        parts.append(section(look, look.t("review.failures", count=len(failures)), failures))
    for group, lines in text.groups().items():
        parts.append(section(look, group, [answers_card(look, lines, on_photo)]))
    return parts


def _column(parts: list[ft.Control]) -> ft.Control:
    return ft.ListView(
        controls=parts,
        expand=True,
        spacing=SPACE_4,
        padding=ft.Padding.only(left=SPACE_4, right=SPACE_4, top=SPACE_3, bottom=SPACE_5),
    )


def _entry_or_error(services: Services, inspection_id: str) -> Entry | AppError:
    try:
        return services.ledger.entry(inspection_id)
    except AppError as error:
        return error


def _sending(services: Services, inspection_id: str) -> OutboxEntry | None:
    """Return how far the inspection is on its way, when it was made here lately."""
    try:
        record = services.ledger.entry(inspection_id).record
    except AppError:
        return None
    return next((each for each in services.sync.entries() if each.record == record.id), None)
