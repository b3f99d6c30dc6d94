"""The compiled checklists that the client carries: one JSON file each, and an index over them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from forms.definition import Form
from forms.errors import FormFileError

INDEX_FILE = "index.json"


def read_index(folder: Path) -> list[dict[str, Any]]:
    """Id, version, digest, domain, label and number of items of each compiled checklist."""
    return _read(folder / INDEX_FILE)


def read_compiled(folder: Path) -> dict[str, Form]:
    """Read every checklist that the index lists, by id.

    Raises `FormFileError` when a file is missing, is not JSON, or is not the one that was compiled.
    """
    forms = {}
    for entry in read_index(folder):
        path = folder / f"{entry['id']}.json"
        text = _text(path)
        plain = _plain(path, text)
        # Compiled files are canonical JSON: the digest of their bytes is the form's.
        if hashlib.sha256(text.encode()).hexdigest() != entry["digest"]:
            raise FormFileError(path.name, "", "digest", "is not the file that was compiled")
        form = Form.from_dict(plain)
        forms[form.id] = form
    return forms


def _read(path: Path) -> Any:
    return _plain(path, _text(path))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise FormFileError(path.name, "", "unreadable", error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise FormFileError(path.name, "", "json", str(error)) from error


def _plain(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise FormFileError(path.name, "", "json", str(error)) from error
