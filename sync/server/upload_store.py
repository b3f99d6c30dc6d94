"""Unfinished uploads: their rows, their parts in the object store, and how they become blobs.

Nothing is kept in the process: the parts lie beside the blobs and the offset in the database, so
any process can take the next part, and the compare-and-set on the offset decides between two.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, select, update

from inspect_app.domain.ids import new_id
from sync.server.auth import Caller
from sync.server.blob_rights import Entry, enter_blobs, is_proven
from sync.server.blob_store import PARTS, blob_name
from sync.server.bulk import Cells
from sync.server.collecting import is_collecting, keep_from_collection
from sync.server.db import take_turn
from sync.server.endpoint import Endpoint
from sync.server.errors import ApiError
from sync.server.ingest import COUNTER
from sync.server.moments import as_text
from sync.server.photo_gate import INERT, media_type_of
from sync.server.tables import devices, upload_parts, uploads

MAX_OPEN_UPLOADS = 500
"""Per device; an inspection day has about two hundred photos."""
STATUS_CHECKSUM = 460
"""tus 1.0, checksum extension: Checksum Mismatch."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a creation says of the file."""

    sha256: str
    size: int
    media_type: str = INERT
    said: str = ""
    """`Upload-Metadata`, word for word."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that is to come, and from which device."""

    device: str
    named: Named
    is_here: bool
    """This person has sent it before."""


@dataclass(frozen=True, slots=True)
class Upload:
    id: str
    device: str
    sha256: str
    size: int
    offset: int
    media_type: str
    metadata: str
    created_at: str
    expires_at: str

    @classmethod
    def of(cls, row: Row[Any]) -> "Upload":
        return cls(**row._mapping)

    @property
    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def cells(self) -> Cells:
        return tuple(getattr(self, name) for name in self.__slots__)

    def entry_of(self, person: str, at: datetime) -> Entry:
        return Entry(self.sha256, self.size, self.media_type, person, at)


def announced(connection: Connection, caller: Caller, named: Named) -> Announced:
    """Raises `ApiError` when the device has too many unfinished uploads."""
    query = select(func.count()).where(
        uploads.c.device == caller.device,
        uploads.c.offset < uploads.c.size,
        uploads.c.sha256 != named.sha256,
    )
    if connection.execute(query).scalar_one() >= MAX_OPEN_UPLOADS:
        raise ApiError(429, "too_many_uploads")
    return Announced(caller.device, named, is_proven(connection, caller.person.id, named.sha256))


def new_upload(endpoint: Endpoint, device: str, named: Named, offset: int) -> Upload:
    now = endpoint.now()
    return Upload(
        id=new_id(),
        device=device,
        sha256=named.sha256,
        size=named.size,
        offset=offset,
        media_type=named.media_type,
        metadata=named.said,
        created_at=as_text(now),
        expires_at=as_text(now + endpoint.settings.upload_lifetime),
    )


def create_upload(endpoint: Endpoint, said: Announced) -> Upload:
    """Enter a new upload; what this person has sent before begins complete.

    An unfinished one of the same file is given up: the device asks anew because it does not know
    it. On a line that loses answers there would otherwise soon be too many.
    """
    expire_uploads(endpoint)
    for earlier in _unfinished(endpoint, said):
        discard(endpoint, earlier)
    offset = said.named.size if said.is_here else 0
    upload = new_upload(endpoint, said.device, said.named, offset)
    with endpoint.database.writing() as connection:
        connection.execute(insert(uploads).values(upload.row))
    return upload


def _unfinished(endpoint: Endpoint, said: Announced) -> list[str]:
    query = select(uploads.c.id).where(
        uploads.c.device == said.device,
        uploads.c.sha256 == said.named.sha256,
        uploads.c.offset < uploads.c.size,
    )
    with endpoint.database.reading() as connection:
        return list(connection.execute(query).scalars())


def find_upload(endpoint: Endpoint, device: str, upload_id: str) -> Upload:
    """Raises `ApiError` unless it is this device's and not expired."""
    query = select(uploads).where(uploads.c.id == upload_id, uploads.c.device == device)
    with endpoint.database.reading() as connection:
        found = connection.execute(query).first()
    if found is None or found.expires_at <= as_text(endpoint.now()):
        raise ApiError(404, "upload_unknown")
    return Upload.of(found)


