"""The browser as a host: HTTP, events, storage, position, files handed over."""

import json

import pytest

from tests.platform.phone import PythonError

pytestmark = pytest.mark.browser

HOST = """
global host, heard, stop
from pathlib import Path
if "host" not in globals():
    from inspect_app.platform import open_host
    host = await open_host(None)
"""
BELIEVES = """is => Object.defineProperty(
    navigator, "onLine", {get: () => is, configurable: true})"""
PROMISES = "is => { navigator.storage.persist = async () => is; }"
LOOK_MS = 2_500
"""A little more than the page takes between two looks."""
SEND = (
    HOST
    + """
sent = []
headers = {{"content-type": "application/x-test"}}
answer = await host.http.send({method!r}, {address!r}, headers=headers,
    body={body}, timeout_s={timeout_s}, on_sent=sent.append)
return [answer.status, answer.headers, answer.body.decode(), sent]
"""
)


@pytest.fixture(scope="module")
def phone(open_lasting_phone):
    return open_lasting_phone(permissions=("geolocation", "clipboard-read"))


def send(phone, path, method="GET", body="None", timeout_s=10, address=None):
    address = address or f"{phone.site.address}/{path}"
    return phone.run(SEND.format(method=method, address=address, body=body, timeout_s=timeout_s))


def test_answer_comes_whole(phone):
    path = phone.site.put("已存".encode())

    status, headers, body, sent = send(phone, path)

    assert (status, body, sent) == (200, "已存", [])
    assert headers["content-length"] == "6"


def test_upload_tells_how_far_it_is(phone):
    status, headers, body, sent = send(phone, "echo", "POST", "bytes(3_000_000)")

    assert (status, headers["x-seen"]) == (201, "yes")
    assert json.loads(body) == {"length": 3_000_000, "type": "application/x-test", "path": "/echo"}
    assert sent == sorted(sent)
    assert sent[-1] == 3_000_000


def test_refusal_is_an_answer(phone):
    assert send(phone, "nothing")[0] == 404


def test_no_line_is_a_connection_error(phone):
    with pytest.raises(PythonError) as refused:
        send(phone, "", address="http://localhost:9/")

    assert refused.value.name == "ConnectionError"


def test_slow_answer_is_a_timeout(phone):
    with pytest.raises(PythonError) as refused:
        send(phone, "echo?wait", "POST", "b'x'", timeout_s=0.3)

    assert refused.value.name == "TimeoutError"


def test_host_says_what_it_is(phone):
    answer = phone.run(
        HOST + "return [str(host.kind), str(host.folder), host.has_shared_memory, host.address]"
    )

    assert answer == ["browser", "/inspect-app", False, phone.site.address]


def test_room_is_told(phone):
    used, free = phone.run(
        HOST
        + """
room = await host.storage_room()
return [room.used_bytes, room.free_bytes]
"""
    )

    assert used > 0
    assert free > 1_000_000


@pytest.mark.parametrize("answer", [True, False])
def test_promise_is_what_the_browser_says(phone, answer):
    phone.page.evaluate(PROMISES, answer)

    assert phone.run(HOST + "return await host.keep_storage()") is answer


def test_position_is_found(phone):
    phone.context.set_geolocation({"latitude": 31.7, "longitude": 119.9, "accuracy": 12})

    found = phone.run(
        HOST
        + """
found = await host.position()
return [found.latitude, found.longitude, found.accuracy_m]
"""
    )

    assert found == [31.7, 119.9, 12]


REFUSED = """
from inspect_app.errors import LocationError
try:
    await host.position(timeout_s=2)
except LocationError as error:
    return error.key
"""


def test_position_that_is_forbidden_is_told_apart(phone):
    phone.context.clear_permissions()

    assert phone.run(HOST + REFUSED) == "error.location_denied"


def test_position_that_cannot_be_found_is_told_apart(phone):
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation(None)

    assert phone.run(HOST + REFUSED) == "error.location_unavailable"


def test_events_of_the_page_are_heard_until_stopped(phone):
    phone.run(
        HOST
        + """
import asyncio
heard = []
stop = host.watch(lambda event, value: heard.append([event, value]))
await asyncio.sleep(0.3)
"""
    )

    phone.context.set_offline(True)
    phone.page.wait_for_timeout(200)
    offline = phone.run("return [heard, host.is_online()]")
    phone.context.set_offline(False)
    phone.page.evaluate("() => new BroadcastChannel('inspect-app').postMessage({ev: 'update'})")
    phone.page.evaluate(
        "() => new BroadcastChannel('inspect-app').postMessage({ev: 'online', page: 'another'})"
    )
    phone.page.wait_for_timeout(200)
    all_heard = phone.run("stop(); return heard")
    phone.context.set_offline(True)
    phone.context.set_offline(False)
    phone.page.wait_for_timeout(200)

    assert offline == [[["online", False]], False]
    assert all_heard == [["online", False], ["online", True], ["update", True]]
    assert phone.run("return heard") == all_heard


