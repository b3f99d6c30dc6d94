"""The bundled font as the build makes it, and browsers with the app's Python in them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from inspect_app.platform.stamp_font import FONT_VARIABLE
from tests.platform.phone import Phone, Site, make_site, serving
from webapp.cache import Cache
from webapp.fonts import font_files
from webapp.layout import CACHE


@pytest.fixture(scope="session")
def stamp_font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    font = tmp_path_factory.mktemp("font") / "regular.font"
    font.write_bytes(font_files(Cache(CACHE))[400])
    return font


@pytest.fixture
def bundled_font(stamp_font: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FONT_VARIABLE, str(stamp_font))
    return stamp_font


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(make_site(tmp_path_factory.mktemp("site") / "site")) as site:
        yield site


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Closed with its module: while it is open, no other event loop runs in this thread."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def open_phone(
    playwright: Playwright, site: Site, tmp_path: Path
) -> Iterator[Callable[..., Phone]]:
    yield from _opener(playwright, site, tmp_path)


@pytest.fixture(scope="module")
def open_lasting_phone(
    playwright: Playwright, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Phone]]:
    yield from _opener(playwright, site, tmp_path_factory.mktemp("lasting"))


def _opener(playwright: Playwright, site: Site, folder: Path) -> Iterator[Callable[..., Phone]]:
    phones = []

    def open_one(**options: object) -> Phone:
        profile = folder / f"profile-{len(phones)}"
        phones.append(Phone(playwright, site, profile, **options))
        return phones[-1]

    yield open_one
    for phone in phones:
        phone.close()


@pytest.fixture(scope="module")
def phone(
    playwright: Playwright, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Phone]:
    """One for tests that leave nothing behind."""
    phone = Phone(playwright, site, tmp_path_factory.mktemp("profile"))
    yield phone
    phone.close()
