"""The part of a printed form that has a line per participant, chemical or round. Desk only."""

from inspect_app.reports.paper_form import Blank, PaperItem, PaperSection
from inspect_app.reports.paper_page import LEFT, WIDTH, PaperPage
from inspect_app.strings import Strings

NUMBER_WIDTH = 8.0
HEAD_HEIGHT = 14.0
ROW, SIGNED_ROW = 9.5, 13.0
"""A name on one line; room for a hand that signs."""
HEAD, HINT, MARGIN = 8.0, 6.2, 1.2
SHARES = {Blank.words: 3, Blank.lines: 4, Blank.signature: 3, Blank.choice: 3}
"""How wide a column is beside one for a number."""


def draw_rows(page: PaperPage, section: PaperSection, t: Strings) -> None:
    """Draw the table, its head again on every page that it goes on to."""
    is_signed = any(item.blank is Blank.signature for item in section.items)
    height = SIGNED_ROW if is_signed else ROW
    _head(page, section.items, t)
    for number in range(1, len(section.rows) + 1):
        if page.at + height > page.room_below:
            page.add_page()
            _head(page, section.items, t)
        page.centred(LEFT, page.at + height / 2 - 2, NUMBER_WIDTH, str(number), 8.5)
        _columns(page, section.items, page.at, height)
        page.at += height
        page.rule(page.at)
    page.at += 2


def _widths(items: tuple[PaperItem, ...]) -> list[float]:
    shares = [SHARES.get(item.blank, 2) for item in items]
    return [(WIDTH - NUMBER_WIDTH) * share / sum(shares) for share in shares]


def _head(page: PaperPage, items: tuple[PaperItem, ...], t: Strings) -> None:
    page.set_fill_color(244)
    page.rect(LEFT, page.at, WIDTH, HEAD_HEIGHT, style="F")
    page.centred(LEFT, page.at + 3, NUMBER_WIDTH, "№", 7.5)
    x = LEFT + NUMBER_WIDTH
    for item, width in zip(items, _widths(items), strict=True):
        room = width - 2 * MARGIN
        y = page.write_at(x + MARGIN, page.at + 1, page.lines(item.text, room, HEAD)[:2], HEAD)
        hint = item.unit or " / ".join(item.choices)
        page.write_at(x + MARGIN, y, page.lines(hint, room, HINT)[:2], HINT, grey=True)
        x += width
    _columns(page, items, page.at, HEAD_HEIGHT)
    page.at += HEAD_HEIGHT
    page.rule(page.at, 90)


def _columns(page: PaperPage, items: tuple[PaperItem, ...], y: float, height: float) -> None:
    x = LEFT + NUMBER_WIDTH
    for width in _widths(items):
        with page.drawn_in(190, 0.15):
            page.line(x, y, x, y + height)
        x += width
