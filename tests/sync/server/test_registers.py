"""What a register notes is at the endpoint as it was sent, and counts as no inspection."""

from datetime import timedelta

from forms.answers import Answer
from inspect_app.domain.inspection import InspectionKind
from tests.sync.server.factories import NOW, an_inspection


def test_a_register_is_seen_at_the_endpoint_and_counts_as_no_check(running):
    device = running.device()
    answers = (
        Answer("HC-04", value=27),
        Answer("HC-07", value=87.1),
        Answer("TS-08", "2", value="甲"),
    )
    kind = InspectionKind.register
    noted = an_inspection(id="noted-1", kind=kind, form="helmet_count", answers=answers)

    (answer,) = device.answers(device.sealer.inspection(noted))

    assert answer["status"] == "accepted"
    shown = device.get("/v1/inspections/noted-1").json()
    assert shown["record"]["body"] == noted.to_dict()
    listed = device.get("/v1/inspections", kind="register").json()
    assert [each["id"] for each in listed["items"]] == ["noted-1"]
    day = (NOW + timedelta(days=1)).date().isoformat()
    counted = device.get("/v1/statistics", ends_on=day).json()
    assert counted["total"]["inspections"] == 0
    assert counted["self_check"]["numerator"] == 0
