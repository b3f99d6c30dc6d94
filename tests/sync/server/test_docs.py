"""/docs as the build makes it: Swagger UI of our own, which works and asks nobody else."""

import json
import re
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect, sync_playwright

from sync.server.docs import FILES
from sync.server.settings import Settings
from tests.browser.install import find
from tests.sync.server.conftest import PASSWORD
from tests.sync.server.factories import a_hazard, an_inspection
from webapp.api_docs import SWAGGER_FILES, copy_api_docs
from webapp.cache import Cache
from webapp.layout import API_DOCS, CACHE, DEFAULT_OUT

PATIENCE_MS = 60_000
"""Starting a browser and reading 1.7 MB of script may be slow on a busy machine."""


@pytest.fixture
def with_docs(running):
    copy_api_docs(Cache(CACHE), running.endpoint.settings.docs_folder)
    return running


@pytest.fixture
def page():
    chromium = find()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(PATIENCE_MS)
        yield page
        browser.close()


def test_build_puts_what_the_endpoint_serves_where_it_looks():
    assert set(SWAGGER_FILES) == set(FILES)
    assert Settings().docs_folder == API_DOCS
    assert Settings().app_folder == DEFAULT_OUT


def test_page_and_its_files_come_from_the_endpoint(with_docs):
    page = with_docs.http.get("/docs")

    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    own = [each for each in addresses if not each.startswith("data:")]
    assert sorted(own) == sorted(f"/docs/{name}" for name in FILES)
    for address in own:
        answer = with_docs.http.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(FILES[address.removeprefix("/docs/")])
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_nothing_else_of_the_folder_is_served(with_docs):
    (with_docs.endpoint.settings.docs_folder / "secret.js").write_text("secret")

    assert with_docs.http.get("/docs/secret.js").status_code == 404


def test_desk_signs_in_on_the_page_and_reads_inspections(with_docs, page):
    device = with_docs.device()
    inspection = an_inspection()
    device.answers(device.sealer.inspection(inspection), device.sealer.hazard(a_hazard()))
    complaints, hosts = [], set()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))

    page.goto(f"{with_docs.address}/docs")
    page.click(".btn.authorize")
    dialog = page.locator(".modal-ux")
    dialog.locator("input[type=text]").first.fill("p-inspector")
    dialog.locator("input[type=password]").first.fill(PASSWORD)
    dialog.locator(".btn.authorize").click()
    expect(dialog.get_by_text("Authorized", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    dialog.locator(".btn-done").click()
    asked = page.locator(".opblock", has=page.locator('[data-path="/v1/inspections"]'))
    asked.locator(".opblock-summary").click()
    asked.locator(".try-out__btn").click()
    with page.expect_response(lambda answer: "/v1/inspections?" in answer.url) as answered:
        asked.locator(".execute").click()

    assert answered.value.status == httpx.codes.OK
    assert [each["id"] for each in json.loads(answered.value.body())["items"]] == [inspection.id]
    expect(asked.locator(".live-responses-table")).to_contain_text(inspection.id)
    assert hosts == {urlsplit(with_docs.address).netloc}
    assert complaints == []
