"""Compiled checklists by id and version; old versions stay for the drafts that began with them."""

import re
from collections.abc import Mapping
from typing import Any

from inspect_app.storage.reference import Reference


class Forms(Reference[Mapping[str, Any]]):
    """Handed out as JSON; who wants a `Form` decodes it."""

    table_name = "forms"

    def read(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        return document

    def key(self, item: Mapping[str, Any]) -> str:
        return f"{item['id']}/{item['version']}"

    def fetch(self, form_id: str, version: str | int | None = None) -> Mapping[str, Any] | None:
        """Return a form; without `version` its newest one."""
        if version is not None:
            return self._table.fetch(f"{form_id}/{version}")
        versions = self._table.under(f"{form_id}/")
        return max(versions, key=lambda form: _order(form["version"]), default=None)

    def ids(self) -> tuple[str, ...]:
        """Return the id of every form, in the order in which they came."""
        return tuple(dict.fromkeys(document["id"] for document in self._table))

    def forget(self, item_id: str) -> None:
        """Forget one version ("fire/3"), or every version of a form ("fire")."""
        self._table.remove_key(item_id)
        self._table.remove_under(f"{item_id}/")


def _order(version: str | int) -> tuple[int, ...]:
    """Sort 10 behind 9, and 2026.10 behind 2026.9."""
    return tuple(map(int, re.findall(r"\d+", str(version))))
