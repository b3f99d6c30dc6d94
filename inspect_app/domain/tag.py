"""What a scanned or typed code says: one of our tags, an enrolment, or another system's code."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, quote, unquote, urlsplit

from inspect_app.domain.ids import CROCKFORD, check_character, readable, unambiguous

MAX_CODE_LENGTH = 2_000
_MACHINE_ID = re.compile(rf"^[{CROCKFORD}]{{10}}$")
_HUMAN_CODE = re.compile(
    rf"^WJ-?([{CROCKFORD}]{{4}})-?([A-Z]{{2}})-?([{CROCKFORD}]{{2}})-?([0-9]{{4}})-?([{CROCKFORD}])$"
)

PAPER_SCHEME = "inspect-paper:"
ANY_UNIT = "-"
_PAPER = re.compile(r"^/?([a-z][a-z0-9_]{1,39})/([1-9]\d{0,5})/([^/]{1,60})/?$")
"""Form id and version as forms/schema.json bounds them; the unit's code percent-encoded."""


class OtherSystem(StrEnum):
    """Whose code it is when it is not ours; the values are string keys' last part."""

    lift = "lift"
    gas_cylinder = "gas_cylinder"
    product_certificate = "product_certificate"
    special_equipment = "special_equipment"
    web_page = "web_page"
    retail = "retail"
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class AssetTag:
    """Our tag: `https://<host>/t/<machine id>?r=<revision>`."""

    asset: str
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class TypedCode:
    """A human code that a person typed from a torn tag; its check character is right."""

    code: str


@dataclass(frozen=True, slots=True)
class MistypedCode:
    """It has the shape of a human code, but the check character does not fit."""

    code: str


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """`<endpoint address>/#/enrol?code=<one-time code>`."""

    address: str
    code: str


@dataclass(frozen=True, slots=True)
class PaperCode:
    """A printed checklist: `https://<host>/#/paper/<form>/<version>/<unit code>`.

    A sheet that was printed without knowing the host says `inspect-paper:` instead, which only
    this app reads.
    """

    form: str
    version: int
    unit: str = ""
    """The unit's code; empty where the sheet is for any unit."""


@dataclass(frozen=True, slots=True)
class ForeignCode:
    """Another system's code, kept as it was read."""

    system: OtherSystem
    text: str


ScannedCode = AssetTag | TypedCode | MistypedCode | EnrolmentCode | PaperCode | ForeignCode


def tag_address(host: str, asset_id: str, revision: int) -> str:
    """Return what the QR code of a tag carries."""
    return f"{host.rstrip('/')}/t/{asset_id}?r={revision}"


def paper_code(form: str, version: int, unit_code: str = "", host: str = "") -> str:
    """Return what the QR code of a printed checklist carries."""
    place = f"{form}/{version}/{quote(unit_code or ANY_UNIT, safe='')}"
    return f"{host.rstrip('/')}/#/paper/{place}" if host else f"{PAPER_SCHEME}{place}"


def human_code(unit_code: str, kind: str, building: str, number: int) -> str:
    """Return the code printed on a tag, such as `WJ-0137-FX-03-0042-K`."""
    parts = (unit_code, kind, building, f"{number:04d}")
    check = check_character(unambiguous("".join(parts)))
    return "-".join(("WJ", *parts, check))


def read_code(text: str) -> ScannedCode:
    """Say what `text` is. Full width, blanks, case and old hosts are forgiven; nothing raises."""
    text = text.strip()[:MAX_CODE_LENGTH]
    folded = readable(text)
    return (
        _read_address(text)
        or _read_paper(text.removeprefix(PAPER_SCHEME) if text.startswith(PAPER_SCHEME) else "")
        or _read_typed(folded)
        or (AssetTag(folded) if _MACHINE_ID.match(folded) else None)
        or ForeignCode(_other_system(text, folded), text)
    )


def _read_address(text: str) -> ScannedCode | None:
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"}:
        return None
    tag = re.match(r"^/t/([^/]+)/?$", parts.path)
    if tag and _MACHINE_ID.match(machine := unambiguous(readable(tag[1]))):
        revision = parse_qs(parts.query).get("r", [""])[0]
        return AssetTag(machine, int(revision) if revision.isdecimal() else None)
    route, _, query = parts.fragment.partition("?")
    codes = parse_qs(query).get("code", [])
    if route.strip("/") == "enrol" and codes:
        return EnrolmentCode(f"{parts.scheme.lower()}://{parts.netloc}", readable(codes[0]))
    return _read_paper(route.removeprefix("/paper/")) if route.startswith("/paper/") else None


def _read_paper(place: str) -> PaperCode | None:
    match = _PAPER.match(place)
    if not match:
        return None
    form, version, unit = match.groups()
    unit = unquote(unit)
    return PaperCode(form, int(version), "" if unit == ANY_UNIT else unit)


def _read_typed(folded: str) -> ScannedCode | None:
    match = _HUMAN_CODE.match(folded) or _HUMAN_CODE.match(_repaired(folded))
    if not match:
        return None
    unit, kind, building, number, check = match.groups()
    code = "-".join(("WJ", unit, kind, building, number, check))
    payload = unambiguous(unit + kind + building + number)
    return TypedCode(code) if check_character(payload) == check else MistypedCode(code)


def _repaired(folded: str) -> str:
    """Undo look-alike letters everywhere but in the two letters of the kind."""
    bare = folded.replace("-", "")
    return bare[:2] + unambiguous(bare[2:6]) + bare[6:8] + unambiguous(bare[8:])


_OTHER_SYSTEMS: tuple[tuple[OtherSystem, re.Pattern[str]], ...] = (
    (OtherSystem.lift, re.compile(r"96333|/lift|/elevator|电梯|^梯\d", re.I)),
    (OtherSystem.gas_cylinder, re.compile(r"气瓶|钢瓶|cylinder|/lpg|^QP\d", re.I)),
    (OtherSystem.product_certificate, re.compile(r"cccf|3c|ccc-|cqc", re.I)),
    (OtherSystem.special_equipment, re.compile(r"^[容锅起管游车]\d{2}[\u4e00-\u9fff]|^\d{17,20}$")),
    (OtherSystem.web_page, re.compile(r"^https?://", re.I)),
    (OtherSystem.retail, re.compile(r"^\d{8}$|^\d{12,14}$")),
)


def _other_system(text: str, folded: str) -> OtherSystem:
    return next(
        (system for system, shape in _OTHER_SYSTEMS if shape.search(text) or shape.search(folded)),
        OtherSystem.unknown,
    )
