"""`backup` and `restore`: the whole endpoint in one file and back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from inspect_app.cli.console import DEFAULT_DATA, bars, fail, out, settings_for
from inspect_app.cli.words import words
from sync.server import backup as endpoint_backup
from sync.server.backup import BackupError, back_up

Data = Annotated[Path, typer.Option(help="The endpoint's folder.")]


def backup(
    target: Annotated[Path, typer.Argument(help="The file to write.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Back up the whole endpoint, also while it runs."""
    try:
        with bars("backup") as progress:
            made = back_up(settings_for(data), target, datetime.now(UTC), progress.show)
    except BackupError as error:
        fail(f"error.{error.code}", **error.params)
    size_mb = round(target.stat().st_size / 1e6, 1)
    said = {"records": made.records, "blobs": made.blobs, "path": target, "size_mb": size_mb}
    out().print(words()("backup.done", **said), markup=False)


def restore(
    source: Annotated[Path, typer.Argument(help="The backup.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Restore a backup into an empty folder; everything in it is verified."""
    try:
        with bars("backup") as progress:
            made = endpoint_backup.restore(source, settings_for(data), progress.show)
    except BackupError as error:
        fail(f"error.{error.code}", **error.params)
    said = {"records": made.records, "blobs": made.blobs, "folder": data}
    out().print(words()("restore.done", **said), markup=False)
