"""The desk sends and lists what is in scope; nobody below the bureau sends."""

from dataclasses import replace

import pytest

from inspect_app.domain.unit import Person, Role
from sync.server.accounts import set_account
from sync.server.catalog import Item, put_items
from sync.server.enrolment import scope_text
from tests.sync.server.odk.openrosa_server import PASSWORD
from tests.sync.server.odk.test_push import filled, odk  # noqa: F401

BUREAU = Person("p-bureau", "演示督导", "", (Role.bureau,))


@pytest.fixture
def bureau(running):
    with running.endpoint.database.writing() as connection:
        put_items(connection, [Item.of_person(BUREAU)])
        set_account(connection, BUREAU.id, scope_text(("*",)), BUREAU.id, None)
    return running.device(BUREAU.id).headers


@pytest.fixture
def told_of(running, odk):  # noqa: F811
    known = running.endpoint.settings.but(odk=odk.address, odk_user="bureau", odk_password=PASSWORD)
    running.app.state.endpoint = replace(running.endpoint, settings=known)
    return odk


def test_bureau_sends_and_sees_what_became_of_it(running, bureau, told_of, filled):  # noqa: F811
    _, inspection = filled
    asked = {"inspections": [inspection.id]}

    sent = running.http.post("/v1/odk/submissions", json=asked, headers=bureau)
    listed = running.http.get("/v1/odk/submissions", headers=bureau)

    assert sent.json() == {"sent": 1, "left_out": [], "failed": [], "stopped_by": ""}
    (row,) = listed.json()["items"]
    assert (row["inspection"], row["state"], row["files"]) == (inspection.id, "sent", 4)
    assert PASSWORD not in listed.text


def test_school_does_not_send_and_sees_its_own_alone(running, bureau, told_of, filled):  # noqa: F811
    _, inspection = filled
    asked = {"inspections": [inspection.id]}
    running.http.post("/v1/odk/submissions", json=asked, headers=bureau)
    officer, stranger = (running.device(each).headers for each in ("p-officer", "p-stranger"))

    refused = running.http.post("/v1/odk/submissions", json=asked, headers=officer)

    assert refused.status_code == 403
    for headers, count in ((officer, 1), (stranger, 0)):
        listed = running.http.get("/v1/odk/submissions", headers=headers)
        assert len(listed.json()["items"]) == count


def test_unknown_inspection_and_no_server_are_said(running, bureau, filled):  # noqa: F811
    _, inspection = filled
    too_many = [inspection.id] * 21
    asked = ((["none"], 404), ([inspection.id], 409), (too_many, 413), (["a\0b"], 422))
    for ids, status in asked:
        body = {"inspections": ids}
        answer = running.http.post("/v1/odk/submissions", json=body, headers=bureau)
        assert answer.status_code == status
