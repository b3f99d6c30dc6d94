"""Each feature of the XLSForm reference that our language has a word for is read as that word."""

import openpyxl
import pytest

from forms.definition import AnswerType, Text
from forms.xlsform.exporting import export_form
from tests.forms.xlsform.sheets import PLAIN, form_of, imported, item_of

TYPES = [
    ("integer", AnswerType.integer),
    ("int", AnswerType.integer),
    ("decimal", AnswerType.number),
    ("text", AnswerType.text),
    ("string", AnswerType.text),
    ("date", AnswerType.date),
    ("time", AnswerType.time),
    ("dateTime", AnswerType.date_time),
    ("datetime", AnswerType.date_time),
    ("geopoint", AnswerType.geopoint),
    ("gps", AnswerType.geopoint),
    ("image", AnswerType.photo),
    ("photo", AnswerType.photo),
    ("barcode", AnswerType.barcode),
    ("geotrace", AnswerType.geotrace),
    ("geoshape", AnswerType.geoshape),
    ("audio", AnswerType.audio),
    ("video", AnswerType.video),
    ("file", AnswerType.file),
    ("note", AnswerType.note),
    ("acknowledge", AnswerType.choice),
    ("range", AnswerType.integer),
    (" text ", AnswerType.text),
]


@pytest.mark.parametrize(("kind", "answer"), TYPES)
def test_type_is_one_of_ours(kind, answer, tmp_path):
    item = item_of(tmp_path, [PLAIN, [kind, "a", "Words"]])

    assert (item.code, item.answer, item.judged) == ("a", answer, False)
    assert item.label == Text("Words", "Words")


@pytest.mark.parametrize("kind", ["select_one", "select one from", "select1"])
@pytest.mark.parametrize("heading", ["list_name", "list name", "List Name"])
def test_choice_list_is_shared(kind, heading, tmp_path):
    choices = [[heading, "name", "label"], ["yn", 1, "Yes"], ["yn", 0, "No"]]

    form = form_of(tmp_path, [PLAIN, [f"{kind} yn", "a", "A?"]], choices=choices)

    (item,) = form.items()
    assert item.choice_list == "yn"
    assert [(c.value, c.label.en) for c in item.choices] == [("1", "Yes"), ("0", "No")]


def test_choices_are_put_in_order(tmp_path):
    choices = [["list_name", "name", "label"], ["l", "a", "A"], ["l", "b", "B"]]

    form = form_of(tmp_path, [PLAIN, ["rank l", "r", "R?"]], choices=choices)

    (item,) = form.items()
    assert (item.answer, item.choice_list) == (AnswerType.rank, "l")
    export_form(form, tmp_path / "again.xlsx")
    assert openpyxl.load_workbook(tmp_path / "again.xlsx")["survey"]["A2"].value == "rank l"


def test_other_of_a_list_asks_to_specify(tmp_path):
    choices = [["list_name", "name", "label"], ["f", "a", "Apple"]]

    form = form_of(tmp_path, [PLAIN, ["select_multiple f or_other", "a", "A?"]], choices=choices)

    first, second = form.items()
    assert first.answer is AnswerType.choices
    assert [choice.value for choice in first.choices] == ["a", "other"]
    assert (second.code, second.relevant) == ("a_other", "selected(${a}, 'other')")


@pytest.mark.parametrize(
    ("heading", "expression"),
    [
        ("relevant", "${a} > 1"),
        ("relevance", "${a} > 1"),
        ("bind::relevant", "${a} > 1"),
        ("Relevant", "${a}  >  1"),
        ("relevant", "${a} = ‘x’"),
    ],
)
def test_relevance_in_every_spelling(heading, expression, tmp_path):
    survey = [[*PLAIN, heading], ["integer", "a", "A"], ["text", "b", "B", expression]]

    _, item = form_of(tmp_path, survey).items()

    said = expression.replace("  ", " ").replace("‘", "'").replace("’", "'")
    assert item.relevant == said


@pytest.mark.parametrize(
    ("cell", "required"),
    [("yes", True), ("TRUE", True), (True, True), ("no", False), (None, False), ("true()", True)],
)
def test_required_in_every_spelling(cell, required, tmp_path):
    item = item_of(tmp_path, [[*PLAIN, "required"], ["text", "a", "A", cell]])

    assert item.required is required


