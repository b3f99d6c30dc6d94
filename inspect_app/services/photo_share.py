"""Which photos of other devices a device holds: those of open hazards, within a share of its room.

What this device made itself is no part of it, and is never deleted to make room.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from inspect_app.config import MAX_PHOTO_BYTES, STORAGE_RESERVE_BYTES, STORAGE_WARNING_BYTES
from inspect_app.domain.hazard import Hazard, HazardState
from inspect_app.storage.store import Store
from sync.protocol import SHA256, RecordKind

HAZARDS_AHEAD = 200
"""As many as an inspector could visit in weeks; photos of the others come when they are opened."""
PHOTOS_OF_HAZARD = 12
"""Before and after; a record could name thousands."""


@dataclass(frozen=True, slots=True)
class Share:
    photos: int
    size_bytes: int


KEPT = Share(400, 80_000_000)
"""What is held at most, with what was opened."""
AHEAD = Share(300, 60_000_000)
"""What is fetched unasked: the rest is left to what somebody opens."""


def planned(store: Store, unit_id: str, share: Share = AHEAD) -> tuple[str, ...]:
    """Return the photos to hold, the most wanted first: the unit at hand, then what changed last.

    Those that this device made are not among them.
    """
    held = store.fetched.sizes()
    wanted: list[str] = []
    size_bytes = 0
    for sha256 in dict.fromkeys(_photos_of_open(store, unit_id)):
        if not SHA256.fullmatch(sha256) or store.photos.has(sha256):
            continue
        size_bytes += held.get(sha256, MAX_PHOTO_BYTES)
        if len(wanted) == share.photos or size_bytes > share.size_bytes:
            break
        wanted.append(sha256)
    return tuple(wanted)


def dispensable(
    held: Mapping[str, int], needed: Collection[str], free_bytes: int, share: Share = KEPT
) -> tuple[str, ...]:
    """Return which photos to delete, of those held (digest → bytes, the oldest first).

    First those that no open hazard and no screen needs, while the share is exceeded or the device
    is short of room; needed ones only for the share, and for what answers and submitting need.
    """
    photos, size_bytes, freed = len(held), sum(held.values()), 0
    gone: list[str] = []
    others = [sha256 for sha256 in held if sha256 not in needed]
    for sha256 in [*others, *(sha256 for sha256 in held if sha256 in needed)]:
        room = STORAGE_RESERVE_BYTES if sha256 in needed else STORAGE_WARNING_BYTES
        is_within = photos <= share.photos and size_bytes <= share.size_bytes
        if is_within and free_bytes + freed >= room:
            continue
        gone.append(sha256)
        photos, size_bytes = photos - 1, size_bytes - held[sha256]
        freed += held[sha256]
    return tuple(gone)


def _photos_of_open(store: Store, unit_id: str) -> Iterator[str]:
    at_hand = store.hazards.newest_open(HAZARDS_AHEAD, unit_id) if unit_id else ()
    for hazard in (*at_hand, *store.hazards.newest_open(HAZARDS_AHEAD)):
        yield from [*_since_found(store, hazard), *hazard.photos][:PHOTOS_OF_HAZARD]


def _since_found(store: Store, hazard: Hazard) -> Iterator[str]:
    """Yield the photos of hand-ins and rechecks where somebody is about to compare them."""
    if hazard.state in {HazardState.submitted, HazardState.returned}:
        for record in reversed(store.records.about_hazard(hazard.id)):
            if record.kind != RecordKind.hazard_reported:
                yield from record.blobs
