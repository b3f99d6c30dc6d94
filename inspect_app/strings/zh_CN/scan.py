"""Scanning, codes and the card of a scanned asset."""

STRINGS: dict[str, str | tuple[str, str]] = {}
