"""Who holds the files without the key reads nothing but what is looked up by."""

import hashlib
import json
import os
import random
import signal

import pytest

from inspect_app.errors import StorageError, StoreCorrupt
from inspect_app.platform.aes import AesCipher
from inspect_app.storage.converting import steps
from inspect_app.storage.encryption import PREFIX, Encryption
from inspect_app.storage.key_file import KeyFile
from inspect_app.storage.repair import DAMAGED, Repair, open_or_repair
from inspect_app.storage.store import PHOTOS_FILE, STORE_FILE, Store
from tests.storage.factories import a_draft, a_photo, a_submission, a_unit, an_answer

KEY = bytes(range(32))
NOTE, UNIT_NAME, TOKEN = "安全出口上锁 Q7", "第三十七实验小学", "token-7f3a"
TELLING = [text.encode() for text in (NOTE, UNIT_NAME, TOKEN, "演示检查员丙")]
PHOTOS = 3


def encryption(key=KEY, is_on=True):
    return Encryption(AesCipher(key), is_on)


def photo_bytes(number):
    return b"\xff\xd8\xff" + random.Random(number).randbytes(60_000)


def about(number):
    content = photo_bytes(number)
    return a_photo(content, hashlib.sha256(content).hexdigest())


def fill(store):
    store.settings.put(
        "identity", {"device": "device-1", "token": TOKEN, "person": {"name": "演示检查员丙"}}
    )
    store.units.apply([a_unit("unit-1", name=UNIT_NAME).to_dict()])
    shas = [store.photos.put(photo_bytes(n), about(n)) for n in range(PHOTOS)]
    store.drafts.save(a_draft("draft"))
    store.drafts.save_answer("draft", an_answer("FIRE-01", note=NOTE, photos=(shas[0],)))
    for number in range(300):
        blobs = shas[:1] if not number else []
        store.append(a_submission(f"r{number:03d}", blobs=blobs).sealed_by(KEY))
    # What was deleted must not be found either.
    store.drafts.save(a_draft("gone"))
    store.drafts.save_answer("gone", an_answer("FIRE-02", note=NOTE))
    store.drafts.remove("gone")
    store.photos.delete([shas.pop()])


def assert_all_there(store):
    store.check()
    assert store.settings.get("identity")["token"] == TOKEN
    assert store.units.fetch("unit-1").name == UNIT_NAME
    assert store.drafts.answers("draft")["FIRE-01"].note == NOTE
    assert store.records.count() == 300
    assert len(store.records.newest_inspections(1_000)) == 300
    assert len(store.outbox.waiting()) == 300
    shas = store.photos.shas()
    assert [store.photos.get(sha) for sha in shas] == [photo_bytes(0), photo_bytes(1)]
    assert store.photos.read(shas[1], 10, 50) == photo_bytes(1)[10:60]
    assert store.photos.described(shas[1]).sha256 == shas[1]
    assert store.photos.size(shas[0]) == len(photo_bytes(0))


def readable_in(folder):
    """Return what of the telling texts and the photos lies readable in any file below."""
    pieces = [*TELLING, *(photo_bytes(n)[k : k + 24] for n in range(PHOTOS) for k in (0, 30_000))]
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {(path.name, piece) for path, content in files.items() for piece in pieces
            if piece in content}  # fmt: skip


def test_scan_finds_everything_in_a_plain_store(tmp_path):
    """Otherwise the scans below could not fail."""
    with Store.open(tmp_path) as store:
        fill(store)

        assert {piece for _, piece in readable_in(tmp_path)} >= {*TELLING, photo_bytes(0)[:24]}


def test_store_that_was_encrypted_from_the_start_tells_nothing(tmp_path, journal):
    with Store.open(tmp_path, journal, encryption()) as store:
        fill(store)
        assert_all_there(store)

        assert readable_in(tmp_path) == set()
    assert readable_in(tmp_path) == set()
    with Store.open(tmp_path, journal, encryption()) as store:
        assert_all_there(store)


