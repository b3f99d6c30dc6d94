"""`forms publish` and `forms versions`: new versions at the endpoint, and all that it keeps."""

import getpass
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from forms.definition import Form
from forms.files import load
from inspect_app.cli.checks import checked
from inspect_app.cli.console import DEFAULT_DATA, fail, out, settings_for
from inspect_app.cli.words import words
from sync.server.catalog import Item, put_items
from sync.server.endpoint import Endpoint
from sync.server.errors import ApiError
from sync.server.moments import DISTRICT_TIME, as_text
from sync.server.published_forms import Publisher, versions_of

Data = Annotated[Path, typer.Option(help="The endpoint's folder.")]
COLUMNS = ("form", "version", "published", "by", "digest")
DIGEST_SHOWN = 16


def publish(
    files: Annotated[list[Path], typer.Argument(help="YAML files of the form language.")],
    by: Annotated[str, typer.Option(help="Who publishes; the account here if left out.")] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """Publish forms or their next versions, all or none. Phones get them when they sync."""
    checked(files)
    forms = [load(path) for path in files]
    endpoint = Endpoint.open(settings_for(data))
    try:
        new = _publish(endpoint, forms, by.strip() or getpass.getuser())
    finally:
        endpoint.database.close()
    for form, is_new in zip(forms, new, strict=True):
        key = "publish.done" if is_new else "publish.known"
        out().print(words()(key, form=form.id, version=form.version), markup=False)


def versions(
    form: Annotated[str, typer.Argument(help="Id of a form; all of them if left out.")] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """List every version that was published, the newest first."""
    endpoint = Endpoint.open(settings_for(data))
    with endpoint.database.reading() as connection:
        rows = versions_of(connection, form)
    endpoint.database.close()
    say, table = words(), Table()
    for column in COLUMNS:
        table.add_column(say(f"publish.{column}"), no_wrap=True)
    for row in rows:
        at = _day_and_time(row.published_at)
        cells = (row.form, str(row.version), at, row.published_by, row.digest[:DIGEST_SHOWN])
        table.add_row(*cells)
    out().print(table)


def _publish(endpoint: Endpoint, forms: Sequence[Form], by: str) -> list[bool]:
    """Whether each is new; nothing is published where one is refused."""
    publisher = Publisher(by, as_text(datetime.now(UTC)))
    new = []
    with endpoint.database.writing() as connection:
        for form in forms:
            try:
                item = Item.of_form(form.to_dict())
                new.append(bool(put_items(connection, [item], publisher)))
            except ApiError as error:
                fail(f"publish.{error.code}", form=form.id, version=form.version)
    return new


def _day_and_time(moment: str | None) -> str:
    if moment is None:
        return ""
    return datetime.fromisoformat(moment).astimezone(DISTRICT_TIME).strftime("%Y-%m-%d %H:%M")
