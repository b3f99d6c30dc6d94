"""One browser window with the phone in it: the real screens, drawn anew when the file changes."""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
from pathlib import Path

import flet as ft

from inspect_app.platform.desk.host import DeskHost
from inspect_app.preview.device import PreviewDevice
from inspect_app.preview.source import FormSource
from inspect_app.strings import strings
from inspect_app.ui.routes import App, dress

logger = logging.getLogger(__name__)

LOOK_S = 0.3
"""How soon after saving the form is drawn: an author does not notice it."""


class Windows:
    """Opens windows on one form file; each has a device of its own."""

    def __init__(self, source: FormSource, folder: Path, language: str) -> None:
        self.source = source
        self.language = language
        self._folder = folder
        self._closed: set[str] = set()

    async def open(self, page: ft.Page) -> None:
        """Flet calls this for every browser window."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        device = PreviewDevice(DeskHost(page, folder), folder, self.language)
        if self.source.form is not None:
            device.show(self.source.form)
        page.on_close = lambda _: self._closed.add(page.session.id)
        dress(page, device.services.preferences.appearance())
        page.render_views(App, device.services)
        page.run_task(self._follow, page, device, folder)

    async def _follow(self, page: ft.Page, device: PreviewDevice, folder: Path) -> None:
        """Show every good form that the file becomes, as long as the window is there."""
        shown = self.source.form
        try:
            while page.session.id not in self._closed:
                await asyncio.sleep(LOOK_S)
                self.source.look()
                if self.source.form is not None and self.source.form is not shown:
                    shown = self.source.form
                    device.show(shown)
        finally:
            self._closed.discard(page.session.id)
            device.close()
            shutil.rmtree(folder, ignore_errors=True)

    def say_crashed(self, page: ft.Page) -> None:
        page.show_dialog(ft.SnackBar(ft.Text(strings(self.language)("common.crash"))))
