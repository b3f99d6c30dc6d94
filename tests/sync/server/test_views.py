"""What the desk reads has the shapes that /docs promises, and counts as domain.md 3.8 says."""

from datetime import date, timedelta

import pytest

from forms.definition import Grade
from inspect_app.domain.inspection import FrozenScore, InspectionKind
from sync.server import desk_models, models
from tests.sync.server.factories import ASSETS, NOW, a_hazard, an_inspection

SHAPES = {
    "/v1/health": models.HealthModel,
    "/v1/me": models.MeModel,
    "/v1/records": models.RecordPageModel,
    "/v1/reference/units": models.ReferencePageModel,
    "/v1/inspections": desk_models.InspectionPage,
    "/v1/inspections/inspection-1": desk_models.InspectionModel,
    "/v1/hazards": desk_models.HazardPage,
    "/v1/hazards/hazard-0001": desk_models.HazardModel,
    "/v1/units": desk_models.UnitPage,
    "/v1/units/u-first": desk_models.UnitModel,
    f"/v1/assets/{ASSETS[0].code.lower()}": desk_models.AssetModel,
    "/v1/statistics?by=domain": desk_models.StatisticsModel,
}


@pytest.fixture
def desk(running):
    return running.device("p-inspector")


@pytest.fixture
def told(desk):
    kind = InspectionKind.supervision
    desk.answers(
        desk.sealer.inspection(an_inspection(id="inspection-1", kind=kind)),
        desk.sealer.hazard(a_hazard(id="hazard-0001")),
    )


@pytest.mark.parametrize(("path", "shape"), SHAPES.items(), ids=[*SHAPES])
def test_answer_has_the_documented_shape(running, desk, told, path, shape):
    answer = running.http.get(path, headers=desk.headers)

    assert answer.status_code == 200, answer.text
    shape.model_validate_json(answer.content)


def test_push_and_enrolment_have_their_documented_shapes(running):
    code = running.code_for("p-officer")
    enrolled = running.http.post("/v1/enrol", json={"code": code})
    device = running.device()
    pushed = device.push(device.sealer.inspection())

    known = models.EnrolmentModel.model_validate_json(enrolled.content)
    answers = models.PushAnswersModel.model_validate_json(pushed.content).answers
    token = models.TokenModel.model_validate_json(running.sign_in().content)
    refusal = models.ErrorModel.model_validate_json(running.http.get("/v1/me").content)
    assert (known.person.id, token.token_type) == ("p-officer", "bearer")
    assert ([each.status for each in answers], refusal.code) == (["accepted"], "not_signed_in")


def test_inspection_is_returned_word_for_word(desk):
    inspection = an_inspection(companion='演示陪同人 \\ " 😀 \u2028')
    record = desk.sealer.inspection(inspection)
    desk.answers(record)

    found = desk.get(f"/v1/inspections/{inspection.id}").json()["record"]

    assert found["body"] == record.body
    assert found["digest"] == record.digest


def test_lists_page_from_the_newest(desk):
    desk.answers(*(desk.sealer.inspection(an_inspection(id=f"inspection-{n}")) for n in range(5)))

    first = desk.get("/v1/inspections", limit=3).json()
    second = desk.get("/v1/inspections", limit=3, after=first["cursor"]).json()

    ids = [item["id"] for page in (first, second) for item in page["items"]]
    assert ids == [f"inspection-{n}" for n in (4, 3, 2, 1, 0)]
    assert (first["more"], second["more"]) == (True, False)


def test_filters_narrow(desk):
    desk.answers(
        desk.sealer.hazard(a_hazard(grade=Grade.major)),
        desk.sealer.hazard(a_hazard("u-second", domain="gas")),
    )

    assert len(desk.get("/v1/hazards").json()["items"]) == 2
    for name, value in (("grade", "major"), ("unit", "u-second"), ("domain", "gas")):
        assert len(desk.get("/v1/hazards", **{name: value}).json()["items"]) == 1
    assert desk.get("/v1/hazards", grade="nonsense").status_code == 422


