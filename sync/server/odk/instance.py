"""An inspection as the instance that its form's XLSForm asks for: same names, same nesting."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from forms.answers import Answer, Value
from forms.definition import AnswerType, Form, Item
from forms.xlsform.settings import FORM_ID, VERSION
from forms.xlsform.survey_rows import MORE_PHOTOS, PHOTO_FILE, PHOTO_OF, TAG, survey_rows
from forms.xlsform.written import Cells
from inspect_app.domain.inspection import Inspection
from sync.server.odk.signature_picture import picture_of

OPENROSA = "http://openrosa.org/xforms"
FILE_TYPES = ("image", "audio", "video", "file")
NAME_DIGITS = 24
"""Of a photo's digest, in its file name: far more than one submission needs."""

_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the endpoint knows beside the record: names of expressions and their values."""

    names: Mapping[str, object] = field(default_factory=dict)
    assets: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """By the asset's id."""


@dataclass(frozen=True, slots=True)
class Instance:
    id: str
    form: str
    xml: str
    photos: Mapping[str, str]
    """File name to the digest of the photo's bytes."""
    pictures: Mapping[str, bytes]
    """Files that are drawn here: signatures."""


def instance_id(inspection: Inspection) -> str:
    return f"uuid:{inspection.id}"


def instance_of(form: Form, inspection: Inspection, facts: Facts, form_id: str = "") -> Instance:
    """With `form_id`, for a server where the form is called that."""
    return _Writer(form, inspection, facts).instance(form_id)


def identity_of(form: Form) -> tuple[str, str]:
    """Id and version, as the form's workbook says them."""
    kept = dict(form.kept)
    return kept.get(FORM_ID, form.id), kept.get(VERSION, str(form.version))


@dataclass(frozen=True, slots=True)
class _Node:
    row: Cells
    children: tuple["_Node", ...] = ()


