"""What every route stands on: settings, database, blobs and clock, made once per process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy import Connection

from sync.protocol import API
from sync.server.auth import Caller, authenticate, bearer
from sync.server.blob_store import BlobStore
from sync.server.db import Database
from sync.server.moments import DISTRICT_TIME, Now, utc_now
from sync.server.outdated import Outdated
from sync.server.recovering import recover_names
from sync.server.settings import Settings


@dataclass(frozen=True, slots=True)
class Endpoint:
    settings: Settings
    database: Database
    blobs: BlobStore
    now: Now = utc_now

    @classmethod
    def open(cls, settings: Settings, now: Now = utc_now) -> "Endpoint":
        """Make the folder and bring the database to this version. Raises `Outdated`."""
        settings.folder.mkdir(parents=True, exist_ok=True)
        database = Database(settings.database_url)
        try:
            database.migrate()
        except Outdated:
            database.close()
            raise
        blobs = BlobStore.open(settings)
        recover_names(database, blobs)
        return cls(settings, database, blobs, now)

    def today(self) -> date:
        """The district's day, not Greenwich's."""
        return self.now().astimezone(DISTRICT_TIME).date()

    @contextmanager
    def asking(self, request: Request) -> Iterator[tuple[Caller, Connection]]:
        """One read transaction of whoever sent the request. Raises `ApiError`."""
        token = bearer(request)
        with self.database.reading() as connection:
            yield authenticate(connection, token, self.now()), connection


async def endpoint_of(request: Request) -> Endpoint:
    # Not a plain function: FastAPI would call that in a thread, at every request.
    return request.app.state.endpoint


Served = Annotated[Endpoint, Depends(endpoint_of)]

signed_in = Depends(OAuth2PasswordBearer(tokenUrl=f"{API}/sign-in", auto_error=False))
"""Only tells the documentation that a token is needed; `Endpoint.asking` checks it."""
