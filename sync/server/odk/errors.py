"""What can go wrong between this endpoint and an OpenRosa server.

    OdkError                  key: the string key for the person; params: what it names
    ├── Unreachable           nothing answers, or the line was cut: try again later
    ├── TimedOut              the line is there, but too slow
    ├── InsecureServer        plain http to another machine: credentials would be read on the way
    ├── SignInRefused         401, 403: these credentials may not submit here
    ├── NotFound              404: no such project or account
    ├── WrongAnswer           what answered is no OpenRosa server (a sign-in page, a redirect)
    ├── ServerBusy            429, 5xx: it could not do it now
    ├── PartTooLarge          413: a smaller part may pass
    ├── FormMissing           404 for a submission: its form, or that version of it, is not there
    ├── AlreadyPublished      409 for a form: this version of it is there
    ├── Conflict              409: known there with other content
    ├── Rejected              another 4xx: never accepted as it is
    └── PhotoMissing          a photo of the inspection is not at this endpoint

`ends_run` says that asking the same server for the next submission is pointless now; `is_final`
that this submission will not be accepted as it is. None of them ever drops a submission.
"""

from typing import ClassVar


class OdkError(Exception):
    code: ClassVar[str] = "failed"
    ends_run: ClassVar[bool] = False
    is_final: ClassVar[bool] = False

    def __init__(self, message: str = "", **params: object) -> None:
        super().__init__(message or self.code)
        self.message = message
        """The server's own words, where it gave any."""
        self.params = params

    @property
    def key(self) -> str:
        return f"odk.error.{self.code}"


class Unreachable(OdkError):
    code = "unreachable"
    ends_run = True


class TimedOut(OdkError):
    code = "timed_out"
    ends_run = True


class InsecureServer(OdkError):
    code = "insecure"
    ends_run = True


class SignInRefused(OdkError):
    code = "sign_in_refused"
    ends_run = True


class NotFound(OdkError):
    code = "not_found"
    ends_run = True


class WrongAnswer(OdkError):
    code = "wrong_answer"
    ends_run = True


class ServerBusy(OdkError):
    code = "server_busy"
    ends_run = True


class PartTooLarge(OdkError):
    code = "too_large"
    is_final = True


class FormMissing(OdkError):
    """The next submission may be of another form: the run goes on."""

    code = "form_missing"


class AlreadyPublished(OdkError):
    code = "already_published"


class Conflict(OdkError):
    code = "conflict"
    is_final = True


class Rejected(OdkError):
    code = "rejected"
    is_final = True


class PhotoMissing(OdkError):
    code = "photo_missing"
