"""How tests are shared out among workers: a file stays whole, rooms that take long come first."""

import pytest
from xdist.scheduler import LoadScopeScheduling

FIRST = ("browser", "torture", "webapp", "platform", "sync", "deploy", "storage")
"""What is begun last should be short, or one worker goes on alone."""
PARTED = "tests/torture/"
"""Its samples take long each and share nothing."""


class ByFile(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(PARTED) else nodeid.partition("::")[0]


def longest_first(items: list[pytest.Item]) -> None:
    """Sort by room; within a room nothing changes its place."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    room = item.nodeid.split("/")[1]
    return FIRST.index(room) if room in FIRST else len(FIRST)
