"""The phone's camera by flet-camera, its pictures by the system's picker."""

import asyncio
import logging
from collections.abc import Mapping

import flet as ft
import flet_camera as fc

from inspect_app.domain.evidence import PhotoSource
from inspect_app.errors import CameraDenied, CameraMissing, NothingToRead
from inspect_app.platform.flet_sheets import TOUCH_PX, CodeSheet, PictureWanted, pick_pictures
from inspect_app.platform.interface import Shot
from inspect_app.platform.native.qr import can_read, read_codes

LOOK_EVERY_S = 0.4
"""A still is the only frame that flet-camera hands to Python, and each takes its time."""
PREVIEW_PX = 320
logger = logging.getLogger(__name__)


class NativeCamera:
    def __init__(self, page: ft.Page) -> None:
        self._page = page

    async def scan(self, texts: Mapping[str, str], last: str = "") -> str | None:
        preview = fc.Camera(width=PREVIEW_PX, height=PREVIEW_PX, preview_enabled=True)
        sheet = CodeSheet(self._page, texts, last, preview=preview)
        watching = asyncio.ensure_future(self._watch(preview, sheet))
        try:
            answer = await sheet.ask()
        finally:
            watching.cancel()
        if not isinstance(answer, PictureWanted):
            return answer
        for picture in await pick_pictures(self._page, many=False):
            if found := await self.read_picture(picture):
                return found[0]
            raise NothingToRead()
        return None

    async def take(self, texts: Mapping[str, str]) -> Shot | None:
        viewfinder = fc.Camera(expand=True, preview_enabled=True)
        pressed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        dialog = _viewfinder(viewfinder, texts, pressed)
        self._page.show_dialog(dialog)
        try:
            await _begin(viewfinder)
            if not await pressed:
                return None
            return Shot(await viewfinder.take_picture(), PhotoSource.camera)
        finally:
            if dialog.open:
                self._page.pop_dialog()

    async def shoot(self, texts: Mapping[str, str]) -> bytes | None:
        shot = await self.take(texts)
        return shot and shot.content

    async def pick(self, texts: Mapping[str, str]) -> tuple[bytes, ...]:
        return await pick_pictures(self._page, many=True)

    async def read_picture(self, source: bytes) -> tuple[str, ...]:
        return await asyncio.to_thread(read_codes, source)

    async def _watch(self, preview: fc.Camera, sheet: CodeSheet) -> None:
        """Deliver the first code in view; without a camera or a reader the typing remains."""
        try:
            await _begin(preview)
        except (CameraDenied, CameraMissing) as error:
            logger.warning("scanning by typing only: %s", error)
            return
        while sheet.is_open and can_read():
            await asyncio.sleep(LOOK_EVERY_S)
            if found := await self.read_picture(await preview.take_picture()):
                sheet.finish(found[0])


def _viewfinder(
    camera: fc.Camera, texts: Mapping[str, str], pressed: "asyncio.Future[bool]"
) -> ft.AlertDialog:
    def press(is_wanted: bool) -> None:
        if not pressed.done():
            pressed.set_result(is_wanted)

    return ft.AlertDialog(
        key="shoot",
        content=camera,
        actions=[
            ft.TextButton(texts["shoot.cancel"], height=TOUCH_PX, on_click=lambda _: press(False)),
            ft.FilledButton(
                texts["shoot.shutter"], height=TOUCH_PX, on_click=lambda _: press(True)
            ),
        ],
        on_dismiss=lambda _: press(False),
    )


async def _begin(camera: fc.Camera) -> None:
    """Start the camera at the back. Raises `CameraDenied`, `CameraMissing`."""
    try:
        found = await camera.get_available_cameras()
        back = [one for one in found if one.lens_direction is fc.CameraLensDirection.BACK]
        if not found:
            raise CameraMissing()
        await camera.initialize((back or found)[0], fc.ResolutionPreset.MAX, enable_audio=False)
    except RuntimeError as error:
        if "denied" in str(error).lower():
            raise CameraDenied() from error
        raise CameraMissing() from error
