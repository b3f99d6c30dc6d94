"""Enrolling a device."""

STRINGS: dict[str, str | tuple[str, str]] = {}
