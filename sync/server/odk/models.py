"""The shapes of what the desk asks about ODK, as /docs shows them."""

from datetime import datetime

from pydantic import Field

from sync.server.models import Model
from sync.server.odk.ledger import State


class SubmissionRow(Model):
    inspection: str
    server: str
    instance_id: str
    form: str
    state: State
    reason: str = Field(description="Why it was not taken", examples=["conflict"])
    message: str = Field(description="The server's own words")
    tries: int
    files: int
    files_sent: int
    updated_at: datetime


class SubmissionPage(Model):
    items: list[SubmissionRow]
    cursor: str
    more: bool


class SendRequest(Model):
    inspections: list[str] = Field(default=[], max_length=20, description="Ids")
    again: bool = Field(default=False, description="Also those that the server has refused before")


class FailureModel(Model):
    inspection: str
    reason: str = Field(examples=["conflict"])
    message: str


class PushedModel(Model):
    sent: int
    left_out: list[str] = Field(description="Their form is not here in that version")
    failed: list[FailureModel]
    stopped_by: str = Field(description="Why the rest waits: unreachable, sign_in_refused …")
