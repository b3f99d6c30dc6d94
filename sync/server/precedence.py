"""Who waits for whom where both are Python's work, which only one thread at a time gets to do."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

GiveWay = Callable[[], None]


class Precedence:
    """Reading steps aside while a group is judged.

    Everybody in the group waits for the judging, and whoever comes next for the group. Python
    itself would let a thread that reads go on for milliseconds at each of the judging's statements.
    While a group is written to the disk nobody judges, and reading has its turn. Not for databases
    across the network, for which judging mostly waits.
    """

    def __init__(self) -> None:
        self._judging = threading.Lock()

    @contextmanager
    def of_judging(self) -> Iterator[None]:
        with self._judging:
            yield

    def give_way(self) -> None:
        """Wait until nobody judges."""
        with self._judging:
            pass
