"""A form file under the eyes of its author: the last good form, and what is wrong now."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from forms.definition import Form
from forms.errors import FormFileError
from forms.files import FILE_BYTES_MAX, check, load
from forms.places import line_of


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, where, and by which rule; `message` is the rule's own wording."""

    file: str
    item: str
    line: int | None
    rule: str
    message: str


class FormSource:
    """Reads the file anew when its bytes have changed; a broken one takes no good form away."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.form: Form | None = None
        """The last that was in order."""
        self.faults: tuple[Fault, ...] = ()
        self.revision = 0
        """Grows with every change of the file."""
        self._seen: bytes | None = None

    def look(self) -> bool:
        """Read the file if it changed; returns whether it did."""
        content = self._content()
        digest = hashlib.sha256(content).digest()
        if digest == self._seen:
            return False
        self._seen = digest
        self.revision += 1
        try:
            errors = check([self.path])
            if not errors:
                self.form = load(self.path)
        except FormFileError as error:
            # The file changed again between the two readings.
            errors = [error]
        self.faults = tuple(_placed(errors, content.decode("utf-8-sig", "replace")))
        return True

    def _content(self) -> bytes:
        """Empty while an editor puts a new file in the old one's place."""
        try:
            with self.path.open("rb") as file:
                return file.read(FILE_BYTES_MAX + 1)
        except OSError:
            return b""


def _placed(errors: list[FormFileError], text: str) -> list[Fault]:
    """Several of one item and rule stand at its several places: a code that is there twice."""
    seen: Counter[str] = Counter()
    faults = []
    for error in _causes(errors):
        where, quoted = error.item, _QUOTED.search(error.message)
        if error.rule in _OF_A_KEY and quoted:
            where = f"{where}.{quoted[1]}".strip(".")
        is_repeated = error.rule.startswith("duplicate_")
        seen[error.item] += is_repeated
        line = line_of(text, where, seen[error.item])
        name, _, rest = error.item.partition(".")
        item = "" if name.startswith("line ") else name
        message = f"{rest}: {error.message}" if rest else error.message
        faults.append(Fault(error.file, item, line, error.rule, message))
    return faults


def _causes(errors: list[FormFileError]) -> list[FormFileError]:
    """Leave out what a misspelt key brings along: that it is missing, that others need it."""
    misspelt = {
        error.item: found[1]
        for error in errors
        if error.rule == "unknown_key" and (found := _NEAR.search(error.message))
    }
    return [
        error
        for error in errors
        if error.item not in misspelt
        or error.rule not in ("not_allowed", "missing")
        or (error.rule == "missing" and f"'{misspelt[error.item]}'" not in error.message)
    ]


_QUOTED = re.compile(r"'([^']*)'")
_NEAR = re.compile(r"did you mean '([^']*)'")
_OF_A_KEY = ("unknown_key", "not_allowed")
"""Rules that are broken by a key, which the message names first."""
