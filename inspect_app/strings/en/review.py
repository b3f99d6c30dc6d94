"""Checking, signing and submitting."""

STRINGS: dict[str, str | tuple[str, str]] = {}
