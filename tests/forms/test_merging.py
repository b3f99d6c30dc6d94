"""Many failures of one building are one systemic hazard (domain.md §2.0.1 rule 3)."""

from dataclasses import replace

import pytest

from forms.definition import Grade, MergeRule
from forms.merging import systemic_findings
from forms.sheet import Sheet
from tests.forms.factories import TODAY, a_failure, a_form, a_section, a_text, an_answer, an_item


def walked(failed, checked, building="3号楼", *, unseen=0, grade=Grade.general, **more):
    """Extinguishers with two items each, of which the second fails for the first `failed`."""
    items = [an_item("FIRE-01", asset_kind="FX"), an_item("FIRE-04", asset_kind="FX")]
    names = [f"FX{n}" for n in range(checked + unseen)]
    answers = [an_answer("FIRE-01", asset=name) for name in names[:checked]]
    answers += [a_failure("FIRE-04", asset=name, grade=grade) for name in names[:failed]]
    return Sheet.of(
        a_form(a_section("fx", items, asset_kind="FX"), **more),
        unit_kind="primary",
        assets=[(name, "FX", {"building": building}) for name in names],
        answers={answer.slot: answer for answer in answers},
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("failed", "checked", "is_systemic"),
    [(2, 10, True), (2, 11, False), (3, 15, True), (1, 3, False), (2, 2, True), (0, 5, False)],
)
def test_a_fifth_of_a_buildings_assets_make_a_systemic_finding(failed, checked, is_systemic):
    assert bool(systemic_findings(walked(failed, checked))) is is_systemic


def test_a_finding_names_building_kind_assets_and_what_becomes_one():
    (finding,) = systemic_findings(walked(2, 4))

    assert (finding.building, finding.kind, finding.grade) == ("3号楼", "FX", Grade.serious)
    assert (finding.failed, finding.checked, finding.assets) == (2, 4, ("FX0", "FX1"))
    assert [slot.key for slot in finding.slots] == ["FIRE-04@FX0", "FIRE-04@FX1"]


def test_assets_without_a_result_or_a_building_are_not_counted():
    assert systemic_findings(walked(2, 10, unseen=5))
    assert systemic_findings(walked(5, 5, building="")) == ()


def test_what_is_graver_stays_a_hazard_of_its_own():
    assert systemic_findings(walked(2, 4, grade=Grade.major)) == ()


def test_a_form_can_set_its_own_share_items_and_grade():
    rule = MergeRule("m", a_text(), "FX", 60, grade=Grade.major)
    of_another = replace(rule, items=("FIRE-01",))

    assert systemic_findings(walked(2, 4, merges=(rule,))) == ()
    assert systemic_findings(walked(3, 3, merges=(of_another,))) == ()
    (finding,) = systemic_findings(walked(3, 3, merges=(rule,), grade=Grade.major))
    assert finding.grade is Grade.major