def test_overdue_is_computed_for_the_districts_day(desk):
    """It is 23 November, 10 o'clock there."""
    desk.answers(
        desk.sealer.hazard(a_hazard(id="late-0001", due_on=date(2026, 11, 22))),
        desk.sealer.hazard(a_hazard(id="today-001", due_on=date(2026, 11, 23))),
    )

    rows = {row["id"]: row["is_overdue"] for row in desk.get("/v1/hazards").json()["items"]}

    assert rows == {"late-0001": True, "today-001": False}


def test_statistics_of_nothing_divide_by_nothing(desk):
    answer = desk.get("/v1/statistics").json()

    assert answer["rows"] == []
    assert answer["self_check"] == {"numerator": 0, "denominator": 2, "share": 0.0}
    for name in ("detection", "rectification", "rectification_due", "on_time", "overdue"):
        assert answer[name] == {"numerator": 0, "denominator": 0, "share": None}


def test_statistics_count_both_denominators(running, desk):
    officer = running.device("p-officer")
    past, future = date(2026, 11, 20), date(2026, 12, 20)
    hazards = [a_hazard(due_on=past), a_hazard(due_on=past), a_hazard(due_on=future), a_hazard()]
    officer.answers(officer.sealer.inspection(), *map(officer.sealer.hazard, hazards))
    for hazard in hazards[:3]:
        desk.answers(desk.sealer.event(hazard, "confirmed"))
    for hazard in (hazards[0], hazards[2]):
        officer.answers(officer.sealer.event(hazard, "submitted"))
        desk.answers(desk.sealer.event(hazard, "rechecked", passed=True))

    answer = desk.get("/v1/statistics", by="state").json()

    counts = {row["key"]: row["hazards"] for row in answer["rows"]}
    assert counts == {"closed": 2, "confirmed": 1, "reported": 1}
    assert answer["self_check"] == {"numerator": 1, "denominator": 2, "share": 0.5}
    assert answer["detection"] == {"numerator": 4, "denominator": 1, "share": 4.0}
    assert answer["rectification"] == {"numerator": 2, "denominator": 3, "share": 0.6667}
    assert answer["rectification_due"] == {"numerator": 1, "denominator": 2, "share": 0.5}
    assert answer["on_time"] == {"numerator": 0, "denominator": 2, "share": 0.0}
    assert answer["overdue"] == {"numerator": 1, "denominator": 2, "share": 0.5}


def test_statistics_period_is_in_district_days(desk):
    """Found at 23:30 UTC of the 22nd: the 23rd in the district."""
    found_at = NOW - timedelta(hours=2, minutes=30)
    desk.answers(desk.sealer.hazard(a_hazard(found_at=found_at)))

    def counted(day):
        answer = desk.get("/v1/statistics", starts_on=day, ends_on=day).json()
        return answer["total"]["hazards"]

    assert (counted("2026-11-22"), counted("2026-11-23")) == (0, 1)


def test_statistics_take_the_first_and_the_last_day_of_the_calendar(desk, told):
    answer = desk.get("/v1/statistics", starts_on="0001-01-01", ends_on="9999-12-31").json()

    assert answer["total"]["hazards"] == 1


def test_asset_is_found_by_id_and_by_code_however_typed(desk):
    for code in (ASSETS[0].id, ASSETS[0].code, ASSETS[0].code.replace("-", "").lower()):
        assert desk.get(f"/v1/assets/{code}").json()["asset"]["id"] == ASSETS[0].id


def test_openapi_describes_every_route_with_examples(running):
    schema = running.http.get("/v1/openapi.json").json()

    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description") or operation.get("summary"), (method, path)
    body = schema["paths"]["/v1/records"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"]["properties"]["records"]


def test_an_inspection_is_read_with_the_score_that_it_froze(running, desk):
    score = FrozenScore(87.5, "good", {"zh": "达标", "en": "Up to standard"})
    said = an_inspection(id="inspection-2", kind=InspectionKind.supervision, score=score)
    desk.answers(desk.sealer.inspection(said))

    one = desk.get("/v1/inspections/inspection-2").json()

    assert (one["summary"]["score"], one["summary"]["level"]) == (87.5, "good")
    assert one["record"]["body"]["score"] == score.to_dict()
    (listed,) = desk.get("/v1/inspections").json()["items"]
    assert (listed["score"], listed["level"]) == (87.5, "good")
