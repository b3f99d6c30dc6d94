"""Which items of the library a unit, a place or a scanned asset is asked."""

import pytest

from forms.place_kinds import PLACE_KINDS
from tests.forms.checklists import FORMS, a_sheet, codes


@pytest.mark.parametrize(
    ("form", "unit_kind", "count"),
    [
        ("fire", "primary", 35),
        ("lab", "high", 30),
        ("gas", "canteen", 27),
        ("special_equipment", "high", 33),
        ("buildings", "kindergarten", 24),
        ("traffic", "kindergarten", 15),
        ("food", "primary", 24),
        ("public_order", "high", 20),
        ("electrical", "primary", 18),
        ("ebikes", "primary", 15),
        ("emergency", "primary", 18),
        ("disaster_reduction", "primary", 15),
        ("responsibility", "bus_operator", 18),
    ],
)
def test_nothing_is_left_out_while_nothing_is_known_of_the_unit(form, unit_kind, count):
    assert a_sheet(form, unit_kind).total == count


@pytest.mark.parametrize(
    ("form", "attributes", "gone"),
    [
        ("fire", {"boarding": False}, {"FIRE-13", "FIRE-26"}),
        ("fire", {"canteen": False}, {"FIRE-32", "FIRE-33"}),
        ("fire", {"fire_control_room": False}, {"FIRE-12"}),
        ("gas", {"gas_source": "piped"}, {"GAS-09", "GAS-10", "GAS-11", "GAS-14"}),
        ("gas", {"gas_source": "bottled"}, {"GAS-25"}),
        ("special_equipment", {"boilers": 0, "vessels": 0, "dumbwaiters": 0}, None),
        ("buildings", {"construction": False}, {f"BLD-{n}" for n in range(15, 25)}),
        ("buildings", {"self_built": False}, {"BLD-14"}),
        ("food", {"caterer": False, "shop": False}, {"FOOD-19", "FOOD-21"}),
        ("public_order", {"boarding": False}, {"SEC-15"}),
        ("emergency", {"boarding": False}, set()),
        ("emergency", {"boarding": False, "key": False}, {f"EMG-0{n}" for n in range(6, 10)}),
        ("disaster_reduction", {"construction": False}, {"DRR-04"}),
    ],
)
def test_what_a_unit_has_not_is_not_asked(form, attributes, gone):
    if gone is None:
        gone = {f"SE-{n}" for n in range(22, 32)}

    assert codes(a_sheet(form)) - codes(a_sheet(form, **attributes)) == gone


def test_a_kindergarten_is_asked_about_nap_rooms_but_has_no_lab():
    assert "FIRE-13" in codes(a_sheet("fire", "kindergarten", boarding=False))
    assert "kindergarten" not in FORMS["lab"].unit_kinds


def test_a_kindergarten_is_asked_about_boilers_only_where_it_has_one():
    boilers = {f"SE-{n}" for n in range(23, 32)}
    plain = codes(a_sheet("special_equipment", "kindergarten"))

    assert not plain & boilers
    assert codes(a_sheet("special_equipment", "primary")) >= boilers
    with_one = codes(a_sheet("special_equipment", "kindergarten", boilers=1))
    assert with_one - plain == {f"SE-{n}" for n in range(23, 30)}
    assert not codes(a_sheet("special_equipment", "primary", boilers=0, vessels=0)) & boilers


@pytest.mark.parametrize("kind", ["kindergarten"])
def test_no_item_of_a_kindergarten_speaks_of_boilers(kind):
    for name, form in FORMS.items():
        if kind in form.unit_kinds:
            for slot in a_sheet(name, kind).slots:
                assert "锅炉" not in slot.item.label.zh, slot.item.code


@pytest.mark.parametrize("name", FORMS)
def test_every_item_is_asked_of_somebody(name):
    form = FORMS[name]

    asked = set[str]().union(*(codes(a_sheet(name, kind, bureau=True)) for kind in form.unit_kinds))

    assert asked == {each.code for each in form.items()}


def test_a_site_is_asked_about_its_works_and_not_about_the_school():
    assert codes(a_sheet("buildings", "site", construction=False)) == {
        f"BLD-{n}" for n in range(15, 25)
    }


def test_only_a_kindergarten_is_asked_about_play_equipment():
    assert codes(a_sheet("buildings", "kindergarten")) - codes(a_sheet("buildings", "high")) == {
        "BLD-11"
    }


def test_a_school_without_canteen_is_asked_about_its_caterer_only():
    left = {"FOOD-15", "FOOD-18", "FOOD-19", "FOOD-21", "FOOD-22", "FOOD-24"}

    assert codes(a_sheet("food", canteen=False)) == left


def test_an_office_canteen_is_not_asked_what_only_schools_must_do():
    school, office = codes(a_sheet("food")), codes(a_sheet("food", "canteen", canteen=False))

    assert school - office == {"FOOD-12", "FOOD-15", "FOOD-21", "FOOD-24"}


