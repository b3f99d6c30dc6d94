"""The shapes of the wire that /docs shows.

What is sent is built by msgspec; tests hold the two together.
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from inspect_app.domain.unit import Role
from sync.protocol import PushStatus

Sha256 = Field(pattern="^[0-9a-f]{64}$", examples=["9f86d081884c7d659a2feaa0c55ad015" * 2])


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BothLanguages(Model):
    zh_CN: str
    en: str


class ErrorModel(Model):
    code: str = Field(examples=["code_expired"])
    message: BothLanguages
    details: Any = None


class HealthModel(Model):
    status: Literal["ok"]
    version: str
    records: int = Field(description="Number of the last record")
    server_time: datetime


class TokenModel(Model):
    access_token: str
    token_type: Literal["bearer"]
    expires_in: int = Field(description="Seconds", examples=[36000])


class PersonModel(Model):
    id: str
    name: str = Field(examples=["演示检查员甲"])
    unit: str = Field(description="Empty for bureau staff")
    roles: list[Role]
    title: str = ""


class MeModel(Model):
    person: PersonModel
    scope: list[str] = Field(description="Unit ids, or * for the whole district")
    device: str | None
    server_time: datetime


class EnrolRequest(Model):
    code: str = Field(examples=["7F3K-9QZ2-M4WD"])
    device_name: str = Field("", examples=["Safari · iPhone"])
    platform: str = Field("", examples=["web"])
    app_version: str = Field("", examples=["0.1.0"])


class EnrolmentModel(Model):
    device: str
    token: str = Field(description="Bearer token of this device")
    key: str = Field(description="Hex; seals the records of this device")
    person: PersonModel
    district: str
    scope: list[str]
    server_time: datetime
    tag_host: str = Field(examples=["https://safety.example.cn"])


class RecordModel(Model):
    """One signed-off fact; everything but `seal` is under `digest`."""

    id: str = Field(description="UUIDv7")
    kind: str = Field(examples=["inspection.submitted"])
    unit: str
    author: str
    device: str
    recorded_at: datetime = Field(description="By the device's clock, with offset")
    elapsed_ms: int
    previous: str = Field(description="Digest of this device's last record, or 64 zeros")
    blobs: list[str] = Field(description="SHA-256 of every photo that the body speaks of")
    body: dict[str, Any]
    digest: str = Field(description="SHA-256 over canonical JSON")
    seal: str = Field(description="HMAC-SHA-256 of the digest under the device's key")


class StoredRecordModel(RecordModel):
    seq: int
    received_at: datetime


class PushModel(Model):
    records: list[RecordModel] = Field(max_length=50)
    sent_at: datetime | None = Field(None, description="The device's clock now; marks a skew")


class PushAnswerModel(Model):
    id: str
    status: PushStatus
    code: str = Field(examples=["hazard_closed"])
    message: str
    seq: int | None
    received_at: str
    blobs_missing: list[str]
    number: str = Field(description="The final number of a hazard that was reported")


class PushAnswersModel(Model):
    answers: list[PushAnswerModel]


class RecordPageModel(Model):
    items: list[StoredRecordModel]
    cursor: str
    more: bool
    removed: list[str]


class ReferencePageModel(Model):
    items: list[dict[str, Any]]
    cursor: str
    more: bool
    removed: list[str] = Field(description="Ids of items that are gone, or out of scope now")


def body_of(model: type[Model]) -> dict[str, Any]:
    """Describe a JSON body that the route reads itself, bounded, before anything else."""
    schema = model.model_json_schema(ref_template=_COMPONENT)
    schema.pop("$defs", None)
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def described(openapi: dict[str, Any]) -> dict[str, Any]:
    """Add the parts of such bodies, which FastAPI does not know of."""
    parts = PushModel.model_json_schema(ref_template=_COMPONENT)["$defs"]
    openapi["components"]["schemas"].update(parts)
    return openapi


_COMPONENT = "#/components/schemas/{model}"
REFUSALS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ErrorModel, "description": "Refused; `code` says why, in two languages too"},
    "422": {"model": ErrorModel, "description": "Some fields are not valid"},
    "503": {"model": ErrorModel, "description": "Busy; `Retry-After` says when to come again"},
}
"""What every route may answer."""


def header_of(name: str, schema: dict[str, Any], *, is_needed: bool = True) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": is_needed, "schema": schema}


def form_of(*names: str) -> dict[str, Any]:
    properties = {name: {"type": "string"} for name in names}
    schema = {"type": "object", "required": list(names), "properties": properties}
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}
