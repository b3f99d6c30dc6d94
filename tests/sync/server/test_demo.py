"""The demo district: large enough, marked as invented, the same every time, loaded once."""

import io
import json
from collections import Counter
from datetime import date, timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select

from forms.attributes import UNIT_ATTRIBUTES
from forms.definition import Form
from forms.sheet import Sheet
from forms.terms import Purpose
from inspect_app.domain.asset import Asset
from inspect_app.domain.campaign import Campaign
from inspect_app.domain.hazard import Hazard
from inspect_app.domain.inspection import Inspection
from inspect_app.domain.tag import TypedCode, read_code
from inspect_app.domain.unit import Unit
from sync.protocol import RecordKind, ReferenceKind
from sync.server.blob_store import blob_name
from sync.server.demo import load_demo
from sync.server.demo.district import people, units
from sync.server.demo.equipment import assets
from sync.server.demo.load import SEED
from sync.server.endpoint import Endpoint
from sync.server.settings import Settings
from sync.server.tables import blobs, hazards, inspections, records, reference_items
from tests.sync.server.factories import NOW

TODAY = date(2026, 11, 23)
CARD_DOMAINS = {"fire", "lab", "gas", "bus", "special_equipment"}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    endpoint = Endpoint.open(Settings(folder=tmp_path_factory.mktemp("demo")), lambda: NOW)
    assert not load_demo(endpoint).was_loaded
    yield endpoint
    endpoint.database.close()


def _all(endpoint, *columns):
    with endpoint.database.reading() as connection:
        return connection.execute(select(*columns)).all()


def _bodies(endpoint, kind):
    query = select(reference_items.c.body).where(reference_items.c.kind == kind)
    with endpoint.database.reading() as connection:
        return [json.loads(body) for body in connection.execute(query).scalars()]


def test_units_are_many_and_of_all_kinds():
    kinds = Counter(unit.kind for unit in units())

    assert len(units()) >= 12
    assert len(kinds) >= 9
    assert all(unit.places and unit.domains for unit in units())


def test_everybody_and_every_place_says_that_it_is_invented():
    assert all(person.name.startswith("演示") for person in people())
    assert all(unit.name.startswith("演示") for unit in units())
    assert all(unit.contact.startswith("000-") for unit in units())


def test_assets_have_codes_that_check_and_places_that_exist():
    places = {place.id for unit in units() for place in unit.places}
    found = assets(units(), TODAY, SEED)

    assert len(found) >= 600
    assert len({asset.id for asset in found}) == len({asset.code for asset in found}) == len(found)
    assert all(read_code(asset.code) == TypedCode(asset.code) for asset in found)
    assert {asset.place for asset in found} <= places


def test_some_dues_are_overdue_and_some_near():
    days = [due.days_left(TODAY) for asset in assets(units(), TODAY, SEED) for due in asset.dues]

    assert sum(day < 0 for day in days) >= 10
    assert sum(0 <= day <= 7 for day in days) >= 5
    assert sum(7 < day <= 30 for day in days) >= 5


def test_same_seed_gives_the_same_things_and_another_day_moves_them():
    one, two = (assets(units(), TODAY, SEED) for _ in range(2))
    later = assets(units(), TODAY + timedelta(days=10), SEED)

    assert one == two
    assert [asset.id for asset in later] == [asset.id for asset in one]
    assert later != one


def _items_asked(unit, form):
    sheet = Sheet.of(
        form, unit_kind=str(unit.kind), unit_attributes=unit.attributes, assets=(), today=TODAY
    )
    return {slot.item.code for slot in sheet.slots}


def test_every_other_checklist_that_fits_follows_those_of_the_cards(endpoint):
    forms = [Form.from_dict(body) for body in _bodies(endpoint, ReferenceKind.forms)]

    for unit in units():
        cards = [domain for domain in unit.domains if domain in CARD_DOMAINS]
        others = unit.domains[len(cards) :]
        fitting = {
            form.id
            for form in forms
            if form.purpose is Purpose.checklist and str(unit.kind) in form.unit_kinds
        }
        assert list(unit.domains[: len(cards)]) == cards
        assert set(cards) <= fitting
        assert sorted(others) == sorted(fitting - CARD_DOMAINS)


def test_attributes_are_those_that_checklists_know_and_fit_what_is_tagged(endpoint):
    tagged = Counter((asset.unit, asset.kind) for asset in assets(units(), TODAY, SEED))

    for unit in map(Unit.from_dict, _bodies(endpoint, ReferenceKind.units)):
        assert set(unit.attributes) <= set(UNIT_ATTRIBUTES)
        for name, kind in (("buses", "SB"), ("lifts", "LT"), ("boilers", "BO"), ("vessels", "PV")):
            assert unit.attributes[name] == tagged[unit.id, kind], (unit.id, name)
        assert ("gas_source" in unit.attributes) == bool(tagged[unit.id, "GS"])


