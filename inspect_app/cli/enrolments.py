"""`enrol`: a one-time code for a person's next device."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from inspect_app.cli.console import DEFAULT_DATA, fail, out, qr_text, settings_for
from inspect_app.cli.words import words
from sync.server.accounts import person_called
from sync.server.endpoint import Endpoint
from sync.server.enrolment import make_code
from sync.server.moments import DISTRICT_TIME


def enrol(
    person: Annotated[str, typer.Argument(help="The person's id, or the name they sign in with.")],
    data: Annotated[Path, typer.Option(help="The endpoint's folder.")] = DEFAULT_DATA,
    address: Annotated[str, typer.Option(help="How phones reach the endpoint.")] = "",
) -> None:
    """Make a one-time enrolment code and print it with its QR code."""
    settings = settings_for(data, address)
    if not settings.public_address:
        fail("enrol.address_needed")
    endpoint = Endpoint.open(settings)
    now = datetime.now(UTC)
    try:
        with endpoint.database.writing() as connection:
            known = person_called(connection, person)
            code = make_code(connection, known, now, settings.code_lifetime)
    except KeyError:
        fail("enrol.person_unknown", person=person)
    finally:
        endpoint.database.close()
    say, console = words(), out()
    until = (now + settings.code_lifetime).astimezone(DISTRICT_TIME)
    console.print(f"{say('enrol.code', person=person)}: {code}", style="bold", markup=False)
    console.print(say("enrol.until", until=until.strftime("%Y-%m-%d %H:%M")))
    link = f"{settings.public_address.rstrip('/')}/#/enrol?code={code}"
    console.print(link, markup=False)
    console.print(qr_text(link), markup=False)
