"""Whatever the line does, both ends come to the same set of facts, each exactly once."""

import gzip
import json
import random
from collections import Counter

import pytest

from inspect_app.storage.outbox_entry import OutboxState
from sync.errors import Offline, ProtocolMismatch, ServerTrouble, TooBusy, WrongAnswer
from tests.sync.proxy import Dying, cut_answer, cut_body, page, reset_at_once, slow, twice


def pushes(exchange):
    return exchange.method == "POST" and exchange.path == "/v1/records"


def uploads(exchange):
    return exchange.path.startswith("/files")


async def test_one_record_that_spoils_the_message_does_not_hold_up_the_others(phone, line):
    """The endpoint's word for a message that it will not read, whichever record is to blame."""
    made = [phone.submit() for _ in range(9)]
    spoiling = made[4]

    def refusing(exchange):
        body = exchange.body()
        plain = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        if spoiling.id.encode() not in plain:
            return exchange.client.sendall(exchange.asked(iter([body])))
        answer = b'{"code": "malformed", "message": {}}'
        head = (
            f"HTTP/1.1 400 Bad\r\ncontent-type: application/json\r\ncontent-length: {len(answer)}"
        )
        exchange.client.sendall(f"{head}\r\nconnection: close\r\n\r\n".encode() + answer)

    line.only, line.faults = pushes, [refusing] * 20
    outcome = await phone.sync.sync_now()

    states = [phone.store.outbox.record(record.id).state for record in made]
    assert states == [OutboxState.sent] * 4 + [OutboxState.trouble] + [OutboxState.sent] * 4
    assert phone.store.outbox.record(spoiling.id).reason.key == "sync.reason.malformed"
    assert outcome.records_held == 1


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (reset_at_once, Offline),
        (cut_body(200), Offline),
        (cut_answer(0), Offline),
        (cut_answer(150), Offline),
        (page("200 OK"), WrongAnswer),
        (page("502 Bad Gateway"), ServerTrouble),
        (page("503 Busy"), TooBusy),
    ],
)
async def test_bad_line_during_a_push_loses_and_doubles_nothing(
    phone, line, endpoint, fault, expected
):
    made = [phone.submit().id for _ in range(4)]
    line.only, line.faults = pushes, [fault]

    outcome = await phone.sync.sync_now()

    assert type(outcome.errors[0]) is expected
    assert phone.store.outbox.waiting() == tuple(made)
    assert phone.store.outbox.record(made[0]).reason.key == f"sync.reason.{expected.code}"
    await phone.sync_until_complete()
    assert endpoint.record_ids(phone.device) == made
    assert phone.store.outbox.waiting() == ()


async def test_push_delivered_twice_is_one_record(phone, line, endpoint):
    made = phone.submit()
    line.only, line.faults = pushes, [twice]

    outcome = await phone.sync.sync_now()

    assert outcome.is_complete
    assert endpoint.record_ids(phone.device) == [made.id]
    assert phone.store.outbox.record(made.id).state is OutboxState.sent


@pytest.mark.parametrize(
    "fault", [reset_at_once, cut_body(50_000), cut_answer(0), page("200 OK"), page("502 Bad")]
)
async def test_bad_line_during_an_upload_loses_nothing(phone, line, endpoint, fault):
    photos = [phone.keep_photo(seed=seed) for seed in range(3)]
    phone.submit(photos)
    line.only, line.faults = uploads, [fault]

    outcome = await phone.sync.sync_now()
    assert not outcome.is_complete
    await phone.sync_until_complete()

    assert all(endpoint.has_blob(photo.sha256) for photo in photos)
    assert phone.store.outbox.totals().photos_waiting == 0


async def test_photos_over_a_line_that_keeps_dying_cost_less_than_a_tenth(phone, line, endpoint):
    """The line dies after every megabyte; photos of camera size, two at a time."""
    photos = [phone.keep_photo(size=250_000 + 5_000 * seed, seed=seed) for seed in range(24)]
    for start in range(0, 24, 6):
        phone.submit(photos[start : start + 6])
    line.usual = dying = Dying(every=1_000_000)

    await phone.sync_until_complete()

    total = sum(photo.size for photo in photos)
    print({"total": total, "passed": dying.passed_bytes, "cuts": dying.cuts})
    assert dying.cuts >= 6
    assert all(endpoint.has_blob(photo.sha256) for photo in photos)
    assert dying.passed_bytes < total * 1.1


async def test_error_of_one_phase_does_not_keep_the_others_from_their_work(phone, line, endpoint):
    phone.submit([phone.keep_photo()])
    await phone.sync.sync_now()
    phone.submit([phone.keep_photo(seed=1)])
    line.only, line.faults = pushes, [page("500 Oops")]

    outcome = await phone.sync.sync_now()

    assert [type(error) for error in outcome.errors] == [ServerTrouble]
    assert any("GET /v1/records" in each for each in line.seen)


async def test_endpoint_that_answers_only_part_of_a_batch_is_asked_again(phone, line, endpoint):
    made = [phone.submit().id for _ in range(3)]

    def forgetful(exchange):
        _, _, body = exchange.asked(exchange.rest()).partition(b"\r\n\r\n")
        body = json.dumps({"answers": json.loads(body)["answers"][:2]}).encode()
        plain = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
        exchange.client.sendall(plain + f"content-length: {len(body)}\r\n\r\n".encode() + body)

    line.only, line.faults = pushes, [forgetful]
    outcome = await phone.sync.sync_now()

    assert isinstance(outcome.errors[0], ProtocolMismatch)
    assert phone.store.outbox.waiting() == (made[2],)
    await phone.sync_until_complete()
    assert endpoint.record_ids(phone.device) == made


@pytest.mark.parametrize("seed", range(4))
async def test_random_bad_line_converges_to_the_same_set(phone, line, endpoint, seed):
    chance = random.Random(seed)
    line.faults = [
        chance.choice(
            [
                reset_at_once,
                cut_body(chance.randrange(1, 150_000)),
                cut_answer(chance.randrange(0, 400)),
                twice,
                slow(0.05),
                page("200 OK"),
                page("502 Bad Gateway"),
            ]
        )
        for _ in range(40)
    ]
    photos = [phone.keep_photo(seed=100 * seed + number) for number in range(8)]
    made = []
    for number in range(8):
        made.append(phone.submit([photos[number]]).id)
        await phone.sync.sync_now()

    await phone.sync_until_complete()

    assert Counter(endpoint.record_ids(phone.device)) == Counter(made)
    assert all(endpoint.has_blob(photo.sha256) for photo in photos)
    assert not line.faults
    assert phone.store.outbox.totals().records_waiting == 0
