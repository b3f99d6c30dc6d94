"""One line a step on the terminal: what is being done, and how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Progress:
    """Prints `name … result (seconds)`, the name before the work begins."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self.out = out
        self.began = time.monotonic()

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Announce a step; whatever is appended to the list is printed as its result."""
        began = time.monotonic()
        result: list[str] = []
        self._print(f"{name} … ", end="")
        try:
            yield result
        except BaseException:
            self._print("failed")
            raise
        self._print(f"{' '.join(result) or 'done'} ({time.monotonic() - began:.1f} s)")

    def part(self, name: str) -> None:
        """Name what a long step has just done."""
        self._print(f"{name}, ", end="")

    def finish(self, sentence: str) -> None:
        self._print(f"{sentence} ({time.monotonic() - self.began:.1f} s)")

    def _print(self, text: str, end: str = "\n") -> None:
        print(text, end=end, file=self.out, flush=True)
