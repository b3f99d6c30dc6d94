"""Find a Chromium for the tests, or install one; says plainly when neither works.

python -m tests.browser.install
"""

import os
import shutil
import sys
from pathlib import Path

from tests.backends import debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of a Chromium: INSPECT_APP_BROWSER, one on PATH, or Playwright's own."""
    chosen = os.environ.get("INSPECT_APP_BROWSER")
    if chosen:
        return chosen if Path(chosen).exists() else None
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _attempts() -> list[list[str]]:
    by_playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    return [*debian.commands("chromium"), by_playwright]


def main() -> int:
    found = find()
    for command in [] if found else _attempts():
        debian.run(command, "a browser")
        found = find()
        if found:
            break
    if not found:
        print(
            "No Chromium was found and none could be installed. Install one (Debian: "
            "`apt-get install chromium`), or name yours in INSPECT_APP_BROWSER.",
            file=sys.stderr,
        )
        return 1
    print(f"browser for the tests: {found}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
