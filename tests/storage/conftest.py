"""Stores in a temporary folder, with both journals."""

import pytest

from inspect_app.storage.engine import Database, Journal
from inspect_app.storage.store import Store


@pytest.fixture(params=list(Journal), ids=str)
def journal(request):
    return request.param


@pytest.fixture
def store(tmp_path, journal):
    with Store.open(tmp_path / "store", journal) as opened:
        yield opened


@pytest.fixture
def db(tmp_path, journal):
    indexes = {"assets": (("code",), ("unit", "number"), ("place.floor",))}
    with Database(tmp_path / "main.sqlite", journal=journal, indexes=indexes) as opened:
        yield opened
