"""Inspections of the demo district: real checklists, walked item by item."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forms.answers import Answer, Value, judge, limits_for
from forms.definition import DueKind, Form, Item, PhotoRule
from forms.sheet import Sheet, Slot
from forms.terms import AnswerType, Grade, Result
from inspect_app.domain.asset import Asset
from inspect_app.domain.evidence import Photo, Signature, SignatureRole, Stroke
from inspect_app.domain.hazard import Hazard, default_due_on
from inspect_app.domain.inspection import Inspection, InspectionKind
from inspect_app.domain.unit import Person, Unit
from sync.protocol import RecordKind
from sync.server.demo.facts import Fact, Story

FAIL_SHARE = 0.045
MAX_ASSETS_OF_A_KIND = 3
SECONDS_PER_ITEM = 25
OVERVIEW = "overview"
TEXT = "已核对，情况正常"


@dataclass(frozen=True, slots=True)
class Visit:
    unit: Unit
    form: Form
    kind: InspectionKind
    inspectors: tuple[Person, ...]
    responsible: Person
    at: datetime
    assets: tuple[Asset, ...]


def walk(visit: Visit, story: Story) -> list[Hazard]:
    """Fill in the whole checklist, tell the inspection and its hazards, return the hazards."""
    known = {asset.id: asset for asset in visit.assets}
    sheet = Sheet.of(
        visit.form,
        unit_kind=str(visit.unit.kind),
        unit_attributes={
            "boarding": visit.unit.is_boarding,
            "key": visit.unit.is_key_unit,
            **visit.unit.attributes,
        },
        assets=[(asset.id, asset.kind, asset.attributes) for asset in visit.assets],
        today=visit.at.date(),
    )
    photos: dict[str, Photo] = {}
    while (key := sheet.next_unanswered()) is not None:
        sheet = sheet.with_answer(_answer(sheet, sheet.slot(key), visit, story, known, photos))
    inspection_id = story.new_id(visit.at)
    hazards = [_hazard(slot, visit, story, known, inspection_id) for slot in sheet.failures()]
    inspection = _inspection(sheet, visit, story, inspection_id, tuple(photos.values()), hazards)
    story.say(
        Fact(
            inspection.submitted_at,
            visit.inspectors[0],
            RecordKind.inspection_submitted,
            visit.unit.id,
            inspection.to_dict(),
            tuple(photo.sha256 for photo in inspection.photos),
            inspection.elapsed_ms,
        )
    )
    for number, hazard in enumerate(hazards, 1):
        at = inspection.submitted_at + timedelta(milliseconds=number)
        kind = RecordKind.hazard_reported
        body, elapsed_ms = hazard.to_dict(), inspection.elapsed_ms
        by = visit.inspectors[0]
        story.say(Fact(at, by, kind, visit.unit.id, body, hazard.photos, elapsed_ms))
    return hazards


def _answer(
    sheet: Sheet,
    slot: Slot,
    visit: Visit,
    story: Story,
    known: Mapping[str, Asset],
    photos: dict[str, Photo],
) -> Answer:
    item, today = slot.item, visit.at.date()
    attributes = sheet.attributes_for(slot.key)
    fails = story.random.random() < FAIL_SHARE
    value = _value(item, attributes, today, fails)
    result = judge(item, value, today, attributes)
    if result is None:
        result = Result.failed if fails else Result.passed
    has_failed = result is Result.failed
    needs = item.photo is PhotoRule.always or (has_failed and item.photo is not PhotoRule.none)
    shown = (_photo(slot, has_failed, visit, story, known, photos).sha256,) if needs else ()
    return Answer(
        item=item.code,
        asset=slot.asset,
        result=result,
        value=value,
        grade=sheet.grade_for(slot.key, value) if has_failed else None,
        note=(item.fail_words.zh or f"不符合：{item.label.zh}") if has_failed else "",
        photos=shown,
        answered_ms=(slot.index + 1) * SECONDS_PER_ITEM * 1000,
    )


def _photo(
    slot: Slot,
    has_failed: bool,
    visit: Visit,
    story: Story,
    known: Mapping[str, Asset],
    photos: dict[str, Photo],
) -> Photo:
    """A failure has its own photo; what passed shares one overview of the place."""
    asset = known.get(slot.asset)
    kind = asset.kind if asset else slot.item.asset_kind or ""
    key = slot.key if has_failed else OVERVIEW
    if key not in photos:
        at = visit.at + timedelta(seconds=(slot.index + 1) * SECONDS_PER_ITEM)
        where = asset.place_name if asset else visit.unit.name
        lines = (visit.unit.name, f"{where} {asset.code if asset else ''}".strip())
        photos[key] = story.photograph(kind, (*lines, visit.inspectors[0].name), at)
    return photos[key]


def _value(item: Item, attributes: Mapping[str, object], today: date, fails: bool) -> Value:
    match item.answer:
        case AnswerType.number | AnswerType.count:
            return _number(item, attributes, fails)
        case AnswerType.date:
            return _date(item, attributes, today, fails)
        case AnswerType.choice:
            fitting = [choice.value for choice in item.choices if choice.fails == fails]
            return fitting[0] if fitting else item.choices[0].value
        case AnswerType.text:
            return TEXT
    return None


def _number(item: Item, attributes: Mapping[str, object], fails: bool) -> float | int:
    low, high = limits_for(item.limits, attributes) if item.limits else (None, None)
    if low is not None and high is not None:
        value = high * 1.2 if fails else (low + high) / 2
    elif low is not None:
        value = low * 0.8 if fails else low * 1.25
    elif high is not None:
        value = high * 1.3 if fails else high * 0.6
    else:
        value = 1.0
    return round(value) if item.answer is AnswerType.count else round(value, 2)


def _date(item: Item, attributes: Mapping[str, object], today: date, fails: bool) -> str:
    rule = item.due
    if rule is not None and rule.kind is DueKind.expires:
        day = today + timedelta(days=-20 if fails else 210)
    elif rule is not None and rule.kind is DueKind.within_days and rule.days:
        day = today - timedelta(days=rule.days + 20 if fails else rule.days // 3)
    elif isinstance(made := attributes.get("manufactured_on"), str):
        return made
    else:
        day = today - timedelta(days=400)
    return day.isoformat()


def _hazard(
    slot: Slot, visit: Visit, story: Story, known: Mapping[str, Asset], inspection: str
) -> Hazard:
    answer, asset = slot.answer, known.get(slot.asset)
    assert answer is not None
    at = visit.at + timedelta(milliseconds=answer.answered_ms)
    grade = answer.grade or Grade.general
    in_force = [b.text.zh for b in slot.item.basis if b.is_in_force(at.date())]
    return Hazard(
        id=story.new_id(at),
        code=f"D{visit.inspectors[0].id[-1]}-{slot.index + 1:04d}",
        unit=visit.unit.id,
        domain=visit.form.domain,
        inspection=inspection,
        item=slot.item.code,
        asset=slot.asset,
        place_name=asset.place_name if asset else visit.unit.name,
        description=answer.note,
        grade=grade,
        bases=tuple(in_force),
        photos=answer.photos,
        found_at=at,
        found_by=tuple(person.name for person in visit.inspectors),
        due_on=default_due_on(grade, at.date()),
    )


def _inspection(
    sheet: Sheet,
    visit: Visit,
    story: Story,
    inspection_id: str,
    photos: tuple[Photo, ...],
    hazards: list[Hazard],
) -> Inspection:
    elapsed = timedelta(seconds=(sheet.total + 6) * SECONDS_PER_ITEM)
    submitted_at = visit.at + elapsed
    answers = tuple(slot.answer for slot in sheet.slots if slot.answer)
    results = [answer.result for answer in answers]
    grades = [answer.grade for answer in answers if answer.result is Result.failed]
    counts = {
        "passed": results.count(Result.passed),
        "failed": results.count(Result.failed),
        "not_applicable": results.count(Result.not_applicable),
        **{str(grade): grades.count(grade) for grade in Grade},
    }
    bases = {
        item.code: tuple(b.text.zh for b in item.basis if b.is_in_force(visit.at.date()))
        for item in {slot.item.code: slot.item for slot in sheet.slots}.values()
    }
    return Inspection(
        id=inspection_id,
        kind=visit.kind,
        unit=visit.unit.id,
        form=visit.form.id,
        form_version=str(visit.form.version),
        form_digest=visit.form.digest(),
        inspectors=tuple(person.name for person in visit.inspectors),
        started_at=visit.at,
        submitted_at=submitted_at,
        elapsed_ms=int(elapsed.total_seconds() * 1000),
        place_name="",
        assets=tuple(asset.id for asset in visit.assets),
        typed_codes=(),
        answers=answers,
        photos=photos,
        signatures=tuple(_signatures(visit, story, submitted_at)),
        refusal=None,
        companion=visit.responsible.name if visit.kind.is_official else "",
        bases=bases,
        counts=counts,
        hazards=tuple(hazard.id for hazard in hazards),
    )


def _signatures(visit: Visit, story: Story, at: datetime) -> list[Signature]:
    roles = [SignatureRole.inspector, SignatureRole.second_inspector]
    signed = list(zip(roles, visit.inspectors, strict=False))
    if visit.kind.is_official:
        signed.append((SignatureRole.responsible, visit.responsible))
    return [Signature(role, who.name, _scribble(story), at) for role, who in signed]


def _scribble(story: Story) -> tuple[Stroke, ...]:
    strokes: list[Stroke] = []
    for start in (120, 420, 700):
        x, y, points = start, story.random.randrange(120, 240), []
        for _ in range(9):
            x += story.random.randrange(8, 30)
            y = max(20, min(380, y + story.random.randrange(-60, 60)))
            points.append((x, y))
        strokes.append(tuple(points))
    return tuple(strokes)
