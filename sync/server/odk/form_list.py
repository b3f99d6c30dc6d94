"""The forms that an OpenRosa server has: its list, read with care, and what it says of one of ours.

OpenRosa 1.0, Form List API.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.etree import ElementTree

from sync.server.odk.errors import WrongAnswer

LIST_BYTES_MAX = 2_000_000
"""Some thousands of forms."""
_NAMESPACE = "{http://openrosa.org/xforms/xformsList}"


@dataclass(frozen=True, slots=True)
class ListedForm:
    id: str
    name: str
    version: str


class Standing(StrEnum):
    """What the server has of a form in one version."""

    there = "there"
    other_version = "other_version"
    missing = "missing"


def forms_in(text: str) -> tuple[ListedForm, ...]:
    """Raises `WrongAnswer` for what is no such list."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise WrongAnswer("a list with declarations")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise WrongAnswer("no list of forms") from error
    if _plain(root.tag) != "xforms":
        raise WrongAnswer("no list of forms")
    return tuple(_listed(each) for each in root if _plain(each.tag) == "xform")


def standing(listed: Sequence[ListedForm], form: str, version: str) -> Standing:
    versions = {each.version for each in listed if each.id == form}
    if not versions:
        return Standing.missing
    return Standing.there if version in versions else Standing.other_version


def _listed(element: ElementTree.Element) -> ListedForm:
    said = {_plain(each.tag): (each.text or "").strip() for each in element}
    return ListedForm(said.get("formID", ""), said.get("name", ""), said.get("version", ""))


def _plain(tag: str) -> str:
    """Old servers leave the namespace away."""
    return tag.removeprefix(_NAMESPACE)
