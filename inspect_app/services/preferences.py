"""What the person chose: language, theme, the unit at hand, Wi-Fi only."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_app.services.changes import Changes
from inspect_app.storage.store import Store
from inspect_app.strings import BASE_LANGUAGE


@dataclass(frozen=True, slots=True)
class Appearance:
    language: str
    theme: str


class Preferences:
    def __init__(self, store: Store, changes: Changes) -> None:
        self._store = store
        self._changes = changes

    def appearance(self) -> Appearance:
        get = self._store.settings.get
        return Appearance(get("language") or BASE_LANGUAGE, get("theme") or "light")

    def set_language(self, language: str) -> None:
        self._set("language", language)

    def set_theme(self, theme: str) -> None:
        self._set("theme", theme)

    def unit_id(self) -> str:
        """Return the unit at hand, or an empty string when none was chosen."""
        return self._store.settings.get("unit") or ""

    def choose_unit(self, unit_id: str) -> None:
        self._set("unit", unit_id)

    def photos_on_wifi_only(self) -> bool:
        return bool(self._store.settings.get("sync.wifi_only"))

    def set_photos_on_wifi_only(self, chosen: bool) -> None:
        self._set("sync.wifi_only", chosen)

    def _set(self, name: str, value: object) -> None:
        self._store.settings.put(name, value)
        self._changes.emit()
