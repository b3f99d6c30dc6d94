"""What a passer-by sees of a tag, and what a browser gets of the phone app."""

import gzip
from dataclasses import replace

import brotli
import pytest

from inspect_app.domain.tag import tag_address
from sync.server.catalog import Item, put_items
from tests.sync.server.factories import ASSETS, a_hazard, an_inspection


def _tag(running, asset_id, language="zh-CN,zh;q=0.9"):
    return running.http.get(f"/t/{asset_id}?r=1", headers={"Accept-Language": language})


def test_tag_says_what_it_is_and_whom_to_call(running):
    page = _tag(running, ASSETS[0].id)

    assert page.headers["content-type"].startswith("text/html")
    for shown in ("干粉灭火器", ASSETS[0].code, "演示区第一小学", "0519-00000001", "拨打值班电话"):
        assert shown in page.text
    assert 'href="tel:051900000001"' in page.text


def test_tag_speaks_english_to_who_asks_for_it(running):
    page = _tag(running, ASSETS[0].id, "en-GB,en;q=0.8,zh;q=0.5")

    assert "Call the duty desk" in page.text
    assert 'lang="en"' in page.text


def test_tag_shows_nothing_of_inspections(running):
    before = _tag(running, ASSETS[0].id).text
    device = running.device()
    device.answers(device.sealer.inspection(an_inspection()), device.sealer.hazard(a_hazard()))

    assert _tag(running, ASSETS[0].id).text == before


def test_address_in_the_code_leads_to_the_page(running):
    address = tag_address(running.address, ASSETS[0].id, 1)

    assert running.http.get(address).status_code == 200


@pytest.mark.parametrize("asset", ["0000000000", "x", "<script>alert(1)</script>", "啊" * 40])
def test_unknown_tag_is_answered_politely(running, asset):
    page = _tag(running, asset)

    assert page.status_code == 404
    assert "没有找到这个标签" in page.text
    assert "<script" not in page.text


def test_names_are_text_on_the_page(running):
    evil = replace(ASSETS[0], name='<img src=x onerror="alert(1)">')
    with running.endpoint.database.writing() as connection:
        put_items(connection, [Item.of_asset(evil)])

    page = _tag(running, ASSETS[0].id)

    assert "<img" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.fixture
def built(running):
    folder = running.endpoint.settings.app_folder
    folder.mkdir()
    (folder / "index.html").write_text("<script>let a = 1;</script><script src='x.js'></script>")
    script = b"export const value = 1;\n" * 200
    (folder / "main.mjs").write_bytes(script)
    (folder / "main.mjs.br").write_bytes(brotli.compress(script))
    (folder / "main.mjs.gz").write_bytes(gzip.compress(script))
    (folder / "engine.wasm").write_bytes(b"\0asm")
    (folder / "manifest.webmanifest").write_text("{}")
    (folder.parent / "secret.txt").write_text("secret")
    (folder / ".hidden").write_text("hidden")
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    return script


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None)]
)
def test_app_is_sent_as_it_was_packed(running, built, accepted, encoding):
    answer = running.http.get("/main.mjs", headers={"Accept-Encoding": accepted})

    assert answer.headers.get("content-encoding") == encoding
    assert answer.content == built
    assert answer.headers["content-type"].startswith("text/javascript")


def test_types_are_what_browsers_insist_on(running, built):
    assert running.http.get("/").headers["content-type"].startswith("text/html")
    assert running.http.get("/engine.wasm").headers["content-type"] == "application/wasm"
    manifest = running.http.get("/manifest.webmanifest").headers["content-type"]
    assert manifest == "application/manifest+json"


def test_unchanged_file_is_not_sent_again(running, built):
    first = running.http.get("/main.mjs")
    headers = {"If-None-Match": first.headers["etag"]}

    again = running.http.get("/main.mjs", headers=headers)

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "no-cache"


def test_encodings_have_their_own_tags(running, built):
    tags = {
        running.http.get("/main.mjs", headers={"Accept-Encoding": each}).headers["etag"]
        for each in ("br", "gzip", "identity")
    }

    assert len(tags) == 3


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/.hidden",
        "/link.txt",
        "/%00",
        "/none",
    ],
)
def test_nothing_outside_the_app_is_served(running, built, path):
    answer = running.http.get(path)

    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_app_may_ask_nobody_else(running, built):
    policy = running.http.get("/").headers["content-security-policy"]

    assert "connect-src 'self'" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert policy.count("'sha256-") == 1


def test_missing_app_is_explained(running):
    page = running.http.get("/", headers={"Accept-Language": "en"})

    assert page.status_code == 503
    assert "make app" in page.text


def test_interface_is_listed_without_asking_outside(running):
    page = running.http.get("/docs")

    assert page.status_code == 200
    assert "/v1/records" in page.text
    assert "http://" not in page.text.replace(running.address, "")
    assert "https://" not in page.text


def test_every_answer_is_hardened(running, built):
    for path in ("/", "/main.mjs", "/v1/health", "/v1/me", "/t/0", "/files", "/docs"):
        headers = running.http.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "DENY", path
        assert "default-src" in headers["content-security-policy"], path


def test_unknown_address_is_answered_in_our_shape(running, built):
    for path in ("/v1/none", "/nothing"):
        answer = running.http.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
