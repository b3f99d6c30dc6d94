"""Walking on by scanning: from a code to the next asset of this walk, or why it is none."""

from __future__ import annotations

from forms.asset_kinds import ASSET_KINDS
from inspect_app.services import Services
from inspect_app.services.evidence import camera_texts
from inspect_app.services.inspections import OpenInspection
from inspect_app.services.scanning import (
    AssetCard,
    EnrolmentSeen,
    Foreign,
    Mistyped,
    NotHere,
    PaperSeen,
    ScanHit,
)
from inspect_app.strings import Strings


async def scan(services: Services, t: Strings, last: str) -> ScanHit | None:
    """Show the camera; None when the person gave up. `last` is the asset scanned before."""
    text = await services.host.camera.scan(camera_texts(t), last)
    return None if text is None else services.scanning.identify(text)


def why_not(t: Strings, hit: ScanHit, opened: OpenInspection) -> str:
    """Say why `hit` cannot be walked in this inspection; empty when it can."""
    match hit:
        case NotHere(code=code):
            return t("inspection.scan_not_here", code=code)
        case Mistyped(code=code):
            return t("inspection.scan_mistyped", code=code)
        case Foreign(text=text):
            return t("inspection.scan_foreign", code=text)
        case EnrolmentSeen():
            return t("inspection.scan_enrolment")
        case PaperSeen():
            return t("inspection.scan_paper")
        case AssetCard(asset=asset, unit=unit):
            if unit.id != opened.unit.id:
                return t("inspection.scan_other_unit", code=asset.code, unit=unit.name)
            if asset.kind not in opened.form.asset_kinds():
                kind = ASSET_KINDS.get(asset.kind)
                return t(
                    "inspection.scan_other_kind",
                    kind=t.of(kind) if kind else asset.name,
                    form=t.of(opened.form.label),
                )
    return ""
