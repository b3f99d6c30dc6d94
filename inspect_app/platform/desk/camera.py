"""A desk has no camera: codes are typed or read from a picture file, photos are chosen."""

import asyncio
from collections.abc import Mapping

import flet as ft

from inspect_app.domain.evidence import PhotoSource
from inspect_app.errors import NothingToRead
from inspect_app.platform.flet_sheets import CodeSheet, PictureWanted, pick_pictures
from inspect_app.platform.interface import Shot
from inspect_app.platform.qr import read_codes


class DeskCamera:
    def __init__(self, page: ft.Page) -> None:
        self._page = page

    async def scan(self, texts: Mapping[str, str], last: str = "") -> str | None:
        answer = await CodeSheet(self._page, texts, last, texts["scan.missing"]).ask()
        if not isinstance(answer, PictureWanted):
            return answer
        for picture in await pick_pictures(self._page, many=False):
            if found := await self.read_picture(picture):
                return found[0]
            raise NothingToRead()
        return None

    async def take(self, texts: Mapping[str, str]) -> Shot | None:
        chosen = await pick_pictures(self._page, many=False)
        return Shot(chosen[0], PhotoSource.picker) if chosen else None

    async def shoot(self, texts: Mapping[str, str]) -> bytes | None:
        shot = await self.take(texts)
        return shot and shot.content

    async def pick(self, texts: Mapping[str, str]) -> tuple[bytes, ...]:
        return await pick_pictures(self._page, many=True)

    async def read_picture(self, source: bytes) -> tuple[str, ...]:
        return await asyncio.to_thread(read_codes, source)
