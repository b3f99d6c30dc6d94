import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from forms.definition import (
    UNIT_KINDS,
    AnswerType,
    Confidence,
    DueKind,
    Frequency,
    Grade,
    Limits,
    PhotoRule,
)
from forms.errors import FormFileError
from forms.files import FILE_BYTES_MAX, SCHEMA, check, compile_library, load, load_library
from forms.library import read_compiled, read_index

GOOD = """\
id: fire
version: 1
domain: fire
label: {zh: 消防, en: Fire}
sections:
  - id: s1
    label: {zh: 灭火器, en: Extinguishers}
    asset_kind: FX
    items:
      - code: FIRE-01
        label: {zh: 压力, en: Pressure}
        method: {zh: 目视, en: Look}
        answer: number
        unit: {zh: MPa, en: MPa}
        limits: {minimum: 0.25}
        photo: on_fail
        grade: general
        escalation:
          - {text: {zh: 无水, en: No water}, grade: major, when: . = 0}
        basis:
          - text: {zh: 《消防法》, en: Law}
            confidence: A
            effective_from: 2023-03-01
        object: {zh: 灭火器, en: Extinguisher}
        frequency: monthly
        relevant: ${unit_kind} != 'site'
        fail_words: {zh: 压力不足, en: Low pressure}
"""


