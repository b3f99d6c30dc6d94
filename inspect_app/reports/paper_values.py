"""Where the value of an item is written on paper. Desk only."""

from collections.abc import Iterator

from inspect_app.reports.paper_form import Blank, PaperItem
from inspect_app.reports.paper_page import LEFT, WIDTH, PaperPage
from inspect_app.strings import Strings

CODE_WIDTH = 19.0
INSET = LEFT + CODE_WIDTH
FILL = 8.0
FILL_HEIGHT = 7.4
"""A hand in a glove writes five millimetres high."""
LINES = 3


def value_lines(page: PaperPage, item: PaperItem) -> Iterator[tuple[str, ...]]:
    """Yield what stands on each line of the value: choices take as many lines as they need."""
    if item.blank is Blank.nothing:
        return
    if item.blank is not Blank.choice:
        yield from ((),) * (LINES if item.blank is Blank.lines else 1)
        return
    line: tuple[str, ...] = ()
    used = 0.0
    for choice in item.choices:
        width = page.width(choice, FILL) + FILL * 0.4 + 5.5
        if line and used + width > WIDTH - CODE_WIDTH:
            yield line
            line, used = (), 0.0
        line, used = (*line, choice), used + width
    yield line


def value_line(
    page: PaperPage, item: PaperItem, line: tuple[str, ...], y: float, t: Strings
) -> None:
    base = y + 2.4
    match item.blank:
        case Blank.choice:
            x = INSET
            for choice in line:
                x = page.ticked_word(x, base, choice, FILL)
        case Blank.reading | Blank.computed:
            x = _named(page, base, t("document.reading")) if item.is_judged else INSET
            page.blank(x, base + 4.2, 30)
            page.write_at(x + 31, base, item.unit, FILL, bold=True)
            x += 31 + page.width(item.unit, FILL, bold=True) + 5
            page.write_at(x, base, page.lines(item.demand, LEFT + WIDTH - x, FILL)[:1], FILL)
        case Blank.day:
            x = _named(page, base, t("document.day")) if item.is_judged else INSET
            page.write_at(x, base, t("document.day_blank"), FILL)
        case Blank.moment:
            page.write_at(INSET, base, t("document.moment_of_day"), FILL)
        case Blank.photos:
            page.write_at(INSET, base, t("document.photos.on_fail"), FILL)
        case Blank.words:
            x = _named(page, base, t("document.words")) if item.is_judged else INSET
            page.blank(x, base + 4.2, LEFT + WIDTH - x)
        case Blank.lines:
            page.blank(INSET, base + 4.2, WIDTH - CODE_WIDTH)


def _named(page: PaperPage, y: float, name: str) -> float:
    page.write_at(INSET, y, name, FILL, grey=True)
    return INSET + page.width(name, FILL) + 2
