"""A write-ahead log damaged in its middle: SQLite would silently go on from before the damage."""

import random
import shutil
import sqlite3
from contextlib import closing

import pytest

from inspect_app.errors import StoreCorrupt
from inspect_app.services.identity import CHAIN_HEAD, SETTING
from inspect_app.storage.repair import DAMAGED, Repair, open_or_repair
from inspect_app.storage.store import STORE_FILE, Store
from inspect_app.storage.write_ahead_log import WriteAheadLog
from tests.storage.factories import a_draft, a_submission, a_unit, an_answer

LOG = f"{STORE_FILE}-wal"
KEY = bytes(32)
HEADER, FRAME = 32, 24 + 4096
RECORDS, ANSWERS = 12, 30


@pytest.fixture
def killed(tmp_path):
    """A store whose records and answers lie in its log alone, as after a kill."""
    with Store.open(tmp_path / "running") as store:
        store.settings.put(SETTING, {"device": "device-1", "key": KEY.hex()})
        store.units.apply([a_unit(f"unit-{n}").to_dict() for n in range(40)])
        store.cursors.put("units", "c-units")
        store.checkpoint()
        store.drafts.save(a_draft("draft"))
        for number in range(ANSWERS):
            store.drafts.save_answer("draft", an_answer(f"FIRE-{number:02d}", note=f"n{number}"))
        for number in range(RECORDS):
            store.append(a_submission(f"r{number:02d}").sealed_by(KEY))
        shutil.copytree(tmp_path / "running", tmp_path / "store")
    return tmp_path / "store"


def frames(folder):
    return WriteAheadLog.beside(folder / STORE_FILE).frames


def settled(folder):
    return WriteAheadLog.beside(folder / STORE_FILE).settled


def flip(folder, at):
    content = bytearray((folder / LOG).read_bytes())
    content[at] ^= 0x10
    (folder / LOG).write_bytes(content)


def kept(store):
    """Return the notes of the draft by item, and the ids of the records."""
    answers = store.drafts.answers("draft")
    return {item: answer.note for item, answer in answers.items()}, [
        record.id for record in store.records.newest_inspections(1_000)
    ]


ALL = (
    {f"FIRE-{n:02d}": f"n{n}" for n in range(ANSWERS)},
    [f"r{n:02d}" for n in reversed(range(RECORDS))],
)


def test_whole_log_is_no_damage(killed):
    assert len(frames(killed)) > ANSWERS + RECORDS
    assert all(frame.is_intact for frame in frames(killed))

    with Store.open(killed) as store:
        assert kept(store) == ALL


def test_sqlite_alone_would_not_notice(killed):
    """Otherwise the log need not be looked at."""
    flip(killed, HEADER + FRAME * 5 + 500)

    with closing(sqlite3.connect(killed / STORE_FILE)) as plain:
        assert plain.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert plain.execute("SELECT count(*) FROM records").fetchone() == (0,)


@pytest.mark.parametrize("part", ["page", "checksum", "salt", "number"])
def test_torn_frame_costs_nothing_that_a_later_frame_says_again(killed, part):
    within = {"page": 24 + 4000, "checksum": 17, "salt": 9, "number": 3}[part]
    flip(killed, HEADER + FRAME * 8 + within)

    with pytest.raises(StoreCorrupt):
        Store.open(killed)
    with open_or_repair(killed) as store:
        assert kept(store) == ALL
        told = Repair.untold(store.settings)
        assert (told.records, told.drafts) == (RECORDS, 1)
        assert store.settings.get(CHAIN_HEAD)["device"] == "device-1"
        # Nobody knows what else was in the torn frame: what can be pulled is pulled again.
        assert store.cursors.get("units") == ""
    assert (killed / f"{DAMAGED}{LOG}").exists()


def test_torn_header_of_the_log_hides_nothing(killed):
    flip(killed, 13)

    with open_or_repair(killed) as store:
        assert kept(store) == ALL
        assert Repair.untold(store.settings) is not None


@pytest.mark.parametrize("seed", range(6))
def test_flip_anywhere_in_the_log_costs_at_most_what_it_hit(killed, seed):
    chance = random.Random(seed)
    hit = chance.randrange(len(settled(killed)))
    flip(killed, HEADER + FRAME * hit + chance.randrange(FRAME))

    with open_or_repair(killed) as store:
        store.check()
        notes, records = kept(store)
        assert Repair.untold(store.settings) is not None
    assert len(ALL[0].items() - notes.items()) <= 1
    assert len(set(ALL[1]) - set(records)) <= 1


def test_unfinished_commit_at_the_end_is_no_damage(killed):
    """What a kill leaves in the middle of a write; nobody was told that it is saved."""
    count = len(frames(killed))
    flip(killed, HEADER + FRAME * (count - 1) + 700)

    with open_or_repair(killed) as store:
        assert Repair.untold(store.settings) is None


def test_power_cut_in_the_last_commit_leaves_the_one_before(killed, tmp_path):
    """Between two flushes a disk keeps no order: what lies behind a lost frame may be there."""
    first, count = len(settled(killed)), len(frames(killed))
    assert count - first > 3

    for lost in range(first, count):
        folder = shutil.copytree(killed, tmp_path / f"without-{lost}")
        with (folder / LOG).open("r+b") as log:
            log.seek(HEADER + FRAME * lost)
            log.write(bytes(FRAME))

        with open_or_repair(folder) as store:
            assert kept(store) == (ALL[0], ALL[1][1:])
            assert len(store.outbox.records()) == RECORDS - 1
            assert Repair.untold(store.settings) is None


def test_frames_of_an_earlier_round_are_not_taken_for_torn_ones(tmp_path):
    with Store.open(tmp_path / "running") as store:
        for number in range(60):
            store.settings.put("language", str(number))
        store.checkpoint()
        store.settings.put("language", "last")
        shutil.copytree(tmp_path / "running", tmp_path / "store")

    assert len(frames(tmp_path / "store")) < 10
    with open_or_repair(tmp_path / "store") as store:
        assert store.settings.get("language") == "last"
        assert Repair.untold(store.settings) is None
