"""`odk`: send inspections to ODK Central or KoboToolbox too, and see what became of each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.table import Table

from forms.definition import Form
from forms.xlsform.exporting import NotExported, export_form
from inspect_app.cli.console import DEFAULT_DATA, bars, fail, out, settings_for
from inspect_app.cli.papers import form_named
from inspect_app.cli.words import words
from sync.server.endpoint import Endpoint
from sync.server.odk import ledger
from sync.server.odk.central import publish as publish_at_central
from sync.server.odk.configured import NotSetUp, server_of
from sync.server.odk.errors import OdkError
from sync.server.odk.form_list import ListedForm, Standing, standing
from sync.server.odk.instance import identity_of
from sync.server.odk.openrosa import OpenRosaServer
from sync.server.odk.push import Pushed, push_waiting
from sync.server.odk.queue import all_inspections, enqueue, forms_in_use
from sync.server.published_forms import published_form

app = typer.Typer(help="ODK Central and KoboToolbox.", no_args_is_help=True)

Data = Annotated[Path, typer.Option(help="The endpoint's folder.")]
COLUMNS = ("inspection", "form", "state", "reason", "tries", "files")


@app.command()
def check(data: Data = DEFAULT_DATA) -> None:
    """Ask who answers at INSPECT_ODK, whether it knows us, and which of our forms it has."""
    with _server(data) as (endpoint, server):
        try:
            limit = server.preflight()
            listed = server.forms()
        except OdkError as error:
            fail(error.key, server=server.name, message=error.message)
        say = words()
        answers = say("odk.answers", server=server.name, limit=f"{limit / 1e6:.0f}")
        out().print(answers, markup=False)
        with endpoint.database.reading() as connection:
            asked = forms_in_use(connection)
            used = {each: published_form(connection, *each) for each in asked}
        # One that was never published here in that version is left out of what is sent, too.
        same = [form for each, form in used.items() if form and str(form.version) == each[1]]
        found = [_stands(server, form, listed) for form in same]
    if any(each is not Standing.there for each in found):
        raise typer.Exit(1)


def _stands(server: OpenRosaServer, form: Form, listed: tuple[ListedForm, ...]) -> Standing:
    """Say what the server has of a form, and what it is called there perhaps."""
    say, (form_id, version) = words(), identity_of(form)
    form_id = server.form_ids.get(form.id, form_id)
    found = standing(listed, form_id, version)
    style = "green" if found is Standing.there else "yellow"
    told = say(f"odk.form_{found}", form=form.id, called=form_id, version=version)
    out().print(told, style=style, markup=False)
    alike = {each.id for each in listed if each.name in (form.label.zh, form.label.en)}
    if found is Standing.missing and len(alike) == 1:
        out().print(say("odk.form_alike", form=form.id, called=alike.pop()), markup=False)
    return found


@app.command()
def publish(
    form: Annotated[str, typer.Argument(help="Id of a form at the endpoint, or a YAML file.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Publish a form, or a new version of it, at ODK Central: what inspections are sent to."""
    with _server(data) as (endpoint, server):
        found = _form(endpoint, form)
        form_id, version = identity_of(found)
        try:
            is_new = publish_at_central(server, form_id, _workbook(found))
        except OdkError as error:
            fail(error.key, server=server.name, message=error.message)
        except NotExported as error:
            fail("xlsform.not_exported", item=error.item, reason=error.reason)
        key = "odk.published_new" if is_new else "odk.published_version"
        told = words()(key, form=form_id, version=version, server=server.name)
        out().print(told, markup=False)


def _form(endpoint: Endpoint, name: str) -> Form:
    """As it is at the endpoint: confirmed bases are part of it; else of the library or a file."""
    with endpoint.database.reading() as connection:
        return published_form(connection, name) or form_named(name)


def _workbook(form: Form) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        export_form(form, path)
        return path.read_bytes()


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
        wanted = inspection or all_inspections(endpoint)
        queued = enqueue(endpoint, server.name, wanted, server.form_ids)
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
