"""When the device exchanges with its endpoint by itself, and what it says about it."""

import asyncio
import random
from datetime import timedelta

import pytest

from inspect_app.clock import Clock
from inspect_app.errors import NotEnrolled
from inspect_app.services.pausing import LONGEST_S, SHORTEST_S, Pausing
from inspect_app.services.syncing import GAP_S, WIFI_ONLY
from inspect_app.storage.outbox_entry import OutboxState
from sync.protocol import RecordKind
from sync.server.enrolment import revoke_device
from tests.sync.conftest import endpoint, line, phone
from tests.sync.phone import Phone
from tests.sync.proxy import page, reset_at_once, slow
from tests.sync.server.factories import a_hazard

__all__ = ["endpoint", "line", "phone"]


async def until(condition, seconds=20):
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for is at the other end
            await asyncio.sleep(0.02)


class Background:
    """The app's background task, ended with the test."""

    def __init__(self, phone):
        self.phone = phone

    async def __aenter__(self):
        self.task = asyncio.create_task(self.phone.sync.run())
        return self

    async def __aexit__(self, *_):
        self.task.cancel()
        await asyncio.wait([self.task])
        assert self.task.cancelled()


def is_idle(phone):
    return phone.sync.state.last_synced_at is not None and not phone.sync.state.running


def pushes_of(line):
    return line.seen.count("POST /v1/records")


async def test_what_waited_at_the_start_is_sent_by_itself(phone, endpoint):
    record = phone.submit([phone.keep_photo()])

    async with Background(phone):
        await until(lambda: is_idle(phone))

    assert endpoint.record_ids(phone.device) == [record.id]
    assert phone.sync.state.waiting_records == phone.sync.state.waiting_photos == 0


async def test_submitting_is_enough_to_send(phone, endpoint, line):
    async with Background(phone):
        await until(lambda: is_idle(phone))
        before = pushes_of(line)
        record = phone.submit()
        await until(lambda: not phone.sync.state.waiting_records)

    assert (before, pushes_of(line)) == (0, 1)
    assert endpoint.record_ids(phone.device) == [record.id]


async def test_nothing_is_tried_without_a_network_and_everything_when_it_is_back(phone, line):
    phone.host.is_up = False
    phone.submit()

    async with Background(phone):
        await asyncio.sleep(0.3)
        assert line.seen == []
        assert not phone.sync.state.online
        phone.host.turn(True)
        await until(lambda: is_idle(phone) and not phone.sync.state.waiting_records)

    assert phone.sync.state.online
    assert phone.host.listeners == []


async def test_failing_line_is_not_asked_in_a_busy_loop(phone, line):
    line.usual = reset_at_once
    phone.submit()

    async with Background(phone):
        await asyncio.sleep(3.2)
        phone.changes.emit()
        phone.changes.emit()
        state = phone.sync.state

    assert 1 <= pushes_of(line) <= len(line.seen) <= 1 + 3.2 / GAP_S
    assert state.last_error.key == "sync.reason.offline"
    assert not state.online


async def test_line_that_comes_back_is_used_without_a_word(phone, line, endpoint):
    line.faults = [reset_at_once]
    record = phone.submit()

    async with Background(phone):
        await until(lambda: endpoint.record_ids(phone.device) == [record.id])
        await until(lambda: is_idle(phone))

    assert phone.sync.state.last_error is None
    assert phone.sync.state.next_try_at is None


async def test_retry_after_is_respected_however_often_it_is_nudged(phone, line):
    def busy(exchange):
        exchange.body()
        answer = b"HTTP/1.1 503 Busy\r\nretry-after: 30\r\ncontent-length: 0\r\n\r\n"
        exchange.client.sendall(answer)

    line.usual = busy
    phone.submit()

    async with Background(phone):
        await until(lambda: phone.sync.state.last_error is not None)
        for _ in range(5):
            phone.sync.nudge()
            await asyncio.sleep(0.3)
        state = phone.sync.state

    assert pushes_of(line) == 1
    assert state.last_error.key == "sync.reason.too_busy"
    assert state.next_try_at - Clock().now() > timedelta(seconds=25)


async def test_two_wishes_at_once_are_one_exchange(phone, line):
    phone.submit()

    first, second = await asyncio.gather(phone.sync.sync_now(), phone.sync.sync_now())

    assert first is second
    assert pushes_of(line) == 1


