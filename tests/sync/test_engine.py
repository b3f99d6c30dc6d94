"""Both ends come to the same set of facts, each exactly once."""

from inspect_app.services.device_side import DeviceSide
from inspect_app.storage.outbox_entry import OutboxState
from inspect_app.storage.store import PHOTOS_FILE
from sync.engine import Phase, Progress, synchronize
from sync.errors import Offline
from sync.protocol import RecordKind
from sync.server.enrolment import revoke_device
from sync.transport import Transport
from tests.sync.hostile import PlainHttp
from tests.sync.phone import Phone
from tests.sync.proxy import cut_answer
from tests.sync.server.factories import ASSETS, UNITS, a_hazard


async def test_records_and_photos_arrive_byte_for_byte(phone, endpoint):
    photos = [phone.keep_photo(seed=seed) for seed in range(3)]
    first = phone.submit(photos[:2])
    second = phone.submit(photos[2:])

    outcome = await phone.sync.sync_now()

    assert outcome.is_complete
    assert (outcome.records_stored, outcome.photos_stored) == (2, 3)
    assert endpoint.record_ids(phone.device) == [first.id, second.id]
    for photo in photos:
        assert endpoint.blob(photo.sha256) == phone.store.photos.get(photo.sha256)


async def test_photo_leaves_only_after_its_record(phone, line):
    phone.submit([phone.keep_photo()])

    await phone.sync.sync_now()

    posts = [each for each in line.seen if each.startswith("POST")]
    assert posts[-2:] == ["POST /v1/records", "POST /files"]


async def test_record_is_marked_in_flight_before_it_leaves(phone):
    record = phone.submit()
    states = []

    class Watching(PlainHttp):
        async def send(self, method, url, **how):
            states.append((method, phone.store.outbox.record(record.id).state))
            return await super().send(method, url, **how)

    phone.host.http = Watching()
    await phone.sync.sync_now()

    assert states[0] == ("POST", OutboxState.sending)


async def test_place_of_an_upload_is_on_disk_before_its_second_piece_leaves(phone):
    photo = phone.keep_photo(size=1_500_000)
    phone.submit([photo])
    remembered = []

    class Watching(PlainHttp):
        async def send(self, method, url, **how):
            if method == "PATCH":
                remembered.append(phone.store.outbox.photo(photo.sha256).resume)
                assert url.endswith(remembered[-1])
            return await super().send(method, url, **how)

    phone.host.http = Watching()
    outcome = await phone.sync.sync_now()

    assert outcome.is_complete
    assert remembered


async def test_chain_of_records_is_whole_at_the_endpoint(phone, endpoint):
    for _ in range(5):
        phone.submit()
        await phone.sync.sync_now()

    assert endpoint.broken_chains(phone.device) == [False] * 5


async def test_reference_data_comes_with_the_first_run(phone):
    await phone.sync.sync_now()

    assert {unit.id for unit in phone.store.units.all()} == {unit.id for unit in UNITS}
    assert phone.store.assets.by_code(ASSETS[0].code).id == ASSETS[0].id


async def test_own_record_learns_its_place_and_stays_one(phone):
    record = phone.submit()

    await phone.sync.sync_now()
    await phone.sync.sync_now()

    kept = phone.store.records.fetch(record.id)
    assert kept.seq >= 1
    assert kept.received_at
    own = [each for each in phone.store.records.after(0, 999) if each.device == phone.device]
    assert own == [kept]


async def test_what_another_device_recorded_comes_here(phone, endpoint, tmp_path):
    await phone.sync.sync_now()
    other = Phone(tmp_path / "other")
    other.adopt(endpoint, "p-officer")
    hazard = a_hazard()
    other.writer.append(RecordKind.hazard_reported, hazard.unit, hazard.to_dict())
    await other.sync.sync_now()
    other.close()

    outcome = await phone.sync.sync_now()

    assert outcome.records_pulled == 1
    assert phone.store.hazards.fetch(hazard.id) is not None


async def test_record_that_is_no_longer_possible_stays_with_its_reason(phone):
    hazard = a_hazard()
    phone.writer.append(RecordKind.hazard_reported, hazard.unit, hazard.to_dict())
    too_early = phone.writer.append(RecordKind.hazard_closed, hazard.unit, {"hazard": hazard.id})
    good = phone.submit()

    outcome = await phone.sync.sync_now()

    entry = phone.store.outbox.record(too_early.id)
    assert (outcome.records_stored, outcome.records_held) == (2, 1)
    assert entry.state is OutboxState.trouble
    assert entry.reason.key == "sync.reason.hazard_state"
    assert entry.reason.params["message"]
    assert phone.store.records.fetch(too_early.id) == too_early
    assert phone.store.outbox.record(good.id).state is OutboxState.sent


