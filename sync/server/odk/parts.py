"""How a submission is split where a server takes only so many bytes at once.

Each part repeats the same instance, byte for byte, with files that no other part has (OpenRosa,
Form Submission API): the server puts them together by the instanceID.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OVERHEAD_BYTES = 1_000
"""For each part of a multipart body: boundary, headers and a file's name."""


@dataclass(frozen=True, slots=True)
class File:
    name: str
    sha256: str
    size: int
    drawn: str = ""
    """Base64 of what was drawn for the submission; empty for a photo, which is a blob."""


def split(xml_bytes: int, files: Sequence[File], limit: int) -> Iterator[tuple[File, ...]]:
    """Files in order, as many to a part as fit; one that fits nowhere goes alone."""
    part: list[File] = []
    first = xml_bytes + OVERHEAD_BYTES
    total = first
    for file in files:
        weight = file.size + OVERHEAD_BYTES
        if part and total + weight > limit:
            yield tuple(part)
            part, total = [], first
        part.append(file)
        total += weight
    yield tuple(part)
