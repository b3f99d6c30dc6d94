"""The device that a previewed form is opened on: pretended units and tags, a store for an hour."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from forms.asset_kinds import ASSET_KINDS
from forms.definition import Form
from inspect_app.app import compose
from inspect_app.clock import Clock
from inspect_app.domain.asset import Asset
from inspect_app.domain.tag import human_code
from inspect_app.domain.unit import Person, Role, Unit, UnitKind
from inspect_app.platform.interface import Host
from inspect_app.preview.words import words_in
from inspect_app.services.identity import SETTING, Identity
from inspect_app.storage.store import Store
from inspect_app.strings import strings

TAGS_OF_A_KIND = 2
UNIT_CODE = "00P{:X}"
KEY = "00" * 32


class PreviewDevice:
    """Everything but the endpoint is real; nothing that is entered here leaves the machine."""

    def __init__(self, host: Host, folder: Path, language: str) -> None:
        self.store = Store.open(folder)
        self.services = compose(host, self.store, Clock())
        self._language = language
        self._form = ""
        person = Person("preview", words_in(language)("person"), "", (Role.safety_officer,))
        identity = Identity("http://127.0.0.1", "preview", "", KEY, person, "", ("*",), "")
        self.store.settings.put(SETTING, identity.to_dict())
        self.store.settings.put("language", language)

    def show(self, form: Form) -> None:
        """Put the form in place of the one that was here; what was entered is kept."""
        units = sample_units(form, self._language)
        if self._form != form.id:
            self.store.forms.forget(self._form)
            self.store.settings.put("unit", units[0].id)
            self._form = form.id
        self.store.forms.apply([form.to_dict()])
        self.store.units.apply([unit.to_dict() for unit in units])
        self.store.assets.apply([tag.to_dict() for tag in sample_tags(form, units, self._language)])
        services = self.services
        services.catalog.reread()
        for draft in services.inspections.unfinished():
            services.inspections.forget(draft.id)
        services.changes.emit()

    def close(self) -> None:
        self.store.close()


def sample_units(form: Form, language: str) -> list[Unit]:
    """Return a unit of each kind that the form is for, nothing of which is on record."""
    said, say = strings(language), words_in(language)
    return [
        Unit(
            f"preview-{kind}",
            UNIT_CODE.format(number),
            say("unit", kind=said(f"common.unit_kind.{kind}")),
            UnitKind(kind),
        )
        for number, kind in enumerate(form.unit_kinds)
    ]


def sample_tags(form: Form, units: list[Unit], language: str) -> Iterator[Asset]:
    """Yield a few things of each kind that the form walks to, in the first unit."""
    unit = units[0]
    kinds = {item.asset_kind for item in form.items() if item.asset_kind}
    for kind in sorted({*form.asset_kinds(), *kinds}):
        for number in range(1, TAGS_OF_A_KIND + 1):
            code = human_code(unit.code, kind, "01", number)
            name = ASSET_KINDS[kind].in_(language)
            yield Asset(f"PREVEW{kind}{number:02}", code, unit.id, kind, name)
