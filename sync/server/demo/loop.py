"""What became of the demo district's hazards: each goes some way round the closed loop."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from inspect_app.domain.hazard import Hazard, HazardEvent
from inspect_app.domain.unit import Person
from sync.protocol import RecordKind
from sync.server.demo.facts import Fact, Story

_COURSES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (3, ()),
    (3, ("confirmed",)),
    (4, ("confirmed", "planned")),
    (3, ("confirmed", "planned", "submitted")),
    (2, ("confirmed", "planned", "submitted", "failed")),
    (8, ("confirmed", "planned", "submitted", "passed")),
    (1, ("confirmed", "planned", "extended")),
    (1, ("voided",)),
    (1, ("confirmed", "transferred")),
)
"""Weight, and the steps that are taken as far as there has been time for them."""


@dataclass(frozen=True, slots=True)
class Parties:
    inspector: Person
    officer: Person


def go_round(hazard: Hazard, parties: Parties, now: datetime, story: Story) -> None:
    weights = [weight for weight, _ in _COURSES]
    steps = story.random.choices([course for _, course in _COURSES], weights)[0]
    at = story.later(hazard.found_at, 12, 20)
    for step in steps:
        at = story.later(at, 6, 60)
        if at >= now:
            return
        _take(step, hazard, parties, at, story)


def _take(step: str, hazard: Hazard, parties: Parties, at: datetime, story: Story) -> None:
    is_recheck = step in {"passed", "failed"}
    event = HazardEvent.rechecked if is_recheck else HazardEvent(step)
    is_units = event in {HazardEvent.planned, HazardEvent.submitted}
    by = parties.officer if is_units else parties.inspector
    body, blobs = _body(step, hazard, by, at, story)
    kind = RecordKind(f"hazard.{event}")
    story.say(Fact(at, by, kind, hazard.unit, {"hazard": hazard.id, **body}, blobs))


def _body(
    step: str, hazard: Hazard, by: Person, at: datetime, story: Story
) -> tuple[dict[str, Any], tuple[str, ...]]:
    match step:
        case "confirmed":
            return {"grade": str(hazard.grade), "due_on": hazard.due_on.isoformat()}, ()
        case "planned":
            return {
                "responsibility": by.name,
                "measures": "更换或修复，完成后自查一遍同类设施",
                "funding": "日常维修经费",
                "due_on": hazard.due_on.isoformat(),
                "contingency": "整改期间设警示标志，安全员每日巡看",
            }, ()
        case "submitted" | "passed" | "failed":
            lines = (hazard.place_name, by.name)
            photo = story.photograph("", lines, at)
            said: dict[str, Any] = {"note": _NOTES[step], "photos": [photo.sha256]}
            if step != "submitted":
                said["passed"] = step == "passed"
            return said, (photo.sha256,)
        case "extended":
            day = hazard.due_on + timedelta(days=3)
            return {"due_on": day.isoformat(), "note": "配件到货延迟"}, ()
        case "transferred":
            return {"to": "演示镇政府", "note": "超出单位整改能力，移送处理"}, ()
    return {"note": "复核后不构成隐患"}, ()


_NOTES = {
    "submitted": "已整改，请复查",
    "passed": "复查合格",
    "failed": "仍不符合要求，退回整改",
}
