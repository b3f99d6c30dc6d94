"""How a definition becomes plain JSON: one canonical form, so that its digest is stable."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

Plain = dict[str, Any] | list[Any] | str | float | int | bool | None


def to_plain(value: object, is_nested: bool = False) -> Any:
    """Turn a dataclass of this package into JSON values, leaving out what is at its default.

    A part that has a `to_dict` of its own says itself how it is written.
    """
    if is_nested and callable(own := getattr(value, "to_dict", None)):
        return own()
    if dataclasses.is_dataclass(value):
        return {
            field.name: to_plain(content, True)
            for field in dataclasses.fields(value)
            if field.init and not _is_default(field, content := getattr(value, field.name))
        }
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [to_plain(each, True) for each in value]
    return value


def digest_of(plain: Plain) -> str:
    """SHA-256, in hex, over canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def kept_of(plain: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a part brought along from an XLSForm."""
    return tuple((heading, cell) for heading, cell in plain.get("kept", ()))


def date_or_none(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _is_default(field: dataclasses.Field[Any], content: object) -> bool:
    return field.default is not dataclasses.MISSING and content == field.default
