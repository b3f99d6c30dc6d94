"""Workbooks of every kind to begin from, and what can go wrong with one on somebody's desk."""

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

Rows = list[list[object]]
Book = dict[str, Rows]

CHOICES: Rows = [
    ["list_name", "name", "label::中文 (zh)", "label::English (en)", "district", "years"],
    ["yn", "yes", "是", "Yes", None, None],
    ["yn", "no", "否", "No", None, None],
    ["kind", "dry", "干粉", "Dry powder", "a", 10],
    ["kind", "co2", "二氧化碳", "Carbon dioxide", "b", 12.0],
    ["kind", "foam", "泡沫", "Foam", "a", 10],
]
HEADER: list[object] = [
    "type",
    "name",
    "label::中文 (zh)",
    "label::English (en)",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "choice_filter",
    "appearance",
    "default",
    "parameters",
    "repeat_count",
    "read_only",
    "media::image",
]


def _row(kind: str, name: str = "", **cells: object) -> list[object]:
    label = f"{name}？" if name and not kind.startswith(("calc", "start", "end ")) else None
    said = {"type": kind, "name": name or None, "label::中文 (zh)": label}
    said |= {"label::English (en)": f"{name}?" if label else None} | cells
    return [said.get(str(heading)) for heading in HEADER]


QUESTIONS: Rows = [
    _row("start", "start"),
    _row("deviceid", "device"),
    _row("text", "who", required="yes", hint="姓名"),
    _row("integer", "count", constraint=". >= 0 and . < 100", constraint_message="0–99"),
    _row("decimal", "pressure", relevant="${count} > 1", default=0.8),
    _row("range", "level", parameters="start=0 end=10 step=2"),
    _row("select_one kind", "kind", choice_filter="district = 'a' or ${count} > 3"),
    _row("select_multiple yn or_other", "some", appearance="minimal"),
    _row("rank kind", "order"),
    _row("date", "made_on", default="today() - 1", constraint=". <= today()"),
    _row("time", "at"),
    _row("dateTime", "moment", default="now()"),
    _row("geopoint", "place"),
    _row("geotrace", "line"),
    _row("barcode", "tag"),
    _row("image", "shot", appearance="signature"),
    _row("audio", "said", parameters="quality=low"),
    _row("note", "told", **{"label::English (en)": "${who} has ${count}", "media::image": "a.png"}),
    _row("acknowledge", "ok", required="${count} > 3"),
    _row("begin_group", "inner", relevant="selected(${some}, 'yes')", appearance="field-list"),
    _row("text", "why", read_only="no"),
    _row("end_group"),
    _row("begin_repeat", "person", repeat_count="${count}"),
    _row("text", "name_of"),
    _row("calculate", "number", calculation="position(..)"),
    _row("end_repeat"),
    _row("calculate", "years", calculation="instance('kind')/root/item[name = ${kind}]/years"),
    _row("calculate", "all", calculation="concat(join(', ', ${name_of}), count(${person}))"),
    _row("calculate", "once", calculation="once(format-date(today(), '%Y-%m-%d'))"),
]
SETTINGS: Rows = [
    ["form_title", "form_id", "version", "default_language"],
    ["试表", "trial_sheet", 3.0, "中文 (zh)"],
]


def whole() -> Book:
    """One of nearly everything that an import takes over."""
    sheets = {"survey": [HEADER, *QUESTIONS], "choices": CHOICES, "settings": SETTINGS}
    return {name: [list(row) for row in rows] for name, rows in sheets.items()}


def mutated(book: Book, chance: random.Random) -> list[str]:
    """Do one to four things to the book; returns their names."""
    done = []
    for _ in range(chance.randint(1, 4)):
        if not any(book.values()):
            break
        change = chance.choice(CHANGES)
        change(book, chance)
        done.append(change.__name__)
    return done


def _cell(book: Book, chance: random.Random) -> tuple[list[object], int]:
    name = chance.choice([name for name, rows in book.items() if any(rows)])
    row = chance.choice([row for row in book[name] if row])
    return row, chance.randrange(len(row))


def blank(book: Book, chance: random.Random) -> None:
    row, at = _cell(book, chance)
    row[at] = None


def strange(book: Book, chance: random.Random) -> None:
    row, at = _cell(book, chance)
    row[at] = chance.choice(STRANGE)


def garbled(book: Book, chance: random.Random) -> None:
    """A few signs of a cell are others, or gone."""
    row, at = _cell(book, chance)
    signs = list(str(row[at] or ""))
    for _ in range(min(len(signs), chance.randint(1, 3))):
        signs[chance.randrange(len(signs))] = chance.choice(
            ["", "(", "'", "$", "}", " ", "选", "a"]
        )
    row[at] = "".join(signs) or None