def test_converted_store_keeps_nothing_readable(tmp_path, journal):
    with Store.open(tmp_path, journal) as store:
        fill(store)
        (tmp_path / f"{DAMAGED}{STORE_FILE}").write_bytes(NOTE.encode())
        store.encrypt(encryption())
        told = list(steps(store))

        assert readable_in(tmp_path) == set()
        assert_all_there(store)
        assert told[-1][0] == told[-1][1] > 300
    with Store.open(tmp_path, journal, encryption()) as store:
        assert_all_there(store)


def test_converted_back_it_is_read_without_a_key(tmp_path, journal):
    with Store.open(tmp_path, journal, encryption()) as store:
        fill(store)
        store.encrypt(encryption(is_on=False))
        list(steps(store))
    with Store.open(tmp_path, journal) as store:
        assert_all_there(store)
        texts = store.db.storage.file.fetch_all("SELECT doc FROM records")
        assert not any(text.startswith(PREFIX) for (text,) in texts)


@pytest.mark.parametrize("is_on", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_kill_during_a_conversion_loses_nothing(tmp_path, is_on, seed):
    """A real kill -9 of a process that converts; the next start goes on."""
    with Store.open(tmp_path, encryption=encryption(is_on=not is_on)) as store:
        fill(store)
    chance = random.Random(seed)
    stop_at = chance.randrange(1, 25)
    child = os.fork()
    if not child:
        with Store.open(tmp_path, encryption=encryption(is_on=is_on)) as store:
            for number, _ in enumerate(steps(store)):
                if number == stop_at:
                    break
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    with Store.open(tmp_path, encryption=encryption(is_on=is_on)) as store:
        assert_all_there(store)
        list(steps(store))
        assert_all_there(store)
        assert (readable_in(tmp_path) == set()) is is_on
    with Store.open(tmp_path, encryption=encryption() if is_on else None) as store:
        assert_all_there(store)


def test_wrong_key_is_told_before_anything_is_touched(tmp_path):
    KeyFile.made_for("name", AesCipher(KEY)).write(tmp_path)

    file = KeyFile.read(tmp_path)

    assert file.fits(AesCipher(KEY))
    assert not file.fits(AesCipher(bytes(32)))


def test_without_its_key_nothing_is_taken_for_empty(tmp_path):
    with Store.open(tmp_path, encryption=encryption()) as store:
        fill(store)

    for other in (None, encryption(bytes(32))):
        with pytest.raises(StorageError), Store.open(tmp_path, encryption=other) as store:
            store.units.fetch("unit-1")


def test_damaged_encrypted_store_is_repaired_like_a_plain_one(tmp_path):
    with Store.open(tmp_path, encryption=encryption()) as store:
        fill(store)
    with (tmp_path / STORE_FILE).open("r+b") as file:
        file.write(os.urandom(4096))
    with (tmp_path / PHOTOS_FILE).open("r+b") as file:
        file.write(bytes(100))

    with open_or_repair(tmp_path, encryption=encryption()) as store:
        assert Repair.untold(store.settings) is not None
        assert store.settings.get("identity")["token"] == TOKEN
        assert store.records.count() == 300
        assert store.drafts.answers("draft")["FIRE-01"].note == NOTE
        assert len(store.photos.shas()) == 2
    assert readable_in(tmp_path) == set()


def test_damaged_document_is_no_wrong_key(tmp_path):
    with Store.open(tmp_path, encryption=encryption()) as store:
        store.units.apply([a_unit("unit-1").to_dict()])
        doc = store.db.storage.file.fetch_one("SELECT doc FROM units")[0]
        spoilt = doc.replace(doc[20:24], "AAAA", 1)
        store.db.storage.file.run("UPDATE units SET doc=?", (spoilt,))

        with pytest.raises(StoreCorrupt):
            store.units.fetch("unit-1")


def test_what_is_looked_up_stays_readable_and_nothing_else(tmp_path):
    """The list that docs/threat-model.md names."""
    with Store.open(tmp_path, encryption=encryption()) as store:
        fill(store)
        names = {table: readable_fields(store, table) for table in ("records", "answers", "outbox")}
    assert names["records"] == {"~", "kind", "unit", "at", "subject"}
    assert names["outbox"] == {"~", "state"}
    assert names["answers"] == {"~"}


def readable_fields(store, table):
    rows = store.db.storage.file.fetch_all(f"SELECT doc FROM {table}")
    return {name for (text,) in rows for name in json.loads(text)}
