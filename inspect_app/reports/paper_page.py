"""The paper that a checklist is drawn on: margins, head and foot, text, boxes. Desk only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont
from PIL import Image

from inspect_app.reports.labels import qr_picture
from inspect_app.reports.line_breaks import broken
from inspect_app.strings import Strings

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 18.0, 12.0, 12.0, 16.0
"""Millimetres; the left margin leaves room for the holes of a binder."""
WIDTH = PAGE_WIDTH - LEFT - RIGHT
FAMILY = "paper"
LINE = 0.47
"""Line height in millimetres for a point of size: Chinese needs air."""
WORD_GAP, TICK_GAP = 1.1, 4.2
"""A word stands nearer to its own box than to the next."""
GREY, HAIR = 105, 150
CODE_LEAST = 6.0
SMALL_QR, HEAD = 15.0, 17.0
"""A sheet that went astray still leads back: 0.37 mm a module for the usual address."""
GOES_ON_AT = TOP + HEAD - 4
"""Where the second page and all after it begin."""
SHEET = PAGE_HEIGHT - BOTTOM - GOES_ON_AT

MARKS = {
    "✓": (((0.24, 0.52), (0.42, 0.7), (0.77, 0.3)),),
    "✕": (((0.3, 0.3), (0.7, 0.7)), ((0.7, 0.3), (0.3, 0.7))),
    "–": (((0.32, 0.5), (0.68, 0.5)),),
}
"""Strokes in parts of the box: drawn, they stand in its middle whatever the font."""


class PaperPage(FPDF):
    """Draws from the top down; `at` is where the next thing begins."""

    def __init__(
        self, t: Strings, regular: Path, bold: Path, title: str, foot: str, code: str
    ) -> None:
        super().__init__(format="A4")
        self._t = t
        self._title = title
        self._foot = foot
        self._qr: Image.Image = qr_picture(code)
        self._now = ""
        self.at = TOP
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.add_font(FAMILY, "", regular)
        self.add_font(FAMILY, "B", bold)
        self.set_title(title)
        self.set_lang("zh-CN" if t.language == "zh_CN" else "en")
        self.set_line_width(0.2)
        self.c_margin = 0

    def close_fonts(self) -> None:
        """fpdf2 reads glyphs from the file as it needs them, and leaves it open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def header(self) -> None:
        """The first page has a head of its own."""
        if self.page_no() == 1:
            self.at = TOP
            return
        self.image(self._qr, PAGE_WIDTH - RIGHT - SMALL_QR, TOP - 3, SMALL_QR, SMALL_QR)
        self.write_at(LEFT, TOP, self._title, 9, bold=True)
        if self._now:
            self.write_at(LEFT, TOP + 5, self._t("document.goes_on", title=self._now), 8, grey=True)
        self.at = GOES_ON_AT

    def footer(self) -> None:
        words = self._t("document.page", page=self.page_no(), pages=self.str_alias_nb_pages)
        self.write_at(LEFT, PAGE_HEIGHT - BOTTOM + 5, self._foot, 7.5, grey=True)
        room = self.width(self._t("document.page", page=99, pages=99), 8.5)
        self.write_at(LEFT + WIDTH - room, PAGE_HEIGHT - BOTTOM + 4.6, words, 8.5)

    def lead(self, x: float, y: float, side: float) -> None:
        """Draw the code that leads back to the form in the app."""
        self.image(self._qr, x, y, side, side)

    @property
    def room_below(self) -> float:
        """Where the foot begins."""
        return PAGE_HEIGHT - BOTTOM

    def need(self, height: float) -> None:
        """Begin a new page unless so much still fits on this one."""
        if self.at + height > self.room_below:
            self.add_page()

    def going_on(self, title: str) -> None:
        """What the head of the next page says is continued there."""
        self._now = title

    def lines(self, text: str, room: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
        self.set_font(FAMILY, "B" if bold else "", size)
        return tuple(broken(text, room, self.get_string_width)) if text else ()

    def write_at(
        self,
        x: float,
        y: float,
        text: str | tuple[str, ...],
        size: float,
        *,
        bold: bool = False,
        grey: bool = False,
    ) -> float:
        """Write lines from the top left corner and return where the next would begin."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(GREY if grey else 0)
        height = size * LINE
        for line in (text,) if isinstance(text, str) else text:
            self.set_xy(x, y)
            self.cell(self.get_string_width(line) + 1, height, line)
            y += height
        self.set_text_color(0)
        return y

    def code_lines(self, code: str, room: float, size: float) -> tuple[tuple[str, ...], float]:
        """Break a name without spaces, made smaller first; return its lines and their size.

        Imported forms call their questions what they like.
        """
        width = max(self.width(code, size, bold=True), 0.1)
        size = max(CODE_LEAST, min(size, size * room / width))
        lines = [""]
        for letter in code:
            if lines[-1] and self.width(lines[-1] + letter, size, bold=True) > room:
                lines.append("")
            lines[-1] += letter
        return tuple(lines), size

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        self.set_font(FAMILY, "B" if bold else "", size)
        return self.get_string_width(text)

    def centred(self, x: float, y: float, room: float, text: str, size: float) -> None:
        self.write_at(x + (room - self.width(text, size)) / 2, y, text, size)

    def tick(self, x: float, y: float, side: float, mark: str = "") -> float:
        """Draw a box to tick, its meaning faint inside; return its right edge."""
        with self.drawn_in(90, 0.25):
            self.rect(x, y, side, side, round_corners=True, corner_radius=0.8)
        if mark:
            with self.drawn_in(HAIR, side * 0.07):
                for line in MARKS[mark]:
                    self.polyline([(x + side * dx, y + side * dy) for dx, dy in line])
        return x + side

    def ticked_word(
        self, x: float, y: float, word: str, size: float, *, bold: bool = False
    ) -> float:
        """Draw a small box with a word after it and return where the next may begin."""
        side = size * 0.4
        self.tick(x, y + size * LINE / 2 - side / 2, side)
        x += side + WORD_GAP
        self.write_at(x, y, word, size, bold=bold)
        return x + self.width(word, size, bold=bold) + TICK_GAP

    def blank(self, x: float, y: float, width: float) -> None:
        """Draw a line to write on."""
        with self.drawn_in(HAIR, 0.2):
            self.line(x, y, x + width, y)

    def rule(self, y: float, ink: int = HAIR, width: float = 0.15) -> None:
        with self.drawn_in(ink, width):
            self.line(LEFT, y, LEFT + WIDTH, y)

    @contextmanager
    def drawn_in(self, ink: int, width: float) -> Iterator[None]:
        self.set_draw_color(ink)
        self.set_line_width(width)
        yield
        self.set_draw_color(0)
        self.set_line_width(0.2)
