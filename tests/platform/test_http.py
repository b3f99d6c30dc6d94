"""HTTP of the desk, against a real server on loopback."""

import asyncio
import json
import socket
import threading
from contextlib import suppress

import pytest

from inspect_app.platform import requests_http
from inspect_app.platform.requests_http import RequestsHttp
from tests.platform.phone import serving
from tests.sync.hostile import hostile_server


@pytest.fixture
def site(tmp_path):
    (tmp_path / "note.txt").write_text("已存")
    with serving(tmp_path) as site:
        yield site


@pytest.fixture
def http():
    http = RequestsHttp()
    yield http
    http.close()


async def send(http, address, method="GET", timeout_s=5, **given):
    return await http.send(method, address, headers={}, timeout_s=timeout_s, **given)


async def test_answer_comes_whole(site, http):
    answer = await send(http, f"{site.address}/note.txt")

    assert (answer.status, answer.body.decode()) == (200, "已存")
    assert answer.headers["content-type"] == "text/plain"


async def test_refusal_is_an_answer(site, http):
    assert (await send(http, f"{site.address}/nothing")).status == 404


async def test_upload_tells_how_far_it_is(site, http):
    sent = []
    body = bytes(700_000)

    answer = await send(http, f"{site.address}/echo", "POST", body=body, on_sent=sent.append)
    await asyncio.sleep(0)

    assert json.loads(answer.body)["length"] == len(body)
    assert sent == sorted(sent)
    assert len(sent) > 3
    assert sent[-1] == len(body)


async def test_own_headers_are_sent_and_names_come_back_in_lower_case(site, http):
    answer = await http.send(
        "POST",
        f"{site.address}/echo",
        headers={"Content-Type": "application/x-test"},
        body=b"{}",
        timeout_s=5,
    )

    assert json.loads(answer.body)["type"] == "application/x-test"
    assert answer.headers["x-seen"] == "yes"


async def test_no_line_is_a_connection_error(http):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

        with pytest.raises(ConnectionError):
            await send(http, f"http://127.0.0.1:{port}/")


async def test_unknown_host_is_a_connection_error(http):
    with pytest.raises(ConnectionError):
        await send(http, "http://nowhere.invalid/")


async def test_slow_answer_is_a_timeout(site, http):
    with pytest.raises(TimeoutError):
        await send(http, f"{site.address}/echo?wait", "POST", body=b"x", timeout_s=0.3)


async def test_trickling_answer_is_a_timeout(http):
    """Each byte comes in time, the whole does not."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()
        thread = threading.Thread(target=trickle, args=(server, stop))
        thread.start()
        try:
            with pytest.raises(TimeoutError):
                await send(http, f"http://127.0.0.1:{server.getsockname()[1]}/", timeout_s=0.5)
        finally:
            stop.set()
            thread.join()


def trickle(server, stop):
    line, _ = server.accept()
    with line:
        line.recv(4096)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not stop.wait(0.05):
            try:
                line.sendall(b"x" * 70_000)
            except OSError:
                return


async def test_answer_without_end_is_not_read_to_its_end(site, http, monkeypatch):
    monkeypatch.setattr(requests_http, "MAX_ANSWER_BYTES", 1000)
    (site.folder / "long").write_bytes(bytes(5000))

    with pytest.raises(ConnectionError):
        await send(http, f"{site.address}/long")


async def test_screen_goes_on_while_it_waits(site, http):
    turns = 0
    exchange = asyncio.create_task(send(http, f"{site.address}/echo?wait", "POST", body=b"x"))

    while not exchange.done():
        await asyncio.sleep(0.01)
        turns += 1

    assert turns > 20


async def test_redirect_is_an_answer_and_not_followed(http):
    with hostile_server(lambda request: request.answer(302, location="/elsewhere")) as hostile:
        answer = await send(http, f"{hostile.address}/v1/records", "POST", body=b"{}")

    assert answer.status == 302
    assert hostile.seen == ["POST /v1/records"]


async def test_upload_that_nobody_waits_for_stops_and_tells_nothing(http):
    may_read, arrived = threading.Event(), []

    def slow(request):
        may_read.wait(20)
        while piece := request.read(65_536):
            arrived.append(len(piece))

    sent, body = [], bytes(30_000_000)
    with hostile_server(slow) as hostile:
        url = f"{hostile.address}/files"
        sending = asyncio.create_task(send(http, url, "POST", 60, body=body, on_sent=sent.append))
        await asyncio.sleep(0.5)
        sending.cancel()
        await asyncio.wait([sending])
        told = len(sent)
        may_read.set()
        await asyncio.sleep(0.5)

    assert len(sent) == told > 0
    assert sum(arrived) < len(body)


async def test_exchanges_that_were_given_up_do_not_hold_up_the_next(site, http):
    may_end = threading.Event()
    with hostile_server(lambda request: may_end.wait(20)) as silent:
        for _ in range(12):
            with suppress(TimeoutError):
                async with asyncio.timeout(0.02):
                    await send(http, silent.address, timeout_s=20)
        answer = await asyncio.wait_for(send(http, f"{site.address}/note.txt"), 3)
        may_end.set()

    assert answer.status == 200
