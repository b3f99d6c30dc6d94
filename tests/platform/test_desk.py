"""The desk as a host: its folder, and codes that are typed or read from a picture file."""

import asyncio
import errno
import os
from pathlib import Path
from types import SimpleNamespace

import flet as ft
import pytest

from inspect_app.domain.evidence import PhotoSource
from inspect_app.errors import (
    AttachmentTooLarge,
    NothingToRead,
    PictureTooLarge,
    StoreFull,
    StoreUnwritable,
)
from inspect_app.platform import open_host
from inspect_app.platform.desk.camera import DeskCamera
from inspect_app.platform.files import (
    HOME_VARIABLE,
    desk_folder,
    ensure_folder,
    pick_attachment_for,
    pick_file_for,
    save_for,
)
from inspect_app.platform.interface import CAMERA_TEXTS, FileKind, HostKind, PickedFile
from tests.platform import media
from tests.ui.harness import mounted

TEXTS = {key: key for key in CAMERA_TEXTS}
TAG = "https://anquan.example.cn/t/FX-0042-K?v=1"


@ft.component
def Below():
    return ft.View(route="/", controls=[ft.Text("below")])


@pytest.fixture
async def desk():
    async with mounted(Below) as screen:
        screen.chosen = []
        screen.client.answers["pick_files"] = lambda _: screen.chosen
        yield screen


async def scanning(desk):
    task = asyncio.create_task(DeskCamera(desk.page).scan(TEXTS, "FX-0001-A"))
    await desk.settle()
    return task


def file(path: Path, content: bytes) -> dict:
    path.write_bytes(content)
    return {"id": 1, "name": path.name, "size": len(content), "path": str(path)}


async def test_code_is_typed_and_the_dialog_goes(desk):
    task = await scanning(desk)
    assert desk.reads("scan.missing")
    assert desk.reads("FX-0001-A")

    await desk.type("scan.code", "  FX-0042-K ")
    await desk.tap("scan.confirm")

    assert await task == "FX-0042-K"
    assert not desk.has("scan.code")


async def test_nothing_typed_keeps_the_dialog(desk):
    task = await scanning(desk)

    await desk.tap("scan.confirm")

    assert not task.done()
    await desk.tap("scan.cancel")
    assert await task is None


async def test_code_is_read_from_a_picture_file(desk, tmp_path):
    desk.chosen = [file(tmp_path / "tag.jpg", media.held(TAG, "tilted"))]
    task = await scanning(desk)

    await desk.tap("scan.from_picture")

    assert await task == TAG


async def test_picture_file_without_code_is_named(desk, tmp_path):
    desk.chosen = [file(tmp_path / "wall.jpg", media.camera_jpeg(1, (800, 600)))]
    task = await scanning(desk)

    await desk.tap("scan.from_picture")

    with pytest.raises(NothingToRead):
        await task


async def test_chosen_picture_is_not_passed_off_as_shot(desk, tmp_path):
    desk.chosen = [file(tmp_path / "photo.jpg", b"bytes")]

    shot = await DeskCamera(desk.page).take(TEXTS)

    assert (shot.content, shot.source) == (b"bytes", PhotoSource.picker)


async def test_picture_beyond_all_bounds_is_not_read(desk):
    desk.chosen = [{"id": 1, "name": "huge", "size": 60_000_001, "path": "/nowhere"}]

    with pytest.raises(PictureTooLarge):
        await DeskCamera(desk.page).pick(TEXTS)


async def test_desk_opens_in_the_folder_of_the_setting(monkeypatch, tmp_path):
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))

    host = await open_host(SimpleNamespace(web=False, platform=ft.PagePlatform.LINUX))
    (host.folder / "note").write_text("已存")
    room = await host.storage_room()

    assert host.kind is HostKind.desk
    assert host.folder == tmp_path / "home"
    assert room.used_bytes == 6
    assert room.free_bytes > 0


async def test_phone_browser_that_watches_a_desk_is_the_desk(monkeypatch, tmp_path):
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))

    host = await open_host(SimpleNamespace(web=True, platform=ft.PagePlatform.ANDROID))

    assert host.kind is HostKind.desk


def test_folder_follows_the_system(monkeypatch):
    monkeypatch.delenv(HOME_VARIABLE, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")

    assert desk_folder() == Path("/somewhere/inspect-app")


@pytest.mark.parametrize(
    ("cause", "error"), [(errno.ENOSPC, StoreFull), (errno.EACCES, StoreUnwritable)]
)
def test_folder_that_cannot_be_made_says_why(monkeypatch, tmp_path, cause, error):
    def refuse(*_args, **_options):
        raise OSError(cause, "refused")

    monkeypatch.setattr(Path, "mkdir", refuse)

    with pytest.raises(error):
        ensure_folder(tmp_path / "folder")


async def test_file_that_is_saved_is_on_the_disk_or_refused(desk, tmp_path, monkeypatch):
    desk.client.answers["save_file"] = lambda _: str(tmp_path / "b")
    desk.page.platform = ft.PagePlatform.LINUX
    flushed = []
    monkeypatch.setattr(os, "fsync", flushed.append)

    await save_for(desk.page, "b", b"content")

    assert (tmp_path / "b").read_bytes() == b"content"
    assert flushed
    desk.client.answers["save_file"] = lambda _: str(tmp_path / "nowhere" / "b")
    with pytest.raises(StoreUnwritable):
        await save_for(desk.page, "b", b"content")


async def test_chosen_file_that_cannot_be_copied_says_why(desk, tmp_path):
    desk.chosen = [file(tmp_path / "b", b"content")]

    assert await pick_file_for(desk.page, tmp_path / "picked")
    with pytest.raises(StoreUnwritable):
        await pick_file_for(desk.page, tmp_path / "nowhere" / "picked")


async def test_recording_is_chosen_with_its_name_and_bounded(desk, tmp_path):
    desk.chosen = [file(tmp_path / "讲话.ogg", b"OggS")]

    picked = await pick_attachment_for(desk.page, FileKind.audio, 4)

    assert picked == PickedFile("讲话.ogg", b"OggS")
    with pytest.raises(AttachmentTooLarge):
        await pick_attachment_for(desk.page, FileKind.file, 3)
    desk.chosen = []
    assert await pick_attachment_for(desk.page, FileKind.video, 4) is None
