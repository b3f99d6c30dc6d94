"""One hazard for many failures of one building."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from forms.asset_kinds import ASSET_KINDS
from forms.definition import Item
from forms.doubts import cited
from forms.merging import SystemicFinding
from inspect_app.config import MAX_PHOTOS_PER_ANSWER
from inspect_app.domain.hazard import Hazard, default_due_on
from inspect_app.strings import BASE_LANGUAGE, strings


def merged_hazard(first: Hazard, finding: SystemicFinding, found_on: date) -> Hazard:
    """The hazard of the finding's first failure, made to stand for all of them."""
    bases = (bases_in_force(slot.item, found_on) for slot in finding.slots)
    return replace(
        first,
        item=Counter(slot.item.code for slot in finding.slots).most_common(1)[0][0],
        asset="",
        place_name=finding.building,
        description=_words(finding),
        grade=finding.grade,
        bases=tuple(dict.fromkeys(text for texts in bases for text in texts)),
        photos=_photos(finding),
        due_on=default_due_on(finding.grade, found_on),
        rebound_of="",
        merged=tuple(slot.key for slot in finding.slots),
    )


def bases_in_force(item: Item, day: date) -> tuple[str, ...]:
    """Return how the bases that bind on `day` are cited; later or repealed ones bind nobody."""
    return tuple(cited(basis) for basis in item.basis if basis.is_in_force(day))


def _words(finding: SystemicFinding) -> str:
    t = strings(BASE_LANGUAGE)
    counted = Counter(slot.item.code for slot in finding.slots)
    items = (f"{code}×{count}" for code, count in sorted(counted.items()))
    return t(
        "review.systemic_words",
        building=finding.building,
        kind=t.of(ASSET_KINDS[finding.kind]),
        failed=finding.failed,
        checked=finding.checked,
        items=t("review.listing").join(items),
    )


def _photos(finding: SystemicFinding) -> tuple[str, ...]:
    """One of each failure before a second of any, up to what one answer may have."""
    kept = [slot.answer.photos for slot in finding.slots if slot.answer and slot.answer.photos]
    longest = max(map(len, kept), default=0)
    in_turn = [photos[n] for n in range(longest) for photos in kept if n < len(photos)]
    return tuple(dict.fromkeys(in_turn))[:MAX_PHOTOS_PER_ANSWER]
