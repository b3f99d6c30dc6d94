"""Me: the person, the looks, the room that is left, and leaving."""

from pathlib import Path

import pytest

import inspect_app
from inspect_app.platform.interface import StorageRoom
from tests.storage.factories import an_inspection
from tests.ui.walks import UNIT


def test_version_is_that_of_the_package():
    pyproject = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")

    assert f'version = "{inspect_app.__version__}"' in pyproject


async def test_person_and_role_are_shown(opened_app):
    async with opened_app("/me") as screen:
        assert screen.reads("演示检查人甲", under="person")
        assert screen.reads("检查人", under="person")


async def test_language_changes_every_word_at_once(device, opened_app):
    async with opened_app("/me") as screen:
        await screen.tap("language-en")

        assert screen.reads("Appearance")
        assert not screen.reads("存储空间")
    assert device.services.preferences.appearance().language == "en"


@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
async def test_theme_is_kept(device, opened_app, theme):
    async with opened_app("/me") as screen:
        await screen.tap(f"theme-{theme}")

        assert screen.page.theme_mode.value == ("dark" if theme == "dark" else "light")
    assert device.services.preferences.appearance().theme == theme


async def test_short_room_and_storage_that_may_be_cleared_are_warned_of(device, opened_app):
    asked = []

    async def room():
        return StorageRoom(900_000_000, 50_000_000, bool(asked))

    async def keep():
        asked.append("to keep")
        return True

    device.phone.storage_room, device.phone.keep_storage = room, keep

    async with opened_app("/me") as screen:
        await screen.until(lambda: screen.has("not-kept"))

        assert screen.has("room-short")
        await screen.tap("ask-to-keep")
        await screen.until(lambda: not screen.has("not-kept"))


async def test_backup_is_handed_over_under_its_name(device, opened_app):
    shared = []

    async def share(name, content, media_type):
        shared.append((name, len(content)))

    device.phone.share = share

    async with opened_app("/me") as screen:
        await screen.tap("back-up")
        await screen.until(lambda: shared, timeout_s=10)

        ((name, size),) = shared
        assert name.endswith(".backup")
        assert size > 1_000
        assert screen.reads(name)


async def test_signing_out_leads_to_the_door(device, opened_app):
    async with opened_app("/me") as screen:
        await screen.tap("sign-out")
        await screen.tap("stay")
        assert device.services.enrolment.identity() is not None
        await screen.tap("sign-out")
        await screen.tap("leave")

        assert screen.has("enrol-code")


async def test_signing_out_names_what_was_not_sent(device, opened_app):
    from inspect_app.services.recording import RecordWriter
    from sync.protocol import RecordKind

    body = an_inspection(unit=UNIT.id).to_dict()
    writer = RecordWriter(device.store, device.services.clock)
    writer.append(RecordKind.inspection_submitted, UNIT.id, body)

    async with opened_app("/me") as screen:
        await screen.tap("sign-out")

        assert screen.reads("还有 1 项没有传到中心端")
        assert screen.has("send-first")
        await screen.tap("leave")

        assert screen.has("enrol-code")
    assert device.services.sync.state.waiting_records == 1


async def test_update_is_offered_on_every_screen_and_applied_on_the_persons_word(
    device, opened_app
):
    listeners, applied = [], []

    def watch(listener):
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    async def apply_update():
        applied.append(True)

    device.phone.watch, device.phone.apply_update = watch, apply_update

    async with opened_app("/") as screen:
        assert not screen.has("update-ready")
        for listener in list(listeners):
            listener("update", None)
        await screen.settle()
        await screen.go("/me")
        await screen.tap("apply-update")

    assert applied


async def test_repair_is_told_once(device, opened_app):
    from inspect_app.storage.repair import SETTING

    told = {"records": 12, "drafts": 1, "photos": 30, "lost_photos": 2, "is_enrolled": True}
    device.store.settings.put(SETTING, told)

    async with opened_app("/") as screen:
        assert screen.reads("12 条记录、1 个未完成的检查、30 张照片", under="repaired")
        assert screen.reads("2 张照片读不出来", under="repaired")
        await screen.tap("repair-read")

        assert not screen.has("repaired")
    async with opened_app("/") as screen:
        assert not screen.has("repaired")


async def test_backup_is_verified_then_asked_about_then_restored(device, opened_app, tmp_path):
    from inspect_app.storage.backup import write_backup
    from inspect_app.storage.restoring import READY, RESTORING

    write_backup(device.store, tmp_path / "b")
    reopened = []

    async def pick_file(texts, target):
        assert texts["me.restore_pick"]
        target.write_bytes((tmp_path / "b").read_bytes())
        return True

    async def reopen():
        reopened.append((device.phone.folder / RESTORING / READY).exists())

    device.phone.pick_file = pick_file
    device.services.moving._reopen = reopen

    async with opened_app("/me") as screen:
        await screen.tap("restore")
        await screen.until(lambda: screen.has("confirm-yes"), timeout_s=10)
        assert screen.reads("备份属于演示检查人甲：0 条记录")
        assert screen.reads("不要再用原来那台手机")
        await screen.tap("confirm-yes")
        await screen.until(lambda: reopened, timeout_s=10)

    assert reopened == [True]


async def test_file_that_is_no_backup_is_refused(device, opened_app):
    async def pick_file(_texts, target):
        target.write_bytes(b"no backup at all")
        return True

    device.phone.pick_file = pick_file
    async with opened_app("/me") as screen:
        await screen.tap("restore")
        await screen.until(lambda: screen.reads("没有恢复任何内容"), timeout_s=10)

        assert not screen.has("confirm-yes")
