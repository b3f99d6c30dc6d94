"""Labels and other printed matter."""

STRINGS: dict[str, str | tuple[str, str]] = {}