@pytest.fixture
def write(tmp_path):
    def write_file(text, name="fire.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write_file


def only_error(path):
    errors = check([path])
    assert len(errors) == 1, errors
    return errors[0]


def test_a_good_file_loads_as_it_was_written(write):
    form = load(write(GOOD))

    item = form.item("FIRE-01")
    assert item.limits == Limits(minimum=0.25)
    assert str(item.basis[0].effective_from) == "2023-03-01"
    assert item.relevant == "${unit_kind} != 'site'"


@pytest.mark.parametrize(
    ("old", "new", "item", "rule", "words"),
    [
        ("photo:", "foto:", "FIRE-01", "unknown_key", "did you mean 'photo'?"),
        ("version: 1\n", "version: 1\ncolour: red\n", "", "unknown_key", "known: id, version"),
        ("minimum:", "minimun:", "FIRE-01.limits", "unknown_key", "did you mean 'minimum'?"),
        ("        grade: general\n", "", "FIRE-01", "missing", "'grade'"),
        ("{zh: 目视, en: Look}", "{zh: 目视}", "FIRE-01.method", "missing", "'en'"),
        ("{zh: 目视, en: Look}", "{zh: 目视, en: ' '}", "FIRE-01.method.en", "pattern", "' '"),
        ("grade: general", "grade: bad", "FIRE-01.grade", "enum", "'bad'"),
        ("answer: number", "answer: pass_fail", "FIRE-01", "not_allowed", "'unit'"),
        ("code: FIRE-01", "code: fire1", "fire1.code", "pattern", "'fire1'"),
        ("version: 1", "version: '1'", "version", "type", "'1'"),
        ("asset_kind: FX", "asset_kind: XF", "s1", "asset_kind", "'XF' is not known"),
        ("{minimum: 0.25}", "{minimum: 2, maximum: 1}", "FIRE-01", "limits", "ascending"),
        ("{minimum: 0.25}", "{minimum: 2, minimum_of: seats}", "FIRE-01", "limits", "both minimum"),
        ("when: . = 0", "when: . = ", "FIRE-01", "expression", "unexpected_end"),
        ("when: . = 0", "when: nothing(.)", "FIRE-01", "expression", "unknown_function"),
        ("${unit_kind}", "${unitkind}", "FIRE-01", "expression", "unknown_name"),
        ("${unit_kind}", "${count.ZZ}", "FIRE-01", "asset_kind", "'ZZ'"),
        ("${unit_kind}", "${unit.bording}", "FIRE-01", "attribute", "did you mean 'boarding'?"),
        ("${unit_kind}", "${asset.boarding}", "FIRE-01", "attribute", "'boarding'"),
        ("{minimum: 0.25}", "{minimum_of: seat}", "FIRE-01", "attribute", "did you mean 'seats'?"),
        ("${unit_kind}", "${FIRE-02}", "FIRE-01", "expression", "unknown_name"),
        (
            "grade: general",
            "grade: major\n        required: maybe",
            "FIRE-01",
            "expression",
            "unexpected_",
        ),
        ("2023-03-01", "2023-13-01", "FIRE-01.basis.0.effective_from", "format", "2023-13-01"),
        (
            "2023-03-01",
            "2023-03-01\n            effective_to: 2022-01-01",
            "FIRE-01",
            "basis_dates",
            "ends before",
        ),
        ("grade: major", "grade: general", "", None, ""),
    ],
)
def test_an_error_names_file_item_and_rule(write, old, new, item, rule, words):
    assert old in GOOD
    path = write(GOOD.replace(old, new, 1))
    if rule is None:
        assert check([path]) == []
        return

    error = check([path])[0]

    assert (error.file, error.item, error.rule) == ("fire.yaml", item, rule)
    assert words in error.message
    assert str(error).startswith("fire.yaml: ")
    with pytest.raises(FormFileError, match=rule):
        load(path)


def test_an_escalation_below_the_items_grade_is_refused(write):
    error = only_error(
        write(
            GOOD.replace("grade: general", "grade: major").replace(
                "grade: major, when", "grade: serious, when"
            )
        )
    )

    assert (error.item, error.rule) == ("FIRE-01", "escalation")


def test_an_item_of_another_kind_than_its_section_is_refused(write):
    error = only_error(
        write(GOOD.replace("photo: on_fail", "photo: on_fail\n        asset_kind: HY"))
    )

    assert (error.item, error.rule) == ("FIRE-01", "asset_kind")


def test_a_code_given_twice_is_refused(write):
    item = GOOD[GOOD.index("      - code:") :]

    assert only_error(write(GOOD + item)).rule == "duplicate_code"


def test_a_section_given_twice_is_refused(write):
    section = GOOD[GOOD.index("  - id: s1") :].replace("FIRE-01", "FIRE-02")

    assert only_error(write(GOOD + section)).rule == "duplicate_section"


def test_a_code_in_two_files_is_refused(write):
    first, second = write(GOOD), write(GOOD.replace("id: fire", "id: fire2", 1), "other.yaml")

    (error,) = check([first, second])

    assert (error.file, error.item, error.rule) == ("other.yaml", "FIRE-01", "duplicate_code")
    assert "fire.yaml" in error.message


def test_choices_must_be_given_and_differ(write):
    choices = "choices:\n          - {value: a, label: {zh: 甲, en: A}}\n"
    one = GOOD.replace("answer: number", "answer: choice").replace(
        "unit: {zh: MPa, en: MPa}\n        limits: {minimum: 0.25}",
        choices + "          - {value: a, label: {zh: 乙, en: B}, fails: true}",
    )

    assert only_error(write(one)).rule == "duplicate_choice"
    rules = {error.rule for error in check([write(one.replace("choices:", "choises:"))])}
    assert rules == {"missing", "unknown_key"}


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        (b"id: \xff\xfe", "encoding", None),
        ("id: fire\nversion: ]\n", "yaml", 2),
        ("id: fire\nid: gas\n", "duplicate_key", 2),
        ("a: &a [1, 2]\nb: *a\n", "alias", 2),
        ("? [a]\n: 1\n", "key", 1),
        ("a: " + "[" * 50 + "]" * 50, "depth", 1),
        ("id: !!python/object:os.system x", "yaml", 1),
        ("id: a\n---\nid: b\n", "yaml", 2),
        ("", "type", None),
        ("- a\n", "type", None),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(write, text, rule, line):
    error = only_error(write(text))

    assert error.rule == rule
    assert error.item == (f"line {line}" if line else "")


def test_a_number_of_any_length_stays_harmless(write):
    assert check([write(GOOD.replace("version: 1", "version: " + "9" * 5000))])[0].rule == "type"


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(GOOD)), st.integers(0, 30), st.text("\n :-{}[]'\"#&*!|>?%@`,0a$\x00\u2028消")
)
def test_a_file_damaged_anywhere_gives_errors_that_name_it(at, length, scrap):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fire.yaml"
        path.write_text(GOOD[:at] + scrap + GOOD[at + length :], encoding="utf-8")

        errors = check([path])

    assert {error.file for error in errors} <= {"fire.yaml"}
    assert all(error.rule and error.message for error in errors)


