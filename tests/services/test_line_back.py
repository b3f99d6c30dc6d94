"""How soon everything is sent once line and endpoint are back."""

import asyncio
import threading
import time
from contextlib import contextmanager

import pytest

from inspect_app.services.pausing import LATEST_LOOK_S, LOOK_S, Pausing
from inspect_app.services.syncing import SPREAD_S
from sync.errors import TimedOut
from tests.services.test_syncing import Background, is_idle, pushes_of, until
from tests.sync.conftest import endpoint, line, phone
from tests.sync.hostile import PlainHttp
from tests.sync.proxy import reset_at_once, through

__all__ = ["endpoint", "line", "phone"]

AT_ONCE_S = 10
"""A fraction of the timeout of one request."""
LOOK, PUSH = "GET /v1/health", "POST /v1/records"


@contextmanager
def hanging(line, count, only):
    """The line takes the next requests of that kind, and nothing ever comes back."""
    released = threading.Event()

    def fault(exchange):
        exchange.body()
        released.wait(60)

    line.only, line.faults = only, [fault] * count
    try:
        yield
    finally:
        released.set()


def pushes(exchange):
    return exchange.method == "POST" and exchange.path == "/v1/records"


def uploads(exchange):
    return exchange.path.startswith("/files")


async def test_what_hangs_on_the_old_line_is_asked_again_on_the_new_one(phone, line, endpoint):
    record = phone.submit([phone.keep_photo()])

    with hanging(line, 1, pushes):
        async with Background(phone):
            await until(lambda: pushes_of(line) == 1)
            phone.host.turn(False)
            phone.host.turn(True)
            await until(lambda: is_idle(phone), AT_ONCE_S)

    assert endpoint.record_ids(phone.device) == [record.id]
    assert phone.sync.state.waiting_photos == 0


async def test_line_that_changes_twice_at_once_is_left_once(phone, line, endpoint):
    record = phone.submit()

    with hanging(line, 1, pushes):
        async with Background(phone):
            await until(lambda: pushes_of(line) == 1)
            phone.host.turn(True)
            await asyncio.sleep(0)
            phone.host.turn(True)
            await until(lambda: is_idle(phone), AT_ONCE_S)

    assert endpoint.record_ids(phone.device) == [record.id]


async def test_wish_that_hangs_on_the_old_line_is_granted_on_the_new_one(phone, line):
    phone.submit()

    with hanging(line, 1, pushes):
        async with Background(phone):
            await until(lambda: pushes_of(line) == 1)
            wish = asyncio.create_task(phone.sync.sync_now())
            await asyncio.sleep(0)
            phone.host.turn(True)
            async with asyncio.timeout(AT_ONCE_S):
                outcome = await wish

    assert outcome.is_complete


async def test_photos_that_hang_on_the_old_line_leave_on_the_new_one(phone, line, endpoint):
    photos = [phone.keep_photo(seed=seed) for seed in range(3)]
    phone.submit(photos)

    with hanging(line, 2, uploads):
        async with Background(phone):
            await until(lambda: len([each for each in line.seen if "/files" in each]) == 2)
            phone.host.turn(True)
            await until(lambda: is_idle(phone), AT_ONCE_S)

    assert all(endpoint.has_blob(photo.sha256) for photo in photos)


async def test_line_that_comes_back_without_a_word_is_noticed(phone, line):
    phone.host.is_up = False
    phone.submit()

    async with Background(phone):
        await asyncio.sleep(0.3)
        phone.host.is_up = True
        await until(lambda: is_idle(phone), LOOK_S + AT_ONCE_S)

    assert not phone.sync.state.waiting_records


async def test_line_that_is_believed_in_is_found_soon_after_it_carries_again(phone, line):
    """An access point without its uplink: the host says online all the time."""
    phone.sync._pausing.chance = lambda: 1.0
    line.usual = reset_at_once
    phone.submit()

    async with Background(phone):
        await until(lambda: line.seen.count(LOOK) >= 3)
        shown, before = phone.sync.state, list(line.seen)
        line.usual = through
        await until(lambda: is_idle(phone))

    since = line.seen[len(before) :]
    assert before.count(PUSH) == 1
    # How long lies between two looks: the test of the looks. One may have been on its way.
    assert since.index(PUSH) <= 2
    assert set(since[: since.index(PUSH)]) <= {LOOK}
    assert not shown.online
    assert shown.next_try_at is None


async def test_line_that_answers_but_carries_nothing_is_backed_off_from(phone, line):
    phone.sync._pausing.chance = lambda: 1.0
    line.only, line.faults = pushes, [reset_at_once] * 99
    phone.submit()

    async with Background(phone):
        await until(lambda: pushes_of(line) == 2)
        second_at = time.monotonic()
        await until(lambda: pushes_of(line) == 3)

    assert time.monotonic() - second_at > 2 * LOOK_S - 0.5


async def test_look_that_hangs_on_the_old_line_is_left_for_the_new_one(phone, line):
    line.usual = reset_at_once
    phone.submit()

    async with Background(phone):
        await until(lambda: phone.sync.state.last_error is not None)
        line.usual = through
        with hanging(line, 1, lambda exchange: exchange.path == "/v1/health"):
            await until(lambda: LOOK in line.seen)
            phone.host.turn(True)
            await until(lambda: is_idle(phone), AT_ONCE_S)


@pytest.mark.parametrize("chance", [0.0, 1.0])
async def test_phones_that_hear_at_once_of_the_line_do_not_come_at_once(phone, line, chance):
    phone.sync._pausing.chance = lambda: chance
    phone.host.is_up = False
    phone.submit()

    async with Background(phone):
        await asyncio.sleep(0.3)
        phone.host.turn(True)
        heard_at = time.monotonic()
        await until(lambda: pushes_of(line) == 1)

    assert time.monotonic() - heard_at >= SPREAD_S * chance


def test_looks_become_rarer_the_longer_the_line_is_away():
    highest, lowest = Pausing(chance=lambda: 1.0), Pausing(chance=lambda: 0.0)
    away_s = (0, 20, 120, 3_600)

    assert [highest.until_look_s(each) for each in away_s] == [LOOK_S, LOOK_S, 6.0, LATEST_LOOK_S]
    assert [lowest.until_look_s(each) for each in away_s] == [1.0, 1.0, 3.0, LATEST_LOOK_S / 2]


async def test_line_that_stays_silent_is_given_up_after_the_second_timeout(phone, line):
    """Push, photos, five kinds of reference data, records: each would wait for its own timeout."""
    phone.host.http = Hasty()
    record = phone.submit([phone.keep_photo()])

    with hanging(line, 20, lambda exchange: True):
        outcome = await phone.sync.sync_now()

    assert [type(error) for error in outcome.errors] == [TimedOut, TimedOut]
    assert len(line.seen) <= 3
    assert phone.store.outbox.waiting() == (record.id,)


async def test_one_slow_answer_does_not_keep_the_rest_from_coming(phone, line):
    phone.host.http = Hasty()

    with hanging(line, 1, lambda exchange: "/reference/" in exchange.path):
        outcome = await phone.sync.sync_now()

    assert [type(error) for error in outcome.errors] == [TimedOut]
    assert any("GET /v1/records?" in asked for asked in line.seen)


class Hasty(PlainHttp):
    """Waits for an answer for a second at most."""

    async def send(self, *args, timeout_s, **rest):
        return await super().send(*args, timeout_s=min(timeout_s, 1.0), **rest)
