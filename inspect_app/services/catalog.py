"""What the endpoint says there is: units, assets, people, checklists, campaigns."""

from __future__ import annotations

from collections.abc import Sequence

from forms.definition import Form, Purpose
from inspect_app.clock import Clock
from inspect_app.domain.asset import Asset
from inspect_app.domain.campaign import Campaign
from inspect_app.domain.unit import Unit
from inspect_app.errors import AssetUnknown, UnitUnknown
from inspect_app.services.wanted_forms import want_forms
from inspect_app.storage.store import Store

DUE_SOON_DAYS = 30


class Catalog:
    """Reads reference data; forms are decoded once and kept."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._forms: dict[tuple[str, str], Form] = {}

    def units(self) -> tuple[Unit, ...]:
        """Return the units in this device's scope, by name."""
        return self._store.units.all()

    def unit(self, unit_id: str) -> Unit:
        """Raise `UnitUnknown` when it is not on this device."""
        unit = self._store.units.fetch(unit_id)
        if unit is None:
            raise UnitUnknown(unit=unit_id)
        return unit

    def unit_by_code(self, code: str) -> Unit | None:
        """Return the unit whose code stands in tags and on printed forms, if it is in scope."""
        return next((unit for unit in self.units() if unit.code == code), None)

    def asset(self, asset_id: str) -> Asset:
        """Raise `AssetUnknown` when it is not on this device."""
        asset = self._store.assets.fetch(asset_id)
        if asset is None:
            raise AssetUnknown(code=asset_id)
        return asset

    def assets_of(self, unit_id: str, kind: str | None = None) -> Sequence[Asset]:
        return self._store.assets.of_unit(unit_id, kind)

    def due_assets(self, unit_id: str, within_days: int = DUE_SOON_DAYS) -> Sequence[Asset]:
        """Return the unit's assets with something overdue or due soon, the most urgent first."""
        return self._store.assets.due(unit_id, self._clock.today(), within_days)

    def form(self, form_id: str, version: str | None = None) -> Form | None:
        """Return a checklist; without `version` the newest."""
        found = self._store.forms.fetch(form_id, version)
        if found is None:
            return None
        key = (form_id, found["version"])
        if key not in self._forms:
            self._forms[key] = Form.from_dict(found)
        return self._forms[key]

    def want(self, form_id: str, version: str) -> bool:
        """Have a version fetched that is not here; whether that is new."""
        return bool(want_forms(self._store, [(form_id, version)]))

    def reread(self) -> None:
        """Decode forms anew: one that is being written changes within its version."""
        self._forms.clear()

    def forms(self) -> tuple[Form, ...]:
        """Return the newest version of every checklist."""
        newest = (self.form(form_id) for form_id in self._store.forms.ids())
        return tuple(form for form in newest if form)

    def forms_for(self, unit: Unit) -> tuple[Form, ...]:
        """Return the checklists that apply to a unit, in the order of its domains."""
        fitting = {
            form.id: form
            for form in self.forms()
            if form.purpose is Purpose.checklist and form.suits(str(unit.kind))
        }
        if unit.domains:
            return tuple(fitting[form_id] for form_id in unit.domains if form_id in fitting)
        return tuple(fitting.values())

    def registers_for(self, unit: Unit) -> tuple[Form, ...]:
        """Return the forms that note rather than judge, for this kind of unit."""
        return tuple(
            form
            for form in self.forms()
            if form.purpose is Purpose.register and form.suits(str(unit.kind))
        )

    def forms_for_asset(self, asset: Asset) -> tuple[Form, ...]:
        """Return the checklists that have a section for this kind of asset."""
        unit = self.unit(asset.unit)
        return tuple(form for form in self.forms_for(unit) if asset.kind in form.asset_kinds())

    def campaign(self) -> Campaign | None:
        """Return the campaign that runs today, or the latest one."""
        today = self._clock.today()
        campaigns = self._store.campaigns.all()
        running = (campaign for campaign in campaigns if campaign.phase_on(today))
        return next(running, campaigns[-1] if campaigns else None)
