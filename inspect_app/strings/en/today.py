"""The screen Today and the choice of unit and checklist."""

STRINGS: dict[str, str | tuple[str, str]] = {}
