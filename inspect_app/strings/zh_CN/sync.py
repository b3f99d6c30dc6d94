"""Records on their way to the endpoint."""

STRINGS: dict[str, str | tuple[str, str]] = {}
