"""The built site, as files."""

import json
import re
import tarfile
from io import BytesIO
from pathlib import Path

import brotli
import pytest

from tests.webapp.browser import STAND_IN
from webapp.build import Site, build_site
from webapp.errors import BuildError
from webapp.layout import REPOSITORY
from webapp.page import digest_of_content

OUTSIDE_OF_CODE = re.compile(r"""(?:src|href)=["']?(?:https?:)?//""")


def precached(site: Site) -> dict[str, tuple[str, int]]:
    text = (site.folder / "service_worker.js").read_text("utf-8")
    entries = json.loads(re.search(r"FILES = (\[\[.*\]\]);", text)[1])
    return {path: (tag, size) for path, tag, size in entries}


def test_every_file_is_precached_with_its_own_digest(site: Site):
    known = precached(site)

    on_disk = {
        path.relative_to(site.folder).as_posix(): path
        for path in site.folder.rglob("*")
        if path.is_file() and path.suffix not in {".br", ".gz"}
    }
    on_disk.pop("service_worker.js")
    assert set(known) == set(on_disk)
    for name, path in on_disk.items():
        assert known[name] == (digest_of_content(path.read_bytes()), path.stat().st_size), name


def test_compressed_files_unpack_to_the_file_beside_them(site: Site):
    compressed = list(site.folder.rglob("*.br"))

    assert {"main.dart.js.br", "app.tar.br", "pyodide.asm.wasm.br"} <= {p.name for p in compressed}
    for path in compressed:
        assert brotli.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()


def test_building_twice_gives_the_same_bytes(site: Site, tmp_path: Path):
    again = build_site(STAND_IN, tmp_path / "web", fast=True)

    assert again.version == site.version
    names = {path.relative_to(site.folder) for path in site.folder.rglob("*") if path.is_file()}
    for name in names:
        assert (again.folder / name).read_bytes() == (site.folder / name).read_bytes(), name


def test_no_file_of_the_page_names_an_outside_address(site: Site):
    page = (site.folder / "index.html").read_text("utf-8")

    assert not OUTSIDE_OF_CODE.search(page)
    assert "cdn.jsdelivr.net" not in (site.folder / "main.dart.js").read_text("utf-8")
    bootstrap = (site.folder / "flutter_bootstrap.js").read_text("utf-8")
    assert not re.search(r"serviceWorkerSettings:\s*\{", bootstrap)


def test_python_travels_compiled(site: Site):
    for name in ("app.tar", "packages.tar"):
        with tarfile.open(fileobj=BytesIO((site.folder / name).read_bytes())) as tar:
            names = tar.getnames()

        assert any(each.endswith(".pyc") for each in names)
        assert not [each for each in names if each.endswith(".py")]


def test_a_folder_without_the_entry_module_is_refused(tmp_path: Path):
    with pytest.raises(BuildError, match=r"has no main\.py"):
        build_site(tmp_path, tmp_path / "web", fast=True)

    assert not (tmp_path / "web").exists()


def test_a_source_that_does_not_compile_is_named(tmp_path: Path):
    (tmp_path / "main.py").write_text("def broken(:\n")

    with pytest.raises(BuildError, match=r"main\.py"):
        build_site(tmp_path, tmp_path / "web", fast=True)


def test_the_manifest_makes_the_site_installable(site: Site):
    manifest = json.loads((site.folder / "manifest.json").read_text("utf-8"))

    assert manifest["display"] == "standalone"
    assert manifest["theme_color"] == "#0B5F7A"
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    assert "maskable" in {icon["purpose"] for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        assert (site.folder / icon["src"]).is_file()


def test_the_lock_files_name_no_address():
    for name in ("webapp/npm.lock", "requirements/browser.txt"):
        assert "://" not in (REPOSITORY / name).read_text("utf-8")
