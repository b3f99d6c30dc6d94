"""What waits to be verified, and what is left of the doubt once it was."""

from datetime import date

import pytest

from forms.definition import Basis, Confidence, Confirmation
from forms.doubts import Finding, cited, confirmed, doubts, printed, without_doubt
from forms.errors import AlreadyVerified, UnknownBasis, UnknownItem
from forms.terms import Text
from tests.forms.checklists import FORMS, ITEMS, item

WHO = Confirmation("演示督导员", date(2026, 11, 26), "原文")


def doubts_of(form):
    return {(doubt.item.code, doubt.number, doubt.of_limit) for doubt in doubts(form)}


def test_whatever_says_that_it_waits_is_listed():
    listed = {
        (each.item.code, each.number)
        for form in FORMS.values()
        for each in doubts(form)
        if not each.of_limit
    }
    said = {
        (each.code, number)
        for each in ITEMS
        for number, basis in enumerate(each.basis)
        if basis.confidence is Confidence.V or "待核" in basis.text.zh
    }

    assert listed == said
    assert len(said) > 50


def test_a_limit_in_doubt_is_there_once_for_each_basis_that_may_set_it():
    assert {("GAS-08", 0, True), ("GAS-08", 1, True)} <= doubts_of(FORMS["gas"])


@pytest.mark.parametrize("each", [d for form in FORMS.values() for d in doubts(form)], ids=str)
def test_nothing_is_left_of_a_doubt_once_it_was_verified(each):
    text = without_doubt(each.basis.text)

    assert "待核" not in text.zh
    assert "verified" not in text.en
    assert text.zh.strip()
    assert text.en.strip()


def test_what_else_a_bracket_says_stays():
    assert without_doubt(item("GAS-08").basis[1].text).zh == "GB 50028-2006（2020年版）"
    assert without_doubt(item("SE-21").basis[0].text).en == (
        "TSG T7001-2023 (in force from April 2024)"
    )


def test_what_was_found_stands_in_the_next_version():
    found = Finding(Text("GB 1 第2条", "GB 1, cl. 2"), date(2020, 5, 1), date(2030, 1, 1))

    form = confirmed(FORMS["lab"], "LAB-18", 0, WHO, found)

    (basis,) = form.item("LAB-18").basis
    assert form.version == FORMS["lab"].version + 1
    assert basis.text.zh == "GB 1 第2条"
    assert (basis.effective_from, basis.effective_to) == (date(2020, 5, 1), date(2030, 1, 1))
    assert (basis.confirmed, basis.confidence) == (WHO, Confidence.V)
    assert ("LAB-18", 0, False) not in doubts_of(form)


def test_a_clause_in_doubt_is_confirmed_whatever_its_mark():
    form = confirmed(FORMS["fire"], "FIRE-24", 1, WHO, Finding())

    assert form.item("FIRE-24").basis[1].text.zh == "GB 55037-2022 第3.4.5条"


@pytest.mark.parametrize(
    ("code", "number", "error"),
    [
        ("NO-01", 0, UnknownItem),
        ("FIRE-24", 7, UnknownBasis),
        ("FIRE-24", -1, UnknownBasis),
        ("FIRE-24", 0, AlreadyVerified),
    ],
)
def test_what_does_not_wait_is_refused(code, number, error):
    with pytest.raises(error):
        confirmed(FORMS["fire"], code, number, WHO, Finding())


def test_no_document_names_a_clause_that_waits():
    for each in ITEMS:
        for basis in each.basis:
            text = printed(basis)
            assert "条号待核" not in text.zh or "第" not in text.zh, each.code
    assert printed(item("FIRE-24").basis[1]) == Text(
        "GB 55037-2022（条号待核）", "GB 55037-2022 (clause to be verified)"
    )
    sure = Basis(Text("GB 1 第2条（条号待核）", "GB 1, cl. 2"), confirmed=WHO)
    assert printed(sure) is sure.text


@pytest.mark.parametrize(
    ("code", "number", "said"),
    [
        ("GAS-11", 0, "GB 55009-2021（待核）"),
        ("GAS-11", 1, "GB 51142-2015（数值待核）"),
        ("FIRE-24", 1, "GB 55037-2022（条号待核）"),
        ("FIRE-24", 0, "《消防法》第28条"),
    ],
)
def test_what_is_cited_says_that_it_waits(code, number, said):
    assert cited(item(code).basis[number]) == said


def test_what_was_verified_is_cited_without_a_doubt():
    form = confirmed(FORMS["gas"], "GAS-11", 0, WHO, Finding())

    assert cited(form.item("GAS-11").basis[0]) == "GB 55009-2021"
