"""Every code gets an answer: ours, mistyped, somebody else's."""

import pytest

from forms.definition import Result
from inspect_app.domain.tag import OtherSystem, human_code, tag_address
from inspect_app.services.scanning import AssetCard, EnrolmentSeen, Foreign, Mistyped, NotHere
from tests.services.conftest import EXTINGUISHERS
from tests.storage.factories import a_report, a_submission, an_answer, an_asset


def test_tag_on_the_wall_opens_its_asset_with_the_right_checklist(desk):
    card = desk.scanning.identify(tag_address("https://inspect.example", EXTINGUISHERS[0], 1))

    assert isinstance(card, AssetCard)
    assert card.asset.id == EXTINGUISHERS[0]
    assert [form.id for form in card.forms] == ["fire"]
    assert not card.was_typed


def test_card_tells_the_last_check_and_what_is_open(desk):
    asset = EXTINGUISHERS[0]
    answers = (an_answer(asset=asset), an_answer("FIRE-02", asset=asset, result=Result.failed))
    desk.store.records.add(a_submission(assets=(asset,), answers=answers))
    desk.store.records.add(a_report(asset=asset))

    card = desk.scanning.card(asset)

    assert (card.last.failed, card.last.checked) == (1, 2)
    assert len(card.open_hazards) == 1


def test_tag_that_was_replaced_is_called_old(desk):
    renewed = an_asset("AAAAAAAAA1", tag_revision=3)
    desk.store.assets.apply([renewed.to_dict()])

    card = desk.scanning.identify(tag_address("https://inspect.example", renewed.id, 2))

    assert card.is_old_tag


def test_code_typed_from_a_torn_tag_is_found_however_it_is_typed(desk):
    code = human_code("0137", "FX", "03", 42)
    desk.store.assets.apply([an_asset("AAAAAAAAA2", code=code).to_dict()])

    card = desk.scanning.identify(f" {code.lower().replace('-', '')} ")

    assert card.asset.code == code
    assert card.was_typed


def test_wrong_check_character_is_not_taken_for_another_asset(desk):
    code = human_code("0137", "FX", "03", 42)
    wrong = code[:-1] + ("7" if code[-1] != "7" else "8")

    assert desk.scanning.identify(wrong) == Mistyped(wrong)


def test_tag_of_another_district_is_ours_but_not_here(desk):
    hit = desk.scanning.identify(tag_address("https://inspect.example", "ZZZZZZZZZZ", 1))

    assert hit == NotHere("ZZZZZZZZZZ")


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("https://96333.cz.example/lift?id=320412001", OtherSystem.lift),
        ("梯11苏D00001(23)", OtherSystem.lift),
        ("https://qp.example/cylinder/8823", OtherSystem.gas_cylinder),
        ("https://www.cccf.example/q?s=1", OtherSystem.product_certificate),
        ("容10苏D00077(21)", OtherSystem.special_equipment),
        ("https://weixin.example/abc", OtherSystem.web_page),
        ("6901234567892", OtherSystem.retail),
        ("随便写的", OtherSystem.unknown),
    ],
)
def test_code_of_another_system_is_named_and_kept_as_it_is(desk, text, system):
    assert desk.scanning.identify(text) == Foreign(system, text)
    assert [seen.text for seen in desk.store.foreign_codes.all()] == [text]


def test_enrolment_code_is_known_as_one(desk):
    hit = desk.scanning.identify("http://localhost:8550/#/enrol?code=abcd-1234")

    assert hit == EnrolmentSeen("http://localhost:8550", "ABCD-1234")


@pytest.mark.parametrize("text", ["", " ", "https://", "http://[", "a" * 10_000, "\x00", "🚌"])
def test_nonsense_gets_an_answer_and_never_an_error(desk, text):
    assert isinstance(desk.scanning.identify(text), Foreign)
