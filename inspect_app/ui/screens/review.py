"""Before the record freezes: what was found, what is missing, who signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from inspect_app.domain.evidence import SignatureRole, Stroke
from inspect_app.domain.inspection import Draft, InspectionKind
from inspect_app.errors import AppError
from inspect_app.services import Services
from inspect_app.services.inspections import OpenInspection
from inspect_app.services.submission import Readiness, frozen_score
from inspect_app.ui import paths
from inspect_app.ui.hooks import Look, use_look, use_query, use_services
from inspect_app.ui.record_lines import RecordText, draft_text
from inspect_app.ui.tasks import guarded
from inspect_app.ui.theme import SIZE_BODY, SPACE_2, TOUCH
from inspect_app.ui.walk_parts import opened_or_error
from inspect_app.ui.widgets.card import section
from inspect_app.ui.widgets.carried_line import carried_rows
from inspect_app.ui.widgets.frame import page_view, primary_action, readable_width
from inspect_app.ui.widgets.gone import gone_view
from inspect_app.ui.widgets.notice import NoticeKind, notice
from inspect_app.ui.widgets.open_points import failure_row, open_points
from inspect_app.ui.widgets.people_fields import people_fields
from inspect_app.ui.widgets.record_parts import changing_card
from inspect_app.ui.widgets.refusal_sheet import refusal_sheet
from inspect_app.ui.widgets.signature_card import refuse_button, signature_card
from inspect_app.ui.widgets.signature_sheet import signature_sheet
from inspect_app.ui.widgets.systemic_rows import systemic_rows
from inspect_app.ui.widgets.totals_row import score_card, totals_card

REFUSING = "refusing"


@dataclass(frozen=True)
class Verbs:
    """What the parts of the review may ask for."""

    go: Callable[[str], None]
    sign: Callable[[SignatureRole], None]
    refuse: Callable[[], None]
    withdraw: Callable[..., None]
    people: Callable[[tuple[str, ...], str], None]


@ft.component
def ReviewScreen() -> ft.View:
    draft_id = ft.use_route_params()["draft_id"]
    look, services = use_look(), use_services()
    opened = use_query(lambda s: opened_or_error(s, draft_id), draft_id)
    sheet, set_sheet = ft.use_state(None)
    page, t = ft.context.page, look.t
    is_gone = isinstance(opened, AppError)

    def close(*_: object) -> None:
        set_sheet(None)

    ft.use_dialog(None if is_gone else _sheet(look, services, opened, sheet, close))
    if is_gone:
        return gone_view(look, opened)

    def go(slot_key: str) -> None:
        services.inspections.visit(draft_id, slot_key)
        page.navigate(paths.inspection(draft_id))

    readiness = services.submission.readiness(draft_id)
    verbs = Verbs(
        go=lambda slot_key: guarded(t, lambda: go(slot_key))(),
        sign=set_sheet,
        refuse=lambda: set_sheet(REFUSING),
        withdraw=guarded(t, lambda: services.inspections.withdraw_refusal(draft_id)),
        people=lambda names, companion: guarded(
            t, lambda: services.inspections.set_people(draft_id, names, companion)
        )(),
    )
    submit = guarded(
        t,
        lambda: services.submission.submit(draft_id),
        lambda inspection_id: page.navigate(paths.record(inspection_id)),
    )
    is_register = opened.draft.kind is InspectionKind.register
    noted = draft_text(services, opened, t) if is_register else None
    return page_view(
        look,
        t("review.title_register" if noted else "review.title"),
        readable_width(*_parts(look, opened, readiness, verbs, noted)),
        action=_submission(look, readiness, submit),
    )


def _parts(
    look: Look,
    opened: OpenInspection,
    readiness: Readiness,
    verbs: Verbs,
    noted: RecordText | None,
) -> list[ft.Control]:
    """Return a register's own words, `noted`, to be read once more before they freeze."""
    t, sheet = look.t, opened.sheet
    parts: list[ft.Control] = [] if noted else [totals_card(look, sheet.totals)]
    if score := frozen_score(sheet):
        parts.append(score_card(look, score))
    points = open_points(look, sheet, readiness.problems, verbs.go)
    if points:
        parts.append(section(look, t("review.still_open"), points))
    failures = [
        failure_row(look, slot, opened.assets.get(slot.asset), verbs.go)
        for slot in sheet.failures()
    ]
    if failures:
        parts.append(section(look, t("review.failures", count=len(failures)), failures))
    systemic = systemic_rows(look, sheet, verbs.go)
    if systemic:
        parts.append(section(look, t("review.systemic", count=len(systemic)), systemic))
    unseen = opened.not_seen_again()
    if unseen:
        rows = carried_rows(look, opened, unseen)
        parts.append(section(look, t("review.not_seen_again", count=len(unseen)), rows))
    if noted:
        told = [] if points else [notice(look, t("review.noted"), key="noted")]
        return [*parts, *told, *_noted(look, noted, verbs.go)]
    people = people_fields(look, opened.draft, verbs.people)
    parts.append(section(look, t("review.people"), [people]))
    parts.append(section(look, t("review.signatures"), _signatures(look, opened.draft, verbs)))
    return parts


