"""What must hold between the parts of a form; each breach is named by item and rule."""

import time

import pytest

from forms.files import check, check_plain

WORDS = {"zh": "某", "en": "Some"}


def an_item(code, answer="integer", **more):
    return {"code": code, "answer": answer, "judged": False, "label": WORDS, **more}


def a_plain(*items, section=None, **more):
    part = {"id": "s", "label": WORDS, "items": list(items)} | (section or {})
    head = {"id": "odd", "version": 1, "domain": "traffic", "purpose": "register"}
    return head | {"label": WORDS, "sections": [part]} | more


def broken(plain):
    return [(error.item, error.rule) for error in check_plain("odd.yaml", plain)]


A_CHOICE = {"value": "x", "label": WORDS}
A_LIST = {"id": "l", "choices": [A_CHOICE]}
ROWS = {"label": WORDS}
A_MERGE = {"id": "m", "label": WORDS, "asset_kind": "FX", "percent": 20}


@pytest.mark.parametrize(
    ("plain", "found"),
    [
        (a_plain(an_item("a", relevant="${b} = 1"), an_item("b", relevant="${a} = 1")), "cycle"),
        (a_plain(an_item("a", "calculate", calculation="${a} + 1")), "cycle"),
        (a_plain(an_item("a"), an_item("a")), "duplicate_code"),
        (a_plain(an_item("a", relevant="${place_kind} = 'kichen'")), "place_kind"),
        (a_plain(an_item("a", "calculate", calculation="eval('1')")), "expression"),
        (a_plain(an_item("a", constraint=". > ${nobody}")), "expression"),
        (a_plain(an_item("a", default_from="todya()")), "expression"),
        (a_plain(an_item("a", required="${a")), "expression"),
        (a_plain(an_item("a"), section={"repeat": ROWS | {"count": "${n}"}}), "expression"),
        (a_plain(an_item("a", group="g")), "group"),
        (
            a_plain(
                an_item("a", group="g"),
                section={"groups": [{"id": "g", "within": "h"}, {"id": "h", "within": "g"}]},
            ),
            "group",
        ),
        (a_plain(an_item("a"), section={"groups": [{"id": "g"}, {"id": "g"}]}), "duplicate_group"),
        (a_plain(an_item("a", "choice", choice_list="m"), choice_lists=[A_LIST]), "choice_list"),
        (
            a_plain(
                an_item("a", "calculate", calculation="pulldata('m', 'name', 'name', 'x')"),
                choice_lists=[A_LIST],
            ),
            "lookup",
        ),
        (
            a_plain(
                an_item("a", relevant="pulldata('l', 'size', 'name', 'x') = 1"),
                choice_lists=[A_LIST],
            ),
            "lookup",
        ),
        (
            a_plain(an_item("a", "choice", choice_list="l"), choice_lists=[A_LIST, A_LIST]),
            "duplicate_list",
        ),
        (
            a_plain(
                an_item("a", "choice", choice_list="l"),
                choice_lists=[{"id": "l", "choices": [A_CHOICE, A_CHOICE]}],
            ),
            "duplicate_choice",
        ),
        (a_plain(an_item("a"), merges=[A_MERGE | {"items": ["b"]}]), "merge"),
        (a_plain(an_item("a"), merges=[A_MERGE | {"asset_kind": "QQ"}]), "asset_kind"),
    ],
)
def test_a_breach_is_named(plain, found):
    assert found in {rule for _, rule in broken(plain)}


def test_a_circle_is_told_with_its_way_round():
    plain = a_plain(an_item("a", relevant="${b} = 1"), an_item("b", calculation="${a}"))

    (error,) = check_plain("odd.yaml", plain)

    assert str(error) == "odd.yaml: a: cycle: a → b → a"


def test_rows_groups_lists_and_filters_go_together():
    town = an_item("town", "choice", choice_list="l", choice_filter="name != ${n}", group="g")
    plain = a_plain(
        an_item("n"),
        town,
        an_item("rows", "calculate", calculation="count(${s})"),
        section={"groups": [{"id": "g", "relevant": "${n} > 0"}], "repeat": ROWS},
        choice_lists=[A_LIST],
    )

    assert broken(plain) == []


def test_a_hundred_thousand_choices_are_refused_soon(tmp_path):
    path = tmp_path / "odd.yaml"
    rows = "".join(f"  - {{value: c{n}, label: {{zh: 某}}}}\n" for n in range(100_000))
    path.write_text(f"id: odd\nchoices:\n{rows}", "utf-8")
    begin = time.process_time()

    (error,) = check([path])

    assert (error.file, error.rule) == ("odd.yaml", "too_large")
    assert time.process_time() - begin < 1


def a_limited(set_by=None, bases=2, answer="number", due=None, **limits):
    """A judged item; `due` instead of limits makes it a date."""
    source = {} if set_by is None else {"set_by": set_by}
    judged = {"judged": True, "method": WORDS, "photo": "none", "grade": "general"}
    judged |= {"object": WORDS, "frequency": "monthly", "fail_words": WORDS}
    judged |= {"basis": [{"text": WORDS, "confidence": "A"}] * bases}
    rule = {"due": due} if due else {"limits": (limits or {"minimum": 1}) | source, "unit": WORDS}
    return a_plain(an_item("FIRE-01", answer, **judged | rule), purpose="checklist")


@pytest.mark.parametrize("set_by", [None, 2, [0, 2]])
def test_a_limit_with_several_bases_names_which_of_them_sets_it(set_by):
    assert broken(a_limited(set_by)) == [("FIRE-01", "set_by")]


@pytest.mark.parametrize("set_by", [0, [0, 1], "open"])
def test_a_limit_is_set_by_one_by_several_or_waits_to_be_verified(set_by):
    assert broken(a_limited(set_by)) == []


def test_a_word_other_than_open_sets_no_limit():
    assert {rule for _, rule in broken(a_limited("somebody"))} == {"oneOf"}


def test_what_is_read_off_the_thing_needs_no_source():
    assert broken(a_limited(maximum_of="seats")) == []
    assert broken(a_limited(answer="date", due={"kind": "expires"})) == []
    assert broken(a_limited(bases=1)) == []
