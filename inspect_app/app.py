"""The composition root of the client: host, store, services, screens."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable

import flet as ft

from inspect_app import __version__
from inspect_app.clock import Clock
from inspect_app.errors import StorageError
from inspect_app.platform import open_host
from inspect_app.platform.interface import Host
from inspect_app.services import Services
from inspect_app.services.catalog import Catalog
from inspect_app.services.changes import Changes
from inspect_app.services.device import Device
from inspect_app.services.encrypting import Encrypting, begin_anew, encryption_of
from inspect_app.services.enrolment import Enrolment
from inspect_app.services.evidence import Evidence
from inspect_app.services.hazards import Hazards
from inspect_app.services.inspections import Inspections
from inspect_app.services.ledger import Ledger
from inspect_app.services.moving import Moving
from inspect_app.services.photo_fetching import PhotoFetching
from inspect_app.services.preferences import Preferences
from inspect_app.services.recording import RecordWriter
from inspect_app.services.scanning import Scanning
from inspect_app.services.submission import Submission
from inspect_app.services.syncing import SyncService
from inspect_app.storage.repair import open_or_repair
from inspect_app.storage.restoring import finish_restore
from inspect_app.storage.sqlite_file import Journal
from inspect_app.storage.store import Store
from inspect_app.strings import strings
from inspect_app.ui import crash_guard
from inspect_app.ui.routes import App, dress
from inspect_app.ui.screens.halted import HaltedScreen
from inspect_app.ui.screens.opening import OpeningScreen

logger = logging.getLogger(__name__)

FIRST_SCREEN_S = 1.0
"""What an exchange changes would be drawn between the parts of the first screen."""


async def _stay() -> None:
    """Nothing to begin anew: there is no page."""


def compose(
    host: Host, store: Store, clock: Clock, reopen: Callable[[], Awaitable[None]] = _stay
) -> Services:
    """Tie the services of one device together."""
    changes = Changes()
    preferences = Preferences(store, changes)
    sync = SyncService(store, host, clock, changes)
    enrolment = Enrolment(store, host, clock, changes, __version__, sync.nudge)
    catalog = Catalog(store, clock)
    inspections = Inspections(store, catalog, enrolment, clock, changes)
    encrypting = Encrypting(store, host, changes)
    return Services(
        clock=clock,
        host=host,
        changes=changes,
        preferences=preferences,
        enrolment=enrolment,
        catalog=catalog,
        scanning=Scanning(store, catalog, clock),
        inspections=inspections,
        evidence=Evidence(store, host, inspections),
        submission=Submission(store, inspections, RecordWriter(store, clock), clock, changes),
        ledger=Ledger(store),
        hazards=Hazards(store, clock),
        sync=sync,
        photos=PhotoFetching(store, host, clock, changes, sync),
        device=Device(store, host),
        moving=Moving(store, host, clock, encrypting, reopen),
        encrypting=encrypting,
    )


async def main(page: ft.Page, early: Awaitable[tuple[Host, Store]] | None = None) -> None:
    """Open the store and draw the app, or say why it cannot be opened.

    `early` is what `open_early` began.
    """
    try:
        host, store = await (early or _open(page))
    except StorageError as error:
        logger.error("the store does not open: %s", error)
        page.render_views(HaltedScreen, error, lambda: main(page), lambda: _begin_anew(page))
        return
    services = compose(host, store, Clock(), lambda: reopen())
    crash_guard.install(lambda error: _say_crashed(page, services))
    services.changes.subscribe(_summary_teller(services), hears_answers=False)
    dress(page, services.preferences.appearance())
    page.render_views(App, services)
    syncing = asyncio.create_task(_sync_from_then_on(services))
    page.run_task(host.keep_storage)
    page.run_task(_finish_encrypting, services)

    async def reopen() -> None:
        """Begin anew on what lies in the folder now: a backup was put in the store's place."""
        syncing.cancel()
        await asyncio.wait([syncing])
        page.render_views(OpeningScreen, services.preferences.appearance().language)
        store.close()
        await main(page, _open_again(host))


def open_early() -> asyncio.Task[tuple[Host, Store]] | None:
    """Begin to open the store while the browser still loads what draws the page.

    Elsewhere the host depends on the page, and there is nothing to wait for.
    """
    return asyncio.ensure_future(_open(None)) if sys.platform == "emscripten" else None


async def _open(page: ft.Page | None) -> tuple[Host, Store]:
    return await _open_again(await open_host(page))


async def _open_again(host: Host) -> tuple[Host, Store]:
    """Open the store of a host that is there already: a browser gives its folder once."""
    journal = Journal.WAL if host.has_shared_memory else Journal.PERSIST
    # First: a backup that takes the store's place brings the name of its key along.
    finish_restore(host.folder)
    return host, open_or_repair(host.folder, journal, await encryption_of(host))


async def _begin_anew(page: ft.Page) -> None:
    """After the person gave up a key that is gone: the next open makes an empty store."""
    host = await open_host(page)
    begin_anew(host.folder)
    await main(page, _open_again(host))


async def _sync_from_then_on(services: Services) -> None:
    await asyncio.sleep(FIRST_SCREEN_S)
    await asyncio.gather(services.sync.run(), services.photos.run())


async def _finish_encrypting(services: Services) -> None:
    """Go on where the last run was cut short, and leave it to the next when there is no room."""
    try:
        await services.encrypting.finish()
    except StorageError as error:
        logger.error("the store stays half encrypted: %s", error)


def _summary_teller(services: Services) -> Callable[[], None]:
    """Return what leaves a word for the next start's loading screen when something changed."""
    told: dict[str, object] = {}

    def tell() -> None:
        summary = dict(services.sync.summary())
        if summary != told:
            told.clear()
            told.update(summary)
            services.host.publish_summary(summary)

    return tell


def _say_crashed(page: ft.Page, services: Services) -> None:
    t = strings(services.preferences.appearance().language)
    page.show_dialog(ft.SnackBar(ft.Text(t("common.crash"), key="crash")))
