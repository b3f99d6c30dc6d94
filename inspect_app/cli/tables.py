"""`units`, `places` and `people`: the district's lists from CSV, as spreadsheets export them."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy import Connection

from inspect_app.cli.console import DEFAULT_DATA, fail, out, settings_for
from inspect_app.cli.unit_rows import needed, place_of, unit_of
from inspect_app.cli.words import words
from inspect_app.domain.unit import Person, Role, Unit
from sync.protocol import ReferenceKind
from sync.server.accounts import keep_account
from sync.server.auth import EVERYWHERE, hash_secret
from sync.server.catalog import Item, put_items, read_item
from sync.server.endpoint import Endpoint
from sync.server.enrolment import scope_text

T = TypeVar("T")
Row = dict[str, str]
Source = Annotated[Path, typer.Argument(help="CSV with a header line, UTF-8 or GB 18030.")]
Data = Annotated[Path, typer.Option(help="The endpoint's folder.")]


def units(source: Source, data: Data = DEFAULT_DATA) -> None:
    """Add or change units: id, code, name, kind; town, address, students, contact, domains.

    Further columns say what trims their checklists: boarding, key, canteen, boilers and the other
    names of forms/attributes.py. Where a cell is empty, that and the unit's places stay as they
    were.
    """
    rows = _checked(source, lambda row: unit_of(row, None))
    with _writing(data) as connection:
        found = [unit_of(row, _known(connection, row["id"])) for row in rows]
        changed = put_items(connection, map(Item.of_unit, found))
    out().print(words()("import.done", count=len(found), changed=changed))


def places(source: Source, data: Data = DEFAULT_DATA) -> None:
    """Add or change places: unit (its id), name; building, floor, kind (canteen, dormitory, …)."""
    rows = _checked(source, lambda row: place_of(row, ()))
    with _writing(data) as connection:
        found: dict[str, Unit] = {}
        for row in rows:
            unit = found.get(row["unit"]) or _known(connection, row["unit"])
            if unit is None:
                fail("labels.unit_unknown", unit=row["unit"])
            place = place_of(row, unit.places)
            others = {each.id: each for each in unit.places} | {place.id: place}
            found[unit.id] = replace(unit, places=tuple(others.values()))
        changed = put_items(connection, map(Item.of_unit, found.values()))
    out().print(words()("import.places_done", count=len(rows), changed=changed))


def people(source: Source, data: Data = DEFAULT_DATA) -> None:
    """Add or change people: id, name, roles; unit, title, login, password, scope."""
    rows = list(_rows(source))
    found = [_read(line, row, _person) for line, row in rows]
    endpoint = Endpoint.open(settings_for(data))
    with endpoint.database.writing() as connection:
        changed = put_items(connection, map(Item.of_person, found))
        for person, (_, row) in zip(found, rows, strict=True):
            password_hash = hash_secret(row["password"]) if row.get("password") else None
            scope = scope_text(_scope(person, row))
            login = row.get("login") or None
            keep_account(connection, person.id, scope, login, password_hash)
    endpoint.database.close()
    out().print(words()("import.done", count=len(found), changed=changed))


@contextmanager
def _writing(data: Path) -> Iterator[Connection]:
    endpoint = Endpoint.open(settings_for(data))
    try:
        with endpoint.database.writing() as connection:
            yield connection
    finally:
        endpoint.database.close()


def _known(connection: Connection, unit: str) -> Unit | None:
    known = read_item(connection, ReferenceKind.units, unit)
    return Unit.from_dict(known) if known else None


def _rows(source: Path) -> Iterator[tuple[int, Row]]:
    """Yield (line number, row). Spreadsheets here write UTF-8 with a mark, or GB 18030."""
    try:
        raw = source.read_bytes()
    except OSError as error:
        fail("error.unreadable", path=source, reason=error.strerror or "")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "replace")
    reader = csv.DictReader(text.splitlines())
    for row in reader:
        known = {(key or "").strip(): (value or "").strip() for key, value in row.items() if key}
        yield reader.line_num, known


def _checked(source: Path, read: Callable[[Row], object]) -> list[Row]:
    """Every row, once all of them can be read; nothing is opened before."""
    rows = list(_rows(source))
    for line, row in rows:
        _read(line, row, read)
    return [row for _, row in rows]


def _read(line: int, row: Row, read: Callable[[Row], T]) -> T:
    try:
        return read(row)
    except (KeyError, ValueError) as error:
        fail("import.bad_row", line=line, reason=str(error))


def _person(row: Row) -> Person:
    roles = tuple(Role(role) for role in row.get("roles", "").split())
    unit, title = row.get("unit", ""), row.get("title", "")
    return Person(needed(row, "id"), needed(row, "name"), unit, roles, title)


def _scope(person: Person, row: Row) -> tuple[str, ...]:
    named = tuple(row.get("scope", "").split())
    return named or ((person.unit,) if person.unit else (EVERYWHERE,))
