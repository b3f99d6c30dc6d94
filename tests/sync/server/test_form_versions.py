"""A published form never changes within its version; confirming a basis makes the next one."""

from copy import deepcopy

import pytest

from forms.definition import Confidence, Form
from forms.files import LIBRARY, read_plain
from inspect_app.domain.unit import Person, Role
from sync.server.accounts import set_account
from sync.server.auth import hash_secret
from sync.server.catalog import Item, put_items
from sync.server.enrolment import scope_text
from tests.sync.server.conftest import PASSWORD
from tests.sync.server.factories import NOW

PLAIN = read_plain(LIBRARY / "responsibility.yaml")
FORM = Form.from_dict(PLAIN)
OPEN = next(
    (item.code, number)
    for item in FORM.items()
    for number, basis in enumerate(item.basis)
    if basis.is_open
)


@pytest.fixture
def bureau(running):
    """Somebody of the bureau, signed in at the desk."""
    person = Person("p-bureau", "演示督导员", "", (Role.bureau,))
    with running.endpoint.database.writing() as connection:
        put_items(connection, [Item.of_person(person)])
        set_account(connection, person.id, scope_text(("*",)), person.id, hash_secret(PASSWORD))
    token = running.sign_in(person.id).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


def publish(running, headers, **changes):
    return running.http.post("/v1/forms", json=PLAIN | changes, headers=headers)


def confirm(running, headers, code, number, source="原文第十二条，2026年文本"):
    body = {"item": code, "basis": number, "source": source}
    return running.http.post(f"/v1/forms/{FORM.id}/confirmations", json=body, headers=headers)


def forms_on(device, after=""):
    return device.get("/v1/reference/forms", after=after).json()


def test_a_version_once_published_stays_as_it_is(running, bureau):
    assert publish(running, bureau).json()["is_new"] is True
    assert publish(running, bureau).json()["is_new"] is False

    answer = publish(running, bureau, label={"zh": "别的", "en": "Other"})

    assert (answer.status_code, answer.json()["code"]) == (409, "form_changed")
    (kept,) = forms_on(running.device())["items"]
    assert Form.from_dict(kept) == FORM


def test_the_next_version_reaches_a_phone_as_a_delta_and_none_falls_back(running, bureau):
    publish(running, bureau)
    device = running.device()
    cursor = forms_on(device)["cursor"]
    assert forms_on(device, cursor)["items"] == []

    assert publish(running, bureau, version=2).status_code == 200

    assert [form["version"] for form in forms_on(device, cursor)["items"]] == [2]
    older = publish(running, bureau)
    assert (older.status_code, older.json()["code"]) == (409, "form_older")


def test_every_version_is_kept_and_read_as_it_was(running, bureau):
    publish(running, bureau)
    publish(running, bureau, version=2, label={"zh": "新的", "en": "New"})
    device = running.device()

    first, second = (device.get(f"/v1/forms/{FORM.id}/versions/{n}").json() for n in (1, 2))

    assert Form.from_dict(first) == FORM
    assert second["label"]["zh"] == "新的"
    listed = device.get(f"/v1/forms/{FORM.id}/versions").json()["items"]
    assert [(each["version"], each["published_by"]) for each in listed] == [
        (2, "演示督导员"),
        (1, "演示督导员"),
    ]
    assert listed[1]["digest"] == FORM.digest()


def test_an_old_version_with_other_content_is_refused_as_changed(running, bureau):
    publish(running, bureau)
    publish(running, bureau, version=2)

    answer = publish(running, bureau, label={"zh": "别的", "en": "Other"})

    assert (answer.status_code, answer.json()["code"]) == (409, "form_changed")


@pytest.mark.parametrize("version", ["2", "0", "x", "99999999999999999999"])
def test_a_version_that_was_never_published_is_not_there(running, bureau, version):
    publish(running, bureau)

    answer = running.device().get(f"/v1/forms/{FORM.id}/versions/{version}")

    assert answer.status_code in {404, 422}
    assert running.http.get(f"/v1/forms/{FORM.id}/versions/1").status_code == 401


def test_what_was_read_can_be_changed_and_published_again(running, bureau):
    publish(running, bureau)
    read = running.device().get(f"/v1/forms/{FORM.id}/versions/{FORM.version}").json()
    read["version"] += 1
    read["label"]["en"] = "Another name"

    answer = running.http.post("/v1/forms", json=read, headers=bureau)
    assert (answer.status_code, answer.json().get("version")) == (200, FORM.version + 1)

    broken = deepcopy(read | {"version": FORM.version + 2})
    del broken["sections"][0]["items"][0]["label"]
    assert running.http.post("/v1/forms", json=broken, headers=bureau).status_code == 422
    broken = deepcopy(read | {"version": FORM.version + 2})
    broken["sections"][0]["items"][0]["relevant"] = "nonsense(1)"
    assert running.http.post("/v1/forms", json=broken, headers=bureau).status_code == 422
    del broken["sections"]
    assert running.http.post("/v1/forms", json=broken, headers=bureau).status_code == 422


