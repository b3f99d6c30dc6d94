"""A printed checklist as PDF: A4, to be filled in with a pen while standing. Desk only."""

from collections.abc import Sequence
from pathlib import Path

from forms.terms import Grade, PhotoRule
from inspect_app.domain.evidence import SignatureRole
from inspect_app.domain.inspection import KINDS_OF_VISIT
from inspect_app.reports.paper_form import Blank, PaperForm, PaperItem, PaperSection
from inspect_app.reports.paper_page import LEFT, LINE, SHEET, WIDTH, PaperPage
from inspect_app.reports.paper_rows import draw_rows, first_height
from inspect_app.reports.paper_signatures import draw_signatures, in_rows, signatures_height
from inspect_app.reports.paper_table import draw_table
from inspect_app.reports.paper_values import (
    CODE_WIDTH,
    FILL,
    FILL_HEIGHT,
    INSET,
    value_line,
    value_lines,
)
from inspect_app.strings import Strings

QR = 30.0
MARKS = ("✓", "✕", "–")
MARK, MARK_GAP = 7.0, 1.6
MARKS_WIDTH = 3 * MARK + 2 * MARK_GAP
TEXT_WIDTH = WIDTH - CODE_WIDTH - MARKS_WIDTH - 4
TEXT, METHOD, BASIS = 10.0, 7.5, 6.6
CODE, CONDITION = 9.0, 6.6
SECTION_HEAD = 11.0


def write_paper_form(
    paper: PaperForm, target: Path, t: Strings, *, regular: Path, bold: Path
) -> int:
    """Write the PDF and return its number of pages; the fonts are TrueType with Chinese."""
    version = t("document.version", form=paper.form, version=paper.version)
    foot = " · ".join(part for part in (t("common.app_name"), version, paper.unit) if part)
    page = PaperPage(t, regular, bold, _title(paper, t), foot, paper.code)
    page.add_page()
    _head(page, paper, t, version)
    for number, section in enumerate(paper.sections, 1):
        rest = _rest(page, paper.sections[number:], t) if paper.is_register else None
        _section(page, section, number, t, rest)
    if not paper.is_register:
        _close(page, t)
    page.output(str(target))
    page.close_fonts()
    return page.pages_count


def _title(paper: PaperForm, t: Strings) -> str:
    return paper.title if paper.is_register else t("document.paper_title", form=paper.title)


def _head(page: PaperPage, paper: PaperForm, t: Strings, version: str) -> None:
    top = page.at
    page.lead(LEFT + WIDTH - QR + 3, top - 4, QR)
    room = WIDTH - QR - 2
    y = page.write_at(LEFT, top, page.lines(_title(paper, t), room, 19, bold=True), 19, bold=True)
    y = page.write_at(LEFT, y + 0.6, version, 9, grey=True)
    guides = ("how_to_note",) if paper.is_register else ("how_to_fill", "how_to_return")
    y += 1
    for guide in guides:
        y = page.write_at(LEFT, y, page.lines(t(f"document.{guide}"), room, 8.5), 8.5)
    y = max(y + 3.5, top + QR - 3)
    half = WIDTH / 2
    _field(page, LEFT, y, half - 4, t("document.unit"), paper.unit)
    _field(page, LEFT + half, y, half, t("document.place"))
    if paper.is_register:
        page.at = y + 9
        return
    _field(page, LEFT, y + 8.5, half - 4, t("document.begun"), t("document.moment_blank"))
    _field(page, LEFT + half, y + 8.5, half, t("document.companion"))
    page.write_at(LEFT, y + 17, t("document.kind"), 9, grey=True)
    x = LEFT + page.width(t("document.kind"), 9) + 3
    for kind in KINDS_OF_VISIT:
        x = page.ticked_word(x, y + 17, t(f"common.kind.{kind.value}"), 9) + 1.5
    page.at = y + 24


def _field(page: PaperPage, x: float, y: float, width: float, name: str, value: str = "") -> None:
    page.write_at(x, y, name, 9, grey=True)
    start = x + page.width(name, 9) + 2
    page.blank(start, y + 5.2, x + width - start)
    if value:
        room = x + width - start
        size = 9.5 if page.width(value, 9.5) <= room else 7.5
        page.write_at(start, y + (9.5 - size) * 0.2, value, size)


def _section(
    page: PaperPage, section: PaperSection, number: int, t: Strings, rest: float | None
) -> None:
    rows = _rows_of(section)
    first = first_height(page, section) if section.row else _row_height(page, section, rows[0], t)
    page.going_on("")
    page.need(SECTION_HEAD + first)
    title = f"{number}  {section.title}"
    page.set_fill_color(232)
    page.rect(LEFT, page.at + 2, WIDTH, 7, style="F")
    page.write_at(LEFT + 2, page.at + 2.9, title, 11, bold=True)
    if section.rows:
        count = section.row or t("document.rows")
        page.write_at(
            LEFT + WIDTH - page.width(count, 8.5) - 3, page.at + 3.5, count, 8.5, grey=True
        )
    page.at += 9
    page.going_on(title)
    if section.row:
        draw_rows(page, section, rest)
        return
    for row in rows:
        page.need(_row_height(page, section, row, t))
        if _is_signed(section, row):
            draw_signatures(page, row, t)
        else:
            _item(page, row[0], t, is_repeated=section.rows != ())
    if section.rows:
        draw_table(page, section, t)


def _rest(page: PaperPage, sections: Sequence[PaperSection], t: Strings) -> float | None:
    """The height of what follows, where all of it stands on one sheet and is no table."""
    if any(section.rows for section in sections):
        return None
    rows = [(section, row) for section in sections for row in _rows_of(section)]
    height = sum(_row_height(page, section, row, t) for section, row in rows)
    height += SECTION_HEAD * len(sections)
    return height if height < SHEET / 2 else None


def _row_height(
    page: PaperPage, section: PaperSection, row: Sequence[PaperItem], t: Strings
) -> float:
    if _is_signed(section, row):
        return signatures_height(page, row)
    return _height(page, row[0], t, section.rows != ())


def _rows_of(section: PaperSection) -> list[tuple[PaperItem, ...]]:
    return [(item,) for item in section.items] if section.rows else list(in_rows(section.items))


def _is_signed(section: PaperSection, row: Sequence[PaperItem]) -> bool:
    return row[0].blank is Blank.signature and not section.rows


def _height(page: PaperPage, item: PaperItem, t: Strings, is_repeated: bool) -> float:
    room = _room(item, is_repeated)
    height = len(page.lines(item.text, room, TEXT)) * TEXT * LINE
    height += len(page.lines(item.method, room, METHOD)) * METHOD * LINE
    height += len(page.lines(item.basis, WIDTH - CODE_WIDTH, BASIS)) * BASIS * LINE
    lines, size = page.code_lines(item.code, CODE_WIDTH - 1.5, CODE)
    beside = max(4.4, len(lines) * size * LINE) + item.is_conditional * CONDITION * LINE
    if not is_repeated:
        height = max(height, MARK if item.is_judged else 0)
        height += FILL_HEIGHT * (item.is_judged + len(list(value_lines(page, item))))
    return max(height, beside) + 3.4


def _room(item: PaperItem, is_repeated: bool) -> float:
    return TEXT_WIDTH if item.is_judged and not is_repeated else WIDTH - CODE_WIDTH


def _item(page: PaperPage, item: PaperItem, t: Strings, *, is_repeated: bool) -> None:
    y = page.at + 1.6
    beside = _code(page, item, y, t)
    room = _room(item, is_repeated)
    has_marks = item.is_judged and not is_repeated
    if has_marks:
        x = LEFT + WIDTH - MARKS_WIDTH
        for mark in MARKS:
            x = page.tick(x, y, MARK, mark) + MARK_GAP
    top, y = y, page.write_at(INSET, y, page.lines(item.text, room, TEXT), TEXT)
    y = page.write_at(INSET, y + 0.2, page.lines(item.method, room, METHOD), METHOD, grey=True)
    if not is_repeated:
        y = max(y, top + MARK if has_marks else y)
        for line in value_lines(page, item):
            value_line(page, item, line, y, t)
            y += FILL_HEIGHT
    if has_marks:
        y = _failure_line(page, item, y, t)
    words = page.lines(item.basis, WIDTH - CODE_WIDTH, BASIS)
    end = page.write_at(INSET, y + 0.4, words, BASIS, grey=True) + 1.2
    page.at = max(end, beside + 1.2)
    page.rule(page.at)


def _code(page: PaperPage, item: PaperItem, y: float, t: Strings) -> float:
    lines, size = page.code_lines(item.code, CODE_WIDTH - 1.5, CODE)
    under = page.write_at(LEFT, y + 0.2, lines, size, bold=True)
    if not item.is_conditional:
        return under
    words = t("document.if_applies")
    return page.write_at(LEFT, max(y + 4.6, under), words, CONDITION, grey=True)


def _failure_line(page: PaperPage, item: PaperItem, y: float, t: Strings) -> float:
    """The grade that is usual for the item stands in bold; the inspector may choose another."""
    base = y + 2.4
    page.write_at(INSET, base, "✕", FILL, grey=True)
    x = INSET + 5
    for grade in Grade:
        words = t(f"common.grade.{grade.value}")
        x = page.ticked_word(x, base, words, FILL, bold=grade is item.grade)
    if item.photo is not PhotoRule.none:
        words = t(f"document.photos.{item.photo.value}")
        page.write_at(x, base, words, FILL, bold=item.photo is PhotoRule.always)
        x += page.width(words, FILL, bold=item.photo is PhotoRule.always) + 4
    page.write_at(x, base, t("document.what_is_wrong"), FILL, grey=True)
    x += page.width(t("document.what_is_wrong"), FILL) + 2
    page.blank(x, base + 4.2, LEFT + WIDTH - x)
    return y + FILL_HEIGHT


def _close(page: PaperPage, t: Strings) -> None:
    """Totals, who signs, and what is noted when the unit does not."""
    page.going_on("")
    page.need(96)
    y = page.at + 4
    y = page.write_at(LEFT, y, t("document.totals"), 11, bold=True) + 1.5
    y = page.write_at(LEFT, y, t("document.totals_blank"), 9.5) + 2.5
    y = page.write_at(LEFT, y, t("document.measures_taken"), 9, grey=True)
    for _ in range(2):
        y += 7
        page.blank(LEFT, y, WIDTH)
    y = page.write_at(LEFT, y + 4, t("document.signatures"), 11, bold=True) + 1.5
    half = (WIDTH - 4) / 2
    for number, role in enumerate(SignatureRole):
        x = LEFT + number % 2 * (half + 4)
        _signature(page, x, y + number // 2 * 20, half, t(f"review.role.{role.value}"), t)
    y += 41
    x = page.ticked_word(LEFT, y, t("document.refused"), 9.5, bold=True)
    page.write_at(x, y, t("document.refusal_reason"), 9, grey=True)
    start = x + page.width(t("document.refusal_reason"), 9) + 2
    page.blank(start, y + 5, LEFT + WIDTH - start)
    page.at = page.write_at(
        LEFT, y + 7, page.lines(t("document.refusal_law"), WIDTH, 7), 7, grey=True
    )


def _signature(page: PaperPage, x: float, y: float, width: float, role: str, t: Strings) -> None:
    with page.drawn_in(90, 0.25):
        page.rect(x, y, width, 18, round_corners=True, corner_radius=1)
    page.write_at(x + 2, y + 1.2, role, 8.5, grey=True)
    words = t("document.signed_at")
    page.write_at(x + width - page.width(words, 8) - 4, y + 12.8, words, 8, grey=True)