async def test_exchange_goes_on_when_the_screen_that_asked_for_it_is_closed(phone, endpoint):
    record = phone.submit()
    asking = asyncio.create_task(phone.sync.sync_now())
    await asyncio.sleep(0)
    asking.cancel()

    await until(lambda: not phone.sync.state.running)

    assert endpoint.record_ids(phone.device) == [record.id]


async def test_photos_wait_for_wifi_until_the_person_says_otherwise(phone, endpoint):
    phone.store.settings.put(WIFI_ONLY, True)
    photo = phone.keep_photo()
    record = phone.submit([photo])

    await phone.sync.sync_now(manual=False)
    entry = phone.sync.entries()[0]
    assert endpoint.record_ids(phone.device) == [record.id]
    assert not endpoint.has_blob(photo.sha256)
    assert (entry.state, entry.reason.key) == (OutboxState.waiting, "sync.reason.waits_for_wifi")
    await phone.sync.sync_now()

    assert endpoint.has_blob(photo.sha256)
    assert phone.sync.entries()[0].state is OutboxState.sent


async def test_photos_leave_by_themselves_on_a_line_that_costs_nothing(tmp_path, endpoint):
    phone = Phone(tmp_path / "wifi")
    phone.host.metered = False
    phone.adopt(endpoint)
    phone.store.settings.put(WIFI_ONLY, True)
    photo = phone.keep_photo()
    phone.submit([photo])

    await phone.sync.sync_now(manual=False)
    phone.close()

    assert endpoint.has_blob(photo.sha256)


async def test_photos_leave_when_they_need_not_wait_for_wifi_any_more(phone, endpoint):
    phone.store.settings.put(WIFI_ONLY, True)
    photo = phone.keep_photo()
    phone.submit([photo])
    async with Background(phone):
        await until(lambda: phone.sync.state.last_synced_at)
        assert not endpoint.has_blob(photo.sha256)

        phone.store.settings.put(WIFI_ONLY, False)
        phone.changes.emit()

        await until(lambda: endpoint.has_blob(photo.sha256))


async def test_entry_is_sent_only_when_its_photos_are(phone, line):
    record = phone.submit([phone.keep_photo(seed=1), phone.keep_photo(seed=2)])
    entry = phone.sync.entries()[0]
    assert (entry.record, entry.state, entry.photos_sent, entry.photos_total) == (
        record.id,
        OutboxState.waiting,
        0,
        2,
    )
    assert entry.bytes_waiting == 240_000
    line.only = lambda exchange: exchange.path.startswith("/files")
    line.faults = [reset_at_once, reset_at_once]

    await phone.sync.sync_now()
    entry = phone.sync.entries()[0]
    assert (entry.state, entry.is_record_sent) == (OutboxState.waiting, True)
    await phone.sync_until_complete()

    entry = phone.sync.entries()[0]
    assert (entry.state, entry.photos_sent, entry.bytes_waiting) == (OutboxState.sent, 2, 0)
    assert (entry.unit_name, entry.form) == ("演示区第一小学", "fire")


async def test_trouble_is_told_with_its_reason_and_can_be_tried_again(phone):
    hazard = a_hazard()
    early = phone.writer.append(RecordKind.hazard_closed, hazard.unit, {"hazard": hazard.id})

    await phone.sync.sync_now()
    entry = phone.sync.entries()[0]
    assert (entry.record, entry.state) == (early.id, OutboxState.trouble)
    assert entry.reason.key == "sync.reason.hazard_unknown"
    assert phone.sync.state.trouble == 1
    phone.sync.retry_troubled()

    assert phone.sync.state.trouble == 0
    assert phone.store.outbox.waiting() == (early.id,)


async def test_entries_are_newest_first(phone):
    made = [phone.submit().id for _ in range(4)]
    await phone.sync.sync_now()
    made += [phone.submit().id for _ in range(2)]

    assert [entry.record for entry in phone.sync.entries()] == made[::-1]


async def test_record_left_in_flight_by_a_crash_waits_again(phone, tmp_path):
    record = phone.submit()
    phone.store.outbox.mark_sending([record.id])
    phone.store.close()

    again = Phone(tmp_path / "phone")

    assert again.store.outbox.waiting() == (record.id,)
    phone.store = again.store


