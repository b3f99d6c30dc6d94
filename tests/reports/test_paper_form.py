"""A printed checklist says all that the screen asks, and its code leads back to it."""

import itertools
import json
from datetime import date

import pypdfium2
import pytest
import zxingcpp

from forms.definition import Form
from forms.logic import Context
from forms.terms import Purpose
from forms.wording import blanked
from inspect_app.domain.asset import Asset
from inspect_app.domain.tag import PaperCode, read_code
from inspect_app.domain.unit import Unit, UnitKind
from inspect_app.reports.paper_form import ROWS, ROWS_OF_MANY, paper_form
from inspect_app.reports.paper_pdf import write_paper_form
from inspect_app.strings import LANGUAGES, catalog, strings
from tests.library import library
from tests.reports.fonts import boxes_font

FORMS = {form.id: form for form in library()}
REGISTERS = [name for name, form in FORMS.items() if form.purpose is Purpose.register]
TODAY = Context(date(2026, 11, 25), {})
HOST = "https://safety.example.cn"
SCHOOL = Unit("u-1", "0101", "演示区第一实验小学", UnitKind.primary)


def characters():
    for form in FORMS.values():
        yield from str(form.to_dict())
    for language in LANGUAGES:
        yield from itertools.chain.from_iterable(map(str, catalog(language).values()))
    yield from map(chr, range(32, 127))
    yield from "№…" + SCHOOL.name


@pytest.fixture(scope="module")
def font(tmp_path_factory):
    wanted = (each for each in characters() if each.isprintable())
    return boxes_font(tmp_path_factory.mktemp("font") / "boxes.ttf", wanted)


def a_paper(name, language="zh_CN", **wanted):
    return paper_form(FORMS[name], strings(language), TODAY, host=HOST, **wanted)


def printed(paper, font, folder, language="zh_CN"):
    target = folder / "paper.pdf"
    write_paper_form(paper, target, strings(language), regular=font, bold=font)
    return pypdfium2.PdfDocument(target)


def text_of(document):
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["fire", "bus", "lab"])
def test_every_item_stands_on_the_paper(name, language, font, tmp_path):
    pages = text_of(printed(a_paper(name, language), font, tmp_path, language))

    for item in FORMS[name].items():
        words = "".join(strings(language).of(item.label).split())
        on = [page for page in pages if words in page and item.code in page]
        assert on, f"{item.code} is not printed"
    marked = [page for page in pages if strings(language)("document.signatures").split()[0] in page]
    assert marked == pages[-1:]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_can_be_printed(name, font, tmp_path):
    pages = text_of(printed(a_paper(name), font, tmp_path))

    count = len(pages)
    assert count
    for number, page in enumerate(pages, 1):
        assert f"第{number}/{count}页" in page
        assert f"{name}·第{FORMS[name].version}版" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", REGISTERS)
def test_no_heading_and_no_choice_of_a_register_is_cut(name, language, font, tmp_path):
    said = "".join(text_of(printed(a_paper(name, language), font, tmp_path, language)))

    for item in FORMS[name].items():
        if item.is_shown:
            for text in (item.label, *(choice.label for choice in item.choices)):
                assert "".join(blanked(text).in_(language).split()) in said, item.code


def test_signatures_stand_side_by_side_on_the_sheet_that_they_sign(font, tmp_path):
    (page,) = printed(a_paper("chemical_movement"), font, tmp_path)

    heights = {code: place_of(page, code) for code in ("CM-16", "CM-17", "CM-18")}
    assert heights["CM-16"] == heights["CM-17"] == heights["CM-18"]


def test_a_long_name_of_an_imported_question_stays_in_its_column(font, tmp_path):
    name = "number_of_persons_who_were_present_at_the_time"
    plain = json.loads(json.dumps(FORMS["helmet_count"].to_dict()).replace("HC-01", name))
    form = Form.from_dict(plain)
    paper = paper_form(form, strings("en"), TODAY, host=HOST)

    words = printed(paper, font, tmp_path, "en")[0].get_textpage()

    assert name in "".join(words.get_text_bounded().split())
    label, code = (words.search(each).get_next()[0] for each in ("Where", "number_"))
    assert code < label
    edge = words.get_charbox(label)[0]
    assert max(words.get_charbox(letter)[2] for letter in range(code, label)) < edge