class _Writer:
    def __init__(self, form: Form, inspection: Inspection, facts: Facts) -> None:
        self._form = form
        self._inspection = inspection
        self._facts = facts
        self._items: dict[str, Item] = {item.code: item for item in form.items()}
        self._answers = {(each.item, each.asset): each for each in inspection.answers}
        self._photos: dict[str, str] = {}
        self._pictures: dict[str, bytes] = {}
        self._rows_of_survey = survey_rows(form)
        images = (row["name"] for row in self._rows_of_survey if row["type"] in FILE_TYPES)
        self._images = frozenset(images)

    def instance(self, called: str) -> Instance:
        own_id, version = identity_of(self._form)
        form_id = called or own_id
        root = ElementTree.Element("data", {"id": form_id, "version": version})
        self._write(root, _nested(self._rows_of_survey), "")
        meta = ElementTree.SubElement(root, f"{{{OPENROSA}}}meta")
        instance = instance_id(self._inspection)
        ElementTree.SubElement(meta, f"{{{OPENROSA}}}instanceID").text = instance
        ElementTree.register_namespace("orx", OPENROSA)
        xml = ElementTree.tostring(root, "unicode", xml_declaration=False)
        return Instance(instance, form_id, xml, self._photos, self._pictures)

    def _write(self, parent: ElementTree.Element, nodes: Sequence[_Node], asset: str) -> None:
        for node in nodes:
            name, kind = node.row["name"], node.row["type"]
            if kind == "begin group":
                self._write(ElementTree.SubElement(parent, name), node.children, asset)
            elif name == MORE_PHOTOS:
                self._write_photos(parent)
            elif kind == "begin repeat":
                for row in self._rows(node):
                    self._write(ElementTree.SubElement(parent, name), node.children, row)
            else:
                said = _CONTROL.sub("\ufffd", self._value(name, asset))
                ElementTree.SubElement(parent, name).text = said

    def _rows(self, node: _Node) -> list[str]:
        """The assets or rows of which anything was said, in the order of the walk."""
        codes = {each.row["name"] for each in _leaves(node)}
        found = [each.asset for each in self._inspection.answers if each.item in codes]
        order = {asset: number for number, asset in enumerate(self._inspection.assets)}
        return sorted(dict.fromkeys(found), key=lambda asset: order.get(asset, len(order)))

    def _value(self, name: str, asset: str) -> str:
        if name in self._items:
            return self._of_item(self._items[name], asset)
        code, _, part = name.rpartition(".")
        if code in self._items:
            return self._of_part(self._items[code], part, asset)
        if part == TAG and code not in _AREAS:
            return asset
        if code == "record":
            return _RECORD[part](self._inspection)
        known = self._facts.assets.get(asset, {}) if code == "asset" else self._facts.names
        return _text(known.get(part if code == "asset" else name))

    def _of_item(self, item: Item, asset: str) -> str:
        answer = self._answers.get((item.code, asset))
        if answer is None:
            return ""
        match item.answer:
            case AnswerType.pass_fail:
                return answer.result or ""
            case AnswerType.photo:
                return self._photo(answer)
            case AnswerType.signature:
                return self._signature(item, answer)
            case AnswerType.audio | AnswerType.video | AnswerType.file:
                return self._file(answer)
        return _text(answer.value)

    def _of_part(self, item: Item, part: str, asset: str) -> str:
        answer = self._answers.get((item.code, asset))
        if answer is None:
            return ""
        said = {"result": answer.result, "grade": answer.grade, "note": answer.note}
        if part == "photo":
            return self._photo(answer)
        return str((said | {"reason": answer.reason}).get(part) or "")

    def _photo(self, answer: Answer) -> str:
        return self._named(answer.photos[0]) if answer.photos else ""

    def _named(self, sha256: str) -> str:
        name = f"{sha256[:NAME_DIGITS]}.jpg"
        self._photos[name] = sha256
        return name

    def _file(self, answer: Answer) -> str:
        """Called after its bytes: two answers may have files of one name."""
        if not answer.photos:
            return ""
        ending = _ENDING.search(str(answer.value or ""))
        name = f"{answer.photos[0][:NAME_DIGITS]}{ending.group().lower() if ending else '.bin'}"
        self._photos[name] = answer.photos[0]
        return name

    def _signature(self, item: Item, answer: Answer) -> str:
        if not answer.value:
            return ""
        name = f"{item.code}-{len(self._pictures) + 1}.png"
        self._pictures[name] = picture_of(str(answer.value))
        return name

    def _write_photos(self, parent: ElementTree.Element) -> None:
        """Every photo beyond the first of an answer, with the item that it belongs to."""
        for answer in self._inspection.answers:
            first = 1 if self._shows_photo(answer) else 0
            for sha256 in answer.photos[first:]:
                row = ElementTree.SubElement(parent, MORE_PHOTOS)
                ElementTree.SubElement(row, PHOTO_OF).text = answer.slot
                ElementTree.SubElement(row, PHOTO_FILE).text = self._named(sha256)

    def _shows_photo(self, answer: Answer) -> bool:
        """Whether the form has an image question of its own for the answer."""
        item = self._items.get(answer.item)
        name = f"{answer.item}.photo" if item and item.judged else answer.item
        return name in self._images


_AREAS = frozenset({"unit", "asset", "count", "record", "photo"})
_RECORD: Mapping[str, Callable[[Inspection], str]] = {
    "unit": lambda said: said.unit,
    "place": lambda said: said.place_name,
    "kind": lambda said: str(said.kind),
    "inspectors": lambda said: " ".join(said.inspectors),
    "started_at": lambda said: said.started_at.isoformat(),
    "submitted_at": lambda said: said.submitted_at.isoformat(),
}


def _nested(rows: Sequence[Cells]) -> tuple[_Node, ...]:
    open_rows: list[tuple[Cells, list[_Node]]] = [({}, [])]
    for row in rows:
        if row["type"].startswith("begin "):
            open_rows.append((row, []))
        elif row["type"].startswith("end "):
            begun, children = open_rows.pop()
            open_rows[-1][1].append(_Node(begun, tuple(children)))
        else:
            open_rows[-1][1].append(_Node(row))
    return tuple(open_rows[0][1])


def _leaves(node: _Node) -> Iterator[_Node]:
    for child in node.children:
        yield from _leaves(child) if child.children else (child,)


def _text(value: Value | object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