def append(endpoint: Endpoint, upload: Upload, content: bytes) -> int:
    """Add a part at the upload's offset and return the new offset.

    The last part makes it a blob if its SHA-256 is the declared one; otherwise the upload is
    discarded. Raises `ApiError`.
    """
    offset = upload.offset + len(content)
    if offset == upload.size:
        _complete(endpoint, upload, content)
        return offset
    name = f"{PARTS}/{upload.id}-{upload.offset:09d}-{new_id()}"
    endpoint.blobs.put(name, content)
    with endpoint.database.writing() as connection:
        moved = connection.execute(
            update(uploads).where(_is_where_it_was(upload)).values(offset=offset)
        ).rowcount
        if moved:
            row = {"upload": upload.id, "offset": upload.offset, "size": len(content), "name": name}
            connection.execute(insert(upload_parts).values(row))
    if not moved:
        endpoint.blobs.delete([name])
        raise _overtaken()
    return offset


def _complete(endpoint: Endpoint, upload: Upload, last: bytes) -> None:
    query = select(upload_parts.c.name).where(upload_parts.c.upload == upload.id)
    with endpoint.database.reading() as connection:
        names = list(connection.execute(query.order_by(upload_parts.c.offset)).scalars())
    try:
        whole = b"".join([*(endpoint.blobs.get(name) for name in names), last])
    except FileNotFoundError:
        raise _overtaken() from None
    if hashlib.sha256(whole).hexdigest() != upload.sha256:
        _refuse(endpoint, upload, ApiError(STATUS_CHECKSUM, "checksum_wrong"))
    try:
        upload = replace(upload, media_type=media_type_of(whole))
    except ApiError as error:
        _refuse(endpoint, upload, error)
    name = blob_name(upload.sha256)
    endpoint.blobs.put(name, whole)
    with endpoint.database.writing() as connection:
        take_turn(connection, COUNTER)
        if is_collecting(connection, endpoint.now()):
            keep_from_collection(endpoint, name, whole)
        change = update(uploads).where(_is_where_it_was(upload)).values(offset=upload.size)
        if not connection.execute(change).rowcount:
            raise _overtaken()
        sender = select(devices.c.person).where(devices.c.id == upload.device)
        person = connection.execute(sender).scalar_one()
        enter_blobs(connection, [upload.entry_of(person, endpoint.now())])
        connection.execute(delete(upload_parts).where(upload_parts.c.upload == upload.id))
    endpoint.blobs.delete(names)


def _refuse(endpoint: Endpoint, upload: Upload, error: ApiError) -> NoReturn:
    """Give the upload up for what it turned out to be, unless another request has gone on."""
    if discard(endpoint, upload.id, _is_where_it_was(upload)):
        raise error
    raise _overtaken()


def _is_where_it_was(upload: Upload) -> ColumnElement[bool]:
    return and_(uploads.c.id == upload.id, uploads.c.offset == upload.offset)


def _overtaken() -> ApiError:
    return ApiError(409, "upload_offset")


def discard(endpoint: Endpoint, upload_id: str, only_if: ColumnElement[bool] | None = None) -> bool:
    """Forget the upload and its parts; a blob that came of it stays. Say whether it was there."""
    here = uploads.c.id == upload_id if only_if is None else only_if
    with endpoint.database.writing() as connection:
        query = select(upload_parts.c.name).where(upload_parts.c.upload == upload_id)
        names = list(connection.execute(query).scalars())
        # Its parts' rows go with it.
        is_gone = connection.execute(delete(uploads).where(here)).rowcount == 1
    endpoint.blobs.delete(names if is_gone else [])
    return is_gone


def expire_uploads(endpoint: Endpoint) -> int:
    """Discard what was not finished in time, and the rows of what was."""
    query = select(uploads.c.id).where(uploads.c.expires_at <= as_text(endpoint.now()))
    with endpoint.database.reading() as connection:
        expired = list(connection.execute(query).scalars())
    for upload_id in expired:
        discard(endpoint, upload_id)
    return len(expired)
