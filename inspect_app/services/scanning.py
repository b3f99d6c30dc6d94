"""From the text of a code to what it means here: an asset's card, or whose code it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forms.definition import Form
from inspect_app.clock import Clock
from inspect_app.domain.asset import Asset
from inspect_app.domain.hazard import Hazard
from inspect_app.domain.tag import (
    AssetTag,
    EnrolmentCode,
    ForeignCode,
    MistypedCode,
    OtherSystem,
    PaperCode,
    TypedCode,
    read_code,
)
from inspect_app.domain.unit import Unit
from inspect_app.services.catalog import Catalog
from inspect_app.storage.store import Store


@dataclass(frozen=True, slots=True)
class LastCheck:
    inspection: str
    at: datetime
    failed: int
    checked: int


@dataclass(frozen=True, slots=True)
class AssetCard:
    """All that a scan shows of an asset."""

    asset: Asset
    unit: Unit
    last: LastCheck | None
    open_hazards: tuple[Hazard, ...]
    forms: tuple[Form, ...]
    was_typed: bool = False
    is_old_tag: bool = False
    """The tag was replaced since: its revision is older than the asset's."""


@dataclass(frozen=True, slots=True)
class NotHere:
    """Ours by its shape, but no such asset on this device."""

    code: str


@dataclass(frozen=True, slots=True)
class Mistyped:
    code: str


@dataclass(frozen=True, slots=True)
class Foreign:
    system: OtherSystem
    text: str


@dataclass(frozen=True, slots=True)
class EnrolmentSeen:
    address: str
    code: str


@dataclass(frozen=True, slots=True)
class PaperSeen:
    """A printed checklist: which one, in which version, for which unit (by its code)."""

    form: str
    version: int
    unit: str


ScanHit = AssetCard | NotHere | Mistyped | Foreign | EnrolmentSeen | PaperSeen


class Scanning:
    """Nothing here raises for a strange code: every code gets an answer."""

    def __init__(self, store: Store, catalog: Catalog, clock: Clock) -> None:
        self._store = store
        self._catalog = catalog
        self._clock = clock

    def identify(self, text: str) -> ScanHit:
        """Say what `text` is. Another system's code is kept as it was read."""
        match read_code(text):
            case AssetTag(asset=asset_id, revision=revision):
                return self._card(self._store.assets.fetch(asset_id), asset_id, revision)
            case TypedCode(code=code):
                return self._card(self._store.assets.by_code(code), code, was_typed=True)
            case MistypedCode(code=code):
                return Mistyped(code)
            case EnrolmentCode(address=address, code=code):
                return EnrolmentSeen(address, code)
            case PaperCode(form=form, version=version, unit=unit):
                return PaperSeen(form, version, unit)
            case ForeignCode(system=system, text=kept):
                self._store.foreign_codes.add(kept, str(system), self._clock.now())
                return Foreign(system, kept)

    def card(self, asset_id: str) -> AssetCard | NotHere:
        hit = self._card(self._store.assets.fetch(asset_id), asset_id)
        assert isinstance(hit, AssetCard | NotHere)
        return hit

    def _card(
        self,
        asset: Asset | None,
        code: str,
        revision: int | None = None,
        *,
        was_typed: bool = False,
    ) -> ScanHit:
        if asset is None:
            return NotHere(code)
        return AssetCard(
            asset=asset,
            unit=self._catalog.unit(asset.unit),
            last=self._last(asset.id),
            open_hazards=self._store.hazards.open_of_asset(asset.id),
            forms=self._catalog.forms_for_asset(asset),
            was_typed=was_typed,
            is_old_tag=revision is not None and revision < asset.tag_revision,
        )

    def _last(self, asset_id: str) -> LastCheck | None:
        last = self._store.checks.last_of_asset(asset_id)
        return (
            LastCheck(last["inspection"], last["at"], last["failed"], last["checked"])
            if last
            else None
        )
