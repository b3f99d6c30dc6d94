"""What a page may run: inline scripts are named by their digests, so that no other one runs."""

import base64
import hashlib
import re

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.S | re.I)


def inline_scripts(page: bytes) -> str:
    """Return the CSP sources of the page's own inline scripts."""
    digests = (hashlib.sha256(each).digest() for each in _INLINE_SCRIPT.findall(page))
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
