"""The library of checklists: every item is there, complete, and says what it rests on."""

import re
from collections import Counter
from datetime import date

import pytest

from forms.asset_kinds import ASSET_KINDS
from forms.attributes import ASSET_ATTRIBUTES, UNIT_ATTRIBUTES
from forms.definition import Confidence, Frequency, PhotoRule
from tests.forms.checklists import FORMS, ITEMS, item

EXPECTED = {
    "fire": ("FIRE", 35, {"major": 6, "serious": 15, "general": 14}, 6),
    "lab": ("LAB", 30, {"major": 2, "serious": 14, "general": 14}, 2),
    "gas": ("GAS", 27, {"major": 1, "serious": 14, "general": 12}, 1),
    "bus": ("BUS", 33, {"major": 6, "serious": 17, "general": 10}, 6),
    "special_equipment": ("SE", 33, {"major": 4, "serious": 17, "general": 12}, 4),
    "buildings": ("BLD", 24, {"major": 4, "serious": 14, "general": 6}, 3),
    "traffic": ("TRF", 15, {"serious": 2, "general": 13}, 0),
    "food": ("FOOD", 24, {"serious": 10, "general": 14}, 0),
    "public_order": ("SEC", 20, {"serious": 4, "general": 16}, 0),
    "electrical": ("ELE", 18, {"serious": 9, "general": 9}, 0),
    "ebikes": ("EBK", 15, {"serious": 6, "general": 9}, 0),
    "emergency": ("EMG", 18, {"serious": 1, "general": 17}, 0),
    "disaster_reduction": ("DRR", 15, {"serious": 3, "general": 12}, 0),
    "responsibility": ("ORG", 18, {"serious": 4, "general": 14}, 0),
    "training": ("TRN", 15, {"general": 15}, 0),
}
"""Prefix, items, grades: domain.md §2.0.2; then how many are photographed though they pass."""

MEASURED = {
    "fire": {"number": 8, "date": 5, "count": 1},
    "lab": {"number": 5, "date": 3, "count": 1},
    "gas": {"number": 5, "date": 8, "count": 0},
    "bus": {"number": 5, "date": 9, "count": 2},
    "special_equipment": {"number": 3, "date": 11, "count": 1},
    "buildings": {"number": 3, "date": 2, "count": 0},
    "traffic": {"number": 3, "date": 0, "count": 3},
    "food": {"number": 5, "date": 5, "count": 2},
    "public_order": {"number": 2, "date": 3, "count": 2},
    "electrical": {"number": 4, "date": 5, "count": 0},
    "ebikes": {"number": 2, "date": 1, "count": 1},
    "emergency": {"number": 5, "date": 5, "count": 1},
    "disaster_reduction": {"number": 3, "date": 2, "count": 0},
    "responsibility": {"number": 7, "date": 3, "count": 1},
    "training": {"number": 4, "date": 3, "count": 5},
}
"""By checklists.json; LAB-11 asks the days from purchase to filing, so it is a number here."""

EN = re.compile(r"[\u3400-\u9fff]")


def texts_of(each):
    yield from (each.label, each.method, each.object, each.fail_words)
    yield from (part.text for part in (*each.basis, *each.escalation))
    yield from (choice.label for choice in each.choices)
    if each.unit:
        yield each.unit


def test_the_checklists_are_there():
    assert set(FORMS) >= set(EXPECTED)


def test_no_item_of_the_fifteen_domains_is_missing():
    assert sum(len(list(FORMS[name].items())) for name in EXPECTED) == 340


@pytest.mark.parametrize("name", EXPECTED)
def test_every_item_of_the_domain_is_present(name):
    prefix, count, grades, always = EXPECTED[name]
    items = list(FORMS[name].items())

    assert sorted(each.code for each in items) == [f"{prefix}-{n:02}" for n in range(1, count + 1)]
    assert Counter(each.grade.value for each in items) == grades
    assert sum(each.photo is PhotoRule.always for each in items) == always


@pytest.mark.parametrize("name", MEASURED)
def test_what_is_measured_is_asked_as_a_value(name):
    kinds = Counter(each.answer.value for each in FORMS[name].items())

    assert {kind: kinds[kind] for kind in ("number", "date", "count")} == MEASURED[name]


@pytest.mark.parametrize("each", ITEMS, ids=lambda each: each.code)
def test_an_item_is_complete_in_both_languages(each):
    for text in texts_of(each):
        assert text.zh.strip()
        assert text.en.strip()
        assert not EN.search(text.en), text.en
        assert "种子文" not in text.zh
    assert each.label.en[0].isupper()
    assert each.fail_words.zh != each.label.zh
    assert len(each.fail_words.zh) <= 45
    assert each.basis


PLAN_STATES = {
    "DRR-03": "必须达到100%",
    "DRR-06": "全覆盖",
    "ORG-03": "全覆盖",
    "ORG-04": "各教室",
    "TRN-02": "600人次",
}
"""Items whose bound the campaign plan sets in so many words."""


@pytest.mark.parametrize("each", ITEMS, ids=lambda each: each.code)
def test_an_unverified_value_never_fails_by_itself(each):
    bound = each.limits and (each.limits.minimum is not None or each.limits.maximum is not None)
    words = " ".join(basis.text.zh for basis in each.basis if basis.confidence is Confidence.S)

    if all(basis.confidence in (Confidence.V, Confidence.S) for basis in each.basis):
        assert not bound or PLAN_STATES[each.code] in words
    if all(basis.confidence is Confidence.V for basis in each.basis):
        assert each.due is None


