"""`devices list` and `devices revoke`: which phones may send, and how one is shut out."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from inspect_app.cli.console import DEFAULT_DATA, fail, out, settings_for
from inspect_app.cli.words import words
from sync.server.devices import device_rows
from sync.server.endpoint import Endpoint
from sync.server.enrolment import revoke_device
from sync.server.moments import DISTRICT_TIME

app = typer.Typer(help="Enrolled phones.", no_args_is_help=True)

Data = Annotated[Path, typer.Option(help="The endpoint's folder.")]
COLUMNS = ("id", "person", "name", "enrolled", "seen", "revoked")


@app.command("list")
def list_devices(
    person: Annotated[str, typer.Option(help="Only this person's, by id.")] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """List the enrolled devices, the newest last."""
    endpoint = Endpoint.open(settings_for(data))
    with endpoint.database.reading() as connection:
        rows = device_rows(connection, person)
    endpoint.database.close()
    say, table = words(), Table()
    for column in COLUMNS:
        table.add_column(say(f"devices.{column}"), no_wrap=column == "id")
    for row in rows:
        who, what = f"{row.person_name} ({row.person})", row.name or row.platform
        moments = (row.enrolled_at, row.seen_at, row.revoked_at)
        table.add_row(row.id, who, what, *map(_day_and_time, moments))
    out().print(table)


@app.command()
def revoke(
    device: Annotated[str, typer.Argument(help="The device's id, as `devices list` shows it.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """End a device's token; it is shut out with its next request. What it has sent stays."""
    endpoint = Endpoint.open(settings_for(data))
    with endpoint.database.writing() as connection:
        is_revoked = revoke_device(connection, device, datetime.now(UTC))
    endpoint.database.close()
    if not is_revoked:
        fail("devices.unknown", device=device)
    out().print(words()("devices.ended", device=device), markup=False)


def _day_and_time(moment: str | None) -> str:
    if moment is None:
        return ""
    return datetime.fromisoformat(moment).astimezone(DISTRICT_TIME).strftime("%Y-%m-%d %H:%M")
