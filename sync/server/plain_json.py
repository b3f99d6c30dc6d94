"""Canonical JSON of what was received: the bytes of `protocol.canonical`, many times as fast.

msgspec writes sorted keys, text and whole numbers exactly as the standard library does. Numbers
that the two write differently (exponents, more than 64 bits) are left to `canonical` itself.
"""

from typing import Any

import msgspec

from sync.protocol import canonical

_SMALLEST, _LARGEST = 1e-4, 1e16
"""Between them `repr` writes a number without an exponent, and so does msgspec."""


def read_object(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Return a JSON object and its canonical text. Raises as msgspec does."""
    try:
        read = _PLAIN.decode(raw)
        return read, _ENCODER.encode(read)
    except (msgspec.ValidationError, OverflowError):
        read = msgspec.json.decode(raw, type=dict[str, Any])
        return read, canonical(read)


def _plain_number(text: str) -> float:
    value = float(text)
    if not is_plain(value):
        raise ValueError(text)
    return value


def is_plain(number: float) -> bool:
    """Whether msgspec writes the number as the standard library does."""
    return not number or _SMALLEST <= abs(number) < _LARGEST


_PLAIN = msgspec.json.Decoder(dict[str, Any], float_hook=_plain_number)
_ENCODER = msgspec.json.Encoder(order="sorted")
