"""The browser's durable folder: what is acknowledged survives, what cannot be kept is refused."""

import pytest

from tests.platform.phone import PythonError

pytestmark = pytest.mark.browser

OPEN = """
global folder
from inspect_app.platform.browser.storage import open_folder
folder = await open_folder()
"""
TABLE = """
global store
import sqlite3
store = sqlite3.connect(folder / "store.db", isolation_level=None)
store.execute("PRAGMA locking_mode=EXCLUSIVE"); store.execute("PRAGMA journal_mode=PERSIST")
store.execute("PRAGMA synchronous=FULL")
store.execute("CREATE TABLE IF NOT EXISTS answer (number INTEGER PRIMARY KEY, words TEXT)")
"""


def test_files_behave_as_on_a_disk(open_phone):
    phone = open_phone()

    answer = phone.run(
        OPEN
        + """
import os
(folder / "photos" / "ab").mkdir(parents=True, exist_ok=True)
one = folder / "photos" / "ab" / "一.jpg"
one.write_bytes(b"first" * 1000)
draft = folder / "draft.tmp"; draft.write_bytes(b"second")
os.replace(draft, one)
with one.open("r+b") as file:
    file.seek(0, 2); file.write(b"!"); file.flush(); os.fsync(file.fileno())
    file.seek(1); head = file.read(3)
    file.truncate(4)
seen = [one.read_bytes().decode(), head.decode(), sorted(os.listdir(folder)),
        os.listdir(folder / "photos" / "ab"), one.stat().st_size, draft.exists()]
gone = folder / "gone"; gone.write_bytes(b"x" * 9)
with gone.open("rb") as file:
    gone.unlink()
    (folder / "other").write_bytes(b"y" * 9)
    seen.append(file.read().decode())
try:
    (folder / "photos").rmdir()
except OSError as error:
    seen.append(os.strerror(error.errno))
one.unlink()
(folder / "photos" / "ab").rmdir(); (folder / "photos").rmdir()
return [*seen, sorted(os.listdir(folder))]
"""
    )

    assert answer[:6] == ["seco", "eco", ["photos"], ["一.jpg"], 4, False]
    assert answer[6] == "x" * 9
    assert "empty" in answer[7]
    assert answer[8] == ["other"]


def test_flush_reaches_the_handle(open_phone):
    phone = open_phone()

    flushes = phone.run(
        """
import os, js, pyodide_js
from inspect_app.platform.browser.script import load_module
opened = await (await load_module("opfs.js")).openStore(pyodide_js.FS, "/probe", "probe")
before = opened.flushes()
file = os.open("/probe/file", os.O_CREAT | os.O_RDWR)
created = opened.flushes()
os.write(file, b"x"); os.fsync(file)
synced = opened.flushes()
os.write(file, b"y"); os.fdatasync(file)
return [created - before, synced - created, opened.flushes() - synced]
"""
    )

    assert flushes == [1, 1, 1]


@pytest.mark.parametrize("pause_ms", [700, 1100])
def test_commits_survive_a_killed_browser(open_phone, pause_ms):
    phone = open_phone()
    phone.run(OPEN + TABLE)

    phone.start(
        """
import asyncio, js
js.self.kept = 0
for number in range(100_000):
    store.execute("INSERT INTO answer VALUES (?, ?)", (number, "合格" * 200))
    js.self.kept = number + 1
    await asyncio.sleep(0)
"""
    )
    phone.page.wait_for_timeout(pause_ms)
    kept = phone.page.workers[-1].evaluate("() => self.kept")
    phone.kill()
    phone.restart()
    found = phone.run(
        OPEN
        + TABLE
        + """
count, highest = store.execute("SELECT count(*), max(number) FROM answer").fetchone()
return [count, highest, store.execute("PRAGMA integrity_check").fetchone()[0]]
"""
    )

    assert kept > 5
    assert found[0] >= kept
    assert found[0] == found[1] + 1
    assert found[2] == "ok"


def test_replacing_is_whole_or_not_at_all(open_phone):
    phone = open_phone()
    phone.run(OPEN)

    phone.start(
        """
import asyncio, os
for number in range(100_000):
    draft = folder / "draft"
    with draft.open("wb") as file:
        file.write(str(number % 10).encode() * 50_000); file.flush(); os.fsync(file.fileno())
    os.replace(draft, folder / "whole")
    await asyncio.sleep(0)
"""
    )
    phone.page.wait_for_timeout(800)
    phone.kill()
    phone.restart()
    names, size, kinds = phone.run(
        OPEN
        + """
import os
whole = (folder / "whole").read_bytes()
return [sorted(os.listdir(folder)), len(whole), len(set(whole))]
"""
    )

    assert set(names) <= {"whole", "draft"}
    assert (size, kinds) == (50_000, 1)


def test_reload_finds_the_folder_again(open_phone):
    phone = open_phone()
    phone.run(OPEN + "(folder / 'note').write_text('已存')")

    phone.reload()

    assert phone.run(OPEN + "return (folder / 'note').read_text()") == "已存"


def test_second_tab_is_told_that_the_store_is_open(open_phone):
    phone = open_phone()
    phone.run(OPEN + "(folder / 'note').write_text('已存')")
    second = phone.new_tab()

    with pytest.raises(PythonError) as refused:
        phone.run(OPEN, second)

    assert refused.value.name == "StoreLocked"
    assert phone.run("return open('/inspect-app/note').read()") == "已存"


def test_tab_that_was_closed_lets_go(open_phone):
    phone = open_phone()
    phone.run(OPEN)
    second = phone.new_tab()
    phone.page.close()
    phone.page = second

    assert phone.run(OPEN + "return str(folder)") == "/inspect-app"


def test_old_browser_without_handles_is_refused(open_phone):
    phone = open_phone()
    phone.page.workers[-1].evaluate(
        "() => { delete FileSystemFileHandle.prototype.createSyncAccessHandle; }"
    )

    with pytest.raises(PythonError) as refused:
        phone.run(OPEN)

    assert refused.value.name == "StoreMissing"


def test_full_device_is_said_by_sqlite_and_loses_nothing(open_phone):
    phone = open_phone()
    phone.run(OPEN + TABLE)
    devtools = phone.context.new_cdp_session(phone.page)
    usage = phone.run("import js; return int((await js.navigator.storage.estimate()).usage)")
    devtools.send(
        "Storage.overrideQuotaForOrigin",
        {"origin": phone.page.evaluate("location.origin"), "quotaSize": usage + 2_000_000},
    )

    refusal, rows, integrity = phone.run(
        """
import sqlite3
refusal = ""
rows = 0
for number in range(4000):
    try:
        store.execute("INSERT INTO answer VALUES (?, ?)", (number, "x" * 4000))
        rows += 1
    except sqlite3.Error as error:
        refusal = f"{type(error).__name__}: {error}"
        break
return [refusal, store.execute("SELECT count(*) FROM answer").fetchone()[0] - rows,
        store.execute("PRAGMA integrity_check").fetchone()[0]]
"""
    )

    assert refusal == "OperationalError: database or disk is full"
    assert rows == 0
    assert integrity == "ok"