def test_nobody_is_asked_about_what_is_not_there(endpoint):
    forms = {body["id"]: Form.from_dict(body) for body in _bodies(endpoint, ReferenceKind.forms)}
    known = {body["code"]: Unit.from_dict(body) for body in _bodies(endpoint, ReferenceKind.units)}
    school, centre = known["0101"], known["0801"]

    assert {"FOOD-04", "FOOD-05"} <= _items_asked(school, forms["food"])
    assert not {"FOOD-04", "FOOD-05"} & _items_asked(centre, forms["food"])
    assert len(_items_asked(centre, forms["fire"])) < len(_items_asked(school, forms["fire"]))


def test_inspections_and_hazards_name_people_as_they_are_shown(endpoint):
    names = {person.name for person in people()}
    rows = _all(endpoint, records.c.kind, records.c.body)
    bodies = [(row.kind, json.loads(row.body)) for row in rows]

    said = [
        Hazard.from_dict(body).found_by
        for kind, body in bodies
        if kind == RecordKind.hazard_reported
    ]
    said += [
        Inspection.from_dict(body).inspectors
        for kind, body in bodies
        if kind == RecordKind.inspection_submitted
    ]
    assert said
    assert all(shown and set(shown) <= names for shown in said)


def test_campaign_is_in_its_second_phase_today(endpoint):
    campaign = Campaign.from_dict(_bodies(endpoint, ReferenceKind.campaigns)[0])

    assert campaign.phase_on(TODAY) == campaign.phases[1]


def test_every_unit_was_inspected_and_no_screen_is_empty(endpoint):
    seen = {row.unit for row in _all(endpoint, inspections.c.unit)}
    states = Counter(row.state for row in _all(endpoint, hazards.c.state))

    assert seen == {unit.id for unit in units()}
    assert {"reported", "confirmed", "rectifying", "submitted", "returned", "closed"} <= set(states)
    assert any(row.due_on < TODAY.isoformat() for row in _all(endpoint, hazards.c.due_on))


def test_chains_are_whole_and_photos_present(endpoint):
    rows = _all(
        endpoint,
        records.c.is_chain_broken,
        records.c.skew_s,
        records.c.attachments_expected,
        records.c.attachments_present,
    )

    assert len(rows) > 300
    assert not any(row.is_chain_broken or row.skew_s for row in rows)
    assert all(row.attachments_expected == row.attachments_present for row in rows)


def test_history_lies_in_the_past_three_weeks(endpoint):
    moments = [row.recorded_at for row in _all(endpoint, records.c.recorded_at)]

    assert min(moments) >= (NOW - timedelta(days=22)).isoformat()
    assert max(moments) <= (NOW + timedelta(hours=8)).isoformat()[:19]


def test_inspections_are_complete_checklists(endpoint):
    query = select(records.c.body).where(records.c.kind == RecordKind.inspection_submitted)
    with endpoint.database.reading() as connection:
        bodies = [json.loads(body) for body in connection.execute(query).scalars()]
    forms = {form["id"]: form for form in _bodies(endpoint, ReferenceKind.forms)}
    known = {Asset.from_dict(body).id for body in _bodies(endpoint, ReferenceKind.assets)}

    assert bodies
    for body in bodies:
        inspection = Inspection.from_dict(body)
        codes = {
            item["code"]
            for section in forms[inspection.form]["sections"]
            for item in section["items"]
        }
        assert {answer.item for answer in inspection.answers} <= codes
        assert set(inspection.assets) <= known
        assert inspection.counts["failed"] == len(inspection.hazards)
        assert all(signature.is_drawn for signature in inspection.signatures)
        assert len(inspection.signatures) == (3 if inspection.kind.is_official else 1)


def test_photos_are_real_jpegs(endpoint):
    rows = _all(endpoint, blobs.c.sha256, blobs.c.size)[:5]

    assert len(rows) == 5
    for row in rows:
        content = endpoint.blobs.get(blob_name(row.sha256))
        image = Image.open(io.BytesIO(content))
        image.load()
        assert (image.format, image.size, len(content)) == ("JPEG", (1024, 768), row.size)


def test_loading_again_changes_nothing_but_the_codes(endpoint):
    def counts():
        with endpoint.database.reading() as connection:
            tables = (records, blobs, hazards, reference_items)
            return [
                connection.execute(select(func.count()).select_from(t)).scalar() for t in tables
            ]

    before, first = counts(), load_demo(endpoint)
    second = load_demo(endpoint)

    assert counts() == before
    assert first.was_loaded
    codes = [{each.code for each in access.sign_ins if each.code} for access in (first, second)]
    assert codes[0].isdisjoint(codes[1])