def _noted(look: Look, noted: RecordText, go: Callable[[str], None]) -> list[ft.Control]:
    return [
        section(look, group, [changing_card(look, lines, go)])
        for group, lines in noted.groups().items()
    ]


def _signatures(look: Look, draft: Draft, verbs: Verbs) -> list[ft.Control]:
    required = draft.required_signatures()
    theirs = () if draft.kind.is_official else (SignatureRole.responsible,)
    cards = [
        signature_card(
            look,
            role,
            draft.signature(role),
            is_required=role in required,
            on_sign=verbs.sign,
        )
        for role in (*required, *theirs)
    ]
    if draft.refusal:
        withdraw = ft.TextButton(
            look.t("review.withdraw_refusal"),
            key="withdraw-refusal",
            height=TOUCH,
            on_click=verbs.withdraw,
        )
        words = look.t("review.refused", reason=draft.refusal.reason)
        cards.append(notice(look, words, NoticeKind.warned, withdraw, key="refusal"))
    elif draft.kind.is_official and not draft.signature(SignatureRole.responsible):
        cards.append(ft.Row([refuse_button(look, verbs.refuse)]))
    return cards


def _submission(look: Look, readiness: Readiness, submit: Callable[..., None]) -> ft.Control:
    """Return the button; while it cannot be pressed, it says why."""
    t = look.t
    reasons = []
    if readiness.problems:
        count = len({problem.slot_key for problem in readiness.problems})
        reasons.append(t("review.items_open", count=count))
    if readiness.missing_signatures:
        reasons.append(t("review.signatures_open", count=len(readiness.missing_signatures)))
    button = primary_action(
        t("review.submit"), submit, key="submit", disabled=not readiness.is_complete
    )
    if not reasons:
        return button
    why = ft.Text(
        t("review.listing").join(reasons),
        key="why-not-submit",
        size=SIZE_BODY,
        color=look.palette.serious,
        text_align=ft.TextAlign.CENTER,
        weight=look.palette.strong,
    )
    return ft.Column(
        [why, ft.Row([button])],
        spacing=SPACE_2,
        tight=True,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _sheet(
    look: Look,
    services: Services,
    opened: OpenInspection,
    sheet: SignatureRole | str | None,
    close: Callable[..., None],
) -> ft.BottomSheet | None:
    draft, verbs = opened.draft, services.inspections
    if sheet is None:
        return None
    if sheet == REFUSING:
        return refusal_sheet(
            look,
            lambda reason: guarded(look.t, lambda: verbs.refuse(draft.id, reason), close)(),
            close,
        )
    role = SignatureRole(sheet)

    def signed(name: str, strokes: tuple[Stroke, ...]) -> None:
        guarded(look.t, lambda: verbs.sign(draft.id, role, name, strokes), close)()

    return signature_sheet(
        look, look.t(f"review.role.{role}"), _name_for(draft, role), signed, close
    )


def _name_for(draft: Draft, role: SignatureRole) -> str:
    """Return the name that is likely, to be corrected."""
    signature = draft.signature(role)
    if signature:
        return signature.name
    likely = {
        SignatureRole.inspector: draft.inspectors[:1],
        SignatureRole.second_inspector: draft.inspectors[1:2],
        SignatureRole.responsible: (draft.companion,),
    }
    return "".join(likely.get(role, ()))
