"""Reading forms: the list, one of them item by item, and the way back from paper."""

from dataclasses import replace

import pytest

from forms.definition import AnswerType
from inspect_app.domain.tag import paper_code
from inspect_app.services.wanted_forms import wanted_forms
from inspect_app.strings import LANGUAGES, catalog
from tests.library import form_of
from tests.ui.walks import OTHER_UNIT, UNIT

FIRE = form_of("fire")


async def test_every_form_on_the_device_can_be_opened_from_me(device, opened_app):
    async with opened_app("/me") as screen:
        await screen.tap("to-forms")

        for form in device.services.catalog.forms():
            assert screen.reads(form.label.zh, under=f"read-{form.id}")
        await screen.tap("read-fire")
        assert screen.route == "/forms/fire"


async def test_every_item_is_there_with_what_it_asks(opened_app):
    async with opened_app("/forms/fire") as screen:
        assert screen.reads(f"第 {FIRE.version} 版", under="form-about")
        for item in FIRE.items():
            assert screen.reads(item.label.zh, under=f"form-item-{item.code}")
        assert screen.reads("填读数（MPa）", under="form-item-FIRE-09")
        assert screen.reads("必须拍照", under="form-item-FIRE-14")


async def test_an_unfolded_item_tells_method_and_basis(opened_app):
    async with opened_app("/forms/lab") as screen:
        assert not screen.reads("风速仪多点测量", under="form-item-LAB-19")

        await screen.tap("form-item-LAB-19")

        assert screen.reads("风速仪多点测量", under="form-item-LAB-19")
        assert screen.reads("待核", under="form-item-LAB-19")


async def test_an_item_with_several_bases_tells_which_sets_its_limit(opened_app):
    async with opened_app("/forms/gas") as screen:
        await screen.tap("form-item-GAS-11")
        await screen.tap("form-item-GAS-08")

        assert screen.reads("限值出自此条", under="form-item-GAS-11")
        assert screen.reads("限值出自哪一条：待核", under="form-item-GAS-08")
        assert not screen.reads("限值出自", under="form-item-GAS-14")


async def test_all_items_are_unfolded_and_folded_at_once(opened_app):
    async with opened_app("/forms/fire") as screen:
        await screen.tap("turn-all")
        assert screen.reads("2023年3月1日起施行", under="form-item-FIRE-01")

        await screen.tap("turn-all")
        assert not screen.reads("2023年3月1日起施行", under="form-item-FIRE-01")


async def test_inspection_begins_from_the_form(device, opened_app):
    async with opened_app("/forms/fire") as screen:
        await screen.tap("begin-form")

        (draft,) = device.services.inspections.unfinished()
        assert (draft.form, draft.unit) == ("fire", UNIT.id)
        assert screen.route == f"/inspections/{draft.id}"


async def test_form_that_is_not_here_says_so(opened_app):
    async with opened_app("/forms/nothing") as screen:
        assert screen.has("gone")


async def test_scanned_paper_lands_on_its_form_with_its_unit(device, opened_app):
    code = paper_code("fire", FIRE.version, OTHER_UNIT.code, "https://example.invalid")
    device.phone.camera.before_it[:] = [code]

    async with opened_app("/scan") as screen:
        await screen.until(lambda: screen.has("paper"))

        assert screen.reads(f"第 {FIRE.version} 版", under="paper")
        assert screen.reads("和本机的版本一样", under="paper")
        assert screen.reads(OTHER_UNIT.name, under="begin-form")
    assert device.services.preferences.unit_id() == OTHER_UNIT.id


async def test_paper_of_another_version_is_told_apart(opened_app):
    async with opened_app("/paper/fire/99/-") as screen:
        assert screen.reads("第 99 版", under="paper")
        assert screen.reads(f"本机现在是第 {FIRE.version} 版", under="paper")
        assert screen.reads(UNIT.name, under="begin-form")


async def test_older_paper_is_entered_as_it_was_printed(device, opened_app):
    device.store.forms.apply([replace(FIRE, version=FIRE.version + 1).to_dict()])
    async with opened_app(f"/paper/fire/{FIRE.version}/-") as screen:
        assert screen.reads("照纸上的版本补录", under="paper")
        assert screen.reads(f"第 {FIRE.version} 版", under="form-about")
        await screen.tap("begin-form")

    (draft,) = device.services.inspections.unfinished()
    assert draft.form_version == str(FIRE.version)


async def test_a_version_that_is_not_here_is_asked_for(device, opened_app):
    async with opened_app("/paper/fire/7/-") as screen:
        assert screen.reads("请逐项核对", under="paper")

        assert wanted_forms(device.store) == [("fire", "7")]
        device.store.forms.apply([replace(FIRE, version=7).to_dict()])
        device.services.changes.emit()
        await screen.until(lambda: screen.reads("和本机的版本一样", under="paper"))


@pytest.mark.parametrize("path", ["/paper/fire/x/-", "/paper/fire/0/-", "/paper/fire/1.5/-"])
async def test_a_code_that_names_no_version_asks_for_nothing(device, opened_app, path):
    async with opened_app(path) as screen:
        assert screen.keys()

    assert wanted_forms(device.store) == []


async def test_paper_of_a_unit_out_of_scope_is_told_and_nothing_is_chosen(device, opened_app):
    async with opened_app("/paper/fire/1/9999") as screen:
        assert screen.reads("9999", under="paper-unit")
        assert screen.has("choose-unit")
    assert device.services.preferences.unit_id() == UNIT.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_type_has_words(language):
    missing = [each for each in AnswerType if f"form.answer.{each.value}" not in catalog(language)]

    assert not missing