async def test_record_in_flight_when_the_app_closes_is_sent_at_the_next_run(phone, line, endpoint):
    record = phone.submit()
    line.only, line.faults = lambda exchange: exchange.method == "POST", [slow(1.0)]
    async with Background(phone):
        await until(lambda: phone.store.outbox.record(record.id).state is OutboxState.sending)
        await until(lambda: pushes_of(line) == 1)

    outcome = await phone.sync_until_complete()

    assert outcome.records_stored == 1
    assert endpoint.record_ids(phone.device) == [record.id]
    assert phone.store.outbox.record(record.id).state is OutboxState.sent


async def test_exchange_that_ends_badly_is_told_and_tried_again(phone, caplog):
    record = phone.submit()
    phone.store.db.table("records").remove_key(record.id)

    async with Background(phone):
        await until(lambda: phone.sync.state.last_error is not None)
        state = phone.sync.state

    assert state.last_error.key == "sync.reason.failed"
    assert state.next_try_at is not None
    assert "ended badly" in caplog.text


async def test_revoked_device_says_so(phone, endpoint):
    record = phone.submit()
    with endpoint.endpoint.database.writing() as connection:
        revoke_device(connection, phone.device, endpoint.endpoint.now())

    await phone.sync.sync_now()

    assert phone.sync.state.last_error.key == "sync.reason.refused"
    assert phone.store.outbox.waiting() == (record.id,)


async def test_hotel_page_is_told_apart_from_the_endpoint(phone, line):
    phone.submit()
    line.usual = page("200 OK")

    await phone.sync.sync_now()

    assert phone.sync.state.last_error.key == "sync.reason.wrong_answer"


async def test_without_enrolment_there_is_nothing_to_exchange_with(tmp_path):
    phone = Phone(tmp_path / "bare")
    with pytest.raises(NotEnrolled):
        await phone.sync.sync_now()

    async with Background(phone):
        await asyncio.sleep(0.05)
    phone.close()


async def test_device_fetches_what_others_recorded_as_soon_as_it_is_enrolled(
    phone, tmp_path, endpoint
):
    record = phone.submit()
    await phone.sync.sync_now()
    newcomer = Phone(tmp_path / "newcomer")

    async with Background(newcomer):
        await asyncio.sleep(0.05)
        await newcomer.enrol(endpoint)
        await until(lambda: is_idle(newcomer))

    assert newcomer.store.records.fetch(record.id).body == record.body
    newcomer.close()


async def test_followers_hear_progress_and_changes_hear_the_end(phone):
    phone.submit([phone.keep_photo(seed=seed) for seed in range(3)])
    heard, told = [], []
    phone.sync.follow(lambda: heard.append(phone.sync.state.progress))
    phone.changes.subscribe(lambda: told.append(phone.sync.state.running))

    await phone.sync.sync_now()

    assert any(progress and progress.bytes_done == 360_000 for progress in heard)
    assert told == [True, False]
    assert phone.sync.state.progress is None


def test_summary_is_plain_enough_for_the_next_start(phone):
    phone.submit([phone.keep_photo()])

    assert phone.sync.summary() == {"records": 1, "photos": 1, "trouble": 0}


def test_pauses_grow_to_a_bound_and_chance_spreads_them():
    highest = Pausing(chance=lambda: 1.0)
    lowest = Pausing(chance=lambda: 0.0)
    spread = {
        round(Pausing(random.Random(seed).random, failures=5).fail(), 2) for seed in range(50)
    }

    assert [highest.fail() for _ in range(10)] == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert {lowest.fail() for _ in range(10)} == {SHORTEST_S}
    assert len(spread) > 40
    assert max(spread) <= LONGEST_S
    highest.succeed()
    assert highest.fail(retry_after_s=60) == 62


@pytest.mark.parametrize(("days", "told"), [(0, False), (-365, True), (2, True)])
async def test_wrong_clock_is_told_and_stops_nothing(tmp_path, endpoint, days, told):
    phone = Phone(tmp_path / "wrong")
    phone.sync._clock = Clock(now=lambda: phone.clock.now() + timedelta(days=days))
    phone.adopt(endpoint)
    record = phone.submit()

    outcome = await phone.sync.sync_now()
    ahead_s, device = phone.sync.state.clock_ahead_s, phone.device
    phone.close()

    assert outcome.is_complete
    assert endpoint.record_ids(device) == [record.id]
    assert (ahead_s is not None) == told
    if told:
        assert abs(ahead_s - days * 86_400) < 60
