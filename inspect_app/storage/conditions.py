"""Which part of a TinyDB condition SQLite can answer by an index, and the SQL for it."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from tinydb.queries import QueryLike

Condition = QueryLike
Index = tuple[str, ...]
"""Fields in the order of the index; a nested field is dotted, such as `body.unit`."""

_FIELD = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$")
_UNLIKE_SQL = re.compile("[\\0\ud800-\udfff]")
"""SQL text ends at a zero, and halves of surrogate pairs are not UTF-8."""
_EXACT_INTEGERS = 2**53
_MAX_VALUES = 500
"""SQLite's own bound on parameters was 999 for years."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """An SQL condition that lets through at least what the TinyDB condition does."""

    sql: str
    parameters: tuple[Any, ...]
    is_whole: bool
    """Whether it is the whole condition, so that rows need no second look."""


def field_sql(field: str) -> str:
    """Return the SQL for a field of a document; index and query must use the same words."""
    if not _FIELD.match(field):
        raise ValueError(f"{field!r} cannot be indexed")
    path = ".".join(f'"{part}"' for part in field.split("."))
    return f"json_extract(doc,'$.{path}')"


def narrow(condition: Condition, fields: Collection[str]) -> Narrowing | None:
    """Translate what compares an indexed field; None when there is nothing of that kind.

    Reads the hash by which TinyDB itself tells two conditions apart; the whole condition is still
    asked about every row unless `is_whole`, so a part that is not understood costs time only.
    """
    terms = list(_terms(getattr(condition, "_hash", None)))
    parts = [part for part in (_term_sql(term, fields) for term in terms) if part]
    if not parts:
        return None
    return Narrowing(
        sql=" AND ".join(sql for sql, _ in parts),
        parameters=tuple(value for _, values in parts for value in values),
        is_whole=len(parts) == len(terms),
    )


def _terms(hashed: Any) -> Iterator[Any]:
    """Split what is and-ed."""
    if isinstance(hashed, tuple) and len(hashed) == 2 and hashed[0] == "and":
        for inner in hashed[1]:
            yield from _terms(inner)
    else:
        yield hashed


def _term_sql(term: Any, fields: Collection[str]) -> tuple[str, tuple[Any, ...]] | None:
    if not isinstance(term, tuple) or len(term) != 3 or term[0] not in _OPERATORS:
        return None
    operator, path, value = term
    if not isinstance(path, tuple) or not all(isinstance(part, str) for part in path):
        return None
    field = ".".join(path)
    if any("." in part for part in path) or field not in fields:
        return None
    return _OPERATORS[operator](field_sql(field), operator, value)


def _comparison(field: str, operator: str, value: Any) -> tuple[str, tuple[Any, ...]] | None:
    return (f"{field} {operator} ?", (value,)) if _is_exact(value) else None


def _membership(field: str, _operator: str, values: Any) -> tuple[str, tuple[Any, ...]] | None:
    if not isinstance(values, tuple) or not 0 < len(values) <= _MAX_VALUES:
        return None
    if not all(map(_is_exact, values)):
        return None
    return f"{field} IN ({','.join('?' * len(values))})", values


_Translate = Callable[[str, str, Any], tuple[str, tuple[Any, ...]] | None]
_OPERATORS: dict[str, _Translate] = {
    **dict.fromkeys(("==", "<", "<=", ">", ">="), _comparison),
    "one_of": _membership,
}


def _is_exact(value: Any) -> bool:
    """Whether SQLite compares it as Python does."""
    if isinstance(value, str):
        return "\0" not in value and not any(
            "\ud800" <= character <= "\udfff" for character in value
        )
    return isinstance(value, int | float) and abs(value) < _EXACT_INTEGERS