def test_a_bomb_of_aliases_is_refused_at_once(write):
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)
    )

    assert only_error(write(bomb)).rule == "alias"


def test_a_file_beyond_the_bound_is_refused_unread(write):
    assert only_error(write("#" * (FILE_BYTES_MAX + 1))).rule == "too_large"
    assert check([write(GOOD + "#" * (FILE_BYTES_MAX - len(GOOD.encode())))]) == []


def test_a_missing_file_is_named():
    assert only_error(Path("nowhere.yaml")).rule == "unreadable"


def test_words_that_yaml_would_turn_into_something_else_stay_words(write):
    form = load(write(GOOD.replace("en: Look", "en: no").replace("zh: 目视", "zh: 12:30")))

    assert form.item("FIRE-01").method.en == "no"
    assert form.item("FIRE-01").method.zh == "12:30"


def test_the_schema_is_one_and_every_part_is_described():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)

    def properties(node):
        if isinstance(node, dict):
            for name, part in node.get("properties", {}).items():
                yield name, part
            for part in node.values():
                yield from properties(part)
        elif isinstance(node, list):
            for part in node:
                yield from properties(part)

    declared = [
        (name, part)
        for name, part in properties(schema)
        if isinstance(part, dict) and not {"const", "enum", "pattern", "not"} >= set(part)
    ]
    described = schema["$defs"]
    lacking = [
        name
        for name, part in declared
        if "description" not in part
        and "description" not in described.get(part.get("$ref", "").rpartition("/")[2], {})
    ]
    assert lacking == []


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("$defs/item/properties/answer/enum", AnswerType),
        ("$defs/item/properties/photo/enum", PhotoRule),
        ("$defs/item/properties/frequency/enum", Frequency),
        ("$defs/grade/enum", Grade),
        ("$defs/due/properties/kind/enum", DueKind),
        ("$defs/basis/properties/confidence/enum", Confidence),
        ("properties/unit_kinds/items/enum", UNIT_KINDS),
        ("$defs/limits/properties", Limits.__dataclass_fields__),
    ],
)
def test_the_schema_allows_what_the_code_knows(path, values):
    node = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for step in path.split("/"):
        node = node[step]

    assert list(node) == list(values)


def test_compiled_checklists_read_back_unchanged(tmp_path):
    written = compile_library(tmp_path)

    forms = read_compiled(tmp_path)

    assert tuple(forms.values()) == load_library()
    assert {path.name for path in written} == {path.name for path in tmp_path.iterdir()}
    (fire,) = [entry for entry in read_index(tmp_path) if entry["id"] == "fire"]
    assert fire["items"] == 35
    assert fire["digest"] == forms["fire"].digest()
    assert fire["label"] == {"zh": "消防", "en": "Fire safety"}


def test_compiling_twice_gives_the_same_bytes(tmp_path):
    first = [path.read_bytes() for path in compile_library(tmp_path / "a")]
    second = [path.read_bytes() for path in compile_library(tmp_path / "b")]

    assert first == second


def test_a_compiled_checklist_that_was_changed_is_refused(tmp_path):
    compile_library(tmp_path)
    fire = tmp_path / "fire.json"
    fire.write_text(fire.read_text(encoding="utf-8").replace("灭火器", "灭火機"), encoding="utf-8")

    with pytest.raises(FormFileError) as raised:
        read_compiled(tmp_path)

    assert (raised.value.file, raised.value.rule) == ("fire.json", "digest")


@pytest.mark.parametrize(("content", "rule"), [(None, "unreadable"), ("{", "json")])
def test_a_compiled_checklist_that_cannot_be_read_is_named(tmp_path, content, rule):
    compile_library(tmp_path)
    (tmp_path / "gas.json").unlink()
    if content is not None:
        (tmp_path / "gas.json").write_text(content)

    with pytest.raises(FormFileError) as raised:
        read_compiled(tmp_path)

    assert (raised.value.file, raised.value.rule) == ("gas.json", rule)
