"""The rows of a survey sheet: what is known of the unit, then each section with its items."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from forms.asset_kinds import ASSET_KINDS
from forms.attributes import ASSET_ATTRIBUTES, UNIT_ATTRIBUTES
from forms.definition import Form, Group, Section
from forms.terms import Text
from forms.xlsform import own_words
from forms.xlsform.choices import RESERVED
from forms.xlsform.item_rows import rows_of
from forms.xlsform.own_columns import PART, SECTION, YES, cells_of
from forms.xlsform.sections import UNGROUPED
from forms.xlsform.written import APPEARANCE, COUNT, RELEVANT, Cells, RowWriter, own, words

UNIT_KINDS = f"{RESERVED}unit_kinds"
MORE_PHOTOS = f"{RESERVED}photos"
PHOTO_OF, PHOTO_FILE = "photo.item", "photo.file"
TAG = "tag"
PLACE_KIND = "place_kind"
UNIT_KIND = "unit_kind"
_NAME = re.compile(r"\$\{\s*([^${}\s]+)\s*\}")
_UNGROUPED = re.compile(rf"{UNGROUPED}(_\d+)?")
_PART = own(PART, YES)


def survey_rows(form: Form) -> list[Cells]:
    rows = list(_unit(form))
    for section in form.sections:
        rows += _items(section) if _is_loose(section, form) else _section(section)
    return [*rows, *_more_photos(), *_record()]


def _is_loose(section: Section, form: Form) -> bool:
    """What stood outside of every group goes there again."""
    is_named = _UNGROUPED.fullmatch(section.id) is not None
    return is_named and replace(section, items=(), groups=()) == Section(section.id, form.label)


def names_in(parts: object) -> set[str]:
    """Every name that any expression of these parts uses."""
    return set(_NAME.findall(json.dumps(parts, ensure_ascii=False)))


def _unit(form: Form) -> Iterator[Cells]:
    """What the app knows of the unit by itself, ODK has to ask; only what the form uses."""
    names = sorted(names_in(form.to_dict()))
    rows = [row for name in names if (row := _of_unit(name))]
    if rows:
        group = {"name": f"{RESERVED}unit", **_PART}
        yield {"type": "begin group", **group, **words("label", own_words.UNIT)}
        yield from rows
        yield {"type": "end group", **group}


def _of_unit(name: str) -> Cells:
    area, _, rest = name.partition(".")
    if name == UNIT_KIND:
        said, kind = own_words.UNIT_KIND, f"select_one {UNIT_KINDS}"
    elif name == PLACE_KIND:
        said, kind = own_words.PLACE_KIND, "text"
    elif area == "unit" and rest in UNIT_ATTRIBUTES:
        said, kind = UNIT_ATTRIBUTES[rest], "text"
    elif area == "count" and rest in ASSET_KINDS:
        said, kind = own_words.how_many(ASSET_KINDS[rest]), "integer"
    else:
        return {}
    return _asked(kind, name, said)


def _more_photos() -> Iterator[Cells]:
    """An image holds one file; an answer has up to nine."""
    repeat = {"name": MORE_PHOTOS, **_PART}
    yield {"type": "begin repeat", **repeat, **words("label", own_words.MORE_PHOTOS)}
    yield _asked("text", PHOTO_OF, own_words.PHOTO_OF)
    yield _asked("image", PHOTO_FILE, own_words.PHOTO)
    yield {"type": "end repeat", **repeat}


def _record() -> Iterator[Cells]:
    group = {"name": f"{RESERVED}record", **_PART}
    yield {"type": "begin group", **group, **words("label", own_words.RECORD)}
    for name, said in own_words.RECORD_PARTS.items():
        yield _asked("dateTime" if name.endswith("_at") else "text", f"record.{name}", said)
    yield {"type": "end group", **group}


def _asked(kind: str, name: str, said: Text) -> Cells:
    return {"type": kind, "name": name, **words("label", said), **_PART}


def _section(section: Section) -> Iterator[Cells]:
    is_repeat = section.repeat is not None or section.asset_kind is not None
    kind = "repeat" if is_repeat else "group"
    cells = {"type": f"begin {kind}", "name": section.id, **dict(section.kept)}
    cells |= words("label", section.label) | cells_of(section, SECTION)
    row = RowWriter(cells)
    row.say(RELEVANT, section.relevant)
    if section.repeat is not None:
        row.cells |= _repeat(section)
        row.say(COUNT, section.repeat.count)
    yield row.row()
    if section.asset_kind is not None:
        yield from _asset(section)
    yield from _items(section)
    yield {"type": f"end {kind}", "name": section.id}


def _repeat(section: Section) -> Cells:
    repeat = section.repeat
    assert repeat is not None
    cells: Cells = {}
    if repeat.label != section.label:
        cells |= own("row_label", json.dumps(repeat.label.to_dict(), ensure_ascii=False))
    if repeat.minimum != 1:
        cells |= own("minimum", str(repeat.minimum))
    if repeat.maximum is not None:
        cells |= own("maximum", str(repeat.maximum))
    return cells


def _asset(section: Section) -> Iterator[Cells]:
    """What the tag tells the app, ODK has to ask for each thing."""
    yield _asked("barcode", f"{section.id}.{TAG}", own_words.TAG)
    for name in sorted(names_in(section.to_dict())):
        area, _, rest = name.partition(".")
        if area == "asset" and rest in ASSET_ATTRIBUTES:
            yield _asked("text", name, ASSET_ATTRIBUTES[rest])


def _items(section: Section) -> Iterator[Cells]:
    """Groups open and close around the items that name them."""
    open_groups: tuple[Group, ...] = ()
    for item in section.items:
        around = section.groups_of(item)
        yield from _moved(open_groups, around)
        open_groups = around
        yield from rows_of(item)
    yield from _moved(open_groups, ())


def _moved(before: tuple[Group, ...], after: tuple[Group, ...]) -> Iterator[Cells]:
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    for group in reversed(before[same:]):
        yield {"type": "end group", "name": group.id}
    for group in after[same:]:
        yield _group(group)


def _group(group: Group) -> Cells:
    row = RowWriter({"type": "begin group", "name": group.id, **dict(group.kept)})
    row.cells |= words("label", group.label)
    row.say(RELEVANT, group.relevant)
    row.say(APPEARANCE, group.appearance)
    return row.row()
