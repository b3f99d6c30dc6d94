"""The address of every screen; ids in them are plain ASCII."""

TODAY = "/"
START = "/start"
UNITS = "/units"
SCAN = "/scan"
HAZARDS = "/hazards"
ME = "/me"
SYNC = "/sync"
ENROL = "/enrol"


def asset(asset_id: str) -> str:
    return f"/assets/{asset_id}"


def inspection(draft_id: str) -> str:
    return f"/inspections/{draft_id}"


def review(draft_id: str) -> str:
    return f"/inspections/{draft_id}/review"


def record(inspection_id: str) -> str:
    return f"/records/{inspection_id}"


def hazard(hazard_id: str) -> str:
    return f"/hazards/{hazard_id}"