async def test_record_too_large_is_held_without_stopping_the_others(phone):
    large = phone.submit(companion="x" * 2_100_000)
    small = phone.submit()

    outcome = await phone.sync.sync_now()

    entry = phone.store.outbox.record(large.id)
    assert (entry.state, entry.reason.key) == (
        OutboxState.trouble,
        "sync.reason.record_too_large",
    )
    assert phone.store.outbox.record(small.id).state is OutboxState.sent
    assert outcome.is_complete


async def test_records_are_sent_in_bounded_batches(phone, line, endpoint):
    made = [phone.submit().id for _ in range(120)]

    await phone.sync.sync_now()

    assert line.seen.count("POST /v1/records") == 3
    assert endpoint.record_ids(phone.device) == made


async def test_no_more_than_two_photos_are_under_way(phone, endpoint, monkeypatch):
    phone.submit([phone.keep_photo(seed=seed) for seed in range(6)])
    send, under_way, most = phone.host.http.send, set(), []

    async def counted(method, url, **options):
        if "/files" not in url:
            return await send(method, url, **options)
        under_way.add(mark := object())
        most.append(len(under_way))
        try:
            return await send(method, url, **options)
        finally:
            under_way.remove(mark)

    monkeypatch.setattr(phone.host.http, "send", counted)
    await phone.sync_until_complete()

    assert max(most) == 2


async def test_page_and_cursor_are_applied_together(phone, line):
    line.only = lambda exchange: exchange.path.startswith("/v1/reference")
    line.faults = [cut_answer(400)]

    outcome = await phone.sync.sync_now()

    assert isinstance(outcome.errors[0], Offline)
    assert phone.store.cursors.get("units") == ""
    assert phone.store.units.count() == 0
    await phone.sync_until_complete()
    assert phone.store.cursors.get("units") != ""
    assert phone.store.units.count() == len(UNITS)


async def test_cursor_that_the_endpoint_disowns_starts_from_the_beginning(phone):
    await phone.sync.sync_now()
    phone.store.cursors.put("units", "of another endpoint")
    phone.store.units.forget("u-first")

    outcome = await phone.sync.sync_now()

    assert outcome.is_complete
    assert phone.store.units.fetch("u-first") is not None


async def test_photo_missing_on_the_device_is_trouble_and_the_rest_goes_on(phone, endpoint):
    lost, kept = phone.keep_photo(seed=1), phone.keep_photo(seed=2)
    phone.submit([lost, kept])
    phone.store.photos.delete([lost.sha256])

    outcome = await phone.sync.sync_now()

    assert (outcome.photos_stored, outcome.photos_held) == (1, 1)
    assert phone.store.outbox.photo(lost.sha256).reason.key == "sync.reason.blob_unreadable"
    assert endpoint.has_blob(kept.sha256)
    assert not endpoint.has_blob(lost.sha256)


async def test_revoked_device_keeps_everything(phone, endpoint):
    made = phone.submit([phone.keep_photo()])
    with endpoint.endpoint.database.writing() as connection:
        revoke_device(connection, made.device, endpoint.endpoint.now())

    outcome = await phone.sync.sync_now()

    assert outcome.errors[0].key == "sync.reason.refused"
    assert phone.store.outbox.waiting() == (made.id,)


async def test_progress_counts_records_and_photo_bytes_and_never_runs_backwards(phone):
    photos = [phone.keep_photo(seed=seed) for seed in range(3)]
    phone.submit(photos)
    heard: list[Progress] = []
    identity = phone.enrolment.identity()
    transport = Transport(phone.host.http, identity.address, identity.token)
    side = DeviceSide(phone.store, identity.device)
    await synchronize(transport, side, heard.append)

    assert list(dict.fromkeys(each.phase for each in heard)) == list(Phase)
    last = heard[-1]
    assert (last.records_done, last.records_total) == (1, 1)
    assert last.bytes_done == last.bytes_total == sum(photo.size for photo in photos)
    done = [each.bytes_done for each in heard]
    assert done == sorted(done)


async def test_photo_on_a_damaged_page_is_trouble_and_the_rest_goes_on(tmp_path, endpoint):
    before = Phone(tmp_path / "damaged")
    before.adopt(endpoint)
    lost, kept = before.keep_photo(seed=1), before.keep_photo(seed=2)
    before.submit([lost, kept])
    content = before.store.photos.get(lost.sha256)
    before.close()
    blank_page_of(tmp_path / "damaged" / PHOTOS_FILE, content[60_000:60_064])

    phone = Phone(tmp_path / "damaged")
    outcome = await phone.sync.sync_now()

    assert outcome.is_complete
    assert (outcome.photos_stored, outcome.photos_held) == (1, 1)
    assert phone.store.outbox.photo(lost.sha256).reason.key == "sync.reason.blob_unreadable"
    assert endpoint.has_blob(kept.sha256)
    phone.close()


def blank_page_of(file, piece, page_bytes=16_384):
    found = bytearray(file.read_bytes())
    start = found.index(piece) // page_bytes * page_bytes
    found[start : start + page_bytes] = bytes(page_bytes)
    file.write_bytes(found)
