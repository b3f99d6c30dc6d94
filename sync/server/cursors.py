"""Where a pull goes on: a number and the scope that it was counted in, opaque to the client."""

import re

from sync.server.auth import Caller
from sync.server.errors import ApiError

_CURSOR = re.compile(r"^([0-9]{1,18})\.([0-9a-f]{8})$")


def read_cursor(text: str, caller: Caller) -> int:
    """Return the number to go on after; 0 at the start and whenever the scope has changed.

    Starting again is what brings a newly added unit's older records; the client knows the rest
    by their ids. Raises `ApiError`.
    """
    if not text:
        return 0
    match = _CURSOR.match(text)
    if match is None:
        raise ApiError(400, "cursor_invalid")
    return int(match[1]) if match[2] == caller.scope_mark else 0


def make_cursor(number: int, caller: Caller) -> str:
    return f"{number}.{caller.scope_mark}"
