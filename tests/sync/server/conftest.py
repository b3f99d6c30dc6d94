"""A real endpoint on loopback, with two units and four people."""

import shutil
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx
import pytest
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI

from sync.protocol import Enrolment
from sync.server import auth
from sync.server.app import create_app
from sync.server.auth import hash_secret
from sync.server.backup import DATABASE
from sync.server.endpoint import Endpoint
from sync.server.enrolment import make_code
from sync.server.patience import server_config
from sync.server.settings import Settings
from tests.sync.server.factories import NOW, Sealer
from tests.sync.stock import stock

PASSWORD = "correct horse 电池"


@dataclass
class Running:
    """The endpoint behind its address, and what a test needs to look inside."""

    address: str
    endpoint: Endpoint
    http: httpx.Client
    app: FastAPI
    server: uvicorn.Server

    def clients(self):
        """Whose connections the endpoint has open."""
        return [each.client for each in self.server.server_state.connections]

    def code_for(self, person):
        with self.endpoint.database.writing() as connection:
            lifetime = self.endpoint.settings.code_lifetime
            return make_code(connection, person, self.endpoint.now(), lifetime)

    def enrol(self, person="p-officer"):
        answer = self.http.post("/v1/enrol", json={"code": self.code_for(person)})
        assert answer.status_code == 200, answer.text
        return Enrolment.from_dict(answer.json())

    def device(self, person="p-officer"):
        return Device(self, Sealer(self.enrol(person)))

    def sign_in(self, person="p-officer", password=PASSWORD):
        return self.http.post("/v1/sign-in", data={"username": person, "password": password})


class Device:
    def __init__(self, running, sealer):
        self.running = running
        self.sealer = sealer
        self.headers = {"Authorization": f"Bearer {sealer.enrolment.token}"}

    def push(self, *records, **message):
        body = {"records": [record.to_dict() for record in records], **message}
        return self.running.http.post("/v1/records", json=body, headers=self.headers)

    def answers(self, *records):
        answer = self.push(*records)
        assert answer.status_code == 200, answer.text
        return answer.json()["answers"]

    def get(self, path, **params):
        return self.running.http.get(path, params=params, headers=self.headers)


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes():
    """The real algorithm with little memory: what is tested is not how long guessing takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auth, "_hasher", PasswordHasher(1, 64, 1))
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory, cheap_hashes):
    """A migrated database with the units, people and assets of `factories`."""
    endpoint = Endpoint.open(Settings(folder=tmp_path_factory.mktemp("template")), lambda: NOW)
    stock(endpoint, hash_secret(PASSWORD))
    endpoint.database.close()
    return endpoint.settings.folder


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory, cheap_hashes, postgres_server):
    """The same in a PostgreSQL database, for new ones to be made after."""
    name = postgres_server.create()
    folder = tmp_path_factory.mktemp("postgres-template")
    settings = Settings(folder=folder, database=postgres_server.url(name))
    endpoint = Endpoint.open(settings, lambda: NOW)
    stock(endpoint, hash_secret(PASSWORD))
    endpoint.database.close()
    return name


@pytest.fixture
def backend(request):
    """Where the endpoint keeps things: see the marker `both_backends`."""
    return getattr(request, "param", "sqlite")


def pytest_generate_tests(metafunc):
    """A test of `both_backends` runs on SQLite with a folder, and on PostgreSQL with S3."""
    if metafunc.definition.get_closest_marker("both_backends") and (
        "backend" in metafunc.fixturenames
    ):
        metafunc.parametrize("backend", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def settings(tmp_path, backend, request):
    known = Settings(folder=tmp_path / "data", app_folder=tmp_path / "web", docs_folder=tmp_path)
    if backend == "sqlite":
        known.folder.mkdir()
        # Alone: an endpoint makes its 256 folders faster than they are copied.
        shutil.copy(request.getfixturevalue("template") / DATABASE, known.folder)
        yield known
        return
    template = request.getfixturevalue("postgres_template")
    server = request.getfixturevalue("postgres_server")
    bucket = request.getfixturevalue("s3_server")
    name = server.create(template)
    yield known.but(database=server.url(name), blobs=bucket.address(), blob_options=bucket.options)
    server.drop(name)


@dataclass
class Clock:
    """The endpoint's time, which a test may move."""

    now: datetime = NOW


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def running(settings, clock):
    with serve(create_app(settings, now=lambda: clock.now)) as served:
        yield served


@contextmanager
def serve(app):
    """The app on a port of its own, served as the command does it."""
    server = uvicorn.Server(server_config(app, host="127.0.0.1", port=_free_port()))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    address = f"http://127.0.0.1:{server.config.port}"
    try:
        # Its certificates would be read anew for each test, and none is asked for here.
        with httpx.Client(base_url=address, timeout=30, trust_env=False, verify=False) as http:
            yield Running(address, app.state.endpoint, http, app, server)
    finally:
        server.should_exit = True
        thread.join()


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
