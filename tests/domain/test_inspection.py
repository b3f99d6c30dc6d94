"""A draft and an inspection survive the store and the wire; who has to sign."""

from dataclasses import fields, replace

from inspect_app.domain.evidence import Signature, SignatureRole
from inspect_app.domain.inspection import Draft, Inspection, InspectionKind, Refusal
from tests.storage.factories import NOW, a_draft, a_photo, an_answer, an_inspection

SIGNATURE = Signature(SignatureRole.inspector, "检查人甲", (((0, 0), (10, 12)),), NOW)


def test_draft_comes_back_as_it_was_kept():
    draft = a_draft(
        place_name="3号楼",
        assets=("7F3K9QZ2M4",),
        at_slot="FIRE-01",
        signatures=(SIGNATURE,),
        refusal=Refusal("不在场", NOW),
        companion="演示陪同人",
        answered=3,
        total=35,
        elapsed_ms=1_500,
        typed_codes=("7F3K9QZ2M4",),
    )

    assert Draft.from_dict(draft.to_dict()) == draft
    assert draft.to_dict().keys() == {field.name for field in fields(Draft)}


def test_inspection_comes_back_as_it_was_frozen():
    inspection = an_inspection(
        assets=("7F3K9QZ2M4",),
        answers=(an_answer(), an_answer("FIRE-20", note="堆放课桌")),
        photos=(a_photo(b"x", "a" * 64),),
        signatures=(SIGNATURE,),
        refusal=Refusal("不在场", NOW),
        bases={"FIRE-01": ("《消防法》16(二)",)},
        counts={"passed": 1},
        hazards=("h1",),
    )

    assert Inspection.from_dict(inspection.to_dict()) == inspection
    assert inspection.to_dict().keys() == {field.name for field in fields(Inspection)}


def test_field_of_a_newer_version_is_ignored():
    draft = a_draft()

    assert Draft.from_dict(draft.to_dict() | {"of_a_later_version": 1}) == draft


def test_self_check_needs_one_signature_and_an_official_one_three():
    self_check = a_draft()
    supervision = replace(self_check, kind=InspectionKind.supervision)

    assert self_check.required_signatures() == (SignatureRole.inspector,)
    assert len(supervision.required_signatures()) == 3
