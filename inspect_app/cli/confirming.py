"""`forms doubts` and `forms confirm`: what is still to be verified, and by whom it was."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import Connection, select

from forms.definition import Confirmation, Form
from forms.doubts import Doubt, Finding, confirmed, doubts
from forms.errors import AlreadyVerified, UnknownBasis, UnknownItem
from forms.terms import Text
from inspect_app.cli.console import DEFAULT_DATA, fail, out, settings_for
from inspect_app.cli.words import words
from sync.protocol import ReferenceKind
from sync.server.catalog import Item, put_items
from sync.server.endpoint import Endpoint
from sync.server.moments import DISTRICT_TIME, as_text
from sync.server.published_forms import Publisher, published_form
from sync.server.tables import reference_items

Data = Annotated[Path, typer.Option(help="The endpoint's folder.")]
COLUMNS = ("form", "item", "number", "basis", "what")
_c = reference_items.c


def list_doubts(
    form: Annotated[str, typer.Argument(help="Id of a form; all of them if left out.")] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """List every basis and limit that is still to be verified (待核)."""
    say, table, count = words(), Table(), 0
    for column in COLUMNS:
        table.add_column(say(f"doubts.{column}"), no_wrap=column != "basis")
    with _endpoint(data) as endpoint, endpoint.database.reading() as connection:
        for each in _forms(connection, form):
            for doubt in doubts(each):
                table.add_row(each.id, *_cells(doubt))
                count += 1
    if count:
        out().print(table)
    out().print(say("doubts.count", count=count), markup=False)


def confirm(
    form: Annotated[str, typer.Argument(help="Id of the form.")],
    item: Annotated[str, typer.Argument(help="Code of the item, such as LAB-18.")],
    source: Annotated[str, typer.Option(help="What it was verified against: title, page, date.")],
    basis: Annotated[int, typer.Option(min=0, help="Number of the basis, from 0.")] = 0,
    zh: Annotated[str, typer.Option(help="How it is cited from now on, in Chinese.")] = "",
    en: Annotated[str, typer.Option(help="The same in English; goes with --zh.")] = "",
    effective_from: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    effective_to: Annotated[datetime | None, typer.Option("--until", formats=["%Y-%m-%d"])] = None,
    sets_limit: Annotated[bool, typer.Option(help="That this basis sets the limit.")] = False,
    by: Annotated[str, typer.Option(help="Who verified it; the account here if left out.")] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """Say that a basis was verified. The form's next version says so on every phone."""
    if bool(zh.strip()) != bool(en.strip()):
        fail("doubts.both_languages")
    if not source.strip():
        fail("doubts.no_source")
    text = Text(zh.strip(), en.strip()) if zh.strip() else None
    found = Finding(text, _day(effective_from), _day(effective_to), sets_limit)
    who, now = by.strip() or getpass.getuser(), datetime.now(UTC)
    today = now.astimezone(DISTRICT_TIME).date()
    with _endpoint(data) as endpoint, endpoint.database.writing() as connection:
        known = published_form(connection, form)
        if known is None:
            fail("doubts.form_unknown", form=form)
        try:
            changed = confirmed(known, item, basis, Confirmation(who, today, source.strip()), found)
        except (UnknownItem, UnknownBasis):
            fail("doubts.basis_unknown", form=form, item=item, number=basis)
        except AlreadyVerified:
            fail("doubts.verified", item=item, number=basis)
        put_items(connection, [Item.of_form(changed.to_dict())], Publisher(who, as_text(now)))
    out().print(words()("publish.done", form=changed.id, version=changed.version), markup=False)


@contextmanager
def _endpoint(data: Path) -> Iterator[Endpoint]:
    endpoint = Endpoint.open(settings_for(data))
    try:
        yield endpoint
    finally:
        endpoint.database.close()


def _forms(connection: Connection, name: str) -> Iterator[Form]:
    """The newest version of each. Ends with 1 where there is no such form."""
    known = select(_c.id).where(_c.kind == ReferenceKind.forms, _c.is_removed.is_(False))
    names = [name] if name else connection.execute(known.order_by(_c.id)).scalars().all()
    for each in names:
        found = published_form(connection, each)
        if found is None:
            fail("doubts.form_unknown", form=each)
        yield found


def _cells(doubt: Doubt) -> tuple[str, ...]:
    say = words()
    text = doubt.basis.text.in_(say.language)
    what = say("doubts.of_limit" if doubt.of_limit else "doubts.of_basis")
    return doubt.item.code, str(doubt.number), text, what


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
