"""The person, settings, storage and backup."""

STRINGS: dict[str, str | tuple[str, str]] = {}
