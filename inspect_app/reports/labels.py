"""QR tags on paper: sheets of labels as PDF, laid out as domain.md 4.4 asks. Desk only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import zxingcpp
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont
from PIL import Image

from inspect_app.domain.asset import Asset
from inspect_app.domain.tag import tag_address

QR_SCALE_PX = 8
"""Whole pixels per module: printers get edges, not grey."""
FAMILY = "label"
FIT = 0.995
"""Widths are rounded; a line scaled to fill its room exactly may miss it by a hair."""
SMALLEST_SHARE = 0.72
"""A line is made smaller down to this, then cut."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """How labels lie on the paper; all measures in millimetres."""

    columns: int = 3
    rows: int = 7
    width: float = 70.0
    height: float = 42.3
    left: float = 0.0
    top: float = 0.45
    padding: float = 2.6
    qr: float = 28.0
    """With its quiet zone of four modules: 0.68 mm a module for the usual address."""

    @property
    def per_page(self) -> int:
        return self.columns * self.rows


A4_21 = Sheet()
"""The common sheet of 3 × 7 labels of 70 × 42.3 mm on A4."""


@dataclass(frozen=True, slots=True)
class LabelWords:
    """What is printed besides the thing's own data."""

    due: str
    frequency: str
    hint: str
    responsible: str
    revision: str


@dataclass(frozen=True, slots=True)
class Label:
    asset: Asset
    unit_name: str
    phone: str
    frequency: str


def write_labels(
    labels: Iterable[Label],
    target: Path,
    *,
    host: str,
    font: Path,
    words: LabelWords,
    issued_on: date,
    sheet: Sheet = A4_21,
    on_label: Callable[[], None] = lambda: None,
) -> int:
    """Write a PDF of any number of labels and return how many; `font` is a TrueType file."""
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.add_font(FAMILY, "", font)
    count = 0
    for count, label in enumerate(labels, 1):
        place = (count - 1) % sheet.per_page
        if place == 0:
            pdf.add_page()
        x = sheet.left + place % sheet.columns * sheet.width
        y = sheet.top + place // sheet.columns * sheet.height
        _draw(pdf, label, x, y, sheet, host, words, issued_on)
        on_label()
    if count:
        pdf.output(str(target))
    _close_fonts(pdf)
    return count


def _close_fonts(pdf: FPDF) -> None:
    """fpdf2 reads glyphs from the file as it needs them, and leaves it open."""
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()


def qr_picture(text: str) -> Image.Image:
    """Return the code with its quiet zone, black on white, one bit a pixel (error level M)."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    view = memoryview(code.to_image(scale=QR_SCALE_PX, add_quiet_zones=True))
    height, width = view.shape
    return Image.frombytes("L", (width, height), bytes(view)).convert("1")


def _draw(
    pdf: FPDF,
    label: Label,
    x: float,
    y: float,
    sheet: Sheet,
    host: str,
    words: LabelWords,
    issued_on: date,
) -> None:
    asset = label.asset
    inner = x + sheet.padding
    code = qr_picture(tag_address(host, asset.id, asset.tag_revision))
    pdf.image(code, inner, y + sheet.padding - 1, sheet.qr, sheet.qr)
    text_x = inner + sheet.qr + 1
    room = x + sheet.width - sheet.padding - text_x
    lines = (
        (asset.name, 11.5),
        (asset.code, 8.2),
        (label.unit_name, 8.0),
        (asset.place_name, 8.0),
        (f"{words.responsible} {asset.responsible}".strip() if asset.responsible else "", 7.0),
        (f"{words.frequency} {label.frequency}" if label.frequency else "", 7.0),
    )
    top = y + sheet.padding
    for text, size in lines:
        if text:
            top = _line(pdf, text, text_x, top, room, size)
    _foot(pdf, label, inner, y, x + sheet.width - sheet.padding - inner, sheet, words, issued_on)


def _foot(
    pdf: FPDF,
    label: Label,
    x: float,
    y: float,
    width: float,
    sheet: Sheet,
    words: LabelWords,
    issued_on: date,
) -> None:
    """The due day is written by hand: a label that names it would need changing with it."""
    top = y + sheet.height - sheet.padding - 8.6
    _line(pdf, f"{words.due} ____________________", x, top, width, 7.0)
    _line(pdf, f"{words.hint} {label.phone}".strip(), x, top + 3.6, width * 0.66, 6.2)
    issued = f"{words.revision}{label.asset.tag_revision} · {issued_on.isoformat()}"
    pdf.set_font(FAMILY, size=5.6)
    pdf.set_xy(x + width * 0.66, top + 3.6)
    pdf.cell(width * 0.34, 3, issued, align="R")


def _line(pdf: FPDF, text: str, x: float, y: float, room: float, size: float) -> float:
    """Print one line, smaller or cut where it must be, and return where the next begins."""
    pdf.set_font(FAMILY, size=size)
    if (needed := pdf.get_string_width(text)) > room:
        size *= max(room / needed * FIT, SMALLEST_SHARE)
        pdf.set_font(FAMILY, size=size)
        while pdf.get_string_width(text) > room:
            text = text[:-2] + "…"
    pdf.set_xy(x, y)
    height = size * 0.46
    pdf.cell(room, height, text, new_x=XPos.LEFT, new_y=YPos.NEXT)
    return y + height