def test_a_form_that_breaks_rules_is_refused_with_the_place(running, bureau):
    plain = deepcopy(PLAIN)
    plain["sections"][0]["items"][0]["relevant"] = "nonsense(1)"

    answer = running.http.post("/v1/forms", json=plain, headers=bureau)

    assert (answer.status_code, answer.json()["code"]) == (422, "form_invalid")
    code = plain["sections"][0]["items"][0]["code"]
    assert any(code in each and "unknown_function" in each for each in answer.json()["details"])
    assert forms_on(running.device())["items"] == []


@pytest.mark.parametrize("person", ["p-officer", "p-inspector"])
def test_only_the_bureau_publishes_and_confirms(running, bureau, person):
    publish(running, bureau)
    headers = running.device(person).headers

    assert publish(running, headers, version=2).status_code == 403
    assert confirm(running, headers, *OPEN).status_code == 403
    assert running.http.post("/v1/forms", json=PLAIN).status_code == 401


def test_a_confirmed_basis_is_no_longer_open_on_the_phone(running, bureau):
    publish(running, bureau)
    device = running.device()
    cursor = forms_on(device)["cursor"]

    answer = confirm(running, bureau, *OPEN)

    assert answer.json()["version"] == FORM.version + 1
    (delta,) = forms_on(device, cursor)["items"]
    basis = Form.from_dict(delta).item(OPEN[0]).basis[OPEN[1]]
    assert basis.confidence is Confidence.V
    assert not basis.is_open
    assert basis.confirmed.by == "演示督导员"
    assert basis.confirmed.source == "原文第十二条，2026年文本"
    assert basis.confirmed.on == NOW.date()


@pytest.mark.parametrize(
    ("code", "number", "source", "status"),
    [
        ("NO-01", 0, "x", 404),
        (OPEN[0], 99, "x", 404),
        (OPEN[0], -1, "x", 422),
        (OPEN[0], OPEN[1], " ", 422),
    ],
)
def test_what_cannot_be_confirmed_is_refused(running, bureau, code, number, source, status):
    publish(running, bureau)

    assert confirm(running, bureau, code, number, source).status_code == status


def test_a_basis_is_confirmed_once(running, bureau):
    publish(running, bureau)
    confirm(running, bureau, *OPEN)

    again = confirm(running, bureau, *OPEN)

    assert (again.status_code, again.json()["code"]) == (409, "basis_verified")


def test_who_sets_an_open_limit_is_confirmed_with_its_source(running, bureau):
    plain = read_plain(LIBRARY / "gas.yaml")
    running.http.post("/v1/forms", json=plain, headers=bureau)
    gas = Form.from_dict(plain)
    body = {"item": "GAS-08", "basis": 1, "source": "GB 50028 第10章原文", "sets_limit": True}

    def confirm_limit():
        return running.http.post("/v1/forms/gas/confirmations", json=body, headers=bureau)

    assert gas.item("GAS-08").is_limit_open
    assert confirm_limit().json()["version"] == gas.version + 1
    assert confirm_limit().json()["code"] == "basis_verified"

    kept = running.device().get(f"/v1/forms/gas/versions/{gas.version + 1}").json()
    item = Form.from_dict(kept).item("GAS-08")
    assert (item.is_limit_open, item.limit_sources) == (False, (1,))
    assert item.basis[1].confirmed.source == body["source"]


def test_what_was_found_at_the_source_is_cited_from_now_on(running, bureau):
    publish(running, bureau)
    code, number = OPEN
    body = {"item": code, "basis": number, "source": "原文", "effective_from": "2020-05-01"}
    body["text"] = {"zh": "GB 1 第2条", "en": "GB 1, cl. 2"}

    answer = running.http.post(f"/v1/forms/{FORM.id}/confirmations", json=body, headers=bureau)

    kept = running.device().get(f"/v1/forms/{FORM.id}/versions/{answer.json()['version']}").json()
    basis = Form.from_dict(kept).item(code).basis[number]
    assert (basis.text.zh, str(basis.effective_from)) == ("GB 1 第2条", "2020-05-01")


@pytest.mark.parametrize(
    "more",
    [
        {"text": {"zh": "只有中文"}},
        {"effective_from": "2030-01-01", "effective_to": "2020-01-01"},
        {"effective_from": "soon"},
    ],
)
def test_a_finding_that_makes_no_sense_changes_nothing(running, bureau, more):
    publish(running, bureau)
    code, number = OPEN
    body = {"item": code, "basis": number, "source": "原文"} | more

    answer = running.http.post(f"/v1/forms/{FORM.id}/confirmations", json=body, headers=bureau)

    assert answer.status_code == 422
    assert len(running.device().get(f"/v1/forms/{FORM.id}/versions").json()["items"]) == 1
