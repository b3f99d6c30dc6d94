"""Hazards and their closed loop."""

STRINGS: dict[str, str | tuple[str, str]] = {}
