"""The real endpoint in this process, on a real socket, with the units and people of its tests."""

import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import insert, select

from inspect_app.domain.ids import new_id
from inspect_app.domain.unit import Person
from sync.protocol import GENESIS, Enrolment
from sync.server.app import create_app
from sync.server.auth import hash_token, new_device_token
from sync.server.blob_store import blob_name
from sync.server.endpoint import Endpoint
from sync.server.enrolment import make_code
from sync.server.patience import server_config
from sync.server.settings import Settings
from sync.server.tables import blobs, devices, records
from tests.sync.server.factories import PEOPLE
from tests.sync.stock import stock


@dataclass
class Serving:
    address: str
    endpoint: Endpoint

    def code_for(self, person: str) -> str:
        with self.endpoint.database.writing() as connection:
            lifetime = self.endpoint.settings.code_lifetime
            return make_code(connection, person, self.endpoint.now(), lifetime)

    def grant(self, person: str, people: Iterable[Person] = PEOPLE) -> Enrolment:
        """Enrol a device without its one-time code, whose hashing takes long on purpose."""
        device, token, key = new_id(), new_device_token(), secrets.token_hex(32)
        row = {"id": device, "person": person, "name": "", "platform": "", "app_version": ""}
        row |= {"token_hash": hash_token(token), "key": key, "last_digest": GENESIS}
        row |= {"enrolled_at": "2026-11-23T00:00:00+00:00"}
        with self.endpoint.database.writing() as connection:
            connection.execute(insert(devices).values(row))
        holder = next(each for each in people if each.id == person).to_dict()
        return Enrolment(device, token, key, holder, "", ("*",), "", self.address)

    def record_ids(self, device: str) -> list[str]:
        """Return the ids of a device's records in the endpoint's order."""
        query = select(records.c.id).where(records.c.device == device).order_by(records.c.seq)
        with self.endpoint.database.reading() as connection:
            return list(connection.execute(query).scalars())

    def broken_chains(self, device: str) -> list[bool]:
        query = select(records.c.is_chain_broken).where(records.c.device == device)
        with self.endpoint.database.reading() as connection:
            return list(connection.execute(query).scalars())

    def has_blob(self, sha256: str) -> bool:
        with self.endpoint.database.reading() as connection:
            query = select(blobs.c.sha256).where(blobs.c.sha256 == sha256)
            return connection.execute(query).scalar() is not None

    def blob(self, sha256: str) -> bytes:
        return self.endpoint.blobs.get(blob_name(sha256))


@contextmanager
def serving(folder: Path, **changes: Any) -> Iterator[Serving]:
    """`changes` are settings: another database, another store for blobs."""
    settings = Settings(folder=folder / "data", app_folder=folder, docs_folder=folder)
    app = create_app(settings.but(**changes))
    endpoint = app.state.endpoint
    stock(endpoint)
    config = server_config(app, host="127.0.0.1", port=0)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Serving(f"http://127.0.0.1:{port}", endpoint)
    finally:
        server.should_exit = True
        thread.join()
