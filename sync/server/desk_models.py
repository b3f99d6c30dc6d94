"""The shapes that the desk reads, as /docs shows them."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from forms.definition import Grade
from inspect_app.domain.hazard import HazardState
from inspect_app.domain.inspection import InspectionKind
from inspect_app.domain.unit import UnitKind
from sync.server.models import Model, StoredRecordModel


class InspectionRow(Model):
    id: str
    record: str
    seq: int
    unit: str
    form: str
    form_version: str
    kind: InspectionKind
    author: str
    started_at: datetime
    submitted_at: datetime
    received_at: datetime
    passed: int
    failed: int
    not_applicable: int
    hazards: int
    score: float | None = Field(description="Percent of the points; null where none are earned")
    level: str | None = Field(description="What the form calls that, by its id; empty for nothing")
    attachments_expected: int
    attachments_present: int
    is_chain_broken: bool
    skew_s: float | None = Field(description="Set where the device's clock was off by minutes")


class InspectionPage(Model):
    items: list[InspectionRow]
    cursor: str
    more: bool


class PhotoModel(Model):
    sha256: str
    media_type: str
    size: int
    address: str = Field(description="Shows the photo without a token, for half an hour at most")


class InspectionModel(Model):
    summary: InspectionRow
    record: StoredRecordModel
    photos: list[PhotoModel] = Field(description="Those that are here")


class DeviceRow(Model):
    id: str
    person: str
    person_name: str
    unit: str = Field(description="Of the person; empty for bureau staff")
    name: str = Field(examples=["Safari · iPhone"])
    platform: str
    app_version: str
    enrolled_at: datetime
    seen_at: datetime | None = Field(description="When it last sent records")
    revoked_at: datetime | None


class DevicePage(Model):
    items: list[DeviceRow]
    cursor: str
    more: bool


class HazardRow(Model):
    id: str
    number: str = Field(examples=["YH-320412-0137-20261123-0004"])
    temporary_number: str
    seq: int
    unit: str
    domain: str
    grade: Grade
    state: HazardState
    is_overdue: bool = Field(description="Computed for today, never stored")
    due_on: date
    inspection: str
    asset: str
    found_at: datetime
    closed_at: datetime | None


class HazardPage(Model):
    items: list[HazardRow]
    cursor: str
    more: bool


class HazardModel(Model):
    summary: HazardRow
    hazard: dict[str, Any] = Field(description="The state folded from the records")
    records: list[StoredRecordModel] = Field(description="What was said of it, in order")
    photos: list[PhotoModel] = Field(description="Those that are here")


class UnitRow(Model):
    id: str
    code: str
    name: str
    kind: UnitKind


class UnitPage(Model):
    items: list[UnitRow]
    cursor: str
    more: bool


class UnitModel(Model):
    unit: dict[str, Any]
    assets: int
    assets_overdue: int
    inspections: int
    hazards_open: int


class AssetModel(Model):
    asset: dict[str, Any]
    unit_name: str
    hazards: list[HazardRow]


class StatisticsRow(Model):
    key: str = Field(description="The unit, domain, grade or state that is counted")
    inspections: int
    hazards: int
    open: int
    closed: int
    overdue: int


class Rate(Model):
    """A share with its parts; the share is null where there is nothing to divide by."""

    numerator: int
    denominator: int
    share: float | None


class StatisticsModel(Model):
    by: str
    starts_on: date | None
    ends_on: date | None
    rows: list[StatisticsRow]
    total: StatisticsRow
    self_check: Rate = Field(description="自查率: units with a self-check ÷ units in scope")
    detection: Rate = Field(description="查出率: hazards ÷ inspections")
    rectification: Rate = Field(description="整改率: closed ÷ confirmed")
    rectification_due: Rate = Field(description="整改率（到期）: closed ÷ confirmed and due")
    on_time: Rate = Field(description="按期整改率: closed in time ÷ due")
    overdue: Rate = Field(description="逾期率: overdue and open ÷ due")


class FormRequest(Model):
    """A whole form as `forms/schema.json` describes it; `inspect-app forms check` checks it too."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(examples=["fire"])
    version: int = Field(examples=[2])


class ConfirmRequest(Model):
    item: str = Field(examples=["FIRE-24"])
    basis: int = Field(0, description="Which of the item's bases, from 0")
    source: str = Field(description="What it was verified against", max_length=300)
    sets_limit: bool = Field(False, description="That this basis sets the limit, was open so far")
    text: dict[Literal["zh", "en"], str] | None = Field(
        None, description="How it is cited from now on; else its words without the doubt"
    )
    effective_from: date | None = None
    effective_to: date | None = None


class FormVersionRow(Model):
    form: str
    version: int
    digest: str
    published_at: datetime | None = Field(description="Null where it was not written down")
    published_by: str


class FormVersionsModel(Model):
    items: list[FormVersionRow]


class FormVersionModel(Model):
    id: str
    version: int
    digest: str
    is_new: bool = Field(description="False where this version was published before")
