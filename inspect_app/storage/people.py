"""The people whom inspections name."""

from collections.abc import Mapping
from typing import Any

from tinydb import where

from inspect_app.domain.unit import Person
from inspect_app.storage.reference import Reference


class People(Reference[Person]):
    table_name = "people"

    def read(self, document: Mapping[str, Any]) -> Person:
        return Person.from_dict(document)

    def of_unit(self, unit_id: str) -> tuple[Person, ...]:
        """Return the people of a unit; of the bureau, for an empty id."""
        return tuple(map(self.read, self._table.search(where("unit") == unit_id)))
