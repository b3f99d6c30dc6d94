"""Along which way a change spreads: what depends on an answer is computed again, and no more."""

from datetime import date

import pytest

from forms.answers import Answer
from forms.definition import Form
from forms.errors import CyclicForm
from forms.sheet import Sheet
from forms.wiring import Wiring, refuse_circles
from tests.forms.factories import TODAY


def an_item(code, answer="integer", **more):
    return {"code": code, "answer": answer, "judged": False, "label": {"zh": code}, **more}


def a_part(id, *items, **more):
    return {"id": id, "label": {"zh": id}, "items": list(items), **more}


def a_form(*sections, **more):
    plain = {"id": "spreading", "version": 1, "domain": "traffic", "purpose": "register"}
    return Form.from_dict(plain | {"label": {"zh": "表"}, "sections": list(sections)} | more)


def a_sheet(*sections, today=TODAY, answers=None, assets=(), **more):
    form = a_form(*sections, **more)
    return Sheet.of(form, unit_kind="primary", today=today, answers=answers, assets=assets)


def said(sheet, code, value, asset=""):
    return sheet.with_answer(Answer(code, asset, value=value))


def keys(sheet):
    return [slot.key for slot in sheet.slots]


def changed(before, after):
    """The slots that are other objects than before."""
    was = {slot.key: slot for slot in before.slots}
    return {slot.key for slot in after.slots if was.get(slot.key) is not slot}


CHAIN = a_part(
    "s",
    an_item("a"),
    an_item("b", "calculate", calculation="${a} * 2"),
    an_item("c", "calculate", calculation="${b} + 1"),
    an_item("d", relevant="${c} > 10"),
    an_item("e"),
    an_item("f", constraint=". > ${e}"),
)


def test_a_computed_value_feeds_the_next_one():
    sheet = said(a_sheet(CHAIN), "a", 3)

    assert [sheet.slot(code).answer.value for code in "bc"] == [6, 7]
    assert "d" not in keys(sheet)
    assert "d" in keys(said(sheet, "a", 5))


def test_only_what_depends_on_an_answer_is_computed_again():
    sheet = said(said(a_sheet(CHAIN), "a", 1), "e", 1)

    assert changed(sheet, said(sheet, "a", 2)) == {"a", "b", "c"}
    assert changed(sheet, said(sheet, "e", 2)) == {"e", "f"}
    assert changed(sheet, said(sheet, "f", 2)) == {"f"}


def test_what_is_asked_no_more_counts_as_empty_but_is_kept():
    sheet = a_sheet(
        a_part("s", an_item("a"), an_item("b", relevant="${a} = 1")),
        a_part("t", an_item("c"), relevant="${b} = 7"),
    )
    sheet = said(said(sheet, "a", 1), "b", 7)
    assert keys(sheet) == ["a", "b", "c"]

    hidden = said(sheet, "a", 2)

    assert keys(hidden) == ["a"]
    assert keys(said(hidden, "a", 1)) == ["a", "b", "c"]


def test_a_group_hides_what_stands_in_it_and_in_its_groups():
    groups = [
        {"id": "outer", "relevant": "${a} = 1"},
        {"id": "inner", "within": "outer", "relevant": "${b} = 1"},
    ]
    items = (
        an_item("a"),
        an_item("b"),
        an_item("in_outer", group="outer"),
        an_item("in_inner", group="inner"),
    )
    sheet = a_sheet(a_part("s", *items, groups=groups))
    assert keys(sheet) == ["a", "b"]

    sheet = said(sheet, "b", 1)
    assert keys(sheet) == ["a", "b"]
    assert keys(said(sheet, "a", 1)) == ["a", "b", "in_outer", "in_inner"]


def test_a_filter_offers_the_choices_of_the_other_answer():
    lists = [
        {
            "id": "towns",
            "choices": [
                {"value": value, "label": {"zh": value}, "columns": {"district": district}}
                for value, district in (("hutang", "wujin"), ("niutang", "wujin"), ("other", "x"))
            ],
        }
    ]
    town = an_item(
        "town", "choice", choice_list="towns", choice_filter="district = ${district} and name != ''"
    )
    sheet = a_sheet(a_part("s", an_item("district", "text"), town), choice_lists=lists)
    assert sheet.slot("town").choices == ()

    sheet = said(said(sheet, "district", "wujin"), "town", "hutang")
    assert [each.value for each in sheet.slot("town").choices] == ["hutang", "niutang"]
    assert not sheet.slot("town").is_violated

    moved = said(sheet, "district", "x")
    assert moved.slot("town").is_violated
    assert [p.key for p in moved.problems()] == ["problem.constraint"]


ROWS = a_part(
    "rows",
    an_item("name", "text"),
    an_item("dose"),
    an_item("at", "calculate", calculation="position(..)"),
    repeat={"label": {"zh": "行"}},
)
SUMMARY = a_part(
    "summary",
    an_item("total", "calculate", calculation="sum(${dose})"),
    an_item("rows_there", "calculate", calculation="count(${rows})"),
    an_item("first", "calculate", calculation="indexed-repeat(${name}, ${rows}, 1)"),
    an_item("worst", relevant="${dose} > 5"),
)


