"""One site of the stand-in app for all tests, and what serves and opens it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.webapp.browser import STAND_IN
from tests.webapp.static_server import StaticServer
from webapp.build import Site, build_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return build_site(STAND_IN, tmp_path_factory.mktemp("site") / "web", fast=True)


@pytest.fixture
def server(site: Site) -> Iterator[StaticServer]:
    server = StaticServer(site.folder)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver
