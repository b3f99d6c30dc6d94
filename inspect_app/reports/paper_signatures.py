"""Where those sign whom a form asks to: side by side, on the sheet that they sign. Desk only."""

from collections.abc import Iterator, Sequence

from inspect_app.reports.paper_form import Blank, PaperItem
from inspect_app.reports.paper_page import LEFT, LINE, WIDTH, PaperPage
from inspect_app.strings import Strings

GAP, BOX = 4.0, 17.0
CODE, LABEL, DAY = 8.0, 9.0, 7.5
MOST_IN_A_ROW = 3


def in_rows(items: Sequence[PaperItem]) -> Iterator[tuple[PaperItem, ...]]:
    """Signatures that follow one another as rows of up to three; anything else by itself."""
    row: tuple[PaperItem, ...] = ()
    for item in items:
        is_signature = item.blank is Blank.signature
        if row and (not is_signature or len(row) == MOST_IN_A_ROW):
            yield row
            row = ()
        if is_signature:
            row = (*row, item)
        else:
            yield (item,)
    if row:
        yield row


def signatures_height(page: PaperPage, row: Sequence[PaperItem]) -> float:
    return _words_height(page, row) + BOX + 5


def draw_signatures(page: PaperPage, row: Sequence[PaperItem], t: Strings) -> None:
    """A box for each, of the same width in every row, with the day in it."""
    width = _width(row)
    top = page.at + 1.6
    box = top + _words_height(page, row)
    for number, item in enumerate(row):
        x = LEFT + number * (width + GAP)
        y = page.write_at(x, top, item.code, CODE, bold=True)
        if item.is_conditional:
            after = x + page.width(item.code, CODE, bold=True) + 2
            page.write_at(after, top + 0.3, t("document.if_applies"), 6.6, grey=True)
        page.write_at(x, y, page.lines(item.text, width, LABEL), LABEL)
        with page.drawn_in(90, 0.25):
            page.rect(x, box, width, BOX, round_corners=True, corner_radius=1)
        words = t("document.signed_at")
        at = x + width - page.width(words, DAY) - 2.5
        page.write_at(at, box + BOX - 4.6, words, DAY, grey=True)
    page.at = box + BOX + 2.4
    page.rule(page.at)


def _width(row: Sequence[PaperItem]) -> float:
    """A lone signature needs no more than half of the sheet."""
    side_by_side = max(2, len(row))
    return (WIDTH - GAP * (side_by_side - 1)) / side_by_side


def _words_height(page: PaperPage, row: Sequence[PaperItem]) -> float:
    lines = max(len(page.lines(item.text, _width(row), LABEL)) for item in row)
    return (CODE + lines * LABEL) * LINE + 1
