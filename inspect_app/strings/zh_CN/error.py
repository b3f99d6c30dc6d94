"""What went wrong, what was kept, what to do."""

STRINGS: dict[str, str | tuple[str, str]] = {}
