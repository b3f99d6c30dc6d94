"""A form is written so that it is read back the same, or not written at all."""

from dataclasses import replace

import pytest

from forms.definition import AnswerType, Form, Group, Item, Limits, Section, Text
from forms.errors import FormFileError
from forms.files import load
from forms.yaml_text import faults_of, save_form, yaml_text
from tests.library import library

WORDS = Text("词", "words")


def a_form(**changes):
    item = Item("pressure", AnswerType.number, label=WORDS, judged=False)
    return Form("new", 1, "general", WORDS, (Section("s", WORDS, items=(item,)),), **changes)


def test_every_form_of_the_library_reads_back_the_same(tmp_path):
    for form in library():
        save_form(form, tmp_path / "form.yaml")

        assert load(tmp_path / "form.yaml") == form


@pytest.mark.parametrize(
    "word", ["no", "1.50", "0x1F", "~", "2024-05-01", "=x", " two\nlines ", "😀"]
)
def test_word_stays_a_word(word, tmp_path):
    form = a_form(kept=(("instance_name", word),))

    save_form(form, tmp_path / "form.yaml")

    assert load(tmp_path / "form.yaml").kept == (("instance_name", word),)


def test_what_an_xlsform_brought_along_is_kept_with_every_part(tmp_path):
    kept = (("media::image", "a.jpg"),)
    form = a_form(kept=kept)
    (section,) = form.sections
    (item,) = section.items
    group = Group("g", WORDS, kept=kept)
    items = (replace(item, kept=kept, group="g"),)
    form = replace(form, sections=(replace(section, kept=kept, groups=(group,), items=items),))

    save_form(form, tmp_path / "form.yaml")

    assert load(tmp_path / "form.yaml") == form


def test_small_decimal_is_written_without_an_exponent():
    form = a_form()
    (section,) = form.sections
    item = replace(section.items[0], limits=Limits(minimum=0.00001))
    form = replace(form, sections=(replace(section, items=(item,)),))

    assert "minimum: 0.00001\n" in yaml_text(form)


def test_what_a_file_cannot_hold_leaves_the_old_file(tmp_path):
    target = tmp_path / "form.yaml"
    save_form(a_form(), target)
    before = target.read_bytes()
    broken = replace(a_form(), sections=())

    with pytest.raises(FormFileError):
        save_form(broken, target)

    assert faults_of(broken)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]