def test_required_may_be_a_condition(tmp_path):
    survey = [[*PLAIN, "required"], ["integer", "a", "A"], ["text", "b", "B", "${a} > 3"]]

    _, item = form_of(tmp_path, survey).items()

    assert item.required == "${a} > 3"


def test_constraint_and_both_messages(tmp_path):
    header = [*PLAIN, "constraint", "constraint_message", "required", "required message", "hint"]
    row = ["integer", "a", "A", ". >= 0 and . < 9", "0 to 8", "yes", "Say it", "Count them"]

    item = item_of(tmp_path, [header, row])

    assert item.constraint == ". >= 0 and . < 9"
    assert item.constraint_message.en == "0 to 8"
    assert item.required_message.en == "Say it"
    assert item.method.en == "Count them"


def test_calculation_and_default(tmp_path):
    survey = [
        [*PLAIN, "calculation", "default", "read_only"],
        ["integer", "a", "A", None, 7],
        ["calculate", "b", None, "${a} * 2"],
        ["text", "c", "C", None, "x", "yes"],
        ["date", "d", "D", None, "today()"],
    ]

    a, b, c, d = form_of(tmp_path, survey).items()

    assert a.default == 7
    assert b.calculation == "${a} * 2"
    assert (c.default, c.read_only) == ("x", True)
    assert d.default_from == "today()"


def test_languages_in_every_spelling(tmp_path):
    for headings in (["label::English (en)", "label::中文 (zh)"], ["label:English", "label:中文"]):
        survey = [["type", "name", *headings], ["text", "a", "Name", "姓名"]]

        assert item_of(tmp_path, survey).label == Text("姓名", "Name")


def test_missing_translation_is_filled_from_the_other_language(tmp_path):
    survey = [["type", "name", "label::English (en)", "label::French (fr)"], ["text", "a", "Name"]]

    item = item_of(tmp_path, survey)

    assert item.label == Text("Name", "Name")


def test_further_language_is_kept(tmp_path):
    survey = [
        ["type", "name", "label::English (en)", "label::French (fr)"],
        ["text", "a", "x", "y"],
    ]

    assert item_of(tmp_path, survey).label == Text("x", "x", (("fr", "y"),))


def test_groups_nest_and_a_repeat_is_a_section_with_rows(tmp_path):
    survey = [
        [*PLAIN, "relevant", "repeat_count"],
        ["text", "first", "First"],
        ["begin_group", "g", "Group", "${first} = 'x'"],
        ["begin group", "h", "Inner"],
        ["text", "a", "A"],
        ["end group"],
        ["end_group"],
        ["begin repeat", "r", "Row", None, "2"],
        ["text", "b", "B"],
        ["end repeat"],
    ]

    loose, group, repeat = form_of(tmp_path, survey).sections

    assert [item.code for item in loose.items] == ["first"]
    assert (group.id, group.relevant) == ("g", "${first} = 'x'")
    assert [each.id for each in group.groups_of(group.items[0])] == ["h"]
    assert (repeat.repeat.count, repeat.repeat.label.en) == ("2", "Row")


def test_media_and_unknown_columns_are_kept_and_said(tmp_path):
    survey = [[*PLAIN, "media::image", "my notes"], ["text", "a", "A", "a.jpg", "ask Li"]]

    found = imported(tmp_path, survey)

    (item,) = found.form.items()
    assert dict(item.kept) == {"media::image": "a.jpg", "my notes": "ask Li"}
    assert [(r.kind, r.place.row, r.place.column) for r in found.remarks[-2:]] == [
        ("column_kept", 2, "D"),
        ("column_kept", 2, "E"),
    ]


def test_what_the_device_fills_in_is_kept_in_its_place(tmp_path):
    survey = [["type", "name", "label"], ["start", "start"], ["deviceid", "deviceid"]]
    survey += [["text", "a", "A"], ["audit", "audit"]]

    found = imported(tmp_path, survey)

    kinds = [dict(item.kept).get("type") for item in found.form.items()]
    assert kinds == ["start", "deviceid", None, "audit"]
    assert sum(remark.kind == "meta_kept" for remark in found.remarks) == 3


