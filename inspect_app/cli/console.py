"""The terminal: sentences, errors, progress bars and QR codes."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import qrcode
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from inspect_app.cli.words import words
from sync.server.settings import Settings

DEFAULT_DATA = Path("data")


def out() -> Console:
    return Console(highlight=False, soft_wrap=True)


def fail(key: str, **params: object) -> NoReturn:
    """Say in one sentence what is wrong and what to do, and end with 1."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(
        words()(key, **params), style="red", markup=False
    )
    raise typer.Exit(1)


def settings_for(data: Path | None, address: str = "") -> Settings:
    """From the environment, with what the command line names on top."""
    settings = Settings.from_environment()
    if data is not None:
        settings = settings.but(folder=data)
    return settings.but(public_address=address) if address else settings


class Bars:
    """One bar per stage; a stage appears when it begins."""

    def __init__(self, progress: Progress, area: str) -> None:
        self._progress = progress
        self._area = area
        self._tasks: dict[str, int] = {}

    def show(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            name = words()(f"{self._area}.{stage}")
            self._tasks[stage] = self._progress.add_task(name, total=total)
        self._progress.update(self._tasks[stage], completed=done, total=total)


@contextmanager
def bars(area: str) -> Iterator[Bars]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield Bars(progress, area)


def qr_text(content: str) -> str:
    """Return the code in half blocks, dark on light whatever the terminal's colours."""
    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_L)
    code.add_data(content)
    code.make(fit=True)
    drawn = io.StringIO()
    code.print_ascii(out=drawn, invert=True)
    return drawn.getvalue()
