"""The commands of docs/operations.md and of the nightly backup, run by a shell as they stand there.

Only what the page leaves to the reader is filled in: folders, addresses, and the port.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

from sync.server.app import create_app
from sync.server.auth import hash_secret
from sync.server.settings import Settings
from tests.backends.endpoint import REPOSITORY, STOP_TIMEOUT_S, named_in_environment
from tests.backends.ports import accepts, free_port, wait_until
from tests.sync.server.conftest import PASSWORD, serve
from tests.sync.server.factories import a_hazard, a_photo
from tests.sync.server.tus import Tus
from tests.sync.stock import stock

PHOTO = bytes(range(256)) * 50
HAZARD = "hazard-of-yesterday"
PAGE = (REPOSITORY / "docs" / "operations.md").read_text()
NIGHTLY = (REPOSITORY / "deploy" / "inspect-backup.service").read_text()
SERVE = "inspect-app serve --data /srv/inspect"
BACK_UP = "inspect-app backup --data /var/lib/inspect /var/backups/inspect/endpoint.tar"
RESTORE = "inspect-app restore --data /var/lib/inspect /var/backups/inspect/endpoint.tar"
DRILL_RESTORE = (
    "INSPECT_DATABASE=<an empty database> INSPECT_BLOBS=<an empty prefix> "
    "inspect-app restore endpoint.tar"
)
DRILL_SERVE = "inspect-app serve"
PLACES = ("var/lib", "var/backups/inspect", "srv")


@pytest.fixture
def shell(tmp_path):
    """Begin a command in an empty folder, where `inspect-app` is this version's."""
    program = tmp_path / "bin" / "inspect-app"
    for folder in (program.parent, *(tmp_path / each for each in PLACES)):
        folder.mkdir(parents=True)
    python = f'{sys.executable} -c "from inspect_app.cli import main; main()"'
    program.write_text(f'#!/bin/sh\nexec {python} "$@"\n')
    program.chmod(0o755)
    own = {"PATH": f"{program.parent}:{os.environ['PATH']}", "PYTHONPATH": str(REPOSITORY)}
    own |= {"INSPECT_LANGUAGE": "en", "COLUMNS": "200"}

    def begin(command, environment):
        for place in PLACES:
            command = command.replace(f" /{place}", f" {tmp_path / place}")
        return subprocess.Popen(
            command,
            shell=True,
            cwd=tmp_path,
            env=os.environ | own | environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    return begin


def _kept(shell, command, environment=None):
    """Return how many records and photos the command says that there are."""
    process = shell(command, environment or {})
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, command
    return re.search(r"(\d+) records, (\d+) photos", said).groups()


@contextmanager
def _serving(shell, command, environment=None):
    port = free_port()
    process = shell(f"exec {command} --port {port}", environment or {})
    try:
        wait_until(lambda: accepts(port), process, command, "above")
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            yield http
    finally:
        process.terminate()
        process.communicate(timeout=STOP_TIMEOUT_S)


@contextmanager
def _live(settings):
    """An endpoint at work, with a hazard and its photo; yields its client."""
    app = create_app(settings)
    stock(app.state.endpoint, hash_secret(PASSWORD))
    with serve(app) as running:
        device = running.device()
        photo = a_photo(PHOTO)
        device.answers(device.sealer.hazard(a_hazard(id=HAZARD, photos=(photo.sha256,))))
        Tus(device).create(PHOTO, PHOTO)
        yield running.http


def _photo_of_the_hazard(http):
    known = {"username": "p-officer", "password": PASSWORD}
    token = http.post("/v1/sign-in", data=known).json()["access_token"]
    shown = http.get(f"/v1/hazards/{HAZARD}", headers={"Authorization": f"Bearer {token}"}).json()
    return http.get(shown["photos"][0]["address"]).content


def test_the_page_has_no_other_commands():
    blocks = re.findall(r"^ {4}(inspect-app .*)$", PAGE, re.MULTILINE)
    spans = [each for each in re.findall(r"`([^`]+)`", PAGE) if "inspect-app " in each]

    assert {*blocks, *spans} == {SERVE, BACK_UP, RESTORE, DRILL_RESTORE, DRILL_SERVE}


def test_one_folder(shell, tmp_path):
    with _serving(shell, SERVE) as http:
        assert http.get("/v1/health").json()["status"] == "ok"
    folder = tmp_path / "var/lib/inspect"
    with _live(Settings(folder=folder)):
        made = _kept(shell, BACK_UP)
    shutil.move(folder, tmp_path / "lost")

    assert _kept(shell, RESTORE) == made == ("1", "1")
    with _serving(shell, f"{DRILL_SERVE} --data /var/lib/inspect") as http:
        assert _photo_of_the_hazard(http) == PHOTO


def test_nightly_backup(shell, tmp_path):
    command = re.search(r"^ExecStart=(.*)$", NIGHTLY, re.MULTILINE)[1].replace("%%", "%")
    with _live(Settings(folder=tmp_path / "var/lib/inspect")):
        made = _kept(shell, command.replace("/opt/inspect/.venv/bin/", ""))

    kept = list((tmp_path / "var/backups/inspect").iterdir())
    assert made == ("1", "1")
    assert [each.name for each in kept] == [f"endpoint-{time.strftime('%u')}.tar"]


def test_drill(shell, tmp_path, postgres_server, s3_server):
    def on_servers():
        database = postgres_server.url(postgres_server.create())
        known = {"blobs": s3_server.address(), "blob_options": s3_server.options}
        return Settings(folder=tmp_path / "unused", database=database, **known)

    live, other = on_servers(), on_servers()
    with _live(live) as http:
        made = _kept(shell, BACK_UP, named_in_environment(live))
        newest = http.get("/v1/health").json()["records"]
    shutil.copy(tmp_path / "var/backups/inspect/endpoint.tar", tmp_path)
    command = DRILL_RESTORE.replace("<an empty database>", shlex.quote(other.database))
    command = command.replace("<an empty prefix>", shlex.quote(other.blobs))

    assert _kept(shell, command, named_in_environment(live)) == made == (str(newest), "1")
    with _serving(shell, DRILL_SERVE, named_in_environment(other)) as http:
        assert _photo_of_the_hazard(http) == PHOTO