def test_a_table_fills_its_last_sheet(font, tmp_path):
    def most(**wanted):
        *_, last = printed(a_paper("training_signin", **wanted), font, tmp_path)
        alone = filter(str.isdigit, last.get_textpage().get_text_bounded().split())
        return max(map(int, alone))

    assert most() > 15
    assert most(rows=8) == 8


def place_of(page, words):
    """How high on the page its first letter stands."""
    found = page.get_textpage().search(words).get_next()
    return found and page.get_textpage().get_charbox(found[0])[1]


def test_code_leads_back_to_form_version_and_unit(font, tmp_path):
    document = printed(a_paper("fire", unit=SCHOOL), font, tmp_path)

    expected = PaperCode("fire", FORMS["fire"].version, "0101")
    assert len(document) > 1
    for page in document:
        picture = page.render(scale=300 / 72).to_pil().convert("L")
        (code,) = zxingcpp.read_barcodes(picture)
        assert read_code(code.text) == expected


def test_nothing_stands_off_the_paper(font, tmp_path):
    for name in ("fire", "bus"):
        for page in printed(a_paper(name, "en"), font, tmp_path, "en"):
            words = page.get_textpage()
            boxes = [words.get_rect(index) for index in range(words.count_rects())]
            assert min(left for left, *_ in boxes) >= 17 * 72 / 25.4
            assert max(right for _, _, right, _ in boxes) <= (210 - 8) * 72 / 25.4


def test_a_basis_that_nobody_checked_says_so():
    item = next(i for s in a_paper("lab").sections for i in s.items if i.code == "LAB-19")

    assert item.basis.endswith("（待核）")


def test_of_several_bases_the_one_that_sets_the_limit_says_so():
    def basis_of(form, code):
        return next(i.basis for s in a_paper(form).sections for i in s.items if i.code == code)

    first, second = basis_of("bus", "BUS-26").split("; ")

    assert second.endswith("〔限值出处〕")
    assert "限值" not in first
    assert basis_of("gas", "GAS-08").endswith("（限值出处待核）")


def test_a_unit_is_asked_only_what_suits_it():
    without = Unit("u-2", "0102", "第二小学", UnitKind.primary, attributes={"boilers": 0})
    having = Unit("u-3", "0103", "第三小学", UnitKind.primary, attributes={"boilers": 2})

    def codes(unit):
        paper = a_paper("special_equipment", unit=unit)
        return {item.code for section in paper.sections for item in section.items}

    every = {item.code for item in FORMS["special_equipment"].items()}
    assert codes(without) < codes(having) <= every


def test_things_fill_the_rows_as_far_as_they_fit():
    things = [an_extinguisher(number) for number in range(1, 5)]

    rows = a_paper("fire", unit=SCHOOL, assets=things).sections[0].rows
    assert len(rows) == ROWS_OF_MANY
    assert [row.code for row in rows if row.code] == [thing.code for thing in things]

    too_many = a_paper("fire", unit=SCHOOL, assets=things, rows=3).sections[0].rows
    assert [row.code for row in too_many] == ["", "", ""]

    as_many = a_paper("fire", unit=SCHOOL, assets=things, rows=0).sections[0].rows
    assert len(as_many) == 4


def test_what_stands_alone_gets_few_rows():
    alarms = next(s for s in a_paper("fire").sections if s.items[0].code == "FIRE-11")

    assert len(alarms.rows) == ROWS


def an_extinguisher(number):
    code = f"WJ-0101-FX-01-{number:04d}-K"
    return Asset(f"7F3K9Q{number:04d}", code, "u-1", "FX", "灭火器", place_name="一楼")
