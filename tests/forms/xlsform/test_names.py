"""Names that are there twice: fine in different groups, a fault side by side or when asked for."""

import pytest

from forms.answers import Answer
from forms.sheet import Sheet
from forms.xlsform.exporting import export_form
from forms.xlsform.importing import import_form
from forms.yaml_text import faults_of as broken_rules
from tests.forms.factories import TODAY
from tests.forms.xlsform.sheets import PLAIN, faults_of, form_of, imported, item_of

NAMED_TWICE = [
    PLAIN,
    ["begin group", "teacher", "Teacher"],
    ["text", "name", "Name"],
    ["begin group", "more", "More"],
    ["text", "phone", "Phone"],
    ["end group"],
    ["begin group", "rest", "Rest"],
    ["begin group", "more", "More yet"],
    ["text", "note", "Note"],
    ["end group"],
    ["end group"],
    ["end group"],
    ["begin group", "pupil", "Pupil"],
    ["text", "name", "Name"],
    ["text", "name_2", "Second name"],
    ["select_one l or_other", "kind", "Kind"],
    ["end group"],
    ["begin repeat", "parent", "Parent"],
    ["text", "name", "Name"],
    ["select_one l or_other", "kind", "Kind"],
    ["end repeat"],
]
LIST = [["list_name", "name", "label"], ["l", "x", "X"], ["l", "y", "Y"]]


def test_questions_of_one_name_in_different_groups_are_different_items(tmp_path):
    found = imported(tmp_path, NAMED_TWICE, choices=LIST)

    codes = [item.code for item in found.form.items()]
    assert codes == [
        *("name", "phone", "note", "name_3", "name_2", "kind", "kind_other"),
        *("name_4", "kind_2", "kind_2_other"),
    ]
    assert [group.id for group in found.form.sections[0].groups] == ["more", "rest", "more_2"]
    changed = [each.params["code"] for each in found.remarks if each.kind == "name_changed"]
    assert changed == ["more_2", "name_3", "name_4", "kind_2"]


def test_they_come_back_from_an_export(tmp_path):
    form = form_of(tmp_path, NAMED_TWICE, choices=LIST)

    export_form(form, tmp_path / "again.xlsx")

    assert import_form(tmp_path / "again.xlsx").form == form


def test_each_has_an_answer_of_its_own(tmp_path):
    form = form_of(tmp_path, NAMED_TWICE, choices=LIST)
    sheet = Sheet.of(form, unit_kind="primary", today=TODAY)

    said = sheet.with_answer(Answer("kind", value="other"))
    both = said.with_answer(Answer("name", value="Li")).with_answer(Answer("name_3", value="Wu"))

    keys = [slot.key for slot in said.slots]
    assert "kind_other" in keys
    assert not any(key.startswith("kind_2_other") for key in keys)
    assert [both.slot(code).answer.value for code in ("name", "name_3")] == ["Li", "Wu"]


def test_side_by_side_it_is_a_fault(tmp_path):
    survey = [PLAIN, ["begin group", "g", "G"], ["text", "a", "A"], ["note", "a", "B"]]

    assert faults_of(tmp_path, [*survey, ["end group"]]) == [
        "survey!B3 name_twice a",
        "survey!B4 name_twice a",
    ]


def test_an_expression_cannot_ask_for_one_of_several(tmp_path):
    survey = [
        [*PLAIN, "relevant"],
        ["begin group", "g", "G"],
        ["text", "a", "A"],
        ["end group"],
        ["text", "a", "A"],
        ["text", "b", "B", "${a} = 'x'"],
    ]

    assert faults_of(tmp_path, survey) == ["survey!D6 name_ambiguous a"]


