"""The part of a printed checklist that repeats: a line for each thing. Desk only."""

from collections.abc import Sequence

from forms.terms import Grade
from inspect_app.reports.paper_form import Blank, PaperItem, PaperRow, PaperSection
from inspect_app.reports.paper_page import LEFT, WIDTH, PaperPage
from inspect_app.strings import Strings

NUMBER_WIDTH, THING_WIDTH = 7.0, 41.0
CELL_MIN, CELL_MAX = 15.5, 24.0
WORDS_MIN = 50.0
"""Where so much is left beside the cells, failures are written there."""
ROOM = WIDTH - NUMBER_WIDTH - THING_WIDTH
MARK = 4.3
HEAD, TICK_ROW, VALUE_ROW = 10.0, 9.4, 13.6
FAILURES = 4
FAILURE_ROW = 8.0
FAILURE_COLUMNS = (14.0, 22.0)
"""Number and item; after grade and photos the rest is for what is wrong."""


def draw_table(page: PaperPage, section: PaperSection, t: Strings) -> None:
    """Draw the grids, as many as the items need side by side, and the lines for failures."""
    most = int(ROOM / CELL_MIN)
    grids = -(-len(section.items) // most)
    each = -(-len(section.items) // grids)
    for start in range(0, len(section.items), each):
        _grid(page, section.items[start : start + each], section.rows, t)
    if not _words_width(section.items[:each]):
        _failures(page, t)


def _grid(
    page: PaperPage, items: Sequence[PaperItem], rows: Sequence[PaperRow], t: Strings
) -> None:
    has_values = any(item.blank is not Blank.nothing for item in items)
    height = VALUE_ROW if has_values else TICK_ROW
    page.need(HEAD + 4 + 2 * height)
    page.at += 2.5
    _grid_head(page, items, t)
    for number, row in enumerate(rows, 1):
        if page.at + height > page.room_below:
            page.add_page()
            _grid_head(page, items, t)
        _row(page, items, row, number, height, t)
    page.at += 1


def _cell_width(items: Sequence[PaperItem]) -> float:
    return min(CELL_MAX, ROOM / len(items))


def _words_width(items: Sequence[PaperItem]) -> float:
    left = ROOM - len(items) * _cell_width(items)
    return left if left >= WORDS_MIN else 0.0


def _grid_head(page: PaperPage, items: Sequence[PaperItem], t: Strings) -> None:
    page.set_fill_color(244)
    page.rect(LEFT, page.at, WIDTH, HEAD, style="F")
    page.centred(LEFT, page.at + 3, NUMBER_WIDTH, "№", 7.5)
    page.write_at(LEFT + NUMBER_WIDTH + 1, page.at + 3, t("document.thing"), 8)
    width = _cell_width(items)
    for column, item in enumerate(items):
        x = LEFT + NUMBER_WIDTH + THING_WIDTH + column * width
        page.centred(x, page.at + 1.6, width, item.code, 8)
        page.centred(x, page.at + 5.6, width, _asked(page, item, width, t), 6.4)
    if words := _words_width(items):
        heading = t("document.grade_and_words")
        page.write_at(LEFT + WIDTH - words + 2, page.at + 3, heading, 8)
    page.rule(page.at, 90)
    page.at += HEAD
    page.rule(page.at, 90)


def _asked(page: PaperPage, item: PaperItem, width: float, t: Strings) -> str:
    """Return what is written above the ticks, cut to the column."""
    words = {
        Blank.reading: item.unit or t("document.reading"),
        Blank.day: t("document.day"),
        Blank.choice: t("document.words"),
        Blank.words: t("document.words"),
    }.get(item.blank, "")
    while page.width(words, 6.4) > width - 1:
        words = words[:-2] + "…"
    return words


def _row(
    page: PaperPage,
    items: Sequence[PaperItem],
    row: PaperRow,
    number: int,
    height: float,
    t: Strings,
) -> None:
    y = page.at
    page.centred(LEFT, y + height / 2 - 2, NUMBER_WIDTH, str(number), 8.5)
    _thing(page, row, y, height)
    width = _cell_width(items)
    gap = min(1.0, (width - 3 * MARK - 1.5) / 2)
    for column, item in enumerate(items):
        x = LEFT + NUMBER_WIDTH + THING_WIDTH + column * width
        if item.blank is not Blank.nothing:
            page.blank(x + 1.5, y + height - MARK - 2.6, width - 3)
        at = x + (width - 3 * MARK - 2 * gap) / 2
        for mark in ("✓", "✕", "–"):
            at = page.tick(at, y + height - MARK - 1.6, MARK, mark) + gap
        with page.drawn_in(190, 0.15):
            page.line(x, y, x, y + height)
    if words := _words_width(items):
        x = LEFT + WIDTH - words
        with page.drawn_in(190, 0.15):
            page.line(x, y, x, y + height)
        x += 2
        for grade in Grade:
            x = page.ticked_word(x, y + 1.4, t(f"common.grade.{grade.value}"), 7)
        page.write_at(x, y + 1.4, t("document.photos_few"), 7, grey=True)
        page.blank(LEFT + WIDTH - words + 2, y + height - 1.8, words - 2)
    page.at += height
    page.rule(page.at)


def _thing(page: PaperPage, row: PaperRow, y: float, height: float) -> None:
    x, room = LEFT + NUMBER_WIDTH + 1, THING_WIDTH - 2
    if row.code:
        page.write_at(x, y + height / 2 - 3.6, row.code, 7.4, bold=True)
        page.write_at(x, y + height / 2, page.lines(row.place, room, 7)[:1], 7, grey=True)
    else:
        page.blank(x, y + height - 1.8, room)


def _failures(page: PaperPage, t: Strings) -> None:
    page.need(6 + FAILURE_ROW * FAILURES)
    page.at = page.write_at(LEFT, page.at + 1.6, t("document.failures"), 8.5, bold=True) + 1
    for _ in range(FAILURES):
        _failure(page, t)
    page.at += 1.5


def _failure(page: PaperPage, t: Strings) -> None:
    y, x = page.at + 2.6, LEFT
    number, item = FAILURE_COLUMNS
    for width, words in ((number, "№"), (item, t("document.item"))):
        page.write_at(x, y, words, 7.5, grey=True)
        start = x + page.width(words, 7.5) + 1
        page.blank(start, y + 3.8, x + width - start - 1.5)
        x += width
    for each in Grade:
        x = page.ticked_word(x, y, t(f"common.grade.{each.value}"), 7.5)
    page.write_at(x, y, t("document.photos_few"), 7.5, grey=True)
    x += page.width(t("document.photos_few"), 7.5) + 4
    page.write_at(x, y, t("document.what_is_wrong"), 7.5, grey=True)
    start = x + page.width(t("document.what_is_wrong"), 7.5) + 1
    page.blank(start, y + 3.8, LEFT + WIDTH - start)
    page.at += FAILURE_ROW
