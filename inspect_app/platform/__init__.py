"""What differs between browser, phone and desk; `open_host` finds out where we are."""

import sys
from typing import Any

from inspect_app.platform.interface import Host

PHONES = {"android", "ios"}


async def open_host(page: Any) -> Host:
    """Open the host that the app runs on, with its durable folder.

    `page` is Flet's. Raises `StorageError` when there is no folder that keeps what is written.
    """
    if sys.platform == "emscripten":
        from inspect_app.platform.browser.host import open_browser

        return await open_browser()
    if _is_phone(page):
        from inspect_app.platform.native.host import open_phone

        return await open_phone(page)
    from inspect_app.platform.desk.host import open_desk

    return await open_desk(page)


def _is_phone(page: Any) -> bool:
    """A phone's own app; a phone's browser that watches a desk's app is the desk."""
    return not page.web and getattr(page.platform, "value", page.platform) in PHONES
