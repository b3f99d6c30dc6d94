"""What can go wrong between a device and its endpoint, one class for each cause to act on.

    SyncError
    ├── Offline                  nothing answers: no line, or it was cut
    ├── TimedOut                 the line is there, but too slow
    ├── Refused                  the endpoint does not accept this device (any more)
    ├── TooBusy                  the endpoint asks to come back later, and says when
    ├── ServerTrouble            the endpoint answered, but could not do it now
    │   ├── AnswerDamaged        an answer that is cut short, or far too long
    │   └── WrongAnswer          what answered is not the endpoint (a hotel's sign-in page)
    ├── ProtocolMismatch         an answer of a shape that this version does not know
    ├── RequestRejected          this request will never be accepted as it is
    ├── UploadRejected           this blob will never be accepted as it is
    │   ├── BlobUnreadable       the device no longer holds the blob
    │   └── BlobDamaged          the blob's bytes are no longer those of its digest
    └── DownloadFailed           this blob cannot be had, whatever the line
        ├── BlobAbsent           the endpoint does not have it yet, or not for this device
        ├── BlobDiffers          what came is not what the digest names
        └── BlobTooLarge         more bytes than a device keeps

`key` names the sentence for the person, `params` fill it; `str(error)` is for the log.
"""

from collections.abc import Mapping
from typing import ClassVar

REASON = "sync.reason."
"""What the key of every reason begins with."""


class SyncError(Exception):
    code: ClassVar[str] = "failed"
    ends_run: ClassVar[bool] = False
    """Whether asking the same endpoint for something else is pointless now."""

    def __init__(self, explanation: str = "", **params: object) -> None:
        super().__init__(explanation)
        self.params = params

    @property
    def key(self) -> str:
        return REASON + self.code


class Offline(SyncError):
    code = "offline"
    ends_run = True


class TimedOut(SyncError):
    """Parameter `timeout_s`."""

    code = "timed_out"


class Refused(SyncError):
    """Parameters `status` and `cause` (the endpoint's own word)."""

    code = "refused"
    ends_run = True


class TooBusy(SyncError):
    """Parameter `retry_after_s`, None when the endpoint did not say."""

    code = "too_busy"
    ends_run = True

    def __init__(self, explanation: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(explanation, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class ServerTrouble(SyncError):
    """Parameter `status`."""

    code = "server_trouble"


class AnswerDamaged(ServerTrouble):
    code = "answer_damaged"


class WrongAnswer(ServerTrouble):
    code = "wrong_answer"
    ends_run = True


class ProtocolMismatch(SyncError):
    code = "protocol_mismatch"


class RequestRejected(SyncError):
    """Parameters `status`, `cause` (the endpoint's own word) and `message`."""

    code = "request_rejected"

    def __init__(
        self, status: int, cause: str = "", messages: Mapping[str, str] | None = None
    ) -> None:
        self.status = status
        self.cause = cause
        self.messages = dict(messages or {})
        """Language → sentence, as the endpoint worded it."""
        message = self.messages.get("zh_CN") or next(iter(self.messages.values()), "")
        super().__init__(f"{status} {cause}", status=status, cause=cause, message=message)


class UploadRejected(SyncError):
    """Parameters `sha256`, `status`."""

    code = "upload_rejected"


class BlobUnreadable(UploadRejected):
    code = "blob_unreadable"


class BlobDamaged(UploadRejected):
    code = "blob_damaged"


class DownloadFailed(SyncError):
    """Parameter `sha256`."""

    code = "download_failed"


class BlobAbsent(DownloadFailed):
    code = "blob_absent"


class BlobDiffers(DownloadFailed):
    code = "blob_differs"


class BlobTooLarge(DownloadFailed):
    """Parameters `sha256` and `size`."""

    code = "blob_too_large"
