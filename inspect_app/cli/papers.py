"""`forms print`: any checklist on paper, for the day the phone is dead."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection, select

from forms.definition import Form
from forms.errors import FormFileError
from forms.files import LIBRARY, load
from forms.logic import Context
from inspect_app.cli.console import DEFAULT_DATA, fail, out, settings_for
from inspect_app.cli.words import words
from inspect_app.domain.asset import Asset
from inspect_app.domain.unit import Unit
from inspect_app.errors import AppError
from inspect_app.platform.stamp_font import BOLD, find_stamp_font
from inspect_app.reports.paper_form import paper_form
from inspect_app.reports.paper_pdf import write_paper_form
from inspect_app.strings import LANGUAGES, strings
from sync.protocol import ReferenceKind
from sync.server.endpoint import Endpoint
from sync.server.moments import DISTRICT_TIME
from sync.server.published_forms import published_form
from sync.server.settings import Settings
from sync.server.tables import reference_items

ROWS_MAX = 200
YAML = frozenset({".yaml", ".yml"})
_c = reference_items.c


@dataclass(frozen=True, slots=True)
class _Inspected:
    unit: Unit
    assets: tuple[Asset, ...]


def print_form(
    form: Annotated[str, typer.Argument(help="Id of a checklist, such as fire, or a YAML file.")],
    target: Annotated[Path, typer.Option("--out", help="The PDF to write.")],
    unit: Annotated[str, typer.Option(help="Id or code of the unit to print it for.")] = "",
    assets: Annotated[
        int | None,
        typer.Option(min=0, max=ROWS_MAX, help="Rows for things; 0: as many as are on record."),
    ] = None,
    language: Annotated[str, typer.Option(help="zh_CN or en; the terminal's if left out.")] = "",
    address: Annotated[str, typer.Option(help="The host in the QR code.")] = "",
    data: Annotated[Path, typer.Option(help="The endpoint's folder.")] = DEFAULT_DATA,
    font: Annotated[Path | None, typer.Option(help="TrueType font with Chinese.")] = None,
    bold: Annotated[Path | None, typer.Option(help="Its bold face.")] = None,
) -> None:
    """Print a checklist with a QR code that leads back to it."""
    language = language or words().language
    if language not in LANGUAGES:
        fail("forms.language_unknown", language=language, known=", ".join(LANGUAGES))
    settings = settings_for(data, address)
    found = _form(settings, form)
    inspected = _inspected(settings, unit) if unit else None
    regular, heavy = _fonts(font, bold)
    today = datetime.now(UTC).astimezone(DISTRICT_TIME).date()
    paper = paper_form(
        found,
        strings(language),
        Context(today, {}),
        unit=inspected.unit if inspected else None,
        assets=inspected.assets if inspected else (),
        rows=assets,
        host=settings.public_address,
    )
    pages = write_paper_form(paper, target, strings(language), regular=regular, bold=heavy)
    out().print(words()("forms.printed", pages=pages, path=target), markup=False)
    if not settings.public_address:
        out().print(words()("forms.print_without_host"), style="yellow", markup=False)


def _form(settings: Settings, name: str) -> Form:
    """As phones have it, where the endpoint has published it; else of the library, or a file."""
    if Path(name).suffix in YAML or not settings.has_database:
        return form_named(name)
    endpoint = Endpoint.open(settings)
    try:
        with endpoint.database.reading() as connection:
            return published_form(connection, name) or form_named(name)
    finally:
        endpoint.database.close()


def form_named(name: str) -> Form:
    """A form of the library by its id, or any file. Says what is wrong and ends with 1."""
    path = Path(name)
    if path.suffix not in YAML:
        path = LIBRARY / f"{Path(name).name}.yaml"
    if not path.is_file():
        fail("forms.unknown", form=name, known=", ".join(p.stem for p in sorted(_library())))
    try:
        return load(path)
    except FormFileError as error:
        fail("forms.broken_file", reason=str(error))


def _library() -> tuple[Path, ...]:
    return tuple(LIBRARY.glob("*.yaml"))


def _inspected(settings: Settings, wanted: str) -> _Inspected:
    endpoint = Endpoint.open(settings)
    try:
        with endpoint.database.reading() as connection:
            unit = _unit(connection, wanted)
            if unit is None:
                fail("labels.unit_unknown", unit=wanted)
            return _Inspected(unit, tuple(_assets(connection, unit.id)))
    finally:
        endpoint.database.close()


def _unit(connection: Connection, wanted: str) -> Unit | None:
    query = select(_c.body).where(
        _c.kind == ReferenceKind.units,
        _c.is_removed.is_(False),
        (_c.id == wanted) | (_c.code == wanted),
    )
    body = connection.execute(query).scalar()
    return Unit.from_dict(json.loads(body)) if body else None


def _assets(connection: Connection, unit_id: str) -> list[Asset]:
    query = select(_c.body).where(
        _c.kind == ReferenceKind.assets, _c.is_removed.is_(False), _c.unit == unit_id
    )
    bodies = connection.execute(query.order_by(_c.code)).scalars()
    return [Asset.from_dict(json.loads(body)) for body in bodies]


def _fonts(regular: Path | None, bold: Path | None) -> tuple[Path, Path]:
    try:
        regular = regular or find_stamp_font()
        bold = bold or find_stamp_font(BOLD)
    except AppError:
        fail("labels.font_missing")
    if not (regular.is_file() and bold.is_file()):
        fail("labels.font_missing")
    return regular, bold
