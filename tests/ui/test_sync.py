"""Sync: what waits, where each record is and why, and nothing that spins without a number."""

import pytest

from inspect_app.strings import BASE_LANGUAGE, LANGUAGES, catalog
from sync.errors import DownloadFailed, SyncError
from sync.progress import Phase, Progress
from sync.protocol import RecordKind
from tests.storage.factories import an_inspection
from tests.sync.hostile import PlainHttp
from tests.ui.walks import UNIT


@pytest.fixture
def submitted(device):
    """One inspection that waits to be sent."""
    from inspect_app.services.recording import RecordWriter

    inspection = an_inspection(unit=UNIT.id, form="fire", place_name="3号楼")
    writer = RecordWriter(device.store, device.services.clock)
    record = writer.append(RecordKind.inspection_submitted, UNIT.id, inspection.to_dict())
    device.services.changes.emit()
    return record


async def test_with_nothing_to_send_it_says_so(opened_app):
    async with opened_app("/sync") as screen:
        assert screen.reads("全部已传到中心端", under="sync-overall")
        assert screen.reads("没有待传的记录")


async def test_waiting_record_is_listed_with_its_state(opened_app, submitted):
    async with opened_app("/sync") as screen:
        assert screen.reads("1 条记录待传", under="sync-overall")
        assert screen.reads("待传", under=f"sync-{submitted.id}")
        assert screen.reads("消防", under=f"sync-{submitted.id}")
        assert screen.reads("1 条 0 图待传", under="status-strip")


async def test_offline_is_calm_and_says_what_happens_next(opened_app, submitted):
    async with opened_app("/sync") as screen:
        assert screen.reads("有网络后自动发送", under="offline")
        assert not screen.has("trouble")


async def test_record_in_trouble_says_why_and_can_be_tried_again(device, opened_app, submitted):
    from inspect_app.storage.outbox_entry import Reason

    reason = Reason("sync.reason.out_of_scope", {"code": "out_of_scope", "message": ""})
    device.store.outbox.mark_trouble(submitted.id, reason)

    async with opened_app("/sync") as screen:
        assert screen.reads("不在您的检查范围内", under=f"sync-{submitted.id}")
        assert screen.reads("1 条有问题", under="status-strip")
        await screen.tap("retry-troubled")

        assert screen.reads("待传", under=f"sync-{submitted.id}")
        assert not screen.has("trouble")


async def test_sending_is_tried_and_what_came_of_it_is_told(device, opened_app, submitted):
    device.phone.http = PlainHttp()
    device.services.sync._host.is_online = lambda: True
    identity = device.services.enrolment.identity().to_dict() | {"address": "http://127.0.0.1:9"}
    device.store.settings.put("identity", identity)

    async with opened_app("/sync") as screen:
        await screen.tap("send-now")
        await screen.until(lambda: not screen.by_key("send-now").disabled, timeout_s=10)

        assert screen.reads("网络", under=f"sync-{submitted.id}")
        assert screen.reads("待传", under=f"sync-{submitted.id}")


async def test_photos_over_wifi_only_is_kept(device, opened_app):
    async with opened_app("/sync") as screen:
        await screen.fire(screen.by_key("wifi-only"), "change", value=True)

        assert device.services.preferences.photos_on_wifi_only()


def test_progress_says_records_and_bytes():
    from inspect_app.services.syncing import SyncState
    from inspect_app.strings import strings
    from inspect_app.ui.hooks import Look
    from inspect_app.ui.theme import ThemeKind
    from inspect_app.ui.widgets.frame import line_words

    look = Look(strings("en"), ThemeKind.light, 390)
    progress = Progress(3, 10, 2_000_000, 8_000_000, Phase.uploading)
    state = SyncState(True, None, True, progress, 7, 4, 6_000_000, 0, None, None, None)

    assert line_words(look, state) == "Sending 25%"


def errors(kind):
    for child in kind.__subclasses__():
        yield child
        yield from errors(child)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence(language):
    from inspect_app.services.device_side import KNOWN_CODES
    from inspect_app.services.outbox_view import WAITS_FOR_WIFI

    fetching = {DownloadFailed, *errors(DownloadFailed)}
    codes = {error.code for error in set(errors(SyncError)) - fetching} | KNOWN_CODES
    keys = {f"sync.reason.{code}" for code in codes} | {WAITS_FOR_WIFI.key, "sync.reason.failed"}
    keys |= {f"sync.reason.record_{status}" for status in ("changed", "conflict", "rejected")}

    assert keys <= catalog(language).keys(), keys - catalog(language).keys()


def test_every_phase_and_state_has_words():
    words = catalog(BASE_LANGUAGE)

    assert all(f"sync.phase.{phase.value}" in words for phase in Phase)
    for state in ("waiting", "sending", "sent", "trouble"):
        assert f"sync.state.{state}" in words


@pytest.fixture
def photographed(device):
    """An inspection with two photos: it is at the endpoint, one photo waits, one is in trouble."""
    from inspect_app.services.recording import RecordWriter
    from inspect_app.storage.outbox_entry import Reason

    inspection = an_inspection(unit=UNIT.id, form="fire", place_name="3号楼")
    blobs = [device.store.photos.put(content) for content in (b"first", b"second")]
    kind = RecordKind.inspection_submitted
    writer = RecordWriter(device.store, device.services.clock)
    record = writer.append(kind, UNIT.id, inspection.to_dict(), blobs)
    device.store.outbox.mark_sent(record.id, blobs)
    device.store.outbox.mark_photo_trouble(blobs[1], Reason("sync.reason.blob_damaged"))
    return record


async def test_each_photo_says_where_it_is_why_and_what_to_do(opened_app, photographed):
    async with opened_app("/sync") as screen:
        await screen.tap(f"sync-{photographed.id}")

        assert screen.reads("已传", under="sync-record")
        assert screen.reads("待传", under="sync-photo-1")
        assert screen.reads("照片文件已损坏", under="sync-photo-2")
        assert screen.reads("方便时重拍一张", under="sync-photo-2")
        await screen.tap("retry-one")

        assert screen.reads("待传", under="sync-photo-2")


async def test_record_of_another_device_has_nothing_to_say(opened_app):
    async with opened_app("/sync/0190-unknown") as screen:
        assert screen.reads("没有这条记录的发送情况")


async def test_wifi_only_says_when_the_network_is_not_known(device, opened_app):
    device.services.preferences.set_photos_on_wifi_only(True)

    async with opened_app("/sync") as screen:
        assert screen.reads("不说明用的是哪种网络")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_advice_has_a_sentence(language):
    from inspect_app.services import outbox_view

    words = catalog(language)
    advices = {*outbox_view._ADVICE_BY_REASON.values(), "wait", "admin"}
    assert [each for each in advices if f"{outbox_view.ADVICE}{each}" not in words] == []
    reasons = {f"sync.reason.{each}" for each in outbox_view._ADVICE_BY_REASON}
    assert reasons <= set(words)


@pytest.mark.parametrize(
    ("ahead_s", "words"),
    [(-365 * 86_400, "慢 365 天"), (7_300, "快 2 小时"), (420, "快 7 分钟")],
)
async def test_wrong_clock_is_told_on_today_and_under_sync(device, opened_app, ahead_s, words):
    device.services.sync._clock_ahead_s = ahead_s

    for route in ("/", "/sync"):
        async with opened_app(route) as screen:
            assert screen.reads(words, under="clock-wrong")
