"""How documents and photos are written so that only who holds the key can read them.

What is looked up stays readable: ids, and the fields of `schema.INDEXES`. Plain and encrypted ones
may lie side by side, so that turning it on or off can stop at any row.
"""

import base64
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from inspect_app.errors import StorageError, StoreCorrupt

HIDDEN = "~"
PREFIX = '{"~":"'
"""How the text of an encrypted document begins; no plain one does."""
PHOTO_MARK = b"\0enc1"
"""How an encrypted photo begins; no picture does."""


class Cipher(Protocol):
    """Authenticated encryption under one key."""

    def encrypt(self, content: bytes) -> bytes: ...

    def decrypt(self, content: bytes) -> bytes:
        """Raise `ValueError` when it was encrypted under another key, or is damaged."""
        ...


@dataclass(frozen=True, slots=True)
class Encryption:
    cipher: Cipher
    is_on: bool
    """Whether what is written from now on is encrypted; what is already can be read either way."""


def hidden(text: str, fields: Collection[str], encryption: Encryption | None) -> str:
    """Return a document's text as it is written: `fields` stay readable, the rest does not."""
    if encryption is None or not encryption.is_on:
        return text
    content = base64.b64encode(encryption.cipher.encrypt(text.encode())).decode()
    document = {HIDDEN: content} | _readable(json.loads(text), fields)
    # Escaped: half of a surrogate pair has no form in UTF-8, and SQLite reads both alike.
    return json.dumps(document, separators=(",", ":"))


def revealed(text: str, encryption: Encryption | None) -> str:
    """Return a document's text as it was before. Raises `StoreCorrupt`."""
    if not text.startswith(PREFIX):
        return text
    end = text.find('"', len(PREFIX))
    try:
        content = base64.b64decode(text[len(PREFIX) : end], validate=True)
        return _decrypted(content, encryption).decode()
    except ValueError as error:
        raise StoreCorrupt(reason=f"an encrypted document of {len(text)} characters") from error


def hidden_bytes(content: bytes, encryption: Encryption | None) -> bytes:
    if encryption is None or not encryption.is_on:
        return content
    return PHOTO_MARK + encryption.cipher.encrypt(content)


def revealed_bytes(content: bytes, encryption: Encryption | None) -> bytes:
    """Raise `StoreCorrupt`."""
    if not content.startswith(PHOTO_MARK):
        return content
    return _decrypted(content[len(PHOTO_MARK) :], encryption)


def _decrypted(content: bytes, encryption: Encryption | None) -> bytes:
    if encryption is None:
        raise StorageError(reason="it is encrypted, and no key was given")
    try:
        return encryption.cipher.decrypt(content)
    except ValueError as error:
        raise StoreCorrupt(reason=f"{len(content)} encrypted bytes") from error


def _readable(document: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """Return the scalars under `fields`, nested as they are in the document."""
    found: dict[str, Any] = {}
    for field in fields:
        *parents, name = field.split(".")
        here: Any = document
        for parent in parents:
            here = here.get(parent) if isinstance(here, dict) else None
        if isinstance(here, dict) and isinstance(here.get(name), str | int | float):
            place = found
            for parent in parents:
                place = place.setdefault(parent, {})
            place[name] = here[name]
    return found
