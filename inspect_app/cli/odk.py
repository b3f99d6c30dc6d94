"""`odk`: send inspections to ODK Central or KoboToolbox too, and see what became of each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from inspect_app.cli.console import DEFAULT_DATA, bars, fail, out, settings_for
from inspect_app.cli.words import words
from sync.server.endpoint import Endpoint
from sync.server.odk import ledger
from sync.server.odk.configured import NotSetUp, server_of
from sync.server.odk.errors import OdkError
from sync.server.odk.openrosa import OpenRosaServer
from sync.server.odk.push import Pushed, push_waiting
from sync.server.odk.queue import all_inspections, enqueue

app = typer.Typer(help="ODK Central and KoboToolbox.", no_args_is_help=True)

Data = Annotated[Path, typer.Option(help="The endpoint's folder.")]
COLUMNS = ("inspection", "form", "state", "reason", "tries", "files")


@app.command()
def check(data: Data = DEFAULT_DATA) -> None:
    """Ask who answers at INSPECT_ODK, and whether it knows us."""
    with _server(data) as (_, server):
        try:
            limit = server.preflight()
        except OdkError as error:
            fail(error.key, server=server.name, message=error.message)
        say = words()("odk.answers", server=server.name, limit=f"{limit / 1e6:.0f}")
        out().print(say, markup=False)


@app.command()
def send(
    inspection: Annotated[
        list[str] | None, typer.Option(help="Id; may be repeated. Every one if left out.")
    ] = None,
    again: Annotated[bool, typer.Option(help="Also what the server has refused before.")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Send what was not sent yet. Run it as often as you like; nothing goes twice."""
    with _server(data) as (endpoint, server):
        queued = enqueue(endpoint, server.name, inspection or all_inspections(endpoint))
        with endpoint.database.writing() as connection:
            if again:
                ledger.wait_again(connection, server.name, endpoint.now(), inspection)
            waiting = ledger.counts(connection, server.name).get(ledger.State.waiting, 0)
        pushed = _push(endpoint, server, waiting, inspection)
        _say(server.name, pushed, len(queued.left_out))


@app.command("list")
def list_submissions(data: Data = DEFAULT_DATA) -> None:
    """Show every inspection that is on its way, there, or refused."""
    endpoint = Endpoint.open(settings_for(data))
    with endpoint.database.reading() as connection:
        rows = ledger.listed(connection)
    endpoint.database.close()
    say, table = words(), Table()
    for column in COLUMNS:
        table.add_column(say(f"odk.{column}"), no_wrap=column == "inspection")
    for row in rows:
        files = f"{len(row.files_sent)}/{len(row.files)}"
        state = say(f"odk.state.{row.state}")
        reason = " ".join(filter(None, (row.reason, row.message)))
        table.add_row(row.inspection, row.form, state, reason, str(row.tries), files)
    out().print(table)


@contextmanager
def _server(data: Path) -> Iterator[tuple[Endpoint, OpenRosaServer]]:
    settings = settings_for(data)
    try:
        server = server_of(settings)
    except NotSetUp:
        fail("odk.not_set_up")
    except OdkError as error:
        fail(error.key, server="INSPECT_ODK", message=error.message)
    endpoint = Endpoint.open(settings)
    try:
        with server:
            yield endpoint, server
    finally:
        endpoint.database.close()


def _push(endpoint: Endpoint, server: OpenRosaServer, total: int, only: list[str] | None) -> Pushed:
    done = 0
    with bars("odk") as shown:

        def count() -> None:
            nonlocal done
            done += 1
            shown.show("sending", done, total)

        return push_waiting(endpoint, server, only, count)


def _say(server: str, pushed: Pushed, left_out: int) -> None:
    say = words()
    for each, error in pushed.failed:
        said = say(error.key, server=server, message=error.message)
        out().print(f"{each.inspection}: {said}", style="yellow", markup=False)
    if left_out:
        out().print(say("odk.left_out", count=left_out), style="yellow", markup=False)
    out().print(say("odk.sent", count=pushed.sent, server=server), markup=False)
    if pushed.stopped_by:
        fail(pushed.stopped_by.key, server=server, message=pushed.stopped_by.message)
    if pushed.failed:
        raise typer.Exit(1)
