"""Canonical JSON of what was received: the bytes of `protocol.canonical`, many times as fast.

msgspec writes sorted keys, text and whole numbers exactly as the standard library does. Numbers
that the two write differently (exponents, more than 64 bits) are left to `canonical` itself.
"""

from typing import Any

import msgspec

from sync.protocol import canonical

_SMALLEST, _LARGEST = 1e-4, 1e16
"""Between them `repr` writes a number without an exponent, and so does msgspec."""


class CanonicalReader:
    """Reads one shape whose `body` is a JSON object, with the object's canonical text."""

    def __init__(self, shape: type[Any]) -> None:
        self._shape = shape
        self._plain = msgspec.json.Decoder(shape, float_hook=_plain_number)

    def read(self, raw: bytes) -> tuple[Any, bytes]:
        """Return what was read and its body's canonical text. Raises as msgspec does."""
        try:
            read = self._plain.decode(raw)
            return read, _ENCODER.encode(read.body)
        except (msgspec.ValidationError, OverflowError):
            read = msgspec.json.decode(raw, type=self._shape)
            return read, canonical(read.body)


_ENCODER = msgspec.json.Encoder(order="sorted")


def _plain_number(text: str) -> float:
    value = float(text)
    if not is_plain(value):
        raise ValueError(text)
    return value


def is_plain(number: float) -> bool:
    """Whether msgspec writes the number as the standard library does."""
    return not number or _SMALLEST <= abs(number) < _LARGEST
