"""`forms preview`: a form file in the real app, live while it is written."""

import logging
import secrets
import tempfile
import webbrowser
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from inspect_app.cli.console import fail, out
from inspect_app.cli.serving import Port, listen
from inspect_app.cli.words import words
from inspect_app.errors import AppError
from inspect_app.platform.stamp_font import find_stamp_font
from inspect_app.preview.desk import preview_app
from inspect_app.preview.source import FormSource
from inspect_app.strings import LANGUAGES
from inspect_app.ui import crash_guard

PORT = 8551
HOST = "127.0.0.1"
"""Never another: a form that is being written is nobody else's business."""
SECRET_BYTES = 9
GRACE_S = 1

logger = logging.getLogger(__name__)


def preview(
    file: Annotated[Path, typer.Argument(help="The form's YAML file.")],
    port: Port = PORT,
    language: Annotated[str, typer.Option(help="zh_CN or en; the terminal's if left out.")] = "",
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Show a form in the app while it is being written; every save is shown at once."""
    say = words()
    language = language or say.language
    if language not in LANGUAGES:
        fail("forms.language_unknown", language=language, known=", ".join(LANGUAGES))
    if not file.is_file():
        fail("forms.file_missing", path=file)
    listener = listen(HOST, port)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    address = f"http://{HOST}:{listener.getsockname()[1]}/{secret}/"
    source = FormSource(file)
    source.look()
    crash_guard.install(lambda error: logger.error("the screen could not be drawn: %s", error))
    with tempfile.TemporaryDirectory(prefix="inspect-preview-") as folder:
        app = preview_app(source, Path(folder), language, secret)
        out().print(f"{say('forms.preview')}  {address}", markup=False)
        if not _has_font():
            out().print(say("forms.preview_without_font"), style="yellow", markup=False)
        out().print(say("serve.stop"), style="dim")
        if browser:
            webbrowser.open(address)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=GRACE_S
        )
        uvicorn.Server(config).run(sockets=[listener])


def _has_font() -> bool:
    try:
        return find_stamp_font().is_file()
    except AppError:
        return False