def test_rows_are_seen_together_from_outside_and_apart_from_within():
    sheet = a_sheet(ROWS, SUMMARY)
    for row, (name, dose) in enumerate([("甲", 2), ("乙", 3)], 1):
        sheet = said(said(sheet, "name", name, str(row)), "dose", dose, str(row))

    assert sheet.slot("total").answer.value == 5
    assert sheet.slot("rows_there").answer.value == 2
    assert sheet.slot("first").answer.value == "甲"
    assert [sheet.slot(f"at@{row}").answer.value for row in (1, 2, 3)] == [1, 2, 3]
    assert "worst" not in keys(sheet)
    assert "worst" in keys(said(sheet, "dose", 6, "2"))


def test_a_change_in_one_row_leaves_the_others_alone():
    sheet = a_sheet(ROWS, SUMMARY)
    for row in ("1", "2", "3"):
        sheet = said(said(sheet, "name", "x", row), "dose", 1, row)

    after = said(sheet, "dose", 2, "2")

    assert {key for key in changed(sheet, after) if "@" in key} <= {"dose@2", "at@2", "name@2"}


def test_the_number_of_rows_can_be_computed():
    rows = a_part("rows", an_item("x"), repeat={"label": {"zh": "行"}, "count": "${n}"})
    sheet = a_sheet(a_part("s", an_item("n")), rows)
    assert keys(sheet) == ["n"]

    assert keys(said(sheet, "n", 2)) == ["n", "x@1", "x@2"]
    assert len(keys(said(sheet, "n", 10**6))) == 201


def test_an_item_begins_with_its_default_and_can_be_emptied():
    sheet = a_sheet(a_part("s", an_item("n", default=4), an_item("twice", calculation="${n} * 2")))

    assert [sheet.slot(code).answer.value for code in ("n", "twice")] == [4, 8]
    assert said(sheet, "n", None).slot("twice").answer.value is None


def test_what_is_computed_at_the_beginning_stays():
    part = a_part("s", an_item("on", "date", default_from="today()"))
    begun = a_sheet(part).with_begun()

    later = a_sheet(part, today=date(2027, 1, 1), answers=begun.answers)

    assert later.slot("on").answer.value == TODAY.isoformat()
    assert later.begun() == ()


def test_a_default_does_not_fill_a_row():
    part = a_part("rows", an_item("n", default=1), repeat={"label": {"zh": "行"}, "minimum": 0})
    sheet = a_sheet(part)

    assert keys(sheet.with_begun()) == ["n@1"]


CIRCLES = [
    ([an_item("a", relevant="${b} = 1"), an_item("b", relevant="${a} = 1")], "a → b → a"),
    ([an_item("a", calculation="${a} + 1")], "a → a"),
    (
        [
            an_item("a", calculation="${b}"),
            an_item("b", calculation="${c}"),
            an_item("c", relevant="${a.result} = 'pass'"),
        ],
        "a → b → c → a",
    ),
    ([an_item("a"), an_item("b", relevant="${s} > 0")], None),
    ([an_item("a", constraint=". > ${b}"), an_item("b", constraint=". < ${a}")], None),
    ([an_item("a", calculation="once(${b})"), an_item("b")], None),
]


@pytest.mark.parametrize(("items", "circle"), CIRCLES)
def test_what_depends_on_itself_is_refused_with_the_way_round(items, circle):
    form = a_form(a_part("s", *items, **({} if circle else {"repeat": {"label": {"zh": "行"}}})))

    if circle is None:
        refuse_circles(form)
        return
    with pytest.raises(CyclicForm) as raised:
        refuse_circles(form)
    assert raised.value.params["circle"] == circle


def test_a_long_chain_is_no_circle():
    links = [an_item(f"x{n}", calculation=f"${{x{n - 1}}}") for n in range(1, 3000)]
    closed = an_item("x0", calculation="${x2999}")

    refuse_circles(a_form(a_part("s", an_item("x0"), *links)))
    with pytest.raises(CyclicForm):
        refuse_circles(a_form(a_part("s", closed, *links)))


def test_a_circle_through_a_section_is_found():
    parts = (
        a_part("s", an_item("a", relevant="${b} = 1")),
        a_part("t", an_item("b"), relevant="${a} = 1"),
    )
    with pytest.raises(CyclicForm):
        refuse_circles(a_form(*parts))


def test_a_circle_that_got_in_gives_nothing_and_ends():
    sheet = a_sheet(a_part("s", *CIRCLES[0][0]))

    assert keys(sheet) == []


def test_assets_of_one_kind_see_each_other_only_from_outside():
    wiring = Wiring.of(
        a_form(
            a_part("fx", an_item("a"), an_item("b", relevant="${a} = 1"), asset_kind="FX"),
            a_part("more", an_item("c", relevant="${a} = 1"), asset_kind="FX"),
            a_part("rest", an_item("d", relevant="${a} = 1")),
        )
    )

    assert wiring.reached_from("a", "FX1") == {
        ("a", "FX1"),
        ("b", "FX1"),
        ("c", "FX1"),
        ("d", None),
    }
