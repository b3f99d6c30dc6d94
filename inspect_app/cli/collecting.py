"""`collect`: delete what nothing refers to any more."""

from pathlib import Path
from typing import Annotated

import typer

from inspect_app.cli.console import DEFAULT_DATA, out, settings_for
from inspect_app.cli.words import words
from sync.server.endpoint import Endpoint
from sync.server.orphans import collect as collect_orphans

Data = Annotated[Path, typer.Option(help="The endpoint's folder.")]


def collect(data: Data = DEFAULT_DATA) -> None:
    """Delete expired uploads and photos that no record speaks of, also while the endpoint runs."""
    endpoint = Endpoint.open(settings_for(data))
    done = collect_orphans(endpoint)
    days = endpoint.settings.orphan_lifetime.days
    endpoint.database.close()
    said = {"uploads": done.uploads, "blobs": done.blobs, "files": done.files, "days": days}
    out().print(words()("collect.done", **said), markup=False)
