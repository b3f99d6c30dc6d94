"""When each asset was last checked, and how: computed from inspections as they come."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from forms.terms import Result
from inspect_app.storage.engine import Database, SqliteTable


class Check(TypedDict):
    inspection: str
    at: datetime
    failed: int
    checked: int
    """Items with a result."""


class Checks:
    def __init__(self, db: Database) -> None:
        self._table: SqliteTable = db.table("checks")

    def last_of_asset(self, asset_id: str) -> Check | None:
        found = self._table.fetch(asset_id)
        if found is None:
            return None
        return Check(
            inspection=found["inspection"],
            at=datetime.fromisoformat(found["at"]),
            failed=found["failed"],
            checked=found["checked"],
        )

    def follow(self, inspection: Mapping[str, Any]) -> None:
        """Take in a submitted inspection; an older one than is known changes nothing."""
        at = datetime.fromisoformat(inspection["submitted_at"])
        for asset_id in inspection["assets"]:
            known = self._table.fetch(asset_id)
            if known is None or datetime.fromisoformat(known["at"]) <= at:
                self._table.put(asset_id, _check(inspection, asset_id))


def _check(inspection: Mapping[str, Any], asset_id: str) -> dict[str, Any]:
    results = [
        answer["result"]
        for answer in inspection["answers"]
        if answer["asset"] == asset_id and answer["result"]
    ]
    return {
        "inspection": inspection["id"],
        "at": inspection["submitted_at"],
        "failed": results.count(Result.failed),
        "checked": len(results),
    }