def moved(book: Book, chance: random.Random) -> None:
    """A cell of another place."""
    (row, at), (other, there) = _cell(book, chance), _cell(book, chance)
    row[at], other[there] = other[there], row[at]


def row_gone(book: Book, chance: random.Random) -> None:
    rows = chance.choice([rows for rows in book.values() if rows])
    del rows[chance.randrange(len(rows))]


def row_twice(book: Book, chance: random.Random) -> None:
    rows = chance.choice([rows for rows in book.values() if rows])
    rows.insert(chance.randrange(len(rows)), list(chance.choice(rows)))


def rows_swapped(book: Book, chance: random.Random) -> None:
    rows = chance.choice([rows for rows in book.values() if rows])
    one, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    rows[one], rows[other] = rows[other], rows[one]


def column_gone(book: Book, chance: random.Random) -> None:
    rows = chance.choice([rows for rows in book.values() if any(rows)])
    at = chance.randrange(max(map(len, rows)))
    for row in rows:
        del row[at : at + 1]


def column_twice(book: Book, chance: random.Random) -> None:
    rows = chance.choice([rows for rows in book.values() if any(rows)])
    at = chance.randrange(max(map(len, rows)))
    for row in rows:
        row.append(row[at] if at < len(row) else None)


def sheet_gone(book: Book, chance: random.Random) -> None:
    del book[chance.choice(list(book))]


def sheet_renamed(book: Book, chance: random.Random) -> None:
    rows = book.pop(chance.choice(list(book)))
    other = chance.choice(["SURVEY", "choises", "Sheet1", "表", "external_choices"])
    if other.lower() not in map(str.lower, book):
        book[other] = rows


def sheet_emptied(book: Book, chance: random.Random) -> None:
    del book[chance.choice(list(book))][:]


def headless(book: Book, chance: random.Random) -> None:
    """The rows begin further down."""
    rows = chance.choice(list(book.values()))
    rows[:0] = [[], ["a remark"]][: chance.randint(1, 2)]


CHANGES: tuple[Callable[[Book, random.Random], None], ...] = (
    *(blank, strange, garbled, moved) * 3,
    row_gone,
    row_twice,
    rows_swapped,
    column_gone,
    column_twice,
    sheet_gone,
    sheet_renamed,
    sheet_emptied,
    headless,
)
STRANGE: tuple[object, ...] = (
    True,
    False,
    1,
    2.5,
    -3.0,
    1e30,
    "TRUE()",
    "yes",
    " ",
    "\u00a0text\u00a0",
    "😀" * 3,
    "العربية",
    "‘curly’ “quotes”",
    "${nowhere}",
    "${who}",
    "${count} div 0",
    "${person}[1]/name_of",
    ". = ''",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "select_one",
    "select_one nolist",
    "select_multiple kind",
    "begin repeat",
    "end repeat",
    "begin_group",
    "end_group",
    "select_one_from_file x.csv",
    "calculate",
    "osm",
    "(" * 70,
    "not(" * 40 + "1" + ")" * 40,
    "regex(., '(a+)+$')",
    "x" * 400,
    "a\nb\tc",
    "<b>**bold**</b>",
    "%(name)s",
    "{0}",
    "../../..",
    "current()/../who",
    "instance('kind')/root/item[name='a'",
    "pulldata('x'",
    "once(once(1))",
)


def write(book: Book, folder: Path, number: int, kind: str) -> Path:
    path = folder / f"sheet{number}.{kind}"
    if kind == "xlsx":
        _write_xlsx(book, path)
    elif kind == "md":
        path.write_text("\n".join(_markdown(book)), "utf-8")
    else:
        path.write_text(_values(book), "utf-8")
    return path


def _write_xlsx(book: Book, path: Path) -> None:
    """Cells of their types; a few of them merged with their neighbour."""
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as target:
        for name, rows in book.items():
            sheet = target.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, column, cell)
        if not book:
            target.add_worksheet("empty")


def _markdown(book: Book) -> list[str]:
    lines = []
    for name, rows in book.items():
        lines.append(f"| {name} |")
        for row in rows:
            cells = (str("" if cell is None else cell).replace("\n", " ") for cell in row)
            lines.append("| | " + " | ".join(each.replace("|", "\\|") for each in cells) + " |")
    return lines


def _values(book: Book) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    for name, rows in book.items():
        writer.writerow([name])
        writer.writerows([["", *row] for row in rows])
    return text.getvalue()
