"""What a run needs of the device: its records, its photos and how far it has read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sync.errors import SyncError, UploadRejected
from sync.protocol import Page, PushAnswer, Record, ReferenceKind
from sync.uploads import BlobSource


@dataclass(frozen=True, slots=True)
class PendingBlob:
    sha256: str
    size: int
    resume: str | None
    """What was last remembered of its upload."""


class LocalStore(Protocol):
    """The device's side of the exchange. Each method is one transaction, on disk on return."""

    def recover(self) -> None:
        """Make waiting again what an earlier run left in flight."""
        ...

    def waiting_records(self) -> Sequence[str]:
        """Return the ids of the records that wait, in the order in which they were written."""
        ...

    def begin_sending(self, record_ids: Sequence[str]) -> None:
        """Mark as in flight, before anything leaves."""
        ...

    def record(self, record_id: str) -> Record: ...

    def settle(self, answers: Sequence[PushAnswer]) -> None:
        """Apply what became of each record: stored, or trouble with its reason."""
        ...

    def hold(self, record_id: str, reason: SyncError) -> None:
        """Put a record that can never be sent as it is into trouble; it stays."""
        ...

    def give_back(self, record_ids: Sequence[str], reason: SyncError) -> None:
        """Put records that got no answer back to waiting."""
        ...

    def send_again(self) -> None:
        """Let this device's sent records wait again and forget how far records were pulled.

        The endpoint disowned the cursor: it was perhaps restored and lacks what it had. What it
        still has it answers `duplicate`, with the photos that it lacks.
        """
        ...

    def waiting_blobs(self) -> Sequence[PendingBlob]:
        """Return the photos of stored records that the endpoint lacks, oldest record first.

        Those at which the endpoint broke come last: they must not hold up the others.
        """
        ...

    def blob(self, sha256: str) -> BlobSource:
        """Raise `BlobUnreadable` when the device no longer holds it."""
        ...

    def remember_upload(self, sha256: str, resume: str) -> None: ...

    def blob_stored(self, sha256: str) -> None: ...

    def give_back_blob(self, sha256: str, reason: SyncError) -> None:
        """Let a photo that did not get through wait with its reason."""
        ...

    def hold_blob(self, sha256: str, reason: UploadRejected) -> None: ...

    def waiting_bytes(self) -> int:
        """Return the size of all photos that wait, also those of records that wait themselves."""
        ...

    def cursor(self, name: str) -> str: ...

    def apply_references(self, kind: ReferenceKind, page: Page) -> None:
        """Apply the page and its cursor together."""
        ...

    def wanted_forms(self) -> Sequence[tuple[str, str]]:
        """Return id and version of what pulled inspections were made with and is not here."""
        ...

    def settle_form(self, wanted: tuple[str, str], form: Mapping[str, Any] | None) -> None:
        """Keep an old version, or know that the endpoint never had it."""
        ...

    def apply_records(self, page: Page) -> None:
        """Apply the page and its cursor together; a record that is here already stays one."""
        ...
