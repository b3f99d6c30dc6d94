"""Where a line may end: after any Chinese character, else at blanks, never before a comma."""

import re
from collections.abc import Callable, Iterator

_PIECE = re.compile(r"\s+|[^\s\u2e80-\uffef]+|.", re.DOTALL)
"""A blank, a western word with what clings to it, or one character of any other kind."""
NOT_FIRST = frozenset("，。；：、！？）》”’】…,.;:!?)]}%℃²³·—–/")
NOT_LAST = frozenset("（《“‘【([{")


def broken(text: str, room: float, width_of: Callable[[str], float]) -> Iterator[str]:
    """Yield the lines of `text` that fit into `room`; a word longer than that is cut."""
    for paragraph in text.splitlines() or [""]:
        yield from _lines(_unbreakable(paragraph), room, width_of)


def _unbreakable(text: str) -> Iterator[str]:
    """Yield the pieces between which a line may end."""
    held = ""
    for piece in _PIECE.findall(text):
        if held and (piece[0] in NOT_FIRST or held[-1] in NOT_LAST):
            held += piece
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def _lines(pieces: Iterator[str], room: float, width_of: Callable[[str], float]) -> Iterator[str]:
    line = ""
    for piece in pieces:
        if width_of(line + piece.rstrip()) <= room:
            line += piece
            continue
        if line:
            yield line.rstrip()
        line = piece.lstrip()
        while width_of(line.rstrip()) > room:
            fitting = max(1, _longest(line, room, width_of))
            yield line[:fitting]
            line = line[fitting:]
    if line:
        yield line.rstrip()


def _longest(text: str, room: float, width_of: Callable[[str], float]) -> int:
    return next((n - 1 for n in range(1, len(text) + 1) if width_of(text[:n]) > room), len(text))