def test_settings_name_the_form(tmp_path):
    settings = [["form_title", "form_id", "version", "style"], ["My form", "My-Form", 2024010100]]
    settings[1].append("pages")

    form = form_of(tmp_path, [PLAIN, ["text", "a", "A"]], settings=settings)

    assert (form.id, form.version, form.label.en) == ("my_form", 2024010100, "My form")
    assert dict(form.kept) == {"form_id": "My-Form", "style": "pages"}


def test_empty_rows_and_comment_rows_mean_nothing(tmp_path):
    survey = [PLAIN, [], ["text", "a", "A"], [None, None, None], ["text", "b", "B"]]

    assert [item.code for item in form_of(tmp_path, survey).items()] == ["a", "b"]


def test_without_settings_the_file_names_the_form(tmp_path):
    assert form_of(tmp_path, [PLAIN, ["text", "a", "A"]]).id == "form"


def test_filter_asks_for_columns_of_the_choices(tmp_path):
    survey = [[*PLAIN, "choice_filter"], ["select_one p", "p", "P"]]
    survey += [["select_one c", "c", "C", "province = ${p} and size > 2"]]
    choices = [["list_name", "name", "label", "province", "size"], ["p", "js", "Jiangsu"]]
    choices += [["c", "cz", "Changzhou", "js", 3]]

    _, item = form_of(tmp_path, survey, choices=choices).items()

    assert item.choice_filter == "province = ${p} and size > 2"
    assert item.choices[0].columns == (("province", "js"), ("size", "3"))


def test_functions_of_odk_are_read(tmp_path):
    survey = [
        [*PLAIN, "calculation"],
        ["begin repeat", "r", "R"],
        ["integer", "n", "N"],
        ["end repeat"],
        ["calculate", "a", None, "sum(${n}) + count(${r})"],
        ["calculate", "b", None, "if(${a} > 3, format-date(today(), '%Y'), coalesce(${a}, 0))"],
        ["calculate", "c", None, "substr(${b}, 0, 2)"],
        ["calculate", "d", None, "once(now())"],
    ]

    assert len(list(form_of(tmp_path, survey).items())) == 5


SIGNED = [
    "- one",
    "-5 °C",
    "+86 519",
    "-----",
    "- a\n- b",
    "= 合格",
    "@家校群",
    "=> next",
    "== A ==",
]


@pytest.mark.parametrize("label", [*SIGNED, "@ home (or school)", "=A or b", "+ 1 more", "- a = b"])
def test_words_behind_the_sign_of_a_formula_are_words(label, tmp_path):
    form = form_of(tmp_path, [PLAIN, ["text", "a", label]])

    export_form(form, tmp_path / "again.xlsx")

    assert form.item("a").label.en == label
    cell = openpyxl.load_workbook(tmp_path / "again.xlsx")["survey"]["C2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (label, "s", True)


def test_group_without_questions_is_said(tmp_path):
    survey = [PLAIN, ["begin_group", "g", "G"], ["end_group"], ["text", "a", "A"]]

    found = imported(tmp_path, survey)

    assert ("group_left_out", 2) in [(each.kind, each.place.row) for each in found.remarks]


@pytest.mark.parametrize("kind", ["integer", "decimal", "text", "date", "geopoint"])
def test_question_without_words_is_computed_whatever_its_type(kind, tmp_path):
    survey = [[*PLAIN, "calculation"], ["integer", "a", "A"], [kind, "b", None, "${a} + 1"]]

    form = form_of(tmp_path, survey)

    assert form.item("b").answer is AnswerType.calculate
    export_form(form, tmp_path / "again.xlsx")
    assert openpyxl.load_workbook(tmp_path / "again.xlsx")["survey"]["A3"].value == kind


@pytest.mark.parametrize("appearance", ["bearing", "map", "ex:org.x.Y(a='b')", "w1 minimal"])
def test_way_of_entering_that_is_not_here_is_said_and_kept(appearance, tmp_path):
    found = imported(tmp_path, [[*PLAIN, "appearance"], ["text", "a", "A", appearance]])

    assert next(found.form.items()).appearance == appearance
    assert "appearance_kept" in [remark.kind for remark in found.remarks]


@pytest.mark.parametrize("appearance", ["signature", "draw", "draw w2"])
def test_drawing_is_drawn(appearance, tmp_path):
    item = item_of(tmp_path, [[*PLAIN, "appearance"], ["image", "a", "A", appearance]])

    assert (item.answer, item.appearance) == (AnswerType.signature, appearance)