def test_a_training_centre_is_not_held_to_the_standard_for_schools():
    school, centre = (
        codes(a_sheet("public_order")),
        codes(a_sheet("public_order", "training_centre")),
    )

    assert school - centre == {
        *("SEC-01", "SEC-02", "SEC-04", "SEC-05", "SEC-06", "SEC-08", "SEC-09", "SEC-17")
    }


def test_every_distribution_board_is_asked_about_by_itself():
    sheet = a_sheet("electrical", assets=(("P1", "PB", {}), ("P2", "PB", {})))

    assert {"ELE-03@P1", "ELE-03@P2"} <= {slot.key for slot in sheet.slots}


def test_a_kindergarten_must_have_a_micro_fire_station_in_any_case():
    assert "EMG-06" in codes(a_sheet("emergency", "kindergarten", boarding=False, key=False))


def test_a_micro_fire_station_that_is_scanned_is_asked_about():
    sheet = a_sheet("emergency", assets=(("M1", "MS", {}),), boarding=False, key=False)

    assert "EMG-07@M1" in {slot.key for slot in sheet.slots}


def test_district_totals_are_asked_of_the_bureau_alone():
    assert codes(a_sheet("training", bureau=True)) - codes(a_sheet("training")) == {"TRN-02"}


def test_a_bus_operator_is_not_asked_about_lessons():
    school, operator = codes(a_sheet("training")), codes(a_sheet("training", "bus_operator"))

    assert school - operator == {f"TRN-{n:02}" for n in range(8, 14)}


def test_a_school_is_asked_about_hired_buses_its_operator_about_lists():
    school, operator = codes(a_sheet("bus", "primary")), codes(a_sheet("bus", "bus_operator"))

    assert school ^ operator == {"BUS-27", "BUS-28", "BUS-32", "BUS-33"}
    assert codes(a_sheet("bus", "primary", buses=0)) == {"BUS-32", "BUS-33"}


def test_a_boiler_that_is_scanned_is_asked_about_whatever_the_register_says():
    sheet = a_sheet("special_equipment", boilers=0, assets=(("B1", "BO", {}),))

    assert "SE-25@B1" in {slot.key for slot in sheet.slots}


def test_ten_extinguishers_are_ten_rounds_of_the_same_items():
    assets = tuple((f"FX{n}", "FX", {}) for n in range(10))

    sheet = a_sheet("fire", assets=assets)

    rounds = [state for state in sheet.sections if state.section.id == "extinguishers"]
    assert [state.asset for state in rounds] == [asset for asset, _, _ in assets]
    assert all(state.total == 6 for state in rounds)


def test_a_bus_is_walked_through_before_the_next():
    sheet = a_sheet("bus", "bus_operator", (("A", "SB", {}), ("B", "SB", {})))

    assert [state.asset for state in sheet.sections] == ["A"] * 4 + ["B"] * 4 + [""]


@pytest.mark.parametrize(
    ("form", "place_kind", "asked", "left_out"),
    [
        ("fire", "canteen", "FIRE-32 FIRE-20 FIRE-25", "FIRE-12 FIRE-13 FIRE-16 FIRE-24"),
        ("fire", "dormitory", "FIRE-13 FIRE-26 FIRE-20", "FIRE-12 FIRE-32 FIRE-24"),
        ("fire", "control_room", "FIRE-12", "FIRE-13 FIRE-32"),
        ("fire", "outdoor", "FIRE-24", "FIRE-13 FIRE-16 FIRE-32"),
        ("electrical", "teaching", "ELE-10 ELE-01", "ELE-13"),
        ("electrical", "plant_room", "ELE-13 ELE-01", "ELE-10"),
        ("public_order", "dormitory", "SEC-15", ""),
        ("public_order", "canteen", "", "SEC-15"),
        ("ebikes", "dormitory", "EBK-02", ""),
        ("ebikes", "outdoor", "EBK-03", "EBK-02"),
        ("buildings", "outdoor", "BLD-12 BLD-17", ""),
        ("buildings", "library", "BLD-03", "BLD-12 BLD-10 BLD-17"),
    ],
)
def test_a_place_is_not_asked_what_belongs_to_others(form, place_kind, asked, left_out):
    whole, there = codes(a_sheet(form)), codes(a_sheet(form, place_kind=place_kind))

    assert there < whole or not left_out
    assert set(asked.split()) <= there
    assert set(left_out.split()) <= whole - there


@pytest.mark.parametrize("name", FORMS)
def test_a_place_leaves_no_checklist_empty_and_things_are_asked_about_anywhere(name):
    form = FORMS[name]
    things = tuple((f"{kind}1", kind, {}) for kind in form.asset_kinds())
    kind = form.unit_kinds[0]
    scanned = {s.item.code for s in a_sheet(name, kind, things).slots if s.asset}

    for place_kind in PLACE_KINDS:
        sheet = a_sheet(name, kind, things, place_kind)
        assert sheet.slots
        assert {slot.item.code for slot in sheet.slots if slot.asset} == scanned
