"""The part of a printed form that has a line per participant, chemical or round. Desk only."""

from collections.abc import Iterator

from inspect_app.reports.paper_form import Blank, PaperItem, PaperSection
from inspect_app.reports.paper_page import LEFT, LINE, SHEET, WIDTH, PaperPage

NUMBER_WIDTH = 8.0
HEAD_HEIGHT = 14.0
"""At least; a heading or its choices may need more lines."""
ROW, SIGNED_ROW = 9.5, 13.0
"""A name on one line; room for a hand that signs."""
FEWEST = 4
"""Lines that a table keeps where the last of the form would else need a sheet of its own."""
AFTER = 2.0
HEAD, HINT, MARGIN = 8.0, 6.2, 1.2
SHARES = {Blank.words: 3, Blank.lines: 4, Blank.signature: 3, Blank.choice: 3}
"""How wide a column is beside one for a number."""


def draw_rows(page: PaperPage, section: PaperSection, rest: float | None) -> None:
    """Draw the table, its head again on every page that it goes on to.

    `rest` is the height of all that follows in the form; None where that is not looked at.
    """
    height = _row_height(section)
    _head(page, section.items)
    for number in range(1, _count(page, section, height, rest) + 1):
        if page.at + height > page.room_below:
            page.add_page()
            _head(page, section.items)
        page.centred(LEFT, page.at + height / 2 - 2, NUMBER_WIDTH, str(number), 8.5)
        _columns(page, section.items, page.at, height)
        page.at += height
        page.rule(page.at)
    page.at += AFTER


def first_height(page: PaperPage, section: PaperSection) -> float:
    """What must stand together: the head and the first line."""
    return head_height(page, section.items) + _row_height(section)


def head_height(page: PaperPage, items: tuple[PaperItem, ...]) -> float:
    """Room for the longest heading with all of its choices: nothing is cut."""
    needed = (
        len(words) * HEAD * LINE + len(hint) * HINT * LINE for words, hint in _heads(page, items)
    )
    return max(HEAD_HEIGHT, 2.5 + max(needed))


def _row_height(section: PaperSection) -> float:
    return SIGNED_ROW if any(i.blank is Blank.signature for i in section.items) else ROW


def _count(page: PaperPage, section: PaperSection, height: float, rest: float | None) -> int:
    """As many lines as are usual; fewer or more where that spares a sheet or fills one."""
    asked = len(section.rows)
    if rest is None or section.most <= asked:
        return asked
    rest += AFTER
    here = int((page.room_below - page.at) / height)
    with_rest = int((page.room_below - page.at - rest) / height)
    if with_rest >= min(FEWEST, asked):
        return min(with_rest, section.most)
    on_next = int((SHEET - head_height(page, section.items) - rest) / height)
    return min(max(asked, here + on_next), section.most)


def _widths(items: tuple[PaperItem, ...]) -> list[float]:
    shares = [SHARES.get(item.blank, 2) for item in items]
    return [(WIDTH - NUMBER_WIDTH) * share / sum(shares) for share in shares]


def _heads(
    page: PaperPage, items: tuple[PaperItem, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield for each column the lines of its heading and of what may stand in it."""
    for item, width in zip(items, _widths(items), strict=True):
        room = width - 2 * MARGIN
        hint = item.unit or " / ".join(item.choices)
        yield page.lines(item.text, room, HEAD), page.lines(hint, room, HINT)


def _head(page: PaperPage, items: tuple[PaperItem, ...]) -> None:
    height = head_height(page, items)
    page.set_fill_color(244)
    page.rect(LEFT, page.at, WIDTH, height, style="F")
    page.centred(LEFT, page.at + 3, NUMBER_WIDTH, "№", 7.5)
    x = LEFT + NUMBER_WIDTH
    for (words, hint), width in zip(_heads(page, items), _widths(items), strict=True):
        y = page.write_at(x + MARGIN, page.at + 1, words, HEAD)
        page.write_at(x + MARGIN, y, hint, HINT, grey=True)
        x += width
    _columns(page, items, page.at, height)
    page.at += height
    page.rule(page.at, 90)


def _columns(page: PaperPage, items: tuple[PaperItem, ...], y: float, height: float) -> None:
    x = LEFT + NUMBER_WIDTH
    for width in _widths(items):
        with page.drawn_in(190, 0.15):
            page.line(x, y, x, y + height)
        x += width
