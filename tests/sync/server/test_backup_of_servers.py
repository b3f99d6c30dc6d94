"""The drill of docs/operations.md: PostgreSQL and S3 backed up while in use, and rebuilt."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from sync.server.app import create_app
from sync.server.auth import hash_secret
from sync.server.backup import BackupError, back_up, restore
from sync.server.blob_store import blob_name
from sync.server.endpoint import Endpoint
from sync.server.settings import Settings
from sync.server.tables import blobs, metadata, records, uploads
from tests.sync.server.conftest import PASSWORD, serve
from tests.sync.server.factories import NOW, a_photo, an_inspection
from tests.sync.server.tus import Tus
from tests.sync.stock import stock

PHOTO = bytes(range(256)) * 50
LEFT_BEHIND = {"counters", "uploads", "upload_parts"}
"""A restored endpoint begins a new epoch, and uploads in flight begin again."""


@pytest.fixture
def outside(postgres_server, s3_server, tmp_path):
    def settings(name):
        database = postgres_server.create()
        return Settings(
            folder=tmp_path / name,
            database=postgres_server.url(database),
            blobs=s3_server.address(),
            blob_options=s3_server.options,
            app_folder=tmp_path,
            docs_folder=tmp_path,
        )

    return settings


@pytest.fixture
def device(outside, cheap_hashes):
    """A phone with one inspection and its photo at an endpoint on PostgreSQL and S3."""
    app = create_app(outside("live"), lambda: NOW)
    stock(app.state.endpoint, hash_secret(PASSWORD))
    with serve(app) as running:
        device = running.device()
        device.answers(device.sealer.inspection(an_inspection(photos=[a_photo(PHOTO)])))
        Tus(device).create(PHOTO, PHOTO)
        yield device


def test_drill_under_load(device, outside, tmp_path):
    live = device.running.endpoint
    done, kept = threading.Event(), tmp_path / "endpoint.tar"

    def write():
        while not done.is_set():
            device.answers(*(device.sealer.inspection() for _ in range(5)))

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        made = back_up(live.settings, kept, NOW)
        done.set()
        writing.result()

    settings = outside("restored")
    assert restore(kept, settings) == made
    restored = Endpoint.open(settings)
    assert made.records % 5 == 1
    assert _rows(restored, records) == _rows(live, records)[: made.records]
    assert [restored.blobs.get(blob_name(row[0])) for row in _rows(restored, blobs)] == [PHOTO]
    restored.database.close()


def test_everything_is_in_it_but_what_begins_anew(device, outside, tmp_path):
    live = device.running.endpoint
    back_up(live.settings, tmp_path / "endpoint.tar", NOW)
    settings = outside("restored")

    restore(tmp_path / "endpoint.tar", settings)

    restored = Endpoint.open(settings)
    for table in metadata.sorted_tables:
        if table.name not in LEFT_BEHIND:
            assert _rows(restored, table) == _rows(live, table), table.name
    assert _rows(restored, uploads) == []
    restored.database.close()


def test_backup_moves_between_kinds_of_database(device, outside, tmp_path):
    """From servers to a folder, and from there to servers again."""
    back_up(device.running.endpoint.settings, tmp_path / "1.tar", NOW)
    folder = Settings(folder=tmp_path / "folder")
    restore(tmp_path / "1.tar", folder)
    back_up(folder, tmp_path / "2.tar", NOW)
    settings = outside("again")

    restore(tmp_path / "2.tar", settings)

    again = Endpoint.open(settings)
    assert _rows(again, records) == _rows(device.running.endpoint, records)
    again.database.close()


def test_occupied_database_is_left_alone(device, tmp_path):
    live = device.running.endpoint
    back_up(live.settings, tmp_path / "endpoint.tar", NOW)
    before = _rows(live, records)

    with pytest.raises(BackupError) as caught:
        restore(tmp_path / "endpoint.tar", live.settings)

    assert caught.value.code == "database_occupied"
    assert _rows(live, records) == before


def test_damaged_backup_leaves_the_database_empty(device, outside, tmp_path):
    kept = tmp_path / "endpoint.tar"
    back_up(device.running.endpoint.settings, kept, NOW)
    content = bytearray(kept.read_bytes())
    content[len(content) // 3] ^= 0x40
    kept.write_bytes(content)
    settings = outside("restored")

    with pytest.raises(BackupError):
        restore(kept, settings)

    restored = Endpoint.open(settings)
    with restored.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(records)).scalar_one() == 0
    restored.database.close()


def _rows(endpoint, table):
    with endpoint.database.reading() as connection:
        order = list(table.primary_key.columns)
        return [tuple(row) for row in connection.execute(select(table).order_by(*order))]
