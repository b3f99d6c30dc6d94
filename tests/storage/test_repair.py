"""Real files are damaged in every way that a phone knows; what can be read is kept."""

import contextlib
import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from inspect_app.errors import StoreCorrupt
from inspect_app.services.identity import CHAIN_HEAD, SETTING
from inspect_app.storage.outbox_entry import OutboxState
from inspect_app.storage.repair import DAMAGED, Repair, open_or_repair
from inspect_app.storage.sqlite_file import Journal
from inspect_app.storage.store import PHOTOS_FILE, STORE_FILE, Store
from sync.protocol import GENESIS
from tests.storage.factories import a_draft, a_submission, a_unit, an_answer

KEY = bytes(32)
DEVICE = "device-1"
RECORDS, DRAFTS, PHOTOS, UNITS = 40, 3, 6, 60
PAGE = 4096
INDEX_LEAF = 0x0A
"""First byte of such a page: https://sqlite.org/fileformat2.html, 1.6."""


def photo_bytes(number):
    return random.Random(number).randbytes(60_000)


def filled(folder, journal=Journal.WAL):
    """A device in the middle of its life: half of its records are sent, three drafts are open."""
    with Store.open(folder, journal) as store:
        fill(store)


def fill(store):
    store.settings.put(SETTING, {"device": DEVICE, "key": KEY.hex()})
    store.units.apply([a_unit(f"unit-{n}", name=f"第{n}小学").to_dict() for n in range(UNITS)])
    store.cursors.put("units", "c-units")
    store.cursors.put("records", "c-records")
    shas = [store.photos.put(photo_bytes(number)) for number in range(PHOTOS)]
    previous = GENESIS
    for number in range(RECORDS):
        blobs = [shas[number]] if number < 3 else []
        record = a_submission(f"r{number:03d}", blobs=blobs)
        values = {name: getattr(record, name) for name in type(record).__slots__}
        record = type(record)(**values | {"previous": previous}).sealed_by(KEY)
        store.append(record)
        previous = record.digest
        if number < RECORDS // 2:
            store.outbox.mark_sent(record.id, ())
    store.settings.put(CHAIN_HEAD, {"device": DEVICE, "digest": previous})
    for number in range(DRAFTS):
        store.drafts.save(a_draft(f"draft-{number}"))
        for item in range(20):
            answer = an_answer(f"FIRE-{item:02d}", photos=(shas[3 + number],) if not item else ())
            store.drafts.save_answer(f"draft-{number}", answer)


@pytest.fixture
def folder(tmp_path):
    """Killed, not closed: a phone's end. The log is folded into the file."""
    with Store.open(tmp_path / "running") as store:
        fill(store)
        store.checkpoint()
        store.settings.put("language", "zh_CN")
        shutil.copytree(tmp_path / "running", tmp_path / "store")
    return tmp_path / "store"


def overwrite(path, at, content):
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def without_log(folder):
    """As above, but SQLite cannot take the damaged page from the log."""
    (folder / f"{STORE_FILE}-wal").write_bytes(b"\1" * 64)


def pages_of(path, table):
    """Return the leaf pages of a table, by dbstat's eyes: found through its rows."""
    with closing(sqlite3.connect(path)) as db:
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name=?", (table,)).fetchone()[0]
    content = path.read_bytes()
    page = content[(root - 1) * PAGE : root * PAGE]
    if page[0] == 0x0D:
        return [root]
    count = int.from_bytes(page[3:5], "big")
    cells = [int.from_bytes(page[12 + 2 * n : 14 + 2 * n], "big") for n in range(count)]
    return [int.from_bytes(page[cell : cell + 4], "big") for cell in cells]


def assert_fits_together(store):
    """Whatever was kept: the parts fit each other, and nothing is shown as sent that is not."""
    store.check()
    for entry in store.outbox.records():
        record = store.records.fetch(entry.id)
        assert record is not None
        assert len(store.outbox.photos_of(entry.id)) == len(record.blobs)
    for draft in store.drafts.all():
        for answer in store.drafts.answers(draft.id).values():
            assert all(store.photos.has(sha256) for sha256 in answer.photos)


