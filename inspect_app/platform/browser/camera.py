"""Camera, picture chooser and QR reader: the page's screens, asked over the bridge."""

from collections.abc import Mapping
from typing import Any

from pyodide.ffi import JsException

from inspect_app.config import MAX_SOURCE_BYTES
from inspect_app.domain.evidence import PhotoSource
from inspect_app.errors import NotAPicture, NothingToRead, PictureTooLarge
from inspect_app.platform.browser.bridge import Bridge
from inspect_app.platform.browser.script import load_module, plain
from inspect_app.platform.interface import Shot
from inspect_app.platform.pictures import examine


class BrowserCamera:
    """A refused or missing camera is said on the camera's own screen, beside the other ways."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge

    async def scan(self, texts: Mapping[str, str], last: str = "") -> str | None:
        answer = await self._bridge.call("scan", timeout_s=None, texts=dict(texts), last=last)
        if answer is None:
            return None
        if hasattr(answer, "text"):
            return answer.text
        found = await self.read_picture(await _content(answer.picture))
        if not found:
            raise NothingToRead()
        return found[0]

    async def take(self, texts: Mapping[str, str]) -> Shot | None:
        answer = await self._bridge.call("shoot", timeout_s=None, texts=dict(texts))
        if answer is None:
            return None
        return Shot(await _content(answer.picture), PhotoSource(getattr(answer, "from")))

    async def shoot(self, texts: Mapping[str, str]) -> bytes | None:
        shot = await self.take(texts)
        return shot and shot.content

    async def pick(self, texts: Mapping[str, str]) -> tuple[bytes, ...]:
        answer = await self._bridge.call("pick", timeout_s=None, texts=dict(texts))
        return tuple([await _content(picture) for picture in answer.pictures])

    async def read_picture(self, source: bytes) -> tuple[str, ...]:
        picture = examine(source)
        try:
            texts = await (await load_module("qr.js")).readPicture(
                plain(source), picture.format.media_type
            )
        except JsException as error:
            raise NotAPicture() from error
        return tuple(texts)


async def _content(picture: Any) -> bytes:
    """Read a Blob; one that is too large stays with the browser."""
    if picture.size > MAX_SOURCE_BYTES:
        raise PictureTooLarge(size=picture.size, limit=MAX_SOURCE_BYTES)
    return (await picture.arrayBuffer()).to_bytes()
