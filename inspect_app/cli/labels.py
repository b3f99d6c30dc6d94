"""`labels`: a PDF of QR tags for a unit's assets, or for all of them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection, Select, func, select

from inspect_app.cli.console import DEFAULT_DATA, bars, fail, out, settings_for
from inspect_app.cli.words import words
from inspect_app.domain.asset import Asset
from inspect_app.domain.unit import Unit
from inspect_app.errors import AppError
from inspect_app.platform.stamp_font import find_stamp_font
from inspect_app.reports.labels import Label, LabelWords, write_labels
from sync.protocol import ReferenceKind
from sync.server.endpoint import Endpoint
from sync.server.moments import DISTRICT_TIME
from sync.server.tables import reference_items

_c = reference_items.c


def labels(
    target: Annotated[Path, typer.Argument(help="The PDF to write.")],
    unit: Annotated[str, typer.Option(help="Id or code of one unit; all when left out.")] = "",
    kind: Annotated[str, typer.Option(help="Two letters, such as FX.")] = "",
    data: Annotated[Path, typer.Option(help="The endpoint's folder.")] = DEFAULT_DATA,
    address: Annotated[str, typer.Option(help="The host in the QR codes.")] = "",
    font: Annotated[Path | None, typer.Option(help="TrueType font with Chinese.")] = None,
) -> None:
    """Write labels, 21 to an A4 sheet."""
    settings = settings_for(data, address)
    if not settings.public_address:
        fail("labels.host_needed")
    typeface = _font(font)
    endpoint = Endpoint.open(settings)
    try:
        with endpoint.database.reading() as connection, bars("labels") as progress:
            units = _units(connection, unit)
            if unit and not units:
                fail("labels.unit_unknown", unit=unit)
            query = _assets(tuple(units) if unit else (), kind.upper())
            total = connection.execute(select(func.count()).select_from(query.subquery())).scalar()
            done = iter(range(1, (total or 0) + 1))
            count = write_labels(
                _labels(connection, query, units),
                target,
                host=settings.public_address,
                font=typeface,
                words=_words(),
                issued_on=datetime.now(UTC).astimezone(DISTRICT_TIME).date(),
                on_label=lambda: progress.show("progress", next(done), total or 0),
            )
    finally:
        endpoint.database.close()
    if not count:
        fail("labels.none")
    out().print(words()("labels.done", count=count, path=target), markup=False)


def _font(named: Path | None) -> Path:
    try:
        found = named or find_stamp_font()
    except AppError:
        fail("labels.font_missing")
    if not found.is_file():
        fail("labels.font_missing")
    return found


def _units(connection: Connection, wanted: str) -> dict[str, Unit]:
    query = select(_c.body).where(_c.kind == ReferenceKind.units, _c.is_removed.is_(False))
    if wanted:
        query = query.where((_c.id == wanted) | (_c.code == wanted))
    found = (Unit.from_dict(json.loads(body)) for body in connection.execute(query).scalars())
    return {unit.id: unit for unit in found}


def _assets(units: tuple[str, ...], kind: str) -> Select[tuple[str]]:
    query = select(_c.body, _c.code).where(
        _c.kind == ReferenceKind.assets, _c.is_removed.is_(False)
    )
    if units:
        query = query.where(_c.unit.in_(units))
    return query.where(_c.subkind == kind) if kind else query


def _labels(
    connection: Connection, query: Select[tuple[str]], units: dict[str, Unit]
) -> Iterator[Label]:
    frequency = words()("labels.each_month")
    for body, _ in connection.execute(query.order_by(_c.code)):
        asset = Asset.from_dict(json.loads(body))
        unit = units.get(asset.unit)
        yield Label(asset, unit.name if unit else "", unit.contact if unit else "", frequency)


def _words() -> LabelWords:
    say = words()
    names = ("due", "frequency", "hint", "responsible", "revision")
    return LabelWords(**{name: say(f"labels.{name}") for name in names})