def assert_everything_is_there(store):
    assert_fits_together(store)
    assert store.records.count() == RECORDS
    states = [entry.state for entry in store.outbox.records()]
    assert states.count(OutboxState.sent) == RECORDS // 2
    assert [len(store.drafts.answers(draft.id)) for draft in store.drafts.all()] == [20] * DRAFTS
    assert store.photos.shas() == tuple(store.photos.put(photo_bytes(n)) for n in range(PHOTOS))
    assert store.settings.get(SETTING)["device"] == DEVICE
    last = store.records.fetch(f"r{RECORDS - 1:03d}")
    assert store.settings.get(CHAIN_HEAD) == {"device": DEVICE, "digest": last.digest}


def test_whole_store_is_opened_as_it_is(folder):
    with open_or_repair(folder) as store:
        assert_everything_is_there(store)
        assert Repair.untold(store.settings) is None
    assert not (folder / f"{DAMAGED}{STORE_FILE}").exists()


def test_without_its_first_page_nothing_is_lost(folder):
    overwrite(folder / STORE_FILE, 0, os.urandom(PAGE))
    without_log(folder)

    with open_or_repair(folder) as store:
        assert_everything_is_there(store)
        told = Repair.untold(store.settings)
        assert (told.records, told.drafts, told.photos, told.lost_photos) == (RECORDS, 3, 6, 0)
        assert store.cursors.get("records") == ""
    assert (folder / f"{DAMAGED}{STORE_FILE}").exists()


def test_zeroed_page_costs_only_its_own_rows(folder):
    hit = pages_of(folder / STORE_FILE, "records")[2]
    overwrite(folder / STORE_FILE, (hit - 1) * PAGE, bytes(PAGE))
    without_log(folder)

    with open_or_repair(folder) as store:
        assert_fits_together(store)
        assert RECORDS - 4 <= store.records.count() < RECORDS
        assert len(store.drafts.all()) == DRAFTS
        assert store.units.count() == UNITS
        assert store.cursors.get("records") == ""
        assert store.cursors.get("units") == "c-units"


def test_record_that_lost_its_digest_stays_and_says_so(folder):
    content = (folder / STORE_FILE).read_bytes()
    at = content.rindex(b'{"id":"r030","kind"')
    overwrite(folder / STORE_FILE, content.index(b"person-1", at), b"person-2")
    overwrite(folder / STORE_FILE, 0, bytes(PAGE))
    without_log(folder)

    with open_or_repair(folder) as store:
        entry = store.outbox.record("r030")
        assert store.records.fetch("r030") is not None
        assert entry.state is OutboxState.trouble
        assert entry.reason.key == "sync.reason.digest_wrong"


