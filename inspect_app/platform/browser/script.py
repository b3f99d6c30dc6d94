"""Our JavaScript modules (assets/web/) from Python."""

from typing import Any

import js
from pyodide.ffi import to_js

SITE: str = js.URL.new(".", js.location.href).href
"""Where the app was loaded from, with a slash at its end."""


async def load_module(name: str) -> Any:
    """Import a module of ours; the second time it is at hand.

    The worker lends its `import()`: making one from text needs `unsafe-eval`, which no page of
    ours allows.
    """
    return await js.importModule(f"{SITE}{name}")


def plain(value: object) -> Any:
    """Convert to JavaScript: dictionaries become objects, tuples arrays, bytes Uint8Arrays."""
    return to_js(value, dict_converter=js.Object.fromEntries)
