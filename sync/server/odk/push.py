"""Send what waits to one OpenRosa server, one submission after the other, each part once."""

from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from mimetypes import guess_type

from sync.server.blob_store import blob_name
from sync.server.endpoint import Endpoint
from sync.server.odk import ledger
from sync.server.odk.errors import OdkError, PartTooLarge, PhotoMissing
from sync.server.odk.ledger import State, Submission
from sync.server.odk.openrosa import Attachment, OpenRosaServer
from sync.server.odk.parts import File, split

OTHER_TYPE = "application/octet-stream"
DRAWN_TYPE = "image/png"


@dataclass(frozen=True, slots=True)
class Pushed:
    sent: int
    failed: tuple[tuple[Submission, OdkError], ...]
    stopped_by: OdkError | None = None
    """Why the rest was not tried: the server itself is the trouble."""


def push_waiting(
    endpoint: Endpoint,
    server: OpenRosaServer,
    only: Sequence[str] | None = None,
    on_done: Callable[[], None] = lambda: None,
) -> Pushed:
    """Try every submission that waits once; failures are kept with their reason, not raised.

    With `only`, those of these inspections.
    """
    failed: list[tuple[Submission, OdkError]] = []
    tried: list[str] = []
    try:
        limit = server.preflight()
    except OdkError as error:
        return Pushed(0, (), error)
    sent = 0
    while (submission := _next(endpoint, server.name, tried, only)) is not None:
        tried.append(submission.inspection)
        try:
            _send(endpoint, server, submission, limit)
            sent += 1
        except OdkError as error:
            with endpoint.database.writing() as connection:
                ledger.keep_failure(connection, submission, error, endpoint.now())
            failed.append((submission, error))
            if error.ends_run:
                return Pushed(sent, tuple(failed), error)
        on_done()
    return Pushed(sent, tuple(failed))


def _next(
    endpoint: Endpoint, server: str, tried: Sequence[str], only: Sequence[str] | None
) -> Submission | None:
    with endpoint.database.writing() as connection:
        return ledger.take_next(connection, server, endpoint.now(), tried, only)


def _send(endpoint: Endpoint, server: OpenRosaServer, submission: Submission, limit: int) -> None:
    """Raises `OdkError`; what was acknowledged before is kept."""
    xml = submission.xml.encode()
    has = submission.files_sent
    parts = list(split(len(xml), submission.files_left, limit))
    for number, part in enumerate(parts, 1):
        _send_part(endpoint, server, xml, part, is_last=number == len(parts))
        has |= {file.name for file in part}
        with endpoint.database.writing() as connection:
            ledger.keep_part(connection, submission, has, endpoint.now())
    with endpoint.database.writing() as connection:
        changes = {"state": State.sent, "reason": "", "message": ""}
        now = endpoint.now()
        ledger.keep(connection, submission.server, submission.inspection, now, **changes)


def _send_part(
    endpoint: Endpoint, server: OpenRosaServer, xml: bytes, part: tuple[File, ...], is_last: bool
) -> None:
    """A proxy may take less than the server says: what is too large goes in halves."""
    try:
        server.submit(xml, [_attachment(endpoint, file) for file in part], is_last=is_last)
    except PartTooLarge:
        if len(part) < 2:
            raise
        half = len(part) // 2
        _send_part(endpoint, server, xml, part[:half], is_last=False)
        _send_part(endpoint, server, xml, part[half:], is_last)


def _attachment(endpoint: Endpoint, file: File) -> Attachment:
    if file.drawn:
        return Attachment(file.name, DRAWN_TYPE, b64decode(file.drawn))
    try:
        content = endpoint.blobs.get(blob_name(file.sha256))
    except FileNotFoundError as error:
        raise PhotoMissing(sha256=file.sha256) from error
    kind, _ = guess_type(file.name)
    return Attachment(file.name, kind or OTHER_TYPE, content)
