"""`units` and `people`: the district's lists from CSV files, as spreadsheets export them."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy import Connection

from inspect_app.cli.console import DEFAULT_DATA, fail, out, settings_for
from inspect_app.cli.words import words
from inspect_app.domain.unit import Person, Role, Unit, UnitKind
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
    """Add or change units: id, code, name, kind; town, address, students, contact, domains."""
    found = [_read(line, row, _unit) for line, row in _rows(source)]
    endpoint = Endpoint.open(settings_for(data))
    with endpoint.database.writing() as connection:
        kept = (_with_places(connection, unit) for unit in found)
        changed = put_items(connection, map(Item.of_unit, list(kept)))
    endpoint.database.close()
    out().print(words()("import.done", count=len(found), changed=changed))


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


def _with_places(connection: Connection, unit: Unit) -> Unit:
    """The list says nothing of places: what is known of them stays."""
    known = read_item(connection, ReferenceKind.units, unit.id)
    return replace(unit, places=Unit.from_dict(known).places) if known else unit


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


def _read(line: int, row: Row, read: Callable[[Row], T]) -> T:
    try:
        return read(row)
    except (KeyError, ValueError) as error:
        fail("import.bad_row", line=line, reason=str(error))


def _unit(row: Row) -> Unit:
    return Unit(
        id=_needed(row, "id"),
        code=_needed(row, "code"),
        name=_needed(row, "name"),
        kind=UnitKind(row.get("kind", "")),
        town=row.get("town", ""),
        address=row.get("address", ""),
        students=int(row.get("students") or 0),
        contact=row.get("contact", ""),
        domains=tuple(row.get("domains", "").split()),
    )


def _person(row: Row) -> Person:
    roles = tuple(Role(role) for role in row.get("roles", "").split())
    unit, title = row.get("unit", ""), row.get("title", "")
    return Person(_needed(row, "id"), _needed(row, "name"), unit, roles, title)


def _needed(row: Row, name: str) -> str:
    if not row.get(name):
        raise ValueError(f"{name} is empty")
    return row[name]


def _scope(person: Person, row: Row) -> tuple[str, ...]:
    named = tuple(row.get("scope", "").split())
    return named or ((person.unit,) if person.unit else (EVERYWHERE,))
