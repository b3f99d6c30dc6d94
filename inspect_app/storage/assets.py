"""The assets in this device's scope: by id, by human code, by unit, by the day they fall due."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tinydb import where

from inspect_app.domain.asset import Asset
from inspect_app.storage.conditions import Condition
from inspect_app.storage.reference import Reference

NEVER = "9999-12-31"
"""Sorts behind every due day."""


class Assets(Reference[Asset]):
    table_name = "assets"

    def read(self, document: Mapping[str, Any]) -> Asset:
        return Asset.from_dict(document)

    def prepared(self, item: Mapping[str, Any]) -> dict[str, Any]:
        days = (due["on"] for due in item.get("dues", ()))
        return dict(item) | {"next_due_on": min(days, default=NEVER)}

    def by_code(self, code: str) -> Asset | None:
        found = self._table.get(where("code") == code)
        return None if found is None else self.read(found)

    def of_unit(
        self, unit_id: str, kind: str | None = None, *, limit: int | None = None, offset: int = 0
    ) -> tuple[Asset, ...]:
        """Return a page of a unit's assets in the order of their codes."""
        found = self._table.ordered("code", _of(unit_id, kind), limit=limit, offset=offset)
        return tuple(map(self.read, found))

    def count_of_unit(self, unit_id: str, kind: str | None = None) -> int:
        return self._table.count(_of(unit_id, kind))

    def due(self, unit_id: str, today: date, within_days: int) -> tuple[Asset, ...]:
        """Return the assets with something overdue or due within the days, the earliest first."""
        last = (today + timedelta(days=within_days)).isoformat()
        is_due = _of(unit_id) & (where("next_due_on") <= last)
        return tuple(map(self.read, self._table.ordered("next_due_on", is_due)))


def _of(unit_id: str, kind: str | None = None) -> Condition:
    of_unit = where("unit") == unit_id
    return of_unit if kind is None else of_unit & (where("kind") == kind)
