"""Frozen dataclasses as shapes that are read from JSON and written again in canonical order.

What such a shape writes again byte for byte was canonical: names sorted, no blanks, nothing left
out and nothing besides. One reading thus judges the types, and spares sorting the whole text.
"""

import dataclasses
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from sync.server.plain_json import is_plain

Known = TypeVar("Known")
Step = tuple[Callable[[Any], Any], bool]
"""From an object to a part of it, and whether there are many."""
Place = tuple[tuple[Step, ...], Callable[[Any], Any]]
"""Where a fraction may stand: the way to its owners, and what of each."""


class Moment:
    """A time with the text that says it: one moment may be written in many ways.

    No dataclass, because msgspec would look for an object in its place.
    """

    __slots__ = ("at", "text")

    def __init__(self, text: str, at: datetime) -> None:
        self.text = text
        self.at = at


class CanonicalShape(Generic[Known]):
    """Reads what is written canonically as one dataclass, and nothing else."""

    def __init__(self, known: type[Known]) -> None:
        shape = _shape_of(known)
        self._decoder = msgspec.json.Decoder(shape, dec_hook=_read_moment)
        self._numbers = tuple(_numbers_in(known))

    def read(self, text: bytes) -> Any:
        """Return an object with the dataclass's attributes, or None where the text is another."""
        try:
            read = self._decoder.decode(text)
            is_canonical = _ENCODER.encode(read) == text
        except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
            return None
        return read if is_canonical and self._is_plain(read) else None

    def _is_plain(self, read: Any) -> bool:
        """Whether msgspec writes every fraction as the standard library does."""
        for steps, number_of in self._numbers:
            for number in _numbers(read, steps, number_of):
                if type(number) is float and not is_plain(number):
                    return False
        return True


_ENCODER = msgspec.json.Encoder(order="deterministic", enc_hook=lambda moment: moment.text)


def _read_moment(_: type, text: Any) -> Moment:
    return Moment(text, msgspec.convert(text, datetime))


@cache
def _shape_of(known: Any) -> Any:
    """Return the type with every dataclass in it replaced by a struct with sorted names."""
    if known is datetime:
        return Moment
    if not dataclasses.is_dataclass(known):
        return _with_parts(known, _shape_of)
    hints = get_type_hints(known)
    fields = [
        (name, _shape_of(hints[name]))
        for name in sorted(each.name for each in dataclasses.fields(known))
    ]
    # Nothing read from JSON can be part of a circle.
    return msgspec.defstruct(known.__name__, fields, kw_only=True, gc=False)


def _with_parts(known: Any, change: Callable[[Any], Any]) -> Any:
    origin, parts = get_origin(known), get_args(known)
    if origin in (Union, types.UnionType):
        return Union[tuple(change(each) for each in parts)]  # noqa: UP007
    if origin is tuple:
        return tuple[tuple(each if each is ... else change(each) for each in parts)]
    if origin is not None and issubclass(origin, Mapping):
        return dict[change(parts[0]), change(parts[1])]
    return known


def _numbers_in(known: type[Any], steps: tuple[Step, ...] = ()) -> Iterator[Place]:
    """Yield where fractions may stand in the dataclass and in those that it holds."""
    for name, hint in get_type_hints(known).items():
        if _may_be_fraction(hint):
            yield steps, attrgetter(name)
        parts = [hint, *get_args(hint)]
        step = (attrgetter(name), get_origin(hint) is tuple)
        for part in filter(dataclasses.is_dataclass, parts):
            yield from _numbers_in(part, (*steps, step))


def _may_be_fraction(hint: Any) -> bool:
    return hint is float or any(map(_may_be_fraction, get_args(hint)))


def _numbers(read: Any, steps: tuple[Step, ...], number_of: Callable[[Any], Any]) -> Iterable[Any]:
    owners: Iterable[Any] = (read,)
    for part_of, is_many in steps:
        parts = map(part_of, owners)
        owners = chain.from_iterable(parts) if is_many else filter(None, parts)
    return map(number_of, owners)
