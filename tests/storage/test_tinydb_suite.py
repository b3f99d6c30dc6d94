"""TinyDB's own published tests pass on our storage and table, all but one that names TinyDB's."""

import os
import subprocess
import sys
import tarfile

import pytest
import tinydb

from tests.sources import source_of

VERSION = "4.9.0"
SHA256 = "6928b1fa785186bda7952a0ba05aaeedc883ede565ca9c7d608de44e5e75de70"
MODULES = ("test_tables", "test_tinydb", "test_operations", "test_queries")
"""The others test TinyDB's own storages, middlewares and helpers."""
NAMES_A_CLASS = "test_table_repr"
"""Asserts that the class is called `Table` and the storage one of TinyDB's."""

CONFTEST = """
import pytest

from inspect_app.storage.engine import Database, Journal, SqliteStorage


@pytest.fixture(params=list(Journal), ids=str)
def db(request, tmp_path):
    with Database(tmp_path / "main.sqlite", journal=request.param) as opened:
        opened.insert_multiple({"int": 1, "char": c} for c in "abc")
        yield opened


@pytest.fixture
def storage(tmp_path):
    opened = SqliteStorage(tmp_path / "storage.sqlite")
    yield opened
    opened.close()
"""


@pytest.fixture(scope="module")
def source():
    return source_of("tinydb", VERSION, SHA256)


@pytest.fixture
def suite(source, tmp_path):
    folder = tmp_path / "suite"
    folder.mkdir()
    with tarfile.open(source) as tar:
        for module in MODULES:
            text = tar.extractfile(f"tinydb-{VERSION}/tests/{module}.py").read()
            (folder / f"{module}.py").write_bytes(text)
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider\n")
    return folder


def run(folder, *arguments):
    command = [sys.executable, "-m", "pytest", "-q", "--rootdir", str(folder), *arguments]
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [*command, str(folder)], capture_output=True, text=True, cwd=folder, env=alone
    )


def test_suite_is_that_of_the_version_in_use():
    assert tinydb.__version__ == VERSION


def test_tinydbs_own_tests_pass(suite):
    ended = run(suite, "-k", f"not {NAMES_A_CLASS}")

    assert ended.returncode == 0, ended.stdout[-8_000:]
    passed = int(ended.stdout.rsplit(" passed", 1)[0].split()[-1])
    assert passed > 150
    assert "skipped" not in ended.stdout


def test_suite_can_fail(suite):
    """The one test left out does fail, for the reason given."""
    ended = run(suite, "-k", NAMES_A_CLASS)

    assert ended.returncode == 1
    assert "<SqliteTable name=" in ended.stdout
