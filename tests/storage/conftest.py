"""Stores in a temporary folder, with both journals."""

import pytest

from inspect_app.platform.aes import AesCipher
from inspect_app.storage.encryption import Encryption
from inspect_app.storage.engine import Database, Journal
from inspect_app.storage.store import Store


@pytest.fixture(params=list(Journal), ids=str)
def journal(request):
    return request.param


@pytest.fixture
def store(tmp_path, journal):
    with Store.open(tmp_path / "store", journal) as opened:
        yield opened


@pytest.fixture(
    params=[(Journal.WAL, False), (Journal.PERSIST, False), (Journal.WAL, True)],
    ids=["wal", "persist", "encrypted"],
)
def db(tmp_path, request):
    journal, is_encrypted = request.param
    encryption = Encryption(AesCipher(bytes(32)), is_on=True) if is_encrypted else None
    indexes = {"assets": (("code",), ("unit", "number"), ("place.floor",))}
    file = tmp_path / "main.sqlite"
    with Database(file, journal=journal, indexes=indexes, encryption=encryption) as opened:
        yield opened
