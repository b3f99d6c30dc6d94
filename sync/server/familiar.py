"""Tokens that were good when they were last asked about, so that a group is asked about at once.

A familiar token is believed until its request's turn to write, and no further: there the database
is asked about the tokens of the whole group, in one statement and in the transaction that stores.
Only a stranger's token is asked about by itself, before anything of his waits for that turn.
"""

from collections import OrderedDict

MOST = 4_000
"""Devices whose last push went to this process; the one not seen for longest is forgotten."""


class Familiar:
    """By the token's hash; holds no rights, and may be wrong at any time."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._hashes: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, token_hash: str) -> bool:
        return token_hash in self._hashes

    def greet(self, token_hash: str) -> None:
        self._hashes[token_hash] = None
        self._hashes.move_to_end(token_hash)
        if len(self._hashes) > self._most:
            self._hashes.popitem(last=False)

    def forget(self, token_hash: str) -> None:
        self._hashes.pop(token_hash, None)
