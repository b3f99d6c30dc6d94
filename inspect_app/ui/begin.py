"""Beginning an inspection from a screen, or going on with the one that fits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from inspect_app.domain.inspection import Draft, InspectionKind
from inspect_app.domain.unit import Person, Role
from inspect_app.services import Services
from inspect_app.services.scanning import AssetCard

LOOK_BACK = 200
"""How many inspections are searched for the last one of each form."""
OFFICIAL = frozenset({Role.inspector, Role.bureau, Role.admin})


def usual_kind(person: Person | None) -> InspectionKind:
    """Bureau people supervise, a school's own people check themselves."""
    is_official = person is not None and any(role in OFFICIAL for role in person.roles)
    return InspectionKind.supervision if is_official else InspectionKind.self_check


def last_by_form(services: Services, unit_id: str) -> Mapping[str, datetime]:
    """Return when each form was filled in last in a unit, as far back as is looked."""
    last: dict[str, datetime] = {}
    for entry in services.ledger.newest(LOOK_BACK, unit_id):
        last.setdefault(entry.inspection.form, entry.inspection.submitted_at)
    return last


def running_draft(services: Services, card: AssetCard, form_id: str) -> Draft | None:
    """Return the draft of this unit and checklist that was worked on last."""
    drafts = services.inspections.unfinished()
    fitting = (draft for draft in drafts if (draft.unit, draft.form) == (card.unit.id, form_id))
    return next(fitting, None)


def walk_to(services: Services, card: AssetCard, form_id: str) -> str:
    """Walk on to the asset in the draft that fits, or in a new one; returns the draft's id."""
    identity = services.enrolment.identity()
    draft = running_draft(services, card, form_id) or services.inspections.start(
        card.unit.id,
        form_id,
        usual_kind(identity.person if identity else None),
        card.asset.place_name,
    )
    services.inspections.add_asset(draft.id, card.asset, was_typed=card.was_typed)
    return draft.id
