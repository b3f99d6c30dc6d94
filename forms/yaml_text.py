"""A form as YAML text, as `forms.files` reads it. Desk only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from forms.definition import Form, Item
from forms.errors import FormFileError
from forms.files import check_plain, load

_LINE_LENGTH_MAX = 120
_DECIMALS = 15


def yaml_text(form: Form) -> str:
    return yaml.dump(
        _written(form),
        Dumper=_PlainDumper,
        allow_unicode=True,
        sort_keys=False,
        width=_LINE_LENGTH_MAX,
    )


def faults_of(form: Form) -> list[FormFileError]:
    """List everything wrong with a form that came from elsewhere; empty when all is well."""
    return check_plain(f"{form.id}.yaml", _written(form))


def save_form(form: Form, target: Path) -> None:
    """Write it whole or not at all: it is read back and compared before it takes its name.

    Raises `FormFileError` for a form that a file cannot hold, OSError where none can be written.
    """
    beside = target.with_name(f".{target.name}.part")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(yaml_text(form))
            file.flush()
            os.fsync(file.fileno())
        if load(beside) != form:
            raise FormFileError(target.name, "", "not_the_same", "reads back as another form")
        os.replace(beside, target)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def _written(form: Form) -> dict[str, Any]:
    plain = form.to_dict()
    for section, written in zip(form.sections, plain["sections"], strict=True):
        both = zip(section.items, written["items"], strict=True)
        written["items"] = [_item(item, said) for item, said in both]
    return plain


def _item(item: Item, plain: Mapping[str, Any]) -> dict[str, Any]:
    basis = [
        {**written, "confidence": each.confidence.value}
        for each, written in zip(item.basis, plain.get("basis", ()), strict=True)
    ]
    said = {**plain, "basis": basis} if basis else {**plain}
    if not item.judged:
        return said
    always = {"photo": item.photo.value, "grade": item.grade.value}
    return {**always, "frequency": item.frequency.value, **said}


class _PlainDumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    def ignore_aliases(self, _value: object) -> bool:
        return True


def _decimal(dumper: _PlainDumper, number: float) -> yaml.ScalarNode:
    """Never with an exponent, which the reader would take for a word."""
    text = f"{number:.{_DECIMALS}f}".rstrip("0")
    return dumper.represent_scalar(
        "tag:yaml.org,2002:float", f"{text}0" if text[-1] == "." else text
    )


_PlainDumper.add_representer(float, _decimal)
