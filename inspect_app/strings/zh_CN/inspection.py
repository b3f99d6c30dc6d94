"""Walking a checklist: answers, photos, notes."""

STRINGS: dict[str, str | tuple[str, str]] = {}