def test_lost_outbox_is_sent_again(folder):
    for page in pages_of(folder / STORE_FILE, "outbox"):
        overwrite(folder / STORE_FILE, (page - 1) * PAGE, bytes(PAGE))
    without_log(folder)

    with open_or_repair(folder) as store:
        assert_fits_together(store)
        assert len(store.outbox.records()) == RECORDS
        assert set(store.outbox.waiting()) >= {f"r{n:03d}" for n in range(RECORDS // 2, RECORDS)}


def test_truncated_store_keeps_what_is_left(folder):
    size = (folder / STORE_FILE).stat().st_size
    os.truncate(folder / STORE_FILE, size // 2)
    without_log(folder)

    with open_or_repair(folder) as store:
        assert_fits_together(store)
        assert Repair.untold(store.settings) is not None


def test_store_cut_off_after_a_clean_end_is_noticed(tmp_path):
    filled(tmp_path)
    os.truncate(tmp_path / STORE_FILE, (tmp_path / STORE_FILE).stat().st_size - 3 * PAGE)

    with pytest.raises(StoreCorrupt):
        Store.open(tmp_path)
    with open_or_repair(tmp_path) as store:
        assert_fits_together(store)


def test_log_that_lost_its_file_gives_back_what_it_holds(tmp_path):
    with Store.open(tmp_path / "running") as store:
        store.checkpoint()
        fill(store)
        shutil.copytree(tmp_path / "running", tmp_path / "store")
    (tmp_path / "store" / STORE_FILE).unlink()

    with open_or_repair(tmp_path / "store") as store:
        assert_everything_is_there(store)


def test_missing_log_leaves_an_older_whole_store(tmp_path):
    with Store.open(tmp_path / "running") as store:
        fill(store)
        store.checkpoint()
        store.append(a_submission("r-late").sealed_by(KEY))
        shutil.copytree(tmp_path / "running", tmp_path / "store")
    (tmp_path / "store" / f"{STORE_FILE}-wal").unlink()

    with open_or_repair(tmp_path / "store") as store:
        assert_everything_is_there(store)


@pytest.mark.parametrize("seed", range(int(os.environ.get("N", "12"))))
def test_flipped_bytes_never_keep_the_app_from_opening(folder, seed):
    chance = random.Random(seed)
    size = (folder / STORE_FILE).stat().st_size
    for _ in range(chance.choice((1, 5, 40))):
        overwrite(folder / STORE_FILE, chance.randrange(size), bytes([chance.randrange(256)]))
    without_log(folder)

    with open_or_repair(folder) as store:
        assert_fits_together(store)


@pytest.mark.parametrize("journal", list(Journal))
def test_damaged_photos_are_told_from_the_whole_ones(tmp_path, journal):
    filled(tmp_path, journal)
    with closing(sqlite3.connect(tmp_path / PHOTOS_FILE)) as db:
        db.execute("PRAGMA journal_mode=persist")
        db.execute("CREATE TABLE IF NOT EXISTS other (x)")
    size = (tmp_path / PHOTOS_FILE).stat().st_size
    overwrite(tmp_path / PHOTOS_FILE, size // 2, os.urandom(20_000))
    overwrite(tmp_path / PHOTOS_FILE, 0, bytes(100))

    with open_or_repair(tmp_path, journal) as store:
        assert_fits_together(store)
        kept = store.photos.shas()
        told = Repair.untold(store.settings)
        assert PHOTOS - 3 <= len(kept) < PHOTOS
        assert told.lost_photos == PHOTOS - len(kept)
        assert store.records.count() == RECORDS
        assert all(store.photos.get(sha) in map(photo_bytes, range(PHOTOS)) for sha in kept)


@pytest.mark.parametrize("moment", range(1, 7))
def test_kill_in_the_middle_of_a_repair_loses_nothing(folder, moment, monkeypatch):
    overwrite(folder / STORE_FILE, 0, os.urandom(PAGE))
    without_log(folder)
    left = [moment]

    def mortal(path, target, plain=Path.replace):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return plain(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", mortal)
        try:
            open_or_repair(folder).close()
        except KeyboardInterrupt:
            assert left[0] == 0

    with open_or_repair(folder) as store:
        assert_everything_is_there(store)


def test_repair_is_told_until_it_was_read(folder):
    overwrite(folder / STORE_FILE, 0, bytes(PAGE))
    without_log(folder)
    open_or_repair(folder).close()

    with open_or_repair(folder) as store:
        assert Repair.untold(store.settings).is_enrolled
        Repair.was_told(store.settings)
        assert Repair.untold(store.settings) is None


@pytest.mark.parametrize("journal", list(Journal))
def test_damage_met_in_use_is_repaired_at_the_next_start(tmp_path, journal):
    """A clean end hides nothing: in the browser a kill between two taps looks like one."""
    filled(tmp_path, journal)
    hit = pages_of(tmp_path / STORE_FILE, "records")[2]
    overwrite(tmp_path / STORE_FILE, (hit - 1) * PAGE, bytes(PAGE))

    with open_or_repair(tmp_path, journal) as store, pytest.raises(StoreCorrupt):
        store.records.newest_inspections(1_000)
    with open_or_repair(tmp_path, journal) as store:
        assert Repair.untold(store.settings) is not None
        assert_fits_together(store)
        assert RECORDS - 4 <= store.records.count() < RECORDS
    assert not (tmp_path / f"{STORE_FILE}-suspect").exists()


def spoil_first_page(folder):
    overwrite(folder / STORE_FILE, 0, os.urandom(PAGE))
    without_log(folder)


def aside(folder):
    """Return what repairs have set aside, by name."""
    return {path.name: path.read_bytes() for path in folder.glob(f"{DAMAGED}*")}


def test_second_repair_keeps_what_the_first_set_aside(folder):
    spoil_first_page(folder)
    open_or_repair(folder).close()
    before = aside(folder)

    (folder / f"{STORE_FILE}-wal").unlink(missing_ok=True)
    spoil_first_page(folder)
    open_or_repair(folder).close()

    assert before.items() < aside(folder).items()
    assert len([name for name in aside(folder) if name.endswith(STORE_FILE)]) == 2


@pytest.mark.parametrize("is_repaired_before", [False, True])
@pytest.mark.parametrize("moment", range(1, 4))
def test_kill_while_a_store_is_rebuilt_from_its_log_loses_nothing(
    tmp_path, moment, is_repaired_before, monkeypatch
):
    with Store.open(tmp_path / "running") as store:
        store.checkpoint()
        fill(store)
        shutil.copytree(tmp_path / "running", tmp_path / "store")
    (tmp_path / "store" / STORE_FILE).unlink()
    if is_repaired_before:
        (tmp_path / "store" / f"{DAMAGED}{STORE_FILE}").write_bytes(b"of long ago")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", mortal(moment))
        with contextlib.suppress(KeyboardInterrupt):
            open_or_repair(tmp_path / "store").close()

    with open_or_repair(tmp_path / "store") as store:
        assert_everything_is_there(store)


def mortal(moment):
    """Return a rename that dies instead of renaming for the n-th time."""
    left = [moment]

    def replace(path, target, plain=Path.replace):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return plain(path, target)

    return replace


def _take_away(path, is_empty):
    path.unlink()
    if is_empty:
        path.touch()


@pytest.mark.parametrize("is_empty", [False, True])
def test_store_that_is_gone_beside_its_photos_is_no_new_phone(tmp_path, journal, is_empty):
    filled(tmp_path, journal)
    _take_away(tmp_path / STORE_FILE, is_empty)

    with open_or_repair(tmp_path, journal) as store:
        told = Repair.untold(store.settings)
        assert (told.records, told.photos, told.is_enrolled) == (0, PHOTOS, False)
        assert len(store.photos.shas()) == PHOTOS


@pytest.mark.parametrize("is_empty", [False, True])
def test_photos_that_are_gone_are_told(tmp_path, journal, is_empty):
    filled(tmp_path, journal)
    _take_away(tmp_path / PHOTOS_FILE, is_empty)

    with open_or_repair(tmp_path, journal) as store:
        told = Repair.untold(store.settings)
        assert (told.records, told.photos, told.lost_photos) == (RECORDS, 0, PHOTOS)
        assert_fits_together(store)
        Repair.was_told(store.settings)
    with open_or_repair(tmp_path, journal) as store:
        assert Repair.untold(store.settings) is None


def spoil_document(path, table, key):
    """Let a document's text end too early, as a flipped byte does; its page stays whole."""
    with closing(sqlite3.connect(path)) as db:
        (text,) = db.execute(f"SELECT doc FROM {table} WHERE key=?", (key,)).fetchone()
    content = path.read_bytes()
    at = content.rindex(text[:60].encode())
    overwrite(path, at, b"[")


@pytest.mark.parametrize(("table", "key"), [("units", "unit-7"), ("records", "r030")])
def test_damaged_document_met_in_use_is_repaired_at_the_next_start(tmp_path, journal, table, key):
    filled(tmp_path, journal)
    spoil_document(tmp_path / STORE_FILE, table, key)

    with open_or_repair(tmp_path, journal) as store, pytest.raises(StoreCorrupt):
        getattr(store, table).fetch(key)
    with open_or_repair(tmp_path, journal) as store:
        assert Repair.untold(store.settings) is not None
        assert getattr(store, table).fetch(key) is None
        assert store.records.count() == RECORDS - (table == "records")
        assert store.cursors.get(table) == ""
        assert_fits_together(store)
    with open_or_repair(tmp_path, journal) as store:
        assert_fits_together(store)


def test_damaged_index_hides_nothing_after_a_kill(folder):
    """Else what waits would wait for ever: SQLite's quick check does not compare indexes."""
    content = (folder / STORE_FILE).read_bytes()
    hits = 0
    for page in range(1, len(content) // PAGE + 1):
        image = content[(page - 1) * PAGE : page * PAGE]
        if image[0] == INDEX_LEAF and b"r030" in image:
            overwrite(folder / STORE_FILE, (page - 1) * PAGE + image.index(b"r030"), b"X")
            hits += 1
    without_log(folder)

    assert hits
    with open_or_repair(folder) as store:
        assert_everything_is_there(store)
        assert len(store.outbox.waiting()) == RECORDS // 2
