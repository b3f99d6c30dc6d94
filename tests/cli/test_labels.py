"""The PDF of tags: as many codes as things, each readable, each leading to its thing."""

import io
import re
import struct
from dataclasses import replace
from datetime import date

import pytest
import zxingcpp
from PIL import Image

from inspect_app.domain.asset import Asset
from inspect_app.domain.tag import AssetTag, human_code, read_code
from inspect_app.reports.labels import A4_21, Label, LabelWords, qr_picture, write_labels
from tests.reports.fonts import boxes_font

HOST = "https://safety.example.cn"
WORDS = LabelWords("下次检验：", "检查：", "请拨打", "责任：", "r")


CHARACTERS = "灭火器演示区第一小学下次检验查请拨打责任安全员每月一二三楼走廊：…·"


@pytest.fixture(scope="module")
def font(tmp_path_factory):
    folder = tmp_path_factory.mktemp("font")
    return boxes_font(folder / "boxes.ttf", [*map(chr, range(32, 127)), *CHARACTERS])


def a_label(number, **changes):
    asset = Asset(
        f"7F3K9Q{number:04d}",
        human_code("0101", "FX", "01", number),
        "u-first",
        "FX",
        "灭火器",
        place_name="一楼走廊",
        responsible="安全员",
    )
    return Label(replace(asset, **changes), "演示区第一小学", "000-00000101", "每月")


def _write(labels, target, font):
    return write_labels(
        labels, target, host=HOST, font=font, words=WORDS, issued_on=date(2026, 11, 23)
    )


def _pictures(pdf):
    """The pictures as they lie in the file: one bit a pixel, CCITT group 4."""
    objects = re.findall(rb"\d+ 0 obj\n(.*?)endobj", pdf.read_bytes(), re.S)
    for body in (each for each in objects if b"/Subtype /Image" in each):
        assert b"/CCITTFaxDecode" in body
        assert b"/BlackIs1 true" in body
        width, height = (int(re.search(rb"/%s (\d+)" % n, body)[1]) for n in (b"Width", b"Height"))
        data = body.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]
        yield Image.open(io.BytesIO(_tiff(data, width, height))).convert("L")


def _tiff(data, width, height):
    """Wrap the bits for Pillow; photometric 1 is what BlackIs1 means in gray (PDF 1.7, 7.4.6)."""
    tags = {256: width, 257: height, 258: 1, 259: 4, 262: 1, 273: 0, 278: height, 279: len(data)}
    tags[273] = 8 + 2 + len(tags) * 12 + 4
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + b"\0" * 4 + data


def test_every_label_has_a_readable_code_of_its_own(font, tmp_path):
    labels = [a_label(number) for number in range(1, 46)]

    assert _write(labels, tmp_path / "labels.pdf", font) == 45

    pictures = _pictures(tmp_path / "labels.pdf")
    read = [zxingcpp.read_barcode(picture, try_invert=False) for picture in pictures]
    found = {read_code(code.text) for code in read}
    assert found == {AssetTag(label.asset.id, 1) for label in labels}
    assert {code.ec_level for code in read} == {"M"}


def test_sheets_are_filled_before_a_new_one_begins(font, tmp_path):
    for count, pages in ((1, 1), (21, 1), (22, 2), (45, 3)):
        target = tmp_path / f"{count}.pdf"
        _write([a_label(number) for number in range(1, count + 1)], target, font)
        assert target.read_bytes().count(b"/Type /Page\n") == pages


def test_labels_stay_on_the_paper():
    assert A4_21.left + A4_21.columns * A4_21.width <= 210
    assert A4_21.top + A4_21.rows * A4_21.height <= 297
    assert A4_21.qr + 2 * A4_21.padding < A4_21.height


def test_code_keeps_a_quiet_zone_of_four_modules():
    picture = qr_picture(f"{HOST}/t/7F3K9QZ2M4?r=1")
    modules = picture.width // 8

    assert modules == 29 + 2 * 4
    border = picture.convert("L").crop((0, 0, picture.width, 4 * 8))
    assert border.getextrema() == (255, 255)


def test_revision_is_in_the_code(font, tmp_path):
    _write([a_label(1, tag_revision=3)], tmp_path / "one.pdf", font)

    (picture,) = _pictures(tmp_path / "one.pdf")
    assert zxingcpp.read_barcode(picture).text.endswith("?r=3")


def test_no_labels_write_no_file(font, tmp_path):
    assert _write([], tmp_path / "none.pdf", font) == 0
    assert not (tmp_path / "none.pdf").exists()


def test_long_names_do_not_stop_the_printing(font, tmp_path):
    _write([a_label(1, name="灭火器" * 60, place_name="一楼走廊" * 40)], tmp_path / "x.pdf", font)

    assert len(list(_pictures(tmp_path / "x.pdf"))) == 1


def test_picture_prints_without_grey():
    buffer = io.BytesIO()
    qr_picture("x").save(buffer, "PNG")

    assert Image.open(buffer).mode == "1"
