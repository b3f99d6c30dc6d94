"""The settings sheet: what the form is called, and what of it has an effect here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from pyxform import aliases

from forms.terms import Text
from forms.xlsform.annotations import Kept
from forms.xlsform.columns import OWN, Row, Sheet
from forms.xlsform.faults import FaultKind, Findings, RemarkKind
from forms.xlsform.own_columns import own_text

FORM_ID, VERSION = "form_id", "version"
"""How they were written, where ours are others."""
LABEL = "label"
REPEATED = "allow_choice_duplicates"
VERSION_MAX = 2**53 - 1
"""What JSON carries everywhere without loss."""
_READ = frozenset({"title", "id_string", "version", "default_language"})
_REFUSED = {
    "public_key": FaultKind.outside_encryption,
    "instance_id": FaultKind.outside_setting,
    "flat": FaultKind.outside_setting,
}
"""Encryption would not be done here; an identity of its own would not be kept; without groups no
export has a place for its rows."""


@dataclass(frozen=True, slots=True)
class Settings:
    title: str = ""
    form_id: str = ""
    version: str = ""
    default_language: str = ""
    kept: Kept = ()
    row: Row | None = None

    @property
    def may_repeat_choices(self) -> bool:
        return aliases.yes_no.get(dict(self.kept).get(REPEATED, "no"), False) is True


def read_settings(sheet: Sheet | None, findings: Findings) -> Settings:
    """The first row; pyxform reads no other, so another is a fault."""
    if sheet is None or not sheet.rows:
        return Settings()
    row, *more = sheet.rows
    for extra in more:
        findings.fault(extra.place(), FaultKind.outside_setting, name=str(extra.number))
    title = row.cells.get(("title",))
    return Settings(
        title.text if title else "",
        row.text("id_string"),
        row.text("version"),
        row.text("default_language"),
        _kept(row, findings),
        row,
    )


def form_id_of(text: str) -> str:
    """Ours begins with a letter and has small letters, digits and underscores."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    plain = plain if re.match(r"[a-z]", plain) else f"form_{plain}".rstrip("_")
    return plain[:40].rstrip("_") if len(plain) > 1 else f"form_{plain}"


def version_of(text: str) -> int:
    """Whole numbers are kept; any other version, and none, is our first."""
    if re.fullmatch(r"\d{1,16}", text) and 1 <= int(text) <= VERSION_MAX:
        return int(text)
    return 1


def label_of(settings: Settings, fallback: str) -> Text:
    """A title has one language; ours is read beside it, as long as the title was left alone."""
    title = settings.title or settings.form_id or fallback
    try:
        own = Text.from_dict(json.loads(own_text(settings.row, LABEL)) if settings.row else {})
    except (ValueError, KeyError, TypeError):
        return Text(title, title)
    return own if own.zh == title else Text(title, title)


def _kept(row: Row, findings: Findings) -> Kept:
    kept = []
    for tokens, cell in row.cells.items():
        name = row.headings[tokens].text
        if tokens[0] in _READ or tokens[0] == OWN:
            continue
        if tokens[0] in _REFUSED:
            findings.fault(row.place(*tokens), _REFUSED[tokens[0]], name=name)
            continue
        if tokens != (REPEATED,):
            findings.remark(row.place(*tokens), RemarkKind.setting_kept, name=name)
        kept.append(("::".join(tokens), cell.text))
    return tuple(kept)
