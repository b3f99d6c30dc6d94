"""What the app does: the verbs, and the one value through which screens reach them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspect_app.clock import Clock
    from inspect_app.platform.interface import Host
    from inspect_app.services.catalog import Catalog
    from inspect_app.services.changes import Changes
    from inspect_app.services.device import Device
    from inspect_app.services.encrypting import Encrypting
    from inspect_app.services.enrolment import Enrolment
    from inspect_app.services.evidence import Evidence
    from inspect_app.services.hazards import Hazards
    from inspect_app.services.inspections import Inspections
    from inspect_app.services.ledger import Ledger
    from inspect_app.services.moving import Moving
    from inspect_app.services.photo_fetching import PhotoFetching
    from inspect_app.services.preferences import Preferences
    from inspect_app.services.scanning import Scanning
    from inspect_app.services.submission import Submission
    from inspect_app.services.syncing import SyncService


@dataclass(frozen=True)
class Services:
    clock: Clock
    host: Host
    changes: Changes
    preferences: Preferences
    enrolment: Enrolment
    catalog: Catalog
    scanning: Scanning
    inspections: Inspections
    evidence: Evidence
    submission: Submission
    ledger: Ledger
    hazards: Hazards
    sync: SyncService
    photos: PhotoFetching
    device: Device
    moving: Moving
    encrypting: Encrypting
