"""Asking for a code or a picture through Flet, on the desk and in native builds."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import flet as ft

from inspect_app.config import MAX_SOURCE_BYTES
from inspect_app.errors import PictureTooLarge

TOUCH_PX = 56


@dataclass(frozen=True, slots=True)
class PictureWanted:
    """The person would rather choose a picture of the code."""


Answer = str | PictureWanted | None


class CodeSheet:
    """A dialog that ends with a code: typed, or delivered by whoever watches the preview."""

    def __init__(
        self,
        page: ft.Page,
        texts: Mapping[str, str],
        last: str = "",
        notice: str = "",
        preview: ft.Control | None = None,
    ) -> None:
        self._page = page
        self._answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._field = ft.TextField(
            key="scan.code",
            label=texts["scan.type_hint"],
            autofocus=preview is None,
            capitalization=ft.TextCapitalization.CHARACTERS,
            on_submit=lambda _: self._typed(),
        )
        lines = [ft.Text(line) for line in (notice, last) if line]
        self._dialog = ft.AlertDialog(
            key="scan",
            title=ft.Text(texts["scan.hint"]),
            content=ft.Column([*([preview] if preview else []), *lines, self._field], tight=True),
            actions=[
                _button("scan.cancel", texts, lambda _: self.finish(None)),
                _button("scan.from_picture", texts, lambda _: self.finish(PictureWanted())),
                _button("scan.confirm", texts, lambda _: self._typed()),
            ],
            on_dismiss=lambda _: self.finish(None),
        )

    async def ask(self) -> Answer:
        self._page.show_dialog(self._dialog)
        try:
            return await self._answer
        finally:
            if self._dialog.open:
                self._page.pop_dialog()

    def finish(self, answer: Answer) -> None:
        if not self._answer.done():
            self._answer.set_result(answer)

    @property
    def is_open(self) -> bool:
        return not self._answer.done()

    def _typed(self) -> None:
        if code := (self._field.value or "").strip():
            self.finish(code)


def _button(
    key: str, texts: Mapping[str, str], on_click: Callable[[object], None]
) -> ft.TextButton:
    return ft.TextButton(texts[key], key=key, height=TOUCH_PX, on_click=on_click)


async def pick_pictures(page: ft.Page, *, many: bool) -> tuple[bytes, ...]:
    """Raise `PictureTooLarge` before such a picture is read."""
    chosen = await ft.FilePicker().pick_files(
        file_type=ft.FilePickerFileType.IMAGE, allow_multiple=many, with_data=page.web
    )
    return tuple([await _content(file) for file in chosen or ()])


async def _content(file: ft.FilePickerFile) -> bytes:
    if file.size > MAX_SOURCE_BYTES:
        raise PictureTooLarge(size=file.size, limit=MAX_SOURCE_BYTES)
    if file.bytes is not None:
        return file.bytes
    return await asyncio.to_thread(Path(file.path).read_bytes)
