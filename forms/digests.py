"""Texts as digests and from Base64: digest() and base64-decode() of an expression.

Source: ODK XForms Specification, "digest" and "base64-decode".
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from forms.values import Value, to_text

ALGORITHMS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
ENCODINGS = frozenset({"base64", "hex"})


def digest(value: Value, algorithm: Value, encoding: Value = "base64") -> str:
    """Of the text in UTF-8. Which algorithm and encoding is known when the form is loaded."""
    name = ALGORITHMS[to_text(algorithm)]
    found = hashlib.new(name, to_text(value).encode(), usedforsecurity=False)
    if to_text(encoding) == "hex":
        return found.hexdigest()
    return base64.b64encode(found.digest()).decode()


def base64_decode(value: Value) -> str:
    """Empty text where it is no Base64; what is no UTF-8 shows as U+FFFD."""
    try:
        return base64.b64decode(to_text(value), validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""
