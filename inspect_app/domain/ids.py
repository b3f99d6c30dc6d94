"""Identifiers: time-ordered record ids and the alphabet that people can read aloud."""

import secrets
import time
import uuid
from collections.abc import Callable

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def new_id(
    clock_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> str:
    """Return a UUIDv7 (RFC 9562, section 5.7) as text; the standard library has it from 3.14 on."""
    tail = int.from_bytes(random_bytes(10), "big")
    value = (clock_ms() & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (tail >> 62 & 0xFFF) << 64
    value |= 0b10 << 62 | tail & (1 << 62) - 1
    return str(uuid.UUID(int=value))


def new_machine_id(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Return ten random Crockford characters (50 bits): what a tag carries and never reuses."""
    value = int.from_bytes(random_bytes(7), "big")
    return "".join(CROCKFORD[value >> shift & 31] for shift in range(0, 50, 5))


def readable(text: str) -> str:
    """Fold what a person typed or a scanner read: full width, spaces, case, look-alike letters."""
    folded = "".join(text.translate(_FULL_WIDTH).split()).upper()
    return folded.replace("—", "-").replace("–", "-").replace("_", "-")


def unambiguous(text: str) -> str:
    """Replace the letters that Crockford's alphabet leaves out by the ones they are read as."""
    return text.translate(_LOOKALIKES)


def check_character(payload: str) -> str:
    """Return the Luhn mod 32 check character of `payload`, which is in Crockford's alphabet.

    It catches every single wrong character and nearly all transpositions of neighbours.
    """
    total = 0
    for position, character in enumerate(reversed(payload)):
        value = CROCKFORD.index(character) * (2 if position % 2 == 0 else 1)
        total += value // 32 + value % 32
    return CROCKFORD[-total % 32]