CASCADE = [
    ["list_name", "name", "label", "state"],
    ["states", "wa", "Washington", None],
    ["states", "tx", "Texas", None],
    ["counties", "king", "King of Washington", "wa"],
    ["counties", "king", "King of Texas", "tx"],
    ["counties", "king", "King of Texas", "tx"],
    ["counties", "pierce", "Pierce", "wa"],
]
COUNTIES = [
    [*PLAIN, "choice_filter", "calculation"],
    ["select_one states", "state", "State"],
    ["select_one counties", "county", "County", "state = ${state}"],
    ["calculate", "said", None, None, "jr:choice-name(${county}, '${county}')"],
]
MAY_REPEAT = [["form_id", "allow_choice_duplicates"], ["c", "yes"]]


def test_choices_of_one_name_belong_to_what_offers_them(tmp_path):
    found = imported(tmp_path, COUNTIES, choices=CASCADE, settings=MAY_REPEAT)
    sheet = Sheet.of(found.form, unit_kind="primary", today=TODAY)
    texas = sheet.with_answer(Answer("state", value="tx")).with_answer(
        Answer("county", value="king")
    )

    assert [each.label.en for each in texas.slot("county").choices] == ["King of Texas"]
    assert not texas.slot("county").is_violated
    assert texas.slot("said").answer.value == "King of Texas"
    assert [each.place.row for each in found.remarks if each.kind == "choice_repeated"] == [6]
    export_form(found.form, tmp_path / "again.xlsx")


def test_they_are_refused_where_the_setting_does_not_allow_them(tmp_path):
    found = faults_of(tmp_path, COUNTIES, choices=CASCADE)

    assert found == ["choices!B5 choice_twice king", "choices!B6 choice_twice king"]


@pytest.mark.parametrize("value", ["Water and sanitation", "don't know", "1.5", "a/b;c", "城 市"])
def test_one_of_several_may_have_any_name(value, tmp_path):
    choices = [["list_name", "name", "label"], ["l", value, "V"], ["l", "y", "Y"]]
    survey = [[*PLAIN, "choice_filter"], ["select_one l", "a", "A", "name != 'z'"]]

    form = form_of(tmp_path, survey, choices=choices)
    sheet = Sheet.of(form, unit_kind="primary", today=TODAY).with_answer(Answer("a", value=value))

    assert not sheet.slot("a").is_violated
    assert broken_rules(form) == []
    export_form(form, tmp_path / "again.xlsx")


def test_any_of_several_is_stored_with_spaces_and_has_none_in_its_name(tmp_path):
    choices = [["list_name", "name", "label"], ["l", "a b", "V"], ["l", "y", "Y"]]

    found = faults_of(tmp_path, [PLAIN, ["select_multiple l", "a", "A"]], choices=choices)

    assert found == ["choices!B2 choice_spaces a b"]


def test_value_of_several_words_is_selected_as_a_whole(tmp_path):
    choices = [["list_name", "name", "label"], ["l", "hand pump", "V"], ["l", "pump", "Y"]]
    survey = [
        [*PLAIN, "calculation"],
        ["select_one l", "a", "A"],
        ["calculate", "b", None, "jr:choice-name(${a}, '${a}')"],
        ["calculate", "c", None, "selected(${a}, 'hand pump')"],
    ]
    sheet = Sheet.of(form_of(tmp_path, survey, choices=choices), unit_kind="site", today=TODAY)

    said = sheet.with_answer(Answer("a", value="hand pump"))

    assert [said.slot(code).answer.value for code in "bc"] == ["V", "true"]


def test_item_of_name_stays(tmp_path):
    assert item_of(tmp_path, [PLAIN, ["text", "a", "A"]]).code == "a"


@pytest.mark.parametrize("name", ["count", "unit", "asset", "choice"])
def test_question_may_be_called_as_our_own_names_begin(name, tmp_path):
    survey = [[*PLAIN, "relevant"], ["integer", name, "N"], ["text", "b", "B", f"${{{name}}} > 1"]]
    survey += [["begin repeat", "r", "R", f"${{{name}}} > 2"], ["text", "c", "C"], ["end repeat"]]

    form = form_of(tmp_path, survey)

    assert form.item("b").relevant == f"${{{name}}} > 1"