def test_line_is_the_pages_whatever_the_worker_believes(phone):
    phone.page.workers[-1].evaluate(BELIEVES, True)

    phone.context.set_offline(True)
    phone.page.wait_for_timeout(200)
    offline = phone.run("return host.is_online()")
    phone.context.set_offline(False)
    phone.page.wait_for_timeout(200)

    assert phone.page.workers[-1].evaluate("navigator.onLine")
    assert (offline, phone.run("return host.is_online()")) == (False, True)


def test_change_that_the_page_slept_through_is_told_soon(phone):
    phone.run(HOST + "heard = []; stop = host.watch(lambda *each: heard.append(each))")

    phone.page.evaluate(BELIEVES, False)
    phone.page.wait_for_timeout(LOOK_MS)
    offline = phone.run("return [heard, host.is_online()]")
    phone.page.evaluate(BELIEVES, True)
    phone.page.wait_for_timeout(LOOK_MS)
    heard = phone.run("stop(); return heard")

    assert offline == [[["online", False]], False]
    assert heard == [["online", False], ["online", True]]


def test_page_that_was_opened_without_a_line_says_so_at_the_start(phone):
    phone.page.evaluate(BELIEVES, False)

    believed = phone.run(
        """
from inspect_app.platform.browser.line import PageLine
global line
line = PageLine(host._bridge)
before = line.is_believed
await line.ask()
return [before, line.is_believed]
"""
    )
    phone.page.evaluate(BELIEVES, True)

    assert believed == [True, False]


def test_update_is_asked_of_whoever_registered_the_service_worker(phone):
    phone.page.evaluate(
        "() => { window.words = []; new BroadcastChannel('inspect-app').onmessage ="
        " ({data}) => { if (typeof data === 'string') words.push(data); }; }"
    )

    phone.run(HOST + "await host.apply_update()")
    phone.page.wait_for_timeout(200)

    assert phone.page.evaluate("words") == ["skipWaiting"]


def test_summary_is_left_for_the_next_start(phone):
    phone.run(HOST + "host.publish_summary({'waiting': 3, 'unit': '示例小学'})")
    phone.page.wait_for_function("localStorage.getItem('inspect-app.summary')")

    left = json.loads(phone.page.evaluate("localStorage.getItem('inspect-app.summary')"))

    assert left == {"waiting": 3, "unit": "示例小学"}


def test_tick_shakes(phone):
    phone.page.evaluate("() => { navigator.vibrate = ms => { window.shaken = ms; return true; }; }")

    phone.run(HOST + "host.tick()")
    phone.page.wait_for_function("window.shaken")

    assert phone.page.evaluate("window.shaken") == 10


def test_file_is_handed_over_as_a_download(phone):
    phone.page.evaluate("() => { navigator.canShare = () => false; }")
    with phone.page.expect_download() as download:
        phone.run(HOST + "await host.share('备份.backup', b'content', 'application/octet-stream')")

    assert download.value.suggested_filename == "备份.backup"
    assert download.value.path().read_bytes() == b"content"


def test_file_is_handed_over_by_the_share_sheet(phone):
    phone.page.evaluate(
        "() => { navigator.canShare = () => true; navigator.share = async ({files}) => {"
        " window.shared = [files[0].name, files[0].type, await files[0].text()]; }; }"
    )

    phone.run(HOST + "await host.share('a.pdf', b'content', 'application/pdf')")

    assert phone.page.evaluate("window.shared") == ["a.pdf", "application/pdf", "content"]


ATTACH = (
    HOST
    + """
from inspect_app.platform.interface import FileKind
texts = {"entry.audio": "record", "common.cancel": "cancel"}
picked = await host.pick_attachment(texts, FileKind.audio, 100)
return picked and [picked.name, picked.content.decode()]
"""
)


def test_recording_is_chosen_with_its_name(phone):
    phone.page.locator("#again").click()
    with phone.page.expect_file_chooser() as chooser:
        phone.start(ATTACH)

    accepted = chooser.value.element.get_attribute("accept")
    chooser.value.set_files(a_file(b"OggS sound"))

    assert accepted == "audio/*"
    assert phone.finished() == ["讲话.ogg", "OggS sound"]


def test_recording_beyond_the_bound_stays_with_the_browser(phone):
    phone.page.locator("#again").click()
    with phone.page.expect_file_chooser() as chooser:
        phone.start(ATTACH)
    chooser.value.set_files(a_file(b"x" * 101))

    with pytest.raises(PythonError) as refused:
        phone.finished()

    assert refused.value.name == "AttachmentTooLarge"


def a_file(content):
    return {"name": "讲话.ogg", "mimeType": "audio/ogg", "buffer": content}