def test_the_campaign_plan_is_marked_as_the_campaign_plan():
    for each in ITEMS:
        for basis in each.basis:
            is_plan = basis.text.zh.startswith("方案原文")
            assert is_plan is (basis.confidence is Confidence.S), (each.code, basis.text.zh)
            assert is_plan is basis.text.en.startswith("Campaign plan")


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("《危险化学品安全法》", "2026-05-01"),
        ("GB 55036-2022", "2023-03-01"),
        ("GB 55037-2022", "2023-06-01"),
        ("GB/T 40248-2021", "2021-12-01"),
        ("GB/T 29315-2022", "2022-06-01"),
        ("GB 15603-2022", "2023-07-01"),
        ("TSG 08—2026", "2026-05-01"),
        ("TSG 92—2026", "2026-07-01"),
        ("《特种设备使用单位落实使用安全主体责任监督管理规定》", "2023-05-05"),
        ("《消防法》", "2021-04-29"),
        ("《安全生产法》", "2021-09-01"),
        ("《特种设备安全法》", "2014-01-01"),
        ("《校车安全管理条例》", "2012-04-05"),
        ("《突发事件应对法》", "2024-11-01"),
        ("《建设工程安全生产管理条例》", "2004-02-01"),
        ("《企业事业单位内部治安保卫条例》", "2004-12-01"),
        ("《防震减灾法》", "2009-05-01"),
        ("《建设工程抗震管理条例》", "2021-09-01"),
        ("《学前教育法》", "2025-06-01"),
        ("《机关、团体、企业、事业单位消防安全管理规定》", "2002-05-01"),
        ("《未成年人保护法》", "2024-04-26"),
        ("《义务教育法》", "2018-12-29"),
        ("《城镇燃气管理条例》", "2016-02-06"),
    ],
)
def test_a_law_says_from_when_it_is_in_force(title, day):
    found = [b for each in ITEMS for b in each.basis if b.text.zh.startswith(title)]

    assert found
    assert {str(basis.effective_from) for basis in found} == {day}


@pytest.mark.parametrize(
    "outdated", ["GB 35181-2017", "TSG 08-2017", "TSG T5001", "GB 15603-1995", "JGJ 46-2005"]
)
def test_what_must_not_be_cited_is_not(outdated):
    assert not [b for each in ITEMS for b in each.basis if outdated in b.text.zh]


def test_doubts_about_a_clause_stay_visible():
    doubtful = {each.code for each in ITEMS for b in each.basis if "待核" in b.text.zh}

    assert {"FIRE-24", "FIRE-33", "LAB-19", "GAS-08", "GAS-13", "BUS-07", "SE-21"} <= doubtful
    for each in ITEMS:
        for basis in each.basis:
            if "待核" in basis.text.zh:
                assert "verified" in basis.text.en


def test_kinds_are_known_and_items_stand_with_their_kind():
    for form in FORMS.values():
        assert set(form.asset_kinds()) <= set(ASSET_KINDS)
        for section in form.sections:
            assert {each.asset_kind for each in section.items} <= {section.asset_kind}


@pytest.mark.parametrize("table", [ASSET_KINDS, UNIT_ATTRIBUTES, ASSET_ATTRIBUTES])
def test_the_tables_are_complete_in_both_languages(table):
    for name, text in table.items():
        assert text.zh
        assert text.en
        assert not EN.search(text.en), name


def test_nobody_photographs_the_ledger_of_pupils_in_crisis():
    assert item("SEC-20").photo is PhotoRule.none


def test_the_edition_in_force_is_known_on_the_day():
    old, new = item("ELE-07").basis

    assert [b.is_in_force(date(2027, 1, 31)) for b in (old, new)] == [True, False]
    assert [b.is_in_force(date(2027, 2, 1)) for b in (old, new)] == [False, True]


def test_dates_in_force_lie_in_this_century():
    for each in ITEMS:
        for basis in each.basis:
            assert basis.effective_from is None or basis.effective_from > date(2000, 1, 1)
            assert basis.effective_to is None or basis.effective_to > date(2026, 11, 23)


RARE = {
    "SE-11": Frequency.half_monthly,
    "BUS-17": Frequency.each_trip,
    "BUS-21": Frequency.each_trip,
    "BLD-16": Frequency.each_project,
    "EMG-12": Frequency.before_holidays,
    "DRR-09": Frequency.before_flood_season,
    "ORG-15": Frequency.campaign,
}
"""By checklists.json: what no calendar counts, or the calendar of a lift."""


def test_how_often_is_said_as_the_source_says_it():
    assert {code: item(code).frequency for code in RARE} == RARE
    assert Counter(each.frequency.value for each in ITEMS) == FREQUENCIES


FREQUENCIES = {
    "monthly": 100,
    "yearly": 51,
    "weekly": 50,
    "term": 44,
    "daily": 40,
    "quarterly": 21,
    "each_time": 13,
    "half_yearly": 5,
    "each_trip": 4,
    "each_batch": 3,
    "each_project": 3,
    "before_flood_season": 2,
    "campaign": 2,
    "half_monthly": 1,
    "before_holidays": 1,
}
