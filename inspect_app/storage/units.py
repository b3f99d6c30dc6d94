"""The units in this device's scope."""

from collections.abc import Mapping
from typing import Any

from inspect_app.domain.unit import Unit
from inspect_app.storage.reference import Reference


class Units(Reference[Unit]):
    table_name = "units"

    def read(self, document: Mapping[str, Any]) -> Unit:
        return Unit.from_dict(document)

    def all(self) -> tuple[Unit, ...]:
        """Return every unit, by name."""
        return tuple(sorted(super().all(), key=lambda unit: unit.name))
