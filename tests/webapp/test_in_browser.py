"""The built site in a real browser: first load, offline, updates, and where it cannot run."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Playwright

from tests.webapp.browser import STAND_IN, open_app, phone, wait_until, words_of
from tests.webapp.static_server import StaticServer
from webapp.build import Site, build_site

pytestmark = pytest.mark.browser

IS_CONTROLLED = "!!navigator.serviceWorker.controller"
HEAVY = {"main.dart.js", "pyodide/pyodide.asm.wasm", "packages.tar"}


def test_opens_asks_nobody_else_and_opens_again_with_the_server_dead(
    playwright: Playwright, server: StaticServer, tmp_path: Path
):
    with phone(playwright, tmp_path) as context:
        page = context.pages[0]
        asked, complaints = [], []
        context.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda line: complaints.append(line.text))

        open_app(page, server.url)
        words = words_of(page)
        wait_until(page, IS_CONTROLLED)

        assert "灭火器压力指针在绿区" in words
        assert "rows 2" in words
        assert "Python 3.14" in words
        hosts = {urlsplit(url).netloc for url in asked if url.startswith("http")}
        assert hosts == {f"localhost:{server.port}"}
        assert not [line for line in complaints if "Content Security Policy" in line]

        server.stop()
        page.goto("about:blank")
        open_app(page, server.url)
        assert "灭火器压力指针在绿区" in words_of(page)

    with phone(playwright, tmp_path) as context:
        page = context.pages[0]
        open_app(page, server.url + "#/inspections/7")
        assert "route /inspections/7" in words_of(page)


def test_the_offline_copy_answers_only_for_the_site_itself(
    playwright: Playwright, server: StaticServer, tmp_path: Path
):
    with phone(playwright, tmp_path) as context:
        page = context.pages[0]
        open_app(page, server.url)
        wait_until(page, IS_CONTROLLED)
        status = "fetch({!r}).then(r => r.status, () => 0)"
        slice_size = (
            "fetch('assets/fonts/notosanssc/v37/slice.woff2')"
            ".then(r => r.arrayBuffer()).then(b => b.byteLength)"
        )

        assert page.evaluate("fetch('v1/ping').then(r => r.text())") == '{"from": "the endpoint"}'
        assert page.evaluate(status.format("docs")) == 404
        server.stop()
        for path in ("v1/ping", "docs", "openapi.json", "t/ABC", "files/x"):
            assert page.evaluate(status.format(path)) == 0, path
        assert page.evaluate(status.format("app.tar")) == 200
        font = server.folder / "assets" / "fonts" / "cn-400.ttf"
        assert page.evaluate(slice_size) == font.stat().st_size


def test_python_reaches_no_other_host_from_the_offline_copy(
    playwright: Playwright, server: StaticServer, tmp_path: Path
):
    """A worker has the policy of its own script's answer; its page's does not hold for it."""
    elsewhere = StaticServer(server.folder)
    reach = "fetch('{}v1/ping', {{mode: 'no-cors'}}).then(() => 'reached', error => error.name)"
    with phone(playwright, tmp_path) as context:
        page = context.pages[0]
        open_app(page, server.url)
        wait_until(page, IS_CONTROLLED)
        page.goto("about:blank")
        open_app(page, server.url)
        (python,) = page.workers

        assert python.evaluate(reach.format(server.url)) == "reached"
        assert python.evaluate(reach.format(elsewhere.url)) == "TypeError"
        assert page.evaluate(reach.format(elsewhere.url)) == "TypeError"
        assert elsewhere.requested == []
    elsewhere.stop()


def test_a_half_finished_offline_copy_is_resumed(
    playwright: Playwright, server: StaticServer, tmp_path: Path
):
    last = "zxing/reader/zxing_reader.wasm"
    server.broken = {last}
    with phone(playwright, tmp_path) as context:
        page = context.pages[0]
        open_app(page, server.url)
        kept = "caches.keys().then(k => k.length ? caches.open(k[0]).then(c => c.keys()) : [])"
        wait_until(page, f"{kept}.then(k => k.length > 20)")
        wait_until(page, "navigator.serviceWorker.getRegistration().then(r => !r)")

        server.broken = set()
        server.requested.clear()
        page.goto("about:blank")
        open_app(page, server.url)
        wait_until(page, IS_CONTROLLED)

        assert last in server.requested
        assert "pyodide/pyodide.asm.wasm" not in _asked_twice(server)


def test_an_update_is_offered_then_applied_on_request_and_fetches_what_changed(
    playwright: Playwright, site: Site, tmp_path: Path
):
    folder, source = tmp_path / "web", tmp_path / "source"
    shutil.copytree(site.folder, folder)
    shutil.copytree(STAND_IN, source)
    server = StaticServer(folder)
    with phone(playwright, tmp_path / "profile") as context:
        page = context.pages[0]
        open_app(page, server.url)
        wait_until(page, IS_CONTROLLED)
        entry = source / "main.py"
        entry.write_text(entry.read_text("utf-8").replace("绿区", "绿区内"), "utf-8")
        build_site(source, folder, fast=True)
        server.requested.clear()

        page.evaluate(
            "globalThis.heard = []; globalThis.channel = new BroadcastChannel('inspect-app');"
            "channel.onmessage = e => heard.push(e.data.ev); channel.postMessage('checkUpdate'); 1"
        )
        wait_until(page, "heard.includes('update')")
        fetched = set(server.requested)
        with page.expect_navigation(wait_until="commit"):
            page.evaluate("channel.postMessage('skipWaiting')")
        wait_until(page, "performance.getEntriesByName('inspect-app-shown').length > 0")

        assert "灭火器压力指针在绿区内" in words_of(page)
        assert "app.tar" in fetched
        assert not fetched & HEAVY
    server.stop()


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [("zh-CN", "请用 https 打开"), ("en-GB", "Please open the https address")],
)
def test_plain_http_from_elsewhere_says_so_and_loads_nothing_heavy(
    playwright: Playwright, server: StaticServer, tmp_path: Path, locale: str, sentence: str
):
    with phone(playwright, tmp_path, locale) as context:
        page = context.pages[0]
        page.goto(f"http://school.example:{server.port}/")

        page.get_by_role("heading", name=sentence).wait_for()

        page.wait_for_timeout(1000)
        assert not HEAVY & set(server.requested)


def test_a_browser_without_private_storage_is_told_what_it_lacks(
    playwright: Playwright, server: StaticServer, tmp_path: Path
):
    with phone(playwright, tmp_path) as context:
        context.add_init_script("delete StorageManager.prototype.getDirectory")
        page = context.pages[0]
        page.goto(server.url)

        page.get_by_text("OPFS").wait_for()

        assert not HEAVY & set(server.requested)


def test_a_start_that_fails_says_what_to_do(
    playwright: Playwright, server: StaticServer, tmp_path: Path
):
    server.broken = {"app.tar"}
    with phone(playwright, tmp_path) as context:
        page = context.pages[0]
        page.goto(server.url, wait_until="commit")

        page.get_by_role("button", name="重新打开").wait_for(timeout=60_000)

        assert "HTTP 503" in page.inner_text("#start-problem pre")


def test_the_first_screen_says_what_still_waits_to_be_sent(
    playwright: Playwright, server: StaticServer, tmp_path: Path
):
    summary = '{"records": 3, "photos": 5, "unit": "湖塘中学"}'
    with phone(playwright, tmp_path) as context:
        context.add_init_script(f"localStorage.setItem('inspect-app.summary', `{summary}`)")
        page = context.pages[0]
        page.goto(server.url, wait_until="commit")

        words = page.get_by_text("本机有 3 条记录、5 张照片待传 · 湖塘中学")
        words.wait_for(timeout=5000)
        assert words.is_visible()
        assert not page.evaluate("performance.getEntriesByName('inspect-app-shown').length")


def _asked_twice(server: StaticServer) -> set[str]:
    return {path for path in server.requested if server.requested.count(path) > 1}
