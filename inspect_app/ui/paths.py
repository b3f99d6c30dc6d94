"""The address of every screen; ids in them are plain ASCII."""

from urllib.parse import quote

from inspect_app.domain.tag import ANY_UNIT

TODAY = "/"
START = "/start"
UNITS = "/units"
SCAN = "/scan"
HAZARDS = "/hazards"
ME = "/me"
SYNC = "/sync"
ENROL = "/enrol"
FORMS = "/forms"
REGISTERS = "/registers"


def asset(asset_id: str) -> str:
    return f"/assets/{asset_id}"


def inspection(draft_id: str) -> str:
    return f"/inspections/{draft_id}"


def review(draft_id: str) -> str:
    return f"/inspections/{draft_id}/review"


def record(inspection_id: str) -> str:
    return f"/records/{inspection_id}"


def form(form_id: str) -> str:
    return f"/forms/{form_id}"


def paper(form_id: str, version: int, unit_code: str) -> str:
    """What the QR code of a printed checklist leads to."""
    return f"/paper/{form_id}/{version}/{quote(unit_code or ANY_UNIT, safe='')}"


def sync_entry(record_id: str) -> str:
    return f"/sync/{record_id}"


def hazard(hazard_id: str) -> str:
    return f"/hazards/{hazard_id}"
