"""Ways to spoil a record: in its structure, in its values, in its bytes."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**53,
    2**63,
    -(2**64),
    10**400,
    1.5,
    1e308,
    -0.0,
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\u202e",
    "x" * 70_000,
    "9" * 5_000,
    "../../etc/passwd",
    "' OR 1=1 --",
    "2026-02-30T00:00:00+00:00",
    "2026-11-23T02:00:00",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+14:00",
    [],
    {},
    [[[[[[[[]]]]]]]],
    [None] * 2_000,
    {"": ""},
    {str(number): number for number in range(1_000)},
)
"""Values that no field means, and some that only a few take."""
TEXTS = (
    b"NaN",
    b"Infinity",
    b"1e999999",
    b"-1e-999999",
    b"0" * 400,
    b"1" * 6_000,
    b'"\\ud800"',
    b'"\\u0000"',
    b"[" * 20_000,
    b'{"a":' * 20_000,
    b"\xff\xfe",
    b"\0",
    b"",
    b"undefined",
    b"{}{}",
    b"/* */ 1",
)
"""What JSON does not allow, or hardly."""


def spoil_value(record: dict[str, Any], chance: Random, *, within: str = "") -> dict[str, Any]:
    """Return a copy in which one value, somewhere, is odd, missing, moved or renamed."""
    copy = json.loads(json.dumps(record))
    places = list(_places(copy[within] if within else copy))
    owner, key = chance.choice(places)
    way = chance.randrange(6)
    if way == 0:
        del owner[key]
    elif way == 1 and isinstance(owner, dict):
        owner[f"{key}x"] = owner.pop(key)
    elif way == 2:
        other, at = chance.choice(places)
        owner[key] = json.loads(json.dumps(other[at])) if _has(other, at) else None
    elif way == 3 and isinstance(owner[key], list):
        owner[key] = owner[key] * 3 or [chance.choice(ODD)]
    else:
        owner[key] = chance.choice(ODD)
    return copy


def spoil_bytes(text: bytes, chance: Random) -> bytes:
    """Return the text cut, torn, doubled, or with something in it that is no JSON."""
    at = chance.randrange(len(text))
    to = min(len(text), at + chance.randrange(1, 60))
    match chance.randrange(6):
        case 0:
            return text[:at]
        case 1:
            return text[:at] + text[to:]
        case 2:
            return text[:to] + text[at:]
        case 3:
            return text[:at] + bytes([text[at] ^ (1 << chance.randrange(8))]) + text[at + 1 :]
        case 4:
            return text.decode("utf-8").encode(chance.choice(["utf-16", "utf-32", "gb18030"]))
        case _:
            return text[:at] + chance.choice(TEXTS) + text[to:]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every (container, key)."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in list(inside):
        yield value, key
        if isinstance(child, dict | list):
            yield from _places(child)


def _has(owner: Any, key: Any) -> bool:
    return key in owner if isinstance(owner, dict) else key < len(owner)
